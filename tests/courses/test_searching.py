"""Search over all content, the glossary, and the places of facts."""

import pytest

from courses.importing import load
from courses.queries.glossary import glossary
from courses.queries.places import PlaceInModule, places_of
from courses.queries.searching import search
from courses.rules.glossary import Term, Unfit, parse
from courses.rules.page import section_of
from courses.rules.searching import Piece, snippet, terms
from tests.courses import files
from tests.courses.conftest import shelf_files

TERM = """
[[terms]]
zh = "{zh}"
en = "{en}"
zh_means = "一句话"
en_means = "A sentence"
module = "b4"
facts = ["F-APL-56"]
"""


@pytest.mark.pure
@pytest.mark.parametrize(
    ("asked", "looked_for"),
    [("", []), ("   ", []), (" 烟草  ＡＰＬ ", ["烟草", "apl"]), ("一 一", ["一"])],
)
def test_what_is_asked_becomes_folded_words_each_once(asked, looked_for):
    assert terms(asked) == looked_for


@pytest.mark.pure
def test_a_snippet_shows_what_was_found_as_it_is_written_with_some_words_before():
    text = "零" * 50 + "送达Ｂ回证" + "一" * 200

    assert snippet(text, ["b回"]) == [
        Piece("…", is_hit=False),
        Piece("零" * 28 + "送达", is_hit=False),
        Piece("Ｂ回", is_hit=True),
        Piece("证" + "一" * 107 + "…", is_hit=False),
    ]
    assert snippet("没有", ["别的"]) == [Piece("没有", is_hit=False)]


@pytest.mark.pure
def test_a_glossary_reads_in_its_order_and_refuses_what_is_not_a_term():
    both = TERM.format(zh="送达", en="service") + TERM.format(zh="听证", en="hearing")

    assert [each.zh for each in parse(both)] == ["送达", "听证"]
    assert parse(both)[0] == Term("送达", "service", "一句话", "A sentence", "b4", ("F-APL-56",))
    for wrong in (
        both + TERM.format(zh="送达", en="another"),
        TERM.format(zh="甲", en="a").replace("en_means", "meaning"),
        TERM.format(zh="甲", en="a").replace('["F-APL-56"]', "[]"),
        TERM.format(zh="", en="a"),
    ):
        with pytest.raises(Unfit):
            parse(wrong)


SECTIONS = (
    files.BODY
    + """
## 亮证的规矩

进店先**亮证**，再看货。[询问](https://example.org)要有两个人。

## 别的

这里什么也没有，只有 100% 与 a_b。
"""
)


@pytest.fixture
def taught(app, questions, tmp_path):
    """The shelf with a module that has sections."""
    zh, en = "procedure/zh/02-inspection.md", "procedure/en/02-inspection.md"
    changed = shelf_files() | {
        zh: files.module(SECTIONS),
        en: files.module(SECTIONS.replace("规矩", "rule"), title="Inspection", title_parts=None),
    }
    root = files.write(tmp_path / "taught", changed)
    with app.app_context():
        load(root, actor=None)
    return root


def hits(found):
    return [(each.module, each.language, each.anchor) for each in found.hits]


@pytest.mark.parametrize(
    ("asked", "sections"),
    [
        ("证的规", [("b2", "zh", "s1")]),
        ("证的 RULE", [("b2", "en", "s1")]),
        ("先亮证", [("b2", "zh", "s1")]),
        ("两个人 看货", [("b2", "zh", "s1")]),
        ("100%", [("b2", "zh", "s2")]),
        ("a_b", [("b2", "zh", "s2")]),
        ("a%b", []),
        ("a-b", []),
        ("不在任何地方", []),
        ("", []),
    ],
)
@pytest.mark.usefixtures("in_app", "taught")
def test_search_finds_every_word_inside_words_and_a_section_once(asked, sections):
    assert hits(search(asked, "zh")) == sections


@pytest.mark.usefixtures("in_app", "taught")
def test_a_section_is_shown_in_the_reader_s_language():
    assert hits(search("两个人", "en")) == [("b2", "en", "s1")]


@pytest.mark.usefixtures("in_app", "taught")
def test_a_heading_that_says_it_comes_before_words_that_do():
    assert hits(search("亮证", "zh"))[0] == ("b2", "zh", "s1")


