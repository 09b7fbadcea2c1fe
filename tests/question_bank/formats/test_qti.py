"""QTI packages in and out."""

import io
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring, tostring
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from question_bank.formats.format import Came, Choice, Damaged
from question_bank.formats.qti import Qti
from question_bank.formats.qti_names import code, identifier
from question_bank.rules.reading import read

pytestmark = pytest.mark.pure
FILES = Path(__file__).parent / "files"
GAP, SECOND = "\ue000", "\ue001"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
THREE = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"
HEAD = "---\nlang: zh\ntopic: law.penalty\npool: exam\n---\n\n"
MATCH = '<responseProcessing template="http://x/rptemplates/match_correct"/>'
MAP = '<responseProcessing template="http://x/rptemplates/map_response.xml"/>'


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def sample():
    root = FILES / "qti21"
    files = {
        str(each.relative_to(root)): each.read_bytes()
        for each in sorted(root.rglob("*"))
        if each.is_file()
    }
    return Qti().bring(zipped(files))


def item(inner: str, version: str = "2p1", **attributes: str) -> bytes:
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    namespace = f"http://www.imsglobal.org/xsd/imsqti_v{version}"
    return (
        f'<assessmentItem xmlns="{namespace}" identifier="i" title="T"{given}>'
        f"{inner}</assessmentItem>"
    ).encode()


def choice(right: str, mapping: str = "", cardinality: str = "single", **attributes: str) -> str:
    given = {"maxChoices": "1", "shuffle": "true", **attributes}
    written = "".join(f' {name}="{value}"' for name, value in given.items())
    values = "".join(f"<value>{each}</value>" for each in right.split())
    entries = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{earned}"/>'
        for key, earned in (pair.split("=") for pair in mapping.split())
    )
    mapped = f'<mapping lowerBound="0">{entries}</mapping>' if mapping else ""
    options = "".join(
        f'<simpleChoice identifier="{each}">选{each}</simpleChoice>' for each in "ABCD"
    )
    return (
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="identifier">'
        f"<correctResponse>{values}</correctResponse>{mapped}</responseDeclaration><itemBody>"
        f'<p>问</p><choiceInteraction responseIdentifier="R"{written}>{options}'
        "</choiceInteraction></itemBody>"
    )


def one(data: bytes) -> Came:
    """The one question of a file, without its places."""
    (came,) = Qti().bring(data).questions
    choices = tuple(replace(each, place=None) for each in came.choices)
    return replace(came, place=None, choices=choices)


def codes(data: bytes) -> list[str]:
    return [each.code for each in Qti().bring(data).notes]


def sent(markdown: str, pictures: dict[str, bytes] | None = None):
    return Qti().send(read(markdown).drafts, pictures or {})


