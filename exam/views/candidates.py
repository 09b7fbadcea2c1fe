"""One candidate of a sitting: where they stand, what was noted, what can be done."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.forms import row_number
from accounts.queries import may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.clock import exam_ms
from core.errors import N_
from exam.actions import accommodating, messaging, pausing, remarking, seating
from exam.actions.dossier import key_problem_of
from exam.forms import (
    ExtraTimeForm,
    MessageForm,
    PauseForm,
    RemarkForm,
    VoidingForm,
)
from exam.models.attempts import Attempt
from exam.models.sittings import Sitting
from exam.queries.board_rows import row_of
from exam.queries.candidates import candidate_in
from exam.queries.dossier import has_dossier
from exam.queries.journal import attempt_in, events_of, journal_of
from exam.queries.news import messages_to
from exam.queries.pauses import standing_pauses
from exam.queries.rooms import rooms_in
from exam.queries.signals import remarks_of, signals_of
from exam.queries.sittings import sitting_for, sitting_to_hold
from exam.queries.voidings import voidings_of
from exam.rules.dossier import PART_NAMES
from exam.rules.pauses import Reach
from exam.rules.signals import EXPLANATIONS
from exam.views.proctoring import CONNECTION_NAMES, STATE_NAMES

bp = Blueprint(
    "candidates",
    __name__,
    url_prefix="/sittings/<int:sitting_id>/registrations/<int:registration_id>",
)

STANDINGS = {
    "counted": N_("in time"),
    "late": N_("within the grace"),
    "restored": N_("restored from a recovery file"),
    "moved": N_("from a page that had been taken over, not counted"),
    "paused": N_("while the clock stood, not counted"),
    "claimed": N_("from a recovery file without a receipt, not counted"),
    "closed": N_("too late, not counted"),
}
EVENTS = {
    "opened": N_("started"),
    "submitted": N_("handed in"),
    "leased": N_("opened on a page"),
    "flagged": N_("flagged"),
    "unflagged": N_("flag taken away"),
    "paused": N_("clock stopped"),
    "resumed": N_("clock went on"),
    "blurred": N_("page lost the focus"),
    "focused": N_("page had the focus again"),
    "left_screen": N_("full screen left"),
    "pasted": N_("text pasted"),
    "address": N_("address changed"),
    "restored": N_("answers restored from a file"),
    "printed": N_("paper printed"),
    "absent": N_("noted as absent"),
    "present": N_("noted as present after all"),
    "transcribed": N_("typed in from paper, two people agree"),
    "unreadable": N_("cannot be read on the sheet"),
}


@bp.get("")
def show(sitting_id: int, registration_id: int) -> ResponseReturnValue:
    """Where one candidate stands, and everything that arrived."""
    sitting = sitting_for(current_actor(), sitting_id, Right.READ_SITTINGS)
    return _page(sitting, registration_id)


def _page(sitting: Sitting, registration_id: int, **forms: Any) -> str:  # noqa: ANN401
    actor = current_actor()
    found = candidate_in(sitting.id, registration_id)
    attempt = found.attempt
    values = {
        "message_form": MessageForm(),
        "pause_form": PauseForm(),
        "extra_form": ExtraTimeForm(),
        "remark_form": RemarkForm(),
        "voiding_form": VoidingForm(),
    }
    return render_template(
        "holding/candidate.html",
        sitting=sitting,
        candidate=found.registration,
        attempt=attempt,
        place=found.place,
        row=row_of(found.registration.id),
        now_ms=exam_ms(),
        places=rooms_in(sitting.id),
        state_names=STATE_NAMES,
        connection_names=CONNECTION_NAMES,
        may_hold=may(actor, Right.HOLD_SITTINGS, sitting.unit.path),
        may_void=may(actor, Right.CONFIRM_VOIDING, sitting.unit.path),
        is_over=sitting.closing is not None,
        **values | forms,
        **(_of_paper(sitting, attempt) if attempt else {}),
    )


def _of_paper(sitting: Sitting, attempt: Attempt) -> dict[str, Any]:
    return {
        "pauses": [each for each in standing_pauses(sitting.id) if each.attempt_id == attempt.id],
        "messages": messages_to(attempt.id),
        "signals": signals_of(attempt),
        "explanations": EXPLANATIONS,
        "remarks": remarks_of(attempt.id),
        "voidings": voidings_of(attempt.id),
        "has_dossier": has_dossier(attempt),
        "part_names": PART_NAMES,
        "key_problem": key_problem_of(attempt, current_actor()),
        "lines": journal_of(attempt, request.args.get("page", 1, row_number)),
        "events": events_of(attempt),
        "standings": STANDINGS,
        "event_names": EVENTS,
    }


@bp.post("/extra-time")
def create_extra_time(sitting_id: int, registration_id: int) -> ResponseReturnValue:
    """Give extra time, in minutes or as a share of the sitting's time."""
    form = ExtraTimeForm()
    if not form.validate_on_submit() or not form.says_one():
        flash(_("Write how many minutes (0 to 240) or percent (0 to 200), and why."), "care")
        return _back(sitting_id, registration_id)
    reason, actor = form.reason.data or "", current_actor()
    if form.minutes.data is not None:
        accommodating.give_extra_minutes(
            sitting_id, registration_id, minutes=form.minutes.data, reason=reason, actor=actor
        )
    else:
        accommodating.give_extra_share(
            sitting_id, registration_id, percent=form.percent.data or 0, reason=reason, actor=actor
        )
    flash(_("The new time holds at once."))
    return _back(sitting_id, registration_id)


