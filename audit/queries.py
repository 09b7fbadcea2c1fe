"""Reading the trail, and checking it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby

from sqlalchemy import func, select

from audit.models import Block, Entry, Sealed
from audit.rules.entry import block_hash, entry_hash, field_digest
from audit.rules.merkle import root_hash
from core.database import db

LONGEST_ACT = timedelta(days=1)
"""From an entry's date to its commit; clocks that were wrong by hours are no forgery."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something on the trail that does not fit: where, and what."""

    place: str
    what: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk over the whole trail found. The trail holds if there are no faults."""

    entries: int
    blocks: int
    unsealed: int
    head: str
    faults: list[Fault] = field(default_factory=list)


def unsealed_entries(limit: int) -> list[Entry]:
    """Committed entries that no block holds yet, oldest first."""
    statement = (
        select(Entry)
        .outerjoin(Sealed, Sealed.entry_id == Entry.id)
        .where(Sealed.entry_id.is_(None))
        .order_by(Entry.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def entries_about(kind: str, subject_id: int | str) -> list[Entry]:
    """Everything on the trail about one thing, oldest first."""
    statement = (
        select(Entry)
        .where(Entry.subject_kind == kind, Entry.subject_id == str(subject_id))
        .order_by(Entry.id)
    )
    return list(db.session.scalars(statement))


def verify() -> Verification:
    """Walk the whole trail: every field against its digest, every block against its entries."""
    faults = list(_entry_faults())
    head, blocks = "", 0
    for block, entries in _blocks_with_entries():
        blocks += 1
        faults.extend(_block_faults(block, entries, expected_height=blocks, previous=head))
        head = block.hash
    faults.extend(_missing_places())
    faults.extend(_back_dated())
    total = db.session.scalar(select(func.count()).select_from(Entry)) or 0
    sealed = db.session.scalar(select(func.count()).select_from(Sealed)) or 0
    return Verification(total, blocks, total - sealed, head, faults)


def _entry_faults() -> Iterator[Fault]:
    for entry in db.session.scalars(
        select(Entry).order_by(Entry.id).execution_options(yield_per=500)
    ):
        place = f"entry {entry.id}"
        if set(entry.fields) - set(entry.digests) or set(entry.fields) != set(entry.salts):
            yield Fault(place, "has fields without a digest or salt")
            continue
        for name in entry.fields:
            if not _is_as_written(entry, name):
                yield Fault(place, f"field {name!r} was changed after it was written")
        yield from _copy_faults(entry, place)


def _is_as_written(entry: Entry, name: str) -> bool:
    """Whether a field fits its digest; a salt that is none fits nothing."""
    try:
        found = field_digest(name, entry.fields[name], entry.salts[name])
    except (TypeError, ValueError):
        return False
    return bool(found == entry.digests[name])


def _copy_faults(entry: Entry, place: str) -> Iterator[Fault]:
    """What columns copy is never redacted: a column alone could say anything."""
    subject = [entry.subject_kind, entry.subject_id] if entry.subject_kind else None
    copies = {
        "act": entry.act,
        "actor": entry.actor_id,
        "at": entry.at.isoformat(),
        "subject": subject,
        "unit_path": entry.unit_path,
    }
    for name, value in copies.items():
        if name not in entry.fields or entry.fields[name] != value:
            yield Fault(place, f"column {name!r} differs from what was recorded")


def _blocks_with_entries() -> Iterator[tuple[Block, list[Entry]]]:
    blocks = {
        block.height: block for block in db.session.scalars(select(Block).order_by(Block.height))
    }
    rows = db.session.execute(
        select(Sealed.height, Entry)
        .join(Entry, Entry.id == Sealed.entry_id)
        .order_by(Sealed.height, Sealed.position)
    )
    entries = {
        height: [row[1] for row in group] for height, group in groupby(rows, lambda row: row[0])
    }
    for height, block in blocks.items():
        yield block, entries.get(height, [])


def _block_faults(
    block: Block, entries: list[Entry], *, expected_height: int, previous: str
) -> Iterator[Fault]:
    place = f"block {block.height}"
    if block.height != expected_height:
        yield Fault(place, f"does not follow; block {expected_height} was expected")
    if block.previous != previous:
        yield Fault(place, "does not continue the block before it")
    if block.count != len(entries):
        yield Fault(place, f"says {block.count} entries and holds {len(entries)}")
    if block.root != root_hash([entry_hash(entry.digests) for entry in entries]).hex():
        yield Fault(place, "its entries do not give its root")
    expected = block_hash(
        height=block.height,
        previous=block.previous,
        root=block.root,
        count=block.count,
        at=block.at.isoformat(),
    )
    if block.hash != expected:
        yield Fault(place, "its head was changed")


def _missing_places() -> Iterator[Fault]:
    orphans = db.session.scalars(
        select(Sealed.entry_id)
        .outerjoin(Block, Block.height == Sealed.height)
        .where(Block.height.is_(None))
    )
    for entry_id in orphans:
        yield Fault(f"entry {entry_id}", "was sealed in a block that is gone")


def _back_dated() -> Iterator[Fault]:
    """An entry is dated about when it was sealed: none is a day older than one before it."""
    statement = (
        select(Entry.id, Entry.at)
        .outerjoin(Sealed, Sealed.entry_id == Entry.id)
        .order_by(Sealed.height.nulls_last(), Sealed.position, Entry.id)
    )
    latest = None
    for entry_id, at in db.session.execute(statement):
        if latest is not None and at < latest - LONGEST_ACT:
            yield Fault(
                f"entry {entry_id}", "is dated long before entries that were sealed before it"
            )
        latest = at if latest is None else max(latest, at)
