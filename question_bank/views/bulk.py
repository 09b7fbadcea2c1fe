"""Acts on the questions ticked in a list, or on all that fit; each gets its own verdict."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from accounts.queries import demand, may
from accounts.rules.duties import Right
from accounts.session import current_actor, note_refusal
from core.actor import Actor
from core.errors import N_, NotAllowed, Refused
from core.http import LARGEST_ID, translated
from question_bank.actions import many
from question_bank.actions.many import MOST, Verdict
from question_bank.queries import listing
from question_bank.queries.finding import Search
from question_bank.views import lists
from question_bank.views.lists import Ticked
from question_bank.views.searching import Asked, asked

bp = Blueprint("bulk", __name__)

LONGEST_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class List:
    """A list that can be ticked: its address, its page, and all that it lists."""

    endpoint: str
    page: Callable[[Ticked], str]
    ids: Callable[[Actor, Search, int], list[int]]


MINE = List("questions.index", lists.mine, listing.all_written_by)
BANK = List("bank.index", lists.bank, listing.all_readable_by)
QUEUE = List("review.index", lists.queue, listing.all_waiting_for)


@bp.post("/questions/submissions")
def create_submissions() -> ResponseReturnValue:
    """Submit my drafts that are ticked."""
    actor = current_actor()
    demand(actor, Right.WRITE_QUESTIONS)
    return _done(MINE, lambda ids, comment: many.submit(ids, actor=actor))


@bp.post("/questions/withdrawals")
def create_withdrawals() -> ResponseReturnValue:
    """Take back my questions that are ticked."""
    actor = current_actor()
    demand(actor, Right.WRITE_QUESTIONS)
    return _done(MINE, lambda ids, comment: many.withdraw(ids, actor=actor))


@bp.post("/bank/retirements")
def create_retirements() -> ResponseReturnValue:
    """Take the questions that are ticked out of use."""
    actor = current_actor()
    if not may(actor, Right.WRITE_QUESTIONS):
        demand(actor, Right.REVIEW_QUESTIONS)
    return _done(BANK, lambda ids, comment: many.retire(ids, comment=comment, actor=actor))


@bp.post("/review/returns")
def create_returns() -> ResponseReturnValue:
    """Return the questions that are ticked to their authors with one comment."""
    actor = current_actor()
    demand(actor, Right.REVIEW_QUESTIONS)
    return _done(QUEUE, lambda ids, comment: many.send_back(ids, comment=comment, actor=actor))


def _done(where: List, act: Callable[[list[int], str], list[Verdict]]) -> ResponseReturnValue:
    what, ticked = asked(), _ticked()
    try:
        verdicts = act(_ids(where, what, ticked), ticked.comment)
    except Refused as refusal:
        again = Ticked(ticked.ids, ticked.is_all, ticked.comment, translated(refusal))
        return where.page(again), 422
    refused = [verdict for verdict in verdicts if verdict.refusal]
    not_allowed = [each.refusal for each in refused if isinstance(each.refusal, NotAllowed)]
    if not_allowed:
        note_refusal(not_allowed[0])
    count = len(verdicts) - len(refused)
    done = ngettext("Done for %(num)s question.", "Done for %(num)s questions.", count)
    back = what.address(where.endpoint)
    if not refused:
        flash(done)
        return redirect(back, 303)
    said = [(each.question, translated(each.refusal)) for each in refused if each.refusal]
    return render_template("question_bank/verdicts.html", done=done, said=said, back=back)


def _ids(where: List, what: Asked, ticked: Ticked) -> list[int]:
    """What is ticked, or all that fit if they are as many as were shown."""
    if not ticked.is_all:
        return list(ticked.ids)
    ids = where.ids(current_actor(), what.search, MOST)
    if len(ids) <= MOST and request.form.get("total") != str(len(ids)):
        raise Refused(N_("Meanwhile another number of questions fits. Look at the list again."))
    return ids


def _ticked() -> Ticked:
    sent = request.form.getlist("revision")[: MOST + 1]
    ids = [int(each) for each in sent if each.isascii() and each.isdigit() and len(each) < 11]
    return Ticked(
        ids=[each for each in dict.fromkeys(ids) if each <= LARGEST_ID],
        is_all=request.form.get("all") == "1",
        comment=request.form.get("comment", "").replace("\x00", "")[:LONGEST_COMMENT],
    )
