"""Which accepted spellings a reader is shown."""

import pytest

from question_bank.rules.spellings import in_script_of

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "spellings", "shown"),
    [
        ("<p>罚款 {{1}} 元</p>", ["二百", "200", "200元", "200 yuan", "two hundred"],
         ["二百", "200", "200元"]),
        ("<p>a fine of {{1}}</p>", ["二百", "200", "200元", "200 yuan", "two hundred"],
         ["200", "200 yuan", "two hundred"]),
        ("<p>第 {{1}} 类</p>", ["A类", "A"], ["A类"]),
        ("<p>用 {{1}} 登录</p>", ["APP"], ["APP"]),
        ("<p>write {{1}}</p>", ["归档"], ["归档"]),
    ],
)  # fmt: skip
def test_spellings_in_the_script_of_the_question_are_shown_or_all_where_none_is(
    text, spellings, shown
):
    assert in_script_of(text, spellings) == shown
