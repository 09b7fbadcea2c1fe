"""Where a proposed text stands, one more module in course.toml, and what is read of its files."""

from dataclasses import dataclass, field

import pytest

from courses.rules import course_file
from courses.rules.course_line import with_module
from courses.rules.proposed import Paths, examine, new_names, typed
from courses.rules.proposing import OPEN, OWN, Standing, barred, standing
from courses.rules.skeleton import skeleton
from tests.courses import files

pytestmark = pytest.mark.pure


@dataclass
class Answer:
    agreed: bool


@dataclass
class Sending:
    number: int
    answer: Answer | None = None


@dataclass
class Written:
    number: int
    base_id: int | None = 7


@dataclass
class Proposal:
    texts: list = field(default_factory=lambda: [Written(1)])
    sendings: list = field(default_factory=list)
    withdrawal: object = None
    by_id: int = 1


AGREED, RETURNED = Answer(agreed=True), Answer(agreed=False)
TABLE = [
    # texts, sendings, newest revision of the module, where it stands
    ([Written(1)], [], 7, Standing.DRAFT),
    ([Written(1)], [Sending(1)], 7, Standing.IN_REVIEW),
    ([Written(1)], [Sending(1, RETURNED)], 7, Standing.RETURNED),
    ([Written(1)], [Sending(1, AGREED)], 7, Standing.APPROVED),
    ([Written(1), Written(2)], [Sending(1)], 7, Standing.DRAFT),
    ([Written(1), Written(2)], [Sending(1, RETURNED)], 7, Standing.DRAFT),
    ([Written(1), Written(2)], [Sending(1, RETURNED), Sending(2)], 7, Standing.IN_REVIEW),
    ([Written(1)], [], 8, Standing.OVERTAKEN),
    ([Written(1)], [Sending(1)], 8, Standing.OVERTAKEN),
    ([Written(1)], [Sending(1, RETURNED)], 8, Standing.OVERTAKEN),
    ([Written(1)], [Sending(1, AGREED)], 8, Standing.APPROVED),
    ([Written(1), Written(2, 8)], [Sending(1)], 8, Standing.DRAFT),
    ([Written(1, None)], [], None, Standing.DRAFT),
    ([Written(1, None)], [Sending(1)], None, Standing.IN_REVIEW),
    ([Written(1, None)], [Sending(1)], 8, Standing.OVERTAKEN),
]


@pytest.mark.parametrize(("texts", "sendings", "newest", "expected"), TABLE)
def test_where_a_proposal_stands_follows_from_what_was_done(texts, sendings, newest, expected):
    assert standing(Proposal(texts, sendings), newest) is expected


@pytest.mark.parametrize(("texts", "sendings", "newest", "expected"), TABLE)
def test_withdrawn_is_an_end_whatever_was_done_before(texts, sendings, newest, expected):
    found = standing(Proposal(texts, sendings, withdrawal=object()), newest)

    assert found is Standing.WITHDRAWN


def test_only_what_is_neither_approved_nor_withdrawn_is_open():
    assert set(Standing) - OPEN == {Standing.APPROVED, Standing.WITHDRAWN}


def test_nobody_answers_their_own_proposal():
    assert (barred(Proposal(by_id=1), 1), barred(Proposal(by_id=1), 2)) == (OWN, None)


LISTS = [
    'modules = ["b1", "b2"]',
    "modules = ['b1', 'b2']",
    'modules=["b1","b2",]',
    'modules = [\n  "b1", # "first"\n  "b2", # ]\n]',
    '"modules" = [ "b1" , "b2" ]',
]


@pytest.mark.parametrize("place", [1, 2, 3, 9])
@pytest.mark.parametrize("line", LISTS)
def test_a_module_joins_the_list_and_every_other_byte_stays(line, place):
    source = files.course().replace('modules = ["b2"]', line)

    longer = with_module(source, "b9", place)

    at = min(place, 3) - 1
    head, _ = course_file.read("procedure/course.toml", "procedure", longer)
    assert head.modules == (*("b1", "b2")[:at], "b9", *("b1", "b2")[at:])
    added = ', "b9"' if at == 2 else '"b9", '
    assert longer.replace(added, "", 1) == source


@pytest.mark.parametrize(
    "source", ["", "code = 1", "modules = []", 'modules = ["b1"', '[quiz]\nmodules = ["b1"]']
)
def test_a_list_that_cannot_be_lengthened_is_told_by_none(source):
    assert with_module(source, "b9", 1) is None


PATHS = Paths("procedure", "b2", {"zh": "02-inspection.md"})
ZH, EN = files.module(), files.module(title="Inspection", title_parts=None)


def codes(said, paths=PATHS):
    return [(each.code, each.path) for each in examine(said, paths).findings if each.is_error]


def test_sound_files_have_no_errors_and_take_the_name_of_the_other_language():
    seen = examine({"zh": ZH, "en": EN}, PATHS)

    assert seen.is_sound
    assert seen.texts["en"].path == "procedure/en/02-inspection.md"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"zh": files.module(confidence="C")}, "CM107"),
        ({"zh": files.module(facts="F-APL-55, law55")}, "CM106"),
        ({"zh": files.module(module="b3")}, "CM127"),
        ({"en": EN}, "CM116"),
        ({"zh": ZH, "en": files.module(title="Inspection", minutes="9")}, "CM114"),
        ({"zh": "no head"}, "CM101"),
        ({}, "CM116"),
    ],
)
def test_what_an_import_would_refuse_is_found(said, found):
    assert found in [code for code, _ in codes(said)]


def test_a_skeleton_says_by_its_errors_what_is_to_be_written():
    paths = Paths("procedure", "b9", new_names("b9", 3))

    found = codes(skeleton("b9", "2026-11"), paths)

    fields = ["title", "topics", "facts", "checks"]
    assert [code for code, path in found if "/zh/" in path] == ["CM105"] * len(fields)
    assert {path for _, path in found} == {"procedure/zh/03-b9.md", "procedure/en/03-b9.md"}


def test_what_nobody_touched_keeps_the_line_endings_of_its_file():
    before = {"zh": "甲\r\n乙\r\n", "en": "a\r\nb\r\n"}

    kept = typed({"zh": "甲\r\n乙\r\n", "en": "a\r\nc\r\n"}, before)

    assert kept == {"zh": "甲\r\n乙\r\n", "en": "a\nc\n"}


def test_a_language_left_empty_has_no_file():
    assert typed({"zh": "甲", "en": " \r\n"}, {"en": "a"}) == {"zh": "甲"}