@pytest.mark.usefixtures("in_app")
def test_search_reads_the_newest_wording_alone(taught):
    zh = taught / "procedure/zh/02-inspection.md"
    zh.write_text(zh.read_text(encoding="utf-8").replace("先**亮证**", "先出示"), encoding="utf-8")
    load(taught, actor=None)

    assert hits(search("先亮证", "zh")) == [("b2", "en", "s1")]
    assert hits(search("先出示", "zh")) == [("b2", "zh", "s1")]


@pytest.mark.usefixtures("in_app", "taught")
def test_search_asks_as_many_statements_for_much_as_for_little(statements):
    with statements() as few:
        search("不在任何地方", "zh")
    with statements() as many:
        found = search("亮证", "zh")

    assert len(found.hits) > 2
    assert len(many) == len(few)


@pytest.mark.usefixtures("in_app", "taught")
def test_a_fact_leads_to_the_module_that_teaches_it_first_of_the_topic():
    b2 = PlaceInModule("procedure", "b2", {"zh": "市场检查", "en": "Inspection"}, "F-APL-55", {})

    found = places_of(["F-APL-55"], "proc.inspect")

    assert [each.module for each in found] == ["a1", "b2"]
    assert found[1] == b2
    assert places_of(["F-APL-99"]) == []


@pytest.mark.usefixtures("in_app")
def test_the_place_of_a_fact_is_told_with_its_section_in_each_language(taught, statements):
    heading = "## 别的"
    for language, words in (("zh", "告知 [F-APL-56]"), ("en", "Telling **them** [F-APL-56]")):
        path = taught / f"procedure/{language}/02-inspection.md"
        text = path.read_text(encoding="utf-8").replace(
            "facts: F-APL-55", "facts: F-APL-55, F-APL-56"
        )
        path.write_text(text.replace(heading, f"## {words}"), encoding="utf-8")
    load(taught, actor=None)

    with statements() as heard:
        (place,) = places_of(["F-APL-56"])

    assert place.sections == {"zh": "告知", "en": "Telling them"}
    assert len(heard) == 3


@pytest.mark.pure
def test_a_place_is_in_the_last_section_that_begins_before_it():
    page = '<p id="a"></p><h2 id="s1">One</h2><h3><span id="b"></span></h3><h2 id="s2">Two</h2>'

    assert [section_of(page, each) for each in ("a", "b", "s2", "c")] == [None, "One", "Two", None]


def test_a_reader_searches_over_http_and_bad_words_do_no_harm(house, cast, taught):
    lin = house.as_(cast.lin, "zh")

    page = lin.get("/courses/search?q=亮证").text

    assert "/courses/procedure/b2/#s1" in page
    assert "<mark>亮证</mark>" in page
    for asked in ("<script>alert(1)</script>", "%00", "%F0%9F%98%80", "一" * 5000):
        for place in ("search", "notes"):
            answer = lin.get(f"/courses/{place}?q={asked}")
            assert (answer.status_code, "<script>alert" in answer.text) == (200, False)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "共 4 处，我的笔记 1 条 · 先列出最相关的 2 处"),
        ("en", "4 sections, 1 note of mine · The best 2 sections are shown"),
    ],
)
def test_how_many_there_are_is_said_also_where_only_the_best_are_shown(
    house, cast, taught, monkeypatch, language, said
):
    monkeypatch.setattr("courses.queries.searching.MOST", 2)
    lin = house.as_(cast.lin, language)
    lin.post("/courses/procedure/b2/notes", {"language": "zh", "words": "别忘了亮证"})

    page = lin.get("/courses/search?q=亮证").text

    assert said in page
    assert page.count("<h3 lang=") == 2


@pytest.mark.parametrize("path", ["/courses/search?q=亮证", "/courses/glossary"])
def test_nobody_looks_things_up_without_signing_in(house, path):
    assert house.stranger().get(path).status_code == 303


def test_every_term_that_ships_is_taught_by_a_module_that_ships():
    heads = [path.read_text(encoding="utf-8") for path in files.STARTER.glob("*/zh/*.md")]
    modules = {head.split("module: ")[1].split("\n")[0]: head for head in heads}

    assert [term.zh for term in glossary() if term.module not in modules] == []
