"""What every kind of question does with a key, an order and a value."""

from fractions import Fraction

import pytest

from question_bank.kinds import KINDS, PLANNED, TYPES
from question_bank.kinds.fill_blank import placed
from question_bank.kinds.kind import LETTERS, Unreadable
from question_bank.rules.languages import joined
from question_bank.rules.reading import read

pytestmark = pytest.mark.pure

SINGLE = {"right": 1, "size": 4}
MULTIPLE = {"right": [0, 2], "size": 4}
BLANKS = {"blanks": [["七", "7"], ["工作日", "working days"]]}
ORDER = {"length": 4}
EARNS = {"earns": [0, 3, -1, 2]}
AS_IS = [0, 1, 2, 3]
TURNED = [2, 0, 3, 1]


def question(text, lang="zh"):
    document = read(f"---\nlang: {lang}\ntopic: law.penalty\npool: exam\n---\n\n## q-1\n{text}")
    assert document.diagnostics == ()
    return joined({lang: document.drafts[0]}).question


def test_the_registry_names_six_kinds_and_four_to_come():
    assert set(KINDS) == {"single", "multiple", "true_false", "fill_blank", "ordering", "judgement"}
    assert {"numeric", "matching", "short_answer", "case"} == PLANNED
    assert TYPES["多选题"] == "multiple"


@pytest.mark.parametrize(
    ("kind", "size", "value", "kept"),
    [
        ("single", 4, None, None),
        ("single", 4, "a", "a"),
        ("single", 4, "d", "d"),
        ("judgement", 10, "j", "j"),
        ("multiple", 4, None, None),
        ("multiple", 4, [], None),
        ("multiple", 4, ["c", "a"], ["a", "c"]),
        ("true_false", 2, None, None),
        ("true_false", 2, True, True),
        ("true_false", 2, False, False),
        ("fill_blank", 2, None, None),
        ("fill_blank", 2, ["", ""], None),
        ("fill_blank", 2, ["七", ""], ["七", ""]),
        ("fill_blank", 1, ["七" * 200], ["七" * 200]),
        ("ordering", 3, None, None),
        ("ordering", 3, ["c", "a", "b"], ["c", "a", "b"]),
    ],
)
def test_a_value_of_the_right_form_is_read(kind, size, value, kept):
    assert KINDS[kind].read(value, size) == kept


LETTER_FAULTS = ["", "e", "A", "ab", "1", 0, 1, True, ["a"], {"a": 1}, 1.5]
LIST_FAULTS = [
    "a",
    {"a": 1},
    1,
    True,
    ["a", "a"],
    ["e"],
    ["A"],
    [None],
    [1],
    [["a"]],
    list("abcde"),
]


@pytest.mark.parametrize(
    ("kind", "size", "value"),
    [
        *(("single", 4, value) for value in LETTER_FAULTS),
        *(("judgement", 4, value) for value in LETTER_FAULTS),
        *(("multiple", 4, value) for value in LIST_FAULTS),
        *(("ordering", 4, value) for value in [*LIST_FAULTS, [], ["a", "b", "c"]]),
        *(("true_false", 2, value) for value in ["true", 1, 0, "", [], {}]),
        *(
            ("fill_blank", 2, value)
            for value in [
                "七",
                ["七"],
                ["七"] * 3,
                [],
                [1, "七"],
                [None, "七"],
                ["七" * 201, ""],
                ["\x00", ""],
                ["\ud800", ""],
                {"0": "七"},
                True,
            ]
        ),
    ],
)
def test_anything_else_is_unreadable(kind, size, value):
    with pytest.raises(Unreadable):
        KINDS[kind].read(value, size)


@pytest.mark.parametrize(
    ("value", "order", "share"),
    [("b", AS_IS, 1), ("a", AS_IS, 0), (None, AS_IS, 0), ("d", TURNED, 1), ("b", TURNED, 0)],
)
def test_single_is_right_or_wrong(value, order, share):
    assert KINDS["single"].share(value, SINGLE, order, "none") == Fraction(share)


@pytest.mark.parametrize(
    ("value", "none", "proportional", "subset"),
    [
        (None, "0", "0", "0"),
        (["a", "c"], "1", "1", "1"),
        (["a"], "0", "1/2", "1/2"),
        (["a", "b"], "0", "0", "0"),
        (["a", "b", "c"], "0", "1/2", "0"),
        (["a", "b", "c", "d"], "0", "0", "0"),
        (["b"], "0", "0", "0"),
        (["b", "d"], "0", "0", "0"),
    ],
)
def test_multiple_earns_by_its_rule(value, none, proportional, subset):
    shares = [
        KINDS["multiple"].share(value, MULTIPLE, AS_IS, rule)
        for rule in ("none", "proportional", "subset")
    ]

    assert shares == [Fraction(none), Fraction(proportional), Fraction(subset)]


