"""Workbooks and CSV files in."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

from question_bank.formats.excel import Excel
from question_bank.formats.format import Choice, Damaged
from tests.question_bank.formats.tables import edited, with_entry, workbook

pytestmark = pytest.mark.pure
GAPS = ("\ue000", "\ue001")
MIXED = ["题型", "题目", "选项A", "选项B", "选项C", "选项D", "正确答案", "答案解析"]
SHEET = "xl/worksheets/sheet1.xml"


def brought(*rows, **options):
    return Excel().bring(workbook(*rows, **options))


def one(*rows, **options):
    """The one question of a table."""
    (came,) = brought(*rows, **options).questions
    return came


def noted(came) -> list[tuple[str, str]]:
    """Code and place of every note."""
    return [(note.code, note.place.words % note.place.values) for note in came.notes]


def damage(data: bytes) -> str:
    with pytest.raises(Damaged) as damaged:
        Excel().bring(data)
    return damaged.value.note.code


def texts(came) -> list[tuple[str, bool]]:
    return [(choice.text, choice.is_right) for choice in came.choices]


def test_a_mixed_sheet_holds_questions_of_every_common_type():
    came = brought(
        ["序号", *MIXED],
        [1, "单选题", "单选？", "甲", "乙", "丙", None, "B", "因为乙。"],
        [2, "多项选择题", "多选？", "甲", "乙", "丙", "丁", "ACD", None],
        [3, "判断题", "天是蓝的。", None, None, None, None, "√", None],
        [
            4,
            "填空题",
            "一周有____天，一年有（　）个月。",
            None,
            None,
            None,
            None,
            "七|7；十二",
            None,
        ],
        [5, "简答题", "为什么？", None, None, None, None, "因为。", None],
    )

    assert [(each.kind, each.stem) for each in came.questions] == [
        ("single", "单选？"),
        ("multiple", "多选？"),
        ("true_false", "天是蓝的。"),
        ("fill_blank", f"一周有{GAPS[0]}天，一年有{GAPS[1]}个月。"),
        ("short_answer", "为什么？"),
    ]
    single, multiple, truth, blank, short = came.questions
    assert texts(single) == [("甲", False), ("乙", True), ("丙", False)]
    assert single.rationale == "因为乙。"
    assert [choice.is_right for choice in multiple.choices] == [True, False, True, True]
    assert truth.answer == "true"
    assert blank.blanks == (("七", "7"), ("十二",))
    assert [(choice.text, choice.worth) for choice in short.choices] == [("因为。", "1")]
    assert noted(came) == [("QI274", "sheet Sheet1, cell H6")]


def test_questions_and_options_know_their_cells():
    came = one(MIXED, ["单选", "问？", "甲", "乙", None, None, "A"])

    assert came.place.words % came.place.values == "sheet Sheet1, cell B2"
    assert came.choices[1].place.values == {"sheet": "Sheet1", "cell": "D2"}


@pytest.mark.parametrize(
    ("heading", "answer"),
    [("题干", "答案"), ("试题", "标准答案"), ("题目内容", "参考答案"), ("* 题干（必填）", "答 案"),
     ("Stem", "Answer"), ("Question", "Correct answer"), ("题　干", "答案：")],
)  # fmt: skip
def test_headings_are_understood_in_many_words(heading, answer):
    came = one([heading, "A", "选项 Ｂ", "选项3", answer], ["问？", "甲", "乙", "丙", "C"])

    assert (came.stem, texts(came)[2]) == ("问？", ("丙", True))


@pytest.mark.parametrize("title", ["单选", "单选题（50道）", "Single choice", "单项选择题"])
def test_the_title_of_a_sheet_states_the_type(title):
    came = one(["题干", "选项A", "选项B", "答案"], ["问？", "甲", "乙", "B"], title=title)

    assert came.kind == "single"
    assert [choice.is_right for choice in came.choices] == [False, True]


def test_a_single_choice_with_several_right_options_is_an_error_of_its_cell():
    came = brought(["题型", "题干", "A", "B", "答案"], ["单选", "问？", "甲", "乙", "AB"])

    assert noted(came) == [("QI163", "sheet Sheet1, cell E2")]


def test_letters_that_stand_before_the_options_again_are_taken_off():
    head = ["题型", "题干", "A", "B", "C", "答案"]

    assert texts(one(head, ["单选", "问？", "A.甲", "B、乙", "Ｃ．丙", "B"])) == [
        ("甲", False), ("乙", True), ("丙", False),
    ]  # fmt: skip
    assert texts(one(head, ["单选", "问？", "A.甲", "乙", None, "B"])) == [
        ("A.甲", False), ("乙", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["问？", "甲", "乙", "A"], "single"),
        (["问？", "甲", "乙", "A、B"], "multiple"),
        (["天是蓝的。", None, None, "错"], "true_false"),
        (["一周有____天。", None, None, "七"], "fill_blank"),
        (["一周有{{七|7}}天。", None, None, None], "fill_blank"),
        (["先做什么？", "听", "喊", None, "3", "0"], "judgement"),
        (["配对：", "甲", "乙", None, None, None, "1", "2"], "matching"),
    ],
)
def test_a_type_that_is_not_stated_is_told_from_the_cells(cells, kind):
    worths = ["选项A得分", "选项B得分", "右项A", "右项B"]

    assert one(["题干", "选项A", "选项B", "答案", *worths], cells).kind == kind


def test_a_type_that_cannot_be_told_or_is_unknown_is_an_error_of_its_cell():
    came = brought(MIXED, [None, "问？"], ["口试", "问？"])

    assert came.questions == ()
    assert noted(came) == [("QI150", "sheet Sheet1, cell B2"), ("QI149", "sheet Sheet1, cell A3")]


@pytest.mark.parametrize(
    ("answer", "right"),
    [("B", [1]), ("b", [1]), ("Ｂ", [1]), ("ABD", [0, 1, 3]), ("A, B、D", [0, 1, 3]), ("乙", [1]),
     ("甲；丁", [0, 3]), ("选项A", [0]), ("A.", [0]), ("甲\n乙", [0, 1]), (None, [])],
)  # fmt: skip
def test_answers_are_letters_or_the_options_themselves(answer, right):
    came = one(MIXED, ["多选", "问？", "甲", "乙", "丙", "丁", answer])

    assert [at for at, choice in enumerate(came.choices) if choice.is_right] == right


@pytest.mark.parametrize("answer", ["E", "AE", "戊", "见解析"])
def test_an_answer_that_is_no_option_is_an_error_of_its_cell(answer):
    came = brought(MIXED, ["单选", "问？", "甲", "乙", "丙", "丁", answer])

    assert noted(came) == [("QI151", "sheet Sheet1, cell G2")]


def test_letters_stay_with_their_columns_when_an_option_is_empty():
    came = brought(MIXED, ["单选", "问？", "甲", None, "丙", None, "C"])

    assert texts(came.questions[0]) == [("甲", False), ("丙", True)]
    assert noted(came) == [("QI272", "sheet Sheet1, cell D2")]


@pytest.mark.parametrize(
    "options",
    ["A.甲 B.乙 C.丙", "A、甲\nB、乙\nC、丙", "甲\n乙\n丙", "甲|乙|丙", "Ａ．甲　Ｂ．乙　Ｃ．丙"],
)
def test_options_may_stand_in_one_cell(options):
    came = one(["题型", "题干", "选项", "答案"], ["单选", "问？", options, "B"])

    assert texts(came) == [("甲", False), ("乙", True), ("丙", False)]


@pytest.mark.parametrize(
    ("answer", "word"),
    [("对", "true"), ("√", "true"), ("正确", "true"), ("T", "true"), ("TRUE", "true"),
     (True, "true"), ("1", "true"), (1, "true"), ("错", "false"), ("×", "false"), ("F", "false"),
     (False, "false"), ("错误。", "false")],
)  # fmt: skip
def test_right_and_wrong_are_understood_in_many_words(answer, word):
    came = one(MIXED, ["判断", "天是蓝的。", None, None, None, None, answer])

    assert came.answer == word


def test_right_and_wrong_may_be_options_with_letters():
    came = brought(MIXED, ["判断", "天是绿的。", "正确", "错误", None, None, "B"])

    assert came.questions[0].answer == "false"
    assert came.notes == ()


def test_an_answer_that_is_neither_right_nor_wrong_is_an_error():
    came = brought(MIXED, ["判断", "天是蓝的。", None, None, None, None, "也许"])

    assert noted(came) == [("QI152", "sheet Sheet1, cell G2")]


@pytest.mark.parametrize(
    ("stem", "answer", "blanks"),
    [
        ("有____天", "七", (("七",),)),
        ("有____天", "七|7", (("七", "7"),)),
        ("有（　）天，（ ）月", "七；十二", (("七",), ("十二",))),
        ("有___天，___月", "七、十二", (("七",), ("十二",))),
        ("有＿天，【】月", "七 十二", (("七",), ("十二",))),
        ("有{{七|7}}天，{{十二}}月", None, (("七", "7"), ("十二",))),
    ],
)
def test_blanks_take_their_answers_in_order(stem, answer, blanks):
    came = one(["题型", "题干", "答案"], ["填空", stem, answer])

    assert came.blanks == blanks
    assert all(gap in came.stem for gap in GAPS[: len(blanks)])


@pytest.mark.parametrize(
    ("stem", "answer", "note"),
    [
        ("有____天，____月", "七", ("QI153", "sheet Sheet1, cell C2")),
        ("有____天", None, ("QI153", "sheet Sheet1, cell C2")),
        ("有多少天？", "七", ("QI273", "sheet Sheet1, cell B2")),
        ("有{{天", "七", ("QB130", "sheet Sheet1, cell B2")),
        ("有{{|7}}天", None, ("QB127", "sheet Sheet1, cell B2")),
        ("有\ue000{{七}}天", None, ("QI161", "sheet Sheet1, cell B2")),
    ],
)
def test_blanks_without_their_answers_are_told(stem, answer, note):
    assert noted(brought(["题型", "题干", "答案"], ["填空", stem, answer])) == [note]


@pytest.mark.parametrize(
    ("cells", "number"),
    [
        (["7", "0.5", "日"], ("7", "0.5", "日")),
        ([7, 0, "日"], ("7", None, "日")),
        (["7日", None, None], ("7", None, "日")),
        (["-2.50", "±0.1", None], ("-2.50", "0.1", None)),
        ([2.0, None, None], ("2", None, None)),
        ([0.1 + 0.2, None, None], ("0.3", None, None)),
    ],
)
def test_numbers_have_their_tolerance_and_unit(cells, number):
    came = one(["题型", "题干", "答案", "误差", "单位"], ["数值", "几？", *cells])

    assert (came.answer, came.tolerance, came.unit) == number


@pytest.mark.parametrize(
    ("answer", "order"), [(None, "甲乙丙"), ("CAB", "丙甲乙"), ("C、A、B", "丙甲乙")]
)
def test_items_of_an_order_stand_in_order_or_are_put_in_it(answer, order):
    came = one(
        ["题型", "题干", "步骤A", "步骤B", "步骤C", "答案"], ["排序", "排序：", *"甲乙丙", answer]
    )

    assert [choice.text for choice in came.choices] == list(order)


def test_an_order_that_does_not_name_each_item_once_is_an_error():
    came = brought(["题型", "题干", "A", "B", "C", "答案"], ["排序", "排序：", *"甲乙丙", "CAA"])

    assert noted(came) == [("QI154", "sheet Sheet1, cell F2")]


def test_pairs_are_left_and_right_of_the_same_letter():
    came = one(
        ["题干", "左栏标题", "右栏标题", "左项A", "右项A", "左项B", "右项B"],
        ["配对：", "文书", "用途", "甲", "1", "乙", "2"],
        title="匹配",
    )

    assert came.heads == ("文书", "用途")
    assert [(choice.text, choice.pair) for choice in came.choices] == [("甲", "1"), ("乙", "2")]


def test_options_of_a_judgement_have_their_worth_and_feedback():
    came = one(
        ["题干", "选项A", "选项A得分", "选项B", "选项B得分", "选项B反馈"],
        ["先做什么？", "听", 3, "喊", -1, "不好。"],
        title="情景判断",
    )

    assert [(choice.text, choice.worth, choice.feedback) for choice in came.choices] == [
        ("听", "3", None), ("喊", "-1", "不好。"),
    ]  # fmt: skip


def test_a_rubric_gives_the_points_where_none_are_stated():
    came = one(
        ["题干", "要点A", "要点A分值", "要点B", "要点B分值"],
        ["为什么？", "甲", 2, "乙", 1.5],
        title="简答",
    )

    assert [(choice.text, choice.worth) for choice in came.choices] == [("甲", "2"), ("乙", "1.5")]
    assert came.fields == {"points": ("3.5",)}


def test_a_model_answer_beside_a_rubric_is_told():
    came = brought(
        ["题干", "要点A", "要点A分值", "答案"], ["为什么？", "甲", 1, "因为。"], title="简答"
    )

    assert noted(came) == [("QI275", "sheet 简答, cell D2")]


def test_a_stroke_between_spellings_is_told():
    came = brought(["题型", "题干", "答案"], ["填空", "有____天", "七/7"])

    assert came.questions[0].blanks == (("七/7",),)
    assert noted(came) == [("QI277", "sheet Sheet1, cell C2")]


def test_options_of_a_true_or_false_question_are_told_unless_they_are_right_and_wrong():
    came = brought(MIXED, ["判断", "天是蓝的。", "也许", "错误", None, None, "对"])

    assert noted(came) == [("QI275", "sheet Sheet1, cell C2")]


def test_an_answer_beside_blanks_that_have_theirs_is_told():
    came = brought(["题型", "题干", "答案"], ["填空", "有{{七}}天", "七"])

    assert noted(came) == [("QI275", "sheet Sheet1, cell C2")]


def test_a_serial_number_alone_is_no_question():
    came = brought(["序号", "题型", "题干", "答案"], [1, "判断", "对吗？", "对"], [2])

    assert (len(came.questions), came.notes) == (1, ())


def test_a_model_answer_with_points_on_its_lines_is_a_rubric():
    came = brought(
        ["题型", "题干", "答案", "分值"],
        ["简答", "为什么？", "1.一是甲（2分）；\n2、二是乙（3分）。", "5分"],
    )

    assert [(choice.text, choice.worth) for choice in came.questions[0].choices] == [
        ("一是甲", "2"), ("二是乙", "3"),
    ]  # fmt: skip
    assert came.questions[0].fields == {"points": ("5",)}
    assert came.notes == ()


def test_parts_of_a_case_follow_it_or_name_it():
    came = brought(
        ["编号", "所属案例", "题型", "题干", "选项A", "选项B", "答案"],
        ["case-1", None, "案例", "案情。", None, None, None],
        ["a", "case-1", "单选", "几人？", "一", "二", "B"],
        ["b", None, "判断", "对吗？", None, None, "对"],
        ["case-2", None, "案例", "又一案。", None, None, None],
        ["c", "case-1", "判断", "还是？", None, None, "错"],
        ["d", "case-9", "判断", "谁的？", None, None, "错"],
        ["e", "case-1", "案例", "案中案。", None, None, None],
        title="案例",
    )

    assert [(each.id, [part.id for part in each.parts]) for each in came.questions] == [
        ("case-1", ["a", "b", "c"]), ("case-2", []),
    ]  # fmt: skip
    assert noted(came) == [("QI155", "sheet 案例, cell B7"), ("QI159", "sheet 案例, cell B8")]


def test_settings_are_read_in_the_words_of_their_owners():
    came = brought(
        ["编号", "题型", "题干", "答案", "难易程度", "分数", "知识点", "题库", "法律依据", "事实",
         "可信度", "标签", "部分得分", "乱序", "时间（秒）", "互斥题", "语言"],
        ["q-1", "判断", "对吗？", "对", "较难", "2分", "law.penalty 行政处罚法", "考试库",
         "penalty-law 42\npenalty-law 85", "F-1，F-2", "a*", "甲、乙", "无", "否", "60秒",
         "q-2，q-3", "zh"],
    )  # fmt: skip

    assert came.notes == ()
    assert came.questions[0].id == "q-1"
    assert came.questions[0].fields == {
        "difficulty": ("hard",),
        "points": ("2",),
        "topic": ("law.penalty",),
        "pool": ("exam",),
        "ref": ("penalty-law 42", "penalty-law 85"),
        "fact": ("F-1, F-2",),
        "confidence": ("A*",),
        "tags": ("甲, 乙",),
        "partial": ("none",),
        "shuffle": ("no",),
        "time": ("60",),
        "enemies": ("q-2, q-3",),
        "lang": ("zh",),
    }


def test_a_setting_that_cannot_be_understood_is_an_error_of_its_cell():
    came = brought(
        ["题型", "题干", "答案", "难度", "题库"], ["判断", "对吗？", "对", "地狱", "私库"]
    )

    assert noted(came) == [("QB116", "sheet Sheet1, cell D2"), ("QB115", "sheet Sheet1, cell E2")]
    assert came.questions[0].fields == {}


def test_a_topic_that_is_no_code_becomes_a_tag():
    came = brought(
        ["题型", "题干", "答案", "试题分类", "标签"], ["判断", "对吗？", "对", "办案程序", "甲"]
    )

    assert came.questions[0].fields == {"tags": ("甲, 办案程序",)}
    assert noted(came) == [("QI271", "sheet Sheet1, cell D2")]


def test_a_number_that_cannot_be_an_id_is_told_and_a_serial_number_is_none():
    came = brought(
        ["序号", "编号", "题型", "题干", "答案"],
        [1, "A_1", "判断", "对吗？", "对"],
        [2, None, "判断", "错吗？", "错"],
    )

    assert [(each.id, each.name) for each in came.questions] == [(None, "A_1"), (None, None)]
    assert noted(came) == [("QI270", "sheet Sheet1, cell B2")]


def test_cells_that_belong_to_another_type_are_told():
    came = brought(["题型", "题干", "答案", "误差", "选项A"], ["数值", "几？", "7", "1", "甲"])

    assert noted(came) == [("QI275", "sheet Sheet1, cell E2")]


def test_rows_above_the_headings_and_unknown_columns_are_told():
    came = brought(
        ["二〇二六年执法考试题库"],
        [],
        ["题型", "题干", "答案", "出题人", "备注"],
        ["判断", "对吗？", "对", "某人", None],
    )

    assert len(came.questions) == 1
    assert noted(came) == [("QI259", "sheet Sheet1, cell A1"), ("QI263", "sheet Sheet1, cell D3")]


def test_a_heading_that_stands_twice_is_told():
    came = brought(["题型", "题干", "题目", "答案"], ["判断", "对吗？", None, "对"])

    assert noted(came) == [("QI264", "sheet Sheet1, cell C1")]


def test_empty_rows_are_skipped_and_others_without_a_question_told():
    came = brought(
        MIXED,
        ["判断", "对吗？", None, None, None, None, "对"],
        [],
        [None, "　"],
        ["单选", None, "甲", "乙", None, None, "A"],
        ["合计", None],
    )

    assert len(came.questions) == 1
    assert noted(came) == [("QI148", "sheet Sheet1, cell B5"), ("QI268", "sheet Sheet1, cell B6")]


def test_an_example_is_skipped_and_told_if_it_is_not_ours():
    came = brought(
        ["编号", "题型", "题干", "答案"],
        ["示例", "判断", "二加二等于四。", "对"],
        ["示例2", "判断", "自己写的。", "对"],
        ["q-1", "判断", "对吗？", "对"],
    )

    assert [each.id for each in came.questions] == ["q-1"]
    assert noted(came) == [("QI269", "sheet Sheet1, cell A3")]


# What Excel files hold besides texts


def with_formula(book):
    book.active["B2"] = "=1+1"


def test_a_formula_is_read_as_its_last_value_and_told():
    data = workbook(["题型", "题干", "答案"], ["判断", "x", "对"], more=with_formula)
    data = edited(data, SHEET, b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    came = Excel().bring(data)

    assert came.questions[0].stem == "2"
    assert noted(came) == [("QI260", "sheet Sheet1")]
    assert came.notes[0].values == {"count": 1, "first": "B2"}


def test_a_formula_without_a_value_is_an_error_of_its_cell():
    came = brought(["题型", "题干", "答案"], ["判断", "x", "对"], more=with_formula)

    assert came.questions == ()
    assert noted(came) == [("QI260", "sheet Sheet1"), ("QI147", "sheet Sheet1, cell B2")]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!"])
def test_an_error_in_a_cell_is_an_error_of_its_question(error):
    came = brought(["题型", "题干", "答案"], ["判断", error, "对"], ["判断", "对吗？", "对"])

    assert [each.stem for each in came.questions] == ["对吗？"]
    assert noted(came) == [("QI146", "sheet Sheet1, cell B2")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2024, 3, 5), "2024-03-05"),
        (datetime(2024, 3, 5, 8, 30), "2024-03-05 08:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
@pytest.mark.parametrize("epoch", [openpyxl.utils.datetime.WINDOWS_EPOCH,
                                   openpyxl.utils.datetime.MAC_EPOCH])  # fmt: skip
def test_a_date_among_texts_is_told_whatever_the_epoch(value, text, epoch):
    def since(book):
        book.epoch = epoch

    came = brought(MIXED, ["单选", "哪天？", value, "乙", None, None, "A"], more=since)

    assert came.questions[0].choices[0].text == text
    assert noted(came) == [("QI265", "sheet Sheet1, cell C2")]


def test_long_numbers_have_lost_digits():
    came = brought(MIXED, ["单选", "号码？", 110101199003071234, "乙", None, None, "A"])

    assert noted(came) == [("QI266", "sheet Sheet1, cell C2")]


def test_whole_numbers_and_truths_are_plain_text():
    came = one(MIXED, ["单选", "几？", 2.0, 3, True, 0.5, "A"])

    assert [choice.text for choice in came.choices] == ["2", "3", "TRUE", "0.5"]


@pytest.mark.parametrize(
    ("typed", "text"),
    [("'=1+1", "=1+1"), ("'-5", "-5"), ("''=1", "'=1"), ("'引号", "'引号"), ("_x000D_甲", "甲"),
     ("_x005F_x0041_", "_x0041_"), ("　甲 ", "甲"), ("甲\r\n乙", "甲\n乙")],
)  # fmt: skip
def test_texts_lose_what_excel_put_around_them(typed, text):
    came = one(MIXED, ["单选", "哪个？", typed, "别的", None, None, "A"])

    assert came.choices[0].text == text


def test_rich_text_is_read_as_text_and_told():
    rich = CellRichText("不得", TextBlock(InlineFont(b=True), "少于"), "几人？")
    came = brought(MIXED, ["判断", rich, None, None, None, None, "对"])

    assert came.questions[0].stem == "不得少于几人？"
    assert noted(came) == [("QI254", "the file")]


def test_hidden_sheets_are_not_read_and_told():
    def hide(book):
        sheet = book.create_sheet("旧题")
        sheet.append(["题型", "题干", "答案"])
        sheet.append(["判断", "旧的。", "对"])
        sheet.sheet_state = "hidden"

    came = brought(["题型", "题干", "答案"], ["判断", "对吗？", "对"], more=hide)

    assert [each.stem for each in came.questions] == ["对吗？"]
    assert noted(came) == [("QI255", "sheet 旧题")]


def test_hidden_rows_and_columns_are_read_and_told():
    def hide(book):
        book.active.row_dimensions[3].hidden = True
        book.active.column_dimensions["C"].hidden = True

    came = brought(
        ["题型", "题干", "答案"], ["判断", "一。", "对"], ["判断", "二。", "错"], more=hide
    )

    assert [each.answer for each in came.questions] == ["true", "false"]
    assert noted(came) == [("QI256", "sheet Sheet1"), ("QI257", "sheet Sheet1")]
    assert came.notes[0].values == {"row": 3}


def test_a_merged_setting_holds_for_its_rows_and_no_further():
    def merge(book):
        book.active.merge_cells("A2:A3")
        book.active.merge_cells("B3:B4")

    came = brought(
        ["难度", "题型", "题干", "答案"],
        ["难", "判断", "一。", "对"],
        [None, "判断", "二。", "错"],
        [None, None, "三。", "对"],
        more=merge,
    )

    assert [(each.kind, each.fields) for each in came.questions] == [
        ("true_false", {"difficulty": ("hard",)}),
        ("true_false", {"difficulty": ("hard",)}),
        ("true_false", {}),
    ]
    assert noted(came) == [("QI267", "sheet Sheet1")]


def test_a_merged_text_is_the_text_of_its_first_row_alone():
    def merge(book):
        book.active.merge_cells("B2:B3")

    came = brought(
        ["题型", "题干", "答案"], ["判断", "一。", "对"], ["判断", None, "错"], more=merge
    )

    assert [each.stem for each in came.questions] == ["一。"]
    assert noted(came) == [("QI148", "sheet Sheet1, cell B3")]


def test_comments_pictures_macros_and_links_are_told():
    def comment(book):
        book.active["B2"].comment = Comment("看这里", "某人")

    data = workbook(["题型", "题干", "答案"], ["判断", "对吗？", "对"], more=comment)
    data = with_entry(data, "xl/vbaProject.bin", b"macro")
    data = with_entry(data, "xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    data = with_entry(data, "xl/media/image1.png", b"png")
    came = Excel().bring(data)

    assert len(came.questions) == 1
    assert noted(came) == [(code, "the file") for code in ("QI250", "QI251", "QI252", "QI253")]


@pytest.mark.parametrize("lie", ["A1", "A1:XFD1048576", "B7:C9"])
def test_the_size_that_a_sheet_states_is_not_believed(lie):
    data = workbook(["题型", "题干", "答案"], ["判断", "对吗？", "对"])
    data = edited(data, SHEET, b'<dimension ref="A1:C2"/>', f'<dimension ref="{lie}"/>'.encode())

    assert [each.stem for each in Excel().bring(data).questions] == ["对吗？"]


def test_a_cell_in_the_last_row_and_column_of_excel_costs_nothing():
    def far(book):
        book.active["A1048576"] = "远"
        book.active["XFD2"] = "远"

    came = brought(["题型", "题干", "答案"], ["判断", "对吗？", "对"], more=far)

    assert len(came.questions) == 1
    assert noted(came) == [("QI261", "sheet Sheet1"), ("QI262", "sheet Sheet1")]


def test_a_sheet_without_headings_is_told_beside_one_that_has_them():
    def add(book):
        book.create_sheet("统计").append(["共", 1])
        book.create_sheet("空表")

    came = brought(["题型", "题干", "答案"], ["判断", "对吗？", "对"], more=add)

    assert noted(came) == [("QI258", "sheet 统计")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "QI140"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "QI141",
        ),
        (workbook(["姓名", "单位"], ["某人", "某局"]), "QI143"),
        (workbook(["题型", "题干", "答案"]), "QI144"),
        (workbook(), "QI143"),
        (b"PK\x03\x04", "QI143"),
        (b"", "QI143"),
        ("姓名,单位\n某人,某局".encode(), "QI143"),
        (f"题干,答案\n{'长' * 140_000},对".encode(), "QI160"),
        (b"x" * (10 * 1024 * 1024 + 1), "QI162"),
        (with_entry(workbook(["题干"]), "xl/workbook.xml", b"<broken"), "QI142"),
        (with_entry(workbook(["题干", "答案"]), SHEET, b"<worksheet><sheetData><row>"), "QI142"),
    ],
)
def test_what_is_no_table_of_questions_is_damaged(data, code):
    assert damage(data) == code


def test_more_questions_than_are_accepted_are_damaged():
    rows = [["判断", "对吗？", "对"]] * 2001

    assert damage(workbook(["题型", "题干", "答案"], *rows)) == "QI145"


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_file_of_a_mixed_sheet_is_read(encoding, delimiter):
    rows = [MIXED, ["单选", '"引, 号;\n两行"', "甲", "'=1", "", "", "B", ""]]
    data = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    came = Excel().bring(data)

    assert came.questions[0].stem == "引, 号;\n两行"
    assert texts(came.questions[0]) == [("甲", False), ("=1", True)]
    assert came.questions[0].place.words % came.questions[0].place.values == "cell B2"


@pytest.mark.parametrize(
    ("name", "data", "is_ours"),
    [
        ("a.xlsx", b"", True),
        ("A.XLSM", b"", True),
        ("a.csv", b"", True),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", True),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", False),
        ("noname", workbook(["题干"]), True),
        ("a.docx", b"PK\x03\x04", False),
        ("a.txt", b"x", False),
    ],
)
def test_a_file_is_recognised_by_its_name_or_what_it_holds(name, data, is_ours):
    assert Excel().recognises(name, data) is is_ours


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**17), st.floats(), st.dates(),
    st.sampled_from(["题型", "题干", "答案", "选项A", "选项", "单选", "填空", "案例", "A", "AB",
                     "1", "{{七}}", "____", "对", "示例", "=1", "#REF!", "简答", "\ue000"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=6), st.sampled_from(["题库", "案例", "填空"]))
def test_no_table_does_more_than_damage(rows, title):
    head = ["题型", "题干", "答案", "选项A", "所属案例", "误差"]
    with suppress(Damaged):
        brought(head, *rows, title=title)


@settings(max_examples=60)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=20))
def test_no_damaged_archive_does_more_than_damage(at, piece):
    data = workbook(MIXED, ["单选", "问？", "甲", "乙", None, None, "A"])
    with suppress(Damaged):
        Excel().bring(data[:at] + piece + data[at + len(piece) :])


@settings(max_examples=60)
@given(st.integers(0, 1500), st.binary(min_size=1, max_size=20))
def test_no_damaged_sheet_does_more_than_damage(at, piece):
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>stem</t></is></c><c r="B1" t="str">'
        b'<v>answer</v></c></row><row r="2">'
        b'<c r="A2" s="1" t="n"><v>7</v></c><c r="B2" t="b"><v>1</v></c></row>'
        b'</sheetData><mergeCells><mergeCell ref="A1:A1"/></mergeCells></worksheet>'
    )
    with suppress(Damaged):
        Excel().bring(
            with_entry(workbook(["x"]), SHEET, sheet[:at] + piece + sheet[at + len(piece) :])
        )


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_damage(data):
    Excel().recognises("x", data)
    with suppress(Damaged):
        Excel().bring(data)


def test_a_right_answer_among_texts_is_the_same_choice():
    came = one(MIXED, ["单选", "问？", "甲", "乙", None, None, "乙"])

    assert came.choices[1] == Choice("乙", is_right=True, place=came.choices[1].place)
