"""A blueprint typed into a form: what it means, what is wrong and where, rows moved, files."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam.rules.blueprint import BadBlueprint, read_blueprint
from exam.rules.blueprint_changes import Change, changes
from exam.rules.blueprint_check import check
from exam.rules.blueprint_text import as_toml
from exam.rules.blueprint_typed import (
    FIELDS,
    sums,
    typed_file,
    typed_in,
    typed_of,
    with_rows,
)
from question_bank.kinds import KINDS

pytestmark = pytest.mark.pure
SHIPPED = sorted((Path(__file__).parents[3] / "exam" / "content").glob("*.toml"))
NAMES = frozenset(KINDS)
GOOD = {
    "code": ["small"],
    "title.zh": ["小考"],
    "title.en": ["Small exam"],
    "minutes": ["60"],
    "pass_percent": ["60"],
    "kinds.kind": ["single", "multiple"],
    "kinds.count": ["2", "1"],
    "kinds.points": ["1.5", "2"],
    "groups.topics": ["law.basics, law.penalty", "serv.*"],
    "groups.easy": ["2", ""],
    "groups.medium": ["", "1"],
    "groups.hard": ["", ""],
    "sections.code": ["law"],
    "sections.zh": ["法律"],
    "sections.en": ["Law"],
    "sections.topics": ["law.*"],
    "sections.floor_percent": ["50"],
    "sections.course": [""],
}


def typed(**changed):
    """The form of a small blueprint with changes; a double underscore stands for a dot."""
    named = {name.replace("__", "."): values for name, values in changed.items()}
    return typed_in(lambda name: {**GOOD, **named}.get(name, []))


def found(form, version=1):
    return check(form, version, NAMES)


def places(form):
    return {reason.place: reason.message for reason in found(form).reasons}


def test_what_is_typed_becomes_a_definition():
    checked = found(typed(exposure=["70"], show_paper=["1"], retakes__number=["2"]), version=3)

    assert checked.reasons == ()
    assert checked.definition == {
        "code": "small",
        "version": 3,
        "minutes": 60,
        "pass_percent": "60",
        "pool": "exam",
        "exposure": "0.7",
        "show_paper": True,
        "title": {"zh": "小考", "en": "Small exam"},
        "retakes": {"number": 2},
        "sections": [
            {"code": "law", "zh": "法律", "en": "Law", "topics": ["law.*"], "floor_percent": "50"}
        ],
        "kinds": [
            {"kind": "single", "count": 2, "points": "1.5"},
            {"kind": "multiple", "count": 1, "points": "2"},
        ],
        "groups": [
            {"topics": ["law.basics", "law.penalty"], "easy": 2, "medium": 0, "hard": 0},
            {"topics": ["serv.*"], "easy": 0, "medium": 1, "hard": 0},
        ],
    }


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_shipped_file_goes_through_form_and_text_without_a_change(file):
    definition = tomllib.loads(file.read_text(encoding="utf-8"))
    rule = read_blueprint(definition, NAMES)

    through_form = found(typed_of(definition), version=definition["version"])
    through_text = tomllib.loads(as_toml(definition))

    assert (through_form.reasons, through_form.rule) == ((), rule)
    assert through_text == definition
    assert typed_file(as_toml(through_form.definition)) == typed_of(through_form.definition)


@pytest.mark.parametrize(
    ("changed", "place", "message"),
    [
        ({"minutes": ["an hour"]}, "minutes", "Write a whole number."),
        ({"minutes": [""]}, "minutes", "Write a whole number."),
        ({"minutes": ["601"]}, "minutes", "The time must be 1 to 600 minutes."),
        ({"pass_percent": ["60%"]}, "pass_percent", "Write a number."),
        ({"pass_percent": ["1e3"]}, "pass_percent", "Write a number."),
        ({"kinds__count": ["2", "x"]}, "kinds.1.count", "Write a whole number."),
        ({"kinds__points": ["1", ""]}, "kinds.1.points", "Write a number."),
        (
            {"kinds__kind": ["single", "single"]},
            "kinds.1.kind",
            "Each kind of question may stand once only.",
        ),
        (
            {"kinds__kind": ["single", "dance"]},
            "kinds.1.kind",
            "There is no kind of question called %(kind)s.",
        ),
        (
            {"groups__medium": ["", "2"]},
            "groups",
            "The kinds ask for %(kinds)s questions, the topics for %(topics)s.",
        ),
        ({"groups__topics": ["law.*", ""]}, "groups.1.topics", "Name the topics of each group."),
        (
            {"code": ["Small"]},
            "code",
            "A code has small letters, digits and hyphens, 64 at most.",
        ),
        (
            {"title.en": [" "]},
            "title.en",
            "A title in both languages is needed, of at most 120 characters.",
        ),
        (
            {"sections__code": ["total"]},
            "sections.0.code",
            "Each section needs a code of its own; total and other are taken.",
        ),
        (
            {"retakes.repeat_after": ["3"]},
            "retakes.repeat_after",
            "To have a course repeated, at least one section must name its course.",
        ),
        (
            {"target": ["100"]},
            "target",
            "The target must be between 0 and 1 (100 percent).",
        ),
    ],
)
def test_each_fault_stands_at_its_field(changed, place, message):
    assert places(typed(**changed)) == {place: message}


def test_an_empty_row_is_none_and_the_others_keep_their_places():
    form = typed(
        kinds__kind=["single", "", "multiple"],
        kinds__count=["2", "", "1"],
        kinds__points=["1", " ", "-2"],
    )

    assert places(form) == {"kinds.2": "Points must be above 0 and counts not below."}


def test_full_width_digits_and_chinese_commas_are_understood():
    form = typed(minutes=["６０"], groups__topics=["law.basics，law.penalty、law.crime", "serv.*"])

    assert found(form).definition["minutes"] == 60
    assert found(form).definition["groups"][0]["topics"] == [
        "law.basics",
        "law.penalty",
        "law.crime",
    ]


@pytest.mark.parametrize(
    ("command", "kinds"),
    [
        ("kinds-up-1", ["multiple", "single"]),
        ("kinds-down-0", ["multiple", "single"]),
        ("kinds-out-0", ["multiple"]),
        ("kinds-add", ["single", "multiple", ""]),
        ("kinds-up-0", ["single", "multiple"]),
        ("kinds-down-1", ["single", "multiple"]),
        ("kinds-out-7", ["single", "multiple"]),
        ("kinds-out-²", ["single", "multiple"]),
        ("dance-add", ["single", "multiple"]),
        ("", ["single", "multiple"]),
    ],
)
def test_rows_are_moved_added_and_taken_out(command, kinds):
    assert [row["kind"] for row in with_rows(typed(), command).rows["kinds"]] == kinds


def test_the_sums_count_what_is_a_number():
    found = sums(typed(kinds__count=["2", "x"], groups__easy=["2", "３"]))

    assert (found.questions, str(found.points), found.by_topics) == (2, "3.0", 6)
    assert found.by_difficulty == {"easy": 5, "medium": 1, "hard": 0}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "code = ",
        'code = "a"',
        "title = 1\nkinds = []",
        '[title]\nzh = "a"\n[[kinds]]\nkind = 1\n[groups]\na = 1\n[[sections]]',
        "a = " + "[" * 20_000,
        "minutes = " + "9" * 5_000,
    ],
)
def test_what_is_no_blueprint_file_is_said(text):
    with pytest.raises(BadBlueprint):
        typed_file(text)


ANYTHING = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    [
        "1",
        "-1",
        "999999",
        "0.000001",
        "single",
        "case",
        "law.*",
        "law",
        "[",
        "٣",
        "½",
        "\x00",
        "1e9",
    ]
)


@given(
    st.dictionaries(st.sampled_from([*FIELDS, *GOOD, "show_paper"]), st.lists(ANYTHING, max_size=4))
)
def test_whatever_is_typed_is_read_or_refused_with_reasons_and_can_be_shown_again(values):
    form = typed_in(lambda name: values.get(name, []))
    checked = found(form)

    assert bool(checked.reasons) == (checked.rule is None)
    sums(form)
    if checked.rule:
        assert tomllib.loads(as_toml(checked.definition)) == checked.definition


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_title_survives_the_file(title):
    definition = found(typed()).definition | {"title": {"zh": title, "en": "a"}}

    assert tomllib.loads(as_toml(definition)) == definition


def test_what_differs_between_two_versions_is_told():
    before = found(typed()).rule
    changed = {
        "minutes": ["90"],
        "show_paper": ["1"],
        "kinds__count": ["1", "2"],
        "groups__topics": ["law.basics", "serv.*"],
        "sections__floor_percent": ["60"],
    }
    after = found(typed(**changed), version=2).rule

    assert changes(before, before) == []
    assert changes(before, after) == [
        Change("Minutes", 60, 90),
        Change("The paper is shown after release", before=False, after=True),
        Change("Questions × points", "2 × 1.5", "1 × 1.5", kind="single"),
        Change("Questions × points", "1 × 2", "2 × 2", kind="multiple"),
        Change("Easy / medium / hard", "2 / 0 / 0", None, topics="law.basics, law.penalty"),
        Change("Easy / medium / hard", None, "2 / 0 / 0", topics="law.basics"),
        Change("Section %(code)s", "法律; Law; law.*; 50%", "法律; Law; law.*; 60%", topics="law"),
    ]


def test_the_days_of_appeals_are_typed_kept_and_compared():
    form = typed(appeals__window_days=["10"], appeals__decision_days=[""])
    given = found(form).definition["appeals"]
    plain = read_blueprint(found(typed()).definition, NAMES)
    rule = read_blueprint(found(form).definition, NAMES)

    assert given == {"window_days": 10}
    assert (plain.appeals.window_days, plain.appeals.decision_days) == (7, 15)
    assert (rule.appeals.window_days, rule.appeals.decision_days) == (10, 15)
    assert changes(plain, rule) == [Change("Days to appeal", 7, 10)]
    assert tomllib.loads(as_toml(found(form).definition)) == found(form).definition
    assert typed_of(found(form).definition).fields["appeals.window_days"] == "10"


@pytest.mark.parametrize("days", ["0", "91", "-1", "x"])
@pytest.mark.parametrize("name", ["appeals.window_days", "appeals.decision_days"])
def test_days_of_appeals_are_1_to_90(name, days):
    assert name in places(typed(**{name.replace(".", "__"): [days]}))
