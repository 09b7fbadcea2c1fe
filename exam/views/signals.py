"""What an open page tells of itself where its sitting asks for it."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.http import failure
from exam.actions.signalling import note_signal
from exam.rules.watching import SIGNALS

bp = Blueprint("signals", __name__, url_prefix="/exam/attempts/<token>/signals")


@bp.post("")
def create(token: str) -> ResponseReturnValue:
    """Note one thing that happened to the page."""
    kind = request.form.get("kind", "")
    if kind not in SIGNALS:
        return failure(422)
    note_signal(token, kind, slot=request.form.get("slot", type=int), actor=current_actor())
    return "", 204