def package(markdown: str, pictures: dict[str, bytes] | None = None) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(sent(markdown, pictures).data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(markdown: str) -> Element:
    """The one item that a question becomes."""
    (data,) = [data for name, data in package(markdown).items() if name.startswith("items/")]
    return fromstring(data)


def test_every_item_of_the_sample_is_read_or_told_in_the_order_of_its_test():
    came = sample()

    assert [(each.kind, each.id) for each in came.questions] == [
        ("multiple", "several"),
        ("single", "choice"),
        ("fill_blank", "entry"),
        ("numeric", "number"),
        ("ordering", "order"),
        ("matching", "associate"),
        ("short_answer", "essay"),
        ("true_false", "truth"),
        ("judgement", "uneven"),
    ]
    assert [
        (each.code, each.place.values["name"]) for each in came.notes if each.code.startswith("QI1")
    ] == [
        ("QI1181", "items/missing.xml"),
        ("QI1172", "items/pairs.xml"),
        ("QI1175", "items/hotspot.xml"),
        ("QI1176", "items/two.xml"),
        ("QI1174", "items/generated.xml"),
        ("QI106", "items/broken.xml"),
    ]


def test_a_choice_comes_with_its_feedback_metadata_and_pictures():
    came = sample()
    second = came.questions[1]
    place = second.place

    assert second == Came(
        "single",
        "见图：![印章](media/images/seal.png)另一图\n\n谁*可以*实施？",
        place,
        choices=(
            Choice("甲", feedback="不是甲", place=place),
            Choice("乙", is_right=True, feedback="正是乙", place=place),
            Choice("以上都不是", place=place),
        ),
        rationale="看法条",
        fields={
            "points": ("3",),
            "lang": ("zh",),
            "tags": ("seal",),
            "difficulty": ("hard",),
        },
        id="choice",
        name="Who may",
    )
    assert came.pictures == {"media/images/seal.png": PNG}


def test_what_cannot_be_carried_is_told_by_its_name():
    told = {
        (each.place.values["name"].removeprefix("items/"), each.message % each.values)
        for each in sample().notes
    }

    assert told >= {
        (
            "test.xml",
            "the order of the test is kept, and this is not: selection, ordering, timeLimits",
        ),
        ("choice.xml", "has no place here and is left out: feedbackBlock"),
        ("choice.xml", "the picture '../images/none.png' is not in the file"),
        ("choice.xml", "options that keep their place there are mixed here"),
        ("several.xml", "<math> in the text is left out"),
        ("several.xml", "at most 2 may be chosen there"),
        ("entry.xml", "'york' earned a part there and is left out"),
        ("order.xml", "the marks are computed another way there"),
        (
            "hotspot.xml",
            "the interaction 'hotspotInteraction' has no counterpart here, so it cannot be carried",
        ),
        ("essay.xml", "the item goes on after an answer there, and ends with it here"),
    }


def test_entries_and_numbers_and_orders_are_read():
    _, _, entry, number, order, pairs, essay, truth, uneven = sample().questions

    assert (entry.stem, entry.blanks, entry.fields) == (
        f"> Son of {GAP}; 共{SECOND}日{{{{x}}}}.",
        (("York",), ("七",)),
        {"partial": ("proportional",)},
    )
    assert (number.stem, number.answer, number.tolerance) == (
        "大约 \\_\\_\\_\\_ 米远",
        "200",
        "4",
    )
    assert [each.text for each in order.choices] == ["一", "二", "三"]
    assert [(each.text, each.pair) for each in pairs.choices] == [("甲", "子"), ("乙", "丑")]
    assert (essay.stem, [(each.text, each.worth) for each in essay.choices]) == (
        "不超过百字。\n\n说明理由。",
        [("说明资格给分", "6")],
    )
    assert (truth.stem, truth.answer) == ("可以罚两次。", "false")
    assert [each.worth for each in uneven.choices] == ["3", "1", "0"]


@pytest.mark.parametrize(
    ("mapping", "partial", "told"),
    [
        ("A=1 B=1 C=-2 D=-2", "subset", []),
        ("A=1 B=1 C=-1 D=-1", "proportional", []),
        ("A=0.5 B=0.5", "proportional", ["QI2177"]),
        ("A=2 B=1 C=-3 D=-3", "subset", ["QI2176"]),
    ],
)
def test_a_mapping_becomes_the_rule_that_marks_like_it(mapping, partial, told):
    data = item(choice("A B", mapping, "multiple", maxChoices="0") + MAP)

    assert one(data).fields["partial"] == (partial,)
    assert codes(data) == told


def test_a_mapping_counts_only_where_it_is_used():
    mapped = choice("A", "A=3 B=1")

    assert one(item(mapped + MATCH)).kind == "single"
    assert one(item(mapped + MAP)).kind == "judgement"


@pytest.mark.parametrize("version", ["2p1", "2p2"])
def test_a_single_item_of_version_two_is_read(version: str):
    came = one(item(choice("B") + MATCH, version))

    assert came == Came(
        "single",
        "问",
        None,
        choices=(
            Choice("选A"),
            Choice("选B", is_right=True),
            Choice("选C"),
            Choice("选D"),
        ),
        id="i",
        name="T",
    )


def test_a_single_item_of_version_three_is_read():
    data = (
        '<q:qti-assessment-item xmlns:q="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" '
        'identifier="_3a" title="T"><q:qti-response-declaration identifier="R" '
        'cardinality="single" base-type="string"><q:qti-correct-response><q:qti-value>七'
        "</q:qti-value></q:qti-correct-response></q:qti-response-declaration><q:qti-item-body>"
        '<q:p>共<q:qti-text-entry-interaction response-identifier="R"/>日</q:p>'
        "</q:qti-item-body></q:qti-assessment-item>"
    ).encode()

    assert one(data) == Came("fill_blank", f"共{GAP}日", None, blanks=(("七",),), id="3a", name="T")


@pytest.mark.parametrize(
    "processing",
    [
        '<responseProcessing template="http://x/rptemplates/map_response_point"/>',
        (
            "<responseProcessing><setOutcomeValue identifier='SCORE'><product>"
            "<mapResponse identifier='R'/></product></setOutcomeValue></responseProcessing>"
        ),
        "<responseProcessing><lookupOutcomeValue identifier='SCORE'/></responseProcessing>",
    ],
)
def test_marks_that_are_computed_another_way_are_told(processing: str):
    assert codes(item(choice("A") + processing)) == ["QI2198"]


@pytest.mark.parametrize(
    "interaction",
    [
        "hotspot", "inlineChoice", "gapMatch", "slider", "drawing", "upload", "hottext", "media",
        "selectPoint", "positionObject", "custom", "portableCustom", "graphicOrder",
    ],
)  # fmt: skip
def test_an_interaction_without_a_counterpart_is_an_error_that_names_it(interaction: str):
    data = item(f"<itemBody><p><{interaction}Interaction/></p></itemBody>")
    (note,) = Qti().bring(data).notes

    assert (note.code, note.values) == ("QI1175", {"names": f"{interaction}Interaction"})


def test_items_that_share_a_text_are_a_case():
    named = '<assessmentStimulusRef identifier="story" href="story.xml"/>'
    story = (
        '<assessmentStimulus identifier="story"><stimulusBody><p>一天下午</p></stimulusBody>'
        "</assessmentStimulus>"
    )
    items = {f"{at}.xml": item(named + choice("A") + MATCH) for at in (1, 2)}
    manifest = "".join(
        f'<resource identifier="r{name}" type="imsqti_item_xmlv2p2" href="{name}"/>'
        for name in items
    )
    files = {
        "imsmanifest.xml": f"<manifest><resources>{manifest}</resources></manifest>".encode(),
        "story.xml": story.encode(),
        **items,
    }
    (case,) = Qti().bring(zipped(files)).questions
    del files["2.xml"]
    (alone,) = Qti().bring(zipped(files)).questions

    assert (case.kind, case.stem, case.id) == ("case", "一天下午", "story")
    assert [(part.kind, part.stem, part.id) for part in case.parts] == [("single", "问", None)] * 2
    assert (alone.kind, alone.stem) == ("single", "一天下午\n\n问")


def test_a_package_without_a_manifest_is_read_and_told():
    came = Qti().bring(zipped({"a.xml": item(choice("A") + MATCH), "b.txt": b"x"}))

    assert [each.kind for each in came.questions] == ["single"]
    assert [each.code for each in came.notes] == ["QI2187"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<questestinterop/>", "QI1177"),
        (b"<assessmentTest/>", "QI1178"),
        (b"<quiz/>", "QI1179"),
        (b"not xml", "QI106"),
        (b"PK\x03\x04broken", "QI102"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]><assessmentItem>&a;</assessmentItem>', "QI107"),
        (b'<!DOCTYPE q SYSTEM "http://a.cn/x.dtd"><assessmentItem/>', "QI107"),
        (b"<assessmentItem>" + b"<p>" * 500 + b"</p>" * 500 + b"</assessmentItem>", "QI103"),
    ],
)
def test_what_is_no_qti_or_could_harm_is_refused(data: bytes, code: str):
    with pytest.raises(Damaged) as refused:
        Qti().bring(data)

    assert refused.value.note.code == code


