"""Marking sentences without selecting them: how a page is cut, and the form of a section."""

import re

import pytest

from courses.importing import load
from courses.rules.sentences import Part, parted, text_of
from tests.courses import files
from tests.courses.noting import B2, HERE, JSON, notes

ENTER = "/courses/procedure/b2/sections/s1"
BODY = f"""/// objectives
- 能亮证
- 能询问
- 能记录
///

检查之前，**先亮明身份**。再说明来意。

## 进门

两名执法人员同时在场。店主说话时，听完再答！“您请说。”说完再问。

| 物品 | 认定 |
| --- | --- |
| 烟斗 | 不是 |

/// casefile
### 练习

请找毛病。

/// answer | 先自己找
烟斗不在表里。名录里也没有。
///
///

离开前道谢。再关门。

## 出门

{files.FILLER * 2}
"""
AMPERSAND = '<h2 id="s1">a &amp; <em>b</em></h2>'
MARKUP = """<p>Before.</p>
<h2 id="s1">At the <em>door</em></h2>
<p>Mr. Lin shows Art. 5. Then he <strong>asks</strong>: "Why?" See 2.5 grams, no more!</p>
<dl><dt>甲</dt><dd>您好。请坐。</dd></dl>
<details class="answer"><summary>Open</summary><p>没有。</p></details>
<section class="example"><p class="eyebrow">示例</p><p>……</p></section>
"""


@pytest.fixture
def sections(app, shelf):
    """The module in a text with three sections."""
    rewrite(app, shelf, BODY)
    return shelf


def rewrite(app, shelf, body):
    for path in shelf.glob("procedure/*/02-inspection.md"):
        path.write_text(files.module(body), "utf-8")
    with app.app_context():
        load(shelf, actor=None)


@pytest.fixture
def lin(house, cast, sections):
    return house.as_(cast.lin, "en")


def edition(browser, path=ENTER):
    return re.search(r'name="edition" value="([^"]+)"', browser.get(path).text)[1]


def mark(browser, number, *, path=ENTER, **fields):
    """Choose a sentence in the form of a section, as its page sends it."""
    sent = {"edition": edition(browser), "sentence": str(number), "more": "0", "words": ""}
    return browser.post(f"{path}/notes", sent | fields)


def offered(page):
    """The sentences of the form by what it sends for them."""
    rows = re.findall(r'name="sentence" value="(\d+)"[^>]*><span>([^<]+)</span>', page.text)
    return {int(number): text for number, text in rows}


@pytest.mark.pure
def test_a_text_is_cut_into_sentences_and_knows_where_they_stand():
    text = text_of(MARKUP)

    assert {anchor: [each.text for each in s.sentences] for anchor, s in text.sections.items()} == {
        "s0": ["Before."],
        "s1": [
            "At the door",
            "Mr. Lin shows Art. 5.",
            'Then he asks: "Why?"',
            "See 2.5 grams, no more!",
            "甲 您好。",
            "请坐。",
            "没有。",
        ],
    }
    sentences = text.sections["s1"].sentences
    assert [text.words[each.start : each.end] for each in sentences] == [
        each.text for each in sentences
    ]
    assert [each.text for each in sentences if each.is_answer] == ["没有。"]
    assert (text.sections["s1"].heading, text.sections["s0"].heading) == ("At the door", "")


@pytest.mark.pure
def test_a_highlight_is_told_from_the_same_words_elsewhere_by_what_stands_around_it():
    text = text_of("<p>一。二。</p><table><tr><td>三</td> <td>四</td></tr></table><p>五。</p>")
    first, last = text.sections["s0"].sentences[1:3]

    draft = text.marked(first, last, words="记", language="zh")

    assert (draft.quote, draft.before, draft.after) == ("二。 三 四", "一。", "五。")
    assert (draft.words, draft.language) == ("记", "zh")


@pytest.mark.pure
@pytest.mark.parametrize(
    ("markup", "parts"),
    [
        ("<p>x</p>", [Part("s0", "", "<p>x</p>")]),
        (AMPERSAND, [Part("s1", "a & b", AMPERSAND)]),
        ("", []),
        (
            f'<p>Before.</p>\n{AMPERSAND}\n<h2 id="s2">y</h2>z',
            [
                Part("s0", "", "<p>Before.</p>\n"),
                Part("s1", "a & b", f"{AMPERSAND}\n"),
                Part("s2", "y", '<h2 id="s2">y</h2>z'),
            ],
        ),
    ],
)
def test_a_page_in_parts_is_the_whole_page(markup, parts):
    assert parted(markup) == parts
    assert "".join(each.html for each in parts) == markup


