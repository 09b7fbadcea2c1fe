"""An uploaded photo is written anew, or refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from core.errors import Refused
from credentials.documents.photo import MOST_BYTES, cleaned

pytestmark = pytest.mark.pure


def picture(size=(600, 900), kind="PNG", mode="RGB", colour="#3366aa", **options) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, kind, **options)
    return file.getvalue()


def flood(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("size", [(240, 320), (900, 600), (1200, 1600)])
def test_any_picture_becomes_a_jpeg_of_one_size(kind, size):
    image = Image.open(io.BytesIO(cleaned(picture(size, kind))))

    assert (image.format, image.size, image.mode) == ("JPEG", (480, 640), "RGB")


def test_nothing_but_the_picture_is_kept():
    exif = Image.Exif()
    exif[0x010F] = "a camera that knows where you live"
    upload = picture(kind="JPEG", exif=exif, comment=b"a comment") + b"<script>alert(1)</script>"

    kept = cleaned(upload)

    assert not Image.open(io.BytesIO(kept)).getexif()
    assert all(word not in kept for word in (b"camera", b"comment", b"script"))


def test_a_photo_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.new("RGB", (800, 600), "blue")
    image.paste("red", (0, 0, 400, 600))
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)

    upright = Image.open(io.BytesIO(cleaned(file.getvalue())))

    top, bottom = upright.getpixel((240, 40)), upright.getpixel((240, 600))
    assert top[0] > 200 > 50 > top[2]
    assert bottom[2] > 200 > 50 > bottom[0]


def test_what_is_transparent_becomes_white():
    kept = cleaned(picture(mode="RGBA", colour=(0, 0, 0, 0)))

    assert Image.open(io.BytesIO(kept)).getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (b"", "not a photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not a photo"),
        (picture(kind="GIF"), "not a photo"),
        (b"GIF89a/*" + b"\0" * 50 + b"*/=1;alert(1)", "not a photo"),
        (picture()[:-60], "not a photo"),
        (picture(kind="JPEG")[:400], "not a photo"),
        (flood(50_000, 50_000), "30 million pixels"),
        (flood(6_000, 5_001), "30 million pixels"),
        (flood(5_000, 5_000), "not a photo"),
        (picture((239, 320)), "too small"),
        (picture((240, 319)), "too small"),
        (b"\0" * (MOST_BYTES + 1), "8 MB"),
    ],
)
def test_what_is_no_photo_is_refused(upload, why):
    with pytest.raises(Refused) as problem:
        cleaned(upload)

    assert why in str(problem.value)
