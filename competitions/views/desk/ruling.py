"""The list of scores, corrections and disqualifications by two people, objections."""

from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.session import current_actor
from competitions.actions import objecting, rulings
from competitions.forms import CorrectionForm, ReasonForm
from competitions.models import Competition
from competitions.queries.entries import standing_entries
from competitions.queries.listing import competition_for, definition_of
from competitions.queries.matters import moved_by, objections_of, rulings_of
from competitions.queries.scores import replaced_numbers, scores_of
from competitions.views.desk.tabs import tabs_for
from core.actor import Actor
from core.errors import N_, NotAllowed

bp = Blueprint("contest_scores", __name__, url_prefix="/competitions")
NOT_HERE = N_("Scores are for the judges and examiners of a competition, and who watches over it.")


@bp.get("/<int:competition_id>/scores")
def show(competition_id: int) -> ResponseReturnValue:
    """Every line of the list, what waits for a second person, and the objections."""
    actor = current_actor()
    return _page(actor, _seen(actor, competition_id))


def _seen(actor: Actor, competition_id: int) -> Competition:
    competition = competition_for(actor, competition_id)
    if not rulings.may_look(actor, competition):
        raise NotAllowed(NOT_HERE)
    return competition


def _page(
    actor: Actor,
    competition: Competition,
    *,
    correction: CorrectionForm | None = None,
    disqualification: ReasonForm | None = None,
) -> str:
    asked = rulings_of(competition.id)
    waiting = [each for each in asked if each.decision is None]
    moved = moved_by(competition, waiting) if waiting else {}
    return render_template(
        "competitions/scores.html",
        competition=competition,
        tabs=tabs_for(actor, competition),
        definition=definition_of(competition),
        scores=scores_of(competition.id),
        replaced=replaced_numbers(competition.id),
        entries={each.id: each for each in standing_entries(competition.id)},
        waiting=[(each, moved[each.id]) for each in waiting],
        decided=[each for each in asked if each.decision],
        objections=objections_of(competition.id),
        may_rule=rulings.may_rule(actor, competition),
        actor_id=actor.id,
        correction=correction or CorrectionForm(formdata=None),
        disqualification=disqualification or ReasonForm(formdata=None),
    )


def _back(competition_id: int) -> ResponseReturnValue:
    return redirect(url_for("contest_scores.show", competition_id=competition_id), 303)


@bp.post("/<int:competition_id>/scores/<int:number>/correction")
def create_correction(competition_id: int, number: int) -> ResponseReturnValue:
    """Ask that a line be corrected."""
    actor = current_actor()
    form = CorrectionForm()
    if not form.validate_on_submit():
        return _page(actor, _seen(actor, competition_id), correction=form), 422
    rulings.ask_correction(
        competition_id,
        number,
        points=form.points.data or Decimal(0),
        reason=form.reason.data or "",
        actor=actor,
    )
    flash(_("A second person has to agree before anything changes."))
    return _back(competition_id)


@bp.post("/<int:competition_id>/entries/<int:entry_id>/disqualification")
def create_disqualification(competition_id: int, entry_id: int) -> ResponseReturnValue:
    """Ask that an entry be disqualified."""
    actor = current_actor()
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(actor, _seen(actor, competition_id), disqualification=form), 422
    rulings.ask_disqualification(entry_id, reason=form.reason.data or "", actor=actor)
    flash(_("A second person has to agree before anything changes."))
    return _back(competition_id)


@bp.post("/<int:competition_id>/rulings/<int:ruling_id>/decision")
def create_decision(competition_id: int, ruling_id: int) -> ResponseReturnValue:
    """Agree or decline as the second person."""
    agreed = request.form.get("agreed") == "yes"
    reason = request.form.get("reason", "").strip()[:500]
    rulings.decide(ruling_id, agreed=agreed, reason=reason, actor=current_actor())
    flash(_("The list has a new line.") if agreed else _("It is declined; nothing changes."))
    return _back(competition_id)


@bp.post("/<int:competition_id>/objections/<int:objection_id>/decision")
def create_answer(competition_id: int, objection_id: int) -> ResponseReturnValue:
    """Answer an objection with reasons."""
    upheld = request.form.get("upheld") == "yes"
    reason = request.form.get("reason", "").strip()[:2000]
    objecting.decide(objection_id, upheld=upheld, reason=reason, actor=current_actor())
    flash(_("The answer is on record."))
    return _back(competition_id)
