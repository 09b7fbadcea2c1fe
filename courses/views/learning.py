"""The reader's side: the courses, one course, one module with its self-checks."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from accounts.session import current_actor
from core.clock import now
from core.http import translated
from core.language import content_language
from courses.actions import learning, studying
from courses.forms import StretchForm
from courses.queries.glossary import terms_of
from courses.queries.notes import notes_on
from courses.queries.offers import course_test_of, quiz_of
from courses.queries.reading import Page, page_of
from courses.queries.shelf import shelf
from courses.rules.completion import resume
from courses.rules.sentences import parted

bp = Blueprint("courses", __name__, url_prefix="/courses")
MONTHS = {"zh": "y年M月", "en": "MMMM y"}


@bp.get("/")
def index() -> ResponseReturnValue:
    """All courses, how far one is with each, and where to go on."""
    found = shelf(current_actor())
    return render_template(
        "courses/index.html", shelf=found, resume=resume(found.courses, found.waits)
    )


@bp.get("/<course>/")
def show(course: str) -> ResponseReturnValue:
    """The modules of a course, and what each still needs."""
    actor = current_actor()
    found = shelf(actor)
    progress = found.course(course)
    return render_template(
        "courses/course.html",
        shelf=found,
        course=progress,
        test=course_test_of(progress, actor.id),
        at=now(),
    )


@bp.get("/<course>/<module>/")
def show_module(course: str, module: str) -> ResponseReturnValue:
    """A module: its text, then its self-checks with one's last answers.

    One that waits for others says for which, and keeps its text to itself.
    """
    page = _read(course, module, request.args.get("again", ""))
    if page.waits_for:
        return render_template("courses/locked.html", page=page), 403
    return _shown(page, again=request.args.get("again", ""))


@bp.post("/<course>/<module>/stretches")
def create_stretch(course: str, module: str) -> ResponseReturnValue:
    """Some time that the page was looked at, told by the page itself."""
    form = StretchForm()
    if not form.validate():
        return "", 422
    studying.note_stretch(
        course,
        module,
        seconds=int(form.seconds.data or 0),
        anchor=form.anchor.data or "",
        actor=current_actor(),
    )
    return "", 204


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
            last_id=request.form.get("last", type=int),
            actor=current_actor(),
        )
    except learning.Unfit as problem:
        page = _read(course, module, question)
        return _shown(page, again=question, typed=sent, problem=translated(problem)), 422
    anchor = f"check-{question}"
    return redirect(url_for(".show_module", course=course, module=module, _anchor=anchor), 303)


def _read(course: str, module: str, again: str) -> Page:
    return page_of(
        course, module, actor=current_actor(), language=content_language(), again={again}
    )


def _shown(page: Page, *, again: str, typed: Sequence[str] = (), problem: str = "") -> str:
    return render_template(
        "courses/module.html",
        page=page,
        parts=parted(page.text.html),
        edition=_month(page.place.module.edition),
        terms=terms_of(page.module.code),
        notes=notes_on(page.place.module.module_id, current_actor().id),
        quiz=quiz_of(page.place, page.module, current_actor().id),
        again=again,
        typed=list(typed),
        problem=problem,
    )


def _month(edition: str) -> str:
    year, month = edition.split("-")
    return str(format_date(date(int(year), int(month), 1), MONTHS[content_language()]))