def test_every_section_of_a_module_leads_to_its_sentences(lin):
    page = lin.get(B2).text

    ways = re.findall(rf'href="({B2}sections/[^"]+)"', page)
    assert ways == [f"{B2}sections/{each}" for each in ("s0", "s1", "s2")]
    assert [lin.get(each).status_code for each in ways] == [200] * 3


def test_the_form_offers_the_heading_and_each_sentence_in_the_order_of_the_text(lin):
    page = lin.get(ENTER)

    assert offered(page) == {
        0: "进门",
        1: "两名执法人员同时在场。",
        2: "店主说话时，听完再答！",
        3: "“您请说。”",
        4: "说完再问。",
        5: "物品 认定",
        6: "烟斗 不是",
        7: "练习",
        8: "请找毛病。",
        9: "烟斗不在表里。",
        10: "名录里也没有。",
        11: "离开前道谢。",
        12: "再关门。",
    }
    assert list(offered(page)) == list(range(13))
    assert " checked" not in page.text


def test_an_answer_is_folded_where_it_stands_and_open_where_it_was_chosen(lin):
    closed, opened = lin.get(ENTER).text, mark(lin, 10, words="记" * 5_001).text
    one_more = mark(lin, 8, words="记" * 5_001).text

    [fold] = re.findall(r'<details class="answer">(.*?)</details>', closed, re.DOTALL)
    assert fold.startswith("<summary>From the answer to the exercise</summary>")
    assert re.findall(r'value="(\d+)"', fold) == ["9", "10"]
    assert [each.count('<details class="answer" open>') for each in (opened, one_more)] == [1, 0]


def test_a_sentence_is_marked_without_words(lin, cast, session):
    answer = mark(lin, 1)

    [(person, language, quote, before, after, words)] = notes(session)
    assert (person, language, words) == (cast.lin.id, "en", "")
    assert quote == "两名执法人员同时在场。"
    assert before.endswith("能记录检查之前，先亮明身份。再说明来意。进门")
    assert after.startswith("店主说话时，听完再答！“您请说。”说完再问。物品认定烟斗不是")
    assert (len(after), " " in before + after) == (60, False)
    assert re.fullmatch(rf"{B2}#note-\d+", answer.location)
    assert (
        'own-quote" lang="en">两名执法人员同时在场。'
        in lin.get(f"/courses/notes/{answer.location.rpartition('-')[2]}").text
    )


def test_several_sentences_are_one_highlight_with_words_and_end_with_the_section(lin, session):
    mark(lin, 2, more="2", words="先听\r\n再问 ")
    mark(lin, 12, more="5")

    assert [(each[2], each[-1]) for each in notes(session)] == [
        ("店主说话时，听完再答！“您请说。”说完再问。", "先听\n再问"),
        ("再关门。", ""),
    ]


def test_a_highlight_ends_before_an_answer_that_is_still_folded(lin, session):
    mark(lin, 8, more="1")
    mark(lin, 7, more="5")

    assert [each[2] for each in notes(session)] == ["请找毛病。", "练习 请找毛病。"]
    assert re.findall(r"data-quote>([^<]+)<", lin.get(B2).text) == ["请找毛病。", "练习 请找毛病。"]


def test_a_highlight_that_begins_in_an_answer_goes_on_after_it(lin, session):
    mark(lin, 9, more="1")
    mark(lin, 10, more="1")

    assert [each[2] for each in notes(session)] == [
        "烟斗不在表里。名录里也没有。",
        "名录里也没有。 离开前道谢。",
    ]


BAD = [
    ({"sentence": ""}, 422, "Choose the sentence to mark first."),
    ({"sentence": "x"}, 422, "Choose the sentence to mark first."),
    ({"sentence": "-1"}, 422, "Choose the sentence to mark first."),
    ({"sentence": "13"}, 422, "That sentence does not stand in this section."),
    ({"sentence": "999999"}, 422, "That sentence does not stand in this section."),
    ({"words": "记" * 5_001}, 422, "A note has room for 5,000 characters; shorten it."),
    ({"edition": ""}, 409, "The text of this module changed after you opened the page."),
    ({"edition": "1-zh"}, 409, "The text of this module changed after you opened the page."),
]


