"""What names and codes may look like, and what a password must be."""

import pytest

from accounts.actions.signing_in import password_weakness
from accounts.rules.names import (
    code_problem,
    login_problem,
    name_problem,
    tidy_code,
    tidy_login,
    tidy_name,
)
from accounts.rules.units import level_below

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("login", ["ab", "3301", "lin.zhixia", "lin@example", "a" * 64])
def test_a_login_of_letters_digits_and_four_signs_is_right(login):
    assert login_problem(login) is None


@pytest.mark.parametrize(
    "login", ["", "a", ".ab", "a" * 65, "Lin", "林知夏", "a b", "a\nb", "1e+17", "<b>", "ab\u202e"]
)
def test_any_other_login_is_refused(login):
    assert login_problem(login) is not None


@pytest.mark.parametrize("code", ["4", "QL-01.2", "x" * 32])
def test_a_unit_code_may_have_capitals(code):
    assert code_problem(code) is None


@pytest.mark.parametrize("code", ["", "-1", "x" * 33, "单位", "a b"])
def test_any_other_unit_code_is_refused(code):
    assert code_problem(code) is not None


@pytest.mark.parametrize("name", ["林", "林知夏", "阿依古丽·买买提", "Anne O'Neil", "名" * 64])
def test_a_name_in_any_script_is_right(name):
    assert name_problem(name) is None


@pytest.mark.parametrize(
    "name", ["", "名" * 65, "林\u202e夏", "林\u200b夏", "林\x00", "林\ue000", "林\ud800"]
)
def test_a_name_that_is_missing_long_or_holds_unseen_letters_is_refused(name):
    assert name_problem(name) is not None


def test_names_are_tidied_before_they_are_looked_at():
    assert tidy_login("  ＡＢ１２ ") == "ab12"
    assert tidy_code(" ３３０１ ") == "3301"
    assert tidy_name("\u3000林\u3000 知\t夏\r\n") == "林 知 夏"


@pytest.mark.parametrize(
    ("level", "below"),
    [("nation", "province"), ("province", "city"), ("city", "county"), ("county", None)],
)
def test_a_units_level_follows_from_the_one_above(level, below):
    assert level_below(level) == below


@pytest.mark.parametrize(
    "password", ["kongtiao-lvdou", "四个不相干的词语呀呀", "x7!kQ2#mP9", "teapot lamp " + "q" * 116]
)
def test_a_password_of_unlike_words_is_good(password):
    assert password_weakness(password, about=["lin", "林知夏"]) is None


@pytest.mark.parametrize(
    "password", ["x7!kQ2#mP", "x" * 129, "1234567890", "password12", "chizheng1234", "linzhixia123"]
)
def test_a_short_long_common_or_near_password_is_refused(password):
    assert password_weakness(password, about=["linzhixia", "林知夏"]) is not None
