"""Setting pages of an exam: words, fonts, and the data that a template shows."""

import json
import tomllib
from calendar import month_name
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pylopdf_fonts_zh_cn
import segno
import typst

from core.clock import moment
from question_bank.models import Picture

HERE = Path(__file__).parent
WORDS: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    (HERE / "words.toml").read_text(encoding="utf-8")
)
WIDEST_MM = 120.0
HIGHEST_MM = 85.0
MM_A_PIXEL = 25.4 / 144


def typeset(template: str, says: Mapping[str, object]) -> bytes:
    """The PDF of a template of this folder. Everything goes in as one JSON: data, never code."""
    return typst.compile(
        b"".join((HERE / part).read_bytes() for part in ("common.typ", template)),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(says, ensure_ascii=False)},
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts that come with the house; what the machine has is not looked at."""
    folder = pylopdf_fonts_zh_cn.sans_path().parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def moment_in(at_ms: int, zone: str, language: str) -> str:
    """A reading of the exam clock as papers write it, in the local time of a unit."""
    local: datetime = moment(at_ms).astimezone(ZoneInfo(zone))
    return str(WORDS[language]["date"].format(local, month_name[local.month]))


def code_to_scan(text: str) -> str:
    """A code to scan as SVG."""
    return str(segno.make(text, error="m", micro=False).svg_inline(border=1))


def as_shown(pictures: Mapping[str, Picture]) -> dict[str, dict[str, object]]:
    """Pictures as a template takes them: their bytes as numbers, their format and width in mm."""
    return {
        token: {
            "data": list(picture.data),
            "format": picture.mimetype.removeprefix("image/").replace("jpeg", "jpg"),
            "width": _width_mm(picture),
        }
        for token, picture in pictures.items()
    }


def _width_mm(picture: Picture) -> float:
    highest = HIGHEST_MM * picture.width / max(1, picture.height)
    return round(min(picture.width * MM_A_PIXEL, WIDEST_MM, highest), 2)
