"""Judging: the entries that wait at each of one's stations, and one sheet at a time."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import demand
from accounts.rules.duties import Right
from accounts.session import current_actor
from competitions.actions import judging
from competitions.models import Competition, Entry, Seat
from competitions.queries.entries import entry_of
from competitions.queries.listing import competition_with, definition_of, phases_of
from competitions.queries.panels import (
    entries_to_judge,
    is_of_own_unit,
    own_seat,
    own_sheet,
    seats_of_judge,
)
from competitions.rules.definition import Station
from competitions.rules.phases import PHASE_NAMES
from core.actor import Actor
from core.clock import exam_ms
from core.errors import N_, Missing, Refused
from core.http import translated

bp = Blueprint("judging", __name__, url_prefix="/judging")
PLACE = "/<int:competition_id>/<round_code>/<station>"


@bp.get("/")
def index() -> ResponseReturnValue:
    """My seats on panels."""
    actor = current_actor()
    demand(actor, Right.SCORE_ROUNDS)
    seats = [(seat, held) for seat, held in seats_of_judge(actor) if seat.station]
    competitions = {held.id: held for _seat, held in seats}
    return render_template(
        "competitions/judging.html",
        seats=seats,
        definitions={key: definition_of(held) for key, held in competitions.items()},
        phases=phases_of(list(competitions.values()), exam_ms()),
        phase_names=PHASE_NAMES,
    )


@bp.get(PLACE)
def show_station(competition_id: int, round_code: str, station: str) -> ResponseReturnValue:
    """The entries at a station: who waits for my sheet, which ones I handed in."""
    actor = current_actor()
    seat, competition, held = _station(actor, competition_id, round_code, station)
    entries = entries_to_judge(actor, seat)
    return render_template(
        "competitions/station.html",
        competition=competition,
        seat=seat,
        station=held,
        waiting=[each for each in entries if not each.own and not each.is_scored],
        done=[each for each in entries if each.own or each.is_scored],
    )


@bp.get(PLACE + "/entries/<int:entry_id>")
def show_sheet(
    competition_id: int, round_code: str, station: str, entry_id: int
) -> ResponseReturnValue:
    """The sheet of an entry: to fill in, or as I handed it in."""
    return _page(current_actor(), competition_id, round_code, station, entry_id)


@bp.post(PLACE + "/entries/<int:entry_id>/sheet")
def create_sheet(
    competition_id: int, round_code: str, station: str, entry_id: int
) -> ResponseReturnValue:
    """Hand a sheet in; what was marked is kept on the page if it is not accepted."""
    actor = current_actor()
    marks = _marks()
    try:
        judging.hand_in(
            competition_id,
            round_code,
            station,
            entry_id,
            marks=marks,
            remark=request.form.get("remark", "").strip()[:500],
            actor=actor,
        )
    except Refused as refusal:
        words = translated(refusal)
        return _page(actor, competition_id, round_code, station, entry_id, marks, words), 409
    flash(_("Your sheet is handed in."))
    back = url_for(
        "judging.show_station",
        competition_id=competition_id,
        round_code=round_code,
        station=station,
    )
    return redirect(back, 303)


def _page(
    actor: Actor,
    competition_id: int,
    round_code: str,
    station: str,
    entry_id: int,
    marks: dict[str, int] | None = None,
    refusal: str | None = None,
) -> str:
    seat, competition, held = _station(actor, competition_id, round_code, station)
    entry = _entry(competition, entry_id)
    own = own_sheet(actor, entry.id, round_code, station)
    return render_template(
        "competitions/sheet.html",
        competition=competition,
        seat=seat,
        station=held,
        rubric=held.rubric,
        entry=entry,
        own=own,
        is_own_unit=is_of_own_unit(actor, entry),
        marks=own.marks if own else marks or {},
        refusal=refusal,
        remark=request.form.get("remark", ""),
    )


def _station(
    actor: Actor, competition_id: int, round_code: str, station: str
) -> tuple[Seat, Competition, Station]:
    demand(actor, Right.SCORE_ROUNDS)
    seat = own_seat(actor, competition_id, round_code, station)
    competition = competition_with(competition_id)
    held = definition_of(competition).station_with(round_code, station)
    if held is None:
        raise Missing(N_("The competition has no such station."))
    return seat, competition, held


def _entry(competition: Competition, entry_id: int) -> Entry:
    entry = entry_of(entry_id)
    if entry.competition_id != competition.id:
        raise Missing(N_("There is no such entry."))
    return entry


def _marks() -> dict[str, int]:
    """What was chosen, criterion by criterion; what is no grade is left out."""
    chosen = {
        name.removeprefix("mark-"): value
        for name, value in request.form.items()
        if name.startswith("mark-")
    }
    return {code: int(grade) for code, grade in chosen.items() if grade in set("0123456789")}
