"""Course and module files: what is read, and what is wrong with them."""

import pytest

from courses.rules import checking, course_file, folder, module_file
from courses.rules.course_file import CourseHead
from courses.rules.module_file import ModuleText
from tests.courses import files

pytestmark = pytest.mark.pure
PATH = "procedure/zh/02-inspection.md"


def codes(findings):
    return [(each.code, each.line) for each in findings]


def checked(body=files.BODY, language="zh", **fields):
    read = module_file.read(PATH, language, files.module(body, **fields))
    return codes(checking.check(read.text))


def test_a_module_is_read_with_all_that_its_head_says():
    source = files.module("\n正文\n")

    read = module_file.read(PATH, "zh", source)

    assert read == (
        ModuleText(
            path=PATH,
            language="zh",
            source=source,
            code="b2",
            title="市场检查",
            parts=("市场检查：", "进店的十分钟"),
            minutes=15,
            edition="2026-11",
            topics=("proc.inspect",),
            refs=("penalty-law 55",),
            facts=("F-APL-55",),
            confidence="A",
            checks=("q-1", "q-2", "q-3", "q-4", "q-5"),
            body="正文",
            body_line=15,
        ),
        [],
    )


def test_a_title_without_parts_is_one_part():
    read = module_file.read(PATH, "zh", files.module(title_parts=None))

    assert read.text.parts == ("市场检查",)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    source = "\ufeff" + files.module("正文").replace("\n", "\r\n")

    read = module_file.read(PATH, "zh", source)

    assert (read.text.body, read.text.source, read.findings) == ("正文", source, [])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", [("CM101", 1)]),
        ("正文", [("CM101", 1)]),
        ("---\nmodule: b2\n", [("CM101", 1)]),
        (files.module().replace("minutes:", "minutes"), [("CM102", 5), ("CM105", 1)]),
        (files.module(author="chen"), [("CM103", 12)]),
        (files.module().replace("minutes: 15", "minutes: 15\nminutes: 15"), [("CM104", 6)]),
    ],
)
def test_a_head_that_cannot_be_read_gives_no_text(source, expected):
    read = module_file.read(PATH, "zh", source)

    assert (read.text, codes(read.findings)) == (None, expected)


@pytest.mark.parametrize("name", module_file.REQUIRED)
def test_a_required_field_that_is_missing_or_empty_is_an_error(name):
    absent = module_file.read(PATH, "zh", files.module(**{name: None})).findings
    empty = module_file.read(PATH, "zh", files.module(**{name: ""})).findings

    assert (codes(absent), codes(empty)) == ([("CM105", 1)], [("CM105", line_of(name))])


def line_of(name):
    """The line of a field in the head of a test's module."""
    return list(files.HEAD).index(name) + 2


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("module", ["a1", "b12"], ["B2", "2", "b", "b-2", "b2/../x"]),
        ("minutes", ["1", "99", "120"], ["0", "121", "1.5", "-1", "ten"]),
        ("edition", ["2026-01", "2026-12"], ["2026-13", "2026-1", "2026", "1999-01"]),
        ("topics", ["law.penalty", "a.b, c.d"], ["law", "Law.penalty", "law.penalty,law"]),
        (
            "refs",
            ["penalty-law 42", "penalty-law 42(1)", "criminal-law 133-1", "words", ""],
            ["penalty-law 42a", "penalty-law 42-", "行政处罚法 42"],
        ),
        ("facts", ["F-APL-04/05", "F-CODE", "F-REG-52-1", "1.0"], ["APL-55", "f-apl-55"]),
        ("confidence", ["A", "A*", "B", "P"], ["D", "a", "A**"]),
        ("checks", ["proc-inspect-0201"], ["Proc", "proc_0201", "a b"]),
    ],
)
def test_a_value_must_have_the_form_of_its_field(name, good, bad):
    accepted = [module_file.read(PATH, "zh", files.module(**{name: each})) for each in good]
    refused = [module_file.read(PATH, "zh", files.module(**{name: each})) for each in bad]

    assert [each.findings for each in accepted] == [[] for _ in good]
    assert [codes(each.findings) for each in refused] == [[("CM106", line_of(name))] for _ in bad]


def test_a_module_that_rests_on_a_fact_marked_c_is_refused():
    read = module_file.read(PATH, "zh", files.module(confidence="C"))

    assert (read.text, codes(read.findings)) == (None, [("CM107", 10)])


