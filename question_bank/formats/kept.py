"""What was read of a file, as JSON: kept until its trainer has looked at it."""

from collections.abc import Mapping
from typing import Any

from question_bank.formats.format import Note, Place
from question_bank.formats.gathering import Gathered
from question_bank.rules.diagnostics import Severity

Json = dict[str, Any]


def as_json(gathered: Gathered) -> Json:
    """All of it, in values that a column can hold."""
    return {
        "pieces": list(gathered.pieces),
        "places": [[line, _place(place)] for line, place in gathered.places],
        "names": dict(gathered.names),
        "notes": [_note(each) for each in gathered.notes],
    }


def from_json(kept: Json) -> Gathered:
    """All of it again."""
    return Gathered(
        pieces=tuple(kept["pieces"]),
        places=tuple((line, _place_of(place)) for line, place in kept["places"]),
        names=kept["names"],
        notes=tuple(map(_note_of, kept["notes"])),
    )


def _place(place: Place) -> Json:
    return {"words": place.words, "values": _values(place.values)}


def _place_of(kept: Json) -> Place:
    return Place(kept["words"], _values_of(kept["values"]))


def _note(note: Note) -> Json:
    return {
        "severity": str(note.severity),
        "code": note.code,
        "place": _place(note.place),
        "message": note.message,
        "values": _values(note.values),
        "mend": note.mend,
    }


def _note_of(kept: Json) -> Note:
    return Note(
        Severity(kept["severity"]),
        kept["code"],
        _place_of(kept["place"]),
        kept["message"],
        _values_of(kept["values"]),
        kept["mend"],
    )


def _values(values: Mapping[str, object]) -> Json:
    return {name: _value(value) for name, value in values.items()}


def _value(value: object) -> object:
    """Numbers and places stay what they are; all else is written out."""
    if isinstance(value, Place):
        return _place(value)
    return value if value is None or isinstance(value, int | str) else str(value)


def _values_of(kept: Json) -> Json:
    return {
        name: _place_of(value) if isinstance(value, dict) else value for name, value in kept.items()
    }