def test_a_bomb_in_a_package_is_refused_before_it_is_unpacked():
    with pytest.raises(Damaged) as refused:
        Qti().bring(zipped({"imsmanifest.xml": b"<a/>", "b.xml": b"0" * 20_000_000}))

    assert refused.value.note.code == "QI103"


def test_an_item_that_declares_entities_is_told_and_the_others_are_read():
    bad = b'<!DOCTYPE q [<!ENTITY a "b">]><assessmentItem>&a;</assessmentItem>'
    manifest = (
        b'<manifest><resources><resource type="imsqti_item_xmlv2p1" href="a.xml"/>'
        b'<resource type="imsqti_item_xmlv2p1" href="b.xml"/></resources></manifest>'
    )
    good = item(choice("A") + MATCH)
    came = Qti().bring(zipped({"imsmanifest.xml": manifest, "a.xml": bad, "b.xml": good}))

    assert [each.kind for each in came.questions] == ["single"]
    assert [(each.code, each.place.values) for each in came.notes] == [("QI107", {"name": "a.xml"})]


@pytest.mark.parametrize("source", ["../../../etc/passwd", "http://a.cn/x.png", "/etc/passwd"])
def test_a_picture_outside_the_package_is_told_and_never_opened(source: str):
    body = choice("A").replace("<p>问</p>", f'<p>问<img src="{source}" alt="图"/></p>')
    data = zipped({"items/a.xml": item(body + MATCH)})
    came = Qti().bring(data)

    assert (came.questions[0].stem, came.pictures) == ("问图", {})
    assert [each.code for each in came.notes] == ["QI2187", "QI2160"]


