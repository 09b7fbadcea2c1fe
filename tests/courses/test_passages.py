"""A module's page cut into passages, and where its places are."""

import re

import pytest

from core.markdown import rendered_course
from courses.importing import read_folder
from courses.rules.facts import covered
from courses.rules.page import HEADINGS, finished
from courses.rules.passages import Passage, folded, passages
from tests.courses.files import STARTER

pytestmark = pytest.mark.pure
PAGE = (
    "<p>先说<strong>两句</strong>话。</p>"
    '<h2 id="s1">管哪些<em>东西</em></h2><ul><li>烟<strong>叶</strong></li><li>烟丝</li></ul>'
    '<h2 id="s2">谁来管</h2><table><tr><td>省级</td><td>县级 &amp; 市级</td></tr></table>'
)


def test_a_heading_with_an_id_begins_a_passage_and_a_block_ends_a_word():
    assert passages(PAGE) == [
        Passage("", "", "先说两句话。"),
        Passage("s1", "管哪些东西", "烟叶 烟丝"),
        Passage("s2", "谁来管", "省级 县级 & 市级"),
    ]


def test_a_page_without_headings_is_one_passage_and_an_empty_one_none():
    assert passages("<p>一</p>") == [Passage("", "", "一")]
    assert passages("") == []


@pytest.mark.parametrize(
    ("text", "same"),
    [("ＡＢ　c\n d", "ab c d"), ("６１号令", "61号令"), ("烟草\u00a0专卖", "烟草 专卖"), (" ", "")],
)
def test_width_case_and_space_make_no_difference(text, same):
    assert folded(text) == same


def test_sections_are_numbered_and_the_first_law_on_a_fact_is_its_place():
    law = '<figure class="law"><p>{}</p><figcaption>第五条{}</figcaption></figure>'
    markup = (
        "<h2>一</h2>"
        + law.format("甲", " [F-A-05]")
        + "<h2>二</h2>"
        + law.format("乙", " [F-A-05, F-A-04/06]")
        + law.format("丙", "")
    )

    assert finished(markup, "zh") == (
        '<h2 id="s1">一</h2>'
        '<figure class="law"><span id="F-A-05"></span><p>甲</p>'
        "<figcaption>第五条</figcaption></figure>"
        '<h2 id="s2">二</h2>'
        '<figure class="law"><span id="F-A-04/06"></span><p>乙</p>'
        "<figcaption>第五条</figcaption></figure>" + law.format("丙", "")
    )


def test_a_heading_is_the_place_of_the_facts_it_names_that_no_law_and_no_heading_before_states():
    law = '<figure class="law"><p>甲</p><figcaption>第五条{}</figcaption></figure>'
    markup = (
        "<h2>一 [F-A-05, F-A-06]</h2>"
        "<h3>二 [F-A-06、F-A-07/08]</h3><h4>三 [4.8]</h4>"
        + law.format(" [F-A-05]")
        + "<h2>[注] 三</h2>"
    )

    assert finished(markup, "zh") == (
        '<h2 id="s1"><span id="F-A-06"></span>一</h2>'
        '<h3><span id="F-A-07/08"></span>二</h3><h4><span id="4.8"></span>三</h4>'
        '<figure class="law"><span id="F-A-05"></span><p>甲</p>'
        "<figcaption>第五条</figcaption></figure>"
        '<h2 id="s2">[注] 三</h2>'
    )
    assert [each.heading for each in passages(finished(markup, "zh"))] == ["一", "[注] 三"]


def test_what_ships_has_the_same_places_in_both_languages_and_each_is_taught():
    modules = [each for course in read_folder(STARTER).courses for each in course.modules]

    def places_in(text):
        markup = finished(rendered_course(text.body, HEADINGS[text.language]), text.language)
        return re.findall(r'<span id="([^"]+)"></span>', markup)

    wrong = [
        each["zh"].path
        for each in modules
        if places_in(each["zh"]) != places_in(each["en"])
        or not set(places_in(each["zh"])) <= set(each["zh"].facts)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("fact", "all_of_it"),
    [
        ("F-TML-02", {"F-TML-02"}),
        ("F-TML-22/23", {"F-TML-22/23", "F-TML-22", "F-TML-23"}),
        ("F-APL-04/05/06", {"F-APL-04/05/06", "F-APL-04", "F-APL-05", "F-APL-06"}),
        ("4.8", {"4.8"}),
    ],
)
def test_an_id_of_several_facts_stands_for_each(fact, all_of_it):
    assert covered(fact) == all_of_it
