"""What is open in a competition: rulings, objections, and what keeps standings from final."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from competitions.models import (
    Competition,
    Entry,
    Objection,
    ObjectionDecision,
    Ruling,
    RulingDecision,
)
from competitions.queries.listing import definition_of, freeze_of, reveal_step, round_ends
from competitions.queries.panels import unfinished_panels
from competitions.queries.scores import last_score_in, lines_of, standings_at
from competitions.rules.definition import Definition, Round
from competitions.rules.phases import Obstacle, OpenMatters, objections_close, obstacles
from competitions.rules.standings import CORRECTION, OUT, Moved, ScoreLine, moves, standings
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing

WITH_ENTRY = (
    joinedload(Ruling.entry).joinedload(Entry.person),
    joinedload(Ruling.entry).joinedload(Entry.unit),
    joinedload(Ruling.decision),
)
WITH_OBJECTOR = (
    joinedload(Objection.entry).joinedload(Entry.person),
    joinedload(Objection.entry).joinedload(Entry.unit),
    joinedload(Objection.decision),
)


def ruling_of(ruling_id: int) -> Ruling:
    """The ruling with this id, as it now stands."""
    statement = select(Ruling).options(*WITH_ENTRY).where(Ruling.id == ruling_id)
    found = db.session.scalars(statement.execution_options(populate_existing=True)).first()
    if found is None:
        raise Missing(N_("There is no such ruling."))
    return found


def rulings_of(competition_id: int) -> list[Ruling]:
    """The rulings of a competition, newest first, with their decisions."""
    statement = select(Ruling).options(*WITH_ENTRY).where(Ruling.competition_id == competition_id)
    return list(db.session.scalars(statement.order_by(Ruling.id.desc())))


def waiting_rulings(competition_id: int) -> list[Ruling]:
    """The rulings that wait for a second person, oldest first."""
    return [each for each in reversed(rulings_of(competition_id)) if each.decision is None]


def objection_of(objection_id: int) -> Objection:
    """The objection with this id, as it now stands."""
    statement = select(Objection).options(*WITH_OBJECTOR).where(Objection.id == objection_id)
    found = db.session.scalars(statement.execution_options(populate_existing=True)).first()
    if found is None:
        raise Missing(N_("There is no such objection."))
    return found


def objections_of(competition_id: int) -> list[Objection]:
    """The objections of a competition, newest first, with their answers."""
    statement = (
        select(Objection).options(*WITH_OBJECTOR).where(Objection.competition_id == competition_id)
    )
    return list(db.session.scalars(statement.order_by(Objection.id.desc())))


def own_objections(actor: Actor, competition_id: int) -> list[Objection]:
    """The actor's own objections in a competition, newest first."""
    return [each for each in objections_of(competition_id) if each.entry.person_id == actor.id]


def objections_close_ms(
    competition: Competition, held: Round, entry_id: int | None = None
) -> int | None:
    """When the last objection to a round is taken, for one entry or all; None before it begins.

    From the end of the round on. A drill goes on all year: there each score opens the time anew.
    """
    definition = definition_of(competition)
    ended = round_ends(competition.id).get(held.code)
    if ended is None and definition.goes_on:
        ended = last_score_in(competition.id, held.code, entry_id) or None
    return None if ended is None else objections_close(ended, definition.objection_hours)


def open_matters(competition: Competition) -> OpenMatters:
    """What is still open in a competition."""
    definition = definition_of(competition)
    ends = round_ends(competition.id)
    closing = (objections_close_ms(competition, held) or 0 for held in definition.rounds)
    return OpenMatters(
        last_score=competition.last_score,
        unended_rounds=_unended(definition, ends),
        unfinished_panels=unfinished_panels(competition.id),
        objections_close_ms=max(closing, default=0),
        waiting_objections=_count_waiting_objections(competition.id),
        waiting_rulings=_count_waiting_rulings(competition.id),
        is_hiding=is_hiding(competition),
    )


def _unended(definition: Definition, ends: dict[str, int]) -> list[str]:
    if definition.goes_on:
        return []
    return [held.code for held in definition.rounds if held.code not in ends]


def _count_waiting_objections(competition_id: int) -> int:
    statement = (
        select(func.count())
        .select_from(Objection)
        .outerjoin(ObjectionDecision, ObjectionDecision.objection_id == Objection.id)
        .where(Objection.competition_id == competition_id, ObjectionDecision.objection_id.is_(None))
    )
    return db.session.scalar(statement) or 0


def _count_waiting_rulings(competition_id: int) -> int:
    statement = (
        select(func.count())
        .select_from(Ruling)
        .outerjoin(RulingDecision, RulingDecision.ruling_id == Ruling.id)
        .where(Ruling.competition_id == competition_id, RulingDecision.ruling_id.is_(None))
    )
    return db.session.scalar(statement) or 0


def is_hiding(competition: Competition) -> bool:
    """Whether the board is frozen and not revealed to the top."""
    freeze = freeze_of(competition.id)
    if freeze is None:
        return False
    places = standings_at(competition, freeze.at_number).places
    return reveal_step(competition.id) < len(places)


def obstacles_to_final(competition: Competition, at_ms: int) -> list[Obstacle]:
    """Everything that keeps the standings from being confirmed now."""
    return obstacles(open_matters(competition), at_ms)


def moved_by(competition: Competition, rulings: Iterable[Ruling]) -> dict[int, list[Moved]]:
    """Whose place each of these rulings would move, and to where; the list is read once."""
    definition = definition_of(competition)
    lines = lines_of(competition.id)
    before = standings_at(competition).places
    entries = [each.entry_id for each in before]
    return {
        ruling.id: moves(
            before, standings(definition, entries, [*lines, _line_of(competition, ruling, lines)])
        )
        for ruling in rulings
    }


def _line_of(competition: Competition, ruling: Ruling, lines: Sequence[ScoreLine]) -> ScoreLine:
    number = competition.last_score + 1
    if ruling.kind == OUT or ruling.score_number is None:
        return ScoreLine(number, OUT, ruling.entry_id)
    replaced = next(line for line in lines if line.number == ruling.score_number)
    return replace(
        replaced,
        number=number,
        kind=CORRECTION,
        points=ruling.points,
        replaces=ruling.score_number,
    )
