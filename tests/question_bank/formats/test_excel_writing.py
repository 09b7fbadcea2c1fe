"""Workbooks out, and the template."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from question_bank.formats.columns import SHEETS, Column
from question_bank.formats.excel import Excel
from question_bank.formats.excel_guide import EXAMPLES
from question_bank.formats.format import Damaged
from question_bank.formats.leaving import leaving
from question_bank.rules.document import Draft
from question_bank.rules.reading import read
from question_bank.rules.topics import parse as parse_topics

pytestmark = pytest.mark.pure
FILES = Path(__file__).parent / "files"
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''=1", '=HYPERLINK("x")', "_x0041_", "'甲'"]
TOPICS = parse_topics(
    '[law]\nzh = "法律"\nen = "Law"\n["law.penalty"]\nzh = "行政处罚法"\nen = "Penalty Law"\n'
)


def drafts() -> tuple[Draft, ...]:
    return read((FILES / "every_kind.md").read_text("utf-8")).drafts


def bare(came):
    """A question without its places."""
    choices = tuple(replace(choice, place=None) for choice in came.choices)
    return replace(came, place=None, choices=choices, parts=tuple(map(bare, came.parts)))


def book_of(data: bytes):
    return load_workbook(io.BytesIO(data))


def test_questions_of_every_kind_come_back_the_same():
    sent = Excel().send(drafts(), {})
    came = Excel().bring(sent.data)

    assert sent.notes == ()
    assert came.notes == ()
    assert {each.id: bare(each) for each in came.questions} == {
        draft.id: bare(leaving(draft)) for draft in drafts()
    }


def test_questions_in_english_come_back_the_same_from_english_headings():
    text = (FILES / "every_kind.md").read_text("utf-8").replace("lang: zh", "lang: en")
    went = read(text).drafts
    sent = Excel().send(went, {})
    came = Excel().bring(sent.data)

    assert book_of(sent.data).sheetnames[0] == "Single choice"
    assert book_of(sent.data).worksheets[0]["B1"].value == "Stem"
    assert came.notes == ()
    assert {each.id: bare(each) for each in came.questions} == {
        draft.id: bare(leaving(draft)) for draft in went
    }


def test_every_kind_has_its_sheet_and_settings_are_in_the_words_of_its_readers():
    book = book_of(Excel().send(drafts(), {}).data)

    assert book.sheetnames == [words.zh for words in SHEETS.values()]
    sheet = book["单选"]
    row = dict(
        zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True)
    )
    assert sheet.freeze_panes == "A2"
    assert {name: value for name, value in row.items() if value and name != "题干"} == {
        "编号": "kind-single-1",
        "选项A": "一人",
        "选项B": "两人\n\n这一项还有第二段。",
        "选项C": "三人",
        "选项D": "'-5%，以减号开头"[1:],
        "答案": "B",
        "解析": "两人以上执法，既保证公正，也保护执法人员。\n\n见第四十二条。",
        "难度": "易",
        "主题": "law.penalty",
        "题库": "考试",
        "依据": "penalty-law 42\npenalty-law 85",
        "事实": "F-APL-42, F-APL-85",
        "可信度": "A",
        "标签": "程序, 人数",
        "语言": "zh",
        "选项C反馈": "三人以上是合议的要求，不是调查的要求。",
    }


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_is_never_a_formula_and_comes_back_as_it_was(text):
    (draft,) = read(f"## q-1\n\n问？\n\n- [x] {text}\n- [ ] 乙\n  > {text}\n\n> {text}\n").drafts
    data = Excel().send([draft], {}).data

    cells = [cell for row in book_of(data).active.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert bare(Excel().bring(data).questions[0]) == bare(leaving(draft))


def test_text_that_begins_like_a_formula_stays_text_when_its_cell_is_edited():
    (draft,) = read("## q-1\n\n问？\n\n- [x] =1+1\n- [ ] 乙\n").drafts
    sheet = book_of(Excel().send([draft], {}).data).active

    assert (sheet["C2"].quotePrefix, sheet["D2"].quotePrefix) == (True, False)


@settings(max_examples=25)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), min_size=1, max_size=20).map(
            lambda text: " ".join(text.split()) or "甲"
        ),
        min_size=2,
        max_size=2,
        unique=True,
    )
)
def test_any_texts_of_options_come_back_the_same(options):
    text = f"## q-1\n\n问？\n\n- [x] 甲{options[0]}\n- [ ] 乙{options[1]}\n"
    went = read(text).drafts
    came = Excel().bring(Excel().send(went, {}).data)

    assert [bare(each) for each in came.questions] == [bare(leaving(draft)) for draft in went]


def test_a_workbook_without_questions_has_its_headings():
    assert book_of(Excel().send([], {}).data).sheetnames == ["单选"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("没有选项。", "QI156"),
        ("问\x01？\n\n- [x] 甲\n- [ ] 乙", "QI157"),
        (f"{'_x0041_' * 4000}\n\n- [x] 甲\n- [ ] 乙", "QI157"),
        ("问？\n\n" + "\n".join(f"- [ ] 第 {at} 项" for at in range(27)), "QI158"),
        ("问？\n\n![图](media/a.png)\n\n- [x] 甲\n- [ ] 乙", "QI276"),
    ],
)
def test_what_a_sheet_cannot_hold_is_told_under_its_id(body, code):
    out = Excel().send(read(f"## q-1\n\n{body}\n").drafts, {"media/a.png": b"png"})

    assert [(note.code, note.place.values) for note in out.notes] == [(code, {"id": "q-1"})]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_has_a_sheet_a_kind_with_an_example_that_is_not_read(language):
    data = Excel().template(language, TOPICS)
    book = book_of(data)

    titles = [words.of(language) for words in SHEETS.values()]
    assert book.sheetnames == ["说明" if language == "zh" else "Instructions", *titles, "lists"]
    assert book["lists"].sheet_state == "hidden"
    assert all(book[title]["A2"].value in ("示例", "Example") for title in titles)
    with pytest.raises(Damaged) as damaged:
        Excel().bring(data)
    assert damaged.value.note.code == "QI144"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_example_of_the_template_is_a_sound_question_once_it_has_an_id(language):
    book = book_of(Excel().template(language, TOPICS))
    for sheet in book.worksheets[1:-1]:
        for cells in sheet.iter_rows(min_row=2, max_row=3):
            for cell in cells:
                if cell.value in ("示例", "Example"):
                    cell.value = "q-1"
    file = io.BytesIO()
    book.save(file)
    came = Excel().bring(file.getvalue())

    assert came.notes == ()
    assert [each.kind for each in came.questions] == list(EXAMPLES)
    assert [part.kind for part in came.questions[-1].parts] == ["true_false"]


@pytest.mark.parametrize(
    ("title", "heading", "offered"),
    [
        ("单选", "难度", '"易,中,难"'),
        ("单选", "题库", '"练习,考试"'),
        ("单选", "可信度", '"A,A*,B,P"'),
        ("单选", "乱序", '"是,否"'),
        ("单选", "主题", "lists!$A$1:$A$1"),
        ("多选", "部分得分", '"无,按比例,少选得分"'),
        ("排序", "部分得分", '"无,相邻"'),
        ("判断", "答案", '"对,错"'),
        ("案例", "题型", '"单选,多选,判断,填空,数值,排序,匹配,情景判断,简答,案例"'),
    ],
)
def test_columns_of_the_template_offer_what_may_be_chosen(title, heading, offered):
    sheet = book_of(Excel().template("zh", TOPICS))[title]
    letter = next(cell.column_letter for cell in sheet[1] if cell.value == heading)

    offers = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert offers[f"{letter}2:{letter}2001"] == offered


def test_what_is_typed_into_the_template_stays_text():
    sheet = book_of(Excel().template("zh", TOPICS))["单选"]

    assert {each.number_format for each in sheet.column_dimensions.values()} == {"@"}


def test_points_go_out_as_numbers_and_all_else_as_text():
    text = "## q-1\npoints: 2.5\ntime: 60\nanswer: 7\ntolerance: 0.5\n\n几？\n"
    sheet = book_of(Excel().send(read(text).drafts, {}).data).active
    row = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True) if cell.value}

    assert {name: cell.data_type for name, cell in row.items()} == {
        "编号": "s", "题干": "s", "答案": "s", "误差": "s", "分值": "n", "时间": "n", "语言": "s",
    }  # fmt: skip
    assert (row["分值"].value, row["答案"].number_format) == (2.5, "@")


def test_the_template_offers_topics_by_code_and_name():
    book = book_of(Excel().template("zh", TOPICS))

    assert [cell.value for cell in book["lists"]["A"]] == ["law.penalty 行政处罚法"]


def test_the_examples_name_columns_that_their_sheets_have():
    book = book_of(Excel().template("en", TOPICS))

    for kind, rows in EXAMPLES.items():
        count = sum(1 for cell in book[SHEETS[kind].en][2] if cell.value)
        assert count == len({*rows[0], Column("id")})
