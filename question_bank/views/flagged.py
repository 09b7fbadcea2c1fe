"""Questions with odd figures: a list to work through, and the author's answers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import may
from accounts.rules.duties import Right
from accounts.session import current_actor
from question_bank.actions.answering import answer_figures
from question_bank.forms import FigureAnswerForm
from question_bank.queries.flagged import flagged
from question_bank.views.figures import shown_figures

bp = Blueprint("flagged", __name__, url_prefix="/questions/flagged")


@bp.get("")
def index() -> ResponseReturnValue:
    """Flagged questions of mine; of everybody for reviewers and supervisors."""
    return _page()


@bp.post("/<code>/answers")
def create_answer(code: str) -> ResponseReturnValue:
    """Keep it, or say that it will be changed."""
    form = FigureAnswerForm()
    if not form.validate_on_submit():
        return _page(code, form), 422
    kept = form.decision.data == "keep"
    answer_figures(
        code,
        statistic_id=int(form.statistic.data or 0),
        kept=kept,
        reason=form.reason.data or "",
        actor=current_actor(),
    )
    flash(
        _("Kept as it is. It is shown again when there are newer figures.")
        if kept
        else _("Noted. Write it anew now, or later: it is among your questions.")
    )
    return redirect(url_for("flagged.index"), 303)


def _page(code: str = "", form: FigureAnswerForm | None = None) -> str:
    actor = current_actor()
    page = request.args.get("page", "1")
    found = flagged(actor, int(page) if page.isdecimal() and len(page) < 7 else 1)
    return render_template(
        "question_bank/flagged.html",
        found=found,
        shown={
            row.statistic.id: shown_figures(row.statistic.figures or {}, row.revision)
            for row in found.rows
        },
        form=form or FigureAnswerForm(),
        place=code,
        writes=may(actor, Right.WRITE_QUESTIONS),
    )
