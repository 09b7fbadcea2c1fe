"""A question after its answer, kind by kind, in words and not by colour alone."""

import re

import pytest

from core.markdown import plain
from question_bank.views.reviewing import reviewed

LISTED = {"stem": "<p>stem</p>", "options": ["zero", "one", "two", "three"]}
SAID = {"rationale": "<p>because</p>", "feedback": [None, "so one", None, None]}
QUIET = {"rationale": None, "feedback": []}


@pytest.fixture(autouse=True)
def _english(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def rows(page) -> list[str]:
    return [plain(row) for row in re.findall(r"<li.*?</li>", page, re.DOTALL)]


def marks(page) -> list[int]:
    """How many drawn marks stand in each row."""
    return [row.count("<svg") for row in re.findall(r"<li.*?</li>", page, re.DOTALL)]


def test_a_single_choice_shows_mine_and_the_right_one_in_the_order_of_the_form():
    page = reviewed("single", LISTED, SAID, {"right": 1, "size": 4}, [2, 1, 0, 3], "a")

    assert rows(page) == ["A two Your answer", "B one Right answer so one", "C zero", "D three"]
    assert marks(page) == [1, 1, 0, 0]
    assert '<div class="rationale"><p>because</p></div>' in page


def test_a_multiple_choice_shows_what_was_missed_and_what_was_wrong():
    key = {"right": [0, 2], "size": 4}

    page = reviewed("multiple", LISTED, SAID, key, [0, 1, 2, 3], ["a", "b"])

    assert rows(page) == [
        "A zero Your answer, right", "B one Your answer so one", "C two Right answer", "D three",
    ]  # fmt: skip


def test_a_judgement_shows_what_each_option_earns():
    page = reviewed("judgement", LISTED, SAID, {"earns": [0, 1, 3, -1]}, [0, 1, 2, 3], "b")

    assert rows(page) == [
        "A zero earns 0", "B one Your answer earns 1 so one", "C two Right answer earns 3",
        "D three earns -1",
    ]  # fmt: skip
    assert marks(page) == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, ["True Your answer", "False Right answer"]),
        (False, ["True", "False Your answer, right"]),
        (None, ["True", "False Right answer"]),
    ],
)
def test_a_truth_shows_mine_and_the_right_one(value, said):
    page = reviewed("true_false", {"stem": "x"}, QUIET, {"right": False}, [0, 1], value)

    assert rows(page) == said
    assert ("You gave no answer." in page) is (value is None)


BLANKS = {"blanks": [["七", "7", "seven"], ["十五"]]}
GAPS = {"stem": "<p>{{1}} 和 {{2}}</p>"}


def test_blanks_show_mine_in_the_text_and_every_spelling_in_the_script_of_the_question():
    page = reviewed("fill_blank", GAPS, QUIET, BLANKS, [0, 1], ["７", "50"])

    assert "７ 和 50" in plain(page)
    assert rows(page) == [
        "Blank 1 ７ Your answer, right Accepted: 七 / 7",
        "Blank 2 50 Your answer Accepted: 十五",
    ]


def test_an_english_question_shows_no_chinese_spelling_where_it_has_others():
    page = reviewed("fill_blank", {"stem": "<p>{{1}}, {{2}}</p>"}, QUIET, BLANKS, [0, 1], None)

    assert rows(page) == ["Blank 1 Accepted: 7 / seven", "Blank 2 Accepted: 十五"]


def test_blanks_without_an_answer_show_what_counts():
    page = reviewed("fill_blank", GAPS, QUIET, BLANKS, [0, 1], None)

    assert rows(page) == ["Blank 1 Accepted: 七 / 7", "Blank 2 Accepted: 十五"]
    assert "You gave no answer." in page


def test_what_was_typed_is_text():
    page = reviewed("fill_blank", GAPS, QUIET, BLANKS, [0, 1], ["<script>{{2}}", "x"])

    assert "<script>" not in page
    assert page.count("gap-given") == 2


ITEMS = {"stem": "x", "items": ["zero", "one", "two"]}


def test_an_ordering_shows_my_order_beside_the_right_one():
    page = reviewed("ordering", ITEMS, SAID, {"length": 3}, [1, 2, 0], ["c", "b", "a"])

    assert rows(page) == [
        "1 zero Right place", "2 two Not its place", "3 one Not its place",
        "1 zero", "2 one so one", "3 two",
    ]  # fmt: skip
    assert marks(page) == [1, 1, 1, 0, 0, 0]


def test_a_right_ordering_is_shown_once():
    page = reviewed("ordering", ITEMS, QUIET, {"length": 3}, [1, 2, 0], ["c", "a", "b"])

    assert rows(page) == ["1 zero", "2 one", "3 two"]
    assert "Your order, right" in page


def test_an_ordering_without_an_answer_shows_the_right_one():
    page = reviewed("ordering", ITEMS, QUIET, {"length": 3}, [1, 2, 0], None)

    assert rows(page) == ["1 zero", "2 one", "3 two"]
    assert "Your order" not in page
