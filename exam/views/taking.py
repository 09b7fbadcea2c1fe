"""The candidate's side of an open exam: paper, lease, answers, flags, handing in."""

import json
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts.session import current_actor, sign_in_id_in_cookie
from core.actor import Actor
from core.config import Settings
from core.http import failure, guards_itself, wants_json
from exam.actions import taking
from exam.queries.attempts import answers_on_record, flags_of, own_attempt, paper_of
from exam.rules.arrivals import Answer, Malformed, read_batch, value_text
from exam.views.paper import is_given, kinds_of
from exam.views.saving import SAVED, answered, is_ours
from exam.views.sheet import sheet
from question_bank.views.asking import answer_from_form

REVIEW = "review"


def blueprint(settings: Settings) -> Blueprint:
    """The pages of sitting an exam; the settings give the key for receipts."""
    bp = Blueprint("taking", __name__, url_prefix="/exam/attempts/<token>")
    key = settings.receipt_key.encode()

    @bp.post("/opening")
    def create_opening(token: str) -> ResponseReturnValue:
        """Start the clock."""
        taking.open_attempt(token, actor=current_actor())
        return redirect(url_for("taking.show", token=token), 303)

    @bp.get("")
    @guards_itself
    def show(token: str) -> ResponseReturnValue:
        """The paper, while it is open; afterwards, what became of it."""
        paper = paper_of(token, sign_in_id_in_cookie())
        if paper is None:
            return _page_for_no_paper(token)
        if paper.state != "open" or paper.is_due:
            return redirect(url_for("results.show", token=token), 303)
        answers = answers_on_record(paper.attempt_id)
        flags = flags_of(paper.attempt_id)
        return sheet(token, paper, answers, flags)

    @bp.post("/lease")
    @guards_itself
    def create_lease(token: str) -> ResponseReturnValue:
        """Give this page the right to save, with the answers on record."""
        sign_in = sign_in_id_in_cookie()
        held = taking.take_lease(token, sign_in=sign_in)
        if held is None:
            return _why_not(token, sign_in)
        answers = answers_on_record(held.attempt_id)
        return {
            "lease": held.lease,
            "remaining_ms": held.remaining_ms,
            "state": "open",
            "answers": _as_data(answers),
            "flags": sorted(flags_of(held.attempt_id)),
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
            saved = taking.save(token, lease=lease, answers=answers, sign_in=sign_in)
        if saved is None:
            return _why_not(token, sign_in)
        return _outdone(saved) if saved.standing not in taking.COUNTS else answered(key, saved)

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
        saved = taking.save(token, lease=lease, answers=answers, sign_in=sign_in_id_in_cookie())
        if saved is None or saved.standing not in taking.COUNTS:
            if saved is not None and saved.standing == "moved":
                return render_template("exam/moved.html", token=token), 409
            return redirect(url_for("results.show", token=token), 303)
        _raise_flag(token, request.form.get("flag", ""))
        go = request.form.get("go", "")
        if go == REVIEW:
            return redirect(url_for("taking.show_submission", token=token), 303)
        anchor = f"s{go}" if go.isdigit() else None
        return redirect(url_for("taking.show", token=token, _anchor=anchor), 303)

    @bp.post("/flags")
    def create_flag(token: str) -> ResponseReturnValue:
        """Mark a question to come back to, or take the mark away."""
        slot = request.form.get("slot", type=int) or 0
        raised = request.form.get("raised", "")
        if raised not in ("flagged", "unflagged"):
            return failure(422)
        taking.flag(token, slot, raised=raised, actor=current_actor())
        return "", 204

    @bp.get("/submission")
    def show_submission(token: str) -> ResponseReturnValue:
        """What is answered, unanswered and flagged, before handing in."""
        attempt = own_attempt(token, current_actor())
        if attempt.state != "open":
            return redirect(url_for("results.show", token=token), 303)
        answered = {
            slot for slot, found in answers_on_record(attempt.id).items() if is_given(found)
        }
        flags = flags_of(attempt.id)
        numbers = range(1, attempt.slot_count + 1)
        return render_template(
            "exam/submission.html",
            token=token,
            answered=len(answered),
            total=attempt.slot_count,
            unanswered=[number for number in numbers if number not in answered],
            flagged=sorted(flags),
        )

    @bp.post("/submission")
    def create_submission(token: str) -> ResponseReturnValue:
        """Hand in."""
        taking.submit(token, actor=current_actor())
        if wants_json():
            return {"state": "closed"}
        return redirect(url_for("results.show", token=token), 303)

    return bp


def _outdone(saved: taking.Saved) -> ResponseReturnValue:
    """The page is too late, or another page holds the lease: with the answers on record."""
    details = {
        "moved": _("This exam is open on another page now."),
        "closed": _("This exam is closed."),
    }
    return failure(
        409,
        details[saved.standing],
        state=saved.standing,
        answers=_as_data(answers_on_record(saved.attempt_id)),
    )


def _why_not(token: str, sign_in: int) -> Response:
    """Why there is nothing to save into: not signed in any more, not theirs, or not open."""
    paper = paper_of(token, sign_in)
    if paper is not None:
        return failure(409, _("This exam is closed."), state="closed")
    current = _signed_in()
    if current is None:
        return failure(401)
    attempt = own_attempt(token, current)
    return failure(409, _("This exam is not open."), state=attempt.state)


def _signed_in() -> Actor | None:
    return current_user.actor if current_user.is_authenticated else None


def _page_for_no_paper(token: str) -> ResponseReturnValue:
    actor = _signed_in()
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
    changed = []
    for number, (kind, slot) in enumerate(zip(kinds_of(slots), slots, strict=True), start=1):
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
        taking.flag(token, _number(slot), raised=raised, actor=current_actor())
