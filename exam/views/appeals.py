"""Appeals for those who decide or read them: the list, the case with all evidence, the decision."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.forms import row_number
from accounts.queries import demand, may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.actor import Actor
from core.clock import exam_ms, moment
from core.errors import N_, Refused
from core.http import translated
from exam.actions import appealing
from exam.actions.dossier import key_problem_in
from exam.forms import DecideAppealForm, SettleAppealForm
from exam.models.appeals import Appeal
from exam.models.attempts import Attempt
from exam.queries.appeals import (
    appeal_for,
    appeals_under,
    facts_of,
    regrade_under_way,
    remedy_name,
    scripts_about,
    state_of,
)
from exam.queries.cases import marked_again, marks_about, other_appeals, regrades_about, runs_about
from exam.queries.deciders import has_waiver, relations_of
from exam.queries.journal import events_of, journal_of
from exam.queries.voidings import voidings_of
from exam.rules.appeals import (
    STATE_NAMES,
    URGENCY_NAMES,
    AppealState,
    Remedy,
    decision_problem,
    last_day,
    settlement_problem,
    urgency,
)
from exam.rules.outcome import outcome
from exam.views.candidates import EVENTS, STANDINGS
from exam.views.reviewing import reviewed_questions
from question_bank.queries.questions import revisions

bp = Blueprint("appeals", __name__, url_prefix="/appeals")
NOT_A_SUPERVISOR = N_("Appeals are decided by a supervisor who has nothing to do with the exam.")

KEPT_CLOSED = N_(
    "The questions, their keys and the marks are left out: you may still sit an exam with these "
    "questions. An examiner or a supervisor who sits no exams can read them."
)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Appeals of my units: what waits first, by the day on which it is due."""
    actor = current_actor()
    demand(actor, Right.READ_SITTINGS)
    page = appeals_under(actor, request.args.get("page", 1, row_number))
    at = moment(exam_ms())
    return render_template(
        "appeals/index.html", appeals=page, cases=[_line(each, at) for each in page.rows]
    )


@bp.get("/<int:appeal_id>")
def show(appeal_id: int) -> ResponseReturnValue:
    """One case with everything that is on record about it."""
    return _page(appeal_id)


@bp.post("/<int:appeal_id>/decision")
def create_decision(appeal_id: int) -> ResponseReturnValue:
    """Dismiss or uphold, with reasons."""
    actor, form = current_actor(), DecideAppealForm()
    if not form.validate_on_submit():
        return _page(appeal_id, decide_form=form), 422
    reasons, choice = form.reasons.data or "", form.choice.data
    try:
        if choice == "dismissed":
            appealing.dismiss(appeal_id, reasons=reasons, actor=actor)
        else:
            appealing.uphold(appeal_id, remedy=Remedy(choice), reasons=reasons, actor=actor)
    except Refused as refusal:
        return _page(appeal_id, decide_form=form, refusal=translated(refusal)), 409
    flash(_("The appeal is decided, and the candidate is told."))
    return redirect(url_for("appeals.show", appeal_id=appeal_id), 303)


@bp.post("/<int:appeal_id>/settlement")
def create_settlement(appeal_id: int) -> ResponseReturnValue:
    """End an upheld appeal without a regrade, saying what came of it."""
    form = SettleAppealForm()
    if not form.validate_on_submit():
        return _page(appeal_id, settle_form=form), 422
    try:
        appealing.settle(appeal_id, note=form.note.data or "", actor=current_actor())
    except Refused as refusal:
        return _page(appeal_id, settle_form=form, refusal=translated(refusal)), 409
    flash(_("The appeal is settled, and the candidate is told."))
    return redirect(url_for("appeals.show", appeal_id=appeal_id), 303)


def _line(appeal: Appeal, at: datetime) -> dict[str, Any]:
    state = state_of(appeal)
    is_lodged = state is AppealState.LODGED
    return {
        "appeal": appeal,
        "state": STATE_NAMES[state],
        "is_open": state in (AppealState.LODGED, AppealState.UPHELD),
        "is_lodged": is_lodged,
        "due": last_day(appeal.due_at, appeal.attempt.sitting.unit.zone),
        "urgency": urgency(appeal.due_at, at),
        "urgency_name": URGENCY_NAMES[urgency(appeal.due_at, at)],
        "remedy": remedy_name(appeal),
    }


def _page(appeal_id: int, *, refusal: str | None = None, **forms: Any) -> str:  # noqa: ANN401
    actor = current_actor()
    appeal = appeal_for(actor, appeal_id)
    attempt, at = appeal.attempt, moment(exam_ms())
    relations = relations_of(actor, appeal)
    is_supervisor = may(actor, Right.DECIDE_APPEALS, attempt.sitting.unit.path)
    waived = has_waiver(actor)
    values = {
        "decide_form": DecideAppealForm(),
        "settle_form": SettleAppealForm(),
    }
    return render_template(
        "appeals/case.html",
        case=_line(appeal, at),
        appeal=appeal,
        attempt=attempt,
        sitting=attempt.sitting,
        refusal=refusal,
        stands=outcome(facts_of(attempt), at),
        is_waiting=state_of(appeal) is AppealState.LODGED,
        is_upheld=state_of(appeal) is AppealState.UPHELD,
        is_supervisor=is_supervisor,
        uses_waiver=waived and relations.shares_unit,
        decide_problem=decision_problem(relations, is_waived=waived)
        if is_supervisor
        else NOT_A_SUPERVISOR,
        settle_problem=settlement_problem(relations) if is_supervisor else NOT_A_SUPERVISOR,
        may_hold=may(actor, Right.HOLD_SITTINGS, attempt.sitting.unit.path),
        under_way=regrade_under_way(appeal),
        can_remark=bool(scripts_about(appeal)) and attempt.state != "voided",
        again=marked_again(appeal),
        **_evidence(appeal),
        **_asked(actor, appeal),
        **values | forms,
    )


def _evidence(appeal: Appeal) -> dict[str, Any]:
    """All that is on record beside the questions: answers, events, runs, earlier decisions."""
    attempt, slots = appeal.attempt, appeal.slots
    return {
        "lines": journal_of(attempt, 1, slots),
        "events": events_of(attempt),
        "standings": STANDINGS,
        "event_names": EVENTS,
        "runs": runs_about(attempt),
        "others": other_appeals(appeal),
        "other_states": STATE_NAMES,
        "state_of": state_of,
        "voidings": voidings_of(attempt.id),
        "regrades": regrades_about(appeal),
    }


def _asked(actor: Actor, appeal: Appeal) -> dict[str, Any]:
    """The questions with keys and marks; for who may still sit such an exam only why not."""
    attempt, slots = appeal.attempt, appeal.slots
    problem = key_problem_in(attempt.sitting, actor)
    if problem:
        return {"key_problem": KEPT_CLOSED, "questions": [], "versions": {}, "marks": {}}
    asked = reviewed_questions(attempt, appeal.result)
    return {
        "key_problem": None,
        "questions": [each for each in asked if not slots or each["number"] in slots],
        "versions": _versions(attempt),
        "marks": marks_about(attempt, slots),
    }


def _versions(attempt: Attempt) -> dict[int, str]:
    """Which revision of which question each slot of the paper asked."""
    asked = revisions({slot["revision"] for slot in attempt.form.slots})
    return {
        number: _(
            "%(code)s, revision %(number)s",
            code=asked[slot["revision"]].question.code,
            number=asked[slot["revision"]].number,
        )
        for number, slot in enumerate(attempt.form.slots, start=1)
    }
