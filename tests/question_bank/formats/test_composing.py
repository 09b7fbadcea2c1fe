"""What comes from other systems reads back, in our Markdown, as it was."""

import re
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from question_bank.formats.composing import FIRST_GAP, composed, identified
from question_bank.formats.format import Came, Choice, Place
from question_bank.rules.reading import read
from question_bank.rules.writing import canonical

pytestmark = pytest.mark.pure

DEFAULTS = {"lang": "zh", "topic": "law.penalty", "pool": "practice", "difficulty": "medium"}
PLACE = Place("line %(line)s", {"line": 1})
LINES = [
    "---", "===", "## a-1", "##", "＃＃\u3000d-4", "### Rubric", "topic: law.penalty", "答案：B",
    "", "", "题干。", "一行", "- [ ] 甲", "- [x] 乙", "- ［ｘ］丙", "* [ ] 戊", "- [3] 好",
    "[x] 己", "- 项", "1. 一", "２．二", "3、三", "10) 十", "  > 反馈", "> 理由", ">", "＞ 引",
    "```", "```md", "  ```", "- ```", "~~~", "   缩进", "      深", "| a | b |", "| --- | --- |",
    "｜ 甲 ｜ 乙 ｜", "{{七|7}}", "｛｛七｝｝", "{{{", "}}", "\\", "a\\", "***", "- - -",
    "\u3000\u3000段", "\t表", "a|b", "\ufeff始", "尾  ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(LINES), min_size=1, max_size=6).map("\n".join)
FULL = TEXTS.filter(lambda text: re.search(r"\w", text.replace("`", "")) is not None)


def letters(text: str | None) -> str:
    """What a reader reads: no escapes, no marks of lists, no white space."""
    plain = normalize("NFKC", text or "")
    return "".join(each for each in plain if each.isalnum() or each in "{}")


def came(kind: str, stem: str = "题干。", **more) -> Came:
    return Came(kind, stem, PLACE, **more)


def back(question: Came):
    text = composed(question, id="law-penalty-0001", defaults=DEFAULTS).text
    document = read(text)
    assert canonical(document) == text
    [draft] = document.drafts
    assert draft.id == "law-penalty-0001"
    assert draft.answer is not None, text
    return draft


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(["single", "multiple", "judgement", "ordering", "short_answer"]),
    stem=FULL,
    texts=st.lists(FULL, min_size=2, max_size=4),
    feedback=st.none() | FULL,
    rationale=st.none() | FULL,
)
def test_lists_of_any_texts_read_back(kind, stem, texts, feedback, rationale):
    told = None if kind in ("short_answer", "ordering") else feedback
    choices = tuple(
        Choice(text, is_right=at == 0, feedback=told, worth=str(4 - at))
        for at, text in enumerate(texts)
    )
    draft = back(came(kind, stem, choices=choices, rationale=rationale))
    assert draft.kind == kind
    assert letters(draft.stem) == letters(stem)
    assert [letters(item.text) for item in draft.answer.items] == list(map(letters, texts))
    assert [letters(item.feedback) for item in draft.answer.items] == [letters(told)] * len(texts)
    assert letters(draft.rationale) == letters(rationale)


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(kind=st.sampled_from(["true_false", "numeric"]), stem=FULL, rationale=st.none() | FULL)
def test_statements_of_any_text_read_back(kind, stem, rationale):
    answer = "true" if kind == "true_false" else "7"
    draft = back(came(kind, stem, answer=answer, rationale=rationale))
    assert (draft.kind, draft.settings.answer) == (kind, answer)
    assert letters(draft.stem) == letters(stem)
    assert letters(draft.rationale) == letters(rationale)


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(
    pieces=st.lists(TEXTS, min_size=2, max_size=3),
    spellings=st.lists(
        st.sampled_from(["七", "7|柒", "a}b", "c\\", "{d", "e｜f", "}"]), min_size=1
    ),
    rationale=st.none() | FULL,
)
def test_gaps_among_any_text_read_back(pieces, spellings, rationale):
    gaps = [chr(FIRST_GAP + at) for at in range(len(pieces) - 1)]
    stem = "".join(f"{piece} 空{gap}" for piece, gap in zip(pieces, [*gaps, ""], strict=True))
    blanks = tuple(tuple(spellings) for _ in gaps)
    draft = back(came("fill_blank", stem, blanks=blanks, rationale=rationale))
    inner = ["|".join(re.split(r"(?<!\\)\|", item.text)) for item in draft.answer.items]
    assert [letters(each) for each in inner] == [letters("".join(spellings))] * len(gaps)
    assert letters(rationale) == letters(draft.rationale)


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(pairs=st.lists(st.tuples(FULL, FULL), min_size=2, max_size=4), stem=FULL)
def test_pairs_of_any_texts_read_back(pairs, stem):
    choices = tuple(Choice(left, pair=right) for left, right in pairs)
    draft = back(came("matching", stem, choices=choices, heads=("左|列", "右")))
    assert letters(draft.stem) == letters(stem)
    assert [(letters(item.text), letters(item.pair)) for item in draft.answer.items] == [
        (letters(left), letters(right)) for left, right in pairs
    ]


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(stem=FULL, inner=st.lists(FULL, min_size=1, max_size=3), rationale=st.none() | FULL)
def test_parts_of_any_texts_read_back(stem, inner, rationale):
    parts = tuple(came("true_false", text, answer="false", rationale=rationale) for text in inner)
    draft = back(came("case", stem, parts=parts))
    assert letters(draft.stem) == letters(stem)
    assert [letters(part.stem) for part in draft.answer.parts] == list(map(letters, inner))
    assert {letters(part.rationale) for part in draft.answer.parts} == {letters(rationale)}


