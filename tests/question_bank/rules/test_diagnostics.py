"""Every finding, each with the smallest file that shows it."""

import pytest

from question_bank.rules.checking import changed_pools, check, starter_faults
from question_bank.rules.diagnostics import CODES, Severity, errors, found
from question_bank.rules.languages import joined
from question_bank.rules.reading import read
from question_bank.rules.statutes import parse as parse_statutes
from question_bank.rules.topics import parse as parse_topics

pytestmark = pytest.mark.pure

TOPICS = parse_topics('[serv]\nzh = "服务"\n["serv.ethos"]\nzh = "理念"\n[law]\nzh = "法"\n')
STATUTES = parse_statutes(
    '[penalty-law]\nzh = "行政处罚法"\nen = "Administrative Penalty Law"\narticles = 86\n'
    '[old-law]\nzh = "旧法"\nen = "Old Law"\nrepealed = 2021-07-15\n'
)
HEAD = "---\nlang: zh\ntopic: serv.ethos\npool: exam\n---\n\n"
OPTIONS = "- [ ] 甲\n- [x] 乙\n\n> 理由\n"
CLEAN = "## q-1\n\n题干？\n\n" + OPTIONS


def said(text, media=None):
    found_here = check(read(text), topics=TOPICS, statutes=STATUTES, media=media)
    return [(each.code, each.line) for each in found_here]


def test_a_clean_question_is_passed_in_silence():
    assert said(HEAD + CLEAN) == []


def listed(*options):
    return "## q-1\n\n题干？\n\n" + "\n".join(options) + "\n\n> 理由\n"


def fields(*lines):
    return "## q-1\n" + "\n".join(lines) + "\n\n题干？\n\n" + OPTIONS


def body(text):
    return "## q-1\n\n" + text


CHOSEN = "几人？\n\n- [ ] 甲\n- [x] 乙\n\n> 理由\n"


def table(*rows):
    lines = "\n".join(["| 左 | 右 |", "| --- | --- |", *rows])
    return f"## q-1\ntype: matching\n\n连一连。\n\n{lines}\n\n> 理由\n"


def rubric(*lines):
    listed_lines = "\n".join(lines)
    head = "## q-1\ntype: short_answer\npoints: 5\n\n说说。\n\n### Rubric\n\n"
    return f"{head}{listed_lines}\n\n> 理由\n"


def case(parts):
    return f"## q-1\ntype: case\n\n某日的事。\n\n{parts}"


def singles(places):
    questions = []
    for number, place in enumerate(places):
        boxes = ["x" if at == place else " " for at in range(4)]
        options = "\n".join(
            f"- [{box}] {word}" for box, word in zip(boxes, "甲乙丙丁", strict=True)
        )
        questions.append(
            f"## q-{number}\n\n{chr(0x4E00 + number * 7) * 9}？\n\n{options}\n\n> 理由\n"
        )
    return "\n".join(questions)


