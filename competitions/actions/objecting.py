"""Objections: an officer's to a round of their own, and the answer."""

from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from competitions.actions.rulings import demand_ruling
from competitions.acts import CompetitionAct
from competitions.models import Objection, ObjectionDecision
from competitions.queries.entries import entry_of
from competitions.queries.listing import definition_of, locked_competition
from competitions.queries.matters import objection_of, objections_close_ms, objections_of
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, Missing, Refused


def object(  # noqa: A001 - what the officer does
    entry_id: int, round_code: str, *, text: str, actor: Actor
) -> Objection:
    """Object to one's own round, from its end until the deadline, one objection at a time."""
    with transaction() as session:
        demand(actor, Right.COMPETE)
        entry = entry_of(entry_id)
        if entry.person_id != actor.id:
            raise Missing(N_("There is no such entry."))
        competition = locked_competition(entry.competition_id)
        held = definition_of(competition).round_with(round_code)
        if held is None:
            raise Missing(N_("The competition has no such round."))
        closes_ms = objections_close_ms(competition, held, entry.id)
        at_ms = exam_ms()
        if closes_ms is None:
            raise Refused(N_("Objections are taken once the round has ended."))
        if at_ms >= closes_ms:
            raise Refused(N_("The time for objections to this round is over."))
        if not text:
            raise Refused(N_("Say what you object to."))
        mine = (each for each in objections_of(competition.id) if each.entry_id == entry.id)
        if any(each.round == round_code and each.decision is None for each in mine):
            raise Refused(N_("Your objection to this round waits for its answer."))
        made = Objection(
            competition_id=competition.id, entry=entry, round=round_code, text=text, at_ms=at_ms
        )
        session.add(made)
        session.flush()
        record(
            CompetitionAct.OBJECTED,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            objection=made.id,
            entry=entry.id,
            round=round_code,
            text=text,
        )
    return made


def decide(objection_id: int, *, upheld: bool, reason: str, actor: Actor) -> None:
    """Answer with reasons, as a judge or examiner of another unit; points change by a ruling."""
    with transaction() as session:
        competition = locked_competition(objection_of(objection_id).competition_id)
        objection = objection_of(objection_id)
        demand_ruling(actor, competition, objection.entry)
        if objection.decision:
            raise Refused(N_("This has been answered already."))
        if not reason:
            raise Refused(N_("Say why."))
        session.add(
            ObjectionDecision(
                objection=objection, upheld=upheld, reason=reason, by_id=actor.id, at=now()
            )
        )
        record(
            CompetitionAct.OBJECTION_DECIDED,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            objection=objection.id,
            upheld=upheld,
            reason=reason,
        )
