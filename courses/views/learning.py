"""The reader's side: the courses, one course, one module with its self-checks."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from accounts.session import current_actor
from core.http import translated
from core.language import content_language
from courses.actions import learning
from courses.queries.progress import course_progress, progress
from courses.queries.reading import page_of
from courses.rules.completion import resume

bp = Blueprint("courses", __name__, url_prefix="/courses")
MONTHS = {"zh": "y年M月", "en": "MMMM y"}


@bp.get("/")
def index() -> ResponseReturnValue:
    """All courses, how far one is with each, and where to go on."""
    courses = progress(current_actor().id)
    return render_template("courses/index.html", courses=courses, resume=resume(courses))


@bp.get("/<course>/")
def show(course: str) -> ResponseReturnValue:
    """The modules of a course, and what each still needs."""
    return render_template(
        "courses/course.html", course=course_progress(current_actor().id, course)
    )


@bp.get("/<course>/<module>/")
def show_module(course: str, module: str) -> ResponseReturnValue:
    """A module: its text, then its self-checks with one's last answers."""
    return _page(course, module, again=request.args.get("again", ""))


@bp.post("/<course>/<module>/reading")
def create_reading(course: str, module: str) -> ResponseReturnValue:
    """I have read this."""
    learning.confirm_reading(course, module, actor=current_actor())
    return redirect(url_for(".show_module", course=course, module=module, _anchor="checks"), 303)


@bp.post("/<course>/<module>/checks/<question>/answers")
def create_answer(course: str, module: str, question: str) -> ResponseReturnValue:
    """Check oneself; the page then says whether it was right, and why."""
    sent = request.form.getlist("answer")
    try:
        learning.answer_check(
            course,
            module,
            question,
            revision_id=request.form.get("revision", type=int),
            sent=sent,
            actor=current_actor(),
        )
    except learning.Unfit as problem:
        page = _page(course, module, again=question, typed=sent, problem=translated(problem))
        return page, 422
    anchor = f"check-{question}"
    return redirect(url_for(".show_module", course=course, module=module, _anchor=anchor), 303)


def _page(
    course: str, module: str, *, again: str, typed: list[str] | None = None, problem: str = ""
) -> str:
    page = page_of(
        course,
        module,
        person_id=current_actor().id,
        language=content_language(),
        again={again},
    )
    return render_template(
        "courses/module.html",
        page=page,
        edition=_month(page.place.module.edition),
        again=again,
        typed=typed or [],
        problem=problem,
    )


def _month(edition: str) -> str:
    year, month = edition.split("-")
    return str(format_date(date(int(year), int(month), 1), MONTHS[content_language()]))
