"""Watching a sitting while it runs: the live board, messages and pauses, late entries."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import SelectChoice  # type: ignore[attr-defined]

from accounts.forms import row_number
from accounts.queries import may, unit_of
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.clock import exam_ms
from core.errors import N_
from exam.actions import late_entries, messaging, pausing
from exam.forms import LateEntryForm, MessageForm, PauseForm
from exam.models.sittings import Room, Sitting
from exam.queries.board import board_page, counts_of, units_to_choose
from exam.queries.entrance import count_wrong_codes
from exam.queries.pauses import messages_of, paused_alone, pauses_of, standing_pauses
from exam.queries.rooms import rooms_in
from exam.queries.sittings import people_to_register, phase, sitting_for, sitting_to_hold
from exam.rules.board import BoardState, Connection, Mark, Sought
from exam.rules.entrance import OWN_FREE
from exam.rules.pauses import Reach
from exam.rules.phases import PHASE_NAMES, Phase

READ = Right.READ_SITTINGS

bp = Blueprint("proctoring", __name__, url_prefix="/sittings/<int:sitting_id>")

STATE_NAMES = {
    BoardState.ABSENT: N_("Absent"),
    BoardState.READY: N_("Ready now"),
    BoardState.WRITING: N_("Writing"),
    BoardState.PAUSED: N_("Paused"),
    BoardState.HANDED_IN: N_("Handed in"),
    BoardState.VOIDED: N_("Voided"),
}
MARK_NAMES = {
    Mark.QUIET: N_("No sign for two minutes"),
    Mark.SIGNALS: N_("With signals"),
    Mark.EXTRA: N_("With extra time"),
}
CONNECTION_NAMES = {
    Connection.HERE: N_("connected"),
    Connection.LATE: N_("no sign for over a minute"),
    Connection.QUIET: N_("no sign for over two minutes"),
}

FILTERS = ("state", "unit", "room", "find", *Mark)


@bp.get("/board")
def show_board(sitting_id: int) -> ResponseReturnValue:
    """Who is absent, ready, writing, done: a page whose part renews itself."""
    sitting = sitting_for(current_actor(), sitting_id, READ)
    asked = {key: request.args[key] for key in FILTERS if key in request.args}
    values = board_values(sitting, asked)
    part = make_response(render_template("holding/_board.html", **values))
    part.add_etag()
    if "part" in request.args:
        return part.make_conditional(request)
    return render_template(
        "holding/board.html",
        board=Markup(part.get_data(as_text=True)),  # noqa: S704 - our own template's words
        tag=part.headers["ETag"],
        **values,
        **_around_the_board(sitting, values["sought"].unit_path),
    )


def board_values(sitting: Sitting, asked: dict[str, str]) -> dict[str, Any]:
    """What the part that renews itself shows, for what was asked in the address."""
    sought = _sought(asked)
    counts = counts_of(sitting.id, sought.room_id)
    return {
        "sitting": sitting,
        "asked": asked,
        "sought": sought,
        "counts": counts,
        "page": board_page(
            sitting.id, sought, request.args.get("page", 1, row_number), sum(counts.values())
        ),
        "pauses": standing_pauses(sitting.id),
        "wrong_codes": count_wrong_codes(sitting.id),
        "many_wrong_codes": OWN_FREE,
        "state_names": STATE_NAMES,
        "connection_names": CONNECTION_NAMES,
    }


def _around_the_board(sitting: Sitting, unit_path: str) -> dict[str, Any]:
    actor, at_ms = current_actor(), exam_ms()
    stands = phase(sitting, at_ms)
    may_admit = stands in (Phase.SEALED, Phase.OPEN) and may(
        actor, Right.HOLD_SITTINGS, sitting.unit.path
    )
    return {
        "phase": stands,
        "phase_names": PHASE_NAMES,
        "now_ms": at_ms,
        "zone": actor.zone,
        "mark_names": MARK_NAMES,
        "places": rooms_in(sitting.id),
        "units": units_to_choose(sitting.unit, unit_path),
        "late_form": _late_form(sitting) if may_admit else None,
    }


def _sought(asked: dict[str, str]) -> Sought:
    """What the address asks for; what it cannot mean is left out."""
    state = asked.get("state", "")
    unit_id = asked.get("unit", "0")
    return Sought(
        state=state if state in set(BoardState) else "",
        room_id=_number(asked.get("room", "")) or None,
        unit_path=_path(_number(unit_id)),
        words=asked.get("find", "").strip()[:60],
        marks=frozenset(mark for mark in Mark if mark in asked),
    )


def _path(unit_id: int) -> str:
    return unit_of(unit_id).path if unit_id else ""


def _number(text: str) -> int:
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else 0


@bp.get("/messages")
def show_messages(sitting_id: int) -> ResponseReturnValue:
    """What was said to the candidates, and when the clock stood."""
    return _messages_page(sitting_for(current_actor(), sitting_id, READ))


@bp.post("/messages")
def create_message(sitting_id: int) -> ResponseReturnValue:
    """Say something to a room or to everyone."""
    actor = current_actor()
    sitting = sitting_to_hold(actor, sitting_id)
    form = MessageForm()
    _offer_rooms(form, rooms_in(sitting.id))
    if not form.validate_on_submit():
        return _messages_page(sitting, message_form=form), 422
    reach = Reach(room_id=form.room.data or None)
    messaging.send(sitting.id, reach, text=form.text.data or "", actor=actor)
    flash(_("The message is on its way."))
    return redirect(url_for("proctoring.show_messages", sitting_id=sitting_id), 303)


@bp.post("/pauses")
def create_pause(sitting_id: int) -> ResponseReturnValue:
    """Stop the clock of a room or of everyone."""
    actor = current_actor()
    sitting = sitting_to_hold(actor, sitting_id)
    form = PauseForm()
    _offer_rooms(form, rooms_in(sitting.id))
    if not form.validate_on_submit():
        return _messages_page(sitting, pause_form=form), 422
    reach = Reach(room_id=form.room.data or None)
    pausing.pause(sitting.id, reach, reason=form.reason.data or "", actor=actor)
    flash(_("The clock stands still."))
    return redirect(url_for("proctoring.show_messages", sitting_id=sitting_id), 303)


@bp.post("/pauses/<int:pause_id>/resumption")
def create_resumption(sitting_id: int, pause_id: int) -> ResponseReturnValue:
    """Let the clock go on."""
    pausing.resume(sitting_id, pause_id, actor=current_actor())
    flash(_("The clock goes on, with all the time that was left."))
    alone = paused_alone(pause_id)
    if alone is not None:
        back = url_for("candidates.show", sitting_id=sitting_id, registration_id=alone)
        return redirect(back, 303)
    return redirect(url_for("proctoring.show_messages", sitting_id=sitting_id), 303)


def _messages_page(
    sitting: Sitting,
    *,
    message_form: MessageForm | None = None,
    pause_form: PauseForm | None = None,
) -> str:
    room = {"room": request.args.get("room", 0, row_number)}
    message_form = message_form or MessageForm(data=room)
    pause_form = pause_form or PauseForm(data=room)
    for form in (message_form, pause_form):
        _offer_rooms(form, rooms_in(sitting.id))
    return render_template(
        "holding/messages.html",
        sitting=sitting,
        messages=messages_of(sitting.id),
        pauses=pauses_of(sitting.id),
        message_form=message_form,
        pause_form=pause_form,
        is_over=sitting.closing is not None,
        may_hold=may(current_actor(), Right.HOLD_SITTINGS, sitting.unit.path),
    )


def _offer_rooms(form: MessageForm | PauseForm, rooms: Sequence[Room]) -> None:
    form.room.choices = [
        SelectChoice(0, _("Everyone in this sitting")),
        *(SelectChoice(room.id, room.name) for room in rooms),
    ]


@bp.post("/late-entries")
def create_late_entry(sitting_id: int) -> ResponseReturnValue:
    """Admit somebody after the sealing, on a reserve form."""
    actor = current_actor()
    form = _late_form(sitting_to_hold(actor, sitting_id))
    if not form.validate_on_submit():
        flash(_("Choose an officer and write why they come late."), "care")
        return redirect(url_for("proctoring.show_board", sitting_id=sitting_id), 303)
    late_entries.admit_late(
        sitting_id,
        form.person.data,
        language=form.language.data,
        reason=form.reason.data or "",
        actor=actor,
    )
    return redirect(url_for("proctoring.show_board", sitting_id=sitting_id), 303)


def _late_form(sitting: Sitting) -> LateEntryForm:
    form = LateEntryForm()
    form.person.choices = [
        SelectChoice(person.id, f"{person.name} ({person.login})")
        for person in people_to_register(sitting)
    ]
    return form
