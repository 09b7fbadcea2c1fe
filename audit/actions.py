"""Writing the trail and sealing it; making keys and what they sign."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from audit import signing
from audit.acts import AuditAct
from audit.models import COMPROMISED, RETIRED, Block, Entry, Sealed, SigningKey, SigningKeyEnd
from audit.queries import entries_of, last_block, sealed_count, trail_records, unsealed_entries
from audit.rules.bundle import Bundle, Record, bundled
from audit.rules.bundle import signed_bytes as bundle_bytes
from audit.rules.checkpoint import FORMAT as CHECKPOINT
from audit.rules.checkpoint import checkpoint_head
from audit.rules.checkpoint import signed_bytes as checkpoint_bytes
from audit.rules.entry import block_hash, entry_hash, field_digest
from audit.rules.merkle import root_hash
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Missing, Refused

SEALER_LOCK = 7_264_001
BLOCK_SIZE = 5_000
COPIED = {"act", "actor", "at", "subject", "unit_path"}


class Noted(NamedTuple):
    """What an entry says besides who did what: on what, where, and the rest."""

    subject: tuple[str, int | str] | None = None
    unit_path: str | None = None
    details: Mapping[str, object] = {}


def record(
    act: StrEnum,
    actor: Actor | None,
    *,
    subject: tuple[str, int | str] | None = None,
    unit_path: str | None = None,
    **details: object,
) -> Entry:
    """Write one entry in the transaction of the act itself: without it the act does not stand."""
    entry = Entry(**_columns(act, actor, Noted(subject, unit_path, details)))
    with transaction() as session:
        session.add(entry)
    return entry


def record_all(act: StrEnum, actor: Actor | None, noted: Sequence[Noted]) -> None:
    """Write the same act on many subjects, an entry each, at once."""
    if noted:
        with transaction() as session:
            session.execute(insert(Entry), [_columns(act, actor, each) for each in noted])


def _columns(act: StrEnum, actor: Actor | None, noted: Noted) -> dict[str, Any]:
    kind, subject_id = noted.subject or (None, None)
    at = now()
    fields: dict[str, object] = {
        "act": str(act),
        "actor": actor.id if actor else None,
        "actor_name": actor.name if actor else None,
        "at": at.isoformat(),
        "subject": [kind, str(subject_id)] if kind else None,
        "unit_path": noted.unit_path or (actor.unit_path if actor else "/"),
        **noted.details,
    }
    salts = {name: secrets.token_hex(16) for name in fields}
    return {
        "uid": secrets.token_hex(16),
        "at": at,
        "act": str(act),
        "actor_id": actor.id if actor else None,
        "subject_kind": kind,
        "subject_id": None if subject_id is None else str(subject_id),
        "unit_path": str(fields["unit_path"]),
        "fields": fields,
        "salts": salts,
        "digests": _digests(fields, salts),
    }


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
    last = last_block()
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


def new_key(actor: Actor | None = None) -> SigningKey:
    """Make a new key to sign with; the present one signs no more, and what it signed stands."""
    with transaction() as session:
        present = session.scalars(
            select(SigningKey).where(~SigningKey.ends.any()).with_for_update()
        ).all()
        key = signing.fresh_key()
        key.at, key.by_id = now(), actor.id if actor else None
        session.add(key)
        for old in present:
            old.ends.append(_end(RETIRED, key.at, f"replaced by {key.code}", actor))
        record(
            AuditAct.KEY_MADE,
            actor,
            subject=("signing_key", key.code),
            public=key.public,
            replaces=[old.code for old in present],
        )
    return key


def report_compromised(
    code: str, since: datetime, reason: str, actor: Actor | None = None
) -> SigningKey:
    """From `since` on the key's signatures could be anyone's: later ones do not stand."""
    with transaction() as session:
        statement = select(SigningKey).where(SigningKey.code == code).with_for_update()
        key = session.scalars(statement).one_or_none()
        if key is None:
            raise Missing(N_("There is no key %(code)s."), code=code)
        if key.compromised_at:
            raise Refused(N_("The key %(code)s was reported already."), code=code)
        if since > now():
            raise Refused(N_("A key cannot have been compromised in the future."))
        key.ends.append(_end(COMPROMISED, since, reason, actor))
        record(
            AuditAct.KEY_COMPROMISED,
            actor,
            subject=("signing_key", code),
            since=since.isoformat(),
            reason=reason,
        )
    return key


def _end(kind: str, since: datetime, reason: str, actor: Actor | None) -> SigningKeyEnd:
    by_id = actor.id if actor else None
    return SigningKeyEnd(kind=kind, effective_at=since, reason=reason, by_id=by_id, at=now())


def make_bundle(
    kind: str,
    about: Mapping[str, object],
    records: Sequence[Record],
    *,
    house: str,
    actor: Actor | None,
) -> Bundle:
    """Put records into a bundle and sign it; the trail holds its root."""
    with transaction():
        bundle = bundled(
            kind, about, records, house=house, made_at=now(), salt=lambda: secrets.token_hex(16)
        )
        signature = signing.sign(bundle_bytes(bundle["head"]))
        record(
            AuditAct.BUNDLE_MADE,
            actor,
            subject=("bundle", kind),
            about=dict(about),
            root=bundle["head"]["root"],
            key=signature.key,
        )
    return {**bundle, **signing.signature_parts(signature)}


def export_trail(*, house: str, actor: Actor | None, first: int = 1) -> Bundle:
    """The trail from a block on, in a bundle that can be checked without the house."""
    with transaction():
        records = trail_records(first)
        blocks = [one.fields for one in records if one.kind == "block"]
        if not blocks:
            raise Refused(N_("There is no block from %(first)s on."), first=first)
        about = {
            "first": blocks[0]["height"],
            "previous": blocks[0]["previous"],
            "last": blocks[-1]["height"],
            "hash": blocks[-1]["hash"],
        }
        return make_bundle("trail", about, records, house=house, actor=actor)


def checkpoint(*, house: str, actor: Actor | None = None) -> dict[str, object]:
    """Seal what is open and sign the last block, for a witness outside.

    A trail that does not continue the checkpoint before is not signed.
    """
    while seal() == BLOCK_SIZE:
        pass
    with transaction() as session:
        block = last_block()
        if block is None:
            raise Refused(N_("Nothing is sealed yet."))
        _demand_continuation(session)
        head = checkpoint_head(
            house=house,
            made_at=now(),
            height=block.height,
            block=block.hash,
            entries=sealed_count(),
        )
        signature = signing.sign(checkpoint_bytes(head))
        record(
            AuditAct.CHECKPOINT_MADE,
            actor,
            subject=("block", block.height),
            hash=block.hash,
            entries=head["entries"],
            key=signature.key,
        )
    return {"format": CHECKPOINT, "head": head, **signing.signature_parts(signature)}


def _demand_continuation(session: Session) -> None:
    """Every checkpoint that the trail tells of must be of a block as it stands now."""
    for made in entries_of(AuditAct.CHECKPOINT_MADE):
        block = session.get(Block, int(made.subject_id or 0))
        if block is None or block.hash != made.fields["hash"]:
            raise Refused(
                N_("The trail does not continue what was signed on %(date)s: flask audit verify."),
                date=made.at.isoformat(),
            )


def redact(
    entry_id: int, names: Collection[str], *, reason: str, actor: Actor | None = None
) -> Entry:
    """Take fields out of an entry for good, as a law may ask; their digests stay, so all verifies.

    What columns copy (who, when, what, on what, where) stays.
    """
    with transaction() as session:
        entry = session.scalars(
            select(Entry).where(Entry.id == entry_id).with_for_update()
        ).one_or_none()
        if entry is None:
            raise Missing(N_("There is no entry %(number)s."), number=entry_id)
        if kept := COPIED & set(names):
            raise Refused(N_("%(fields)s cannot be redacted."), fields=", ".join(sorted(kept)))
        if absent := set(names) - set(entry.fields):
            fields = ", ".join(sorted(absent))
            raise Refused(N_("The entry does not show %(fields)s."), fields=fields)
        entry.fields = {n: value for n, value in entry.fields.items() if n not in names}
        entry.salts = {n: salt for n, salt in entry.salts.items() if n not in names}
        record(
            AuditAct.REDACTED,
            actor,
            subject=("trail_entry", entry_id),
            unit_path=entry.unit_path,
            redacted=sorted(names),
            reason=reason,
        )
    return entry
