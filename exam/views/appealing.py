"""My appeal: where the outcome of my paper stands, and what I can do about it."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.forms import row_number
from accounts.session import current_actor
from core.clock import exam_ms, moment
from core.errors import N_, Missing, Refused
from core.http import translated
from exam.actions import appealing
from exam.forms import AppealForm
from exam.models.appeals import Appeal
from exam.models.attempts import Attempt
from exam.models.results import Result
from exam.queries.appeals import appeals_of, facts_of, remedy_name, state_of
from exam.queries.attempts import own_attempt
from exam.queries.cases import marked_again
from exam.queries.results import released_result
from exam.queries.sittings import rule_of
from exam.rules.appeals import (
    STATE_NAMES,
    AppealState,
    Urgency,
    last_day,
    urgency,
)
from exam.rules.outcome import WORDS, Event, move_problem, outcome
from question_bank.queries.questions import revisions

bp = Blueprint("appealing", __name__, url_prefix="/exam/attempts/<token>/appeal")


@bp.get("")
def show(token: str) -> ResponseReturnValue:
    """Where the outcome stands, my appeals about it, and the form while its time runs."""
    return _page(token, AppealForm())


@bp.post("")
def create(token: str) -> ResponseReturnValue:
    """Appeal against my result."""
    form = AppealForm()
    if not form.validate_on_submit():
        return _page(token, form), 422
    try:
        appealing.lodge(
            token, grounds=form.grounds.data or "", slots=_ticked(), actor=current_actor()
        )
    except Refused as refusal:
        return _page(token, form, translated(refusal)), 409
    flash(_("Your appeal is lodged. Where it stands can be read here at all times."))
    return redirect(url_for("appealing.show", token=token), 303)


@bp.post("/withdrawal")
def create_withdrawal(token: str) -> ResponseReturnValue:
    """Take my appeal back before it is decided."""
    appealing.withdraw(token, actor=current_actor())
    flash(_("Your appeal is withdrawn."))
    return redirect(url_for("appealing.show", token=token), 303)


def _ticked() -> list[int]:
    """The questions that were ticked; what is no number is no question."""
    try:
        return [row_number(each) for each in request.form.getlist("slot")]
    except ValueError as wrong:
        raise Missing(N_("There is no such question on your paper.")) from wrong


def _page(token: str, form: AppealForm, refusal: str | None = None) -> str:
    attempt = own_attempt(token, current_actor())
    facts, at = facts_of(attempt), moment(exam_ms())
    stands, zone = outcome(facts, at), attempt.sitting.unit.zone
    may_lodge = move_problem(stands, Event.LODGE) is None
    appeals = appeals_of(attempt.id)
    return render_template(
        "exam/appeal.html",
        attempt=attempt,
        sitting=attempt.sitting,
        form=form,
        refusal=refusal,
        words=WORDS[stands],
        may_lodge=may_lodge,
        last_day=last_day(facts.closes_at, zone) if facts.closes_at and may_lodge else None,
        questions=_questions(attempt) if may_lodge else [],
        ticked=request.form.getlist("slot"),
        cases=[_case(each, at, zone) for each in reversed(appeals)],
        is_out=bool(facts.results),
        decision_days=rule_of(attempt.sitting).appeals.decision_days,
    )


def _case(appeal: Appeal, at: datetime, zone: str) -> dict[str, Any]:
    state = state_of(appeal)
    return {
        "appeal": appeal,
        "state": STATE_NAMES[state],
        "is_lodged": state is AppealState.LODGED,
        "due": last_day(appeal.due_at, zone),
        "is_overdue": urgency(appeal.due_at, at) is Urgency.OVERDUE,
        "remedy": remedy_name(appeal),
        "again": marked_again(appeal),
    }


def _questions(attempt: Attempt) -> list[dict[str, Any]]:
    """The questions of my paper by number and topic; with my marks where papers are shown."""
    slots = attempt.form.slots
    topics = {each.id: each.topic for each in revisions({s["revision"] for s in slots}).values()}
    marks = _marks(released_result(attempt)) if rule_of(attempt.sitting).show_paper else {}
    return [
        {
            "number": number,
            "topic": topics[slot["revision"]],
            "points": slot["points"],
            "earned": marks.get(number),
        }
        for number, slot in enumerate(slots, start=1)
    ]


def _marks(result: Result | None) -> dict[int, str]:
    return dict(enumerate(result.marks, start=1)) if result else {}
