"""The candidate's side of an open exam: paper, lease, answers, flags, handing in."""

import json
from typing import Any, TypedDict, cast

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.session import current_actor, sign_in_id_in_cookie
from core.config import Settings
from core.http import failure, guards_itself, wants_json
from exam.actions import opening, saving, taking
from exam.queries.attempts import (
    NOTHING,
    Paper,
    answers_on_record,
    own_attempt,
    paper_of,
    record_of,
)
from exam.queries.news import messages_to, pause_reason
from exam.rules.arrivals import Answer, Malformed, read_batch, value_text
from exam.views.entering import carried_pass, guard, let_in
from exam.views.paper import is_given, kinds_of
from exam.views.refusing import signed_in, why_not
from exam.views.saving import SAVED, answered, is_ours
from exam.views.sheet import clock_text, sheet
from question_bank.views.asking import answer_from_form

REVIEW = "review"
VIEW, ONE, ALL = "exam_view", "one", "all"


class Browser(TypedDict):
    """The sign-in that a browser carries, and its proof of being the browser asked for."""

    sign_in: int
    browser_pass: str


def blueprint(settings: Settings) -> Blueprint:
    """The pages of sitting an exam; the settings give the key for receipts."""
    bp = Blueprint("taking", __name__, url_prefix="/exam/attempts/<token>")
    key = settings.receipt_key.encode()
    guard(bp, settings)

    @bp.post("/opening")
    @guards_itself
    def create_opening(token: str) -> ResponseReturnValue:
        """Start the clock."""
        entered = let_in(token, settings)
        browser = _browser()
        if not opening.open_attempt(token, **browser, entered=entered, address=request.remote_addr):
            actor = signed_in()
            if actor is None:
                return failure(401)
            opening.refuse_unopened(
                token, actor=actor, browser_pass=browser["browser_pass"], entered=entered
            )
        return redirect(url_for("taking.show", token=token), 303)

    @bp.get("")
    @guards_itself
    def show(token: str) -> ResponseReturnValue:
        """The paper, while it is open; afterwards, what became of it."""
        paper = paper_of(token, sign_in_id_in_cookie())
        if paper is None:
            return _page_for_no_paper(token)
        if paper.is_over:
            return redirect(url_for("results.show", token=token), 303)
        if paper.state == "paused":
            return _pause_page(token, paper)
        only = _asked_question(len(paper.slots))
        if only is None and request.cookies.get(VIEW) == ONE:
            return redirect(url_for("taking.show", token=token, question=1), 303)
        record = record_of(paper.attempt_id) if paper.is_touched else NOTHING
        words = messages_to(paper.attempt_id) if paper.news else []
        return sheet(token, paper, record, words, only=only)

    @bp.post("/lease")
    @guards_itself
    def create_lease(token: str) -> ResponseReturnValue:
        """Give this page the right to save, with the answers on record."""
        sign_in = sign_in_id_in_cookie()
        held = saving.take_lease(token, **_browser(), address=request.remote_addr)
        if held is None:
            return why_not(token, sign_in)
        record = record_of(held.attempt_id)
        return {
            "lease": held.lease,
            "remaining_ms": held.remaining_ms,
            "state": "open",
            "answers": _as_data(record.answers),
            "flags": sorted(record.flags),
        }

    @bp.put("/answers")
    @guards_itself
    def save_answers(token: str) -> ResponseReturnValue:
        """Word what the saving lane could not answer with a plain receipt."""
        if not is_ours(request.environ):
            return failure(403, _("This request did not come from our own page."))
        sign_in = sign_in_id_in_cookie()
        if not sign_in:
            return failure(401)
        saved = request.environ.get(SAVED)
        if SAVED not in request.environ:
            lease, answers = read_batch(_body())
            saved = saving.save(
                token, lease=lease, answers=answers, address=request.remote_addr, **_browser()
            )
        if saved is None:
            return why_not(token, sign_in)
        return (
            _outdone(saved) if saved.standing not in saving.COUNTS else answered(key, saved, token)
        )

    @bp.errorhandler(Malformed)
    def answer_malformed(problem: Malformed) -> ResponseReturnValue:
        """What was sent is no list of answers."""
        return failure(422, str(problem))

    @bp.post("/pages")
    def create_page_turn(token: str) -> ResponseReturnValue:
        """Save what a form holds, and go where its button leads: the paper without a script."""
        attempt = own_attempt(token, current_actor())
        changed = _changed_answers(attempt.form.slots, answers_on_record(attempt.id))
        lease, answers = read_batch(changed)
        saved = saving.save(token, lease=lease, answers=answers, **_browser())
        if saved is None or saved.standing not in saving.COUNTS:
            if saved is not None and saved.standing == "moved":
                return render_template("exam/moved.html", token=token), 409
            return redirect(url_for("taking.show", token=token), 303)
        _raise_flag(token, request.form.get("flag", ""))
        return _turned(token)

    @bp.post("/flags")
    def create_flag(token: str) -> ResponseReturnValue:
        """Mark a question to come back to, or take the mark away."""
        slot = request.form.get("slot", type=int) or 0
        raised = request.form.get("raised", "")
        if raised not in ("flagged", "unflagged"):
            return failure(422)
        _flag(token, slot, raised)
        return "", 204

    @bp.get("/submission")
    def show_submission(token: str) -> ResponseReturnValue:
        """What is answered, unanswered and flagged, before handing in."""
        attempt = own_attempt(token, current_actor())
        if attempt.state != "open":
            return redirect(url_for("taking.show", token=token), 303)
        record = record_of(attempt.id)
        answered = {slot for slot, found in record.answers.items() if is_given(found)}
        numbers = range(1, attempt.slot_count + 1)
        return render_template(
            "exam/submission.html",
            token=token,
            answered=len(answered),
            total=attempt.slot_count,
            unanswered=[number for number in numbers if number not in answered],
            flagged=sorted(record.flags),
            is_single=request.cookies.get(VIEW) == ONE,
        )

    @bp.post("/submission")
    @guards_itself
    def create_submission(token: str) -> ResponseReturnValue:
        """Hand in."""
        browser = _browser()
        if not taking.submit(token, **browser):
            actor = signed_in()
            if actor is None:
                return failure(401)
            taking.refuse_unsubmitted(token, actor=actor, browser_pass=browser["browser_pass"])
        if wants_json():
            return {"state": "closed"}
        return redirect(url_for("results.show", token=token), 303)

    return bp


