"""What changed in a module since one read it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.session import current_actor
from core.language import content_language
from courses.queries.changes import change_of
from courses.queries.progress import module_progress
from question_bank.views.comparing import compared

bp = Blueprint("courses_changing", __name__, url_prefix="/courses")


@bp.get("/<course>/<module>/changes")
def show(course: str, module: str) -> ResponseReturnValue:
    """Its words then and now, sentence by sentence; the module where one has read it as it is."""
    language, reader = content_language(), current_actor()
    found = change_of(course, module, person_id=reader.id, language=language)
    if found is None:
        flash(_("No change is left for you to read. This is the module as it is now."))
        return redirect(url_for("courses.show_module", course=course, module=module), 303)
    return render_template(
        "courses/changes.html",
        change=found,
        standing=module_progress(reader.id, module).standing,
        texts=compared({language: found.before}, {language: found.after}),
    )