def test_multiple_is_marked_by_what_stands_in_the_bank_and_not_by_the_letter():
    multiple = KINDS["multiple"]

    assert multiple.share(["a", "b"], MULTIPLE, TURNED, "none") == Fraction(1)
    assert multiple.right(MULTIPLE, TURNED) == ["a", "b"]


def test_multiple_where_every_option_is_right_loses_nothing():
    key = {"right": [0, 1], "size": 2}

    assert KINDS["multiple"].share(["a"], key, [0, 1], "proportional") == Fraction(1, 2)


@pytest.mark.parametrize(
    ("value", "key", "share"),
    [(True, True, 1), (False, False, 1), (True, False, 0), (False, True, 0), (None, False, 0)],
)
def test_true_false_is_right_or_wrong_and_nothing_is_not_false(value, key, share):
    assert KINDS["true_false"].share(value, {"right": key}, [], "none") == Fraction(share)


@pytest.mark.parametrize(
    ("value", "none", "proportional", "subset"),
    [
        (None, "0", "0", "0"),
        (["七", "工作日"], "1", "1", "1"),
        ([" ７ ", "Working Days"], "1", "1", "1"),
        (["7", "工 作　日"], "1", "1", "1"),
        (["7", ""], "0", "1/2", "1/2"),
        (["7", "日"], "0", "1/2", "0"),
        (["七七", "工作日"], "0", "1/2", "0"),
        (["", "workingdays"], "0", "0", "0"),
    ],
)
def test_fill_blank_earns_by_its_rule(value, none, proportional, subset):
    shares = [
        KINDS["fill_blank"].share(value, BLANKS, [], rule)
        for rule in ("none", "proportional", "subset")
    ]

    assert shares == [Fraction(none), Fraction(proportional), Fraction(subset)]


@pytest.mark.parametrize(
    ("value", "none", "adjacent"),
    [
        (None, "0", "0"),
        (["a", "b", "c", "d"], "1", "1"),
        (["b", "a", "c", "d"], "0", "1/3"),
        (["a", "b", "d", "c"], "0", "1/3"),
        (["b", "a", "d", "c"], "0", "0"),
        (["c", "b", "a", "d"], "0", "0"),
        (["b", "c", "a", "d"], "0", "0"),
        (["d", "c", "b", "a"], "0", "0"),
    ],
)
def test_ordering_earns_a_third_for_one_swap_of_neighbours(value, none, adjacent):
    shares = [KINDS["ordering"].share(value, ORDER, AS_IS, rule) for rule in ("none", "adjacent")]

    assert shares == [Fraction(none), Fraction(adjacent)]


@pytest.mark.parametrize(
    ("right", "value", "share"),
    [
        ([0], ["a", "b"], "2/3"),
        ([0], ["a", "b", "c"], "1/3"),
        ([0, 2, 3], ["a", "b"], "0"),
        ([0, 2, 3], ["a", "c"], "2/3"),
        ([0, 2, 3], ["a", "b", "c", "d"], "0"),
    ],
)
def test_a_wrong_choice_loses_its_share_of_the_wrong_ones(right, value, share):
    key = {"right": right, "size": 4}

    assert KINDS["multiple"].share(value, key, AS_IS, "proportional") == Fraction(share)


def test_two_items_the_wrong_way_round_earn_nothing():
    key = {"length": 2}

    assert KINDS["ordering"].share(["b", "a"], key, [0, 1], "adjacent") == Fraction(0)


def test_the_right_order_is_given_in_the_letters_of_the_form():
    ordering = KINDS["ordering"]

    right = ordering.right(ORDER, TURNED)

    assert right == ["b", "d", "a", "c"]
    assert ordering.share(right, ORDER, TURNED, "none") == Fraction(1)


@pytest.mark.parametrize(
    ("value", "share"),
    [(None, "0"), ("a", "0"), ("b", "1"), ("c", "-1/3"), ("d", "2/3")],
)
def test_judgement_earns_its_worth_over_the_best_and_may_lose(value, share):
    assert KINDS["judgement"].share(value, EARNS, AS_IS, "none") == Fraction(share)


