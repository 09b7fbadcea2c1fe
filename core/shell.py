"""What an installed application is made of: the fingerprint of its files, its two colours."""

import hashlib
import re
from functools import cache

from core.http import STATIC_FOLDERS, asset_digest

_PAPER = re.compile(r"--cz-paper: (#[0-9a-f]{6});")


@cache
def fingerprint() -> str:
    """The fingerprint of all scripts and styles: another one is another version."""
    folder = STATIC_FOLDERS["static"]
    names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.[cj]s*"))
    digests = "".join(asset_digest("static", name) for name in names)
    return hashlib.sha256(digests.encode()).hexdigest()[:12]


@cache
def papers() -> tuple[str, str]:
    """The colour of the page in light and in dark, as the tokens say."""
    tokens = (STATIC_FOLDERS["static"] / "css/tokens.css").read_text(encoding="utf-8")
    light, dark = _PAPER.findall(tokens)[:2]
    return light, dark
