"""Stored HTML as what a typesetter shows: words stay words."""

import pytest

from exam.documents.markup import plain_line, tree, tree_with_gaps

pytestmark = pytest.mark.pure


def test_tags_become_nodes_and_text_stays_text():
    found = tree("<p>a &lt;b&gt; <strong>c</strong></p></em>")

    assert [node["tag"] for node in found] == ["p"]
    *words, strong = found[0]["of"]
    assert "".join(words) == "a <b> "
    assert strong == {"tag": "strong", "of": ["c"]}


def test_white_space_runs_together_but_for_code():
    assert tree("<p>a\n  b</p><pre><code>a\n  b</code></pre>") == [
        {"tag": "p", "of": ["a b"]},
        {"tag": "pre", "of": [{"tag": "code", "of": ["a\n  b"]}]},
    ]


def test_a_gap_is_a_gap_and_braces_in_the_text_are_braces():
    assert tree_with_gaps("<p>x {{1}} &#123;{2}}</p>") == [
        {
            "tag": "p",
            "of": ["x ", {"tag": "gap", "of": [], "number": 1}, " {{2}}"],
        }
    ]
    assert tree("<p>{{1}}</p>") == [{"tag": "p", "of": ["{{1}}"]}]


def test_a_list_knows_where_it_starts_and_a_picture_what_it_shows():
    assert tree('<ol start="3"><li>x</li></ol><img alt="c" src="/pictures/tok">') == [
        {"tag": "ol", "start": 3, "of": [{"tag": "li", "of": ["x"]}]},
        {"tag": "img", "of": [], "alt": "c", "src": "tok"},
    ]


def test_what_is_nested_absurdly_deep_is_shown_flat():
    found = tree("<blockquote>" * 500 + "x" + "</blockquote>" * 500 + "<p>y</p>")

    assert found[-1] == {"tag": "p", "of": ["y"]}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("林\u202e知夏", "林知夏"),
        ("a\r\nb\u2028c", "a b c"),
        ("阿\u00b7布\u200d", "阿\u00b7布\u200d"),
        ("\x00x\ufeff", "x"),
        ("#let $x$ *y*", "#let $x$ *y*"),
    ],
)
def test_a_name_is_one_line_without_marks_that_turn_or_hide_it(name, line):
    assert plain_line(name) == line
