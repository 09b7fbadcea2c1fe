"""The pictures of a file, each under a name that we can keep."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from pathlib import PurePosixPath
from urllib.parse import unquote

from question_bank.rules.pictures import is_kept_name

_DATA = re.compile(r"data:image/[a-z+.-]{1,20};base64,(?P<data>[A-Za-z0-9+/=\s%]*)", re.IGNORECASE)
_STRANGE = re.compile(r"[^A-Za-z0-9_.\u4e00-\u9fff-]+")
_SUFFIXES = {".png": (".png",), ".jpg": (".jpg", ".jpeg"), ".gif": (".gif",), ".webp": (".webp",)}


class Album:
    """Gathers pictures; the same picture twice is one, two of one name get two names."""

    def __init__(self) -> None:
        """Begin without any."""
        self.pictures: dict[str, bytes] = {}

    def kept(self, name: str, data: bytes) -> str | None:
        """The name that the picture is kept under; nothing for what is no picture."""
        suffix = _suffix(data)
        if suffix is None:
            return None
        wanted = _plain(name, suffix)
        candidate, number = wanted, 1
        while self.pictures.get(candidate, data) != data:
            number += 1
            candidate = f"{wanted.removesuffix(suffix)}-{number}{suffix}"
        self.pictures[candidate] = data
        return candidate

    def kept_inline(self, source: str) -> str | None:
        """The name for a picture that stands in the text itself, as a `data:` address."""
        match = _DATA.fullmatch(source)
        data = from_base64(unquote(match["data"])) if match else None
        return self.kept("picture", data) if data else None


def from_base64(text: str) -> bytes | None:
    """Bytes out of base64, with any white space in it; nothing if it is broken."""
    try:
        return b64decode("".join(text.split()), validate=True)
    except (NotBase64, ValueError):
        return None


def _plain(name: str, suffix: str) -> str:
    """A path under media/ of characters that we keep, with the suffix of what it holds."""
    cleaned = (_STRANGE.sub("-", part).strip("-._") for part in PurePosixPath(name).parts)
    parts = [part for part in cleaned if part and part != "media"]
    path = PurePosixPath(*parts) if parts else PurePosixPath("picture")
    known = path.suffix.lower() in _SUFFIXES[suffix]
    whole = f"media/{path}" if known else f"media/{path.with_suffix('')}{suffix}"
    return whole if is_kept_name(whole) else f"media/picture{suffix}"


def _suffix(data: bytes) -> str | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if data.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return ".gif"
    return ".webp" if data.startswith(b"RIFF") and data[8:12] == b"WEBP" else None