@bp.post("/seat")
def create_seat(sitting_id: int, registration_id: int) -> ResponseReturnValue:
    """Seat the candidate in a room."""
    room_id = request.form.get("room", 0, row_number)
    seating.seat(sitting_id, [registration_id], room_id, actor=current_actor())
    flash(_("The seat is noted."))
    return _back(sitting_id, registration_id)


@bp.post("/messages")
def create_message(sitting_id: int, registration_id: int) -> ResponseReturnValue:
    """Say something to this candidate alone."""
    actor = current_actor()
    sitting = sitting_to_hold(actor, sitting_id)
    attempt = attempt_in(sitting, registration_id)
    form = MessageForm()
    form.room.choices = [(0, "")]
    if not form.validate_on_submit():
        return _page(sitting, registration_id, message_form=form), 422
    messaging.send(sitting_id, Reach(attempt_id=attempt.id), text=form.text.data or "", actor=actor)
    flash(_("The message is on its way."))
    return _back(sitting_id, registration_id)


@bp.post("/pauses")
def create_pause(sitting_id: int, registration_id: int) -> ResponseReturnValue:
    """Stop the clock of this candidate alone."""
    actor = current_actor()
    sitting = sitting_to_hold(actor, sitting_id)
    attempt = attempt_in(sitting, registration_id)
    form = PauseForm()
    form.room.choices = [(0, "")]
    if not form.validate_on_submit():
        return _page(sitting, registration_id, pause_form=form), 422
    pausing.pause(
        sitting_id, Reach(attempt_id=attempt.id), reason=form.reason.data or "", actor=actor
    )
    flash(_("The clock stands still."))
    return _back(sitting_id, registration_id)


@bp.post("/remarks")
def create_remark(sitting_id: int, registration_id: int) -> ResponseReturnValue:
    """Note what was found about the signals."""
    actor = current_actor()
    sitting = sitting_to_hold(actor, sitting_id)
    form = RemarkForm()
    if not form.validate_on_submit():
        return _page(sitting, registration_id, remark_form=form), 422
    remarking.remark(sitting_id, registration_id, text=form.text.data or "", actor=actor)
    flash(_("The remark is noted. The candidate can read it once their exam has ended."))
    return _back(sitting_id, registration_id)


def _back(sitting_id: int, registration_id: int) -> ResponseReturnValue:
    here = url_for("candidates.show", sitting_id=sitting_id, registration_id=registration_id)
    return redirect(here, 303)
