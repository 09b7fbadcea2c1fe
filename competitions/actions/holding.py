"""What an examiner does for a competition: made, its sittings, its judges, its rounds' ends."""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from accounts.queries import actor_of, demand, may, person_of, unit_of
from accounts.rules.duties import Right
from audit.actions import record
from competitions.actions.scoring import complete_panel
from competitions.acts import CompetitionAct
from competitions.models import Competition, RoundEnd, RoundSitting, Seat, SeatEnd
from competitions.queries.entries import entered_ids, standing_entries
from competitions.queries.listing import definition_of, locked_for_holder, round_ends
from competitions.queries.panels import seat_of, standing_seats
from competitions.queries.shipped import shipped_rubrics
from competitions.rules.definition import BadDefinition, Round, read_definition, with_rubrics
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import db, transaction
from core.errors import N_, Missing, NotAllowed, Refused
from exam.queries.sittings import sitting_to_hold


def create(
    definition: Mapping[str, Any],
    *,
    unit_id: int,
    title: str,
    title_en: str,
    entries_close_ms: int,
    starts_ms: int,
    ends_ms: int,
    actor: Actor,
) -> Competition:
    """Make a competition of a unit under the examiner's duty, with its rubrics copied in whole."""
    whole = _checked(definition)
    if not starts_ms < ends_ms:
        raise Refused(N_("A competition must end after it starts."))
    if entries_close_ms > ends_ms:
        raise Refused(N_("Entries must close before a competition ends."))
    if not title:
        raise Refused(N_("Give the competition a title."))
    with transaction() as session:
        unit = unit_of(unit_id)
        demand(actor, Right.HOLD_COMPETITIONS, unit.path)
        if ends_ms <= exam_ms():
            raise Refused(N_("This time is over already. Choose one to come."))
        made = Competition(
            series=whole["series"],
            key=secrets.token_urlsafe(16),
            unit=unit,
            title=title,
            title_en=title_en or title,
            definition=whole,
            entries_close_ms=entries_close_ms,
            starts_ms=starts_ms,
            ends_ms=ends_ms,
            last_score=0,
            by_id=actor.id,
            at=now(),
        )
        session.add(made)
        session.flush()
        record(
            CompetitionAct.CREATED,
            actor,
            subject=("competition", made.id),
            unit_path=unit.path,
            title=title,
            series=made.series,
            definition=whole,
        )
    return made


def _checked(definition: Mapping[str, Any]) -> dict[str, Any]:
    try:
        whole = with_rubrics(definition, shipped_rubrics())
        read_definition(whole)
    except BadDefinition as bad:
        message, values = bad.reasons[0]
        raise Refused(message, **values) from bad
    return whole


def _round(competition: Competition, code: str) -> Round:
    held = definition_of(competition).round_with(code)
    if held is None:
        raise Missing(N_("The competition has no such round."))
    return held


def attach_sitting(
    competition_id: int, round_code: str, sitting_id: int, *, actor: Actor
) -> RoundSitting:
    """Let a sitting be held for a round; its released results will be the round's scores."""
    with transaction() as session:
        competition = locked_for_holder(competition_id, actor)
        held = _round(competition, round_code)
        sitting = sitting_to_hold(actor, sitting_id)
        if held.kind == "practical":
            raise Refused(N_("A practical round has judges, not a sitting."))
        if sitting.release:
            raise Refused(N_("The results of this sitting are released already."))
        if held.blueprint and held.blueprint != sitting.blueprint.code:
            raise Refused(N_("This round asks for the blueprint %(code)s."), code=held.blueprint)
        _refuse_second_sitting(competition.id, held, sitting_id)
        attached = RoundSitting(
            competition_id=competition.id,
            round=held.code,
            sitting=sitting,
            by_id=actor.id,
            at=now(),
        )
        session.add(attached)
        session.flush()
        record(
            CompetitionAct.SITTING_ATTACHED,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            round=held.code,
            sitting=sitting.id,
        )
    return attached


