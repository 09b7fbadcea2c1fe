"""The page that shows how far a job is; it survives a reload."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from core.database import db
from core.errors import N_, Missing
from core.http import wants_json
from core.jobs import Job

bp = Blueprint("jobs", __name__)


@bp.get("/jobs/<int:job_id>")
def show(job_id: int) -> ResponseReturnValue:
    """One's own job: as a page that asks again, or as data."""
    noted = db.session.get(Job, job_id)
    if noted is None or noted.owner_id != current_user.actor.id:
        raise Missing(N_("There is no such work of yours."))
    problem = gettext(noted.problem, **(noted.problem_values or {})) if noted.problem else None
    state = {
        "done": noted.done,
        "total": noted.total,
        "ended": noted.ended_at is not None,
        "problem": problem,
        "back": noted.back,
    }
    return state if wants_json() else render_template("jobs/job.html", job=noted, **state)
