"""The notebook of wrong questions: looked through, and printed with its answers."""

from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.language import content_language
from practice.queries.notebook import Noted, notebook
from practice.views.noted import entries_of

bp = Blueprint("notebook", __name__, url_prefix="/practice/notebook")
LASTS = ("", "wrong", "right")


@bp.get("")
def show() -> ResponseReturnValue:
    """One's own notebook, by topic; a topic or the last try narrows it."""
    return _page("practice/notebook.html")


@bp.get("/print")
def show_print() -> ResponseReturnValue:
    """The same with the right answers and why, to be printed."""
    return _page("practice/notebook_print.html")


def _page(template: str) -> str:
    noted = notebook(current_actor().id)
    topics = list(dict.fromkeys(each.revision.topic for each in noted))
    topic, last = request.args.get("topic", ""), request.args.get("last", "")
    entries = entries_of(_narrowed(noted, topic, last), content_language())
    values: dict[str, Any] = {
        "by_topic": [(at, list(same)) for at, same in groupby(entries, lambda each: each.topic)],
        "topics": topics,
        "topic": topic if topic in topics else "",
        "last": last if last in LASTS else "",
        "total": len(noted),
    }
    return render_template(template, **values)


def _narrowed(noted: list[Noted], topic: str, last: str) -> list[Noted]:
    return [
        each
        for each in noted
        if topic in ("", each.revision.topic)
        and (last not in LASTS[1:] or each.is_right is (last == "right"))
    ]
