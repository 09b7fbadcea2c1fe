"""Chinese papers as text: what is read, and what is told where it cannot be sure."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.formats.composing import composed
from question_bank.formats.format import Brought, Damaged
from question_bank.formats.paper import Paper
from question_bank.rules.diagnostics import errors
from question_bank.rules.reading import read
from tests.question_bank.formats.papers import codes, notes, one, paper, told

pytestmark = pytest.mark.pure
FILES = Path(__file__).parent / "files" / "papers"
SHAPES = sorted(FILES.glob("*.txt"))
OPTIONS = "A．甲\nB．乙\nC．丙\n"


def right(came) -> str:
    pairs = zip("ABCDEFGHIJ", came.choices, strict=False)
    return "".join(letter for letter, choice in pairs if choice.is_right)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda path: path.stem)
def test_every_shape_of_paper_says_what_its_author_meant(shape):
    assert told(paper(shape.read_text("utf-8"))) == shape.with_suffix(".expected").read_text(
        "utf-8"
    )


SOUND = [shape for shape in SHAPES if shape.name[:2] not in ("11", "13", "22")]


@pytest.mark.parametrize("shape", SOUND, ids=lambda path: path.stem)
def test_a_sound_paper_becomes_questions_of_ours_without_an_error(shape):
    defaults = {"topic": "law.penalty", "pool": "exam"}
    for came in paper(shape.read_text("utf-8")).questions:
        document = read(composed(came, id="one", defaults=defaults).text)
        assert [draft.kind for draft in document.drafts] == [came.kind]
        assert errors(document.diagnostics) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_encodings_and_line_ends_of_any_editor_say_the_same(encoding, newline):
    text = (FILES / "01-classic.txt").read_text("utf-8")
    found = Paper().bring(text.replace("\n", newline).encode(encoding))
    assert told(found) == (FILES / "01-classic.expected").read_text("utf-8")


@pytest.mark.parametrize(
    ("answer", "letters"),
    [
        ("答案：B", "B"),
        ("【答案】B", "B"),
        ("正确答案:B", "B"),
        ("参考答案：（B）", ""),
        ("标准答案： B．乙", "B"),
        ("答案：ＢＣ", "BC"),
        ("答案：b、c", "BC"),
        ("[答案] B C", "BC"),
        ("答案：B；C", "BC"),
        ("答 案：B", "B"),
        ("答案 B", "B"),
        ("（答案：B）", "B"),
        ("答案：乙", "B"),
        ("Answer: B", "B"),
    ],
)
def test_a_key_is_understood_however_it_is_labelled(answer, letters):
    assert right(one(f"1．题\n{OPTIONS}{answer}")) == letters


@pytest.mark.parametrize(
    "mark", ["1．", "1、", "1.", "（1）", "(1)", "1)", "１．", "第1题 ", "第1题："]
)
def test_a_question_may_be_numbered_in_any_way(mark):
    assert (
        one(f"{mark}题目\n{OPTIONS}答案：A").stem,
        right(one(f"{mark}题\n{OPTIONS}答案：A")),
    ) == (
        "题目",
        "A",
    )


@pytest.mark.parametrize(
    "options",
    [
        "A．甲\nB．乙",
        "A、甲\nB、乙",
        "A.甲 B.乙",
        "(A)甲(B)乙",
        "（A）甲　（B）乙",
        "A)甲\tB)乙",
        "Ａ．甲　Ｂ．乙",
        "A.甲B.乙",
        "A 甲\nB 乙",
        "A 甲  B 乙",
        "　　A．甲\n　　B．乙",
        "A：甲 B：乙",
    ],
)
def test_options_may_be_lettered_in_any_way(options):
    came = one(f"1．题\n{options}\n答案：B")
    assert ([choice.text for choice in came.choices], right(came)) == (["甲", "乙"], "B")


@pytest.mark.parametrize(
    ("sign", "value"),
    [
        ("√", "true"),
        ("对", "true"),
        ("正确", "true"),
        ("T", "true"),
        ("✓", "true"),
        ("是", "true"),
        ("×", "false"),
        ("错", "false"),
        ("错误", "false"),
        ("F", "false"),
        ("X", "false"),
        ("不正确", "false"),
        ("不对", "false"),
    ],
)
def test_a_statement_is_right_or_wrong_by_any_sign(sign, value):
    labelled = one(f"判断题\n1．陈述。\n答案：{sign}")
    bracketed = one(f"判断题\n1．陈述（ {sign} ）。")
    before = one(f"判断题\n（{sign}）1．陈述。")
    assert [(each.stem, each.answer) for each in (labelled, bracketed, before)] == [
        ("陈述。", value)
    ] * 3


def test_the_heading_gives_kind_and_points_and_a_question_its_own():
    found = paper(
        "一、单选题（每题2分，共5分）\n1．甲\nA．一\nB．二\n答案：A\n"
        "2．乙（3分）\nA．一\nB．二\n答案：B\n"
    )
    assert [came.fields for came in found.questions] == [{"points": ("2",)}, {"points": ("3",)}]
    assert notes(found) == []


def test_points_that_do_not_add_up_to_the_heading_are_told():
    found = paper("一、单选题（每题2分，共10分）\n1．甲\nA．一\nB．二\n答案：A\n")
    assert notes(found) == [
        "QI209 line 1: the heading gives 10 points in all, the questions have 2"
    ]


def test_no_answer_is_told_and_nothing_is_chosen():
    found = paper("一、单选题\n1．甲\nA．一\nB．二\n")
    assert right(found.questions[0]) == ""
    assert notes(found) == ["QI286 line 2, question 1: no answer was found for question '1'"]


def test_an_answer_beyond_the_options_is_an_error():
    found = paper(f"1．甲\n{OPTIONS}答案：AE\n")
    assert notes(found) == [
        "QI172 line 5, question 1: the answer 'E' names an option that is not there"
    ]


def test_a_bracket_and_a_label_that_differ_are_an_error():
    found = paper(f"1．甲（ A ）\n{OPTIONS}答案：B\n")
    assert (right(found.questions[0]), codes(found)) == ("B", ["QI174"])


def test_a_gap_in_the_numbers_and_a_number_twice_are_told():
    text = f"1．甲\n{OPTIONS}答案：A\n3．乙\n{OPTIONS}答案：A\n3．丙\n{OPTIONS}答案：A\n"
    assert notes(paper(text)) == [
        "QI279 line 6, question 3: question '3' follows '1'; something may be missing between them",
        "QI204 line 11, question 3: the number '3' stands twice in its section",
    ]


def test_numbers_may_begin_again_in_each_section():
    text = f"一、单选题\n1．甲\n{OPTIONS}答案：A\n二、多选题\n1．乙\n{OPTIONS}答案：AB\n"
    found = paper(text)
    assert ([came.kind for came in found.questions], codes(found)) == (["single", "multiple"], [])


def test_options_that_skip_a_letter_are_an_error():
    assert codes(paper("1．甲\nA．一\nC．三\n答案：A\n")) == ["QI177"]


def test_a_tick_marks_the_key_where_no_answer_is_given():
    found = paper("1．甲\nA．一\nB．二√\nC．三\n")
    assert ([c.text for c in found.questions[0].choices], right(found.questions[0])) == (
        ["一", "二", "三"],
        "B",
    )
    assert codes(found) == ["QI208"]


def test_a_question_whose_kind_nothing_tells_is_an_error():
    assert codes(paper("1．说明什么\n")) == ["QI176"]


def test_a_list_in_a_model_answer_is_no_question():
    text = (
        "一、简答题\n1．简述程序。\n答案：\n1．立案（1分）\n2．调查（1分）\n3．决定（1分）\n"
        "2．简述送达。\n答案：直接送达（1分）\n"
    )
    found = paper(text)
    assert [[choice.text for choice in came.choices] for came in found.questions] == [
        ["立案", "调查", "决定"],
        ["直接送达"],
    ]


def test_lines_that_begin_with_a_decimal_or_a_number_of_days_are_no_questions():
    came = one(f"1．期限\n1.5倍罚款\n60日以内\n{OPTIONS}答案：A\n")
    assert came.stem == "期限\n\n1.5倍罚款\n\n60日以内"


def test_a_case_may_speak_of_time_and_unit_without_meaning_a_field():
    came = one(
        "案例分析题\n1．案情如下。\n时间：2024年3月5日\n单位：青岚县烟草专卖局稽查大队第三中队\n"
        "编号：青烟立〔2024〕第5号\n（1）谁管辖？\nA．甲\nB．乙\n答案：A\n"
    )
    assert (came.stem.count("\n\n"), came.id, came.name, came.fields) == (3, None, None, {})


def test_gaps_are_lines_or_empty_brackets_and_answers_are_parted_by_their_number():
    one_gap = one("填空题\n1．期限为____。\n答案：七日、七天\n")
    two_gaps = one("填空题\n1．先（  ）后【  】。\n答案：立案、调查\n")
    assert (one_gap.blanks, two_gaps.blanks) == ((("七日、七天",),), (("立案",), ("调查",)))


def test_answers_that_do_not_fit_the_gaps_are_an_error():
    assert notes(paper("填空题\n1．先____后____。\n答案：一；二；三\n")) == [
        "QI173 line 3, question 1: 3 answers for 2 blanks"
    ]


def test_huozhe_does_not_part_two_spellings():
    came = one("填空题\n1．可以处____。\n答案：警告或者罚款\n")
    assert came.blanks == (("警告或者罚款",),)


def test_what_would_be_structure_in_markdown_stays_text():
    came = one("1．# 号与*星*\n> 引文\nA．3*4*5\nB．**重点**\n答案：A\n")
    assert (came.stem, [choice.text for choice in came.choices]) == (
        "\\# 号与\\*星\\*\n\n\\> 引文",
        ["3\\*4\\*5", "**重点**"],
    )


def test_pages_and_titles_are_left_out_in_one_note():
    text = f"县局考试\n姓名：____ 得分：____\n1．甲\n{OPTIONS}第 1 页 共 2 页\n答案：A\n- 2 -\n"
    found = paper(text)
    told_once = (
        "QI278 line 1: 4 lines left out that belong to no question: "
        "县局考试；姓名：____ 得分：____；第 1 页 共 2 页；- 2 -"
    )
    assert notes(found) == [told_once]
    assert [choice.text for choice in found.questions[0].choices] == ["甲", "乙", "丙"]


def test_an_answer_list_that_names_no_question_is_told():
    text = f"一、单选题\n1．甲\n{OPTIONS}2．乙\n{OPTIONS}参考答案\n1-3 ABC\n"
    found = paper(text)
    assert [right(came) for came in found.questions] == ["A", "B"]
    assert notes(found) == [
        "QI211 line 11, question 3: the answer list has 'C' for '3', and there is no such question"
    ]


def test_numbers_that_stand_in_several_sections_need_the_section_in_the_list():
    text = (
        f"一、单选题\n1．甲\n{OPTIONS}二、多选题\n1．乙\n{OPTIONS}"
        "参考答案\n一、单选题：1．A\n二、多选题：1．AB\n"
    )
    assert [right(came) for came in paper(text).questions] == ["A", "AB"]


@pytest.mark.parametrize("text", ["", " \n\t", "只是一段话，没有题号。", "一、单选题\n"])
def test_a_text_without_a_question_is_damaged(text):
    with pytest.raises(Damaged) as damaged:
        Paper().bring(text.encode())
    assert damaged.value.note.code == "QI170"


def test_a_paper_is_recognised_and_prose_is_not():
    classic = (FILES / "01-classic.txt").read_bytes()
    assert (
        Paper().recognises("卷.txt", classic),
        Paper().recognises("卷.md", classic),
        Paper().recognises("a.txt", "一段话".encode()),
        Paper().recognises("a.txt", b"\xff\xfe\x00\xd8"),
    ) == (True, False, False, False)


SNIPPETS = st.sampled_from(
    [
        "一、单选题（每题2分）",
        "二、判断题",
        "三、填空题",
        "五、简答题",
        "六、案例分析题",
        "排序题",
        "匹配题",
        "情景判断题",
        "1．",
        "2．",
        "（1）",
        "第3题",
        "A．甲 B．乙",
        "A．",
        "C、丙",
        "答案：",
        "答案：AB",
        "【解析】",
        "（ B ）",
        "（√）",
        "____",
        "难度：易",
        "分值：2",
        "编号：x",
        "参考答案",
        "1-3 ABC",
        "题号\t1\t2",
        "答案\tA\tB",
        "│ 原文",
        "│",
        "案例一：",
        "问题：",
        "（2分）",
        "①②③",
        "7日",
        "\n",
        " ",
        "\u3000",
        "：",
        "反馈：",
        "题型：多选题",
        "表头：甲——乙",
        "——",
        "\\",
        "*",
        "{{",
        "|",
        "\ue000",
        "\uf8f0",
    ]
)


@given(st.lists(st.one_of(SNIPPETS, st.text(max_size=6)), max_size=40).map("".join))
@settings(max_examples=150)
def test_no_text_breaks_the_reader(text):
    try:
        found = Paper().bring(text.encode("utf-8", "surrogatepass"))
    except Damaged:
        return
    assert isinstance(found, Brought)


@given(st.sampled_from(SHAPES), st.data())
@settings(max_examples=80)
def test_a_damaged_paper_never_breaks_the_reader(shape, data):
    lines = shape.read_text("utf-8").splitlines(keepends=True)
    kept = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines)))
    try:
        found = paper("".join(kept))
    except Damaged:
        return
    assert all(note.message % note.values for note in found.notes)


def test_a_thousand_questions_are_numbered_on_and_a_year_is_no_number():
    rows = "".join(f"{number}．题\n{OPTIONS}2024．7．1起\n答案：A\n" for number in range(1, 1003))
    found = paper(f"一、单选题\n{rows}")
    assert (len(found.questions), codes(found)) == (1002, [])
    assert found.questions[-1].choices[2].text == "丙\n\n2024．7．1起"


def test_very_long_lines_take_no_longer_than_others():
    for piece in ("x A．", "A.x B.y ", " 答案：x", "（2分）", "或/", "（1）", "1-2 AB ", "_ "):
        found = paper(f"填空题\n1．{piece * 3000}\n答案：{piece * 3000}\n")
        assert len(found.questions) == 1


def test_a_question_without_its_number_is_an_error():
    found = paper(f"一、单选题\n没有题号的题\n{OPTIONS}答案：A\n1．有题号的题\n{OPTIONS}答案：A\n")
    assert codes(found) == ["QI278", "QI171"]


def test_what_people_answered_in_a_record_is_left_out():
    found = paper(f"1．题\n{OPTIONS}我的答案：C 正确答案：B 得分：0\n")
    assert (right(found.questions[0]), codes(found)) == ("B", ["QI278"])
