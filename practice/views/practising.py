"""Practice as officers meet it: what is due, one question a page, the end of a round."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.http import translated
from core.language import content_language
from courses.queries.places import places_of
from practice.actions import answering, rounds
from practice.forms import Sent, answer_in
from practice.models import PracticeAnswer
from practice.queries.home import overview
from practice.queries.plans import comes_again, plan_of
from practice.queries.rounds import Posed, left_in, own_round, posed, posed_at
from practice.views.showing import after_answer, asked, fate, lines
from question_bank.models import Revision
from question_bank.views.feedback import tag_of

bp = Blueprint("practice", __name__, url_prefix="/practice")


@bp.get("/")
def index() -> ResponseReturnValue:
    """What is due today, the drill, the notebook, and all topics."""
    return render_template("practice/index.html", overview=overview(current_actor().id))


@bp.post("/rounds")
def create_round() -> ResponseReturnValue:
    """Begin a round."""
    begun = rounds.begin(request.form.get("about", ""), actor=current_actor())
    return redirect(url_for(".show_question", round_id=begun.id, number=1), 303)


@bp.get("/rounds/<int:round_id>")
def show_round(round_id: int) -> ResponseReturnValue:
    """The end of a round: how many were right, and which were not."""
    own = own_round(round_id, current_actor().id)
    plan = plan_of(own.person_id)
    return render_template(
        "practice/round.html",
        round=own,
        right=sum(1 for each in own.answers if fate(each) == "right"),
        wrong=lines(posed(own), content_language()),
        left=left_in(own, plan.open_ids),
        more=plan.could_take(own.about),
    )


@bp.get("/rounds/<int:round_id>/<int:number>")
def show_question(round_id: int, number: int) -> ResponseReturnValue:
    """A question of the round: asked, or once it is answered, with the right answer and why."""
    here = posed_at(own_round(round_id, current_actor().id), number)
    if here.revision and here.answer:
        return _answered(here, here.revision, here.answer)
    return _asked(here)


@bp.post("/rounds/<int:round_id>/<int:number>/answer")
def create_answer(round_id: int, number: int) -> ResponseReturnValue:
    """Answer a question, surely or not, or say that one does not know."""
    here = posed_at(own_round(round_id, current_actor().id), number)
    is_sure = "unsure" not in request.form
    try:
        given = here.revision and answer_in(request.form, here.revision, str(number))
        answering.answer(round_id, number, given, is_sure=is_sure, actor=current_actor())
    except answering.Unfit as problem:
        sent = Sent(request.form, str(number))
        return _asked(here, sent=sent, problem=translated(problem), is_sure=is_sure), 422
    return redirect(url_for(".show_question", round_id=round_id, number=number), 303)


def _answered(here: Posed, revision: Revision, answer: PracticeAnswer) -> str:
    return _page(
        "practice/answered.html",
        here,
        after=after_answer(here, revision, answer, content_language()),
        places=places_of(revision.details["facts"], revision.topic),
        again=comes_again(current_actor().id, answer.question),
    )


def _asked(
    here: Posed, *, sent: Sent | None = None, problem: str = "", is_sure: bool = True
) -> str:
    if here.revision is None:
        return _page("practice/withdrawn.html", here)
    question = asked(here, here.revision, content_language(), sent)
    return _page(
        "practice/question.html", here, question=question, problem=problem, is_sure=is_sure
    )


def _page(template: str, here: Posed, **values: object) -> str:
    language = content_language()
    tag = tag_of(here.revision, language) if here.revision else None
    return render_template(template, here=here, tag=tag, **values)