def test_a_sound_module_has_no_findings():
    assert checked() == []


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("# 大标题", [("CM109", 28)]),
        ("## 小标题", []),
        ("![图](a.png)", [("CM110", 28)]),
        ("<b>粗</b>", [("CM110", 28)]),
        ("3 < 5 > 4", []),
        ("/// exmaple | 场景\n///", [("CM111", 28)]),
        ("/// example | 场景\n文字", [("CM112", 28)]),
        ("//// says\n/// do\n- 好\n///\n////", []),
        ("//// says\n/// do\n- 好\n////", [("CM112", 28), ("CM112", 29)]),
        ("/// law | 条文 [F-APL-42]\n///", [("CM113", 28)]),
        ("/// law | 条文 [F-APL-55, F-APL-42]\n///", [("CM113", 28)]),
        ("## 小标题 [F-APL-55, F-APL-42]", [("CM113", 28)]),
        ("## 小标题 [4.8, F-APL-55]", [("CM113", 28)]),
        ("## 小标题 [4 至 5]", []),
        ("## 小标题 [F-APL-55]  ", []),
        ("## **小标题 [F-APL-55]**", [("CM129", 28)]),
        ("##小标题 [F-APL-55] 续", [("CM129", 28)]),
        ("### 小标题 [4.8] [F-APL-55]", [("CM129", 28)]),
        ("/// law | 条文 [F-APL-55]。\n///", [("CM129", 28)]),
        ("正文 [F-APL-55] 续", []),
    ],
)
def test_what_would_not_be_shown_as_meant_is_found_with_its_line(added, expected):
    assert checked(f"{files.BODY}\n{added}") == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, [("CM108", 14)]), (2, [("CM203", 14)]), (3, []), (5, []), (6, [("CM203", 14)]),
    ],
)  # fmt: skip
def test_three_to_five_objectives_are_named(count, expected):
    items = "".join(f"- 能做 {number}\n" for number in range(count))

    assert checked(f"/// objectives\n{items}///\n\n{files.FILLER}") == expected


@pytest.mark.parametrize(
    ("characters", "expected"),
    [(1_199, [("CM201", 14)]), (1_200, []), (2_500, []), (2_501, [("CM201", 14)])],
)
def test_a_chinese_text_has_a_length_that_reads_well(characters, expected):
    body = "/// objectives\n- a\n- b\n- c\n///\n\n" + "法" * characters

    assert checked(body) == expected
    assert checked(body, language="en") == []


@pytest.mark.parametrize(("checks", "expected"), [(4, [("CM204", 11)]), (5, [])])
def test_a_module_has_at_least_five_self_checks(checks, expected):
    assert checked(checks=", ".join(f"q-{each}" for each in range(checks))) == expected


def test_a_question_that_is_named_twice_would_count_twice():
    assert checked(checks="q-1, q-2, q-3, q-4, q-5, q-1") == [("CM124", 11)]


@pytest.mark.parametrize(
    ("confidence", "words", "expected"),
    [
        ("A*", "", [("CM206", 14)]),
        ("B", "", [("CM206", 14)]),
        ("B", "（待对照正式文本核实）", []),
        ("P", "", []),
    ],
)
def test_a_text_says_where_it_waits_to_be_checked(confidence, words, expected):
    assert checked(files.BODY + words, confidence=confidence) == expected


def test_the_objectives_are_read_out_of_the_text():
    assert checking.objectives(files.BODY) == ["能亮证", "能询问", "能记录"]


def test_a_course_is_read_with_all_that_its_file_says():
    source = files.course()

    read = course_file.read("procedure/course.toml", "procedure", source)

    assert read == (
        CourseHead(
            code="procedure",
            position=2,
            required_percent=80,
            modules=("b2",),
            titles={"zh": "办案程序", "en": "Procedure"},
            descriptions={"zh": "一步一步。", "en": "Step by step."},
            source=source,
        ),
        [],
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("code = ", ["CM119"]),
        (files.course(author='"chen"'), ["CM103"]),
        (files.course().replace("order = 2\n", ""), ["CM105"]),
        (files.course(code='"law"'), ["CM106"]),
        (files.course(code="1"), ["CM106"]),
    ],
)
def test_a_course_file_with_faults_gives_no_course(source, expected):
    read = course_file.read("procedure/course.toml", "procedure", source)

    assert (read.head, [each.code for each in read.findings]) == (None, expected)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("order", ["1", "99"], ["0", '"1"', "true", "1.5"]),
        ("required_share", ["1", "1.0", "0.01", "0.85"], ["0", "0.005", "1.01", "true", '"0.8"']),
        ("modules", ['["a1", "a2"]'], ["[]", '["a1", "a1"]', '["A1"]', "[1]", '"a1"']),
        ("title", ['{ zh = "甲", en = "A" }'], ['{ zh = "甲" }', '{ zh = "", en = "A" }', '"甲"']),
        ("description", ['{ zh = "甲", en = "A" }'], ['{ zh = 1, en = "A" }']),
    ],
)
def test_a_value_of_a_course_must_have_its_form(name, good, bad):
    def read(value):
        said = course_file.read("p", "procedure", files.course(**{name: value})).findings
        return [each.code for each in said]

    assert [read(each) for each in good] == [[] for _ in good]
    assert [read(each) for each in bad] == [["CM106"] for _ in bad]


