"""Whether credentials are genuine: their seals, their decisions, and the trail about them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256

from sqlalchemy import select

from audit.models import Entry, SigningKey
from audit.rules.entry import field_digest
from audit.signing import is_by, keys_on_record
from core.database import db
from credentials.acts import CredentialAct
from credentials.models import Credential, StatusChange
from credentials.queries.rules import rule_of
from credentials.rules.decision import decision_digest
from credentials.rules.genuine import Evidence, Fault, Told, fault_of
from credentials.rules.sealed import sealed_bytes, sealed_facts

LIFE = (CredentialAct.STATUS_ASKED, CredentialAct.STATUS_DECIDED)


def is_genuine(credential: Credential) -> Fault | None:
    """Why one loaded credential is not what the house issued, or None if it is."""
    return faults_of([credential]).get(credential.id)


def faults_of(credentials: Sequence[Credential]) -> dict[int, Fault]:
    """What does not fit, by credential; those that are genuine are not in it."""
    entries = _entries([each.id for each in credentials])
    keys = {key.code: key for key in keys_on_record()}
    found = {
        each.id: fault_of(_evidence(each, entries[each.id], keys.get(each.key_code)))
        for each in credentials
    }
    return {credential_id: fault for credential_id, fault in found.items() if fault}


def signed_data(credential: Credential) -> bytes:
    """The bytes under the seal of a loaded credential."""
    rule = rule_of(credential.rule)
    facts = sealed_facts(
        credential,
        rule=(rule.code, rule.version),
        decision=credential.decision.digest,
        photo=credential.photo.digest if credential.photo else "",
    )
    return sealed_bytes(facts)


def computed_digest(credential: Credential) -> str:
    """The digest of the decision as it is on record now."""
    decision = credential.decision
    return decision_digest(
        answer=decision.answer,
        findings=decision.findings,
        facts=decision.facts,
        at=decision.at.isoformat(),
    )


def _entries(credential_ids: Collection[int]) -> dict[int, list[Entry]]:
    statement = (
        select(Entry)
        .where(
            Entry.subject_kind == "credential",
            Entry.subject_id.in_([str(each) for each in credential_ids]),
        )
        .order_by(Entry.id)
    )
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in db.session.scalars(statement):
        found[int(entry.subject_id or 0)].append(entry)
    return found


def _evidence(credential: Credential, entries: Sequence[Entry], key: SigningKey | None) -> Evidence:
    data = signed_data(credential)
    issues = [each for each in entries if each.act == CredentialAct.ISSUED]
    recorded_at = issues[0].at if issues else None
    return Evidence(
        seal_fits=is_by(key, data, credential.seal, recorded_at=recorded_at),
        kept_decision=credential.decision.digest,
        computed_decision=computed_digest(credential),
        sealed_digest=sha256(data).hexdigest(),
        issued_digests=tuple(str(each.fields.get("sealed")) for each in issues),
        entries_are_whole=all(_is_whole(each) for each in entries),
        rows=_rows(credential.changes),
        entries=tuple(_told(each) for each in entries if each.act in LIFE),
    )


def _is_whole(entry: Entry) -> bool:
    """Whether an entry's fields are those that were written, and its columns say the same."""
    said = (entry.fields.get("act"), entry.fields.get("at"))
    if set(entry.fields) - set(entry.salts) or said != (entry.act, entry.at.isoformat()):
        return False
    return all(
        field_digest(name, value, entry.salts[name]) == entry.digests.get(name)
        for name, value in entry.fields.items()
    )


def _rows(changes: Iterable[StatusChange]) -> tuple[Told, ...]:
    told = []
    for change in changes:
        told.append(Told("asked", change.id, (change.kind, change.reason_class)))
        if change.decision:
            agreed = "agreed" if change.decision.agreed else "declined"
            told.append(Told("decided", change.id, (change.kind, agreed)))
    return tuple(told)


def _told(entry: Entry) -> Told:
    """What an entry tells; a field that was taken out of it fits no row."""
    says = entry.fields
    change, kind = int(says.get("change", 0)), str(says.get("kind"))
    if entry.act == CredentialAct.STATUS_ASKED:
        return Told("asked", change, (kind, str(says.get("reason_class"))))
    return Told("decided", change, (kind, "agreed" if says.get("agreed") else "declined"))
