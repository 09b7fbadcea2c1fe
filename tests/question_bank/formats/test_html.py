"""HTML into Markdown of ours, and back."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.markdown import plain, rendered
from question_bank.formats.html import (
    Loss,
    markdown_of,
    plain_as_markdown,
    without_private,
    words_of,
)

pytestmark = pytest.mark.pure
LEFT_OUT = "<%(tag)s> in the text is left out"
MARKS = "ab中1 \n*_`[]()<>#+-.!|~\\&;:=>{}$甲。，x/@"


def nowhere(_source: str) -> None:
    """No picture is in the file."""


def kept(source: str) -> str:
    return f"media/{source}"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("两人", "两人"),
        ("<p>甲</p><p>乙</p>", "甲\n\n乙"),
        ("甲<br>乙", "甲  \n乙"),
        ("<b>a</b><strong>b</strong> <i>c</i> <s>d</s>", "**ab** *c* ~~d~~"),
        ("<b><b>a</b></b>", "**a**"),
        ("<h1>标题</h1>正文", "**标题**\n\n正文"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n    - b"),
        ("<ol start='3'><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<ul><li>[x] a</li></ul>", "- \\[x] a"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<code>a_b*</code>", "`a_b*`"),
        ("x<sup>2</sup> H<sub>2</sub>O", "x² H~2~O"),
        ("<dl><dt>甲</dt><dd>乙</dd></dl>", "**甲**\n\n乙"),
        ("<a href='https://a.cn/x(1)'>甲</a>", "[甲](<https://a.cn/x(1)>)"),
        ("<a href='javascript:x'>甲</a>", "甲"),
        ("<img src='a.png' alt='图 [1]'>", "![图 \\[1\\]](media/a.png)"),
        ("<u>&nbsp; &nbsp;</u>天", "\\_\\_\\_\\_天"),
        ("1. a", "1\\. a"),
        ("1.某", "1\\.某"),
        ("# a", "\\# a"),
        ("- a", "\\- a"),
        ("a\n---", "a\n\\---"),
        ("a_b *c* 5~6 7~8 &amp;lt; &lt;b&gt;", "a_b \\*c\\* 5\\~6 7\\~8 &amp;lt; <b>"),
        ("a\u200bb\u00a0c<!-- d -->", "ab c"),
    ],
)
def test_markup_becomes_markdown_of_the_house(markup: str, text: str):
    assert markdown_of(markup, kept) == (text, ())


def test_a_table_stays_a_table():
    markup = (
        "<table><tr><th>甲|</th><th>乙</th></tr><tr><td>1<br>2</td><td><p>3</p></td></tr></table>"
    )

    assert markdown_of(markup, kept).text == "| 甲\\| | 乙 |\n| --- | --- |\n| 1 2 | 3 |"


@pytest.mark.parametrize(
    ("markup", "text", "message", "values"),
    [
        ("a<script>b</script>", "a", "a script or style sheet in the text is left out", {}),
        ("a<style>b</style>", "a", "a script or style sheet in the text is left out", {}),
        (
            "a<iframe src='x'>b</iframe>",
            "a",
            LEFT_OUT,
            {"tag": "iframe"},
        ),
        ("a<svg><text>b</text></svg>", "a", "<%(tag)s> in the text is left out", {"tag": "svg"}),
        (
            "<math alttext='x^2'><mi>x</mi></math>",
            "x^2",
            LEFT_OUT,
            {"tag": "math"},
        ),
        (
            "<img src='https://a.cn/x.png' alt='图'>",
            "图",
            "the picture '%(name)s' is not in the file",
            {"name": "https://a.cn/x.png"},
        ),
        (
            "<u>a</u><span style='color:red'>b</span>",
            "ab",
            "looks that Markdown does not have are left out: %(tags)s",
            {"tags": "style, u"},
        ),
        (
            "<table><tr><th colspan='2'>a</th></tr></table>",
            "| a | |\n| --- | --- |",
            "merged cells of a table are taken apart",
            {},
        ),
        (
            r"\(x^2\)",
            r"\\(x^2\\)",
            "formulas stay as they were typed: %(formula)s",
            {"formula": r"\(x^2\)"},
        ),
        (
            "<span class='multilang' lang='zh'>甲</span>",
            "甲",
            "the text stands there in several languages, and here one after another",
            {},
        ),
    ],
)
def test_what_markdown_cannot_have_is_told(markup: str, text: str, message: str, values: dict):
    assert markdown_of(markup, nowhere) == (text, (Loss(message, values),))


def test_deep_nesting_is_flattened_and_told():
    told = markdown_of("<div><b>" * 5_000 + "x", nowhere)

    assert told.text == "**x**"
    assert [loss.message for loss in told.losses] == [
        "the text was nested too deeply; its innermost parts are plain text"
    ]


def test_a_text_of_nothing_but_tags_is_not_parsed():
    told = markdown_of("<b>x</b>" * 20_000, nowhere)

    assert told.losses == (Loss("a text with more than 20,000 tags is kept without any"),)


def test_characters_that_mark_gaps_with_us_are_taken_out_however_they_are_written():
    assert without_private("a\ue000b&#57344;c&#xE001;d&#xF8FFe") == "abcde"


def test_words_have_no_marks():
    assert words_of("**甲** `乙`\n\n- 丙 &amp; 丁") == "甲 乙 丙 & 丁"


@settings(max_examples=150)
@given(st.text(alphabet=MARKS, max_size=30))
def test_plain_text_shows_the_same_words_whatever_marks_are_in_it(text: str):
    shown = plain(rendered(plain_as_markdown(text)))

    assert "".join(shown.split()) == "".join(text.split())


@settings(max_examples=150)
@given(st.text(alphabet=MARKS, max_size=40))
def test_what_we_wrote_ourselves_comes_back_and_goes_out_the_same(text: str):
    once = rendered(markdown_of(rendered(text), kept).text)
    twice = rendered(markdown_of(once, kept).text)

    assert twice == once


@settings(max_examples=100)
@given(st.text(alphabet="<>/abpdivultr =\"'&;\n", max_size=60))
def test_any_markup_at_all_is_read(markup: str):
    told = markdown_of(markup, nowhere)

    assert not re.search(r"^ {0,3}#", told.text, re.MULTILINE)
