"""Reading and writing question files."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.questions import made_file
from question_bank.kinds import KINDS, PARTS
from question_bank.rules.blocks import Item
from question_bank.rules.checking import check
from question_bank.rules.document import Answer, Document, Draft
from question_bank.rules.fields import Field, in_order
from question_bank.rules.reading import read
from question_bank.rules.statutes import parse as parse_statutes
from question_bank.rules.topics import parse as parse_topics
from question_bank.rules.writing import canonical

pytestmark = pytest.mark.pure

SPECIMEN = """---
lang: zh
topic: law.penalty
pool: exam
---

# 行政处罚法：程序

## law-penalty-0012
difficulty: easy
ref: penalty-law 42
fact: F-APL-42
confidence: A

行政处罚应当由具有行政执法资格的执法人员实施，除法律另有规定外，执法人员不得少于几人？

- [ ] 一人
- [x] 两人
- [ ] 三人
  > 三人以上是合议的要求，不是调查的要求。
- [ ] 五人

> 两人以上执法，既保证公正，也保护执法人员。
"""

PIECES = [
    "---",
    "## a-1",
    "## b.2",
    "##",
    "##c-3",
    "＃＃　d-4",
    "# 题",
    "### 节",
    "===",
    "lang: zh",
    "topic: law.penalty",
    "type: ordering",
    "题型：判断",
    "type：single",
    "answer: true",
    "答案：错",
    "pool: exam",
    "ref: penalty-law 42",
    "nonsense: 1",
    "分值：２",
    "points: 1",
    "",
    "",
    "",
    "  ",
    "\t",
    "    ",
    "题干。",
    "第一行",
    "- [ ] 甲",
    "- [x] 乙",
    "- [ ]",
    "- ［ｘ］丙",
    "-[x]丁",
    "* [ ] 戊",
    "- [3] 好",
    "- [－1] 坏",
    "- 项",
    "1. 一",
    "2) 二",
    "１．三",
    "2、四",
    "10. 十",
    "  > 反馈",
    "    > 深",
    "> 理由",
    ">",
    "> - [ ] 引",
    "＞ 引",
    "```",
    "```md",
    "  ```",
    "- ```",
    "1. ```",
    "~~~~",
    "> ```",
    "   缩进",
    "      深缩进",
    "  - [ ] 内",
    "| a | b |",
    "| --- | --- |",
    "｜ 甲 ｜ 乙 ｜",
    "｜——｜——｜",
    "| a \\| b | c |",
    "| a | b | c |",
    "type: case",
    "type: matching",
    "题型：简答",
    "answer: 7",
    "unit: 日",
    "### p1",
    "### Rubric",
    "＃＃＃　评分标准",
    "#### 评分标准",
    "- 2: 甲",
    "- ２．５：乙",
    "{{七|7}}",
    "｛｛七｜7｝｝",
    "\\{{",
    "{{",
    "}}",
    "![图](media/a.png)",
    "***",
    "- - -",
    "\u3000\u3000段落",
    "\x00",
    "\ud800",
    "\u2028",
    "\r",
    "#",
    "## e ## #",
]
LINES = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=24)
FILES = LINES.map("\n".join) | st.text()


@given(FILES)
@example("1．```\n\n## a\n\n```\n")
@example("---\n---\n\n---\na: b\n---\n")
@example("## a\n```\n\n\n")
@example("\n\ufeff")
@settings(max_examples=600)
def test_any_text_can_be_read_and_canonical_form_is_a_fixed_point(text):
    document = read(text)

    once = canonical(document)

    assert canonical(read(once)) == once


def test_the_specimen_goes_through_byte_for_byte():
    document = read(SPECIMEN)

    assert document.diagnostics == ()
    assert canonical(document) == SPECIMEN


WORDS = st.text("甲乙丙丁执法人员应当不得abc 123，。《》", min_size=1, max_size=20).map(
    lambda text: "题" + " ".join(text.split())
)
ALL_KINDS = tuple(sorted(KINDS))
FEEDBACK = st.none() | WORDS
DISTINCT = st.lists(WORDS, min_size=2, max_size=10, unique=True)


@st.composite
def choices(draw, kind):
    texts = draw(DISTINCT)
    fewest = 1 if kind == "single" else 2
    right = draw(
        st.lists(st.sampled_from(range(len(texts))), min_size=fewest, unique=True)
        if kind == "multiple"
        else st.lists(st.sampled_from(range(len(texts))), min_size=1, max_size=1)
    )
    return Answer(
        tuple(
            Item(text, "x" if at in right else " ", draw(FEEDBACK)) for at, text in enumerate(texts)
        )
    )


@st.composite
def drafts(draw, name, kinds=ALL_KINDS):
    kind = draw(st.sampled_from(kinds))
    fields = [Field("pool", draw(st.sampled_from(["exam", "practice"])))]
    stem, answer, own = draw(WRITTEN[kind]())
    rationale = None if kind == "case" else draw(FEEDBACK)
    return Draft(
        id=name,
        fields=in_order([*(fields if name.startswith("law") else []), *own]),
        kind=kind,
        stem=stem,
        answer=answer,
        rationale=rationale,
    )


@st.composite
def listed(draw, kind):
    return draw(WORDS), draw(choices(kind)), []


@st.composite
def judged(draw):
    mark = draw(st.sampled_from(["true", "false"]))
    return draw(WORDS), Answer((Item("", mark),)), [Field("answer", mark)]


@st.composite
def blanks(draw):
    spellings = draw(st.lists(st.text("七7两个", min_size=1, max_size=4), min_size=1, max_size=3))
    answer = Answer((Item("|".join(spellings)),))
    return f"{draw(WORDS)}{{{{{'|'.join(spellings)}}}}}。", answer, []


@st.composite
def numbers(draw):
    number, tolerance, unit = draw(st.sampled_from([("7", "0", ""), ("-0.5", "0.1", "日")]))
    own = [Field("answer", number), Field("tolerance", tolerance)]
    own += [Field("unit", unit)] if unit else []
    return draw(WORDS), Answer((Item(number), Item(tolerance), Item(unit))), own


@st.composite
def ordered(draw):
    items = tuple(Item(text, None, draw(FEEDBACK)) for text in draw(DISTINCT))
    return draw(WORDS), Answer(items), [Field("type", "ordering")]


@st.composite
def paired(draw):
    lefts = draw(DISTINCT)
    rights = [f"右{text}" for text in draw(st.permutations(lefts))]
    items = tuple(Item(one, pair=other) for one, other in zip(lefts, rights, strict=True))
    heads = draw(st.sampled_from([("", ""), ("左", "右")]))
    return draw(WORDS), Answer(items, heads=heads), [Field("type", "matching")]


@st.composite
def worths(draw):
    texts = draw(DISTINCT)
    items = tuple(Item(text, f"{len(texts) - at}", draw(FEEDBACK)) for at, text in enumerate(texts))
    return draw(WORDS), Answer(items), [Field("type", "judgement")]


@st.composite
def rubrics(draw):
    texts = draw(DISTINCT)
    answer = Answer(tuple(Item(text, "2") for text in texts))
    return (
        draw(WORDS),
        answer,
        [Field("type", "short_answer"), Field("points", f"{2 * len(texts)}")],
    )


@st.composite
def cases(draw):
    parts = [draw(drafts(f"p{at}", tuple(sorted(PARTS)))) for at in range(draw(st.integers(1, 3)))]
    return draw(WORDS), Answer(parts=tuple(parts)), [Field("type", "case")]


WRITTEN = {
    "single": lambda: listed("single"),
    "multiple": lambda: listed("multiple"),
    "true_false": judged,
    "fill_blank": blanks,
    "numeric": numbers,
    "ordering": ordered,
    "matching": paired,
    "judgement": worths,
    "short_answer": rubrics,
    "case": cases,
}


@st.composite
def documents(draw):
    count = draw(st.integers(1, 4))
    return Document(
        front=(Field("lang", "zh"), Field("topic", "law.penalty")),
        prose="# 题库",
        drafts=tuple(draw(drafts(f"law-penalty-{at:04}")) for at in range(count)),
    )


@given(documents())
@settings(max_examples=150)
def test_a_well_formed_question_survives_being_written_and_read(document):
    text = canonical(document)

    again = read(text)

    assert again == document
    assert [each.code for each in again.diagnostics] in ([], ["QB215"])


@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_made_questions_go_through_byte_for_byte(seed):
    text = made_file(1000, seed, first=1000 * seed)

    document = read(text)

    assert document.diagnostics == ()
    assert canonical(document) == text


CONTENT = Path("question_bank/content")


@pytest.mark.parametrize("path", sorted(CONTENT.glob("*/*.md")), ids=str)
def test_every_starter_file_goes_through_byte_for_byte(path):
    text = path.read_text("utf-8")

    assert canonical(read(text)) == text


@pytest.mark.parametrize("path", sorted(CONTENT.glob("*/*.md")), ids=str)
def test_the_starter_content_has_no_error(path):
    topics = parse_topics((CONTENT / "topics.toml").read_text("utf-8"))
    statutes = parse_statutes((CONTENT / "statutes.toml").read_text("utf-8"))

    said = check(read(path.read_text("utf-8")), topics=topics, statutes=statutes)

    assert [each for each in said if re.match("QB1", each.code)] == []


def test_what_a_chinese_keyboard_writes_is_understood_and_put_right():
    text = (
        "＃＃　law-1\n题型：单选\n难度：易\n题库：考试\n标签：程序，处罚\n分值：２\n\n题干？\n\n"
        "-［　］一人\n- ［ｘ］两人\n- [√]三人\n\n＞ 理由\n"
    )

    document = read(text)

    assert canonical(document) == (
        "## law-1\ntype: single\ndifficulty: easy\npoints: 2\npool: exam\ntags: 程序, 处罚\n\n"
        "题干？\n\n"
        "- [ ] 一人\n- [x] 两人\n- [x] 三人\n\n> 理由\n"
    )
    assert [(each.code, each.line) for each in document.diagnostics] == [
        ("QB214", 1),
        ("QB214", 2),
        ("QB214", 3),
        ("QB214", 4),
        ("QB214", 5),
        ("QB214", 6),
        ("QB214", 10),
        ("QB214", 11),
        ("QB104", 12),
        ("QB214", 12),
        ("QB214", 14),
    ]


BLOCK = "- [ ] 甲\n- [x] 乙\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("\ufeff# 题\r\n\r\n\r\n", "# 题\n"),
        ("---\n---\n", "---\n---\n"),
        ("---\ntopic: a\nlang: 'zh'\n\n---\n# 题\n", "---\nlang: zh\ntopic: a\n---\n\n# 题\n"),
        (
            "## a\n\npool: exam\ntags: b\n\n题\n\n" + BLOCK,
            "## a\npool: exam\ntags: b\n\n题\n\n" + BLOCK,
        ),
        ("## a\n\npool: exam\n题\n\n" + BLOCK, "## a\n\npool: exam\n题\n\n" + BLOCK),
        (
            "## a ##\ntags: b\npool: exam\n题\n" + BLOCK,
            "## a\npool: exam\ntags: b\n\n题\n\n" + BLOCK,
        ),
        ("## a\ntype: single\n\n题\n\n" + BLOCK, "## a\n\n题\n\n" + BLOCK),
        (
            "## a\ntype: multiple\n\n题\n\n" + BLOCK,
            "## a\ntype: multiple\n\n题\n\n" + BLOCK,
        ),
        (
            "---\ntype: multiple\n---\n\n## a\ntype: multiple\n\n题\n\n" + BLOCK,
            "---\ntype: multiple\n---\n\n## a\n\n题\n\n" + BLOCK,
        ),
        (
            "## a\ntype: ordering\n\n题\n\n3) 一\n7) 二\n    续\n\n   > 反馈\n",
            "## a\ntype: ordering\n\n题\n\n1. 一\n2. 二\n    续\n   > 反馈\n",
        ),
        (
            "## a\n\n题\n\n* [X] 甲\n续行\n\n      > 反馈\n接着\n\n* [ ] 乙\n> 理由\n接着\n",
            "## a\n\n题\n\n- [x] 甲\n  续行\n  > 反馈\n  > 接着\n- [ ] 乙\n\n> 理由\n> 接着\n",
        ),
        ("## a\nanswer: 对\n\n> 条文\n\n>\n", "## a\nanswer: true\n\n> 条文\n\n>\n"),
        (
            "## a\ntype: single\n\n- [ ] 早\n\n题\n\n" + BLOCK + "\n```\n## b\n```\n",
            "## a\n\n- [ ] 早\n\n题\n\n" + BLOCK + "\n```\n## b\n```\n",
        ),
        (
            "## a\n\n题\n\n-   [ ] 甲\n- [x]\n  ```\n  ## b\n  ```\n",
            "## a\n\n题\n\n-   [ ] 甲\n- [x]\n  ```\n  ## b\n  ```\n",
        ),
        (
            "## a\ntype: judgement\n\n题\n\n- [＋３] 甲\n- [-01] 乙\n",
            "## a\ntype: judgement\n\n题\n\n- [3] 甲\n- [-1] 乙\n",
        ),
    ],
)
def test_a_text_has_one_canonical_form(text, written):
    assert canonical(read(text)) == written
    assert canonical(read(written)) == written


def test_a_file_over_the_limits_is_left_as_it_is():
    text = "＃＃ a\r\n" * 2001

    assert canonical(read(text)) == text


def test_what_is_written_keeps_its_settings():
    draft = read(SPECIMEN).drafts[0]

    assert (draft.settings.pool, draft.settings.topic, draft.settings.refs) == (
        "exam",
        "law.penalty",
        ("penalty-law 42",),
    )
