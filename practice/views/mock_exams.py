"""Mock exams: choosing and beginning one, the paper, handing in, the result, one's own marks."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.clock import now
from core.language import content_language
from courses.queries.places import teaching_places
from courses.views.sheets import changed_in
from exam.queries.blueprints import blueprint_of
from exam.queries.own_outcome import studies
from exam.rules.outcome_report import report
from practice.actions import mock_exams as acts
from practice.forms import flag_in, number_in
from practice.models import MockExam
from practice.queries.goals import aim_of
from practice.queries.mock_offers import Offer, offered, offers
from practice.queries.mock_shares import shares_of
from practice.queries.mocks import mocks_of, open_mock, own_marks, own_mock, slots_of
from practice.queries.outlooks import outlook_for
from practice.rules.mock_pages import page_of, pages
from practice.rules.mock_result import breakdown_of, result_of, settled_topics
from practice.views.mock_charts import history_of, range_of
from practice.views.mock_showing import asked, cells_of, fields_of, judged, relaxed_in_words

bp = Blueprint("mock_exams", __name__, url_prefix="/practice/mocks")


@bp.get("")
def index() -> ResponseReturnValue:
    """What can be sat, what would probably come of the real exam, and how mock exams went."""
    actor = current_actor()
    choice = offers(actor)
    chosen = offered(choice, request.args.get("exam", type=int)) if choice else None
    mocks = mocks_of(actor.id)
    return render_template(
        "practice/mocks.html",
        offers=choice,
        chosen=chosen,
        going=open_mock(mocks, now()),
        history=history_of(mocks, shares_of(mocks)),
        **_outlook(chosen, mocks),
    )


def _outlook(chosen: Offer | None, mocks: list[MockExam]) -> dict[str, object]:
    if chosen is None:
        return {"standing": None, "range": None}
    aim = aim_of(current_actor().id)
    standing = outlook_for(current_actor().id, chosen.rule, mocks, aim.zone, aim.today)
    return {
        "standing": standing,
        "range": range_of(standing.outlook) if standing.outlook else None,
        "section_names": {each.code: each.names for each in chosen.rule.sections},
    }


@bp.post("")
def create() -> ResponseReturnValue:
    """Begin a mock exam, or go on with the one that is open."""
    chosen = request.form.get("exam", type=int)
    begun = acts.begin(chosen, content_language(), actor=current_actor())
    return redirect(url_for(".show", mock_id=begun.id), 303)


@bp.get("/<int:mock_id>")
def show(mock_id: int) -> ResponseReturnValue:
    """A page of the paper; once it is over, the result."""
    mock = acts.look(mock_id, actor=current_actor())
    if mock.end:
        return redirect(url_for(".show_result", mock_id=mock_id))
    slots, all_pages = slots_of(mock), pages(mock.slots)
    at = min(max(request.args.get("page", 1, type=int), 1), len(all_pages))
    here = [slots[number - 1] for number in all_pages[at - 1].numbers]
    return render_template(
        "practice/mock.html",
        kind=all_pages[at - 1].kind,
        questions=asked(here, content_language()),
        at=at,
        last=len(all_pages),
        cells=cells_of(slots, all_pages[at - 1].numbers),
        **_head(mock),
    )


@bp.post("/<int:mock_id>/answers")
def create_answers(mock_id: int) -> ResponseReturnValue:
    """Keep what the page says, flag what is flagged, and turn to where one wants to go."""
    actor, form = current_actor(), request.form
    flag = flag_in(form["flag"]) if form.get("flag") else None
    go = number_in(form["go"]) if form.get("go") else None
    changed = changed_in(form, fields_of(slots_of(own_mock(mock_id, actor.id))))
    acts.keep(mock_id, changed, {flag.number: flag.is_up} if flag else {}, actor=actor)
    if "here" not in request.form:
        return "", 204
    if "review" in request.form:
        return redirect(url_for(".show_submission", mock_id=mock_id), 303)
    number = go or (flag.number if flag else None)
    if number:
        page = page_of(pages(own_mock(mock_id, actor.id).slots), number)
        return redirect(url_for(".show", mock_id=mock_id, page=page, _anchor=f"q-{number}"), 303)
    return redirect(url_for(".show", mock_id=mock_id, page=request.form.get("page", 1)), 303)


@bp.get("/<int:mock_id>/submission")
def show_submission(mock_id: int) -> ResponseReturnValue:
    """What has no answer and what is flagged, before it is handed in."""
    mock = acts.look(mock_id, actor=current_actor())
    if mock.end:
        return redirect(url_for(".show_result", mock_id=mock_id))
    slots, all_pages = slots_of(mock), pages(mock.slots)
    places = {number: page_of(all_pages, number) for number in range(1, len(slots) + 1)}
    return render_template(
        "practice/mock_end.html",
        unanswered=[each.number for each in slots if each.question and each.value is None],
        flagged=[each.number for each in slots if each.is_flagged],
        places=places,
        **_head(mock),
    )


@bp.post("/<int:mock_id>/submission")
def create_submission(mock_id: int) -> ResponseReturnValue:
    """Hand in; twice is as once."""
    acts.hand_in(mock_id, actor=current_actor())
    return redirect(url_for(".show_result", mock_id=mock_id), 303)


@bp.get("/<int:mock_id>/result")
def show_result(mock_id: int) -> ResponseReturnValue:
    """What came out by the rules of the real exam, and every question with the right answer."""
    mock = acts.look(mock_id, actor=current_actor())
    if mock.end is None:
        return redirect(url_for(".show", mock_id=mock_id))
    rule = blueprint_of(mock.blueprint)
    result = result_of(rule, mock.slots, shares_of([mock])[mock.id], own_marks(mock))
    broken = breakdown_of(result)
    return render_template(
        "practice/mock_result.html",
        result=result,
        broken=broken,
        sections=report(rule, broken),
        studies=studies(settled_topics(result, mock.slots), rule.pass_percent, current_actor().id),
        questions=judged(mock, slots_of(mock), teaching_places(), content_language()),
        **_head(mock),
    )


@bp.post("/<int:mock_id>/marks/<int:number>")
def create_mark(mock_id: int, number: int) -> ResponseReturnValue:
    """Mark one's own written answer along the rubric."""
    lines = [number_in(line) for line in request.form.getlist("line")]
    acts.mark_own(mock_id, number, lines, actor=current_actor())
    return redirect(url_for(".show_result", mock_id=mock_id, _anchor=f"q-{number}"), 303)


def _head(mock: MockExam) -> dict[str, object]:
    """What every page of a mock exam says of it."""
    rule = blueprint_of(mock.blueprint)
    return {
        "mock": mock,
        "rule": rule,
        "relaxed": relaxed_in_words(mock, rule),
        "left": max(0, int((mock.due_at - now()).total_seconds())),
    }
