"""Looking things up: search over all that is taught, and the glossary."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.language import content_language
from courses.queries.glossary import glossary
from courses.queries.notes import notes_with
from courses.queries.searching import search

bp = Blueprint("courses_finding", __name__, url_prefix="/courses")
MOST_ASKED = 100


@bp.get("/search")
def show_search() -> ResponseReturnValue:
    """What the modules and the glossary say of something."""
    asked = request.args.get("q", "").replace("\0", " ")[:MOST_ASKED].strip()
    return render_template(
        "courses/search.html",
        found=search(asked, content_language()),
        own=notes_with(asked, current_actor().id),
    )


@bp.get("/glossary")
def show_glossary() -> ResponseReturnValue:
    """Words of the trade in both languages."""
    return render_template("courses/glossary.html", terms=glossary())
