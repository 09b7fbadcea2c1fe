"""Why a request about an open exam is refused: not signed in, not theirs, or not open."""

from flask import Response
from flask_babel import gettext as _
from flask_login import current_user

from core.actor import Actor
from core.http import failure
from exam.queries.attempts import own_attempt, paper_of


def why_not(token: str, sign_in: int) -> Response:
    """Why there is nothing to save into."""
    paper = paper_of(token, sign_in)
    if paper is not None and paper.state == "paused" and not paper.is_due:
        return failure(
            409, _("This exam is paused."), state="paused", remaining_ms=paper.remaining_ms
        )
    if paper is not None and not paper.is_over:
        return failure(403, _("This exam is open in another browser."), state="browser")
    if paper is not None:
        return failure(409, _("This exam is closed."), state="closed")
    current = signed_in()
    if current is None:
        return failure(401)
    attempt = own_attempt(token, current)
    return failure(409, _("This exam is not open."), state=attempt.state)


def signed_in() -> Actor | None:
    """Who makes this request, where a view guards itself."""
    return current_user.actor if current_user.is_authenticated else None
