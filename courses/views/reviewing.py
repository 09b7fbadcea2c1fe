"""A proposed module as it was sent, with all that a decision needs; and the decision."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from accounts.queries import may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.language import content_language
from courses.actions import answering
from courses.models.proposals import ModuleProposal, ProposalSending
from courses.queries.checks import asked_of
from courses.queries.proposals import (
    examined,
    newest_of,
    paths_of,
    readable_proposal,
    sources_of,
    standing_of,
)
from courses.rules.module_file import ModuleText
from courses.rules.proposing import Standing, barred
from courses.views.checked import pages_of
from question_bank.forms import CommentForm
from question_bank.views.comparing import compared
from question_bank.views.findings import candidate_view

bp = Blueprint("courses_reviewing", __name__, url_prefix="/courses/workshop/proposals")


@bp.get("/<int:proposal_id>")
def show(proposal_id: int) -> ResponseReturnValue:
    """What it changes, how readers will see it, and what was said so far."""
    return _page(proposal_id, CommentForm())


@bp.post("/<int:proposal_id>/texts/<int:number>/approval")
def create_approval(proposal_id: int, number: int) -> ResponseReturnValue:
    """It stands from now on."""
    answering.approve(proposal_id, number, actor=current_actor())
    flash(_("Approved. The module stands in the course with this text."))
    return redirect(url_for("courses_workshop.index"), 303)


@bp.post("/<int:proposal_id>/texts/<int:number>/return")
def create_return(proposal_id: int, number: int) -> ResponseReturnValue:
    """Back to its writer, with a comment."""
    form = CommentForm()
    if not form.validate_on_submit():
        return _page(proposal_id, form), 422
    answering.send_back(proposal_id, number, comment=form.comment.data or "", actor=current_actor())
    flash(_("Returned to its writer with your comment."))
    return redirect(url_for("courses_workshop.index"), 303)


def _page(proposal_id: int, form: CommentForm) -> str:
    actor = current_actor()
    proposal = readable_proposal(proposal_id, actor)
    sent = proposal.sendings[-1].number if proposal.sendings else len(proposal.texts)
    text = proposal.texts[sent - 1]
    newest, stands = newest_of(proposal.module_code), standing_of(proposal)
    seen = examined(text.files, paths_of(proposal, text.base or newest))
    reviews, returned = may(actor, Right.REVIEW_QUESTIONS), _returned(proposal)
    return render_template(
        "courses/workshop/review.html",
        proposal=proposal,
        text=text,
        newest=newest,
        standing=stands,
        texts=compared(sources_of(text.base), text.files) if text.base else [],
        returned=returned,
        mended=compared(proposal.texts[returned.number - 1].files, text.files) if returned else [],
        pages=pages_of(text.files, seen),
        model=seen.texts.get("zh"),
        checks=_checks(seen.texts),
        own=barred(proposal, actor.id) if reviews else None,
        is_mine=proposal.by_id == actor.id,
        can_decide=reviews and stands is Standing.IN_REVIEW and barred(proposal, actor.id) is None,
        form=form,
    )


def _returned(proposal: ModuleProposal) -> ProposalSending | None:
    """The last text that was sent back, if another was sent since."""
    earlier = proposal.sendings[:-1]
    return next((each for each in reversed(earlier) if each.answer), None)


def _checks(texts: Mapping[str, ModuleText]) -> list[tuple[str, Markup | None]]:
    """The self-checks as they are asked in the reader's language; none where the bank lacks one."""
    model = texts.get("zh")
    language = content_language()
    asked = asked_of(model.checks, language) if model else {}
    return [
        (
            code,
            candidate_view(
                asked[code].kind, asked[code].asked, asked[code].size, f"{language}-{number}"
            )
            if code in asked
            else None,
        )
        for number, code in enumerate(model.checks if model else (), start=1)
    ]
