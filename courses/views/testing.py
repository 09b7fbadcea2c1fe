"""Quizzes of modules and tests of courses: the sheet, handing it in, and what came out."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.clock import now
from core.language import content_language
from courses.actions import drawing, taking
from courses.models.testing import CourseTest
from courses.queries.places import teaching_places
from courses.queries.taking import headed, own_test, slots_of, unanswered
from courses.rules.sheet import PAGE, page_of, pages
from courses.views.sheets import changed_in
from courses.views.showing import asked, judged, outcome_of

bp = Blueprint("course_tests", __name__, url_prefix="/courses")


@bp.post("/<course>/<module>/quizzes")
def create_quiz(course: str, module: str) -> ResponseReturnValue:
    """Take a module's quiz, or go on with it."""
    begun = drawing.begin_quiz(course, module, actor=current_actor())
    return redirect(url_for(".show", test_id=begun.id), 303)


@bp.post("/<course>/tests")
def create_test(course: str) -> ResponseReturnValue:
    """Take a course's test, or go on with it."""
    begun = drawing.begin_test(course, actor=current_actor())
    return redirect(url_for(".show", test_id=begun.id), 303)


@bp.get("/tests/<int:test_id>")
def show(test_id: int) -> ResponseReturnValue:
    """A page of the sheet; once it is over, what came out."""
    test = taking.look(test_id, actor=current_actor())
    if test.end:
        return redirect(url_for(".show_result", test_id=test_id))
    last = pages(len(test.slots))
    page = min(max(request.args.get("page", 1, type=int), 1), last)
    return render_template(
        "courses/test.html",
        test=test,
        head=headed(test),
        slots=asked(slots_of(test)[(page - 1) * PAGE : page * PAGE], content_language()),
        page=page,
        last=last,
        left=_seconds_left(test),
    )


@bp.post("/tests/<int:test_id>/answers")
def create_answers(test_id: int) -> ResponseReturnValue:
    """Keep what the sheet says, and turn to the page asked for; a script asks for none."""
    slots = slots_of(own_test(test_id, current_actor().id))
    taking.keep(test_id, changed_in(request.form, slots), actor=current_actor())
    if "page" not in request.form:
        return "", 204
    return redirect(url_for(".show", test_id=test_id, page=request.form["page"]), 303)


@bp.get("/tests/<int:test_id>/submission")
def show_submission(test_id: int) -> ResponseReturnValue:
    """Which questions have no answer yet, before the test is handed in as it is."""
    test = taking.look(test_id, actor=current_actor())
    if test.end:
        return redirect(url_for(".show_result", test_id=test_id))
    return render_template(
        "courses/test_left.html",
        test=test,
        head=headed(test),
        missing=[(number, page_of(number)) for number in unanswered(test)],
        left=_seconds_left(test),
    )


@bp.post("/tests/<int:test_id>/submission")
def create_submission(test_id: int) -> ResponseReturnValue:
    """Hand in; with questions that have no answer, one is asked once whether that is meant."""
    if "as_it_is" in request.form:
        taking.hand_in_as_it_is(test_id, actor=current_actor())
        return redirect(url_for(".show_result", test_id=test_id), 303)
    slots = slots_of(own_test(test_id, current_actor().id))
    test = taking.hand_in(test_id, changed_in(request.form, slots), actor=current_actor())
    following = ".show_result" if test.end else ".show_submission"
    return redirect(url_for(following, test_id=test_id), 303)


@bp.get("/tests/<int:test_id>/result")
def show_result(test_id: int) -> ResponseReturnValue:
    """What came out, and of each question the right answer, why, and where it is taught."""
    test = taking.look(test_id, actor=current_actor())
    if test.end is None:
        return redirect(url_for(".show", test_id=test_id))
    return render_template(
        "courses/test_result.html",
        test=test,
        head=headed(test),
        outcome=outcome_of(test.end),
        questions=judged(slots_of(test), test.end, teaching_places(), content_language()),
    )


def _seconds_left(test: CourseTest) -> int | None:
    return max(0, int((test.due_at - now()).total_seconds())) if test.due_at else None
