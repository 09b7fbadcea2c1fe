"""The bank as its readers see it: every question, its revisions, and what was decided."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import demand, may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.language import content_language
from question_bank.actions import reviewing
from question_bank.forms import CommentForm, RemarkForm
from question_bank.queries import exposure, questions, remarks
from question_bank.queries.flagged import newest_figures
from question_bank.rules.lifecycle import State
from question_bank.views import lists
from question_bank.views.figures import shown_figures
from question_bank.views.lists import listed
from question_bank.views.remarking import remarked, remarking_on
from question_bank.views.reviewing import rests_on
from question_bank.views.revisions import sides

bp = Blueprint("bank", __name__, url_prefix="/bank")


@bp.get("/")
def index() -> ResponseReturnValue:
    """All questions of my units."""
    return listed(lists.bank, "bank.index")


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """A question as its newest revision has it."""
    return _page(code, None)


@bp.get("/<code>/<int:number>")
def show_revision(code: str, number: int) -> ResponseReturnValue:
    """One revision of a question."""
    return _page(code, number)


@bp.post("/<code>/<int:number>/remarks")
def create_remark(code: str, number: int) -> ResponseReturnValue:
    """Say something about a line."""
    form = RemarkForm()
    if not form.validate_on_submit():
        return _page(code, number, remark_form=form), 422
    return remarked(code, number, form, "bank.show_revision")


@bp.post("/<code>/<int:number>/retirement")
def create_retirement(code: str, number: int) -> ResponseReturnValue:
    """Take an approved question out of use."""
    form = CommentForm()
    if not form.validate_on_submit():
        return _page(code, number, form), 422
    reviewing.retire(
        questions.revision_of(code, number).id,
        comment=form.comment.data or "",
        actor=current_actor(),
    )
    flash(_("Retired. It comes onto no new form."))
    return redirect(url_for("bank.show_revision", code=code, number=number), 303)


def _page(
    code: str,
    number: int | None,
    form: CommentForm | None = None,
    remark_form: RemarkForm | None = None,
) -> str:
    actor = current_actor()
    demand(actor, Right.READ_BANK)
    question = questions.question_of(code)
    demand(actor, Right.READ_BANK, question.unit.path)
    history = questions.history(question)
    revision = questions.numbered(history, number or history[0].number)
    said = remarks.remarks_of(history)
    is_mine = revision.author_id == actor.id
    may_write = may(actor, Right.WRITE_QUESTIONS, question.unit.path)
    may_review = may(actor, Right.REVIEW_QUESTIONS, question.unit.path)
    return render_template(
        "question_bank/question.html",
        question=question,
        revision=revision,
        history=history,
        authors=sorted({each.author.name for each in history}),
        sides=sides(revision, said.get(revision.id, ())),
        remarks=said,
        remarking=remarking_on(revision, question, actor, remark_form),
        uses=exposure.papers_of(history),
        figures=[
            (measured, statistic, shown_figures(statistic.figures, measured))
            for measured, statistic in newest_figures(question)
            if statistic.figures
        ],
        rests_on=rests_on(revision.details["refs"], content_language()),
        form=form or CommentForm(),
        can_edit=may_write,
        can_submit=may_write
        and is_mine
        and revision is history[0]
        and revision.state == State.DRAFT,
        can_withdraw=may_write and is_mine and revision.state == State.IN_REVIEW,
        can_review=may_review and revision.state == State.IN_REVIEW,
        can_retire=(may_write or may_review)
        and revision.state in (State.APPROVED, State.SUSPENDED),
    )