def _outdone(saved: saving.Saved) -> ResponseReturnValue:
    """Too late, paused, or another page holds the lease: with the answers on record."""
    details = {
        "moved": _("This exam is open on another page now."),
        "closed": _("This exam is closed."),
        "paused": _("This exam is paused."),
    }
    return failure(
        409,
        details[saved.standing],
        state=saved.standing,
        remaining_ms=max(0, saved.remaining_ms),
        news=saved.news,
        answers=_as_data(answers_on_record(saved.attempt_id)),
    )


def _asked_question(count: int) -> int | None:
    """The one question that the address asks for; None for the whole paper."""
    number = request.args.get("question", type=int)
    return number if number and 1 <= number <= count else None


def _pause_page(token: str, paper: Paper) -> str:
    return render_template(
        "exam/paused.html",
        token=token,
        paper=paper,
        clock=clock_text(paper.remaining_ms),
        reason=pause_reason(paper.attempt_id),
    )


def _turned(token: str) -> Response:
    """Where the button of a form leads; how much is shown at a time is remembered."""
    go, shown = request.form.get("go", ""), request.form.get("shown", "")
    view = request.form.get("view") or (ONE if shown else ALL)
    number = go if go.isdigit() else shown or request.form.get("flag", "").partition("-")[2]
    if go == REVIEW:
        address = url_for("taking.show_submission", token=token)
    elif view == ONE:
        address = url_for("taking.show", token=token, question=_number(number) or 1)
    else:
        address = url_for("taking.show", token=token, _anchor=f"s{number}" if number else None)
    answer = cast(Response, redirect(address, 303))
    if "view" in request.form:
        answer.set_cookie(VIEW, view, path="/exam/attempts", samesite="Strict")
    return answer


def _page_for_no_paper(token: str) -> ResponseReturnValue:
    actor = signed_in()
    if actor is None:
        return redirect(url_for("accounts.show_sign_in", next=request.path), 303)
    attempt = own_attempt(token, actor)
    return redirect(url_for("sittings.show", sitting_id=attempt.sitting_id), 303)


def _as_data(answers: dict[int, Answer]) -> list[dict[str, Any]]:
    return [
        {
            "slot": found.slot,
            "typed_under": found.typed_under,
            "seq": found.seq,
            "value": json.loads(found.value),
        }
        for found in answers.values()
    ]


def _body() -> object:
    """The request's JSON; one that is nested without end is none."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def _changed_answers(slots: list[dict[str, Any]], held: dict[int, Answer]) -> dict[str, Any]:
    """The answers of a form that differ from those on record, as a script would send them."""
    lease = _number(request.form.get("lease", "0"))
    seq = max((found.seq for found in held.values() if found.typed_under == lease), default=0)
    shown = _number(request.form.get("shown", ""))
    changed = []
    for number, (kind, slot) in enumerate(zip(kinds_of(slots), slots, strict=True), start=1):
        if shown not in (0, number):
            continue
        value = answer_from_form(kind, len(slot["order"]), request.form, slot=str(number))
        before = held[number].value if number in held else "null"
        if value_text(value) != before:
            seq += 1
            changed.append({"slot": number, "seq": seq, "typed_under": lease, "value": value})
    return {"lease": lease, "answers": changed}


def _number(text: str) -> int:
    """A number as a form carries it; 0, which is never given out, for anything else."""
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else 0


def _raise_flag(token: str, asked: str) -> None:
    raised, _sign, slot = asked.partition("-")
    if raised in ("flagged", "unflagged"):
        _flag(token, _number(slot), raised)


def _flag(token: str, slot: int, raised: str) -> None:
    browser = _browser()
    if not taking.flag(token, slot, raised=raised, **browser):
        actor, browser_pass = current_actor(), browser["browser_pass"]
        taking.refuse_unflagged(token, slot, actor=actor, browser_pass=browser_pass)


def _browser() -> Browser:
    """Who asks, and from which browser: for statements that check both."""
    return {
        "sign_in": sign_in_id_in_cookie(),
        "browser_pass": carried_pass(),
    }
