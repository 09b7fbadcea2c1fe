"""Case files and role plays in a module: shown, folded, and not counted as text."""

import pytest

from core.markdown import rendered_course
from courses.rules import checking
from courses.rules.module_file import read
from tests.courses import files

pytestmark = pytest.mark.pure
EXERCISE = """
//// {name} | 案卷练习：两处毛病
笔录写着三条。

/// answer | 先自己找，再打开对照
1. 应当写十条。
///
////
"""


def codes(body):
    text = read("procedure/zh/02-inspection.md", "zh", files.module(body)).text
    return [each.code for each in checking.check(text)]


@pytest.mark.parametrize("name", ["casefile", "roleplay"])
def test_an_exercise_stands_apart_and_its_answer_is_folded(name):
    assert rendered_course(EXERCISE.format(name=name), {}) == (
        f'<section class="{name}">\n<h3>案卷练习：两处毛病</h3>\n<p>笔录写着三条。</p>\n'
        '<details class="answer">\n<summary>先自己找，再打开对照</summary>\n'
        "<ol>\n<li>应当写十条。</li>\n</ol>\n</details>\n</section>"
    )


def test_an_answer_is_text_and_nothing_else():
    body = EXERCISE.format(name="casefile").replace("应当写十条", "<b onclick=x>应当</b>")

    assert "<b" not in rendered_course(body, {})


@pytest.mark.parametrize("name", ["casefile", "roleplay"])
def test_an_exercise_is_not_counted_and_may_be_long(name):
    long = EXERCISE.format(name=name).replace("笔录写着三条。", "笔录" * 2_000)

    assert codes(files.BODY + long) == []
    assert codes(files.BODY + "笔录" * 2_000) == ["CM201"]


def test_an_exercise_that_is_not_closed_is_an_error():
    assert "CM112" in codes(files.BODY + "\n//// casefile | 练习\n\n笔录。\n")
