"""Corrections and disqualifications: one person asks, a second one decides."""

from decimal import Decimal

from accounts.queries import may
from accounts.rules.duties import Right
from audit.actions import record
from competitions.actions.scoring import Reached, append, correction
from competitions.acts import CompetitionAct
from competitions.models import Competition, Entry, Ruling, RulingDecision, Score
from competitions.queries.entries import entry_of
from competitions.queries.listing import competition_with, locked_competition
from competitions.queries.matters import moved_by, ruling_of, waiting_rulings
from competitions.queries.panels import is_seated
from competitions.queries.scores import is_out, is_replaced, score_numbered
from competitions.rules.standings import CORRECTION, OUT, Moved
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Missing, NotAllowed, Refused


def may_rule(actor: Actor, competition: Competition) -> bool:
    """Whether the actor asks for rulings or decides them: an examiner over it, or its judge."""
    return may(actor, Right.HOLD_COMPETITIONS, competition.unit.path) or (
        may(actor, Right.SCORE_ROUNDS) and is_seated(actor, competition.id)
    )


def may_look(actor: Actor, competition: Competition) -> bool:
    """Whether the actor sees the whole list, also while the board is frozen."""
    path = competition.unit.path
    return may_rule(actor, competition) or may(actor, Right.CONFIRM_STANDINGS, path)


def demand_ruling(actor: Actor, competition: Competition, entry: Entry) -> None:
    """Refuse to rule to who is neither examiner nor judge there, or whose own unit it is about."""
    if not may(actor, Right.HOLD_COMPETITIONS) and not may(actor, Right.SCORE_ROUNDS):
        raise NotAllowed(N_("Your duties do not include this, or not for this unit."))
    if not may_rule(actor, competition):
        raise Missing(N_("There is no such competition for you."))
    if entry.person_id == actor.id or entry.unit_id == actor.unit_id:
        raise NotAllowed(N_("Nobody decides about an entry of their own unit."))


def ask_correction(
    competition_id: int, score_number: int, *, points: Decimal, reason: str, actor: Actor
) -> Ruling:
    """Ask that a line of the list be corrected; nothing changes until a second person agrees."""
    with transaction():
        competition = locked_competition(competition_id)
        if not may_rule(actor, competition):
            raise Missing(N_("There is no such competition for you."))
        line = score_numbered(competition.id, score_number)
        entry = entry_of(line.entry_id)
        demand_ruling(actor, competition, entry)
        _refuse_unfit(competition, line, points)
        return _ask(
            Ruling(
                competition_id=competition.id,
                kind=CORRECTION,
                entry=entry,
                score_number=line.number,
                points=points,
                reason=reason,
                by_id=actor.id,
                at=now(),
            ),
            competition,
            actor,
        )


def _refuse_unfit(competition: Competition, line: Score, points: Decimal) -> None:
    if line.kind == OUT or line.full is None:
        raise Refused(N_("A disqualification is not corrected."))
    if is_replaced(competition.id, line.number):
        raise Refused(N_("This line was corrected already. Correct the newer one."))
    if not points.is_finite() or not 0 <= points <= line.full:
        raise Refused(N_("The points must be 0 to %(full)s."), full=line.full)
    if points == line.points:
        raise Refused(N_("These are the points that the line has."))
    if any(each.score_number == line.number for each in waiting_rulings(competition.id)):
        raise Refused(N_("This was asked for already and waits for a second person."))


def ask_disqualification(entry_id: int, *, reason: str, actor: Actor) -> Ruling:
    """Ask that an entry be out; nothing changes until a second person agrees."""
    with transaction():
        competition = locked_competition(entry_of(entry_id).competition_id)
        entry = entry_of(entry_id)
        demand_ruling(actor, competition, entry)
        if is_out(entry.id):
            raise Refused(N_("This entry is disqualified."))
        waiting = waiting_rulings(competition.id)
        if any(each.kind == OUT and each.entry_id == entry.id for each in waiting):
            raise Refused(N_("This was asked for already and waits for a second person."))
        return _ask(
            Ruling(
                competition_id=competition.id,
                kind=OUT,
                entry=entry,
                reason=reason,
                by_id=actor.id,
                at=now(),
            ),
            competition,
            actor,
        )


def _ask(ruling: Ruling, competition: Competition, actor: Actor) -> Ruling:
    if not ruling.reason:
        raise Refused(N_("Say why."))
    with transaction() as session:
        session.add(ruling)
        session.flush()
        record(
            CompetitionAct.RULING_ASKED,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            ruling=ruling.id,
            kind=ruling.kind,
            entry=ruling.entry_id,
            number=ruling.score_number,
            points=None if ruling.points is None else str(ruling.points),
            reason=ruling.reason,
        )
    return ruling


def preview(ruling_id: int, *, actor: Actor) -> list[Moved]:
    """Whose place the ruling would move, for those who may decide it."""
    ruling = ruling_of(ruling_id)
    competition = competition_with(ruling.competition_id)
    if not may_rule(actor, competition):
        raise Missing(N_("There is no such ruling."))
    return moved_by(competition, [ruling])[ruling.id]


def decide(ruling_id: int, *, agreed: bool, reason: str, actor: Actor) -> Score | None:
    """Answer as a second person, of another unit than the entry's; agreed, the list gets its line.

    Where standings are final already, those above are told.
    """
    with transaction() as session:
        competition = locked_competition(ruling_of(ruling_id).competition_id)
        ruling = ruling_of(ruling_id)
        demand_ruling(actor, competition, ruling.entry)
        if ruling.by_id == actor.id:
            raise NotAllowed(N_("Who asked does not decide. A second person must."))
        if ruling.decision:
            raise Refused(N_("This has been answered already."))
        if not agreed and not reason:
            raise Refused(N_("Say why."))
        session.add(
            RulingDecision(ruling=ruling, agreed=agreed, reason=reason, by_id=actor.id, at=now())
        )
        record(
            CompetitionAct.RULING_DECIDED,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            ruling=ruling.id,
            agreed=agreed,
            reason=reason,
        )
        session.flush()
        if not agreed:
            return None
        return append(competition, _reached(competition, ruling, actor), actor=actor)


def _reached(competition: Competition, ruling: Ruling, actor: Actor) -> Reached:
    source = {"ruling": ruling.id}
    if ruling.score_number is None or ruling.points is None:
        return Reached(
            kind=OUT,
            entry_id=ruling.entry_id,
            source=source,
            reason=ruling.reason,
            by_id=ruling.by_id,
            second_id=actor.id,
        )
    if is_replaced(competition.id, ruling.score_number):
        raise Refused(N_("This line was corrected already. Correct the newer one."))
    return correction(
        score_numbered(competition.id, ruling.score_number),
        ruling.points,
        source=source,
        reason=ruling.reason,
        by_id=ruling.by_id,
        second_id=actor.id,
    )
