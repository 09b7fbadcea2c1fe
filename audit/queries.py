"""Reading the trail, and checking it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import func, select

from audit.acts import AuditAct
from audit.models import Block, Entry, Sealed, SigningKey
from audit.rules.bundle import Record
from audit.rules.checkpoint import Checkpoint
from audit.rules.faults import (
    DateFaults,
    Fault,
    block_faults,
    entry_faults,
    key_faults,
    last_witnessed,
    witness_faults,
)
from core.database import db

SLICE = 500


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk over the whole trail found. The trail holds if there are no faults.

    `unsealed` entries are in no block yet; `unwitnessed` ones in none that a checkpoint saw.
    """

    entries: int
    blocks: int
    unsealed: int
    unwitnessed: int
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


def entries_of(act: AuditAct) -> list[Entry]:
    """Every entry of one act of this package, oldest first."""
    return list(db.session.scalars(select(Entry).where(Entry.act == str(act)).order_by(Entry.id)))


def last_block() -> Block | None:
    """The newest block."""
    return db.session.scalars(select(Block).order_by(Block.height.desc()).limit(1)).first()


def sealed_count(height: int | None = None) -> int:
    """How many entries are sealed, up to a block's height if one is given."""
    statement = select(func.count()).select_from(Sealed)
    if height is not None:
        statement = statement.where(Sealed.height <= height)
    return db.session.scalar(statement) or 0


def verify(
    checkpoints: Sequence[Checkpoint] = (), told: Callable[[int], object] | None = None
) -> Verification:
    """Walk the whole trail: fields, blocks, dates, keys, and what witnesses saw of it.

    `told` hears now and then how many entries were hashed again: that takes nearly all the time.
    """
    faults = list(_entry_faults(told))
    hashes: dict[int, str] = {}
    head = ""
    for block, entries in _blocks_with_entries():
        faults.extend(block_faults(block, entries, expected_height=len(hashes) + 1, previous=head))
        hashes[block.height] = head = block.hash
    witnessed = last_witnessed(checkpoints, hashes)
    faults.extend(_missing_places())
    faults.extend(_date_faults(witnessed))
    faults.extend(_key_faults())
    faults.extend(witness_faults(checkpoints, hashes))
    total = db.session.scalar(select(func.count()).select_from(Entry)) or 0
    return Verification(
        entries=total,
        blocks=len(hashes),
        unsealed=total - sealed_count(),
        unwitnessed=total - sealed_count(witnessed.height) if witnessed else total,
        head=head,
        faults=faults,
    )


def _entry_faults(told: Callable[[int], object] | None) -> Iterator[Fault]:
    statement = select(Entry).order_by(Entry.id).execution_options(yield_per=SLICE)
    for count, entry in enumerate(db.session.scalars(statement), start=1):
        yield from entry_faults(entry)
        if told and count % SLICE == 0:
            told(count)


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


def _missing_places() -> Iterator[Fault]:
    orphans = db.session.scalars(
        select(Sealed.entry_id)
        .outerjoin(Block, Block.height == Sealed.height)
        .where(Block.height.is_(None))
        .order_by(Sealed.entry_id)
    )
    for entry_id in orphans:
        yield Fault(f"entry {entry_id}", "was sealed in a block that is gone")


def _date_faults(witnessed: Checkpoint | None) -> Iterator[Fault]:
    statement = (
        select(Entry.id, Entry.at, Sealed.height)
        .outerjoin(Sealed, Sealed.entry_id == Entry.id)
        .order_by(Sealed.height.nulls_last(), Sealed.position, Entry.id)
    )
    dates = DateFaults(witnessed)
    for entry_id, at, height in db.session.execute(statement):
        yield from dates.of(entry_id, at, height)


def _key_faults() -> Iterator[Fault]:
    made = {str(e.subject_id): e.fields.get("public", "") for e in entries_of(AuditAct.KEY_MADE)}
    since = {
        str(e.subject_id): e.fields.get("since", "") for e in entries_of(AuditAct.KEY_COMPROMISED)
    }
    keys = db.session.scalars(select(SigningKey).order_by(SigningKey.id)).all()
    yield from key_faults(keys, made, since)


def trail_records(first: int = 1) -> list[Record]:
    """The trail from a block on, as records of a bundle: each block, and after it its entries."""
    records: list[Record] = []
    for block, entries in _blocks_with_entries():
        if block.height >= first:
            records.append(Record("block", _block_fields(block)))
            records.extend(
                Record("entry", entry.fields, entry.salts, entry.digests) for entry in entries
            )
    return records


def _block_fields(block: Block) -> Mapping[str, object]:
    return {
        "height": block.height,
        "previous": block.previous,
        "root": block.root,
        "count": block.count,
        "at": block.at.isoformat(),
        "hash": block.hash,
    }
