"""Archives for tests: honest ones, and one that states another length than it has."""

import io
import struct
import zipfile
import zlib


def zipped(*entries: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return data.getvalue()


def restated(data: bytes, size: int, content: bytes) -> bytes:
    """An archive whose directory and entry say another length, with a check sum to match."""
    lying = bytearray(data)
    directory = lying.index(b"PK\x01\x02")
    for at in (14, directory + 16):
        struct.pack_into("<I", lying, at, zlib.crc32(content))
    for at in (22, directory + 24):
        struct.pack_into("<I", lying, at, size)
    return bytes(lying)