@pytest.mark.parametrize("own", ["law-1", "2024-law.a", "a", "0"])
def test_our_ids_become_names_of_xml_and_come_back(own: str):
    name = identifier(own)

    assert not name[0].isdigit()
    assert code(name) == own


def test_a_package_names_every_file_that_it_holds():
    text = f"{HEAD}## 1-q\nanswer: true\n\n![甲](media/a.png)\n\n## q-2\nanswer: false\n\n问\n"
    files = package(text, {"media/a.png": PNG, "media/unused.png": PNG})
    manifest = fromstring(files["imsmanifest.xml"])
    resources = {
        each.get("identifier"): (each.get("type"), each.get("href"))
        for each in manifest.iter()
        if each.tag.endswith("}resource")
    }

    assert resources == {
        "test-chizheng-test": ("imsqti_test_xmlv3p0", "test.xml"),
        "item-_1-q": ("imsqti_item_xmlv3p0", "items/_1-q.xml"),
        "item-q-2": ("imsqti_item_xmlv3p0", "items/q-2.xml"),
        "picture-1": ("webcontent", "media/a.png"),
    }
    assert sorted(files) == sorted(
        ["imsmanifest.xml", *(href for _, href in resources.values() if href)]
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("- [x] 甲\n- [ ] 乙", "- [ ] 甲\n- [x] 乙"),
        ("- [x] 甲\n- [x] 乙\n- [ ] 丙", "- [ ] 甲\n- [x] 乙\n- [x] 丙"),
    ],
)
def test_what_candidates_are_shown_says_nothing_of_the_key(first: str, second: str):
    bodies = [
        tostring(written(f"{HEAD}## q\n\n问\n\n{key}\n").find(f"{THREE}qti-item-body"))
        for key in (first, second)
    ]

    assert bodies[0] == bodies[1]


def test_true_and_false_and_words_and_numbers_are_not_in_the_body():
    text = (
        f"{HEAD}## a\nanswer: false\n\n问\n\n## b\n\n共{{{{柒}}}}日\n\n"
        "## c\nanswer: 4711\ntolerance: 13\n\n问\n"
    )
    files = package(text)
    bodies = {
        name: tostring(fromstring(data).find(f"{THREE}qti-item-body"), encoding="unicode")
        for name, data in files.items()
        if name.startswith("items/")
    }

    assert bodies["items/a.xml"].count("identifier=") == 3
    assert "柒" not in bodies["items/b.xml"]
    assert "4711" not in bodies["items/c.xml"]


