"""Chinese papers as Word files."""

import io
import struct
import zlib
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.shared import RGBColor
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.formats.format import Brought, Damaged
from question_bank.formats.word import Word
from question_bank.formats.wordfile.numbering import shown
from tests.question_bank.formats.papers import codes, notes, said
from tests.question_bank.formats.words import numbering, p, r, raw, saved, typed

pytestmark = pytest.mark.pure
FILES = Path(__file__).parent / "files" / "papers"


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = b"".join(b"\x00" + b"\x80" * width * 3 for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def lines(data: bytes) -> list[str]:
    return [line for came in Word().bring(data).questions for line in said(came, "")]


def right(data: bytes) -> list[str]:
    return [
        choice.text for came in Word().bring(data).questions for choice in came.choices
        if choice.is_right
    ]  # fmt: skip


@pytest.mark.parametrize("shape", sorted(FILES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_paper_in_word_says_what_it_says_as_text(shape):
    if shape.stem == "18-wrapped":
        pytest.skip("a paragraph of Word is one line")
    rows = shape.read_text("utf-8").splitlines()
    expected = shape.with_suffix(".expected").read_text("utf-8")
    found = lines(typed(*rows))
    wanted = [row for row in expected.splitlines() if not row.startswith("QI")]
    joined = "两人以上执法，既保证公正，也保护执法人员。"
    if any(joined in row for row in wanted):
        at = next(number for number, row in enumerate(wanted) if joined in row)
        wanted[at : at + 1] = ["  > 两人以上执法，", "  > ", "  > 既保证公正，也保护执法人员。"]
    assert found == [row.replace("@ line ", "@ paragraph ") for row in wanted]


def test_automatic_numbers_are_counted_as_word_shows_them():
    data = raw(
        p("单项选择题", num=1)
        + p("甲题", num=1, level=1)
        + p("一", num=1, level=2)
        + p("二", num=1, level=2)
        + p("答案：B")
        + p("乙题", num=1, level=1)
        + p("三", num=1, level=2)
        + p("四", num=1, level=2)
        + p("答案：A")
        + p("判断题", num=1)
        + p("丙。", num=1, level=1)
        + p("答案：对"),
        {
            "numbering.xml": numbering(
                "chineseCounting|%1、", "decimal|%2．", "upperLetter|%3．", nums=None
            )
        },
    )
    assert lines(data) == [
        "single - @ paragraph 2, question 1",
        "  甲题",
        "  [] 一",
        "  [x] 二",
        "single - @ paragraph 6, question 2",
        "  乙题",
        "  [x] 三",
        "  [] 四",
        "true_false - @ paragraph 11, question 1",
        "  丙。",
        "  answer true ± None None",
    ]


def test_a_list_that_begins_again_is_counted_from_its_own_start():
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    data = raw(
        p("1．甲") + p("一", num=1) + p("二", num=1) + p("答案：B")
        + p("2．乙") + p("三", num=2) + p("四", num=2) + p("答案：A"),
        {"numbering.xml": numbering("upperLetter|%1.", nums=nums)},
    )  # fmt: skip
    assert (right(data), codes(Word().bring(data))) == (["二", "三"], [])


def test_a_number_of_a_style_counts_too():
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Ask"><w:basedOn w:val="Base"/></w:style></w:styles>'
    )
    ask = '<w:p><w:pPr><w:pStyle w:val="Ask"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    data = raw(
        ask.format("甲。") + p("答案：对") + ask.format("乙。") + p("答案：错"),
        {"numbering.xml": numbering("decimal|（%1）"), "styles.xml": styles},
    )
    assert [line for line in lines(data) if line.startswith("true_false")] == [
        "true_false - @ paragraph 1, question 1",
        "true_false - @ paragraph 3, question 2",
    ]


@pytest.mark.parametrize(
    ("format_", "number", "text"),
    [
        ("decimal", 12, "12"),
        ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("japaneseCounting", 3, "三"),
        ("upperLetter", 3, "C"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 9, "IX"),
        ("decimalEnclosedCircleChinese", 4, "④"),
        ("ideographTraditional", 2, "乙"),
        ("decimalZero", 7, "07"),
        ("something", 5, "5"),
    ],
)
def test_numbers_are_shown_in_the_format_of_their_list(format_, number, text):
    assert shown(number, format_) == text


def test_line_breaks_and_tabs_part_options():
    document = docx.Document()
    run = document.add_paragraph().add_run("1．执法人员不少于几人？")
    run.add_break()
    run.add_text("A．一人")
    run.add_tab()
    run.add_text("B．两人")
    document.add_paragraph("答案：B")
    assert lines(saved(document)) == [
        "single - @ paragraph 1, question 1",
        "  执法人员不少于几人？",
        "  [] 一人",
        "  [x] 两人",
    ]


def test_tracked_changes_are_taken_as_accepted_and_told_once():
    data = raw(
        p(
            "1．执法人员",
            inside=f"<w:del>{r('可以')}</w:del><w:ins>{r('应当')}</w:ins>{r('出示。')}",
        )
        + p("答案：", inside=f"<w:ins>{r('对')}</w:ins>")
    )
    found = Word().bring(data)
    assert (found.questions[0].stem, found.questions[0].answer) == ("执法人员应当出示。", "true")
    assert notes(found)[-1] == (
        "QI290 paragraph 1: changes were tracked; the text was taken with all of them accepted"
    )
    assert codes(found).count("QI290") == 1


@pytest.mark.parametrize(
    "properties",
    [
        "<w:b/>",
        '<w:u w:val="single"/>',
        '<w:color w:val="FF0000"/>',
        '<w:highlight w:val="yellow"/>',
    ],
)
def test_an_option_set_off_from_the_others_is_the_key_only_where_no_answer_is_given(properties):
    options = p("A．一人") + p(inside=r("B．两人", properties)) + p("C．三人")
    inline = p(inside=r("A．一人 ") + r("B．两人", properties) + r(" C．三人"))
    stem = p("1．几人？")
    assert [right(raw(stem + each)) for each in (options, inline)] == [["两人"], ["两人"]]
    assert right(raw(stem + options + p("答案：C"))) == ["三人"]
    assert codes(Word().bring(raw(stem + options))) == ["QI208"]


def test_options_that_all_look_alike_mark_nothing():
    bold = "<w:b/>"
    data = raw(p("1．几人？") + p(inside=r("A．一人", bold)) + p(inside=r("B．两人", bold)))
    assert (right(data), codes(Word().bring(data))) == ([], ["QI286"])


def test_bold_headings_numbers_and_labels_mean_nothing_and_a_bold_word_stays_bold():
    bold = "<w:b/>"
    data = raw(
        p(inside=r("一、单项选择题", bold) + r("（每题2分）"))
        + p(inside=r("1．", bold) + r("下列") + r("不", bold) + r("正确的是"))
        + p("A．甲")
        + p("B．乙")
        + p(inside=r("答案：", bold) + r("B"))
    )
    assert lines(data) == [
        "single - points=2 @ paragraph 2, question 1",
        "  下列**不**正确的是",
        "  [] 甲",
        "  [x] 乙",
    ]


def test_underlined_space_is_a_gap_and_an_underlined_answer_is_taken_where_none_is_given():
    line = '<w:u w:val="single"/>'
    gap = raw(p("填空题") + p("1．不少于", inside=r("      ", line) + r("人。")) + p("答案：两"))
    filled = raw(p("填空题") + p("1．不少于", inside=r("两", line) + r("人。")))
    assert [Word().bring(each).questions[0].blanks for each in (gap, filled)] == [
        (("两",),),
        (("两",),),
    ]
    assert codes(Word().bring(filled)) == ["QI219"]


def test_hidden_text_boxes_equations_footnotes_and_shapes_are_told():
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>"
        f"{p('框里的字')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict/>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    data = raw(
        p("1．甲。", inside=r("藏", "<w:vanish/>") + box)
        + p(inside="<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>")
        + p("答案：对", inside="<w:r><w:footnoteReference w:id='1'/></w:r><w:r><w:pict/></w:r>")
    )
    found = Word().bring(data)
    assert found.questions[0].stem == "甲。\n\nx=1"
    assert notes(found)[-5:] == [
        "QI295 paragraph 1: hidden text was left out: '藏'",
        "QI291 paragraph 1: a text box was left out: '框里的字'",
        "QI294 paragraph 2: an equation became plain text: 'x=1'",
        "QI296 paragraph 3: a footnote was left out",
        "QI299 paragraph 3: an embedded object or shape was left out",
    ]


