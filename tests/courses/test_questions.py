"""How a self-check question is laid out, read and told."""

from random import Random

import pytest

from courses.rules.asking import Option, layout, pieces, value_of
from courses.rules.page import finished
from courses.rules.telling import Line, blanks, lines
from question_bank.kinds.kind import Unreadable

pytestmark = pytest.mark.pure
BOX = '<div class="table-responsive" role="region" tabindex="0"'
OPTIONS = [Option("a", "甲"), Option("b", "乙"), Option("c", "丙")]


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false", "fill_blank", "judgement"])
def test_only_an_ordering_is_mixed(kind):
    assert layout(kind, 4, Random(1)) == (0, 1, 2, 3)


@pytest.mark.parametrize("size", [2, 3, 6])
def test_an_ordering_never_stands_in_its_right_order(size):
    laid = [layout("ordering", size, Random(seed)) for seed in range(200)]

    assert tuple(range(size)) not in laid
    assert {tuple(sorted(each)) for each in laid} == {tuple(range(size))}
    assert len(set(laid)) > 1 or size == 2


def test_the_same_chance_gives_the_same_layout():
    assert layout("ordering", 6, Random("7:3")) == layout("ordering", 6, Random("7:3"))


@pytest.mark.parametrize(
    ("kind", "stem", "expected"),
    [
        ("fill_blank", "<p>{{1}} 人，{{2}} 日</p>", ("<p>", 1, " 人，", 2, " 日</p>")),
        ("fill_blank", "<p>没有空</p>", ("<p>没有空</p>",)),
        ("single", "<p>{{1}} 是文字</p>", ("<p>{{1}} 是文字</p>",)),
    ],
)
def test_only_a_fill_in_stem_is_cut_at_its_gaps(kind, stem, expected):
    assert pieces(kind, stem) == expected


@pytest.mark.parametrize(
    ("kind", "sent", "value"),
    [
        ("single", ["b"], "b"),
        ("judgement", ["c"], "c"),
        ("multiple", ["a", "c"], ["a", "c"]),
        ("true_false", ["true"], True),
        ("true_false", ["false"], False),
        ("true_false", ["perhaps"], "perhaps"),
        ("fill_blank", [" 七 ", ""], ["七", ""]),
        ("single", [], None),
        ("multiple", [], None),
        ("fill_blank", ["", "  "], None),
        ("ordering", ["", "", ""], None),
    ],
)
def test_what_a_form_sends_becomes_a_value(kind, sent, value):
    assert value_of(kind, sent, (0, 1, 2)) == value


@pytest.mark.parametrize(
    ("order", "sent", "value"),
    [
        ((2, 0, 1), ["3", "1", "2"], ["a", "b", "c"]),
        ((2, 0, 1), ["1", "2", "3"], ["c", "a", "b"]),
        ((1, 0), ["1", "2"], ["b", "a"]),
    ],
)
def test_positions_on_the_page_become_the_order_of_the_bank(order, sent, value):
    assert value_of("ordering", sent, order) == value


@pytest.mark.parametrize(
    "sent", [["1", "1", "2"], ["1", "2", ""], ["1", "2"], ["0", "1", "2"], ["1", "2", "4"]]
)
def test_an_ordering_without_a_position_of_its_own_for_each_item_is_unreadable(sent):
    with pytest.raises(Unreadable):
        value_of("ordering", sent, (2, 0, 1))


def test_the_chosen_and_the_right_options_are_told_with_their_feedback():
    told = lines("single", OPTIONS, value="a", right="b", feedback=["不对", "对", "没选"])

    assert told == (
        Line("A", "甲", is_chosen=True, is_right=False, feedback="不对"),
        Line("B", "乙", is_chosen=False, is_right=True, feedback="对"),
        Line("C", "丙", is_chosen=False, is_right=False),
    )


def test_several_options_may_be_chosen_and_right():
    told = lines("multiple", OPTIONS, value=["a", "b"], right=["b", "c"], feedback=[])

    assert [(each.is_chosen, each.is_right) for each in told] == [
        (True, False), (True, True), (False, True),
    ]  # fmt: skip


def test_both_truths_are_told():
    assert lines("true_false", [], value=False, right=True, feedback=[]) == (
        Line("true", "", is_chosen=False, is_right=True),
        Line("false", "", is_chosen=True, is_right=False),
    )


def test_an_ordering_is_told_in_its_right_order_with_the_place_of_each_item():
    told = lines(
        "ordering", OPTIONS, value=["a", "c", "b"], right=["a", "b", "c"], feedback=[None] * 3
    )

    assert told == (
        Line("1", "甲", is_chosen=False, is_right=True, place=1),
        Line("2", "乙", is_chosen=False, is_right=False, place=3),
        Line("3", "丙", is_chosen=False, is_right=False, place=2),
    )


def test_the_texts_of_a_fill_in_question_are_told_and_it_has_no_lines():
    assert blanks("fill_blank", ["七", "15"]) == ("七", "15")
    assert blanks("single", "a") == ()
    assert lines("fill_blank", [], value=["七"], right=["七"], feedback=[]) == ()


@pytest.mark.parametrize(
    ("markup", "language", "expected"),
    [
        ('<div class="objectives"><ul>', "zh", '<div class="objectives"><h2>学完以后</h2><ul>'),
        ('<section class="example"><h3>', "en",
         '<section class="example"><p class="eyebrow">Example</p><h3>'),
        ("<figcaption>第五十五条 [F-APL-55]</figcaption>", "zh",
         "<figcaption>第五十五条</figcaption>"),
        ("<figcaption>Article 55 [F-APL-55, F-APL-42]</figcaption>", "en",
         "<figcaption>Article 55</figcaption>"),
        (f"{BOX}>甲</div>{BOX}>乙</div>", "zh",
         f'{BOX} aria-label="表 1">甲</div>{BOX} aria-label="表 2">乙</div>'),
        ('<th scope="col"></th><th scope="col">甲</th>', "en", '<td></td><th scope="col">甲</th>'),
        ("<p>正文 [F-APL-55]</p>", "zh", "<p>正文 [F-APL-55]</p>"),
    ],
)  # fmt: skip
def test_blocks_get_their_names_and_captions_lose_what_only_writers_need(
    markup, language, expected
):
    assert finished(markup, language) == expected
