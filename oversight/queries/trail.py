"""The trail as a supervisor reads it: what is wanted of it, in stretches by number."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, or_, select

from accounts.models import Person, Unit
from accounts.queries import covered_by, demand
from accounts.rules.duties import Right
from audit.models import Entry, Sealed
from core.actor import Actor
from core.database import db
from oversight.queries.looks import came_after, under
from oversight.rules.trail import Wanted, acts_of, moments

PER_PAGE = 50
"""Entries to a page."""
MOST_UNITS = 20
"""As many units may be meant by a part of a name."""
MOST_PEOPLE = 200
"""As many people may be meant by a part of a name."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry and the block that holds it, if one does already."""

    entry: Entry
    height: int | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some entries, newest first; from where to go on either way; the units that were meant."""

    lines: Sequence[Line]
    newer: int | None
    older: int | None
    units: Sequence[Unit] = ()


def trail_page(
    actor: Actor, wanted: Wanted, *, older: int | None = None, newer: int | None = None
) -> Stretch:
    """What is wanted of the entries under the actor's duties and of the system's own.

    The newest of them, or those older or newer than an entry. The place is found by the entry's
    number, so the thousandth page costs as much as the first.
    """
    demand(actor, Right.READ_TRAIL)
    units = _units_meant(actor, wanted.unit)
    chosen = _lines().where(under(actor), *_conditions(actor, wanted, units))
    if newer is not None:
        rows = _read(chosen.where(Entry.id > newer).order_by(Entry.id))[::-1]
        if len(rows) > PER_PAGE:
            kept = rows[1:]
            return Stretch(kept, kept[0].entry.id, kept[-1].entry.id, units)
        older = None
    if older is not None:
        chosen = chosen.where(Entry.id < older)
    rows = _read(chosen.order_by(Entry.id.desc()))
    kept = rows[:PER_PAGE]
    return Stretch(
        kept,
        newer=(kept[0].entry.id if kept else older - 1) if older is not None else None,
        older=kept[-1].entry.id if len(rows) > PER_PAGE else None,
        units=units,
    )


def _lines() -> Select[Entry, int | None]:
    return select(Entry, Sealed.height).outerjoin(Sealed, Sealed.entry_id == Entry.id)


def _read(statement: Select[Entry, int | None]) -> list[Line]:
    return [Line(row[0], row[1]) for row in db.session.execute(statement.limit(PER_PAGE + 1))]


def _within(paths: Sequence[str]) -> list[ColumnElement[bool]]:
    return [Entry.unit_path.startswith(path, autoescape=True) for path in paths]


def _conditions(actor: Actor, wanted: Wanted, units: Sequence[Unit]) -> list[ColumnElement[bool]]:
    begin, end = moments(wanted, actor.zone)
    acts = acts_of(wanted)
    found: list[ColumnElement[bool] | None] = [
        Entry.act.in_(acts) if acts is not None else None,
        Entry.actor_id.in_(_people_meant(wanted.person)) if wanted.person else None,
        or_(false(), *_within([unit.path for unit in units])) if wanted.unit else None,
        Entry.at >= begin if begin else None,
        Entry.at < end if end else None,
        Entry.subject_kind == wanted.kind if wanted.kind else None,
        Entry.subject_id == wanted.number if wanted.number else None,
        came_after(wanted.after) if wanted.after else None,
    ]
    return [each for each in found if each is not None]


def _people_meant(words: str) -> Sequence[int]:
    """Who has this sign-in name, or such a part in their name; looked up first, to use an index."""
    named = Person.name.icontains(words, autoescape=True)
    statement = select(Person.id).where(or_(Person.login == words, named)).order_by(Person.id)
    return db.session.scalars(statement.limit(MOST_PEOPLE)).all()


def _units_meant(actor: Actor, words: str) -> list[Unit]:
    """The unit with this code or name under the actor, else those with such a part in theirs."""
    if not words:
        return []
    names = (Unit.code, Unit.name, Unit.name_en)
    is_exact = or_(*(name == words for name in names))
    has_part = or_(*(name.icontains(words, autoescape=True) for name in names))
    rows = db.session.scalars(
        select(Unit)
        .where(covered_by(actor, Right.READ_TRAIL), has_part)
        .order_by(is_exact.desc(), Unit.path)
        .limit(MOST_UNITS)
    ).all()
    exact = [unit for unit in rows if words in (unit.code, unit.name, unit.name_en)]
    return exact or list(rows)