def test_comments_headers_and_footers_are_told():
    document = docx.Document()
    paragraph = document.add_paragraph("1．甲。")
    document.add_comment(paragraph.runs, "改一下", author="陈")
    document.add_paragraph("答案：对")
    document.sections[0].header.paragraphs[0].text = "内部资料"
    assert notes(Word().bring(saved(document))) == [
        "QI292 the file: 1 comments were left out",
        "QI297 the file: headers and footers of the pages were left out: '内部资料'",
    ]


def test_pictures_come_out_under_names_of_the_file_and_others_are_told():
    document = docx.Document()
    document.add_paragraph("1．看图").add_run().add_picture(io.BytesIO(png()))
    document.add_paragraph("A．").add_run().add_picture(io.BytesIO(png(3, 3)))
    document.add_paragraph("B．乙")
    document.add_paragraph("答案：A")
    found = Word().bring(saved(document))
    (first, second) = found.pictures
    assert found.pictures == {first: png(), second: png(3, 3)}
    assert (first[:11], first[-6:], second[-6:]) == ("media/word-", "-1.png", "-2.png")
    assert found.questions[0].stem == f"看图![]({first})"
    assert found.questions[0].choices[0].text == f"![]({second})"
    drawing = '<w:r><w:drawing><a:blip r:embed="image1"/></w:drawing></w:r>'
    parts = {"media/image1.emf": b"\x01\x00\x00\x00"}
    emf = raw(p("1．甲。", inside=drawing) + p("答案：对"), parts, ["image1.emf"])
    assert (Word().bring(emf).pictures, codes(Word().bring(emf))) == ({}, ["QI293"])


