"""The editor of a module: writing with what is found and how it looks, saving, sending."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.session import current_actor
from core.errors import Refused
from core.http import translated
from courses.actions import proposing
from courses.models.proposals import ModuleProposal
from courses.queries.proposals import (
    examined,
    newest_of,
    own_proposal,
    paths_of,
    sources_of,
    standing_of,
)
from courses.rules.checking import LANGUAGES
from courses.rules.proposed import typed
from courses.rules.proposing import OPEN, Standing
from courses.views.checked import Page, pages_of
from question_bank.views.comparing import compared

bp = Blueprint("courses_proposing", __name__, url_prefix="/courses/workshop/proposals")


@bp.get("/<int:proposal_id>/text")
def show(proposal_id: int) -> ResponseReturnValue:
    """The newest text in the editor; what is closed is shown as others see it."""
    proposal = own_proposal(proposal_id, current_actor())
    if standing_of(proposal) not in OPEN:
        return redirect(url_for("courses_reviewing.show", proposal_id=proposal_id), 303)
    return _editor(proposal, proposal.texts[-1].files)


@bp.post("/<int:proposal_id>/text")
def update(proposal_id: int) -> ResponseReturnValue:
    """Save a text, or only look at it."""
    actor = current_actor()
    proposal = own_proposal(proposal_id, actor)
    if "check" in request.form:
        return _editor(proposal, _typed(proposal))
    try:
        text = proposing.save(
            proposal_id, request.form, base=request.form.get("base", ""), actor=actor
        )
    except proposing.Stale as stale:
        proposal = own_proposal(proposal_id, actor)
        return _editor(
            proposal, _typed(proposal), refusal=translated(stale), theirs=_stored(proposal)
        ), 409
    except Refused as refusal:
        return _editor(proposal, _typed(proposal), refusal=translated(refusal)), 422
    flash(_("Saved.") if text else _("Nothing has changed since you saved it last."))
    return redirect(url_for(".show", proposal_id=proposal_id), 303)


@bp.post("/<int:proposal_id>/preview")
def preview(proposal_id: int) -> ResponseReturnValue:
    """What is wrong with a text and how it looks, as parts of the editor; stores nothing."""
    proposal = own_proposal(proposal_id, current_actor())
    return {
        page.language: {
            "html": render_template("courses/workshop/_found.html", page=page),
            "marks": page.marks,
            "errors": page.error_count,
        }
        for page in _pages(proposal, _typed(proposal))
    }


@bp.post("/<int:proposal_id>/texts/<int:number>/sending")
def create_sending(proposal_id: int, number: int) -> ResponseReturnValue:
    """Hand a text to the reviewers."""
    proposing.send(proposal_id, number, actor=current_actor())
    flash(_("Submitted. A reviewer who did not write it decides; you will be told."))
    return redirect(url_for("courses_workshop.index"), 303)


@bp.post("/<int:proposal_id>/withdrawal")
def create_withdrawal(proposal_id: int) -> ResponseReturnValue:
    """Give the proposal up."""
    proposing.withdraw(proposal_id, actor=current_actor())
    flash(_("The proposal is withdrawn. The module stays as it is."))
    return redirect(url_for("courses_workshop.index"), 303)


def _editor(
    proposal: ModuleProposal,
    files: Mapping[str, str],
    *,
    refusal: str | None = None,
    theirs: Mapping[str, str] | None = None,
) -> str:
    newest = newest_of(proposal.module_code)
    stands, last = standing_of(proposal), proposal.texts[-1]
    pages = _pages(proposal, files)
    moved = stands is Standing.OVERTAKEN and newest is not None
    return render_template(
        "courses/workshop/editor.html",
        proposal=proposal,
        newest=newest,
        last=last,
        standing=stands,
        base=proposing.base_of(last, newest.number if newest else 0),
        pages=pages,
        refusal=refusal,
        theirs=compared(theirs, files) if theirs is not None else [],
        moved=compared(sources_of(last.base), sources_of(newest)) if moved else [],
        can_send=stands is Standing.DRAFT
        and files == last.files
        and files != sources_of(newest)
        and not any(page.error_count for page in pages),
    )


def _pages(proposal: ModuleProposal, files: Mapping[str, str]) -> list[Page]:
    paths = paths_of(proposal, newest_of(proposal.module_code))
    return pages_of(files, examined(files, paths))


def _typed(proposal: ModuleProposal) -> dict[str, str]:
    said = {language: request.form.get(language, "") for language in LANGUAGES}
    return typed(said, sources_of(newest_of(proposal.module_code)))


def _stored(proposal: ModuleProposal) -> dict[str, str]:
    """What the proposal says now: what an outdated page would have overwritten."""
    return dict(proposal.texts[-1].files)
