"""Planning a competition; entering people and making teams."""

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]

from accounts.forms import row_number, unit_choices
from accounts.queries import demand, may
from accounts.rules.duties import Right
from accounts.session import current_actor
from competitions.actions import entering, holding
from competitions.forms import CompetitionForm, TeamForm
from competitions.models import Competition
from competitions.queries.entries import people_to_enter, standing_entries, teams_of
from competitions.queries.listing import (
    competition_for,
    definition_of,
    freeze_of,
    phases_of,
    units_to_hold_in,
)
from competitions.queries.panels import is_seated
from competitions.queries.scores import scored_ids
from competitions.queries.shipped import shipped_definitions
from competitions.rules.phases import PHASE_NAMES
from competitions.views.desk.tabs import tabs_for
from core.actor import Actor
from core.clock import exam_ms, milliseconds
from core.errors import N_, Missing, NotAllowed, Refused
from core.http import translated
from core.language import content_language

bp = Blueprint("contests", __name__, url_prefix="/competitions")


@bp.get("/new")
def new() -> ResponseReturnValue:
    """A form for a new competition."""
    return _new_page(_form(current_actor()))


@bp.post("/")
def create() -> ResponseReturnValue:
    """Plan a competition from a definition that ships."""
    actor = current_actor()
    form = _form(actor)
    if not form.validate_on_submit():
        return _new_page(form), 422
    show = {"show": "number"} if form.numbers_only.data else {}
    try:
        made = holding.create(
            shipped_definitions()[form.definition.data] | show,
            unit_id=form.unit.data,
            title=form.title.data or "",
            title_en=form.title_en.data or "",
            entries_close_ms=_reading(form.entries_close.data, actor),
            starts_ms=_reading(form.starts.data, actor),
            ends_ms=_reading(form.ends.data, actor),
            actor=actor,
        )
    except Refused as refusal:
        return _new_page(form, translated(refusal)), 422
    return redirect(url_for("contests.show", competition_id=made.id), 303)


def _form(actor: Actor) -> CompetitionForm:
    demand(actor, Right.HOLD_COMPETITIONS)
    form = CompetitionForm()
    form.definition.choices = [
        SelectChoice(name, definition["title"][content_language()])
        for name, definition in shipped_definitions().items()
    ]
    form.unit.choices = [SelectChoice(*each) for each in unit_choices(units_to_hold_in(actor))]
    return form


def _new_page(form: CompetitionForm, refusal: str | None = None) -> str:
    return render_template(
        "competitions/new.html",
        form=form,
        refusal=refusal,
        definitions=shipped_definitions(),
    )


def _reading(local: object, actor: Actor) -> int:
    """The exam clock's reading at a local time of the examiner's unit."""
    return milliseconds(cast(datetime, local).replace(tzinfo=ZoneInfo(actor.zone)))


def worked_on(actor: Actor, competition_id: int) -> Competition:
    """The competition, for those who have work or a watch there."""
    competition = competition_for(actor, competition_id)
    path = competition.unit.path
    reads = may(actor, Right.READ_COMPETITIONS, path) or may(actor, Right.ENTER_PEOPLE)
    if not reads and not is_seated(actor, competition.id):
        raise NotAllowed(N_("Your duties do not include this, or not for this unit."))
    return competition


@bp.get("/<int:competition_id>/desk")
def show(competition_id: int) -> ResponseReturnValue:
    """Who takes part, and who can still be entered."""
    actor = current_actor()
    return _page(actor, worked_on(actor, competition_id), TeamForm(formdata=None))


def _page(actor: Actor, competition: Competition, form: TeamForm) -> str:
    at_ms = exam_ms()
    may_enter = may(actor, Right.ENTER_PEOPLE) and at_ms < competition.entries_close_ms
    is_open = may_enter and freeze_of(competition.id) is None
    entries = standing_entries(competition.id)
    teams = teams_of(competition.id)
    return render_template(
        "competitions/desk.html",
        competition=competition,
        tabs=tabs_for(actor, competition),
        definition=definition_of(competition),
        phase=phases_of([competition], at_ms)[competition.id],
        phase_names=PHASE_NAMES,
        entries=entries,
        teams=teams,
        in_team={entry_id for team in teams for entry_id in team.members},
        scored=scored_ids(competition.id),
        candidates=people_to_enter(actor, competition) if is_open else [],
        is_open=is_open,
        mine={each.id for each in entries if may(actor, Right.ENTER_PEOPLE, each.unit.path)},
        form=form,
    )


@bp.post("/<int:competition_id>/entries")
def create_entries(competition_id: int) -> ResponseReturnValue:
    """Enter the officers that were ticked."""
    actor = current_actor()
    competition_for(actor, competition_id)
    made = entering.enter_people(
        competition_id,
        _ticked("person"),
        division=request.form.get("division", ""),
        actor=actor,
    )
    flash(_("%(count)s entered.", count=len(made)))
    return redirect(url_for("contests.show", competition_id=competition_id), 303)


@bp.post("/<int:competition_id>/entries/<int:entry_id>/withdrawal")
def create_withdrawal(competition_id: int, entry_id: int) -> ResponseReturnValue:
    """Take an entry back."""
    actor = current_actor()
    competition_for(actor, competition_id)
    entering.withdraw(entry_id, actor=actor)
    return redirect(url_for("contests.show", competition_id=competition_id), 303)


@bp.post("/<int:competition_id>/teams")
def create_team(competition_id: int) -> ResponseReturnValue:
    """Make a team of the entries that were ticked."""
    actor = current_actor()
    competition = competition_for(actor, competition_id)
    form = TeamForm()
    if not form.validate_on_submit():
        return _page(actor, competition, form), 422
    entering.make_team(competition_id, form.name.data or "", _ticked("entry"), actor=actor)
    flash(_("The team is made."))
    return redirect(url_for("contests.show", competition_id=competition_id), 303)


def _ticked(name: str) -> list[int]:
    """What was ticked; a number that no row can have is nobody."""
    try:
        return [row_number(each) for each in request.form.getlist(name)]
    except ValueError as wrong:
        raise Missing(N_("There is no such person.")) from wrong
