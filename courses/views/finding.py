"""Looking things up: search over all that is taught, and the glossary."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.language import content_language
from courses.queries.glossary import glossary
from courses.queries.notes import notes_with
from courses.queries.searching import search
from courses.rules.searching import as_asked

bp = Blueprint("courses_finding", __name__, url_prefix="/courses")


@bp.get("/search")
def show_search() -> ResponseReturnValue:
    """What the modules and the glossary say of something."""
    asked = as_asked(request.args.get("q", ""))
    return render_template(
        "courses/search.html",
        found=search(asked, content_language()),
        own=notes_with(asked, current_actor().id),
    )


@bp.get("/glossary")
def show_glossary() -> ResponseReturnValue:
    """Words of the trade in both languages."""
    return render_template("courses/glossary.html", terms=glossary())
