"""The reviewer's room: what waits, one revision at a time, and the decision."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import demand, may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.language import content_language
from question_bank.actions import reviewing
from question_bank.forms import ClearanceForm, CommentForm, RemarkForm, ReturnForm
from question_bank.models import Revision
from question_bank.queries import drawing, exposure, questions, remarks, sources, waiting
from question_bank.rules.lifecycle import State
from question_bank.views import lists
from question_bank.views.comparing import approved_before, compared
from question_bank.views.differing import differences
from question_bank.views.remarking import remarked, remarking_on
from question_bank.views.reviewing import rests_on
from question_bank.views.revisions import sides
from question_bank.views.searching import search_asked

bp = Blueprint("review", __name__, url_prefix="/review")


@bp.get("/")
def index() -> ResponseReturnValue:
    """What waits for a reviewer, oldest first."""
    return lists.queue()


@bp.get("/sources")
def index_sources() -> ResponseReturnValue:
    """Questions whose facts wait for a legal reviewer."""
    actor = current_actor()
    demand(actor, Right.CLEAR_SOURCES)
    return render_template(
        "question_bank/sources.html",
        found=sources.unsure_for(actor, search_asked().page, content_language()),
        in_words=partial(rests_on, language=content_language()),
        own=reviewing.OWN_SOURCES,
    )


@bp.get("/<code>/<int:number>")
def show(code: str, number: int) -> ResponseReturnValue:
    """One revision with all that a decision needs."""
    return _page(code, number)


@bp.post("/<code>/<int:number>/remarks")
def create_remark(code: str, number: int) -> ResponseReturnValue:
    """Say something about a line."""
    form = RemarkForm()
    if not form.validate_on_submit():
        return _page(code, number, remark_form=form), 422
    return remarked(code, number, form, "review.show")


@bp.post("/<code>/<int:number>/approval")
def create_approval(code: str, number: int) -> ResponseReturnValue:
    """Approve, and turn to the next."""
    revision = questions.revision_of(code, number)
    reviewing.approve(revision.id, actor=current_actor())
    flash(_("%(code)s is approved.", code=code))
    return _onward(revision)


@bp.post("/<code>/<int:number>/return")
def create_return(code: str, number: int) -> ResponseReturnValue:
    """Return it to its author with a comment, and turn to the next."""
    revision = questions.revision_of(code, number)
    form = _return_form(revision)
    if not form.validate_on_submit():
        return _page(code, number, comment_form=form), 422
    reviewing.send_back(revision.id, comment=form.comment.data or "", actor=current_actor())
    flash(_("%(code)s is returned to its author with your comment.", code=code))
    return _onward(revision)


@bp.post("/<code>/<int:number>/clearance")
def create_clearance(code: str, number: int) -> ResponseReturnValue:
    """Vouch for its sources, and turn to the next that waits for it."""
    form = ClearanceForm()
    if not form.validate_on_submit():
        return _page(code, number, clearance_form=form), 422
    revision = questions.revision_of(code, number)
    reviewing.clear(revision.id, remark=form.remark.data or "", actor=current_actor())
    flash(_("The sources of %(code)s are cleared.", code=code))
    turn = sources.next_after(current_actor(), revision)
    if turn is None:
        return redirect(url_for("review.index_sources"), 303)
    return redirect(
        url_for("review.show", code=turn.code, number=turn.number, _anchor="clear"), 303
    )


def _onward(revision: Revision) -> ResponseReturnValue:
    turn = waiting.way_of(current_actor(), revision).onward
    if turn is None:
        return redirect(url_for("review.index"), 303)
    return redirect(url_for("review.show", code=turn.code, number=turn.number), 303)


def _return_form(revision: Revision) -> ReturnForm | CommentForm:
    return ReturnForm() if remarks.is_remarked(revision) else CommentForm()


def _page(
    code: str,
    number: int,
    comment_form: CommentForm | ReturnForm | None = None,
    clearance_form: ClearanceForm | None = None,
    remark_form: RemarkForm | None = None,
) -> str:
    actor = current_actor()
    demand(actor, Right.REVIEW_QUESTIONS)
    question = questions.question_of(code)
    demand(actor, Right.REVIEW_QUESTIONS, question.unit.path)
    history = questions.history(question)
    revision = questions.numbered(history, number)
    before = approved_before(revision, history)
    is_own = any(each.author_id == actor.id for each in history)
    said = remarks.remarks_of(history)
    needs_clearance = revision.confidence in drawing.UNSURE and revision.clearance is None
    can_clear = may(actor, Right.CLEAR_SOURCES, question.unit.path) and not is_own
    return render_template(
        "question_bank/review.html",
        question=question,
        revision=revision,
        history=history,
        before=before,
        sides=sides(revision, said.get(revision.id, ())),
        texts=compared(before.sources, revision.sources) if before else [],
        settings=differences(before, revision) if before else [],
        remarks=said,
        remarking=remarking_on(revision, question, actor, remark_form),
        uses=exposure.papers_of(history),
        rests_on=rests_on(revision.details["refs"], content_language()),
        way=waiting.way_of(actor, revision),
        own=reviewing.OWN if is_own else None,
        can_decide=revision.state == State.IN_REVIEW and not is_own,
        needs_clearance=needs_clearance,
        can_clear=can_clear,
        next_to_clear=sources.next_after(actor, revision)
        if can_clear and needs_clearance
        else None,
        comment_form=comment_form or _return_form(revision),
        clearance_form=clearance_form or ClearanceForm(),
    )
