"""Writing the trail, and sealing it."""

import secrets
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from audit.models import Block, Entry, Sealed
from audit.queries import unsealed_entries
from audit.rules.entry import block_hash, entry_hash, field_digest
from audit.rules.merkle import root_hash
from core.actor import Actor
from core.clock import now
from core.database import transaction

SEALER_LOCK = 7_264_001
BLOCK_SIZE = 5_000


def record(
    act: StrEnum,
    actor: Actor | None,
    *,
    subject: tuple[str, int | str] | None = None,
    unit_path: str | None = None,
    **details: object,
) -> Entry:
    """Write one entry in the transaction of the act itself: without it the act does not stand."""
    kind, subject_id = subject or (None, None)
    at = now()
    fields: dict[str, object] = {
        "act": str(act),
        "actor": actor.id if actor else None,
        "actor_name": actor.name if actor else None,
        "at": at.isoformat(),
        "subject": [kind, str(subject_id)] if kind else None,
        "unit_path": unit_path or (actor.unit_path if actor else "/"),
        **details,
    }
    salts = {name: secrets.token_hex(16) for name in fields}
    entry = Entry(
        uid=secrets.token_hex(16),
        at=at,
        act=str(act),
        actor_id=actor.id if actor else None,
        subject_kind=kind,
        subject_id=None if subject_id is None else str(subject_id),
        unit_path=str(fields["unit_path"]),
        fields=fields,
        salts=salts,
        digests=_digests(fields, salts),
    )
    with transaction() as session:
        session.add(entry)
    return entry


def _digests(fields: Mapping[str, object], salts: Mapping[str, str]) -> dict[str, str]:
    return {name: field_digest(name, value, salts[name]) for name, value in fields.items()}


def seal() -> int:
    """Gather what is committed and unsealed into one block; return how many entries it holds."""
    with transaction() as session:
        if not _hold_sealer_lock(session):
            return 0
        entries = unsealed_entries(BLOCK_SIZE)
        if entries:
            _add_block(session, entries)
    return len(entries)


def _hold_sealer_lock(session: Session) -> bool:
    """One sealer at a time; on SQLite the write lock of the transaction is enough."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    lock = text("SELECT pg_try_advisory_xact_lock(:key)")
    return bool(session.execute(lock, {"key": SEALER_LOCK}).scalar_one())


def _add_block(session: Session, entries: list[Entry]) -> None:
    last = session.scalars(select(Block).order_by(Block.height.desc()).limit(1)).first()
    at = now()
    block = Block(
        height=last.height + 1 if last else 1,
        previous=last.hash if last else "",
        root=root_hash([entry_hash(entry.digests) for entry in entries]).hex(),
        count=len(entries),
        at=at,
    )
    block.hash = block_hash(
        height=block.height,
        previous=block.previous,
        root=block.root,
        count=block.count,
        at=at.isoformat(),
    )
    session.add(block)
    session.flush()
    session.add_all(
        Sealed(entry_id=entry.id, height=block.height, position=position)
        for position, entry in enumerate(entries)
    )
