"""Markdown from anybody comes out as HTML that cannot run, and comes out soon."""

import re
from html.parser import HTMLParser
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.markdown import (
    ATTRIBUTES,
    SCHEMES,
    TAGS,
    _clean,
    _renderers,
    plain,
    rendered,
    rendered_course,
    rendered_inline,
)

pytestmark = pytest.mark.pure


def course(text):
    return rendered_course(text, {})


RENDERERS = [rendered, rendered_inline, course]
ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<p onclick='x()'>a</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe src='https://evil.example'></iframe>",
    "<style>*{display:none}</style>",
    "<div style='position:fixed'>x</div>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<!-- --><script>alert(1)</script><!-- -->",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](/a.png)',
    '[x](/a "t\\" onmouseover=\\"alert(1)")',
    "<javascript:alert(1)>",
    "[x]\n\n[x]: javascript:alert(1)",
    "[![x](javascript:a)](javascript:b)",
    "> - 1. <script>alert(1)</script>\n>   ```\n>   </code><script>alert(2)</script>\n>   ```",
    "| <script>a</script> | [x](javascript:b) |\n|-|-|\n| <img src=x onerror=c> | d |",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "```x onload=alert(1)\na\n```",
    "/// note | <script>alert(1)</script>\n<img src=x onerror=alert(2)>\n///",
    "/// law | x\n    attrs: {onclick: alert(1), style: a}\n\ny\n///",
    "\x00<script>alert(1)</script>",
    "\x02wzxhzdk:0\x03 <script>alert(1)</script>",
]


class Reading(HTMLParser):
    """Every tag, attribute and address that a browser would see."""

    def __init__(self, markup):
        super().__init__()
        self.found = []
        self.feed(markup)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


@pytest.mark.parametrize("render", RENDERERS, ids=["text", "inline", "course"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_only_known_tags_with_known_attributes_and_addresses_come_out(render, attack):
    harmless = {"title", "lang"}
    added = {"a": {"rel"}, "table": {"class"}}
    for tag, attributes in Reading(render(attack)).found:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | added.get(tag, set()) | harmless
        for name in ("href", "src"):
            address = attributes.get(name) or "/"
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
            assert scheme is None or scheme[1].lower() in SCHEMES


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        (
            "**a** *b* ~~c~~ H~2~O",
            "<p><strong>a</strong> <em>b</em> <del>c</del> H<sub>2</sub>O</p>",
        ),
        (
            "[a](https://x.cn/)",
            '<p><a href="https://x.cn/" rel="noopener noreferrer">a</a></p>',
        ),
        ("`[a](b)`", "<p><code>[a](b)</code></p>"),
    ],
)
def test_what_is_meant_comes_out_as_meant(text, markup):
    assert rendered(text) == markup


def test_one_paragraph_loses_its_paragraph_and_two_keep_theirs():
    assert rendered_inline("a **b**") == "a <strong>b</strong>"
    assert rendered_inline("a\n\nb") == "<p>a</p>\n<p>b</p>"


@pytest.mark.parametrize(
    ("count", "shown"), [(500, "[" * 500), (501, "[" * 501), (18_000, "[" * 18_000)]
)
@pytest.mark.parametrize("render", RENDERERS, ids=["text", "inline", "course"])
def test_brackets_come_out_as_typed_however_many(render, count, shown):
    assert plain(render("[" * count)) == shown


@pytest.mark.parametrize("render", RENDERERS, ids=["text", "inline", "course"])
@pytest.mark.parametrize(
    "part",
    [
        "[",
        "![",
        "](",
        "[a](",
        "[x][",
        "*",
        "**a",
        "_a ",
        "`",
        "<",
        "~a",
        "> ",
        "- ",
        "1. ",
        "|",
        "&",
    ],
)
def test_no_text_keeps_anybody_waiting(render, part):
    began = process_time()

    render(part * (18_000 // len(part)))

    assert process_time() - began < 5


def test_links_still_work_below_the_number_of_brackets_that_is_too_many():
    text = "[a](/b) " * 500

    assert rendered(text).count("<a ") == 500


@pytest.mark.parametrize("render", RENDERERS, ids=["text", "inline", "course"])
def test_lists_a_thousand_deep_come_out_as_they_were_typed(render):
    deep = "1. " * 4_000 + "<b>"

    assert plain(render(deep)) == deep


@pytest.mark.parametrize("render", RENDERERS, ids=["text", "inline", "course"])
def test_a_text_that_was_too_deep_leaves_no_trace_in_the_next_one(render):
    text = "- 甲\n\n  乙\n- 丙\n\n文字"
    before = render(text)

    render("1. " * 4_000)

    assert render(text) == before


def test_a_definition_of_a_link_is_forgotten_with_its_text():
    rendered("[a]: https://x.cn/")

    assert rendered("[a]") == "<p>[a]</p>"


def test_a_heading_put_before_a_block_is_text():
    markup = rendered_course("/// objectives\na\n///", {"objectives": "<b>能做什么"})

    assert markup == '<div class="objectives"><h3>&lt;b&gt;能做什么</h3>\n<p>a</p>\n</div>'


def test_a_table_scrolls_in_a_box_that_the_keyboard_reaches():
    markup = course("| a |\n|-|\n| b |")

    assert markup.startswith('<div class="table-responsive" role="region" tabindex="0"><table')
    assert '<th scope="col">a</th>' in markup


def test_the_words_of_markup_are_left_when_its_tags_are_gone():
    assert plain("<p>a &lt;b&gt;</p>\n<ul><li>c</li></ul>") == "a <b> c"


def test_what_is_emphasised_stays_one_word_with_what_is_beside_it():
    assert plain(rendered("哪些处理**违反**规定\n\n又x~~y~~z")) == "哪些处理违反规定 又xyz"
    assert plain("<p>a<br>b</p><p><em>c</em>d</p>") == "a b cd"


def test_a_picture_is_its_caption_among_the_words():
    assert plain('<p>图：<img alt="一条&quot;街&quot;" src="/x" width="1" height="1"> 好</p>') == (
        '图： 一条"街" 好'
    )


PLAIN = st.text(
    "甲乙一人abc12 ，。、；：？！“”（）《》%,;?()\"'/_*`[]<>&\\#.-+|:\n\t\u3000é", max_size=24
)


@given(PLAIN)
@example("甲，乙。")
@example("a  b")
@example("甲 ")
@example('"甲"(乙)')
@example("1. 甲")
@example("甲_乙_")
@settings(max_examples=500)
def test_a_text_with_nothing_special_looks_as_it_would_the_long_way(text):
    slow = _clean(_renderers.text.converted(text))

    assert rendered(text) == slow
