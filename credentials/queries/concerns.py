"""Credentials whose ground was moved, and what a fact that was changed touches."""

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from accounts.models import Unit
from accounts.queries import covered_by, demand
from accounts.rules.duties import Right
from competitions.models import Entry, Final, FinalPlace, Score
from core.actor import Actor
from core.database import batches, db
from core.errors import N_, Missing
from credentials.models import Concern, ConcernAnswer, Credential, Decision, DecisionGround
from credentials.queries.statuses import LOADED, standing_now
from credentials.rules.status import STATUS_NAMES, Status
from exam.events import Standing, StandingAsked

CHANGES = joinedload(Concern.credential).options(*LOADED)
IN_FORCE = (Status.ISSUED, Status.SUSPENDED)


def open_concerns(actor: Actor) -> list[Concern]:
    """Unanswered concerns about credentials of units under the actor, oldest first."""
    demand(actor, Right.READ_GATE)
    statement = (
        select(Concern)
        .join(Concern.credential)
        .join(Unit, Unit.id == Credential.unit_id)
        .options(CHANGES)
        .where(
            covered_by(actor, Right.READ_GATE),
            ~exists().where(ConcernAnswer.concern_id == Concern.id),
        )
        .order_by(Concern.id)
    )
    return list(db.session.scalars(statement))


def concerns_of(credential_id: int) -> list[Concern]:
    """Every concern about one credential, with its answer, oldest first."""
    statement = (
        select(Concern)
        .options(joinedload(Concern.answer))
        .where(Concern.credential_id == credential_id)
    )
    return list(db.session.scalars(statement.order_by(Concern.id)))


def concern_of(concern_id: int) -> Concern:
    """The concern with this id, as it is now."""
    found = db.session.get(
        Concern,
        concern_id,
        options=[CHANGES, joinedload(Concern.answer)],
        populate_existing=True,
    )
    if found is None:
        raise Missing(N_("There is no such concern."))
    return found


def standing_on(kind: str, fact_ids: Collection[int]) -> list[Credential]:
    """Credentials whose decision stood on one of these facts."""
    statement = (
        select(Credential)
        .join(Decision, Decision.id == Credential.decision_id)
        .join(DecisionGround, DecisionGround.decision_id == Decision.id)
        .options(*LOADED)
        .where(DecisionGround.kind == kind)
        .distinct()
    )
    found = {
        credential.id: credential
        for some in batches(fact_ids)
        for credential in db.session.scalars(statement.where(DecisionGround.fact_id.in_(some)))
    }
    return [found[each] for each in sorted(found)]


def find_standing(asked: StandingAsked) -> None:
    """Tell who is about to correct results which credentials in force stand on them."""
    statement = (
        select(Credential, DecisionGround.fact_id)
        .join(DecisionGround, DecisionGround.decision_id == Credential.decision_id)
        .options(*LOADED)
        .where(DecisionGround.kind == "attempt")
        .order_by(Credential.id)
    )
    rows = [
        row
        for some in batches(sorted(asked.attempt_ids))
        for row in db.session.execute(statement.where(DecisionGround.fact_id.in_(some)))
    ]
    for credential, attempt_id in rows:
        status = standing_now(credential).status
        if status in IN_FORCE:
            number, words = credential.number, STATUS_NAMES[status]
            asked.found.append(Standing(attempt_id, number, number, words, ends=True))


def known_concerns(cause: str, fact_id: int) -> set[int]:
    """Ids of the credentials about which this concern is noted already."""
    statement = select(Concern.credential_id).where(
        Concern.cause == cause, Concern.fact_id == fact_id
    )
    return set(db.session.scalars(statement))


def finals_with(attempt_id: int, person_id: int) -> list[int]:
    """Final standings in which a score of the person came from this attempt."""
    rows = db.session.execute(
        select(Score.source, FinalPlace.final_id)
        .join(Entry, Entry.id == Score.entry_id)
        .join(FinalPlace, FinalPlace.entry_id == Entry.id)
        .where(Entry.person_id == person_id)
    )
    return sorted({final_id for source, final_id in rows if source.get("attempt") == attempt_id})


def finals_before(competition_id: int, score_number: int) -> list[int]:
    """Final standings of a competition that were computed without this line of its list."""
    statement = select(Final.id).where(
        Final.competition_id == competition_id, Final.at_number < score_number
    )
    return list(db.session.scalars(statement.order_by(Final.id)))


def whose_line(competition_id: int, score_number: int) -> int | None:
    """The person that a line of a competition's list is about."""
    statement = (
        select(Entry.person_id)
        .join(Score, Score.entry_id == Entry.id)
        .where(Score.competition_id == competition_id, Score.number == score_number)
    )
    return db.session.scalars(statement).first()
