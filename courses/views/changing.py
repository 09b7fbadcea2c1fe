"""What changed in a module since one read it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.language import content_language
from courses.queries.changes import change_of
from courses.queries.progress import module_progress
from question_bank.views.comparing import compared

bp = Blueprint("courses_changing", __name__, url_prefix="/courses")


@bp.get("/<course>/<module>/changes")
def show(course: str, module: str) -> ResponseReturnValue:
    """Its words then and now, sentence by sentence."""
    language, reader = content_language(), current_actor()
    found = change_of(course, module, person_id=reader.id, language=language)
    return render_template(
        "courses/changes.html",
        change=found,
        standing=module_progress(reader.id, module).standing,
        texts=compared({language: found.before}, {language: found.after}),
    )
