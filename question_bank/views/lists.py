"""The pages that list questions: mine, the bank, the reviewers' queue; with what was ticked."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from accounts.queries import demand, may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.language import content_language
from question_bank.actions import reviewing
from question_bank.actions.many import MOST
from question_bank.queries import listing
from question_bank.views.filters import choices_by_name, filters, labels_by_name, topic_groups
from question_bank.views.searching import Asked, asked, has_blanks


@dataclass(frozen=True, slots=True)
class Ticked:
    """What somebody chose and typed, to be shown again where it was refused."""

    ids: Collection[int] = ()
    is_all: bool = False
    comment: str = ""
    refusal: str = ""


def listed(page: Callable[[], str], endpoint: str) -> ResponseReturnValue:
    """The page, or first its address without the fields that a form left empty."""
    if has_blanks():
        return redirect(asked().address(endpoint), 303)
    return page()


def mine(ticked: Ticked | None = None) -> str:
    """The questions I wrote, by where they stand."""
    actor, what = current_actor(), asked()
    demand(actor, Right.WRITE_QUESTIONS)
    found = listing.written_by(actor, what.search, content_language())
    return _page("question_bank/mine.html", found, what, ticked)


def bank(ticked: Ticked | None = None) -> str:
    """All questions of my units."""
    actor, what = current_actor(), asked()
    demand(actor, Right.READ_BANK)
    found = listing.readable_by(actor, what.search, content_language())
    return _page(
        "question_bank/bank.html",
        found,
        what,
        ticked,
        can_retire=may(actor, Right.WRITE_QUESTIONS) or may(actor, Right.REVIEW_QUESTIONS),
    )


def queue(ticked: Ticked | None = None) -> str:
    """What waits for a reviewer, oldest first."""
    actor, what = current_actor(), asked()
    demand(actor, Right.REVIEW_QUESTIONS)
    found = listing.waiting_for(actor, what.search, content_language())
    return _page(
        "question_bank/queue.html",
        found,
        what,
        ticked,
        can_clear=may(actor, Right.CLEAR_SOURCES),
        own=reviewing.OWN,
    )


def _page(
    template: str, found: listing.Rows, what: Asked, ticked: Ticked | None, **more: object
) -> str:
    return render_template(
        template,
        found=found,
        asked=what,
        filters=filters(what),
        choices=choices_by_name(),
        labels=labels_by_name(),
        topics=topic_groups(),
        standings=listing.STANDINGS,
        ticked=ticked or Ticked(),
        most=MOST,
        **more,
    )
