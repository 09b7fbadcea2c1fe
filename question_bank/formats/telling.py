"""What is told of files of Moodle and QTI alike, and how their numbers are read and written."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from core.errors import N_
from question_bank.formats.carried import Fields, unacted
from question_bank.formats.format import Note, Place
from question_bank.formats.html import Loss
from question_bank.rules.diagnostics import Severity

_ID = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_LONGEST_ID = 64
_FARTHEST = 15
_EXCERPT = 60


def note(
    code: str, place: Place, message: str, /, mend: str | None = None, **values: object
) -> Note:
    """A note; QI1 codes are errors, QI2 codes warnings."""
    severity = Severity.ERROR if code.startswith("QI1") else Severity.WARNING
    return Note(severity, code, place, message, values, mend)


def lost(losses: Iterable[Loss], place: Place) -> Iterator[Note]:
    """What the texts of a question lost."""
    for loss in losses:
        yield Note(Severity.WARNING, "QI2160", place, loss.message, loss.values)


def kept_as_words(fields: Fields, place: Place, system: str) -> Iterator[Note]:
    """Fields that go with a question and mean nothing there."""
    if names := unacted(fields):
        yield note(
            "QI2161",
            place,
            N_("kept as tags that %(system)s does not act on: %(names)s"),
            system=system,
            names=names,
        )


def of(identifier: str) -> Place:
    """The question of ours that something is told of."""
    return Place(N_("question %(id)s"), {"id": identifier})


def own_id(text: str | None) -> str | None:
    """An id that could be ours."""
    plain = (text or "").strip()
    return plain if len(plain) <= _LONGEST_ID and _ID.fullmatch(plain) else None


def told_new_id(name: str, place: Place) -> Iterator[Note]:
    """A name there that cannot be an id here."""
    if name.strip() and own_id(name) is None:
        message = N_("'%(name)s' cannot be an id here, so the question gets a new one")
        yield note("QI2186", place, message, name=short(name))


def number(text: str | None) -> Decimal | None:
    """A finite number of a size that somebody means; a decimal comma is understood."""
    plain = (text or "").strip().replace("\u2212", "-")
    try:
        value = Decimal(plain.replace(",", ".") if plain.count(",") == 1 else plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) <= _FARTHEST else None


def decimal(value: Decimal) -> str:
    """A number without an exponent and without zeros that say nothing."""
    text = f"{value:f}"
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if plain in ("", "-0") else plain


def rounded(value: Fraction, digits: int) -> str:
    """A fraction as a decimal of so many digits at most."""
    return decimal(Decimal(round(value * 10**digits)).scaleb(-digits))


def short(text: str) -> str:
    """The beginning of a text, to name it by."""
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else f"{line[: _EXCERPT - 1]}…"


def part_name(case: str, part: str | None) -> str:
    """What a part of a case is called where it stands alone; no id of ours is ever like it."""
    return f"{case}__{part}"
