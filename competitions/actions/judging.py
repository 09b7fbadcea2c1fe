"""A judge hands in a sheet: each alone, nobody of their own unit."""

from collections.abc import Mapping

from accounts.actions.waivers import use_waiver
from accounts.queries import demand
from accounts.rules.conflicts import Conflict
from accounts.rules.duties import Right
from audit.actions import record
from competitions.actions.scoring import complete_panel
from competitions.acts import CompetitionAct
from competitions.models import Competition, Entry, Sheet
from competitions.queries.entries import entry_of
from competitions.queries.listing import definition_of, locked_competition, round_ends
from competitions.queries.panels import is_of_own_unit, own_seat, own_sheet, scored_entries
from competitions.queries.scores import is_out
from competitions.rules.panel import points_of, wrong_marks
from core.actor import Actor
from core.clock import exam_ms
from core.database import transaction
from core.errors import N_, Missing, NotAllowed, Refused


def hand_in(
    competition_id: int,
    round_code: str,
    station: str,
    entry_id: int,
    *,
    marks: Mapping[str, int],
    remark: str = "",
    actor: Actor,
) -> Sheet:
    """Mark an entry at the station of one's seat, once and for all.

    The last sheet that a panel waits for makes the score. An entry of the judge's own unit is
    refused unless a supervisor waived that for one act.
    """
    with transaction() as session:
        demand(actor, Right.SCORE_ROUNDS)
        competition = locked_competition(competition_id)
        own_seat(actor, competition.id, round_code, station)
        entry = entry_of(entry_id)
        if entry.competition_id != competition.id:
            raise Missing(N_("There is no such entry."))
        held = definition_of(competition).station_with(round_code, station)
        if held is None:
            raise Missing(N_("The competition has no such station."))
        _refuse_over(competition, entry, round_code, station, actor)
        problem = wrong_marks(held.rubric, marks)
        if problem:
            raise Refused(problem)
        _refuse_own(entry, actor)
        sheet = Sheet(
            competition_id=competition.id,
            round=round_code,
            station=station,
            entry_id=entry.id,
            judge_id=actor.id,
            marks=dict(marks),
            points=points_of(held.rubric, marks),
            remark=remark,
            at_ms=exam_ms(),
        )
        session.add(sheet)
        session.flush()
        record(
            CompetitionAct.MARKED,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            round=round_code,
            station=station,
            entry=entry.id,
            sheet=sheet.id,
            marks=sheet.marks,
            points=str(sheet.points),
        )
        complete_panel(competition, entry, round_code, station)
    return sheet


def _refuse_over(
    competition: Competition, entry: Entry, round_code: str, station: str, actor: Actor
) -> None:
    if exam_ms() < competition.starts_ms:
        raise Refused(N_("The competition has not begun."))
    if round_code in round_ends(competition.id):
        raise Refused(N_("This round has ended already."))
    if own_sheet(actor, entry.id, round_code, station):
        raise Refused(N_("You handed in your sheet for this entry already."))
    if entry.id in scored_entries(competition.id, round_code, station):
        raise Refused(N_("This entry has its score at this station already."))
    if is_out(entry.id):
        raise Refused(N_("This entry is disqualified."))


def _refuse_own(entry: Entry, actor: Actor) -> None:
    if entry.person_id == actor.id:
        raise NotAllowed(N_("Nobody judges themselves."))
    if not is_of_own_unit(actor, entry):
        return
    subject = ("competition", entry.competition_id)
    if not use_waiver(
        actor, Conflict.JUDGE_OWN_UNIT, act=str(CompetitionAct.MARKED), subject=subject
    ):
        raise NotAllowed(N_("Nobody judges an entry of their own unit."))
