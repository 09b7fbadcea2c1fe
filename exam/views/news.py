"""News for an open page: messages, pauses, the time that is left."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from accounts.session import sign_in_id_in_cookie
from core.clock import moment
from core.http import guards_itself
from exam.queries.news import messages_to, news_of
from exam.views.refusing import why_not

bp = Blueprint("news", __name__, url_prefix="/exam/attempts/<token>/news")


@bp.get("")
@guards_itself
def show(token: str) -> ResponseReturnValue:
    """What the page asks for when it hears of news."""
    sign_in = sign_in_id_in_cookie()
    found = news_of(token, sign_in)
    if found is None:
        return why_not(token, sign_in)
    return {
        "news": found.news,
        "state": found.state,
        "remaining_ms": max(0, found.remaining_ms),
        "messages": [
            {"id": word.id, "text": word.text, "at": moment(word.at_ms).isoformat()}
            for word in messages_to(found.attempt_id)
        ],
        "pause_reason": found.pause_reason,
    }
