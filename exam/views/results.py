"""After handing in: what became of the attempt, and its result once released."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.errors import N_, Missing
from exam.forms import dossier_form
from exam.queries.attempts import answers_on_record, is_being_written, own_attempt
from exam.queries.dossier import has_dossier
from exam.queries.results import released_result
from exam.queries.sittings import rule_of
from exam.queries.voidings import standing_voiding
from exam.views.reviewing import reviewed_questions

bp = Blueprint("results", __name__, url_prefix="/exam/attempts/<token>/result")


@bp.get("")
def show(token: str) -> ResponseReturnValue:
    """Handed in and waiting, or the released result by section and topic."""
    attempt = own_attempt(token, current_actor())
    if attempt.state == "ready":
        return redirect(url_for("sittings.show", sitting_id=attempt.sitting_id), 303)
    if is_being_written(attempt):
        return redirect(url_for("taking.show", token=token), 303)
    sealing = attempt.sitting.sealing
    answered = [found for found in answers_on_record(attempt.id).values() if found.value != "null"]
    return render_template(
        "exam/result.html",
        attempt=attempt,
        sitting=attempt.sitting,
        result=released_result(attempt),
        voiding=standing_voiding(attempt.id),
        has_dossier=has_dossier(attempt),
        dossier_form=dossier_form(),
        rule=rule_of(attempt.sitting),
        answered=len(answered),
        is_demonstration=sealing is not None and sealing.is_demonstration,
    )


@bp.get("/paper")
def show_paper(token: str) -> ResponseReturnValue:
    """The paper with key and rationale: after release, where the blueprint allows it."""
    attempt = own_attempt(token, current_actor())
    result = released_result(attempt)
    if result is None or not rule_of(attempt.sitting).show_paper:
        raise Missing(N_("This paper is not open to view."))
    return render_template(
        "exam/result_paper.html",
        attempt=attempt,
        sitting=attempt.sitting,
        questions=reviewed_questions(attempt, result),
    )
