"""What I was told: my notices, and that I have read them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from accounts import queries, session
from accounts.actions import notices
from accounts.forms import row_number
from accounts.models import Notice
from core.errors import N_, Missing
from core.language import content_language

bp = Blueprint("notices", __name__, url_prefix="/notices")


@bp.get("/")
def index() -> ResponseReturnValue:
    """My notices, newest first; looking marks none as read."""
    actor = session.current_actor()
    page = queries.own_notices(actor, request.args.get("page", 1, row_number))
    return render_template(
        "accounts/notices.html",
        notices=page,
        words={each.id: _in_words(each) for each in page.rows},
        last_read=queries.last_read(actor),
    )


@bp.post("/reading")
def create_reading() -> ResponseReturnValue:
    """I have read everything up to the newest that was on the page."""
    up_to = request.form.get("up_to", None, row_number)
    if up_to is None:
        raise Missing(N_("There is no such notice."))
    notices.read(up_to, actor=session.current_actor())
    return redirect(url_for("notices.index"), 303)


def _in_words(notice: Notice) -> str:
    """The notice in the reader's language."""
    language = content_language()
    values = {name: _said(value, language) for name, value in notice.values.items()}
    return str(gettext(notice.text, **values))


def _said(value: Any, language: str) -> object:  # noqa: ANN401 - as it was stored
    return value[language] if isinstance(value, Mapping) else value