def test_a_table_in_a_stem_becomes_markdown():
    document = docx.Document()
    document.add_paragraph("1．看表回答。")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["种类", "数量", "卷烟", "3|条"], strict=True):
        cell.text = text
    for text in ("A．一", "B．二", "答案：A"):
        document.add_paragraph(text)
    assert lines(saved(document)) == [
        "single - @ paragraph 1, question 1",
        "  看表回答。",
        "  ",
        "  | 种类 | 数量 |",
        "  | --- | --- |",
        "  | 卷烟 | 3\\|条 |",
        "  [x] 一",
        "  [] 二",
    ]


def filled(rows: list[list[str]]):
    document = docx.Document()
    table = document.add_table(len(rows), len(rows[0]))
    cells = [text for row in rows for text in row]
    for cell, text in zip(table._cells, cells, strict=True):
        cell.text = text
    return document


def test_a_table_of_questions_is_read_row_by_row():
    document = filled(
        [
            ["序号", "题型", "题干", "选项A", "选项B", "答案", "解析"],
            ["1", "单选题", "几人？", "一人", "两人", "B", "两人以上。"],
            ["2", "判断题", "可以陈述。", "", "", "对", ""],
        ]
    )
    assert lines(saved(document)) == [
        "single - @ paragraph 10, question 1",
        "  几人？",
        "  [] 一人",
        "  [x] 两人",
        "  > 两人以上。",
        "true_false - @ paragraph 17, question 2",
        "  可以陈述。",
        "  answer true ± None None",
    ]


def test_options_laid_out_in_a_table_and_a_table_of_answers_are_read():
    document = filled([["A．一", "B．二"], ["C．三", "D．四"]])
    body = document.element.body
    body.insert(0, document.add_paragraph("一、单选题")._p)
    body.insert(1, document.add_paragraph("1．甲")._p)
    document.add_paragraph("2．乙")
    document.add_paragraph("A．五\tB．六")
    document.add_paragraph("参考答案")
    table = document.add_table(2, 3)
    for cell, text in zip(table._cells, ["题号", "1", "2", "答案", "C", "A"], strict=True):
        cell.text = text
    assert right(saved(document)) == ["三", "五"]


def test_a_box_for_the_score_is_left_out():
    document = docx.Document()
    document.add_paragraph("一、判断题")
    document.add_paragraph("1．甲。")
    document.add_paragraph("答案：对")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "得分", "评卷人"
    document.add_paragraph("二、单选题")
    document.add_paragraph("2．乙")
    document.add_paragraph("A．一 B．二")
    document.add_paragraph("答案：A")
    found = Word().bring(saved(document))
    assert (found.questions[0].rationale, codes(found)) == (None, ["QI278"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "QI180"),
        (raw(p("1．甲。"), {"vbaProject.bin": b"x"}), "QI181"),
        (b"{\\rtf1 text}", "QI182"),
        (b"", "QI182"),
        (b"PK\x03\x04 and nothing else", "QI102"),
        (raw("<w:p>"), "QI106"),
        (raw(p("没有题")), "QI170"),
    ],
)
def test_what_is_no_docx_is_refused_with_what_to_do(data, code):
    with pytest.raises(Damaged) as damaged:
        Word().bring(data)
    assert damaged.value.note.code == code
    assert damaged.value.note.mend


def test_an_archive_without_a_document_is_refused():
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(Damaged) as damaged:
        Word().bring(stream.getvalue())
    assert damaged.value.note.code == "QI182"


def test_a_document_type_in_the_xml_is_refused():
    body = raw(p("1．甲。"), {"comments.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'})
    with pytest.raises(Damaged) as damaged:
        Word().bring(body)
    assert damaged.value.note.code == "QI107"


def test_old_and_new_files_of_word_are_recognised():
    assert [
        Word().recognises("卷.docx", typed("1．甲。")),
        Word().recognises("卷.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        Word().recognises("卷.xlsx", typed("1．甲。")),
        Word().recognises("卷.docx", b"text"),
    ] == [True, True, False, False]


@given(st.binary(max_size=300), st.integers(0, 4000))
@settings(max_examples=40)
def test_a_damaged_file_never_breaks_the_reader(noise, at):
    whole = typed("1．甲。", "答案：对")
    data = whole[:at] + noise + whole[at + len(noise) :]
    try:
        found = Word().bring(data)
    except Damaged:
        return
    assert isinstance(found, Brought)


def test_a_key_in_red_letters_is_seen_through_python_docx_too():
    document = docx.Document()
    document.add_paragraph("1．几人？")
    document.add_paragraph("A．一人")
    run = document.add_paragraph().add_run("B．两人")
    run.font.color.rgb = RGBColor(0xFF, 0, 0)
    assert right(saved(document)) == ["两人"]