CASES = [
    ("QB101", 7, "##\n\n题干？\n\n" + OPTIONS),
    ("QB102", 7, "## Q-1\n\n题干？\n\n" + OPTIONS),
    ("QB102", 7, "## q_1\n\n题干？\n\n" + OPTIONS),
    ("QB102", 7, f"## {'q' * 65}\n\n题干？\n\n" + OPTIONS),
    ("QB104", 13, listed("- [x] 甲", "- [x] 乙").replace("## q-1\n", "## q-1\ntype: single\n")),
    ("QB105", 11, listed("- [ ] 甲", "- [ ] 乙")),
    ("QB106", 8, fields("levl: 3")),
    ("QB107", 8, "## q-1\n题干。\n\n" + OPTIONS),
    ("QB108", 9, fields("points: 2", "points: 3")),
    ("QB109", 7, fields("type: essay")),
    ("QB111", 7, body("题干？\n\n> 理由\n")),
    ("QB113", 7, fields("topic: serv.etos")),
    ("QB115", 8, fields("pool: exams")),
    ("QB115", 8, fields("confidence: C")),
    ("QB115", 8, fields("shuffle: maybe")),
    ("QB115", 8, fields("partial: half")),
    ("QB115", 8, fields("lang: 中文")),
    ("QB115", 7, fields("type: true_false", "answer: B").replace(OPTIONS, "> 理由\n")),
    ("QB122", 13, listed("- [1] 甲", "- [ ] 乙").replace("q-1\n", "q-1\ntype: judgement\n")),
    ("QB116", 8, fields("points: 0")),
    ("QB116", 8, fields("points: -1")),
    ("QB116", 8, fields("points: 1e3")),
    ("QB116", 8, fields("points: NaN")),
    ("QB116", 8, fields("difficulty: 1.01")),
    ("QB116", 8, fields("time: 7201")),
    ("QB117", 11, listed("- [x] 甲")),
    ("QB118", 11, listed("- [x] 甲", *(f"- [ ] {word}" for word in "一二三四五六七八九十"))),
    ("QB119", 13, listed("- [x] 甲", "- [ ] 乙", "- [ ] 乙")),
    ("QB120", 7, body(OPTIONS)),
    ("QB121", 12, listed("- [x] 甲", "- [ ]")),
    ("QB122", 12, listed("- [x] 甲", "- 乙")),
    ("QB123", 12, listed("- [x] 甲", "  - [ ] 内", "- [ ] 乙乙乙乙乙")),
    ("QB124", 9, body("### 节\n\n题干？\n\n" + OPTIONS)),
    ("QB124", 9, body("节\n===\n\n题干？\n\n" + OPTIONS)),
    ("QB125", 14, body("题干？\n\n- [ ] 甲\n- [x] 乙\n\n又一段\n\n> 理由\n")),
    ("QB125", 14, body("题干？\n\n- [ ] 甲\n- [x] 乙\n\n> 一\n\n> 二\n")),
    ("QB126", 7, fields("type: ordering")),
    ("QB126", 7, fields("type: matching")),
    ("QB126", 7, body("说说。\n\n> 理由\n").replace("q-1\n", "q-1\ntype: short_answer\n")),
    ("QB126", 7, rubric("- [ ] 甲")),
    ("QB127", 9, body("有{{ }}天。\n\n> 理由\n")),
    ("QB127", 9, body("有{{七|}}天。\n\n> 理由\n")),
    ("QB128", 7, body("有七天。\n\n> 理由\n").replace("## q-1\n", "## q-1\ntype: fill_blank\n")),
    ("QB129", 11, body("| 甲 | 乙 |\n| --- | --- |\n| {{七}} | 乙 |\n\n> 理由\n")),
    ("QB130", 9, body("有{{七}}或{{八天。\n\n> 理由\n")),
    ("QB131", 7, body("陈述。\n\n> 理由\n").replace("## q-1\n", "## q-1\ntype: true_false\n")),
    ("QB132", 12, fields("answer: true")),
    ("QB133", 7, fields("answer: B")),
    ("QB133", 7, fields("partial: subset")),
    ("QB134", 9, body("![图](../a.png)\n\n" + OPTIONS)),
    ("QB134", 9, body("![图](https://example.org/a.png)\n\n" + OPTIONS)),
    ("QB134", 9, body("![图](media/../a.png)\n\n" + OPTIONS)),
    ("QB134", 9, body("![图](/media/a.png)\n\n" + OPTIONS)),
    ("QB135", 9, body("![图](media/b.png)\n\n" + OPTIONS)),
    ("QB137", 7, body("题" * 7000 + "\n\n" + OPTIONS)),
    ("QB138", 9, "一段话。\n\n```\n## q-1\n"),
    ("QB140", 9, body("题\x00干？\n\n" + OPTIONS)),
    ("QB140", 9, body("题\ud800干？\n\n" + OPTIONS)),
    ("QB141", 12, listed("- [0] 甲", "- [-1] 乙").replace("## q-1\n", "## q-1\ntype: judgement\n")),
    ("QB144", 7, fields("enemies: q-2, q-1")),
    ("QB133", 8, fields("unit: 日")),
    ("QB133", 8, fields("tolerance: 1")),
    ("QB146", 7, body("几日？\n\n> 理由\n").replace("q-1\n", "q-1\ntype: numeric\n")),
    ("QB147", 12, fields("answer: 7")),
    ("QB116", 7, body("几日？\n\n> 理由\n").replace("q-1\n", "q-1\ntype: numeric\nanswer: x\n")),
    ("QB116", 7, body("几日？\n\n> 理由\n").replace("q-1\n", "q-1\nanswer: 7\ntolerance: -1\n")),
    ("QB148", 14, table("| 甲 | 一 | 1 |", "| 乙 | 二 |")),
    ("QB148", 15, table("| 甲 | 一 |", "| 乙 |")),
    ("QB117", 12, table("| 甲 | 一 |")),
    ("QB119", 15, table("| 甲 | 一 |", "| 甲 | 二 |")),
    ("QB119", 15, table("| 甲 | 一 |", "| 乙 | 一 |")),
    ("QB121", 15, table("| 甲 | 一 |", "| 乙 | |")),
    ("QB149", 15, rubric("- 2: 甲", "- 2: 乙")),
    ("QB122", 16, rubric("- 5: 甲", "- 乙")),
    ("QB121", 16, rubric("- 3: 甲", "- 2:")),
    ("QB151", 15, rubric("- 5: 甲", *["- 0: 乙"] * 20)),
    ("QB150", 7, case("### p1\n\n" + CHOSEN).replace("type: case", "type: case\npoints: 2")),
    ("QB152", 7, case("")),
    ("QB154", 12, case("### p1\ntype: case\n\n" + CHOSEN)),
    ("QB155", 13, case("### p1\npool: exam\n\n" + CHOSEN)),
    ("QB102", 12, case("### P1\n\n" + CHOSEN)),
    ("QB105", 16, case("### p1\n\n" + CHOSEN.replace("[x]", "[ ]"))),
    ("QB201", 12, case("### p1\n\n" + CHOSEN.replace("> 理由", ""))),
    ("QB219", 9, body("![](media/a.png)\n\n" + OPTIONS)),
    ("QB201", 7, body("题干？\n\n- [ ] 甲\n- [x] 乙\n")),
    ("QB201", 7, body("题干？\n\n- [ ] 甲\n- [x] 乙\n\n>\n")),
    ("QB202", 7, fields("topic: law")),
    ("QB203", 12, listed("- [ ] 甲乙丙", "- [x] 甲乙丙丁戊己庚辛壬癸", "- [ ] 甲乙")),
    ("QB204", 12, listed("- [x] 甲", "- [ ] 以上都对")),
    ("QB204", 12, listed("- [x] A", "- [ ] None of the above").replace("题干", "What")),
    ("QB205", 12, listed("- [x] 可以从轻", "- [ ] 一律从重")),
    ("QB206", 9, body("下列哪一项不属于烟草专卖品？\n\n" + OPTIONS)),
    ("QB206", 9, body("Which of these is not a monopoly good?\n\n" + OPTIONS)),
    (
        "QB207",
        12,
        body(
            "证据可能灭失时，可以先行登记保存吗？\n\n"
            "- [ ] 当场没收它们\n- [x] 先行登记保存\n\n> 理由\n"
        ),
    ),
    (
        "QB207",
        12,
        body("May samples be returned?\n\n- [ ] No, none\n- [x] Yes, samples\n\n> Why\n"),
    ),
    ("QB208", 11, listed("- [x] 甲。", "- [ ] 乙")),
    ("QB208", 11, listed("- [x] 甲乙", "- [ ] " + "丙" * 20)),
    ("QB211", 7, fields("ref: penalty-lw 42")),
    ("QB212", 7, fields("ref: penalty-law 87")),
    ("QB212", 7, fields("ref: penalty-law 0")),
    ("QB213", 7, fields("ref: old-law 1")),
    ("QB214", 7, CLEAN.replace("## ", "＃＃ ")),
    ("QB214", 8, fields("points：2")),
    ("QB214", 9, body("有｛｛七｜7｝｝天。\n\n> 理由\n")),
    ("QB215", 12, listed("- [1] 甲", "- [1] 乙").replace("## q-1\n", "## q-1\ntype: judgement\n")),
]