def test_an_answer_that_looks_like_ours_is_escaped_as_little_as_it_needs():
    question = came(
        "single",
        "## 题干\n\n- 甲\n\n> 引文",
        choices=(Choice("[x] 一", is_right=True, feedback="好"), Choice("二\n\n> 引")),
        rationale="因为\n- [ ] 三",
    )
    assert composed(question, id="a-1", defaults=DEFAULTS).text == (
        "## a-1\nlang: zh\ntopic: law.penalty\ndifficulty: medium\npool: practice\n\n"
        "\\## 题干\n\n- 甲\n\n> 引文\n\n"
        "- [x] \\[x] 一\n  > 好\n- [ ] 二\n\n  \\> 引\n\n> 因为\n> - [ ] 三\n"
    )


def test_a_list_before_the_answers_gets_another_mark():
    question = came(
        "single", "看：\n- 甲\n- 乙", choices=(Choice("一", is_right=True), Choice("二"))
    )
    assert "* 甲\n* 乙\n\n- [x] 一" in composed(question, id="a-1", defaults=DEFAULTS).text


def test_a_quote_at_the_end_is_no_rationale():
    text = composed(came("true_false", "他说：\n\n> 可以。", answer="true"), id="a-1", defaults={})
    assert text.text == "## a-1\nanswer: true\n\n他说：\n\n> 可以。\n\n>\n"


def test_its_own_fields_come_before_the_defaults():
    question = came(
        "true_false", answer="true", fields={"topic": ("law.basics",), "ref": ("a", "b")}
    )
    text = composed(question, id="a-1", defaults=DEFAULTS).text
    assert text.splitlines()[1:7] == [
        "lang: zh", "topic: law.basics", "difficulty: medium", "ref: a", "ref: b", "pool: practice",
    ]  # fmt: skip


def test_an_unanswered_question_is_still_written():
    text = composed(came("single", "题干"), id="a-1", defaults=DEFAULTS).text
    assert text.endswith("\n\n题干\n")


def test_what_explains_a_case_stands_with_its_last_part():
    parts = (came("true_false", "甲", answer="true"), came("true_false", "乙", answer="false"))
    text = composed(came("case", "案情", parts=parts, rationale="说明"), id="a-1", defaults={}).text
    assert text == (
        "## a-1\ntype: case\n\n案情\n\n### part-1\nanswer: true\n\n甲\n\n"
        "### part-2\nanswer: false\n\n乙\n\n> 说明\n"
    )


def test_every_line_has_its_place():
    option = Place("line %(line)s", {"line": 9})
    choices = (Choice("一", is_right=True), Choice("二\n三", feedback="错", place=option))
    whole = composed(came("single", choices=choices), id="a-1", defaults={})
    lines = whole.text.split("\n")
    assert sorted(whole.places) == list(range(1, len(lines) + 1))
    assert [lines[at - 1] for at, place in whole.places.items() if place is option] == [
        "- [ ] 二", "  三", "  > 错",
    ]  # fmt: skip


def test_an_id_of_ours_is_kept_and_any_other_made_of_what_is_asked():
    assert identified(came("single", id="law-penalty-0012"), "law.basics") == "law-penalty-0012"
    made = identified(came("single", id="Frage 1"), "law.penalty")
    assert re.fullmatch(r"law-penalty-[0-9a-f]{10}", made)
    assert made == identified(came("single"), "law.penalty")


def test_a_corrected_key_or_rationale_keeps_the_id_and_other_words_do_not():
    choices = (Choice("一", is_right=True), Choice("二"))
    first = identified(came("single", choices=choices), "law.penalty")
    other_key = (Choice("二", is_right=True, feedback="好"), Choice(" 一"))
    assert identified(came("multiple", choices=other_key, rationale="因"), "law.penalty") == first
    other_words = (Choice("一", is_right=True), Choice("三"))
    assert identified(came("single", choices=other_words), "law.penalty") != first
    gaps = [came("fill_blank", f"空{chr(FIRST_GAP)}", blanks=((each,),)) for each in "甲乙"]
    assert identified(gaps[0], "law.penalty") == identified(gaps[1], "law.penalty")
