"""After handing in: what became of the attempt, and its result once released."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.clock import now
from core.errors import N_, Missing
from exam.queries.attempts import own_attempt
from exam.queries.own_outcome import chance_after, to_study
from exam.queries.own_papers import OwnPapers, answered_of, own_papers
from exam.queries.regrades import corrections_of
from exam.queries.results import released_result
from exam.queries.sittings import rule_of
from exam.rules.dossier import PART_NAMES
from exam.rules.outcome_report import report
from exam.views.reviewing import reviewed_questions

bp = Blueprint("results", __name__, url_prefix="/exam/attempts/<token>/result")


@bp.get("")
def show(token: str) -> ResponseReturnValue:
    """Handed in and waiting, voided, or the released result and what to study after it."""
    papers = own_papers(token, current_actor())
    own = papers.asked
    if own.state == "ready":
        return redirect(url_for("sittings.show", sitting_id=own.sitting_id), 303)
    if own.is_written:
        return redirect(url_for("taking.show", token=token), 303)
    if own.counts:
        return _outcome(papers)
    answered = 0 if own.is_voided else answered_of(own.attempt_id)
    return render_template(
        "exam/result_waiting.html", own=own, answered=answered, part_names=PART_NAMES
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


def _outcome(papers: OwnPapers) -> str:
    own = papers.asked
    actor = current_actor()
    return render_template(
        "exam/result.html",
        own=own,
        corrections=corrections_of(own_attempt(own.token, actor)) if own.corrected_at else (),
        others=[each for each in papers.others if each.is_out],
        sections=report(own.rule, own.breakdown or {}),
        studies=to_study(own, actor.id),
        chance=chance_after(papers, now()),
        part_names=PART_NAMES,
    )
