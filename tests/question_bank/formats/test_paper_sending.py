"""Questions as papers, as text and in Word, and back again."""

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.formats.composing import composed
from question_bank.formats.leaving import NOWHERE, leaving
from question_bank.formats.paper import Paper
from question_bank.formats.word import Word
from question_bank.rules.blocks import Item
from question_bank.rules.document import Answer, Draft
from question_bank.rules.reading import read
from tests.question_bank.formats.papers import codes, notes
from tests.question_bank.formats.test_word import png

pytestmark = pytest.mark.pure
FILES = Path(__file__).parent / "files"
CONTENT = Path(__file__).parents[3] / "question_bank" / "content"
BOTH = pytest.mark.parametrize("format_", [Paper(), Word()], ids=["text", "word"])


def drafts(*paths: Path) -> list[Draft]:
    return [draft for path in paths for draft in read(path.read_text("utf-8")).drafts]


def again(format_, data: bytes) -> list[Draft]:
    """What the file says when it is brought in."""
    came = format_.bring(data).questions
    text = "\n".join(composed(each, id=each.id or "none", defaults={}).text for each in came)
    return list(read(text).drafts)


def said(draft: Draft) -> tuple[object, ...]:
    return draft.id, draft.kind, draft.settings, draft.stem, draft.answer, draft.rationale


def by_id(found: list[Draft]) -> dict[str, object]:
    return {draft.id: said(draft) for draft in found}


@BOTH
@pytest.mark.parametrize("name", ["every_kind.md", "exchange.md"])
def test_every_kind_goes_out_and_comes_back_as_it_was(format_, name):
    questions = drafts(FILES / name)
    sent = format_.send(questions, {})
    back = again(format_, sent.data)
    assert by_id(back) == by_id(questions)
    assert set(codes(sent)) <= {"QI298"}
    assert format_.send(back, {}).data == sent.data


@BOTH
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_questions_of_the_house_go_out_and_come_back(format_, language):
    questions = drafts(*sorted((CONTENT / language).glob("*.md")))
    sent = format_.send(questions, {})
    found = format_.bring(sent.data)
    back = again(format_, sent.data)
    assert by_id(back) == by_id(questions)
    assert (codes(sent), codes(found)) == ([], [])
    plain = [each for each in questions if each.kind != "case"]
    assert "│" not in Paper().send(plain, {}).data.decode()


TRICKY = """---
lang: zh
topic: law.penalty
pool: practice
---

## tricky-1
difficulty: 0.5

1．这一行像题号

A．这一行像选项

答案：像答案

一、单项选择题

第 1 页 共 2 页

│ 像我们的竖线

- 列表一
- 列表二

| 甲 | 乙 |
| --- | --- |
| 1．像题号 | B |

```
代码  里的    空白
## 井号
```

末行有_下划线____和两个空格

- [ ] A．像选项（ B ）
- [x] 第二项

  有两段，还有 **粗体不是汉字1** 与 **不**
  > 反馈：像标签
- [ ] **不**
- [ ] ![图](media/none.png)

> 解析：像标签
>
> （2分）

## tricky-2
type: fill_blank

空{{七\\|7}}与{{a/b；c|或者|甲或乙}}，正文 ____ 不是空，（　　）也不是，\\____ 也不是。

## tricky-3
type: short_answer
points: 3

说明。

### Rubric

- 1: （1）带编号
- 2: 分两段

  第二段（2分）

## tricky-4
type: matching

配对（A）。

| 左——边 | 右 |
| --- | --- |
| 甲——乙 | 1．丙 |
| 丁=戊 | 己\\|庚 |

## tricky-5
answer: true

陈述（√）。

## tricky-6
answer: -0.50
tolerance: 0.1
unit: 万元

多少（　　）？

> > 引文

## tricky-7
type: judgement
time: 90
tags: 一, 二
enemies: tricky-1

怎么办？

- [3] 甲（3分）
- [-1] 乙√
"""


@BOTH
def test_texts_that_look_like_a_paper_are_kept_behind_bars(format_):
    document = read(TRICKY)
    assert {each.code for each in document.diagnostics} == {"QB214"}
    sent = format_.send(document.drafts, {})
    assert set(codes(sent)) <= {"QI298"}
    assert by_id(again(format_, sent.data)) == by_id(list(document.drafts))


TEXTS = st.text(
    alphabet=st.sampled_from("甲乙1A．、.（）()：，。 　│_*\\|/或；=—#>-√×①【】答案解析题分\n"),
    min_size=1,
    max_size=24,
)


