"""A page as the lines that somebody compares with what they read before."""

import pytest

from courses.rules.lines import lines

pytestmark = pytest.mark.pure


def test_headings_items_and_sentences_are_lines_of_their_own():
    page = (
        "<h2>学完以后</h2><ul><li>能亮证</li><li>能<strong>询问</strong></li></ul>"
        '<h2 id="s1"><span id="F-A-01"></span>进门</h2><p>先亮证。再问话；\n后记录。</p>'
    )

    assert lines(page) == [
        "学完以后", "能亮证", "能询问", "进门", "先亮证。", "再问话；", "后记录。",
    ]  # fmt: skip


def test_a_row_of_a_table_is_one_line():
    page = (
        "<p>Look.</p><table><thead><tr><td></td><th>To do</th></tr></thead>"
        "<tbody><tr><td>One.</td><td>Read.\n Write.</td></tr></tbody></table>"
    )

    assert lines(page) == ["Look.", "To do", "One. · Read. Write."]


@pytest.mark.parametrize("page", ["", "<p> \n</p>", "<table><tr><td></td></tr></table>"])
def test_where_nothing_is_said_there_is_no_line(page):
    assert lines(page) == []
