"""What does not fit on a trail, found from its rows and from what a witness outside holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from audit.rules.checkpoint import Checkpoint
from audit.rules.entry import block_hash, entry_hash, field_digest
from audit.rules.merkle import root_hash

LONGEST_ACT = timedelta(days=1)
"""From an entry's date to its commit; clocks that were wrong by hours are no forgery."""
LONGEST_WAIT = timedelta(minutes=5)
"""From an entry's date to its commit, once a checkpoint says what the clock was."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something on the trail that does not fit: where, and what."""

    place: str
    what: str


class EntryRow(Protocol):
    """An entry as it stands on the trail."""

    id: Any
    at: Any
    act: Any
    actor_id: Any
    subject_kind: Any
    subject_id: Any
    unit_path: Any
    fields: Any
    salts: Any
    digests: Any


class BlockRow(Protocol):
    """A block as it stands on the trail."""

    height: Any
    previous: Any
    root: Any
    count: Any
    at: Any
    hash: Any


class KeyRow(Protocol):
    """A key on record, with its ends."""

    code: Any
    public: Any
    ends: Any


def entry_faults(entry: EntryRow) -> Iterator[Fault]:
    """Every field fits its digest, every column its field."""
    place = f"entry {entry.id}"
    if set(entry.fields) - set(entry.digests) or set(entry.fields) != set(entry.salts):
        yield Fault(place, "has fields without a digest or salt")
        return
    for name in entry.fields:
        if not _is_as_written(entry, name):
            yield Fault(place, f"field {name!r} was changed after it was written")
    yield from _copy_faults(entry, place)


def _is_as_written(entry: EntryRow, name: str) -> bool:
    """Whether a field fits its digest; a salt that is none fits nothing."""
    try:
        found = field_digest(name, entry.fields[name], entry.salts[name])
    except (TypeError, ValueError):
        return False
    return bool(found == entry.digests[name])


def _copy_faults(entry: EntryRow, place: str) -> Iterator[Fault]:
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


def block_faults(
    block: BlockRow, entries: Sequence[EntryRow], *, expected_height: int, previous: str
) -> Iterator[Fault]:
    """A block follows the one before it, and its entries give its root."""
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


def witness_faults(checkpoints: Sequence[Checkpoint], hashes: Mapping[int, str]) -> Iterator[Fault]:
    """What a witness holds is on the trail as it was seen; `hashes` are those of its blocks."""
    for seen in checkpoints:
        place = f"checkpoint of {seen.made_at.isoformat()}"
        if seen.height not in hashes:
            what = (
                f"saw block {seen.height}, and the trail ends at {max(hashes, default=0)}: its "
                "end was cut off, or an old backup was restored"
            )
            yield Fault(place, what)
        elif hashes[seen.height] != seen.hash:
            yield Fault(place, f"saw another block {seen.height}: the trail was written anew")


def last_witnessed(
    checkpoints: Sequence[Checkpoint], hashes: Mapping[int, str]
) -> Checkpoint | None:
    """The checkpoint that saw most of this very trail."""
    fitting = [seen for seen in checkpoints if hashes.get(seen.height) == seen.hash]
    return max(fitting, key=lambda seen: seen.height, default=None)


class DateFaults:
    """An entry is dated about when it was sealed; told of entries in the order of their places."""

    def __init__(self, witnessed: Checkpoint | None) -> None:
        """Begin at the first entry; later ones are held against the checkpoint as well."""
        self._witnessed = witnessed
        self._latest: datetime | None = None

    def of(self, entry_id: int, at: datetime, height: int | None) -> Iterator[Fault]:
        """What is wrong with the date of the next entry; no height: it is not sealed yet."""
        place = f"entry {entry_id}"
        if self._latest is not None and at < self._latest - LONGEST_ACT:
            yield Fault(place, "is dated long before entries that were sealed before it")
        elif self._is_missed_by_the_witness(at, height):
            yield Fault(place, "is dated before a checkpoint that does not hold it")
        self._latest = at if self._latest is None else max(self._latest, at)

    def _is_missed_by_the_witness(self, at: datetime, height: int | None) -> bool:
        seen = self._witnessed
        if seen is None or (height is not None and height <= seen.height):
            return False
        return at < seen.made_at - LONGEST_WAIT


def key_faults(
    keys: Sequence[KeyRow], told: Mapping[str, str], compromised: Mapping[str, str]
) -> Iterator[Fault]:
    """The keys on record are those of the trail, which tells their public halves and bad ends."""
    on_record = {key.code: key for key in keys}
    for code in sorted({*on_record, *told}):
        key = on_record.get(code)
        if code not in told:
            yield Fault(code, "is a key on record that the trail does not tell of")
        elif key is None or key.public != told[code]:
            yield Fault(code, "is a key on the trail that is not on record as it was made")
        elif _compromised_since(key) != compromised.get(code):
            yield Fault(code, "differs from what the trail tells of its being compromised")


def _compromised_since(key: KeyRow) -> str | None:
    dates = [end.effective_at.isoformat() for end in key.ends if end.kind == "compromised"]
    return dates[0] if dates else None
