"""What a credential stands on was moved: noted at once, answered by people, never by itself."""

from collections.abc import Iterable
from enum import StrEnum

from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from competitions.events import StandingsChanged
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, NotAllowed, Refused
from credentials.acts import CredentialAct
from credentials.models import Concern, ConcernAnswer, Credential
from credentials.queries.concerns import (
    concern_of,
    finals_before,
    finals_with,
    known_concerns,
    standing_on,
    whose_line,
)
from credentials.queries.holders import locked_person
from credentials.queries.statuses import standing_now
from credentials.rules.findings import read_findings
from credentials.rules.status import Kind, Status
from exam.events import ResultsCorrected, ResultVoided
from exam.queries.results import newly_failed

STANDING = (Status.ISSUED, Status.SUSPENDED)
ENDING = (Kind.SUSPEND, Kind.REVOKE, Kind.RECALL)


class Cause(StrEnum):
    """What moved."""

    RESULT_VOIDED = "result_voided"
    RESULT_CORRECTED = "result_corrected"
    STANDINGS_CHANGED = "standings_changed"


CAUSE_NAMES: dict[str, str] = {
    Cause.RESULT_VOIDED: N_("A result that it stands on was voided"),
    Cause.RESULT_CORRECTED: N_("A result that it stands on was corrected and no longer passes"),
    Cause.STANDINGS_CHANGED: N_("Final standings that it stands on were changed"),
}


def note_voided(news: ResultVoided) -> None:
    """List the credentials that stand on a voided result, or on standings that it counted in."""
    finals = finals_with(news.attempt_id, news.person_id)
    touched = standing_on("attempt", [news.attempt_id])
    touched += [each for each in standing_on("final", finals) if each.person_id == news.person_id]
    _note(Cause.RESULT_VOIDED, news.attempt_id, touched)


def note_corrected(news: ResultsCorrected) -> None:
    """List the credentials that stand on a result which no longer passes since it was corrected.

    Where only the score is another, the ground still holds, or was lost before.
    """
    failed = newly_failed(news.run_id, news.before_id)
    _note(Cause.RESULT_CORRECTED, news.run_id, standing_on("attempt", failed))


def note_standings(news: StandingsChanged) -> None:
    """List the credentials that stand on final standings from before this line of the list.

    A share of the points is touched by one's own line alone, a rank by anybody's.
    """
    changed = whose_line(news.competition_id, news.score_number)
    for final_id in finals_before(news.competition_id, news.score_number):
        touched = [
            each
            for each in standing_on("final", [final_id])
            if each.person_id == changed or _stands_on_rank(each, final_id)
        ]
        _note(Cause.STANDINGS_CHANGED, final_id, touched)


def _stands_on_rank(credential: Credential, final_id: int) -> bool:
    return any(
        finding.kind == "competition_rank" and ("final", final_id) in finding.grounds
        for finding in read_findings(credential.decision.findings)
    )


def _note(cause: Cause, fact_id: int, credentials: Iterable[Credential]) -> None:
    with transaction() as session:
        known = known_concerns(cause, fact_id)
        fresh = {each.id: each for each in credentials if each.id not in known}
        for credential in fresh.values():
            if standing_now(credential).status not in STANDING:
                continue
            session.add(Concern(credential=credential, cause=str(cause), fact_id=fact_id, at=now()))
            record(
                CredentialAct.CONCERN_NOTED,
                None,
                subject=("credential", credential.id),
                unit_path=credential.unit.path,
                number=credential.number,
                cause=str(cause),
                fact=fact_id,
            )


def answer(concern_id: int, *, kept: bool, reason: str, actor: Actor) -> ConcernAnswer:
    """Say, as an issuer, that the credential is kept in spite of it, or that it was acted on.

    Acted on means that a suspension, revocation or recall was asked for or agreed since.
    """
    demand(actor, Right.ISSUE_CREDENTIALS)
    with transaction() as session:
        locked_person(concern_of(concern_id).credential.person_id)
        concern = concern_of(concern_id)
        credential = concern.credential
        demand(actor, Right.ISSUE_CREDENTIALS, credential.unit.path)
        if actor.id == credential.person_id:
            raise NotAllowed(N_("Nobody decides about their own credential."))
        if concern.answer:
            raise Refused(N_("This concern is answered already."))
        if not reason:
            raise Refused(N_("Say why; the reason stays on record with the concern."))
        if not kept and not _was_acted_on(concern):
            raise Refused(N_("Ask for the change of status first, then say that it was acted on."))
        given = ConcernAnswer(concern=concern, kept=kept, reason=reason, by_id=actor.id, at=now())
        session.add(given)
        record(
            CredentialAct.CONCERN_ANSWERED,
            actor,
            subject=("credential", credential.id),
            unit_path=credential.unit.path,
            number=credential.number,
            concern=concern.id,
            kept=kept,
            reason=reason,
        )
    return given


def _was_acted_on(concern: Concern) -> bool:
    return any(
        change.kind in ENDING
        and change.at >= concern.at
        and (change.decision is None or change.decision.agreed)
        for change in concern.credential.changes
    )
