"""Many files as one ZIP that is sent while it is made: one file is in memory at a time."""

import io
from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile


class _Passing(io.RawIOBase):
    """Takes what is written and gives it away; it cannot go back."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def write(self, piece: object) -> int:
        """Keep a piece until it is taken."""
        self._pieces.append(bytes(piece))  # type: ignore[call-overload]
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        """What was written since the last time."""
        together, self._pieces = b"".join(self._pieces), []
        return together


def zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The bytes of a ZIP of these files, by name and content; each is read when it is its turn."""
    passing = _Passing()
    with ZipFile(passing, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
            yield passing.taken()
    yield passing.taken()