def bare(came):
    """A question without its places and its language."""
    choices = tuple(replace(choice, place=None) for choice in came.choices)
    fields = {name: values for name, values in came.fields.items() if name != "lang"}
    return replace(came, place=NOWHERE, choices=choices, fields=fields)


@BOTH
@given(stem=TEXTS, first=TEXTS, second=TEXTS, why=TEXTS)
@settings(max_examples=40)
def test_whatever_can_be_stored_comes_back_or_is_named(format_, stem, first, second, why):
    items = (Item(first, "x"), Item(second, " "))
    draft = Draft("one", kind="single", stem=stem, answer=Answer(items), rationale=why)
    sent = format_.send([draft], {})
    if sent.notes:
        assert codes(sent) == ["QI179"]
        return
    (came,) = format_.bring(sent.data).questions
    assert bare(came) == bare(leaving(draft))


def test_a_paper_has_sections_points_and_what_is_common_at_its_head():
    text = (
        "---\ntopic: law.penalty\npool: exam\npoints: 2\n---\n\n"
        "## b-1\nanswer: false\n\n协管员可以单独处罚。\n\n> 不可以。\n\n"
        "## a-1\nref: penalty-law 42\n\n几人？\n\n- [ ] 一人\n- [x] 两人\n\n"
        "## a-2\ndifficulty: easy\n\n几日？\n\n- [x] 七日\n- [ ] 十日\n"
    )
    assert Paper().send(read(text).drafts, {}).data.decode() == (
        "题目（共3题）\n主题：law.penalty　题库：考试\n\n"
        "一、单项选择题（每题2分，共4分）\n\n"
        "1．几人？\nA．一人\nB．两人\n答案：B\n编号：a-1\n依据：penalty-law 42\n\n"
        "2．几日？\nA．七日\nB．十日\n答案：A\n编号：a-2　难度：易\n\n"
        "二、判断题（每题2分，共2分）\n\n"
        "3．协管员可以单独处罚。\n答案：错误\n解析：不可以。\n编号：b-1\n"
    )


@BOTH
def test_a_question_that_could_not_be_cut_up_is_named_and_left_out(format_):
    questions = read("## broken\ntype: single\n\n没有选项\n").drafts
    assert notes(format_.send(questions, {})) == [
        "QI178 question broken: question 'broken' has no answers that could be written"
    ]


def test_a_text_file_says_that_it_holds_no_pictures():
    sent = Paper().send([], {"media/a.png": png()})
    assert codes(sent) == ["QI289"]


def test_word_holds_the_pictures_under_their_names():
    text = (
        "## one\n\n看图![示意](media/a.png)回答。\n\n- [x] ![](media/b.png)\n- [ ] 乙\n\n"
        "> ![](media/lost.png)\n"
    )
    pictures = {"media/a.png": png(), "media/b.png": png(3, 3), "media/bad.png": b"no picture"}
    sent = Word().send(read(text).drafts, pictures)
    found = Word().bring(sent.data)
    assert found.pictures == {"media/a.png": png(), "media/b.png": png(3, 3)}
    assert by_id(again(Word(), sent.data)) == by_id(list(read(text).drafts))
    lost = "the picture 'media/lost.png' could not be put into the file; its name stands there"
    assert notes(sent) == [f"QI298 the file: {lost}"]


def test_word_sets_tables_bold_words_and_chinese_fonts():
    table = "| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |"
    text = f"## one\n\n下列**不**对的是\n\n{table}\n\n- [x] 丙\n- [ ] 丁\n"
    document = docx.Document(io.BytesIO(Word().send(read(text).drafts, {}).data))
    (set_table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in set_table.rows] == [
        ["甲", "乙"],
        ["一", "二"],
    ]
    assert [run.text for p in document.paragraphs for run in p.runs if run.bold] == ["不"]
    assert [(p.style.name, p.text) for p in document.paragraphs] == [
        ("Title", "题目（共1题）"),
        ("Heading 1", "一、单项选择题（共1题）"),
        ("Paper question", "1．下列不对的是"),
        ("Paper option", "A．丙"),
        ("Paper option", "B．丁"),
        ("Paper answer", "答案：A"),
        ("Paper label", "编号：one"),
    ]
    fonts = document.styles["Normal"].element.rPr.rFonts
    east = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia"
    assert fonts.get(east) == "宋体"
