"""Moodle XML in and out."""

from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from question_bank.formats.format import Came, Choice, Damaged
from question_bank.formats.moodle import Moodle
from question_bank.rules.reading import read

pytestmark = pytest.mark.pure
FILES = Path(__file__).parent / "files"
GAP, SECOND = "\ue000", "\ue001"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def brought(inner: str, kind: str):
    asked = "" if "<questiontext" in inner else "<questiontext><text>问</text></questiontext>"
    quiz = f'<quiz><question type="{kind}">{asked}{inner}</question></quiz>'
    return Moodle().bring(quiz.encode())


def one(inner: str, kind: str) -> Came:
    """The one question of a file, without its places."""
    (came,) = brought(inner, kind).questions
    choices = tuple(replace(each, place=None) for each in came.choices)
    return replace(came, place=None, choices=choices)


def told(inner: str, kind: str) -> list[tuple[str, str]]:
    return [(each.code, each.message % each.values) for each in brought(inner, kind).notes]


def answers(*given: tuple[str, str]) -> str:
    return "".join(
        f'<answer fraction="{share}"><text>{text}</text></answer>' for text, share in given
    )


def sample():
    return Moodle().bring((FILES / "moodle_constructs.xml").read_bytes())


def sent(markdown: str, pictures: dict[str, bytes] | None = None):
    return Moodle().send(read(markdown).drafts, pictures or {})


def question(markdown: str):
    """The one element that a question becomes."""
    (element,) = [
        each for each in fromstring(sent(markdown).data) if each.get("type") != "category"
    ]
    return element


def shares(markdown: str) -> list[str | None]:
    return [each.get("fraction") for each in question(markdown).findall("answer")]


def test_every_question_of_the_sample_is_read_or_told():
    came = sample()

    assert [(each.kind, each.name) for each in came.questions] == [
        ("single", "One right"),
        ("multiple", "Several right"),
        ("judgement", "Part marks"),
        ("multiple", "Uneven"),
        ("true_false", "New"),
        ("true_false", "Old"),
        ("fill_blank", "Words"),
        ("fill_blank", "Pattern"),
        ("numeric", "Number"),
        ("matching", "Pairs"),
        ("short_answer", "Essay"),
        ("ordering", "Order"),
        ("fill_blank", "Gaps"),
    ]
    assert [each.code for each in came.notes if each.code.startswith("QI1")] == [
        "QI1163",
        "QI1161",
        "QI1162",
        "QI1167",
    ]


def test_a_note_names_the_question_and_its_line_in_the_file():
    places = {
        (each.place.words, each.place.values["number"], each.place.values["line"])
        for each in sample().notes
        if each.code in ("QI1161", "QI1167")
    }

    assert places == {
        ("question %(number)s, line %(line)s", 10, 97),
        ("question %(number)s, line %(line)s", 16, 135),
    }


def test_a_choice_comes_with_all_that_it_has():
    first = sample().questions[0]
    place = first.place

    assert first == Came(
        "single",
        "谁**可以**处罚？  \n看图：![印章](media/my-seal.png)",
        place,
        choices=(
            Choice("A <b> \\*", feedback="不是", place=place),
            Choice("B", is_right=True, place=place),
        ),
        rationale="见第四十二条。",
        fields={
            "tags": ("执法/程序, 程序, a b",),
            "points": ("2.5",),
            "shuffle": ("no",),
        },
        id="moodle-one",
        name="One right",
    )


def test_what_the_first_question_loses_is_told():
    notes = [each for each in sample().notes if each.place.values.get("number") == 1]

    assert [each.message % each.values for each in notes] == [
        "a script or style sheet in the text is left out",
        "the file 'law.pdf' is left out",
        "has no place here and is left out: penalty, hidden, incorrectfeedback, hint",
    ]
    assert sample().pictures == {"media/my-seal.png": PNG}


def test_a_category_is_a_topic_if_it_is_named_like_one_and_else_a_tag():
    tagged, topical, *_ = sample().questions

    assert tagged.fields["tags"] == ("执法/程序, 程序, a b",)
    assert topical.fields["topic"] == ("law.penalty",)