@pytest.mark.parametrize(("sent", "status", "said"), BAD)
def test_what_is_not_in_the_section_is_refused_and_what_was_typed_stays(
    lin, session, sent, status, said
):
    refused = mark(lin, 1, **({"words": "写了很久"} | sent))

    assert notes(session) == []
    assert (refused.status_code, said in refused.text) == (status, True)
    assert sent.get("words", "写了很久") + "</textarea>" in refused.text


def test_a_passage_that_is_too_long_is_refused(lin, session):
    path = f"{B2}sections/s2"

    refused = mark(lin, 1, path=path, more="300")

    assert (refused.status_code, notes(session)) == (422, [])
    assert "A passage has room for 2,000 characters; mark less." in refused.text


def test_in_a_new_text_a_number_means_another_sentence_and_marks_nothing(
    app, lin, sections, session
):
    before = edition(lin)
    rewrite(app, sections, BODY.replace("两名执法", "新的一句。两名执法"))

    refused = mark(lin, 1, edition=before, words="写了很久")
    too_long = mark(lin, 1, edition=before, words="记" * 5_001)

    assert (refused.status_code, too_long.status_code, notes(session)) == (409, 422, [])
    assert offered(refused)[1] == "新的一句。"
    assert "写了很久</textarea>" in refused.text
    assert (" checked" in refused.text, " checked" in too_long.text) == (False, False)
    assert mark(lin, 2, words="写了很久").status_code == 303


def test_in_a_new_text_without_the_section_the_words_are_given_back(app, lin, sections, session):
    path, before = f"{B2}sections/s2", edition(lin)
    sent = {"edition": before, "sentence": "1", "more": "0", "words": "写了很久"}
    rewrite(app, sections, BODY.replace("## 出门", "出门"))

    refused = lin.post(f"{path}/notes", sent)
    bare = lin.post(f"{path}/notes", sent | {"words": ""})

    assert (refused.status_code, bare.status_code, notes(session)) == (404, 404, [])
    assert "There is no such section in this module." in refused.text
    assert ("写了很久</textarea>" in refused.text, "<textarea" in bare.text) == (True, False)


@pytest.mark.parametrize(
    "path",
    [
        "/courses/procedure/b2/sections/s3",
        "/courses/procedure/b2/sections/checks",
        "/courses/procedure/zz/sections/s1",
        "/courses/law/b2/sections/s1",
        "/courses/zz/b2/sections/s1",
    ],
)
def test_a_foreign_section_and_an_unknown_module_have_no_sentences(lin, session, path):
    assert lin.get(path).status_code == 404
    assert mark(lin, 1, path=path).status_code == 404
    assert notes(session) == []


def test_a_module_that_waits_for_another_shows_no_sentences(app, house, cast, session, sections):
    head = sections / "procedure/course.toml"
    head.write_text(head.read_text("utf-8") + '[needs]\nb3 = ["b2"]\n', "utf-8")
    with app.app_context():
        load(sections, actor=None)
    browser, path = house.as_(cast.lin, "en"), "/courses/procedure/b3/sections/s0"

    refused = [browser.get(path), mark(browser, 0, path=path)]

    assert [each.status_code for each in refused] == [409, 409]
    assert [files.FILLER[:20] in each.text for each in refused] == [False, False]
    assert notes(session) == []


def test_sentences_are_only_for_who_signed_in_and_a_mark_needs_the_form_s_token(
    house, lin, session
):
    sent = {"edition": edition(lin), "sentence": "1"}

    assert house.stranger().get(ENTER).status_code == 303
    assert house.stranger().post(f"{ENTER}/notes", sent).status_code == 401
    assert lin.post(f"{ENTER}/notes", sent, token=False).status_code == 400
    assert notes(session) == []


def test_the_form_asks_as_many_statements_for_many_sentences_as_for_few(lin, statements):
    counts = []
    for path in (f"{B2}sections/s0", f"{B2}sections/s2"):
        with statements() as heard:
            lin.get(path)
        counts.append(len(heard))

    assert counts[0] == counts[1]


def test_a_sentence_marked_in_the_form_is_the_note_that_a_selection_would_have_made(lin, session):
    mark(lin, 4)
    [chosen] = notes(session)
    _, language, quote, before, after, words = chosen

    lin.post(
        HERE,
        {"language": language, "quote": quote, "before": before, "after": after, "words": words},
        headers=JSON,
    )

    assert notes(session) == [chosen]
