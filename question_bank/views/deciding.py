"""The reviewer's room: what waits, one revision at a time, and the decision."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import demand, may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.language import content_language
from question_bank.actions import reviewing
from question_bank.forms import ClearanceForm, CommentForm
from question_bank.queries import drawing, listing, questions
from question_bank.rules.lifecycle import State
from question_bank.views.comparing import approved_before
from question_bank.views.revisions import sides
from question_bank.views.searching import search_asked

bp = Blueprint("review", __name__, url_prefix="/review")


@bp.get("/")
def index() -> ResponseReturnValue:
    """What waits for a reviewer, oldest first."""
    actor = current_actor()
    demand(actor, Right.REVIEW_QUESTIONS)
    return render_template(
        "question_bank/queue.html",
        found=listing.waiting_for(actor, search_asked(), content_language()),
        can_clear=may(actor, Right.CLEAR_SOURCES),
        own=reviewing.OWN,
    )


@bp.get("/sources")
def index_sources() -> ResponseReturnValue:
    """Questions whose facts wait for a legal reviewer."""
    actor = current_actor()
    demand(actor, Right.CLEAR_SOURCES)
    return render_template(
        "question_bank/sources.html",
        found=listing.unsure_for(actor, search_asked(), content_language()),
        own=reviewing.OWN_SOURCES,
    )


@bp.get("/<code>/<int:number>")
def show(code: str, number: int) -> ResponseReturnValue:
    """One revision with all that a decision needs."""
    return _page(code, number)


@bp.post("/<code>/<int:number>/approval")
def create_approval(code: str, number: int) -> ResponseReturnValue:
    """Approve."""
    reviewing.approve(questions.revision_of(code, number).id, actor=current_actor())
    flash(_("%(code)s is approved.", code=code))
    return redirect(url_for("review.index"), 303)


@bp.post("/<code>/<int:number>/return")
def create_return(code: str, number: int) -> ResponseReturnValue:
    """Return it to its author with a comment."""
    form = CommentForm()
    if not form.validate_on_submit():
        return _page(code, number, comment_form=form), 422
    reviewing.send_back(
        questions.revision_of(code, number).id,
        comment=form.comment.data or "",
        actor=current_actor(),
    )
    flash(_("%(code)s is returned to its author with your comment.", code=code))
    return redirect(url_for("review.index"), 303)


@bp.post("/<code>/<int:number>/clearance")
def create_clearance(code: str, number: int) -> ResponseReturnValue:
    """Vouch for its sources."""
    form = ClearanceForm()
    if not form.validate_on_submit():
        return _page(code, number, clearance_form=form), 422
    reviewing.clear(
        questions.revision_of(code, number).id, remark=form.remark.data or "", actor=current_actor()
    )
    flash(_("The sources of %(code)s are cleared.", code=code))
    return redirect(url_for("review.show", code=code, number=number), 303)


def _page(
    code: str,
    number: int,
    comment_form: CommentForm | None = None,
    clearance_form: ClearanceForm | None = None,
) -> str:
    actor = current_actor()
    demand(actor, Right.REVIEW_QUESTIONS)
    question = questions.question_of(code)
    demand(actor, Right.REVIEW_QUESTIONS, question.unit.path)
    history = questions.history(question)
    revision = questions.numbered(history, number)
    before = approved_before(revision, history)
    is_own = any(each.author_id == actor.id for each in history)
    return render_template(
        "question_bank/review.html",
        question=question,
        revision=revision,
        history=history,
        before=before,
        sides=sides(revision, before),
        own=reviewing.OWN if is_own else None,
        can_decide=revision.state == State.IN_REVIEW and not is_own,
        needs_clearance=revision.confidence in drawing.UNSURE and revision.clearance is None,
        can_clear=may(actor, Right.CLEAR_SOURCES, question.unit.path) and not is_own,
        comment_form=comment_form or CommentForm(),
        clearance_form=clearance_form or ClearanceForm(),
    )