@pytest.mark.parametrize(
    ("given", "partial", "notes"),
    [
        ((("a", "50"), ("b", "50"), ("c", "-100")), "subset", []),
        ((("a", "50"), ("b", "50"), ("c", "-50"), ("d", "-50")), "proportional", []),
        ((("a", "33.33333"), ("b", "33.333"), ("c", "33.33333"), ("d", "-100")), "subset", []),
        ((("a", "50"), ("b", "50"), ("c", "0")), "proportional", ["QI2177"]),
        ((("a", "70"), ("b", "30"), ("c", "-100")), "subset", ["QI2176"]),
    ],
)
def test_shares_of_several_choices_become_the_rule_that_marks_like_them(given, partial, notes):
    inner = f"<single>false</single>{answers(*given)}"

    assert one(inner, "multichoice").fields["partial"] == (partial,)
    assert [code for code, _ in told(inner, "multichoice")] == notes


@pytest.mark.parametrize(
    ("given", "worths"),
    [
        ((("a", "100"), ("b", "33.33333"), ("c", "-33.33333")), ["3", "1", "-1"]),
        ((("a", "100"), ("b", "100"), ("c", "0")), ["1", "1", "0"]),
        ((("a", "50"), ("b", "0")), ["1", "0"]),
    ],
)
def test_a_single_choice_with_part_marks_is_a_judgement(given, worths):
    inner = f"<single>true</single>{answers(*given)}"
    came = one(inner, "multichoice")

    assert (came.kind, [each.worth for each in came.choices]) == ("judgement", worths)
    assert [code for code, _ in told(inner, "multichoice")] == ["QI2175"]


@pytest.mark.parametrize("grade", ["1", "1.0000000", "", "abc", "NaN", "Infinity", "1e999"])
def test_one_point_and_what_is_no_number_of_points_are_not_written_down(grade: str):
    inner = f"<defaultgrade>{grade}</defaultgrade>{answers(('true', '100'), ('false', '0'))}"

    assert one(inner, "truefalse").fields == {}


def test_a_question_worth_nothing_is_told():
    inner = f"<defaultgrade>0</defaultgrade>{answers(('true', '100'), ('false', '0'))}"

    assert told(inner, "truefalse") == [
        ("QI2184", "the question is worth nothing there, and one point here")
    ]


@pytest.mark.parametrize(
    ("stem", "read_as"),
    [
        ("共____日", f"共{GAP}日"),
        ("共（  ）日", f"共（{GAP}）日"),
        ("共几日？", f"共几日？\n\n{GAP}"),
        ("__甲____乙____丙", f"\\_\\_甲\\_\\_\\_\\_乙\\_\\_\\_\\_丙\n\n{GAP}"),
    ],
)
def test_a_short_answer_is_a_gap_where_the_text_shows_one(stem: str, read_as: str):
    inner = f"<questiontext><text>{stem}</text></questiontext>{answers(('七', '100'))}"
    came = one(inner, "shortanswer")

    assert (came.kind, came.stem, came.blanks) == ("fill_blank", read_as, (("七",),))


def test_gaps_in_a_text_are_read_with_their_marks_undone():
    text = r"甲{1:SA:=a\}b~%100%c\#d~=e&amp;#126;f~%0%*}，乙{2:SHORTANSWER_C:=X#对}"
    inner = f"<questiontext><text>{text}</text></questiontext>"
    came = one(inner, "cloze")

    assert (came.stem, came.blanks) == (
        f"甲{GAP}，乙{SECOND}",
        (("a}b", "c#d", "e~f"), ("X",)),
    )
    assert came.fields == {"points": ("3",), "partial": ("proportional",)}
    assert [code for code, _ in told(inner, "cloze")] == ["QI2167", "QI2173", "QI2178"]


def test_characters_that_mark_our_gaps_are_not_taken_for_gaps():
    inner = f"<questiontext><text>甲{SECOND}&amp;#57344;乙{{:SA:=x}}</text></questiontext>"

    assert one(inner, "cloze").stem == f"甲乙{GAP}"


@pytest.mark.parametrize(
    "kind", ["ddwtos", "gapselect", "ddmarker", "calculated", "random", "stack", ""]
)
def test_a_type_without_a_counterpart_is_an_error_that_names_it(kind: str):
    assert told("<name><text>某题</text></name>", kind) == [
        ("QI1167", f"a question of the type '{kind}' cannot be carried: 某题")
    ]


