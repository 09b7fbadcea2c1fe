"""Taking back what a candidate's browser kept when a server, or a network, was lost."""

from hashlib import sha256

from sqlalchemy import case, insert, select, update
from sqlalchemy.orm import Session

from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, NotAllowed, Refused
from exam.actions.recovery_keys import opened
from exam.acts import ExamAct
from exam.models.attempts import Arrival, Attempt, AttemptEvent, Recovery
from exam.models.sittings import Sitting
from exam.queries.journal import attempt_in
from exam.queries.sittings import locked_sitting
from exam.rules.arrivals import COUNTED, Malformed
from exam.rules.recovery import (
    Handed,
    Place,
    Sorted,
    read_answers,
    read_file,
    sort_out,
    unlocked,
)
from exam.rules.voiding import VOIDED

MOST_LEASES_LOST = 1_000
"""How far a server that was restored from a copy may be behind the leases it once gave."""


def hand_in(
    sitting_id: int,
    registration_id: int,
    *,
    content: bytes,
    reason: str,
    accepts_claims: bool,
    receipt_key: bytes,
    actor: Actor,
) -> Recovery:
    """Add what the journal lacks of a candidate's file; what it holds stays as it is.

    Answers with a true receipt count; others only where the examiner accepts them and nothing else
    counts. The same file again adds nothing. Possible until the sitting is closed.
    """
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        attempt = attempt_in(sitting, registration_id)
        _refuse_unfit(sitting, attempt, actor)
        found = sort_out(
            _answers_in(content, sitting, attempt),
            attempt=attempt.token,
            key=receipt_key,
            accepts_claims=accepts_claims,
            **_on_record(session, attempt.id),
        )
        _append(session, attempt, found)
        if found.restored:
            _raise_lease(session, attempt, found.restored)
        recovery = Recovery(
            attempt_id=attempt.id,
            digest=sha256(content).hexdigest(),
            added=len(found.restored),
            held=len(found.held),
            claimed=len(found.claimed),
            reason=reason,
            by_id=actor.id,
            at=now(),
        )
        session.add(recovery)
        record(
            ExamAct.RECOVERED,
            actor,
            subject=("attempt", attempt.id),
            unit_path=sitting.unit.path,
            sitting=sitting.id,
            digest=recovery.digest,
            added=recovery.added,
            held=recovery.held,
            claimed=recovery.claimed,
            claims_accepted=accepts_claims,
            reason=reason,
        )
    return recovery


def _refuse_unfit(sitting: Sitting, attempt: Attempt, actor: Actor) -> None:
    if sitting.closing:
        raise Refused(N_("This sitting is closed; nothing can be added to its answers."))
    if attempt.registration.on_paper or attempt.opened_ms is None:
        raise Refused(N_("This exam was not written on a screen; it has no such file."))
    if attempt.state == VOIDED:
        raise Refused(N_("This paper was voided; nothing can be added to its answers."))
    if attempt.candidate_id == actor.id:
        raise NotAllowed(N_("Nobody hands in their own answers."))


def _answers_in(content: bytes, sitting: Sitting, attempt: Attempt) -> list[Handed]:
    try:
        file = read_file(content)
        if file.attempt != attempt.token:
            raise Refused(N_("This file belongs to another exam or another candidate."))
        answers = file.answers
        if file.locked is not None:
            private = sitting.sealing.recovery_private if sitting.sealing else None
            if private is None:
                raise Refused(N_("This sitting has no key that opens the file."))
            answers = unlocked(opened(file.locked, private, attempt.token))
        handed = read_answers(answers)
    except Malformed as problem:
        raise Refused(
            N_("The file cannot be read, or was changed. Let the candidate make it again.")
        ) from problem
    if any(each.typed_under > attempt.lease + MOST_LEASES_LOST for each in handed):
        raise Refused(N_("The file speaks of leases that this exam never had."))
    if any(not 1 <= each.slot <= attempt.slot_count for each in handed):
        raise Refused(N_("The file answers questions that this paper does not have."))
    return handed


def _on_record(session: Session, attempt_id: int) -> dict[str, set[Place]]:
    rows = session.execute(
        select(
            Arrival.standing, Arrival.slot, Arrival.typed_under, Arrival.seq, Arrival.value
        ).where(Arrival.attempt_id == attempt_id)
    )
    places: dict[str, set[Place]] = {"counted": set(), "uncounted": set()}
    for row in rows:
        kind = "counted" if row.standing in COUNTED else "uncounted"
        places[kind].add((row.slot, row.typed_under, row.seq, row.value))
    return places


def _append(session: Session, attempt: Attempt, found: Sorted) -> None:
    at_ms = exam_ms()
    rows = [
        {
            "attempt_id": attempt.id,
            "slot": answer.slot,
            "seq": answer.seq,
            "typed_under": answer.typed_under,
            "lease": attempt.lease,
            "value": answer.value,
            "noted_at": answer.noted_at,
            "at_ms": at_ms,
            "standing": standing,
        }
        for standing, answers in (("restored", found.restored), ("claimed", found.claimed))
        for answer in answers
    ]
    if rows:
        session.execute(insert(Arrival), rows)
        session.add(
            AttemptEvent(
                attempt_id=attempt.id,
                kind="restored",
                note=f"{len(found.restored)} + {len(found.claimed)}",
                at_ms=at_ms,
            )
        )


def _raise_lease(session: Session, attempt: Attempt, restored: list[Handed]) -> None:
    """The open page takes the lease again, with these answers, above every lease in the file.

    Otherwise what is typed from now on, under a lower one, would lose against what was restored.
    """
    highest = max(answer.typed_under for answer in restored)
    session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id)
        .values(lease=case((Attempt.lease < highest, highest), else_=Attempt.lease) + 1)
    )
