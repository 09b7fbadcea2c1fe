"""What every kind of question does with a key, an order and a value."""

from decimal import Decimal
from fractions import Fraction

import pytest

from question_bank.kinds import KINDS, MARKED_BY_MACHINE, PARTS, TYPES
from question_bank.kinds.fill_blank import placed
from question_bank.kinds.kind import LETTERS, NeedsMarker, Unreadable
from question_bank.kinds.numeric import typed
from question_bank.rules.languages import joined
from question_bank.rules.reading import read

pytestmark = pytest.mark.pure

SINGLE = {"right": 1, "size": 4}
MULTIPLE = {"right": [0, 2], "size": 4}
BLANKS = {"blanks": [["七", "7"], ["工作日", "working days"]]}
ORDER = {"length": 4}
NUMBER = {"number": "7", "tolerance": "0.5", "units": ["日", "days"]}
PAIRS = {"length": 4}
EARNS = {"earns": [0, 3, -1, 2]}
AS_IS = [0, 1, 2, 3]
TURNED = [2, 0, 3, 1]


def question(text, lang="zh"):
    document = read(f"---\nlang: {lang}\ntopic: law.penalty\npool: exam\n---\n\n## q-1\n{text}")
    assert document.diagnostics == ()
    return joined({lang: document.drafts[0]}).question


def test_the_registry_names_the_ten_kinds_and_which_of_them_people_mark():
    assert set(KINDS) == {
        *("single", "multiple", "true_false", "fill_blank", "numeric", "ordering"),
        *("matching", "judgement", "short_answer", "case"),
    }
    assert set(KINDS) - set(PARTS) == {"case"}
    assert set(KINDS) - MARKED_BY_MACHINE == {"short_answer", "case"}
    assert (TYPES["多选题"], TYPES["连线"], TYPES["简答题"]) == (
        "multiple",
        "matching",
        "short_answer",
    )


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
        ("numeric", 1, None, None),
        ("numeric", 1, "  ", None),
        ("numeric", 1, "７ 日", "７ 日"),
        ("numeric", 1, "no number", "no number"),
        ("matching", 3, None, None),
        ("matching", 3, [None, "", None], None),
        ("matching", 3, ["c", None, "c"], ["c", None, "c"]),
        ("short_answer", 1, None, None),
        ("short_answer", 1, " \n", None),
        ("short_answer", 1, "一\r\n二", "一\n二"),
        ("short_answer", 1, "字" * 4000, "字" * 4000),
        ("case", 3, None, None),
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
        *(
            ("numeric", 1, value)
            for value in [7, 7.5, True, ["7"], {}, "7" * 41, "7\x00", "\ud800"]
        ),
        *(
            ("matching", 3, value)
            for value in ["a", {}, 1, ["a"], ["a"] * 4, ["d", None, None], [1, 2, 3], [["a"]] * 3]
        ),
        *(("short_answer", 1, value) for value in [1, ["一"], {}, True, "字" * 4001, "\x00"]),
        *(("case", 3, value) for value in ["a", ["a"], {}, 1, ""]),
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
        ("numeric", NUMBER, [0]),
        ("matching", PAIRS, TURNED),
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
        ("numeric", NUMBER, 1),
        ("matching", PAIRS, 4),
        ("short_answer", {"rubric": ["2", "3"]}, 1),
        ("case", {"parts": [{}, {}]}, 2),
    ],
)
def test_a_key_knows_its_size(kind, key, size):
    assert KINDS[kind].size(key) == size


