"""Answers typed in from paper."""

import pytest

from exam.rules.agreeing import compared
from exam.rules.transcribing import (
    CANNOT_BE_READ,
    Asked,
    reading,
    sheet_code,
    shown,
    typed_code,
)
from question_bank.kinds.kind import Unreadable

pytestmark = pytest.mark.pure

TYPED = [
    ("single", 4, ["b"], "b"),
    ("single", 4, [" Ｂ "], "b"),
    ("single", 4, [""], None),
    ("judgement", 4, ["D"], "d"),
    ("multiple", 4, ["ca"], ["a", "c"]),
    ("multiple", 4, ["A、C"], ["a", "c"]),
    ("multiple", 4, [" "], None),
    ("ordering", 3, ["CAB"], ["c", "a", "b"]),
    ("ordering", 3, ["ca"], None),
    ("matching", 3, ["B-a"], ["b", None, "a"]),
    ("matching", 3, ["---"], None),
    ("true_false", 2, ["T"], True),
    ("true_false", 2, ["错"], False),
    ("true_false", 2, ["×"], False),
    ("true_false", 2, [""], None),
    ("fill_blank", 2, [" 七 ", ""], ["七", ""]),
    ("fill_blank", 2, ["", " "], None),
    ("fill_blank", 2, ["?", "7"], ["?", "7"]),
    ("numeric", 1, ["７"], "７"),
    ("numeric", 1, ["about 7"], "about 7"),
    ("short_answer", 1, ["one \r\ntwo  \n"], "one\ntwo"),
    ("short_answer", 1, [" \n"], None),
]


@pytest.mark.parametrize(("kind", "size", "typed", "value"), TYPED)
def test_what_is_typed_is_read_as_its_kind_keeps_it(kind, size, typed, value):
    assert reading(Asked(kind, size), typed) == value


@pytest.mark.parametrize(("kind", "size", "typed", "value"), TYPED)
def test_what_was_read_is_shown_so_that_it_is_read_the_same_again(kind, size, typed, value):
    asked = Asked(kind, size)

    assert reading(asked, shown(asked, value)) == value


@pytest.mark.parametrize("kind", ["single", "multiple", "ordering", "numeric", "short_answer"])
def test_a_question_mark_alone_says_that_it_cannot_be_read(kind):
    asked = Asked(kind, 3)

    assert reading(asked, [" ? "]) == CANNOT_BE_READ
    assert shown(asked, CANNOT_BE_READ) == ["?"]


def test_blanks_of_which_one_alone_is_filled_and_cannot_be_read():
    assert reading(Asked("fill_blank", 2), ["", "?"]) == CANNOT_BE_READ


@pytest.mark.parametrize(
    ("kind", "size", "typed"),
    [
        ("single", 4, ["e"]),
        ("single", 4, ["ab"]),
        ("multiple", 4, ["aa"]),
        ("multiple", 3, ["ad"]),
        ("ordering", 3, ["aab"]),
        ("ordering", 3, ["abd"]),
        ("matching", 3, ["ab"]),
        ("matching", 3, ["abd"]),
        ("true_false", 2, ["maybe"]),
        ("numeric", 1, ["7" * 41]),
        ("fill_blank", 1, ["七" * 201]),
        ("short_answer", 1, ["x" * 4001]),
        ("short_answer", 1, ["\x00"]),
    ],
)
def test_what_is_no_answer_of_the_kind_is_refused(kind, size, typed):
    with pytest.raises(Unreadable):
        reading(Asked(kind, size), typed)


ASKED = [Asked("single", 4), Asked("fill_blank", 1), Asked("short_answer", 1)]


def test_two_people_who_read_the_same_settle_a_sheet():
    found = compared(
        ASKED,
        [
            (1, {1: "b", 2: ["７"], 3: "one\ntwo"}),
            (2, {1: "b", 2: [" 7"], 3: "one two"}),
        ],
    )

    assert (found.people, found.answers, found.open_slots) == (
        2,
        {1: "b", 2: ["７"], 3: "one\ntwo"},
        [],
    )
    assert found.is_settled


def test_one_person_typing_twice_settles_nothing():
    found = compared(ASKED, [(1, {1: "b", 2: None, 3: None}), (1, {1: "b", 2: None, 3: None})])

    assert (found.people, found.answers, found.open_slots) == (1, {}, [1, 2, 3])


def test_nothing_and_what_cannot_be_read_are_different():
    found = compared(ASKED[:1], [(1, {1: None}), (2, {1: CANNOT_BE_READ})])

    assert found.open_slots == [1]


def test_both_found_nothing_is_an_agreement():
    assert compared(ASKED[:1], [(1, {1: None}), (2, {1: None})]).answers == {1: None}


def test_the_last_word_of_a_person_counts():
    entries = [(1, {1: "b"}), (2, {1: "c"}), (2, {1: "b"})]

    assert compared(ASKED[:1], entries).answers == {1: "b"}


def test_a_third_person_settles_a_slot_with_either_of_two():
    entries = [(1, {1: "b", 2: ["x"], 3: None}), (2, {1: "c", 2: ["x"], 3: None}), (3, {1: "c"})]

    assert compared(ASKED, entries).answers == {1: "c", 2: ["x"], 3: None}


def test_two_against_two_is_open():
    entries = [(1, {1: "b"}), (2, {1: "b"}), (3, {1: "c"}), (4, {1: "c"})]

    assert compared(ASKED[:1], entries).open_slots == [1]


def test_case_counts_in_a_written_answer_and_not_in_a_blank():
    entries = [(1, {1: "a", 2: ["Ten"], 3: "Ten"}), (2, {1: "a", 2: ["ten"], 3: "ten"})]

    assert compared(ASKED, entries).open_slots == [3]


def test_the_number_of_a_sheet_depends_on_what_is_on_the_form():
    slots = [{"revision": 1, "order": [0, 1], "points": "1"}]
    code = sheet_code(7, "zh", 12, slots)

    assert code == sheet_code(7, "zh", 12, slots)
    assert code.startswith("ZH12-")
    assert code != sheet_code(7, "zh", 12, [{**slots[0], "order": [1, 0]}])
    assert code != sheet_code(8, "zh", 12, slots)


@pytest.mark.parametrize(
    "typed", ["ZH12-K017", "zh12k017", " ｚｈ12 k017", "zh12-koi7", "ZH12-K0L7"]
)
def test_the_number_of_a_sheet_may_be_typed_as_people_type(typed):
    assert typed_code(typed) == "ZH12-K017"