@pytest.mark.parametrize(
    ("written", "text", "read_as"),
    [
        ("html", "&lt;b&gt;甲&lt;/b&gt; *", "**甲** \\*"),
        ("plain_text", "&lt;b&gt;甲\n乙", "<b>甲  \n乙"),
        ("moodle_auto_format", "甲\n乙", "甲  \n乙"),
        ("markdown", "## 甲\n\n- *乙*", "**甲**\n\n- *乙*"),
    ],
)
def test_all_four_formats_of_texts_are_read(written: str, text: str, read_as: str):
    inner = f'<questiontext format="{written}"><text>{text}</text></questiontext>'

    assert one(f"{inner}{answers(('true', '100'))}", "truefalse").stem == read_as


def test_pictures_of_one_name_and_different_content_are_two():
    other = PNG + b"2"
    asked = "".join(
        f'<question type="truefalse"><questiontext><text>&lt;img src="@@PLUGINFILE@@/a.png"&gt;'
        f'</text><file name="a.png" encoding="base64">{b64encode(data).decode()}</file>'
        "</questiontext></question>"
        for data in (PNG, other, PNG)
    )
    came = Moodle().bring(f"<quiz>{asked}</quiz>".encode())

    assert [each.stem for each in came.questions] == [
        "![](media/a.png)",
        "![](media/a-2.png)",
        "![](media/a.png)",
    ]
    assert came.pictures == {"media/a.png": PNG, "media/a-2.png": other}


@pytest.mark.parametrize(
    "source",
    [
        "../../etc/passwd",
        "@@PLUGINFILE@@/none.png",
        "https://a.cn/x.png",
        "data:image/png;base64,!",
    ],
)
def test_a_picture_that_is_not_in_the_file_is_told_and_never_fetched(source: str):
    inner = f'<questiontext><text>&lt;img src="{source}" alt="图"&gt;</text></questiontext>'
    came = one(inner, "truefalse")

    assert came.stem == "图"
    assert told(inner, "truefalse") == [("QI2160", f"the picture '{source}' is not in the file")]


def test_a_file_that_only_calls_itself_a_picture_is_none():
    inner = (
        '<questiontext><text>&lt;img src="@@PLUGINFILE@@/a.png"&gt;</text>'
        '<file name="a.png" encoding="base64">PHN2Zz4=</file></questiontext>'
    )

    assert brought(inner, "truefalse").pictures == {}
    assert [code for code, _ in told(inner, "truefalse")] == ["QI2160", "QI2163"]


@pytest.mark.parametrize(("idnumber", "code"), [("law-1", "law-1"), ("Law 1", None), ("", None)])
def test_only_the_idnumber_can_be_our_id(idnumber: str, code: str | None):
    inner = f"<name><text>law-2</text></name><idnumber>{idnumber}</idnumber>"

    assert one(inner, "truefalse").id == code
    assert [each for each, _ in told(inner, "truefalse")] == (
        ["QI2186"] if idnumber and code is None else []
    )


def test_tags_of_ours_are_fields_again_and_others_stay_tags():
    words = ["chizheng:pool=exam", "chizheng:ref=a 1", "chizheng:ref=b 2", "chizheng:x=1", "甲"]
    tags = "".join(f"<tag><text>{word}</text></tag>" for word in words)

    assert one(f"<tags>{tags}</tags>", "truefalse").fields == {
        "pool": ("exam",),
        "ref": ("a 1", "b 2"),
        "tags": ("甲",),
    }


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<quiz><question></quiz>", "QI106"),
        (b"<other/>", "QI1164"),
        (b"not xml", "QI106"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', "QI107"),
        (b'<!DOCTYPE q SYSTEM "file:///etc/passwd"><quiz/>', "QI107"),
        (b"<quiz>" + b"<a>" * 500 + b"</a>" * 500 + b"</quiz>", "QI103"),
        (b"<quiz>" + b"<question/>" * 2001 + b"</quiz>", "QI1165"),
    ],
)
def test_what_is_no_moodle_xml_or_could_harm_is_refused(data: bytes, code: str):
    with pytest.raises(Damaged) as refused:
        Moodle().bring(data)

    assert refused.value.note.code == code


def test_a_file_without_questions_says_so():
    assert [each.code for each in Moodle().bring(b"<quiz/>").notes] == ["QI1166"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_chinese_is_read_in_the_encodings_that_are_used(encoding: str):
    declared = "GB18030" if encoding == "gb18030" else encoding.removesuffix("-sig")
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>\n<quiz><question type="truefalse">'
        "<questiontext><text>处罚</text></questiontext></question></quiz>"
    )
    (came,) = Moodle().bring(text.encode(encoding)).questions

    assert (came.stem, came.place.values["line"]) == ("处罚", 2)