TABLE = "| 左 | |\n| --- | --- |\n| 甲 | 一\\|1 |\n| 乙 | 二 |"
FIRST_PART = "### p1\nanswer: true\n\n对吗？\n\n> 理由\n"
SECOND_PART = "### p2\npoints: 2\n\n几人？\n\n- [ ] 一\n- [x] 二\n\n> 因为\n"
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
        (
            "answer: 7\nunit: 日\n\n几日？\n\n> 理由\n",
            {"number": "7", "tolerance": "0", "units": ["日"]},
            {"stem": "几日？", "unit": "日"},
            {"rationale": "理由", "feedback": []},
        ),
        (
            f"type: matching\n\n连一连。\n\n{TABLE}\n\n> 理由\n",
            {"length": 2},
            {
                "stem": "连一连。",
                "heads": ["左", ""],
                "lefts": ["甲", "乙"],
                "rights": ["一|1", "二"],
            },
            {"rationale": "理由", "feedback": []},
        ),
        (
            "type: short_answer\npoints: 5\n\n说说。\n\n### 评分标准\n- 2: 甲\n- 3: 乙\n\n> 理由\n",
            {"rubric": ["2", "3"]},
            {"stem": "说说。"},
            {"rationale": "理由", "feedback": [], "rubric": ["甲", "乙"]},
        ),
        (
            f"type: case\n\n某日。\n\n{FIRST_PART}\n{SECOND_PART}",
            {
                "parts": [
                    {
                        "id": "p1",
                        "kind": "true_false",
                        "points": "1",
                        "partial": "none",
                        "shuffle": False,
                        "seconds": 30,
                        "size": 2,
                        "key": {"right": True},
                    },
                    {
                        "id": "p2",
                        "kind": "single",
                        "points": "2",
                        "partial": "none",
                        "shuffle": True,
                        "seconds": 60,
                        "size": 2,
                        "key": {"right": 1, "size": 2},
                    },
                ]
            },
            {
                "stem": "某日。",
                "parts": [
                    {"id": "p1", "kind": "true_false", "stem": "对吗？"},
                    {"id": "p2", "kind": "single", "stem": "几人？", "options": ["一", "二"]},
                ],
            },
            {
                "rationale": None,
                "feedback": [],
                "parts": [
                    {"rationale": "理由", "feedback": []},
                    {"rationale": "因为", "feedback": [None, None]},
                ],
            },
        ),
    ],
    ids=[
        "single",
        "multiple",
        "true_false",
        "fill_blank",
        "ordering",
        "judgement",
        "numeric",
        "matching",
        "short_answer",
        "case",
    ],
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


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", "7"),
        ("７．５", "7.5"),
        (" +7 日", "7"),
        ("7days", "7"),
        ("\u22125", "-5"),
        ("1,234,567.5", "1234567.5"),
        ("007", "7"),
        ("1,5", None),
        ("12,34", None),
        ("1e3", None),
        ("NaN", None),
        ("Infinity", None),
        ("1" + "0" * 39, None),
        ("7 天", None),
        ("7.", None),
        ("七", None),
        ("", None),
    ],
)
def test_a_typed_number_is_understood_or_is_none(text, number):
    assert typed(text, ["日", "days"]) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("value", "share"),
    [("7", 1), ("7.5", 1), ("6.50", 1), ("7.51", 0), ("6.49", 0), ("-7", 0), ("x", 0), (None, 0)],
)
def test_a_number_is_right_within_its_tolerance(value, share):
    assert KINDS["numeric"].share(value, NUMBER, [0], "none") == Fraction(share)


@pytest.mark.parametrize(
    ("value", "none", "proportional"),
    [
        (None, "0", "0"),
        (["b", "d", "a", "c"], "1", "1"),
        (["b", "d", "a", None], "0", "3/4"),
        (["a", "d", "b", "c"], "0", "1/2"),
        (["b", "b", "b", "b"], "0", "1/4"),
    ],
)
def test_matching_earns_by_its_rule(value, none, proportional):
    shares = [
        KINDS["matching"].share(value, PAIRS, TURNED, rule) for rule in ("none", "proportional")
    ]

    assert shares == [Fraction(none), Fraction(proportional)]


def test_a_written_answer_needs_a_marker_and_an_empty_one_earns_nothing():
    short = KINDS["short_answer"]

    assert short.share(None, {"rubric": ["2"]}, [0], "none") == 0
    with pytest.raises(NeedsMarker):
        short.share("一句话", {"rubric": ["2"]}, [0], "none")


@pytest.mark.parametrize(
    ("kind", "size", "sent", "value"),
    [
        ("single", 4, {}, None),
        ("single", 4, {"": ["b"]}, "b"),
        ("judgement", 4, {"": ["a"]}, "a"),
        ("multiple", 4, {"": ["c", "a"]}, ["c", "a"]),
        ("multiple", 4, {}, None),
        ("true_false", 2, {"": ["false"]}, False),
        ("true_false", 2, {"": ["maybe"]}, None),
        ("fill_blank", 2, {".0": [" 七"], ".1": [""]}, ["七", ""]),
        ("fill_blank", 2, {".0": [" "]}, None),
        ("numeric", 1, {"": ["7"]}, "7"),
        ("numeric", 1, {"": [""]}, None),
        ("ordering", 3, {".a": ["2"], ".b": ["3"], ".c": ["1"]}, ["c", "a", "b"]),
        ("ordering", 3, {".a": ["2"], ".b": ["2"], ".c": ["1"]}, None),
        ("matching", 2, {".0": ["b"], ".1": [""]}, ["b", None]),
        ("matching", 2, {".0": [""]}, None),
        ("short_answer", 1, {"": ["一句话"]}, "一句话"),
        ("case", 2, {"": ["a"]}, None),
    ],
)
def test_a_submitted_form_becomes_a_value(kind, size, sent, value):
    assert KINDS[kind].from_form(sent, size) == value


def test_there_is_a_letter_for_every_option():
    assert LETTERS == "abcdefghij"
