"""The officer's exams: what there is, registration, the ready page."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.clock import exam_ms
from exam.actions import holding
from exam.queries.results import own_results
from exam.queries.sittings import own_sitting, own_sittings, phase, rule_of
from exam.rules.phases import PHASE_NAMES, Phase

bp = Blueprint("sittings", __name__, url_prefix="/exam")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Sittings I am registered for or may enter, and my results."""
    actor = current_actor()
    at_ms = exam_ms()
    return render_template(
        "exam/sittings.html",
        sittings=[(found, phase(found.sitting, at_ms)) for found in own_sittings(actor)],
        results=own_results(actor),
        phase_names=PHASE_NAMES,
        Phase=Phase,
    )


@bp.get("/sittings/<int:sitting_id>")
def show(sitting_id: int) -> ResponseReturnValue:
    """One sitting: its rules, whether I am ready, and the button that starts the clock."""
    found = own_sitting(current_actor(), sitting_id)
    return render_template(
        "exam/ready.html",
        found=found,
        sitting=found.sitting,
        phase=phase(found.sitting, exam_ms()),
        Phase=Phase,
        rule=rule_of(found.sitting),
        now_ms=exam_ms(),
    )


@bp.post("/sittings/<int:sitting_id>/registration")
def create_registration(sitting_id: int) -> ResponseReturnValue:
    """Enter my own name."""
    actor = current_actor()
    found = own_sitting(actor, sitting_id)
    holding.register_oneself(
        found.sitting, language=request.form.get("language", "zh"), actor=actor
    )
    return redirect(url_for("sittings.show", sitting_id=sitting_id), 303)
