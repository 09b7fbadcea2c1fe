"""A holder's photo: read within bounds, turned upright, cut to 3:4 and written anew."""

import io

from PIL import Image, ImageOps

from core.errors import N_, Refused
from core.pictures import NoPicture, TooManyPixels, guarded, opened, upright

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 30_000_000
SIZE = (480, 640)
SMALLEST = (240, 320)
QUALITY = 88


def cleaned(upload: bytes) -> bytes:
    """A JPEG of SIZE made from the picture alone: nothing else of the upload is kept.

    Refused: no JPEG, PNG or WebP; over MOST_BYTES or MOST_PIXELS; smaller than SMALLEST.
    """
    if len(upload) > MOST_BYTES:
        raise Refused(N_("The photo is larger than 8 MB."))
    try:
        with guarded():
            return _written(_read(upload))
    except TooManyPixels as problem:
        message = N_("The photo has more than 30 million pixels. Send a smaller one.")
        raise Refused(message) from problem
    except NoPicture as problem:
        message = N_("This is not a photo that we can read. Send a JPEG, PNG or WebP picture.")
        raise Refused(message) from problem


def _read(upload: bytes) -> Image.Image:
    image = opened(upload, formats=FORMATS, most_pixels=MOST_PIXELS)
    image.draft("RGB", (2 * SIZE[0], 2 * SIZE[1]))
    photo = upright(image)
    if photo.width < SMALLEST[0] or photo.height < SMALLEST[1]:
        raise Refused(N_("The photo is too small: it needs 240 by 320 pixels at least."))
    return photo


def _written(image: Image.Image) -> bytes:
    """On white where it is transparent, the middle cut to 3:4."""
    picture = ImageOps.fit(image.convert("RGBA"), SIZE, centering=(0.5, 0.4))
    paper = Image.new("RGBA", SIZE, "white")
    paper.alpha_composite(picture)
    file = io.BytesIO()
    paper.convert("RGB").save(file, "JPEG", quality=QUALITY, optimize=True)
    return file.getvalue()
