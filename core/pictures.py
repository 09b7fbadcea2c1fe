"""Pictures that people send: bounded before they are decoded, turned upright, written anew."""

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_MOST_PIXELS = 30_000_000
_LARGEST = (2000, 4000)
_QUALITY = 85
_MOST_ROUNDS = 80
_PLAIN = frozenset({"1", "L", "RGB"})
_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    IndexError,
    KeyError,
    struct.error,
    zlib.error,
)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class NoPicture(Exception):
    """What came is no picture of the formats that are taken, or a broken one."""


class TooManyPixels(Exception):
    """The picture says that it is far too large; nothing of it was decoded."""


@dataclass(frozen=True)
class Encoded:
    """A picture as it was written anew; nothing but what can be seen is in it."""

    data: bytes
    mimetype: str
    width: int
    height: int

    @property
    def suffix(self) -> str:
        """How a file of it ends."""
        return ".jpg" if self.mimetype == "image/jpeg" else ".png"


@contextmanager
def guarded() -> Iterator[None]:
    """All that Pillow raises for what is no picture, as one of the two faults."""
    try:
        yield
    except _BOMBS as problem:
        raise TooManyPixels from problem
    except _UNREADABLE as problem:
        raise NoPicture from problem


def opened(data: bytes, *, formats: tuple[str, ...], most_pixels: int) -> Image.Image:
    """The first frame, not yet decoded; call it, and decode, under `guarded`."""
    image = Image.open(io.BytesIO(data), formats=formats)
    if image.width * image.height > most_pixels:
        raise TooManyPixels
    return image


def upright(image: Image.Image) -> Image.Image:
    """As the camera was held."""
    return ImageOps.exif_transpose(image)


def encoded(data: bytes) -> Encoded:
    """A photo as JPEG, anything else as PNG on white; what this wrote it writes again as it is.

    Raises NoPicture for all but PNG, JPEG, GIF and WebP, TooManyPixels before decoding.
    """
    with guarded():
        image = opened(data, formats=_FORMATS, most_pixels=_MOST_PIXELS)
        is_photo = image.format == "JPEG"
        seen = _bare(_fitted(upright(image)))
        written = _as_jpeg(seen) if is_photo else _as_png(seen)
    mimetype = "image/jpeg" if is_photo else "image/png"
    return Encoded(written, mimetype, seen.width, seen.height)


def _fitted(image: Image.Image) -> Image.Image:
    """Within the largest size; colours of a palette can only be mixed outside it."""
    if image.width <= _LARGEST[0] and image.height <= _LARGEST[1]:
        return image
    mixed = image.convert("RGBA" if image.has_transparency_data else "RGB")
    mixed.thumbnail(_LARGEST)
    return mixed


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone: no colour profile, no comment, no place where it was taken."""
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return _on_white(image)
    bare = image.convert(image.mode if image.mode in _PLAIN else "RGB")
    bare.info = {}
    return bare


def _on_white(image: Image.Image) -> Image.Image:
    """Lines on a clear ground are read on a dark page as on a light one."""
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


def _as_png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _as_jpeg(image: Image.Image) -> bytes:
    """Written until writing it once more changes nothing, so that it loses nothing later."""
    written = _jpeg(image if image.mode == "L" else image.convert("RGB"))
    for _round in range(_MOST_ROUNDS):
        again = _jpeg(Image.open(io.BytesIO(written)))
        if again == written:
            break
        written = again
    return written


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=_QUALITY, subsampling=0)
    return file.getvalue()
