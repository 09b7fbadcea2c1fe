"""Every act on the trail is said in words."""

import ast
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import pytest

from oversight.rules.acts import ACT_NAMES, SUBJECT_NAMES

pytestmark = pytest.mark.pure
ROOT = Path(__file__).parents[3]
PACKAGES = (
    "core",
    "audit",
    "accounts",
    "question_bank",
    "courses",
    "practice",
    "exam",
    "oversight",
)


def acts() -> set[str]:
    """The acts of every package that has some."""
    modules = [import_module(f"{file.parent.name}.acts") for file in ROOT.glob("*/acts.py")]
    kinds = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
    ]
    return {str(act) for kind in kinds for act in kind}


def subjects() -> set[str]:
    """The kinds of things that product code names as the subject of an entry."""
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    pairs = (
        (word.arg, word.value)
        for file in files
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        for word in call.keywords
    )
    return {
        value.elts[0].value
        for name, value in pairs
        if name == "subject"
        and isinstance(value, ast.Tuple)
        and isinstance(value.elts[0], ast.Constant)
    }


def test_every_act_has_a_name_and_no_name_is_without_its_act():
    assert set(ACT_NAMES) == acts()


def test_no_two_acts_have_the_same_name():
    assert len(set(ACT_NAMES.values())) == len(ACT_NAMES)


def test_everything_that_is_acted_on_has_a_name():
    assert len(subjects()) > 8
    assert subjects() - set(SUBJECT_NAMES) == set()
