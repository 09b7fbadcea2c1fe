"""The officer's exams: what there is, registration, the ready page."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from accounts.session import current_actor, sign_in_id_in_cookie
from core.clock import exam_ms
from core.http import failure, guards_itself
from exam.actions import registering
from exam.actions.waiting import note_waiting
from exam.queries.entrance import asked_of
from exam.queries.news import messages_to, pause_reason
from exam.queries.results import own_results
from exam.queries.retakes import own_standings
from exam.queries.rooms import OnReadyPage, on_ready_page, place_of
from exam.queries.signals import noted_in
from exam.queries.sittings import own_sitting, own_sittings, phase, rule_of
from exam.queries.standards import may_have_standard
from exam.rules.phases import PHASE_NAMES, Phase
from exam.rules.readiness import Ready, ask_again_ms, readiness
from exam.rules.signals import EXPLANATIONS

bp = Blueprint("sittings", __name__, url_prefix="/exam")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Sittings I am registered for or may enter, and my results."""
    actor = current_actor()
    at_ms = exam_ms()
    own = own_sittings(actor)
    return render_template(
        "exam/sittings.html",
        sittings=[(found, phase(found.sitting, at_ms)) for found in own],
        standings=own_standings(own, actor.id, at_ms),
        results=own_results(actor),
        phase_names=PHASE_NAMES,
        Phase=Phase,
    )


@bp.get("/sittings/<int:sitting_id>")
def show(sitting_id: int) -> ResponseReturnValue:
    """One sitting: its rules, whether I am ready, and the button that starts the clock."""
    found = own_sitting(current_actor(), sitting_id)
    waiting = _heard(sitting_id)
    attempt_id = waiting.attempt_id if waiting else None
    return render_template(
        "exam/ready.html",
        place=place_of(found.registration.id) if found.registration else None,
        asked=asked_of(found.registration) if found.registration else None,
        waiting=waiting,
        ready=readiness(waiting.facts) if waiting else None,
        Ready=Ready,
        messages=messages_to(attempt_id) if attempt_id else [],
        pause=pause_reason(attempt_id) if attempt_id else None,
        noted=[EXPLANATIONS[signal] for signal in noted_in(sitting_id)],
        found=found,
        standing=own_standings([found], current_actor().id, exam_ms()).get(sitting_id),
        sitting=found.sitting,
        phase=phase(found.sitting, exam_ms()),
        Phase=Phase,
        rule=rule_of(found.sitting),
        may_have_standard=may_have_standard(found.sitting),
        now_ms=exam_ms(),
    )


@bp.get("/sittings/<int:sitting_id>/readiness")
@guards_itself
def show_readiness(sitting_id: int) -> ResponseReturnValue:
    """Whether my paper may be opened now: what a waiting ready page asks every few seconds."""
    waiting = _heard(sitting_id)
    if waiting is None:
        return failure(404) if current_user.is_authenticated else failure(401)
    return {
        "state": readiness(waiting.facts),
        "again_ms": ask_again_ms(waiting.facts),
        "news": waiting.news,
    }


def _heard(sitting_id: int) -> OnReadyPage | None:
    """Where whoever asks stands; that they asked is noted while they wait."""
    waiting = on_ready_page(sitting_id, sign_in_id_in_cookie())
    if waiting and waiting.attempt_id and waiting.facts.state == "ready":
        note_waiting(waiting.attempt_id, address=request.remote_addr)
    return waiting


@bp.post("/sittings/<int:sitting_id>/registration")
def create_registration(sitting_id: int) -> ResponseReturnValue:
    """Enter my own name."""
    actor = current_actor()
    found = own_sitting(actor, sitting_id)
    registering.register_oneself(
        found.sitting, language=request.form.get("language", "zh"), actor=actor
    )
    return redirect(url_for("sittings.show", sitting_id=sitting_id), 303)
