"""Credentials whose ground was moved, and what a fact that was changed touches."""

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from accounts.models import Unit
from accounts.queries import covered_by, demand
from accounts.rules.duties import Right
from competitions.models import Entry, Final, FinalPlace, Score
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from credentials.models import Concern, ConcernAnswer, Credential, Decision, DecisionGround
from credentials.queries.statuses import LOADED

CHANGES = joinedload(Concern.credential).options(*LOADED)


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
        .where(DecisionGround.kind == kind, DecisionGround.fact_id.in_(fact_ids))
        .distinct()
        .order_by(Credential.id)
    )
    return list(db.session.scalars(statement))


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
