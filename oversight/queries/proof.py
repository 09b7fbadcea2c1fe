"""One entry of the trail with everything that proves it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from accounts.queries import demand
from accounts.rules.duties import Right
from audit.models import Block, Entry, Sealed
from audit.rules.entry import entry_hash, field_digest
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from oversight.queries.looks import under
from oversight.rules.proof import Rung, climbed, ladder


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in its block, and the way from its leaf to the block's root."""

    block: Block
    position: int
    rungs: Sequence[Rung]
    fits: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One field with its salt and digest; `value` is None and `is_shown` false if redacted."""

    name: str
    value: object
    is_shown: bool
    salt: str
    digest: str
    fits: bool


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """An entry, its fields, its leaf, and its place if it is sealed."""

    entry: Entry
    fields: Sequence[Field]
    leaf: bytes
    place: Place | None


def proven_entry(actor: Actor, entry_id: int) -> ProvenEntry:
    """The entry with this number, if it is of the actor's units or the system's own."""
    demand(actor, Right.READ_TRAIL)
    statement = select(Entry).where(Entry.id == entry_id, under(actor))
    entry = db.session.scalars(statement).first()
    if entry is None:
        raise Missing(N_("There is no such entry under your duties."))
    leaf = entry_hash(entry.digests)
    return ProvenEntry(entry, _fields(entry), leaf, _place(entry, leaf))


def _fields(entry: Entry) -> list[Field]:
    return [
        Field(
            name=name,
            value=entry.fields.get(name),
            is_shown=name in entry.fields,
            salt=str(entry.salts.get(name, "")),
            digest=str(digest),
            fits=_fits(entry, name),
        )
        for name, digest in sorted(entry.digests.items())
    ]


def _fits(entry: Entry, name: str) -> bool:
    """Whether a field fits its digest; one that was taken out has nothing to fit."""
    if name not in entry.fields:
        return name not in entry.salts
    try:
        found = field_digest(name, entry.fields[name], entry.salts[name])
    except (KeyError, TypeError, ValueError):
        return False
    return bool(found == entry.digests[name])


def _place(entry: Entry, leaf: bytes) -> Place | None:
    sealed = db.session.get(Sealed, entry.id)
    block = db.session.get(Block, sealed.height) if sealed else None
    if sealed is None or block is None:
        return None
    digests = db.session.execute(
        select(Sealed.position, Entry.digests)
        .join(Entry, Entry.id == Sealed.entry_id)
        .where(Sealed.height == sealed.height)
        .order_by(Sealed.position)
    ).all()
    leaves = [entry_hash(row.digests) for row in digests]
    index = [row.position for row in digests].index(sealed.position)
    rungs = ladder(leaves, index)
    return Place(block, sealed.position, rungs, climbed(leaf, rungs).hex() == block.root)
