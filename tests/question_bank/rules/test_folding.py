"""Folding of typed answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.rules.folding import fold

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("７", "7"),
        ("  七  ", "七"),
        ("七 日", "七日"),
        ("7 日", "7日"),
        ("七　日", "七日"),
        ("Lawful  Basis", "lawful  basis"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Ａ４", "a4"),
        ("", ""),
        ("\u3000", ""),
        ("应当", "应当"),
        ("不应当", "不应当"),
    ],
)
def test_an_answer_is_folded(typed, folded):
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
