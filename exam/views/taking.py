"""The candidate's side of an exam: ready page, paper, lease, answers, flags, handing in."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.session import current_actor, sign_in_id_in_cookie
from core.config import Settings
from core.errors import Missing, N_
from core.http import failure, guards_itself
from exam.actions import taking
from exam.rules.arrivals import Malformed, read_batch
from exam.rules.receipts import receipt


def blueprint(settings: Settings) -> Blueprint:
    """The pages of sitting an exam; the settings give the key for receipts."""
    bp = Blueprint("taking", __name__, url_prefix="/exam/attempts/<token>")
    key = settings.receipt_key.encode()

    @bp.put("/answers")
    @guards_itself
    def save_answers(token: str) -> ResponseReturnValue:
        """Save answers: one statement decides whose, whether open, under which lease, and how late."""
        if not _from_our_page():
            return failure(403, _("This request did not come from our own page."))
        sign_in = sign_in_id_in_cookie()
        if not sign_in:
            return failure(401)
        try:
            lease, answers = read_batch(request.get_json(silent=True))
        except Malformed as problem:
            return failure(422, str(problem))
        saved = taking.save(token, lease=lease, answers=answers, sign_in=sign_in)
        if saved is None:
            return _absent(token)
        if saved.standing in ("moved", "closed"):
            return _outdone(token, saved)
        receipts = [
            {
                "seq": seq,
                "receipt": receipt(
                    key, attempt=saved.attempt_id, slot=slot, seq=seq, value=value, at_ms=saved.at_ms
                ),
            }
            for slot, seq, value, _standing in saved.answers
        ]
        return {"saved": receipts, "remaining_ms": saved.remaining_ms, "state": "open"}

    return bp


def _from_our_page() -> bool:
    """A browser says where a request comes from; a page of another origin may not save."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site in ("same-origin", "none") and request.mimetype == "application/json"
