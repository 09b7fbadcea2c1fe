"""GIFT in and out."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.formats.format import Damaged
from question_bank.formats.gift import Gift
from question_bank.formats.leaving import leaving
from question_bank.rules.document import Draft
from question_bank.rules.reading import read

pytestmark = pytest.mark.pure
FILES = Path(__file__).parent / "files"
GAP = "\ue000"


def brought(text: str):
    return Gift().bring(text.encode())


def one(text: str):
    """The one question of a text."""
    (came,) = brought(text).questions
    return came


def codes(text: str) -> list[str]:
    return [note.code for note in brought(text).notes]


def noted(text: str) -> list[tuple[str, int, str]]:
    """Code, line and words of every note."""
    return [
        (note.code, note.place.values["line"], note.message % note.values)
        for note in brought(text).notes
    ]


def drafts() -> tuple[Draft, ...]:
    return read((FILES / "every_kind.md").read_text("utf-8")).drafts


def bare(came):
    """A question without its places and its name."""
    choices = tuple(replace(choice, place=None) for choice in came.choices)
    return replace(came, place=None, name=None, choices=choices)


def test_every_construct_of_the_sample_is_read():
    came = Gift().bring((FILES / "constructs.gift").read_bytes())

    assert [(each.kind, each.stem) for each in came.questions] == [
        ("single", "当事人要求听证的期限是几日？"),
        ("true_false", "执法证件可以转借。"),
        ("true_false", "The sun rises in the east."),
        ("true_false", "天在下雨。"),
        ("multiple", "下列**哪些**属于甲类？"),
        ("numeric", "多少日？"),
        ("numeric", "期限在什么范围？"),
        ("numeric", "价格是多少？"),
        ("fill_blank", f"首都是 {GAP} 市。"),
        ("fill_blank", f"Two plus two equals {GAP}"),
        ("matching", "请配对。"),
        ("single", "哪一项等于 5: { }  \n\\* 第二行？"),
        ("single", "今天是 ＿＿＿＿ 。"),
        ("short_answer", "谈谈您的看法。"),
        ("judgement", "选一项。"),
    ]
    assert [note.code for note in came.notes] == [
        "QI220", "QI222", "QI230", "QI227", "QI227", "QI223", "QI227", "QI226", "QI227", "QI226",
        "QI229", "QI230", "QI228", "QI221", "QI230", "QI224",
    ]  # fmt: skip


def test_a_single_choice_keeps_its_feedback_rationale_id_and_tags():
    came = one(
        "// [id:x] [tag:听证] [tag:a\\]b]\n::q-1::问？{=五日#对。 ~三日#旧规定。####自告知起。}"
    )

    assert (came.id, came.name, came.rationale) == ("q-1", "q-1", "自告知起。")
    assert came.fields == {"tags": ("听证, a]b",)}
    assert [(each.text, each.is_right, each.feedback) for each in came.choices] == [
        ("五日", True, "对。"), ("三日", False, "旧规定。"),
    ]  # fmt: skip


def test_the_id_number_is_the_id_where_the_name_is_none():
    assert one("// [id:q-7]\n::第七题::问？{T}").id == "q-7"
    assert codes("// [id:q-7]\n::第七题::问？{T}") == []


def test_a_name_that_is_no_id_is_told():
    assert noted("\n::第七题::问？{T}") == [
        ("QI230", 2, "'第七题' cannot be an id here, so the question gets a new one")
    ]


@pytest.mark.parametrize(
    ("inside", "answer"),
    [("T", "true"), ("TRUE", "true"), (" true ", "true"), ("F", "false"), ("FALSE#不对", "false")],
)
def test_true_and_false_are_understood(inside, answer):
    assert one(f"天是蓝的。{{{inside}}}").answer == answer


def test_feedback_of_true_or_false_joins_the_rationale():
    came = one("天是绿的。{F#看看天。#对。####天是蓝的。}")

    assert came.rationale == "天是蓝的。\n\n看看天。\n\n对。"


@pytest.mark.parametrize(
    ("options", "partial", "said"),
    [
        ("~%50%a ~%50%b ~%-100%c ~%-100%d", "subset", []),
        ("~%50%a ~%50%b ~%-50%c ~%-50%d", "proportional", []),
        ("~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d", "subset", []),
        ("~%50%a ~%50%b ~c", "proportional", ["QI232"]),
        ("~%70%a ~%30%b ~%-100%c", "proportional", ["QI225"]),
        ("~%50%a ~%50%b ~%-10%c ~%-20%d", "proportional", ["QI225"]),
        ("~%50%a ~%50%b ~%-25%c ~%-25%d", "proportional", ["QI225"]),
        ("~%50%a ~%50%b", "proportional", []),
    ],
)
def test_shares_become_the_rule_that_marks_alike(options, partial, said):
    text = f"哪些？{{{options}}}"

    assert one(text).kind == "multiple"
    assert one(text).fields == {"partial": (partial,)}
    assert [each.is_right for each in one(text).choices][:2] == [True, True]
    assert codes(text) == said


def test_shares_in_a_single_choice_become_a_judgement():
    came = one("选一项。{=全对 ~%66.66667%近 ~%-33.33333%远 ~错}")

    assert came.kind == "judgement"
    assert [each.worth for each in came.choices] == ["3", "2", "-1", "0"]


def test_several_options_that_are_each_fully_right_are_an_error():
    assert noted("哪个？{=甲 =乙 ~丙}") == [
        ("QI136", 1, "2 options are fully right, each on its own; here one is")
    ]


def test_wrong_options_alone_are_a_single_choice_without_a_key():
    came = one("哪个？{~a ~b}")

    assert came.kind == "single"
    assert not any(each.is_right for each in came.choices)


@pytest.mark.parametrize(
    ("inside", "answer", "tolerance"),
    [
        ("#7", "7", None),
        ("#7:0.5", "7", "0.5"),
        ("#-1.50 : 0.25", "-1.5", "0.25"),
        ("#1..5", "3", "2"),
        ("#5..1", "3", "2"),
        ("#1e3:0", "1000", None),
        ("#=7:1#对。", "7", "1"),
        ("#=7:0 =%50%7:2 =%0%*#再想想。", "7", None),
    ],
)
def test_numbers_have_a_tolerance_or_a_range(inside, answer, tolerance):
    came = one(f"几？{{{inside}}}")

    assert (came.kind, came.answer, came.tolerance) == ("numeric", answer, tolerance)


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("#", "QI127"),
        ("#seven", "QI127"),
        ("#1e999999999", "QI127"),
        ("#=%50%7", "QI127"),
        ("#=7 =8", "QI128"),
        ("=*阳", "QI126"),
        ("=a -> b =c", "QI129"),
        ("nothing", "QI125"),
        ("stray ~a =b", "QI125"),
    ],
)
def test_what_has_no_key_with_us_is_an_error_of_its_question(inside, code):
    text = f"好的。{{T}}\n\n几？{{{inside}}}\n\n也好。{{F}}"

    assert [each.stem for each in brought(text).questions] == ["好的。", "也好。"]
    assert next(note for note in noted(text) if note[0].startswith("QI1"))[:2] == (code, 3)


def test_words_become_a_blank_where_the_braces_stand():
    came = one("首都是 {=北京 =\\*京\\\\* =%50%背景#错字。 =%0%*#不对。} 市。")

    assert came.stem == f"首都是 {GAP} 市。"
    assert came.blanks == (("北京", "*京*"),)
    assert came.rationale == "错字。\n\n不对。"


def test_text_after_options_is_a_missing_word():
    assert one("On the {~second =fourth} Thursday.").stem == "On the ＿＿＿＿ Thursday."


def test_pairs_are_matched_and_a_loose_right_side_is_told():
    came = one("请配对。{=甲 -> 1 =乙->2 = -> 3}")

    assert [(each.text, each.pair) for each in came.choices] == [("甲", "1"), ("乙", "2")]
    assert codes("请配对。{=甲 -> 1 =乙->2 = -> 3}") == ["QI229"]


@pytest.mark.parametrize(
    ("written", "stem"),
    [
        ("[markdown]**强**\\n\\n- 甲", "**强**\n\n- 甲"),
        ("[html]<p><b>强</b></p>", "**强**"),
        ("[plain]<b>*强*</b>", "<b>\\*强\\*</b>"),
        ("[moodle]<i>强</i>", "*强*"),
        ("<i>强</i>", "*强*"),
        ("一行\n接着", "一行接着"),
        ("one\nline", "one line"),
        ("转义 \\~\\=\\#\\{\\}\\:\\\\", "转义 ~=#{}:\\\\"),
    ],
)
def test_texts_become_markdown_by_their_format(written, stem):
    assert one(f"{written}{{T}}").stem == stem


def test_options_are_in_the_format_of_their_question_unless_they_say_another():
    came = one("[markdown]问？{=**甲**#_是_ ~[plain]*乙* ~[html]<b>丙</b>}")

    assert [each.text for each in came.choices] == ["**甲**", "\\*乙\\*", "**丙**"]
    assert came.choices[0].feedback == "_是_"


@pytest.mark.parametrize(
    ("path", "fields", "code"),
    [
        ("$course$/top/law.penalty", {"topic": ("law.penalty",)}, "QI222"),
        ("烟草/零售, 许可", {"tags": ("烟草, 零售 许可",)}, "QI223"),
        ("a//b", {"tags": ("a/b",)}, "QI223"),
    ],
)
def test_a_category_is_a_topic_or_tags(path, fields, code):
    text = f"$CATEGORY: {path}\n\n好。{{T}}"

    assert one(text).fields == fields
    assert codes(text) == [code]


def test_comments_and_descriptions_are_told():
    text = "// 出题人：某人\n// ------\n// question: 12  name: x\n好。{T}\n\n只是说明。"

    assert noted(text) == [
        ("QI220", 1, "a comment is left out: 出题人：某人"),
        ("QI221", 6, "a text without braces asks nothing and is left out: 只是说明。"),
    ]


@pytest.mark.parametrize(
    ("broken", "code", "line"),
    [
        ("没有关\n{=a ~b", "QI122", 4),
        ("没有开\n=a ~b}", "QI123", 4),
        ("两对 {=a}\n和 {=b}", "QI124", 4),
        ("里面 {=a\n{ ~b}", "QI122", 4),
        ("多一个 {=a}\n}", "QI123", 4),
    ],
)
def test_braces_out_of_balance_are_told_by_line_and_the_others_are_read(broken, code, line):
    text = f"好。{{T}}\n\n{broken}\n\n也好。{{F}}"

    assert [each.stem for each in brought(text).questions] == ["好。", "也好。"]
    assert [note[:2] for note in noted(text)] == [(code, line)]


@pytest.mark.parametrize("text", ["", " \n\n", "// nothing"])
def test_a_file_without_a_question_is_damaged(text):
    with pytest.raises(Damaged) as damaged:
        brought(text)

    assert damaged.value.note.code == "QI120"


def test_a_file_with_too_many_questions_is_damaged():
    with pytest.raises(Damaged) as damaged:
        brought("好。{T}\n\n" * 2001)

    assert damaged.value.note.code == "QI121"


def test_a_file_over_the_limit_is_damaged():
    with pytest.raises(Damaged) as damaged:
        Gift().bring(b"x" * (10 * 1024 * 1024 + 1))

    assert damaged.value.note.code == "QI135"


def test_a_question_that_is_too_long_is_told_and_the_others_are_read():
    text = f"{'长' * 20000}{{T}}\n\n好。{{T}}"

    assert [each.stem for each in brought(text).questions] == ["好。"]
    assert codes(text) == ["QI134"]


def test_a_character_that_would_be_a_blank_is_replaced():
    came = brought("一周有 {=七} 天，\ue000 月。")

    assert came.questions[0].stem == f"一周有 {GAP} 天，\ufffd 月。"
    assert [note.code for note in came.notes] == ["QI231"]


def test_shares_that_make_no_small_whole_numbers_are_rounded():
    came = one("选一项。{=全对 ~%14.3%甲 ~%11.17%乙 ~%7.77%丙}")

    assert [each.worth for each in came.choices] == ["100", "14", "11", "8"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_chinese_encodings_are_read(encoding):
    text = "行政处罚应当由几名执法人员实施？{=两名 ~一名}".replace("\n", "\r\n")

    assert Gift().bring(text.encode(encoding)).questions[0].stem == text.partition("{")[0]


def test_every_option_has_its_line():
    came = one("// x\n问？{\n=甲\n~乙\n}")

    assert [each.place.values["line"] for each in came.choices] == [3, 4]
    assert came.place.values["line"] == 2


def test_what_goes_out_comes_back_the_same_with_all_its_settings():
    went = {draft.id: leaving(draft) for draft in drafts()}
    came = Gift().bring(Gift().send(drafts(), {}).data)

    back = {each.id: bare(each) for each in came.questions}
    whole = set(back) - {"kind-short-1"}
    assert set(went) - set(back) == {"kind-blank-1", "kind-ordering-1", "kind-case-1"}
    assert {name: back[name] for name in whole} == {name: bare(went[name]) for name in whole}
    assert back["kind-short-1"].stem == went["kind-short-1"].stem


def test_topic_id_tags_and_settings_go_with_a_question():
    lines = Gift().send(drafts()[:1], {}).data.decode().split("\n")

    assert lines[0] == "$CATEGORY: law.penalty"
    assert lines[2] == (
        "// [id:kind-single-1] [tag:chizheng:lang=zh] [tag:chizheng:difficulty=easy]"
        " [tag:chizheng:ref=penalty-law 42] [tag:chizheng:ref=penalty-law 85]"
        " [tag:chizheng:pool=exam] [tag:chizheng:fact=F-APL-42] [tag:chizheng:fact=F-APL-85]"
        " [tag:chizheng:confidence=A] [tag:程序] [tag:人数]"
    )


def test_a_topic_ends_where_a_question_has_none():
    text = "## a\ntopic: law.penalty\nanswer: true\n\n一。\n\n## b\nanswer: true\n\n二。\n"
    came = Gift().bring(Gift().send(read(text).drafts, {}).data)

    assert [each.fields.get("topic") for each in came.questions] == [("law.penalty",), None]


@pytest.mark.parametrize("rule", ["none", "proportional", "subset"])
@pytest.mark.parametrize("options", ["- [x] 甲\n- [x] 乙\n- [ ] 丙", "- [x] 甲\n- [x] 乙"])
def test_the_rule_for_parts_comes_back(rule, options):
    (draft,) = read(f"## q-1\ntype: multiple\npartial: {rule}\n\n哪些？\n\n{options}\n").drafts
    came = Gift().bring(Gift().send([draft], {}).data).questions[0]

    assert came.fields["partial"] == (rule,)


@pytest.mark.parametrize("worths", [(3, 2, 0, -1), (6, 4, 0, -2), (1, 0, 0, 0), (999, 1, -999, 0)])
def test_what_the_options_of_a_judgement_earn_comes_back(worths):
    options = "\n".join(f"- [{worth}] 第 {at} 项" for at, worth in enumerate(worths))
    (draft,) = read(f"## q-1\ntype: judgement\n\n先做什么？\n\n{options}\n").drafts
    came = Gift().bring(Gift().send([draft], {}).data)

    assert [choice.worth for choice in came.questions[0].choices] == list(map(str, worths))
    assert came.notes == ()


def test_a_star_in_an_accepted_answer_stays_a_star():
    (draft,) = read("## q-1\n\n答 {{甲*|*}}。\n").drafts
    data = Gift().send([draft], {}).data

    assert "\t=甲\\\\*\n\t=\\\\*\n".encode() in data
    assert Gift().bring(data).questions[0].blanks == (("甲*", "*"),)


def test_a_tag_with_brackets_comes_back():
    (draft,) = read("## q-1\ntags: a[b]c\nanswer: true\n\n对吗？\n").drafts

    assert Gift().bring(Gift().send([draft], {}).data).questions[0].fields["tags"] == ("a[b]c",)


def test_what_cannot_be_carried_is_told_under_its_id():
    sent = Gift().send(drafts(), {})

    said = {}
    for note in sent.notes:
        said.setdefault(note.place.values["id"], []).append(note.code)
    assert said == {
        "kind-single-1": ["QI240"],
        "kind-multiple-1": ["QI240"],
        "kind-multiple-2": ["QI240"],
        "kind-true-1": ["QI240"],
        "kind-true-2": ["QI240"],
        "kind-blank-1": ["QI132"],
        "kind-blank-2": ["QI240"],
        "kind-numeric-1": ["QI240"],
        "kind-numeric-2": ["QI240"],
        "kind-ordering-1": ["QI130"],
        "kind-matching-1": ["QI240"],
        "kind-judgement-1": ["QI240"],
        "kind-short-1": ["QI240", "QI243"],
        "kind-case-1": ["QI130"],
    }
    assert sent.notes[0].values["names"] == "pool, difficulty, ref, fact, confidence"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("问？\n\n![图](media/a.png)\n\n- [x] 甲\n- [ ] 乙", "QI241"),
        ("问？\n\n- [x] 甲\n- [x] 乙\n- [ ] 丙", "QI242"),
        ("答 {{a->b}}。", "QI133"),
        ("没有选项。", "QI131"),
    ],
)
def test_losses_of_single_questions_are_told(body, code):
    out = Gift().send(read(f"## q-1\n\n{body}\n").drafts, {})

    assert [note.code for note in out.notes] == [code]


def test_texts_that_look_like_marks_come_back_as_they_were():
    text = "## q-1\n\n[html] 是什么？\n\n- [x] %50%的\n  > [plain]\n- [ ] [moodle]: \\n { ~ # =\n"
    (draft,) = read(text).drafts

    assert bare(Gift().bring(Gift().send([draft], {}).data).questions[0]) == bare(leaving(draft))


@pytest.mark.parametrize(
    ("name", "data", "is_gift"),
    [
        ("a.gift", b"", True),
        ("a.gift.txt", b"", True),
        ("a.txt", "::题::问？{=甲}".encode(), True),
        ("a.txt", "问？{ TRUE }".encode(), True),
        ("a.txt", "问？\nA. 甲\nB. 乙\nANSWER: A".encode(), False),
        ("a.md", "## a\n\n{{七|7}} 日".encode(), False),
        ("a.bin", b"\xff\x00\xd8", False),
    ],
)
def test_a_file_is_recognised_by_its_name_or_its_braces(name, data, is_gift):
    assert Gift().recognises(name, data) is is_gift


PIECES = ["::", "{", "}", "=", "~", "#", "####", "%50%", "->", "\\", "\\n", "\n", "\n\n", "//",
          "$CATEGORY: ", "[html]", "[markdown]", "<b>", "7", "..", ":", "*", "题", "[id:a]",
          "T", "\ue000", "\ufdd0", "\x00", "&amp;"]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_text_does_more_than_damage(text):
    with suppress(Damaged):
        Gift().bring(text.encode())


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_damage(data):
    Gift().recognises("x.txt", data)
    with suppress(Damaged):
        Gift().bring(data)
