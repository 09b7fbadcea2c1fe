"""Conflicts that a supervisor waives for one act: the list, a new one, taking one back."""

from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import queries, session
from accounts.actions import waivers
from accounts.forms import WaiverEndForm, WaiverForm, conflict_choices, row_number
from accounts.rules.conflicts import (
    CONFLICT_NAMES,
    CONFLICT_ROLES,
    WAIVER_STANDING_NAMES,
    WaiverStanding,
    waiver_standing,
)
from accounts.rules.duties import Right
from core.clock import now
from core.errors import Refused
from core.http import translated

bp = Blueprint("waivers", __name__, url_prefix="/waivers")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Every waiver in the units under the actor: standing, used, ended."""
    actor = session.current_actor()
    queries.demand(actor, Right.WAIVE)
    page = queries.waivers_under(actor, request.args.get("page", 1, row_number))
    at = now()
    return render_template(
        "accounts/waivers.html",
        waivers=page,
        standings={
            each.id: waiver_standing(
                is_used=each.use is not None,
                is_ended=each.end is not None,
                until=each.until,
                at=at,
            )
            for each in page.rows
        },
        standing_names=WAIVER_STANDING_NAMES,
        conflict_names=CONFLICT_NAMES,
        WaiverStanding=WaiverStanding,
    )


@bp.get("/new")
def show_new() -> ResponseReturnValue:
    """The form that waives a conflict."""
    return _new_page(WaiverForm())


@bp.post("/new")
def create() -> ResponseReturnValue:
    """Waive a conflict for one act."""
    form = WaiverForm()
    form.conflict.choices = conflict_choices()
    if not form.validate_on_submit():
        return _new_page(form), 422
    actor = session.current_actor()
    try:
        waivers.waive(
            form.person_id.data,
            form.conflict.data,
            reason=form.reason.data or "",
            until=_end_of(cast(date, form.until.data), actor.zone),
            actor=actor,
        )
    except Refused as refusal:
        return _new_page(form, translated(refusal)), 422
    flash(_("The conflict is waived for one act."))
    return redirect(url_for("waivers.index"), 303)


def _end_of(day: date, zone: str) -> datetime:
    """The midnight that ends a day in the supervisor's zone."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return midnight.astimezone(UTC)


def _new_page(form: WaiverForm, refusal: str | None = None) -> str:
    actor = session.current_actor()
    queries.demand(actor, Right.WAIVE)
    holders = queries.people_with_role(actor, Right.WAIVE, CONFLICT_ROLES.values())
    people = [person for person in holders if person.id != actor.id]
    form.conflict.choices = conflict_choices()
    form.person_id.choices = [(person.id, f"{person.name} ({person.login})") for person in people]
    return render_template("accounts/new_waiver.html", form=form, refusal=refusal, people=people)


@bp.get("/<int:waiver_id>/end")
def show_end(waiver_id: int) -> ResponseReturnValue:
    """Ask why a waiver is taken back."""
    return _end_page(waiver_id, WaiverEndForm())


@bp.post("/<int:waiver_id>/end")
def end(waiver_id: int) -> ResponseReturnValue:
    """Take a waiver back."""
    form = WaiverEndForm()
    if not form.validate_on_submit():
        return _end_page(waiver_id, form), 422
    waivers.end(waiver_id, reason=form.reason.data or "", actor=session.current_actor())
    flash(_("The waiver is taken back."))
    return redirect(url_for("waivers.index"), 303)


def _end_page(waiver_id: int, form: WaiverEndForm) -> str:
    actor = session.current_actor()
    queries.demand(actor, Right.WAIVE)
    waiver = queries.waiver_under(actor, waiver_id)
    return render_template(
        "accounts/waiver_end.html", waiver=waiver, form=form, conflict_names=CONFLICT_NAMES
    )
