"""Archives that somebody sent: what an entry holds is as long as its directory says, or nothing."""

from collections.abc import Iterable, Iterator
from copy import copy
from zipfile import BadZipFile, ZipFile, ZipInfo

_CHUNK = 64 * 1024


def unpacked(archive: ZipFile, entries: Iterable[ZipInfo]) -> Iterator[tuple[ZipInfo, bytes]]:
    """Piece by piece what the entries hold; raises BadZipFile where one states another length.

    `ZipFile.read` believes the stated length and unpacks far beyond it, so whatever reads an
    archive afterwards must not be the first to unpack it. Nothing is kept.
    """
    for entry in entries:
        size = 0
        for piece in _pieces(archive, entry):
            size += len(piece)
            yield entry, piece
        if size != entry.file_size:
            raise BadZipFile(f"{entry.filename} is not as long as it says")


def _pieces(archive: ZipFile, entry: ZipInfo) -> Iterator[bytes]:
    """Up to a byte more than the entry says."""
    further = copy(entry)
    further.file_size += 1
    with archive.open(further) as stream:
        while piece := stream.read(_CHUNK):
            yield piece
