"""The rooms of a sitting: their addresses, who sits where, and the button that starts each."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.forms import row_number
from accounts.queries import may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.clock import exam_ms
from core.errors import Refused
from core.http import translated
from exam.actions import rooms, seating
from exam.forms import RoomForm
from exam.models.sittings import Sitting
from exam.queries.board import counts_of
from exam.queries.pauses import standing_pauses
from exam.queries.rooms import room_in, rooms_of, start_of, unseated
from exam.queries.sittings import phase, sitting_for, sitting_to_hold
from exam.rules.board import BoardState
from exam.rules.phases import Phase
from exam.views.proctoring import board_values

bp = Blueprint("rooms", __name__, url_prefix="/sittings/<int:sitting_id>/rooms")


@bp.get("")
def index(sitting_id: int) -> ResponseReturnValue:
    """The rooms with their counts, and who has no seat yet."""
    return _rooms_page(sitting_for(current_actor(), sitting_id, Right.READ_SITTINGS))


def _rooms_page(sitting: Sitting, form: RoomForm | None = None, refusal: str | None = None) -> str:
    return render_template(
        "holding/rooms.html",
        sitting=sitting,
        places=rooms_of(sitting.id),
        unseated=unseated(sitting.id),
        room_form=form or RoomForm(),
        refusal=refusal,
        is_over=sitting.closing is not None,
        may_hold=may(current_actor(), Right.HOLD_SITTINGS, sitting.unit.path),
    )


@bp.post("")
def create(sitting_id: int) -> ResponseReturnValue:
    """Add a room."""
    actor = current_actor()
    sitting = sitting_to_hold(actor, sitting_id)
    form = RoomForm()
    if not form.validate_on_submit():
        return _rooms_page(sitting, form), 422
    try:
        rooms.add_room(
            sitting_id,
            name=form.name.data or "",
            addresses=form.addresses.data or "",
            actor=actor,
        )
    except Refused as refusal:
        return _rooms_page(sitting_to_hold(actor, sitting_id), form, translated(refusal)), 409
    return redirect(url_for("rooms.index", sitting_id=sitting_id), 303)


@bp.get("/<int:room_id>")
def show(sitting_id: int, room_id: int) -> ResponseReturnValue:
    """Who is ready in a room, who is absent, and the button that starts its clock."""
    return _room_page(sitting_for(current_actor(), sitting_id, Right.READ_SITTINGS), room_id)


def _room_page(
    sitting: Sitting, room_id: int, form: RoomForm | None = None, refusal: str | None = None
) -> str:
    room = room_in(sitting.id, room_id)
    counts = counts_of(sitting.id, room.id)
    shown = RoomForm(name=room.name, addresses="\n".join(room.addresses)) if form is None else form
    return render_template(
        "holding/room.html",
        room=room,
        room_counts=counts,
        seated=sum(counts.values()),
        started=start_of(room.id),
        held=[
            pause
            for pause in standing_pauses(sitting.id)
            if pause.attempt_id is None and pause.room_id in (None, room.id)
        ],
        room_form=shown,
        refusal=refusal,
        phase=phase(sitting, exam_ms()),
        Phase=Phase,
        BoardState=BoardState,
        may_hold=may(current_actor(), Right.HOLD_SITTINGS, sitting.unit.path),
        is_over=sitting.closing is not None,
        **board_values(sitting, {"room": str(room.id)}),
    )


@bp.post("/<int:room_id>")
def update(sitting_id: int, room_id: int) -> ResponseReturnValue:
    """Change the name or the addresses of a room."""
    actor = current_actor()
    sitting = sitting_to_hold(actor, sitting_id)
    form = RoomForm()
    if not form.validate_on_submit():
        return _room_page(sitting, room_id, form), 422
    try:
        rooms.change_room(
            sitting_id,
            room_id,
            name=form.name.data or "",
            addresses=form.addresses.data or "",
            actor=actor,
        )
    except Refused as refusal:
        sitting = sitting_to_hold(actor, sitting_id)
        return _room_page(sitting, room_id, form, translated(refusal)), 409
    flash(_("The room is changed."))
    return redirect(url_for("rooms.show", sitting_id=sitting_id, room_id=room_id), 303)


@bp.post("/<int:room_id>/removal")
def create_removal(sitting_id: int, room_id: int) -> ResponseReturnValue:
    """Take a room away in which nobody sits."""
    rooms.remove_room(sitting_id, room_id, actor=current_actor())
    flash(_("The room is removed."))
    return redirect(url_for("rooms.index", sitting_id=sitting_id), 303)


@bp.post("/<int:room_id>/start")
def create_start(sitting_id: int, room_id: int) -> ResponseReturnValue:
    """Let the clock of a room begin."""
    rooms.start_room(sitting_id, room_id, actor=current_actor())
    flash(_("The room has started."))
    return redirect(url_for("rooms.show", sitting_id=sitting_id, room_id=room_id), 303)


@bp.post("/start-rule")
def create_start_rule(sitting_id: int) -> ResponseReturnValue:
    """Say whether rooms are started by the proctor."""
    by_room = request.form.get("by_room") == "1"
    rooms.set_start_rule(sitting_id, by_room=by_room, actor=current_actor())
    return redirect(url_for("rooms.index", sitting_id=sitting_id), 303)


@bp.post("/seats")
def create_seats(sitting_id: int) -> ResponseReturnValue:
    """Seat those who were ticked in one room."""
    count = seating.seat(
        sitting_id,
        request.form.getlist("registration", row_number),
        request.form.get("room", 0, row_number),
        actor=current_actor(),
    )
    flash(_("%(count)s seated.", count=count))
    return redirect(url_for("rooms.index", sitting_id=sitting_id), 303)


@bp.post("/seats/even")
def create_even_seats(sitting_id: int) -> ResponseReturnValue:
    """Spread whoever has no seat evenly over the rooms."""
    count = seating.spread_evenly(sitting_id, actor=current_actor())
    flash(_("%(count)s seated.", count=count))
    return redirect(url_for("rooms.index", sitting_id=sitting_id), 303)


@bp.post("/seats/by-unit")
def create_seats_by_unit(sitting_id: int) -> ResponseReturnValue:
    """Seat whoever has no seat, each unit in one room."""
    count = seating.seat_by_unit(sitting_id, actor=current_actor())
    flash(_("%(count)s seated.", count=count))
    return redirect(url_for("rooms.index", sitting_id=sitting_id), 303)