def test_a_word_of_the_stem_that_every_option_has_is_no_clue_however_it_is_written():
    stem = "May Samples be returned in September?"
    options = "- [ ] No Samples, September\n- [x] Yes, samples in september"

    assert said(HEAD + body(f"{stem}\n\n{options}\n\n> Why\n")) == []


@pytest.mark.parametrize(("code", "line", "text"), CASES)
def test_a_fault_is_found_in_its_line(code, line, text):
    assert said(HEAD + text, media={"media/a.png"}) == [(code, line)]


def test_an_id_that_stands_twice_is_found():
    again = CLEAN.replace("题干", "另一题")

    assert said(HEAD + CLEAN + "\n" + again) == [("QB103", 16)]


def test_a_case_has_parts_of_different_names_and_twenty_at_most():
    twice = case(f"### p1\n\n{CHOSEN}\n### p1\n\n{CHOSEN.replace('几人', '为何')}")
    many = case("\n".join(f"### p{at}\n\n{CHOSEN}" for at in range(21)))

    assert said(HEAD + twice) == [("QB103", 21)]
    assert [code for code, _ in said(HEAD + many) if code < "QB2"] == ["QB153"]


def test_a_missing_topic_and_pool_are_found():
    assert said(CLEAN) == [("QB112", 1), ("QB114", 1)]


