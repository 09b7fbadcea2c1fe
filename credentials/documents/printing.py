"""Setting a credential's page: its data, its code to scan, the fonts that go into the file."""

import json
import tomllib
from calendar import month_name
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import pylopdf_fonts_zh_cn
import segno
import typst

from core.config import ROOT
from core.errors import N_, Refused
from credentials.models import Credential
from credentials.queries.genuine import is_genuine
from credentials.queries.register import public_facts
from credentials.rules.names import code_points, is_doubtful, plain_name

Words: TypeAlias = Mapping[str, str]

HERE = Path(__file__).parent
SEAL = ROOT / "app/static/seal.svg"
MOST_SPELT = 24
NOT_OURS = N_("This credential is not what was issued and signed. Nothing is printed of it.")
WORDS: Mapping[str, Words] = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))


def refuse_unless_genuine(credential: Credential) -> None:
    """Nothing is printed or signed of what the house did not issue."""
    if is_genuine(credential):
        raise Refused(NOT_OURS)


def shared(credential: Credential, language: str) -> dict[str, object]:
    """What card and certificate say alike, in "zh" or "en"."""
    facts = public_facts(credential)
    words = WORDS[language]
    is_valid = facts.standing.is_valid
    return {
        "title": facts.titles[language],
        "unit": unit_in(facts.unit, facts.unit_en, language),
        "name": plain_name(credential.name),
        "code_points": code_points(credential.name)[:MOST_SPELT]
        if is_doubtful(credential.name)
        else (),
        "words": facts.words[language],
        "sealed": is_valid and not credential.is_demonstration,
        "status": words["sample"] if is_valid else words[facts.standing.status],
        "demonstration": words["demonstration"] if credential.is_demonstration else "",
        "check": words["check"],
    }


def unit_in(name: str, name_en: str, language: str) -> str:
    """A unit's name in a language, or the one that it has."""
    return (name_en or name) if language == "en" else name


def day_in(day: date, language: str) -> str:
    """A day as documents write it."""
    return WORDS[language]["date"].format(day, month_name[day.month])


def typeset(template: str, says: Mapping[str, object], credential: Credential, house: str) -> bytes:
    """The PDF of a template of this folder, with the credential's photo and code to scan.

    Everything goes in as one JSON, the photo as numbers: no file is written.
    """
    data = {
        **says,
        "photo": _photo(credential),
        "seal": SEAL.read_text(),
        "code_to_scan": _code_to_scan(f"{house}/c/{credential.uid}"),
    }
    return typst.compile(
        b"".join((HERE / part).read_bytes() for part in ("common.typ", template)),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def _photo(credential: Credential) -> list[int]:
    """The bytes of the photo under the seal; another one in its place is refused."""
    photo = credential.photo
    if photo is None:
        return []
    if sha256(photo.image).hexdigest() != photo.digest:
        raise Refused(NOT_OURS)
    return list(photo.image)


def _code_to_scan(address: str) -> str:
    return str(segno.make(address, error="m", micro=False).svg_inline(border=2))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts that come with the house; what the machine has is not looked at."""
    folder = pylopdf_fonts_zh_cn.sans_path().parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
