"""Practice without a network: taking questions along, and handing their answers over."""

import json

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from accounts.session import current_actor
from core.http import failure, takes_files, translated
from core.language import content_language
from practice.actions import rounds
from practice.actions.handing_over import Received, hand_over
from practice.queries.questions import open_ids
from practice.queries.rounds import unfinished
from practice.rules.offline import ALONG, MOST, OFFLINE, Malformed, read_brought
from practice.views.packing import pack_of

bp = Blueprint("practice_offline", __name__, url_prefix="/practice/offline")
LARGEST = 256 * 1024


@bp.get("")
def show() -> ResponseReturnValue:
    """The page that asks what was taken along; a device keeps it and fills it."""
    newest = unfinished(current_actor().id, open_ids())
    elsewhere = newest if newest and newest.about == OFFLINE else None
    return render_template("practice/offline.html", elsewhere=elsewhere, most=ALONG)


@bp.post("")
def create() -> ResponseReturnValue:
    """Lay out a round to take along; its questions and all that is told after them."""
    begun = rounds.begin(OFFLINE, actor=current_actor())
    return pack_of(begun, content_language()), 201


@bp.get("/token")
def show_token() -> ResponseReturnValue:
    """Who is signed in here, and a fresh token for what they send."""
    return {"person": current_actor().id, "token": generate_csrf()}


@bp.post("/answers")
@takes_files(LARGEST)
def create_answers() -> ResponseReturnValue:
    """Hand over answers; each is answered on its own, in the order sent."""
    actor = current_actor()
    try:
        person, brought = read_brought(json.loads(request.get_data()))
    except (Malformed, ValueError, RecursionError):
        return failure(422, gettext("Send a list of answers, %(most)s at most.", most=MOST))
    if person != actor.id:
        return failure(409, gettext("Somebody else is signed in here."))
    return {
        "person": actor.id,
        "answers": [_said(each) for each in hand_over(brought, actor=actor)],
    }


def _said(received: Received) -> dict[str, str | None]:
    why = translated(received.why) if received.why else None
    return {"outcome": received.fate, "why": why}
