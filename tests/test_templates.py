"""What templates must not do: anything inline, anything from elsewhere, anything untranslated."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure
ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "app" / "templates").rglob("*.html"))
STATIC = sorted((ROOT / "app" / "static").rglob("*.[cj]s*"))


def found(pattern: str, files=TEMPLATES) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}: {match.group(0)[:60]}"
        for file in files
        for match in re.finditer(pattern, file.read_text(encoding="utf-8"))
    ]


def test_no_script_style_or_handler_is_inline():
    assert found(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=|javascript:") == []


def test_nothing_comes_from_another_host():
    assert found(r"(?:src|href|action)=\"(?:https?:)?//") == []
    assert found(r"url\((?!['\"]?data:)['\"]?(?:https?:)?//|@import", STATIC) == []


def test_colours_stand_in_the_tokens_alone():
    styles = [file for file in STATIC if file.suffix == ".css" and file.name != "tokens.css"]

    assert found(r"#[0-9a-fA-F]{3,8}\b(?!\s*\{)|rgba?\(", styles) == [
        "app/static/css/media.css: #fff"
    ]


def test_visible_words_go_through_the_catalogue():
    bare = [
        line
        for file in TEMPLATES
        for line in re.findall(r">\s*([A-Z][a-z]+ [a-z]+[^<{]*)<", file.read_text(encoding="utf-8"))
    ]

    assert [line for line in bare if line != "Register, paper in English"] == []


def test_every_post_form_carries_a_token():
    missing = [
        f"{file.relative_to(ROOT)}"
        for file in TEMPLATES
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", file.read_text(), re.DOTALL)
        if "token" not in form
    ]

    assert missing == []


def test_templates_stay_short():
    long = [
        f"{file.relative_to(ROOT)}: {len(file.read_text().splitlines())}"
        for file in TEMPLATES
        if len(file.read_text().splitlines()) > 120
    ]

    assert long == []
