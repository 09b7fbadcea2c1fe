"""Pictures for tests, and what pretends to be one."""

import io
import struct
import zlib

from PIL import Image


def picture(colour="#3366aa", size=(60, 40), kind="PNG", mode="RGB", **options) -> bytes:
    """A picture of one colour."""
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


def animation(*colours: str, kind="GIF") -> bytes:
    """A picture that moves."""
    frames = [Image.new("RGB", (60, 40), colour) for colour in colours]
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def polyglot() -> bytes:
    """A GIF that is a script as well."""
    whole = bytearray(picture(kind="GIF", mode="P", colour=3))
    whole[6:8] = b"/*"  # the width 0x2A2F, and the beginning of a comment
    return bytes(whole) + b"*/=1;alert('ZEPHYR');//"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