def test_a_head_that_is_not_closed_is_found():
    assert said("---\nlang: zh\n\n" + fields("topic: serv", "pool: exam")) == [("QB139", 1)]


def test_a_head_longer_than_a_hundred_lines_is_not_read():
    head = "\n".join(["---", *["tags: a"] * 100, "---"])

    assert [each.code for each in read(head).diagnostics] == ["QB139"]


def test_a_line_in_the_head_that_is_no_field_is_found():
    assert said("---\n- a\ntopic: serv\npool: exam\n---\n\n" + CLEAN) == [("QB107", 2)]


@pytest.mark.parametrize(("size", "codes"), [(1024 * 1024, []), (1024 * 1024 + 1, ["QB100"])])
def test_a_file_has_a_largest_size(size, codes):
    assert [each.code for each in read("a" * size).diagnostics] == codes


@pytest.mark.parametrize(("count", "codes"), [(2000, []), (2001, ["QB136"])])
def test_a_file_has_a_largest_number_of_questions(count, codes):
    text = "\n".join(f"## q-{number}\nanswer: true\n\n陈述。\n" for number in range(count))

    assert [each.code for each in read(text).diagnostics] == codes


@pytest.mark.parametrize(("extra", "codes"), [(0, []), (1, ["QB137"])])
def test_a_question_has_a_largest_size(extra, codes):
    start, end = "## q-1\nanswer: true\n\n", "\n\n> b"
    filling = "a" * (20 * 1024 - len(start) - len(end) + extra)

    assert [each.code for each in read(start + filling + end).diagnostics] == codes


def test_two_stems_nearly_alike_are_found():
    first = body("检查零售店时，执法人员不得少于几人？\n\n" + OPTIONS)
    second = first.replace("q-1", "q-2").replace("零售店时", "零售店")

    assert said(HEAD + first + "\n" + second) == [("QB209", 18)]


def test_correct_options_at_one_position_are_found():
    assert ("QB210", 7) in said(HEAD + singles([1] * 10 + [0, 2]))
    assert said(HEAD + singles([0, 1, 2, 3] * 3)) == []


@pytest.mark.parametrize(
    "stem",
    [
        "下列哪一项**不**属于烟草专卖品？",
        "店主说他不是老板。下列哪一项是专卖品？",
        "Which of these is **not** a monopoly good?",
        "A retailer asks about a rule of which you are not sure. What is best?",
        "Evidence which, once verified, is not his. What follows?",
        "哪怕他不是老板，也要出示证件。",
    ],
)
def test_emphasis_or_a_scene_makes_no_negative_question(stem):
    assert said(HEAD + body(f"{stem}\n\n" + OPTIONS)) == []


@pytest.mark.parametrize(
    "stem",
    [
        "`![图](../a.png)`",
        "``![图](../a.png)``",
        "` ![图](media/a.png) `",
        "a ``` b ![图](media/a.png)",
    ],
)
def test_pictures_in_code_are_text(stem):
    assert said(HEAD + body(f"题 {stem}\n\n" + OPTIONS), media={"media/a.png"}) == []


def test_a_picture_after_code_is_a_picture():
    text = body("题 `a` `` b ![图](../a.png) `\n\n" + OPTIONS)

    assert said(HEAD + text) == [("QB134", 9)]


def test_a_changed_pool_is_found():
    document = read(HEAD + CLEAN)

    assert [(each.code, each.line) for each in changed_pools(document, {"q-1": "practice"})] == [
        ("QB143", 7)
    ]
    assert changed_pools(document, {"q-1": "exam"}) == []
    assert changed_pools(document, {}) == []


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (["fact: F-1", "confidence: A"], []),
        (["fact: F-1", "confidence: P"], []),
        (["fact: F-1", "confidence: B"], ["QB218"]),
        (["fact: F-1", "confidence: A*"], ["QB218"]),
        (["fact: F-1"], ["QB217"]),
        (["confidence: A"], ["QB216"]),
        (["pool: practice", "fact: F-1", "confidence: B"], []),
    ],
)
def test_the_starter_content_needs_facts_and_a_sure_exam_pool(lines, codes):
    document = read(HEAD + fields(*lines))

    assert [each.code for each in starter_faults(document)] == codes