@pytest.mark.parametrize(
    ("kind", "key", "order"),
    [
        ("single", SINGLE, TURNED),
        ("multiple", MULTIPLE, TURNED),
        ("true_false", {"right": False}, []),
        ("fill_blank", BLANKS, []),
        ("ordering", ORDER, TURNED),
        ("judgement", EARNS, TURNED),
    ],
)
def test_the_right_answer_can_be_read_and_earns_everything(kind, key, order):
    it = KINDS[kind]

    right = it.right(key, order)

    assert it.read(right, it.size(key)) == right
    assert {it.share(right, key, order, partial) for partial in it.partials} == {Fraction(1)}


@pytest.mark.parametrize(
    ("kind", "key", "size"),
    [
        ("single", SINGLE, 4),
        ("multiple", MULTIPLE, 4),
        ("true_false", {"right": True}, 2),
        ("fill_blank", BLANKS, 2),
        ("ordering", ORDER, 4),
        ("judgement", EARNS, 4),
    ],
)
def test_a_key_knows_its_size(kind, key, size):
    assert KINDS[kind].size(key) == size


CHOICE = "题干？\n\n- [ ] 甲\n- [x] 乙\n  > 对。\n- [{}] 丙\n\n> 理由\n"


@pytest.mark.parametrize(
    ("text", "key", "asked", "told"),
    [
        (
            "\n" + CHOICE.format(" "),
            {"right": 1, "size": 3},
            {"stem": "题干？", "options": ["甲", "乙", "丙"]},
            {"rationale": "理由", "feedback": [None, "对。", None]},
        ),
        (
            "\n" + CHOICE.format("x"),
            {"right": [1, 2], "size": 3},
            {"stem": "题干？", "options": ["甲", "乙", "丙"]},
            {"rationale": "理由", "feedback": [None, "对。", None]},
        ),
        (
            "answer: false\n\n> 条文\n\n陈述。\n\n> 理由\n",
            {"right": False},
            {"stem": "> 条文\n\n陈述。"},
            {"rationale": "理由", "feedback": []},
        ),
        (
            "\n期限{{七|7}}个{{工作日}}，写作\\{{。\n\n> 理由\n",
            {"blanks": [["七", "7"], ["工作日"]]},
            {"stem": "期限{{1}}个{{2}}，写作\\{{。"},
            {"rationale": "理由", "feedback": []},
        ),
        (
            "type: ordering\n\n排序：\n\n1. 一\n2. 二\n",
            {"length": 2},
            {"stem": "排序：", "items": ["一", "二"]},
            {"rationale": None, "feedback": [None, None]},
        ),
        (
            "type: judgement\n\n怎么办？\n\n- [-1] 甲\n- [3] 乙\n  > 好。\n\n>\n",
            {"earns": [-1, 3]},
            {"stem": "怎么办？", "options": ["甲", "乙"]},
            {"rationale": None, "feedback": [None, "好。"]},
        ),
    ],
    ids=["single", "multiple", "true_false", "fill_blank", "ordering", "judgement"],
)
def test_what_is_asked_holds_nothing_of_the_key(text, key, asked, told):
    made = question(text)

    assert (made.key, made.asked, made.told) == (key, {"zh": asked}, {"zh": told})


def test_gaps_are_placed_outside_fences_alone_and_escaped_braces_are_text():
    stem = "期限{{1}}个{{2}}，写作\\{{。\n\n```\n{{1}}\n```"

    shown = placed(stem, lambda number: f"<{number}>")

    assert shown == "期限<1>个<2>，写作{{。\n\n```\n{{1}}\n```"


def test_braces_in_a_fence_are_text():
    made = question("\n填{{七}}。\n\n```\n{{x}}\n```\n\n> 理由\n")

    assert made.key == {"blanks": [["七"]]}
    assert made.asked["zh"] == {"stem": "填{{1}}。\n\n```\n{{x}}\n```"}


def test_a_bar_in_an_accepted_spelling_is_escaped():
    made = question("\n填{{甲\\|乙|丙}}。\n\n> 理由\n")

    assert made.key == {"blanks": [["甲|乙", "丙"]]}


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("single", {"right": 1, "size": "4"}),
        ("multiple", {"right": [0], "size": None}),
        ("fill_blank", {"blanks": 2}),
        ("ordering", {"length": [2]}),
        ("judgement", {"earns": 3}),
    ],
)
def test_what_is_no_key_is_refused(kind, key):
    with pytest.raises(TypeError):
        KINDS[kind].size(key)


def test_there_is_a_letter_for_every_option():
    assert LETTERS == "abcdefghij"
