"""What is told of a file of another system, in the reader's words: on pages and terminals."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext

from question_bank.formats.format import Note, Place
from question_bank.rules.diagnostics import Severity


@dataclass(frozen=True)
class Said:
    """One note: where it is about, what it says, what to do."""

    is_error: bool
    code: str
    place: str
    message: str
    mend: str


def said(note: Note) -> Said:
    """A note in the reader's language."""
    return Said(
        is_error=note.severity is Severity.ERROR,
        code=note.code,
        place=placed(note.place),
        message=_words(note.message, note),
        mend=_words(note.mend, note) if note.mend else "",
    )


def errors_first(notes: Iterable[Note]) -> list[Said]:
    """Notes in the reader's language, what has to be corrected before the rest."""
    return sorted(map(said, notes), key=lambda each: not each.is_error)


def alike(said_notes: Iterable[Said]) -> list[list[Said]]:
    """Notes of one code together, in the order of the first of each."""
    groups: dict[str, list[Said]] = {}
    for each in said_notes:
        groups.setdefault(each.code, []).append(each)
    return list(groups.values())


def placed(place: Place) -> str:
    """A place in the reader's language."""
    return str(gettext(place.words, **place.values))


def _words(message: str, note: Note) -> str:
    values = {
        name: placed(value) if isinstance(value, Place) else value
        for name, value in note.values.items()
    }
    return str(gettext(message, **values))