def test_the_message_that_the_format_shows():
    one = read(HEAD + listed("- [x] 甲", "- [x] 乙").replace("q-1\n", "q-1\ntype: single\n"))

    (diagnostic,) = one.diagnostics

    assert diagnostic.message % diagnostic.values == "single-choice question has 2 correct options"
    assert diagnostic.mend == "write 'type: multiple' or clear one"
    assert errors(one.diagnostics) == [diagnostic]


def test_every_code_has_its_severity_and_every_one_is_tried():
    elsewhere = {"QB100", "QB103", "QB112", "QB114", "QB136", "QB139", "QB142", "QB143", "QB209"}
    elsewhere |= {"QB145", "QB153", "QB210", "QB216", "QB217", "QB218", "QB220"}

    assert {code for code, _, _ in CASES} | elsewhere == set(CODES)
    assert {found(code, 1).severity for code in CODES if code < "QB2"} == {Severity.ERROR}
    assert {found(code, 1).severity for code in CODES if code >= "QB2"} == {Severity.WARNING}


def test_a_slip_of_the_keyboard_comes_with_the_lines_that_mend_it():
    document = read("## q-1\n分值：２\n\n题干？\n\n- ［ｘ］ 甲\n- [ ] 乙\n")

    fixes = [(each.fix.first, each.fix.last, each.fix.text) for each in document.diagnostics]

    assert fixes == [(2, 2, "points: 2"), (6, 6, "- [x] 甲")]


CHOICE = "## q-1\n{}\n\n题干？\n\n- [ ] 甲\n- [x] 乙\n- [ ] 丙\n\n> 理由\n"


@pytest.mark.parametrize(
    ("model", "other", "names"),
    [
        (CHOICE.format("points: 1"), CHOICE.format("points: 1.0"), []),
        (CHOICE.format("points: 1"), CHOICE.format("points: 2"), ["points"]),
        (CHOICE.format("pool: exam"), CHOICE.format("pool: practice"), ["pool"]),
        (CHOICE.format("difficulty: easy"), CHOICE.format("difficulty: 0.85"), []),
        (CHOICE.format("difficulty: easy"), CHOICE.format("difficulty: hard"), ["difficulty"]),
        (CHOICE.format("ref: penalty-law 1"), CHOICE.format("ref: penalty-law 2"), ["ref"]),
        (CHOICE.format("ref: 按规定"), CHOICE.format("ref: by the rule"), []),
        (CHOICE.format("fact: F-1, F-2"), CHOICE.format("fact: F-2, F-1"), []),
        (CHOICE.format("fact: F-1"), CHOICE.format("fact: F-2"), ["fact"]),
        (CHOICE.format("tags: 甲"), CHOICE.format("tags: a"), []),
        (
            CHOICE.format("points: 1"),
            CHOICE.format("points: 1").replace("- [ ] 丙\n", ""),
            ["options"],
        ),
        (
            CHOICE.format("points: 1"),
            CHOICE.format("points: 1")
            .replace("[ ]", "[-]")
            .replace("[x]", "[ ]")
            .replace("[-] 甲", "[x] 甲")
            .replace("[-]", "[ ]"),
            ["key"],
        ),
        (CHOICE.format("points: 1"), CHOICE.format("points: 1").replace("[ ]", "[x]"), ["type"]),
        ("## q-1\n\n有{{七}}天。\n", "## q-1\n\n{{seven}} {{days}}.\n", ["blanks"]),
        ("## q-1\nanswer: true\n\n甲。\n", "## q-1\nanswer: false\n\nA.\n", ["answer"]),
        (
            "## q-1\n\n题\n\n- [x] 甲\n- [x] 乙\n- [ ] 丙\n",
            "## q-1\n\nQ\n\n- [x] a\n- [ ] b\n- [x] c\n",
            ["key"],
        ),
        (
            "## q-1\ntype: ordering\n\n题\n\n1. 甲\n2. 乙\n",
            "## q-1\ntype: ordering\n\nQ\n\n1. a\n2. b\n3. c\n",
            ["items"],
        ),
        (
            "## q-1\ntype: judgement\n\n题\n\n- [1] 甲\n- [0] 乙\n",
            "## q-1\ntype: judgement\n\nQ\n\n- [0] a\n- [1] b\n",
            ["key"],
        ),
    ],
)
def test_languages_that_disagree_are_found_and_named(model, other, names):
    drafts = {"en": read(other).drafts[0], "zh": read(model).drafts[0]}

    question, findings = joined(drafts)

    assert [(each.code, each.line, each.values["name"]) for each in findings] == [
        ("QB142", 1, name) for name in names
    ]
    assert (question is None) == bool(names)
