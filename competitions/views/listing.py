"""Competitions for everybody who may see them: what they are, entering, one's own standing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import may
from accounts.rules.duties import Right
from accounts.session import current_actor
from competitions.actions import entering, objecting
from competitions.board import view_of
from competitions.forms import ObjectionForm
from competitions.models import Competition, Entry
from competitions.queries.entries import own_entry
from competitions.queries.listing import (
    competition_for,
    competitions_seen,
    definition_of,
    is_held_by,
    open_to,
    own_entries,
    phases_of,
    round_ends,
    sittings_of,
)
from competitions.queries.matters import objections_close_ms, own_objections
from competitions.queries.panels import is_seated
from competitions.rules.definition import Definition
from competitions.rules.phases import PHASE_NAMES, Phase
from core.actor import Actor
from core.clock import exam_ms
from core.errors import N_, Missing

bp = Blueprint("competitions", __name__, url_prefix="/competitions")


@bp.get("/")
def index() -> ResponseReturnValue:
    """The competitions that I may see, newest first, with mine marked."""
    actor = current_actor()
    at_ms = exam_ms()
    seen = competitions_seen(actor)
    return render_template(
        "competitions/index.html",
        competitions=seen,
        phases=phases_of(seen, at_ms),
        phase_names=PHASE_NAMES,
        entered={entry.competition_id for entry in own_entries(actor)},
        open_ids={each.id for each in open_to(actor, at_ms)},
        may_create=may(actor, Right.HOLD_COMPETITIONS),
    )


@bp.get("/<int:competition_id>")
def show(competition_id: int) -> ResponseReturnValue:
    """One competition: rounds, the rubric to read before, my entry, my marks, objections."""
    actor = current_actor()
    return _page(actor, competition_for(actor, competition_id), ObjectionForm(formdata=None))


def _page(actor: Actor, competition: Competition, form: ObjectionForm) -> str:
    at_ms = exam_ms()
    entry = own_entry(actor, competition.id)
    definition = definition_of(competition)
    view = view_of(competition.id)
    return render_template(
        "competitions/competition.html",
        competition=competition,
        definition=definition,
        phase=phases_of([competition], at_ms)[competition.id],
        Phase=Phase,
        phase_names=PHASE_NAMES,
        entry=entry,
        may_enter=any(each.id == competition.id for each in open_to(actor, at_ms)),
        may_work=_works_here(actor, competition),
        sittings=sittings_of(competition.id),
        ends=round_ends(competition.id),
        size=view.size,
        row=view.row_of(entry.id) if entry else None,
        lines=view.lines_of(entry.id) if entry else (),
        objections=own_objections(actor, competition.id) if entry else [],
        open_rounds=_open_to_objection(competition, definition, entry, at_ms) if entry else {},
        form=form,
    )


def _works_here(actor: Actor, competition: Competition) -> bool:
    """Whether there is a desk for the actor in this competition."""
    path = competition.unit.path
    reads = may(actor, Right.READ_COMPETITIONS, path) or may(actor, Right.ENTER_PEOPLE)
    return reads or is_held_by(competition, actor) or is_seated(actor, competition.id)


def _open_to_objection(
    competition: Competition, definition: Definition, entry: Entry, at_ms: int
) -> dict[str, int]:
    """Rounds to which the entry may object now, each with the deadline."""
    closing = {
        held.code: objections_close_ms(competition, held, entry.id) for held in definition.rounds
    }
    return {code: close for code, close in closing.items() if close and at_ms < close}


@bp.post("/<int:competition_id>/entry")
def create_entry(competition_id: int) -> ResponseReturnValue:
    """Enter oneself."""
    actor = current_actor()
    competition_for(actor, competition_id)
    entry = entering.enter_oneself(
        competition_id, division=request.form.get("division", ""), actor=actor
    )
    flash(_("You have entered. Your start number is %(number)s.", number=entry.number))
    return redirect(url_for("competitions.show", competition_id=competition_id), 303)


@bp.post("/<int:competition_id>/entry/withdrawal")
def create_withdrawal(competition_id: int) -> ResponseReturnValue:
    """Take one's own entry back."""
    actor = current_actor()
    entering.withdraw(_own(actor, competition_id).id, actor=actor)
    flash(_("Your entry is taken back."))
    return redirect(url_for("competitions.show", competition_id=competition_id), 303)


@bp.post("/<int:competition_id>/rounds/<round_code>/objections")
def create_objection(competition_id: int, round_code: str) -> ResponseReturnValue:
    """Object to one's own round."""
    actor = current_actor()
    entry = _own(actor, competition_id)
    form = ObjectionForm()
    if not form.validate_on_submit():
        return _page(actor, competition_for(actor, competition_id), form), 422
    objecting.object(entry.id, round_code, text=form.text.data or "", actor=actor)
    flash(_("Your objection is on record. The answer appears here."))
    return redirect(url_for("competitions.show", competition_id=competition_id), 303)


def _own(actor: Actor, competition_id: int) -> Entry:
    entry = own_entry(actor, competition_for(actor, competition_id).id)
    if entry is None:
        raise Missing(N_("You have not entered this competition."))
    return entry