def test_a_folder_gives_its_courses_with_their_modules_in_order():
    law = files.course(code='"law"', order="1", modules='["a6", "a1"]')
    given = files.folder() | {
        "law/course.toml": law,
        "law/zh/01-system.md": files.module(module="a1"),
        "law/en/01-system.md": files.module(module="a1"),
        "law/zh/06-penalty.md": files.module(module="a6"),
        "law/en/06-penalty.md": files.module(module="a6"),
    }

    seen = folder.read(given)

    assert seen.findings == ()
    assert [
        (course.head.code, [(texts["zh"].code, list(texts)) for texts in course.modules])
        for course in seen.courses
    ] == [
        ("law", [("a6", ["zh", "en"]), ("a1", ["zh", "en"])]),
        ("procedure", [("b2", ["zh", "en"])]),
    ]


ZH, EN = "procedure/zh/02-inspection.md", "procedure/en/02-inspection.md"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"procedure/course.toml": None}, [("CM120", "procedure")]),
        ({"procedure/course.toml": "code ="}, [("CM119", "procedure/course.toml")]),
        ({ZH: None}, [("CM116", EN)]),
        ({EN: None}, [("CM202", ZH)]),
        ({ZH: None, EN: None}, [("CM118", "procedure/course.toml")]),
        ({EN: files.module(checks="q-1, q-2, q-3, q-4, q-6")}, [("CM114", EN)]),
        ({EN: files.module(minutes="20", facts="F-APL-55, F-APL-42")}, [("CM114", EN)] * 2),
        ({"procedure/zh/03-again.md": files.module()}, [("CM115", "procedure/zh/03-again.md")]),
        ({ZH: files.module(module="b3")}, [("CM116", EN), ("CM117", ZH), ("CM202", ZH)]),
        ({"procedure/zh/Notes.md": files.module(), ZH: None},
         [("CM121", "procedure/zh/Notes.md")]),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_in_a_folder_is_found(changes, expected):
    given = {path: text for path, text in (files.folder() | changes).items() if text}

    seen = folder.read(given)

    assert sorted((each.code, each.path) for each in seen.findings) == expected


def test_where_languages_disagree_the_line_of_the_field_is_named_and_what_it_is_to_be_like():
    english = files.module(minutes="20", facts="F-APL-55, F-APL-42", refs=None)
    texts = {
        language: module_file.read(path, language, source).text
        for language, path, source in (("zh", ZH, files.module()), ("en", EN, english))
    }

    said = checking.disagreements(texts)

    lines = english.splitlines()
    assert [(each.values["name"], each.line) for each in said] == [
        ("minutes", lines.index("minutes: 20") + 1),
        ("refs", 1),
        ("facts", lines.index("facts: F-APL-55, F-APL-42") + 1),
    ]
    assert {each.mend for each in said} == {"make it the same as in the Chinese text"}


def test_a_course_with_errors_is_left_out_and_one_with_warnings_is_not():
    faulty = files.folder() | {ZH: files.module(confidence="C")}
    warned = {path: text for path, text in files.folder().items() if path != EN}

    assert folder.read(faulty).courses == ()
    assert [each.head.code for each in folder.read(warned).courses] == ["procedure"]


def test_a_module_belongs_to_one_course():
    given = files.folder() | {
        "law/course.toml": files.course(code='"law"'),
        "law/zh/02-inspection.md": files.module(),
        "law/en/02-inspection.md": files.module(),
    }

    assert [(each.code, each.path) for each in folder.read(given).findings] == [
        ("CM122", "procedure/course.toml")
    ]


def test_an_empty_folder_is_said_to_be_empty():
    seen = folder.read({})

    assert (seen.courses, [each.code for each in seen.findings]) == ((), ["CM123"])