def test_the_order_of_things_to_be_ordered_or_matched_says_nothing():
    rights, lefts = set(), set()
    for number in range(12):
        order = f"{HEAD}## o-{number}\ntype: ordering\n\n问\n\n1. 甲\n2. 乙\n3. 丙\n"
        pairs = "| a | b |\n| --- | --- |\n| 甲 | 子 |\n| 乙 | 丑 |\n| 丙 | 寅 |\n"
        match = f"{HEAD}## m-{number}\ntype: matching\n\n问\n\n{pairs}"
        rights.add(tuple(each.text for each in written(order).iter(f"{THREE}qti-value"))[:3])
        lefts.add(tuple(each.text for each in written(match).iter(f"{THREE}qti-value"))[:3])

    assert len(rights) > 3
    assert len(lefts) > 3


def test_the_rubric_is_for_those_who_mark_alone():
    text = f"{HEAD}## q\ntype: short_answer\npoints: 2\n\n问\n\n### Rubric\n\n- 2: 要点\n"
    (block,) = written(text).iter(f"{THREE}qti-rubric-block")

    assert (block.get("view"), block.get("use")) == ("scorer", "scoring")
    assert "要点" in "".join(block.itertext())


def test_a_question_that_needs_no_more_is_marked_by_the_standard_template():
    processing = written(f"{HEAD}## q\n\n问\n\n- [x] 甲\n- [ ] 乙\n").find(
        f"{THREE}qti-response-processing"
    )

    assert processing.get("template") == (
        "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"
    )


def test_what_goes_out_is_the_same_whenever_it_is_made():
    text = f"{HEAD}## q\nanswer: true\n\n问\n"

    assert sent(text).data == sent(text).data


@pytest.mark.parametrize(
    ("name", "data", "is_ours"),
    [
        ("a.zip", zipped({"imsmanifest.xml": b"<a/>"}), True),
        ("a.zip", zipped({"b.xml": b"<a/>"}), False),
        ("a.xml", item(""), True),
        ("a.xml", b"<questestinterop>", True),
        ("a.xml", b"<quiz>", False),
        ("", b"", False),
    ],
)
def test_a_file_is_recognised_by_its_beginning(name: str, data: bytes, is_ours: bool):
    assert Qti().recognises(name, data) is is_ours


def test_what_an_item_has_besides_is_told_by_name():
    data = item(choice("A", cardinality="multiple", minChoices="2") + MATCH + "<stylesheet/>")
    notes = Qti().bring(data).notes

    assert [each.message % each.values for each in notes] == [
        "has no place here and is left out: stylesheet",
        "at most 1 may be chosen there",
        "at least 2 must be chosen there",
    ]


def test_pairs_that_earn_different_shares_are_told():
    side = '<simpleAssociableChoice identifier="{0}" matchMax="1">{0}</simpleAssociableChoice>'
    sides = "".join(
        f"<simpleMatchSet>{''.join(side.format(each) for each in names)}</simpleMatchSet>"
        for names in ("AB", "XY")
    )
    entries = "".join(
        f'<mapEntry mapKey="{pair}" mappedValue="{earned}"/>'
        for pair, earned in (("A X", 2), ("B Y", 1))
    )
    data = item(
        '<responseDeclaration identifier="R" cardinality="multiple" baseType="directedPair">'
        f"<mapping>{entries}</mapping></responseDeclaration><itemBody>"
        f'<matchInteraction responseIdentifier="R">{sides}</matchInteraction></itemBody>{MAP}'
    )

    assert [(each.text, each.pair) for each in one(data).choices] == [("A", "X"), ("B", "Y")]
    assert one(data).fields == {"points": ("3",), "partial": ("proportional",)}
    assert codes(data) == ["QI2176"]


def test_words_beside_the_only_block_are_kept():
    body = choice("A").replace("<p>问</p>", "<div>甲</div>乙").replace("选A", "丙<div>丁</div>戊")

    came = one(item(body + MATCH))

    assert (came.stem, came.choices[0].text) == ("甲\n\n乙", "丙\n\n丁\n\n戊")
