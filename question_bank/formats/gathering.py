"""All questions of a file as one text of ours, and the way back from its lines to the file."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from core.errors import N_
from question_bank.formats.composing import Composed, composed, identified
from question_bank.formats.format import Came, Note, Place
from question_bank.rules.diagnostics import Severity
from question_bank.rules.document import Document
from question_bank.rules.pictures import mentions
from question_bank.rules.reading import read

LONGEST_PIECE = 256 * 1024


@dataclass(frozen=True)
class Gathered:
    """Canonical Markdown in pieces that can each be read, and where its lines come from.

    `places` are lines, counted over all pieces, from which on something comes from another place;
    without any, a line is its own place. `names` is what the other system calls each question.
    """

    pieces: tuple[str, ...]
    places: tuple[tuple[int, Place], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def count(self) -> int:
        """How many questions there are, by their headings."""
        return sum(f"\n{piece}".count("\n## ") for piece in self.pieces)

    def place_of(self, line: int) -> Place:
        """Where a line comes from."""
        if not self.places:
            return Place(N_("line %(line)s"), {"line": line})
        at = bisect_right(self.places, line, key=lambda each: each[0])
        return self.places[max(0, at - 1)][1]

    def document(self) -> Document:
        """All of it, read; its lines are counted over all pieces."""
        starts = accumulate((piece.count("\n") + 1 for piece in self.pieces), initial=0)
        documents = [
            read("\n" * start + piece) for start, piece in zip(starts, self.pieces, strict=False)
        ]
        if len(documents) == 1:
            return documents[0]
        return Document(
            drafts=tuple(draft for each in documents for draft in each.drafts),
            diagnostics=tuple(said for each in documents for said in each.diagnostics),
        )


def gathered(
    questions: Sequence[Came], *, defaults: Mapping[str, str], pictures: Mapping[str, str]
) -> Gathered:
    """The questions with the fields that they do not state; `pictures` are their new names.

    A question that stands in the file twice, word for word, is taken once and told of.
    """
    taken: list[tuple[str, Composed]] = []
    first: dict[str, tuple[Came, str]] = {}
    notes = []
    for came in questions:
        code = identified(came, _topic(came, defaults))
        one = composed(came, id=code, defaults=defaults)
        one = Composed(renamed(one.text, pictures), one.places)
        if code in first and first[code][1] == one.text:
            notes.append(_twice(came, first[code][0], code))
            continue
        first.setdefault(code, (came, one.text))
        taken.append((code, one))
    return Gathered(
        pieces=tuple(_pieces([one.text for _, one in taken])),
        places=tuple(_places([one for _, one in taken])),
        names={code: came.name for code, (came, _) in first.items() if came.name},
        notes=tuple(notes),
    )


def _topic(came: Came, defaults: Mapping[str, str]) -> str:
    return next(iter(came.fields.get("topic", ())), defaults.get("topic", ""))


def renamed(text: str, pictures: Mapping[str, str]) -> str:
    """A text with every picture that it names under its new name."""
    lines = text.split("\n")
    for mention in mentions(text) if pictures else ():
        if mention.name in pictures:
            line = lines[mention.line - 1]
            lines[mention.line - 1] = line.replace(f"({mention.name}", f"({pictures[mention.name]}")
    return "\n".join(lines)


def _twice(came: Came, first: Came, code: str) -> Note:
    return Note(
        Severity.WARNING,
        "QI201",
        came.place,
        N_("the same question stands twice and is taken once; first: %(first)s"),
        {"first": first.place, "id": code},
    )


def _pieces(texts: Sequence[str]) -> Iterator[str]:
    """Texts one below the other, in pieces small enough to be read."""
    piece: list[str] = []
    size = 0
    for text in texts:
        length = len(text.encode("utf-8", "surrogatepass"))
        if piece and size + length > LONGEST_PIECE:
            yield "\n".join(piece)
            piece, size = [], 0
        piece.append(text)
        size += length
    if piece:
        yield "\n".join(piece)


def _places(texts: Sequence[Composed]) -> Iterator[tuple[int, Place]]:
    start, before = 0, None
    for one in texts:
        for line, place in sorted(one.places.items()):
            if place != before:
                yield start + line, place
            before = place
        start += one.text.count("\n") + 1
