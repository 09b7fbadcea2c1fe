"""Two wordings of a text, side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.rules.pieces import Piece, Sort, compare_lines
from question_bank.rules.sequences import common
from question_bank.rules.wordings import Gap, compare, shortened
from tests.question_bank.writing import ZH

pytestmark = pytest.mark.pure

LINES = [
    "",
    "- [ ] 一人",
    "- [x] 两人",
    "  > 三人是合议的要求。",
    "题干 one two",
    "points: 1",
    "\t",
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(LINES), max_size=12).map("\n".join),
    st.lists(st.text("不得少于一二人 ab1，\n", max_size=12), max_size=8).map("\n".join),
    st.text(max_size=60),
)


def told(before, after):
    """The changed rows, as `number old text|number new text` with {-gone-} and {+come+}."""
    signs = {Sort.KEPT: "{}", Sort.REMOVED: "{{-{}-}}", Sort.ADDED: "{{+{}+}}"}

    def line(each):
        if each is None:
            return ""
        words = "".join(signs[piece.sort].format(piece.text) for piece in each.pieces)
        return f"{each.number}{f'~{each.elsewhere}' if each.elsewhere else ''} {words}"

    return [
        f"{line(row.old)}|{line(row.new)}" for row in compare(before, after).rows if row.is_changed
    ]


@given(TEXTS, TEXTS)
def test_kept_and_removed_are_the_old_text_kept_and_added_the_new_one(before, after):
    rows = compare(before, after).rows

    assert "\n".join(row.old.text for row in rows if row.old) == before
    assert "\n".join(row.new.text for row in rows if row.new) == after
    for row in rows:
        sorts = [{piece.sort for piece in line.pieces} for line in (row.old, row.new) if line]
        assert Sort.ADDED not in sorts[0] or row.old is None
        assert Sort.REMOVED not in sorts[-1] or row.new is None


@given(TEXTS, TEXTS)
def test_every_line_is_numbered_in_its_own_text_and_kept_pieces_are_the_same_in_both(before, after):
    rows = compare(before, after).rows

    assert [row.old.number for row in rows if row.old] == list(range(1, before.count("\n") + 2))
    assert [row.new.number for row in rows if row.new] == list(range(1, after.count("\n") + 2))
    for row in rows:
        if row.old and row.new:
            kept = [
                "".join(piece.text for piece in line.pieces if piece.sort is Sort.KEPT)
                for line in (row.old, row.new)
            ]
            assert kept[0] == kept[1]


@given(TEXTS, TEXTS)
def test_only_equal_texts_are_told_as_unchanged(before, after):
    assert compare(before, after).is_changed == (before != after)


@given(TEXTS, TEXTS)
def test_a_moved_line_stands_with_the_same_words_where_it_says(before, after):
    rows = compare(before, after).rows
    old = {row.old.number: row.old for row in rows if row.old}
    new = {row.new.number: row.new for row in rows if row.new}

    for line in old.values():
        if line.elsewhere:
            other = new[line.elsewhere]
            assert (other.text, other.elsewhere) == (line.text, line.number)


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_what_two_sequences_have_in_common_is_as_long_as_can_be(old, new):
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for at, one in enumerate(old, 1):
        for to, other in enumerate(new, 1):
            best = max(table[at - 1][to], table[at][to - 1])
            table[at][to] = table[at - 1][to - 1] + 1 if one == other else best

    pairs = common(old, new)

    assert len(pairs) == table[-1][-1]
    assert all(old[left] == new[right] for left, right in pairs)
    assert pairs == sorted(pairs)
    assert len({left for left, _ in pairs}) == len({right for _, right in pairs}) == len(pairs)


@pytest.mark.parametrize(
    ("before", "after", "rows"),
    [
        ("应当告知", "不应当告知", ["1 应当告知|1 {+不+}应当告知"]),
        ("不得少于一人", "不得少于两人", ["1 不得少于{-一-}人|1 不得少于{+两+}人"]),
        ("罚款 1,000 元", "罚款 2,000 元", ["1 罚款 {-1,000-} 元|1 罚款 {+2,000+} 元"]),
        ("keep it fair", "keep everything fair", ["1 keep {-it-} fair|1 keep {+everything+} fair"]),
        ("- [ ] 一人", "- [x] 一人", ["1 - {-[ ]-} 一人|1 - {+[x]+} 一人"]),
        ("- [ ] 甲乙", "- [ ] 丙丁", ["1 - [ ] {-甲乙-}|1 - [ ] {+丙丁+}"]),
        ("旧的", "新问？", ["1 {-旧的-}|1 {+新问？+}"]),
        ("甲\n乙", "甲\n丙丁\n乙", ["|2 {+丙丁+}"]),
        ("甲\n丙丁\n乙", "甲\n乙", ["2 {-丙丁-}|"]),
        ("甲甲\n乙乙", "乙乙\n甲甲", ["1~2 {-甲甲-}|", "|2~1 {+甲甲+}"]),
        ("", "甲", ["1 |1 {+甲+}"]),
        ("同", "同", []),
    ],
)
def test_a_change_is_told_by_words_and_characters(before, after, rows):
    assert told(before, after) == rows


def test_small_islands_between_changes_are_told_as_changed():
    inside = compare_lines("甲乙的丙丁。完", "子丑的寅卯。完")

    assert inside.old == (Piece(Sort.REMOVED, "甲乙的丙丁"), Piece(Sort.KEPT, "。完"))
    assert inside.new == (Piece(Sort.ADDED, "子丑的寅卯"), Piece(Sort.KEPT, "。完"))


def test_a_reworded_line_stands_beside_its_old_wording_among_new_ones():
    after = ZH.replace("> 两人以上执法，保证公正。", "> 见条文。\n>\n> 两人以上执法，才公正。")

    assert told(ZH, after) == [
        "|16 {+> 见条文。+}",
        "|17 {+>+}",
        "16 > 两人以上执法，{-保证-}公正。|18 > 两人以上执法，{+才+}公正。",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("甲\n" * 2_000, "乙\n丙\n" * 1_000),
        ("甲乙" * 3_000, "乙甲丙" * 2_000),
        ("\n".join("甲乙丙" * 500 for _ in range(4)), "\n".join("丙丁乙" * 500 for _ in range(4))),
    ],
)
def test_what_is_too_long_is_compared_by_lines_and_says_so(before, after):
    found = compare(before, after)

    assert found.is_coarse
    assert "\n".join(row.old.text for row in found.rows if row.old) == before
    assert "\n".join(row.new.text for row in found.rows if row.new) == after


def test_what_stayed_far_from_a_change_is_counted():
    before = "\n".join(str(number) for number in range(1, 21))
    rows = compare(before, before.replace("10", "甲")).rows

    found = shortened(rows, 2)

    shown = [each if isinstance(each, Gap) else each.new.text for each in found]
    assert shown == [Gap(7), "8", "9", "甲", "11", "12", Gap(8)]


def test_two_lines_are_not_worth_leaving_out():
    rows = compare("甲\n一\n二\n三\n四\n乙", "丙\n一\n二\n三\n四\n丁").rows

    assert shortened(rows, 1) == [*rows[:2], Gap(2), *rows[4:]]
    assert shortened(rows, 2) == list(rows)
