"""Practice as officers meet it: topics, the notebook, one question a page, the end of a round."""

from itertools import groupby

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.http import translated
from core.language import content_language
from practice import actions
from practice.forms import Sent, answer_in
from practice.queries import Posed, notebook, overview, own_round, posed, posed_at
from practice.rules.rounds import NOTEBOOK
from practice.views.showing import after, asked, entries_of, fate, lines, tag_of

bp = Blueprint("practice", __name__, url_prefix="/practice")


@bp.get("/")
def index() -> ResponseReturnValue:
    """All topics, the notebook, and what to practise next."""
    return render_template(
        "practice/index.html", overview=overview(current_actor().id), notebook=NOTEBOOK
    )


@bp.get("/notebook")
def show_notebook() -> ResponseReturnValue:
    """One's own notebook of wrong questions."""
    entries = entries_of(notebook(current_actor().id), content_language())
    topics = [(topic, list(below)) for topic, below in groupby(entries, lambda each: each.topic)]
    return render_template("practice/notebook.html", topics=topics, notebook=NOTEBOOK)


@bp.post("/rounds")
def create_round() -> ResponseReturnValue:
    """Begin a round."""
    begun = actions.begin(request.form.get("about", ""), actor=current_actor())
    return redirect(url_for(".show_question", round_id=begun.id, number=1), 303)


@bp.get("/rounds/<int:round_id>")
def show_round(round_id: int) -> ResponseReturnValue:
    """The end of a round: how many were right, and which were not."""
    own = own_round(round_id, current_actor().id)
    questions = posed(own)
    return render_template(
        "practice/round.html",
        round=own,
        notebook=NOTEBOOK,
        right=sum(1 for each in own.answers if fate(each) == "right"),
        wrong=lines(questions, content_language()),
        left=[each for each in questions if each.revision and not each.answer],
    )


@bp.get("/rounds/<int:round_id>/<int:number>")
def show_question(round_id: int, number: int) -> ResponseReturnValue:
    """A question of the round: asked, or once it is answered, with the right answer and why."""
    here = posed_at(own_round(round_id, current_actor().id), number)
    if here.revision and here.answer:
        told = after(here, here.revision, here.answer, content_language())
        return _page("practice/answered.html", here, after=told)
    return _asked(here)


@bp.post("/rounds/<int:round_id>/<int:number>/answer")
def create_answer(round_id: int, number: int) -> ResponseReturnValue:
    """Answer a question, or say that one does not know."""
    here = posed_at(own_round(round_id, current_actor().id), number)
    try:
        given = here.revision and answer_in(request.form, here.revision, str(number))
        actions.answer(round_id, number, given, actor=current_actor())
    except actions.Unfit as problem:
        sent = Sent(request.form, str(number))
        return _asked(here, sent=sent, problem=translated(problem)), 422
    return redirect(url_for(".show_question", round_id=round_id, number=number), 303)


def _asked(here: Posed, *, sent: Sent | None = None, problem: str = "") -> str:
    if here.revision is None:
        return _page("practice/withdrawn.html", here)
    question = asked(here, here.revision, content_language(), sent)
    return _page("practice/question.html", here, question=question, problem=problem)


def _page(template: str, here: Posed, **values: object) -> str:
    language = content_language()
    tag = tag_of(here.revision, language) if here.revision else None
    return render_template(template, here=here, tag=tag, notebook=NOTEBOOK, **values)
