"""Any picture is written anew within bounds, or is none."""

import io
import random

import pytest
from PIL import Image

from core.pictures import NoPicture, TooManyPixels, encoded
from tests.pictures import SVG, animation, flood, picture, polyglot

pytestmark = pytest.mark.pure


def opened(kept) -> Image.Image:
    return Image.open(io.BytesIO(kept.data))


def noisy(size, kind, **options) -> bytes:
    generator = random.Random(7)
    file = io.BytesIO()
    Image.frombytes("RGB", size, generator.randbytes(3 * size[0] * size[1])).save(
        file, kind, **options
    )
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "out"),
    [("PNG", "PNG"), ("GIF", "PNG"), ("WEBP", "PNG"), ("JPEG", "JPEG")],
)
def test_four_formats_come_in_and_two_go_out(kind, out):
    kept = encoded(picture(kind=kind))

    assert (opened(kept).format, opened(kept).size) == (out, (60, 40))
    assert (kept.mimetype, kept.width, kept.height) == (f"image/{out.lower()}", 60, 40)
    assert kept.suffix == {"PNG": ".png", "JPEG": ".jpg"}[out]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_kept_as_it_looks(mode):
    kept = opened(encoded(picture(mode=mode, colour=None if mode == "P" else 0)))

    assert kept.mode in ("1", "L", "RGB")


def test_a_grey_of_sixteen_bits_stays_that_grey():
    assert opened(encoded(picture(mode="I;16", colour=30_000))).getpixel((3, 3)) == 117


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "RGBA"), ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK")],
)
def test_what_was_written_here_is_written_again_byte_for_byte(kind, mode):
    once = encoded(picture(kind=kind, mode=mode, colour=None, size=(70, 30)))

    assert encoded(once.data) == once


def test_a_photo_loses_nothing_more_however_often_it_goes_in_and_out():
    once = encoded(noisy((200, 150), "JPEG", quality=60))

    assert encoded(once.data) == once
    assert once.data != encoded(noisy((200, 150), "PNG")).data


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_an_animation_the_first_frame_stays(kind):
    kept = opened(encoded(animation("#ff0000", "#0000ff", kind=kind)))

    assert getattr(kept, "n_frames", 1) == 1
    red, green, blue = kept.convert("RGB").getpixel((5, 5))
    assert red > 240
    assert green < 20 > blue


def test_nothing_but_what_can_be_seen_is_kept():
    exif = Image.Exif()
    exif[0x010F] = "ZEPHYR camera"
    photo = picture(kind="JPEG", exif=exif, comment=b"ZEPHYR", icc_profile=b"ZEPHYR" * 40)
    chart = picture(icc_profile=b"ZEPHYR" * 40) + b"ZEPHYR"

    assert b"ZEPHYR" not in encoded(photo).data + encoded(chart).data


def test_a_script_in_a_picture_does_not_stay():
    kept = encoded(polyglot())

    assert kept.data.startswith(b"\x89PNG")
    assert b"alert" not in kept.data


def test_a_photo_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    kept = encoded(picture(kind="JPEG", size=(80, 30), exif=exif))

    assert (kept.width, kept.height) == (30, 80)


@pytest.mark.parametrize(
    ("size", "kept"),
    [((2000, 10), (2000, 10)), ((2001, 1000), (2000, 1000)), ((100, 4001), (100, 4000))],
)
def test_what_is_wider_than_any_screen_is_made_smaller(size, kept):
    made = encoded(picture(size=size, mode="P", colour=1))

    assert (made.width, made.height) == kept


def test_what_is_transparent_stands_on_white():
    palette = Image.new("P", (9, 9), 0)
    file = io.BytesIO()
    palette.save(file, "GIF", transparency=0)

    assert opened(encoded(file.getvalue())).getpixel((3, 3)) == (255, 255, 255)


@pytest.mark.parametrize(
    "size", [(50_000, 50_000), (30_000, 1_001), (2**31 - 1, 2**31 - 1), (10_000, 10_000)]
)
def test_a_flood_is_refused_before_it_is_decoded(size):
    with pytest.raises(TooManyPixels):
        encoded(flood(*size))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        SVG,
        b"<html>",
        b"GIF89a/*" + b"\0" * 50,
        picture()[:-60],
        picture(kind="JPEG")[:400],
        picture(kind="BMP"),
        picture(kind="TIFF"),
        picture(kind="ICO"),
        flood(500, 500),
        b"%PDF-1.7",
    ],
)
def test_anything_else_is_no_picture(data):
    with pytest.raises(NoPicture):
        encoded(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_broken_picture_is_said_to_be_broken(kind):
    """Whatever stands in the file, it is a picture or it is none; nothing else is raised."""
    whole, generator = noisy((40, 30), kind), random.Random(11)
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(generator.randint(1, 6)):
            broken[generator.randrange(len(broken))] = generator.randrange(256)
        try:
            encoded(bytes(broken[: generator.randint(1, len(broken))]))
        except (NoPicture, TooManyPixels):
            continue