def _refuse_second_sitting(competition_id: int, held: Round, sitting_id: int) -> None:
    statement = select(RoundSitting)
    if db.session.scalars(statement.where(RoundSitting.sitting_id == sitting_id)).first():
        raise Refused(N_("This sitting is held for a round already."))
    attached = statement.where(
        RoundSitting.competition_id == competition_id, RoundSitting.round == held.code
    )
    if held.kind == "quiz" and db.session.scalars(attached).first():
        raise Refused(N_("A quiz has one sitting. Only a drill has several."))


def seat(
    competition_id: int,
    round_code: str,
    station: str,
    person_id: int,
    *,
    is_head: bool = False,
    actor: Actor,
) -> Seat:
    """Seat a judge at a station. The head judge, one a competition, may sit without a station."""
    with transaction() as session:
        competition = locked_for_holder(competition_id, actor)
        person = person_of(person_id)
        definition = definition_of(competition)
        if definition.station_with(round_code, station) is None and not (
            is_head and not round_code and not station
        ):
            raise Missing(N_("The competition has no such station."))
        if not may(actor_of(person), Right.SCORE_ROUNDS, competition.unit.path):
            raise Refused(N_("%(name)s is no judge for this unit."), name=person.name)
        if entered_ids(competition.id, [person.id]):
            raise NotAllowed(N_("Who takes part does not judge."))
        seats = standing_seats(competition.id)
        here = (round_code, station, person.id)
        if any((each.round, each.station, each.person_id) == here for each in seats):
            raise Refused(N_("%(name)s has a seat here already."), name=person.name)
        if is_head and any(each.is_head and each.person_id != person.id for each in seats):
            raise Refused(N_("There is a head judge already."))
        _refuse_former(competition.id, here)
        seated = Seat(
            competition_id=competition.id,
            round=round_code,
            station=station,
            person=person,
            is_head=is_head,
            by_id=actor.id,
            at=now(),
        )
        session.add(seated)
        session.flush()
        record(
            CompetitionAct.SEATED,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            round=round_code,
            station=station,
            person=person.id,
            is_head=is_head,
        )
    return seated


def _refuse_former(competition_id: int, here: tuple[str, str, int]) -> None:
    round_code, station, person_id = here
    former = select(Seat.id).where(
        Seat.competition_id == competition_id,
        Seat.round == round_code,
        Seat.station == station,
        Seat.person_id == person_id,
    )
    if db.session.scalars(former).first():
        raise Refused(N_("This judge left the panel and does not come back to it."))


def end_seat(seat_id: int, *, reason: str, actor: Actor) -> None:
    """A judge leaves; what they marked stays, and panels that waited for them are complete."""
    with transaction() as session:
        demand(actor, Right.HOLD_COMPETITIONS)
        leaving = seat_of(seat_id)
        competition = locked_for_holder(leaving.competition_id, actor)
        leaving = seat_of(seat_id)
        if not reason:
            raise Refused(N_("Say why."))
        session.add(SeatEnd(seat_id=leaving.id, reason=reason, by_id=actor.id, at=now()))
        session.flush()
        record(
            CompetitionAct.SEAT_ENDED,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            seat=leaving.id,
            person=leaving.person_id,
            reason=reason,
        )
        if leaving.station:
            for entry in standing_entries(competition.id):
                complete_panel(competition, entry, leaving.round, leaving.station)


def end_round(competition_id: int, round_code: str, *, actor: Actor) -> RoundEnd:
    """End a round: nothing more is marked in it, and objections are taken from here on."""
    with transaction() as session:
        competition = locked_for_holder(competition_id, actor)
        held = _round(competition, round_code)
        if held.code in round_ends(competition.id):
            raise Refused(N_("This round has ended already."))
        ended = RoundEnd(
            competition_id=competition.id, round=held.code, by_id=actor.id, at_ms=exam_ms()
        )
        session.add(ended)
        record(
            CompetitionAct.ROUND_ENDED,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            round=held.code,
        )
    return ended