HEAD = "---\nlang: zh\ntopic: law.penalty\npool: practice\n---\n\n"


@pytest.mark.parametrize(
    ("partial", "fractions"),
    [
        ("none", ["50", "-100", "50", "-100"]),
        ("subset", ["50", "-100", "50", "-100"]),
        ("proportional", ["50", "-50", "50", "-50"]),
    ],
)
def test_several_choices_go_out_with_the_fractions_of_their_rule(partial, fractions):
    options = "- [x] a\n- [ ] b\n- [x] c\n- [ ] d"

    assert shares(f"{HEAD}## q\npartial: {partial}\n\n问\n\n{options}\n") == fractions


def test_a_judgement_goes_out_as_shares_of_its_best():
    text = f"{HEAD}## q\ntype: judgement\n\n问\n\n- [3] a\n- [1] b\n- [-1] c\n"

    assert shares(text) == ["100", "33.33333", "-33.33333"]


def test_a_share_that_moodle_does_not_list_is_told():
    text = f"{HEAD}## q\ntype: judgement\n\n问\n\n- [7] a\n- [3] b\n"

    assert "Moodle lists no such grade; let it take the nearest when importing" in [
        each.message for each in sent(text).notes
    ]


def test_what_goes_out_has_our_fields_as_tags_and_the_topic_as_category():
    fields = "difficulty: 0.7\nref: penalty-law 42\nfact: F-1, F-2\ntags: 甲\nanswer: true"
    text = f"{HEAD}## q-1\n{fields}\n\n问\n"
    element = question(text)
    categories = [each.findtext("text") for each in fromstring(sent(text).data).iter("category")]

    assert categories == ["$course$/top/law.penalty"]
    assert element.findtext("idnumber") == "q-1"
    assert [each.findtext("text") for each in element.iter("tag")] == [
        "chizheng:lang=zh",
        "chizheng:topic=law.penalty",
        "chizheng:difficulty=0.7",
        "chizheng:ref=penalty-law 42",
        "chizheng:pool=practice",
        "chizheng:fact=F-1",
        "chizheng:fact=F-2",
        "甲",
    ]


def test_a_missing_picture_is_told_and_the_others_go_along():
    text = f"{HEAD}## q\nanswer: true\n\n![甲](media/图/a.png) ![乙](media/b.png)\n"
    out = sent(text, {"media/图/a.png": PNG})
    root = fromstring(out.data)
    files = [dict(each.attrib) for each in root.iter("file")]

    assert 'src="@@PLUGINFILE@@/%E5%9B%BE/a.png"' in root.findtext(".//questiontext/text")
    assert files == [{"name": "a.png", "path": "/图/", "encoding": "base64"}]
    assert ("QI2162", {"name": "b.png"}) in [(each.code, each.values) for each in out.notes]


def test_a_broken_question_is_left_out_with_an_error():
    out = sent(f"{HEAD}## q\ntype: matching\n\n问\n\n| a | b |\n| --- | --- |\n| c |\n")

    assert [(each.code, each.place.values) for each in out.notes] == [("QI1160", {"id": "q"})]


@pytest.mark.parametrize(
    ("name", "data", "is_ours"),
    [
        ("a.xml", b"<?xml version='1.0'?><quiz>", True),
        ("a.XML", "<quiz>".encode("utf-16"), True),
        ("a.xml", b"<other>", False),
        ("a.txt", b"<quiz>", False),
        ("", b"", False),
    ],
)
def test_a_file_is_recognised_by_name_and_beginning(name: str, data: bytes, is_ours: bool):
    assert Moodle().recognises(name, data) is is_ours


def test_the_picture_of_a_very_old_file_stands_below_the_text():
    data = b64encode(PNG).decode()
    inner = f"<image>backup/a.png</image><image_base64>{data}</image_base64>"

    assert one(inner, "truefalse").stem == "问\n\n![](media/backup_a.png)"


def test_pairs_are_marked_in_parts_as_moodle_does():
    row = "<subquestion><text>左</text><answer><text>右</text></answer></subquestion>"
    inner = f"<shuffleanswers>0</shuffleanswers>{row}"

    assert one(inner, "matching").fields == {"partial": ("proportional",)}
    assert [code for code, _ in told(inner, "matching")] == ["QI2187"]
