"""The first page after signing in: what next, for each role; and the supervisor's trail."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.rules.duties import Role
from accounts.session import current_actor
from oversight.queries.desk import waiting_for
from oversight.queries.officer import officers_way
from oversight.queries.trail import trail_page
from oversight.rules.acts import ACT_NAMES, SUBJECT_NAMES
from oversight.rules.later import later_for
from oversight.rules.next_step import Step

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """An officer's way to the credential; for others, what waits for them."""
    actor = current_actor()
    is_officer = Role.OFFICER in actor.roles
    return render_template(
        "home/home.html",
        way=officers_way(actor) if is_officer else None,
        waiting=waiting_for(actor),
        later=later_for(actor.roles),
        Step=Step,
    )


@bp.get("/trail")
def show_trail() -> ResponseReturnValue:
    """The trail of the units under a supervisor, newest first."""
    act = request.args.get("act", "")
    number = request.args.get("page", 1, type=int)
    return render_template(
        "home/trail.html",
        page=trail_page(current_actor(), act=act, number=number),
        act=act,
        act_names=ACT_NAMES,
        subject_names=SUBJECT_NAMES,
    )
