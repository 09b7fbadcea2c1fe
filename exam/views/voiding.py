"""Voiding a paper: the examiner asks, a supervisor answers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.forms import row_number
from accounts.queries import demand
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.errors import Refused
from core.http import translated
from exam.actions import voiding
from exam.forms import VoidingAnswerForm, VoidingForm
from exam.queries.journal import attempt_in
from exam.queries.sittings import sitting_to_hold
from exam.queries.voidings import voidings_under
from exam.rules.voiding import answer_problem

bp = Blueprint("voiding", __name__, url_prefix="/sittings")


@bp.post("/<int:sitting_id>/registrations/<int:registration_id>/voidings")
def create(sitting_id: int, registration_id: int) -> ResponseReturnValue:
    """Ask that a paper count for nothing."""
    actor = current_actor()
    attempt = attempt_in(sitting_to_hold(actor, sitting_id), registration_id)
    form = VoidingForm()
    if form.validate_on_submit():
        voiding.ask(attempt.id, reason=form.reason.data or "", actor=actor)
        flash(_("A supervisor will answer. Nothing has changed so far."))
    else:
        flash(_("Write why the paper should be voided, in at most 500 characters."), "care")
    here = url_for("candidates.show", sitting_id=sitting_id, registration_id=registration_id)
    return redirect(here, 303)


@bp.get("/voidings")
def index() -> ResponseReturnValue:
    """What waits for a supervisor, and what was answered."""
    return _page()


@bp.post("/voidings/<int:voiding_id>/decision")
def decide(voiding_id: int) -> ResponseReturnValue:
    """Agree or decline."""
    form = VoidingAnswerForm()
    if not form.validate_on_submit():
        return _page(_("Agree or decline.")), 422
    agreed = form.agreed.data == "yes"
    reason = form.reason.data or ""
    try:
        voiding.decide(voiding_id, agreed=agreed, reason=reason, actor=current_actor())
    except Refused as refusal:
        return _page(translated(refusal)), 409
    flash(_("The paper is voided.") if agreed else _("The paper stands."))
    return redirect(url_for("voiding.index"), 303)


def _page(refusal: str | None = None) -> str:
    actor = current_actor()
    demand(actor, Right.CONFIRM_VOIDING)
    page = voidings_under(actor, request.args.get("page", 1, row_number))
    problems = {
        each.id: answer_problem(
            actor.id, asker_id=each.by_id, candidate_id=each.attempt.candidate_id
        )
        for each in page.rows
    }
    return render_template(
        "holding/voidings.html", voidings=page, problems=problems, refusal=refusal
    )
