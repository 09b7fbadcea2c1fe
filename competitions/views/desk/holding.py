"""What an examiner does: sittings, judges, the end of a round, the freeze and the reveal."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]

from accounts.rules.duties import Right
from accounts.session import current_actor
from competitions.actions import holding, showing
from competitions.board import view_of
from competitions.forms import ReasonForm, SeatForm, SittingForm
from competitions.models import Competition
from competitions.queries.listing import (
    competition_under,
    definition_of,
    freeze_of,
    reveal_step,
    round_ends,
    sittings_of,
)
from competitions.queries.panels import judges_for, standing_seats
from competitions.rules.definition import Definition
from competitions.rules.phases import BoardPhase
from competitions.views.desk.tabs import tabs_for
from core.actor import Actor
from core.language import content_language
from exam.queries.sittings import sittings_under

bp = Blueprint("contest_rounds", __name__, url_prefix="/competitions")
HEAD_ALONE = "/"


@bp.get("/<int:competition_id>/rounds")
def show(competition_id: int) -> ResponseReturnValue:
    """The rounds with their sittings, panels and ends; the board's freeze."""
    actor = current_actor()
    return _page(actor, competition_under(actor, competition_id, Right.HOLD_COMPETITIONS))


def _page(
    actor: Actor,
    competition: Competition,
    *,
    seat_form: SeatForm | None = None,
    sitting_form: SittingForm | None = None,
) -> str:
    definition = definition_of(competition)
    return render_template(
        "competitions/rounds.html",
        competition=competition,
        tabs=tabs_for(actor, competition),
        definition=definition,
        sittings=sittings_of(competition.id),
        seats=standing_seats(competition.id),
        ends=round_ends(competition.id),
        frozen=freeze_of(competition.id),
        step=reveal_step(competition.id),
        board=view_of(competition.id),
        Phase=BoardPhase,
        seat_form=seat_form or _seat_form(competition, definition),
        sitting_form=sitting_form or _sitting_form(actor, definition),
        reason_form=ReasonForm(formdata=None),
    )


def _seat_form(competition: Competition, definition: Definition) -> SeatForm:
    form = SeatForm()
    form.person.choices = [
        SelectChoice(person.id, f"{person.name} ({person.login})")
        for person in judges_for(competition)
    ]
    language = content_language()
    form.place.choices = [
        SelectChoice(f"{held.code}/{station.code}", station.titles[language])
        for held in definition.rounds
        for station in held.stations
    ] or [SelectChoice(HEAD_ALONE, _("Head judge alone"))]
    return form


def _sitting_form(actor: Actor, definition: Definition) -> SittingForm:
    form = SittingForm()
    language = content_language()
    form.sitting.choices = [
        SelectChoice(each.id, each.title if language == "zh" else each.title_en)
        for each in sittings_under(actor, Right.HOLD_SITTINGS)
        if each.release is None
    ]
    form.round.choices = [
        SelectChoice(held.code, held.titles[language])
        for held in definition.rounds
        if not held.stations
    ]
    return form


def _back(competition_id: int) -> ResponseReturnValue:
    return redirect(url_for("contest_rounds.show", competition_id=competition_id), 303)


@bp.post("/<int:competition_id>/sittings")
def create_sitting(competition_id: int) -> ResponseReturnValue:
    """Let a sitting be held for a round."""
    actor = current_actor()
    competition = competition_under(actor, competition_id, Right.HOLD_COMPETITIONS)
    form = _sitting_form(actor, definition_of(competition))
    if not form.validate_on_submit():
        return _page(actor, competition, sitting_form=form), 422
    holding.attach_sitting(competition_id, form.round.data, form.sitting.data, actor=actor)
    return _back(competition_id)


@bp.post("/<int:competition_id>/seats")
def create_seat(competition_id: int) -> ResponseReturnValue:
    """Seat a judge."""
    actor = current_actor()
    competition = competition_under(actor, competition_id, Right.HOLD_COMPETITIONS)
    form = _seat_form(competition, definition_of(competition))
    if not form.validate_on_submit():
        return _page(actor, competition, seat_form=form), 422
    round_code, _slash, station = form.place.data.partition("/")
    holding.seat(
        competition_id,
        round_code,
        station,
        form.person.data,
        is_head=bool(form.is_head.data),
        actor=actor,
    )
    return _back(competition_id)


@bp.post("/<int:competition_id>/seats/<int:seat_id>/end")
def create_seat_end(competition_id: int, seat_id: int) -> ResponseReturnValue:
    """A judge leaves the panel."""
    actor = current_actor()
    competition_under(actor, competition_id, Right.HOLD_COMPETITIONS)
    form = ReasonForm()
    if not form.validate_on_submit():
        flash(_("Say why."), "care")
        return _back(competition_id)
    holding.end_seat(seat_id, reason=form.reason.data or "", actor=actor)
    return _back(competition_id)


@bp.post("/<int:competition_id>/rounds/<round_code>/end")
def create_end(competition_id: int, round_code: str) -> ResponseReturnValue:
    """End a round."""
    holding.end_round(competition_id, round_code, actor=current_actor())
    flash(_("The round has ended. Objections are taken from now on."))
    return _back(competition_id)


@bp.post("/<int:competition_id>/freeze")
def create_freeze(competition_id: int) -> ResponseReturnValue:
    """Freeze the board."""
    showing.freeze(competition_id, actor=current_actor())
    return _back(competition_id)


@bp.post("/<int:competition_id>/reveals")
def create_reveal(competition_id: int) -> ResponseReturnValue:
    """Reveal one more entry, from the bottom up."""
    showing.reveal(competition_id, actor=current_actor())
    return _back(competition_id)
