"""The entrance of a sitting: the examiner sets it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.clock import exam_ms
from core.config import Settings
from core.errors import N_, Missing
from core.http import attachment
from exam.actions import entrance
from exam.forms import AccessForm, ScreenForm, access_form
from exam.models.sittings import Entrance, Room, Sitting
from exam.queries.entrance import entrance_of, guessers, has_begun
from exam.queries.rooms import rooms_in
from exam.queries.sittings import phase, sitting_for, sitting_to_hold
from exam.rules.entrance import is_within, read_ranges
from exam.rules.phases import PHASE_NAMES
from exam.rules.safe_browser import (
    QUIT_ADDRESS,
    QUIT_HASH,
    as_file,
    configuration,
    password_hash,
    read_keys,
)

SEB_FILE = "application/seb"


def blueprint(settings: Settings) -> Blueprint:
    """The examiner's pages of the entrance; the settings give the house's own address."""
    bp = Blueprint("entrance", __name__, url_prefix="/sittings/<int:sitting_id>/entrance")

    @bp.get("")
    def show(sitting_id: int) -> ResponseReturnValue:
        """What the sitting asks of whoever starts, and who failed at it."""
        sitting = sitting_for(current_actor(), sitting_id, Right.READ_SITTINGS)
        return _page(sitting)

    @bp.post("/access")
    def create_access(sitting_id: int) -> ResponseReturnValue:
        """Set code, addresses and Browser Exam Keys."""
        actor = current_actor()
        sitting = sitting_to_hold(actor, sitting_id)
        rooms = rooms_in(sitting.id)
        form = access_form([(room.id, room.name) for room in rooms])
        if not form.validate_on_submit():
            return _page(sitting, access=form), 422
        entrance.set_access(sitting_id, _access(form, rooms, sitting), actor=actor)
        flash(_("It holds from now on."))
        return redirect(url_for("entrance.show", sitting_id=sitting_id), 303)

    @bp.post("/screen")
    def create_screen(sitting_id: int) -> ResponseReturnValue:
        """Say what the candidates' screens must be."""
        actor = current_actor()
        sitting = sitting_to_hold(actor, sitting_id)
        form = ScreenForm()
        if not form.validate_on_submit():
            return _page(sitting, screen=form), 422
        screen = _screen(form, sitting, settings.base_url)
        entrance.set_screen(sitting_id, screen, actor=actor)
        flash(_("It holds from now on."))
        return redirect(url_for("entrance.show", sitting_id=sitting_id), 303)

    @bp.get("/browser.seb")
    def download(sitting_id: int) -> ResponseReturnValue:
        """The settings for Safe Exam Browser, to try them out and to put on machines."""
        sitting = sitting_for(current_actor(), sitting_id, Right.READ_SITTINGS)
        asked = entrance_of(sitting.id)
        if asked is None or asked.settings is None:
            raise Missing(N_("This sitting asks for no certain browser."))
        return attachment(as_file(asked.settings), SEB_FILE, f"sitting-{sitting.id}.seb")

    return bp


def _page(
    sitting: Sitting, *, access: AccessForm | None = None, screen: ScreenForm | None = None
) -> str:
    asked, rooms = entrance_of(sitting.id), rooms_in(sitting.id)
    address = request.remote_addr or ""
    may_hold = may(current_actor(), Right.HOLD_SITTINGS, sitting.unit.path)
    return render_template(
        "holding/entrance.html",
        sitting=sitting,
        phase=phase(sitting, exam_ms()),
        phase_names=PHASE_NAMES,
        asked=asked,
        exam_rooms=rooms,
        may_change=may_hold and sitting.closing is None,
        sees_code=may_hold,
        has_begun=has_begun(sitting.id),
        access=access or _shown_access(asked, rooms),
        screen=screen or _shown_screen(asked),
        address=address,
        is_inside=is_within(address, asked.addresses if asked else []),
        guessers=guessers(sitting.id),
    )


def _shown_access(asked: Entrance | None, rooms: list[Room]) -> AccessForm:
    values: dict[str, object] = {f"room_{room.id}": "\n".join(room.addresses) for room in rooms}
    if asked:
        values |= {
            "access_code": asked.access_code or "",
            "addresses": "\n".join(asked.addresses),
            "browser_keys": "\n".join(asked.browser_keys),
        }
    return access_form([(room.id, room.name) for room in rooms], **values)


def _shown_screen(asked: Entrance | None) -> ScreenForm:
    if asked is None:
        return ScreenForm()
    return ScreenForm(
        watches_focus=asked.watches_focus,
        asks_full_screen=asked.asks_full_screen,
        safe_browser=asked.settings is not None,
        quit_address=(asked.settings or {}).get(QUIT_ADDRESS, ""),
    )


def _access(form: AccessForm, rooms: list[Room], sitting: Sitting) -> entrance.Access:
    """What was typed; the keys are asked for only where the browser is."""
    asked = entrance_of(sitting.id)
    keys = asked.browser_keys if asked else []
    if "browser_keys" in request.form:
        keys = read_keys(form.browser_keys.data or "")
    typed = (form.access_code.data or "").upper()
    return entrance.Access(
        access_code=entrance.new_code() if "make" in request.form else typed or None,
        addresses=read_ranges(form.addresses.data or ""),
        rooms={room.id: read_ranges(form[f"room_{room.id}"].data or "") for room in rooms},
        browser_keys=keys,
    )


def _screen(form: ScreenForm, sitting: Sitting, house: str) -> entrance.Screen:
    made = None
    if form.safe_browser.data:
        made = configuration(
            start=house + url_for("sittings.show", sitting_id=sitting.id),
            house=house,
            quit_hash=_quit_hash(form, sitting),
            quit_address=form.quit_address.data or "",
        )
    return entrance.Screen(
        watches_focus=form.watches_focus.data,
        asks_full_screen=form.asks_full_screen.data,
        settings=made,
    )


def _quit_hash(form: ScreenForm, sitting: Sitting) -> str:
    """A new password's hash, or the one that is set."""
    if form.no_quit_password.data:
        return ""
    if form.quit_password.data:
        return password_hash(form.quit_password.data)
    asked = entrance_of(sitting.id)
    held: str = (asked.settings or {}).get(QUIT_HASH, "") if asked else ""
    return held
