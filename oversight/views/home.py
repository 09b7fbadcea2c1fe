"""The first page after signing in: what next, for each role."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accounts.queries import may
from accounts.rules.duties import Right, Role
from accounts.session import current_actor
from credentials.rules.findings import ANSWER_NAMES
from credentials.rules.status import STATUS_NAMES
from oversight.queries.desks.everyone import waiting_for
from oversight.queries.looks import news_for
from oversight.queries.officer import officers_way
from oversight.rules.acts import ACT_NAMES
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
        news=news_for(actor) if may(actor, Right.READ_TRAIL) else None,
        act_names=ACT_NAMES,
        status_names=STATUS_NAMES,
        answer_names=ANSWER_NAMES,
        Step=Step,
    )
