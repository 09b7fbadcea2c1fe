"""Definitions and rubrics that ship with the house."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent.parent / "content"


@cache
def shipped_definitions() -> dict[str, dict[str, Any]]:
    """The definitions that ship, by the name of their file."""
    return _read(CONTENT)


@cache
def shipped_rubrics() -> dict[str, dict[str, Any]]:
    """The rubrics that ship, by code."""
    return {rubric["code"]: rubric for rubric in _read(CONTENT / "rubrics").values()}


def _read(folder: Path) -> dict[str, dict[str, Any]]:
    return {
        file.stem: tomllib.loads(file.read_text(encoding="utf-8"))
        for file in sorted(folder.glob("*.toml"))
    }
