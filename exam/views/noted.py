"""What was noted during my exam, for myself to read."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.errors import N_, Refused
from exam.queries.attempts import is_being_written, own_attempt
from exam.queries.signals import remarks_of, signals_of
from exam.rules.signals import EXPLANATIONS

bp = Blueprint("noted", __name__, url_prefix="/exam/attempts/<token>/noted")


@bp.get("")
def show(token: str) -> ResponseReturnValue:
    """Every signal with what may be behind it, and the remarks; once my exam has ended."""
    attempt = own_attempt(token, current_actor())
    if attempt.opened_ms is None or is_being_written(attempt):
        raise Refused(N_("You can read what was noted once your exam has ended."))
    return render_template(
        "exam/noted.html",
        attempt=attempt,
        sitting=attempt.sitting,
        signals=signals_of(attempt),
        remarks=remarks_of(attempt.id),
        explanations=EXPLANATIONS,
    )
