"""Checking the whole trail, and the checkpoint for a witness outside."""

import json
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from accounts.queries import demand
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.config import Settings
from core.errors import N_, Refused
from core.http import translated
from core.jobs import Jobs
from oversight.actions.verifying import CHECK, read_checkpoints, sign_checkpoint
from oversight.forms import CheckForm
from oversight.queries.checks import last_checkpoint, last_checks


def blueprint(jobs: Jobs, settings: Settings) -> Blueprint:
    """The pages of verification; a check is handed to the jobs."""
    bp = Blueprint("verification", __name__, url_prefix="/trail/verification")

    @bp.get("")
    def show() -> ResponseReturnValue:
        """How the last checks came out."""
        return page(CheckForm())

    @bp.post("")
    def create() -> ResponseReturnValue:
        """Check the whole trail now, with the checkpoints that were sent."""
        actor = current_actor()
        demand(actor, Right.READ_TRAIL)
        form = CheckForm()
        try:
            witnessed = _sent(form.checkpoints.data or [])
        except Refused as refusal:
            return page(form, translated(refusal)), 422
        started = jobs.start(
            CHECK,
            {"actor_id": actor.id, "checkpoints": witnessed},
            owner_id=actor.id,
            back=url_for("verification.show"),
        )
        return redirect(url_for("jobs.show", job_id=started.id), 303)

    @bp.post("/checkpoints")
    def create_checkpoint() -> ResponseReturnValue:
        """Sign the newest block and hand the checkpoint out."""
        signed = sign_checkpoint(house=settings.base_url, actor=current_actor())
        headers = {"Content-Disposition": "attachment; filename=checkpoint.json"}
        text = json.dumps(signed, ensure_ascii=False, indent=1)
        return Response(text, mimetype="application/json", headers=headers)

    def page(form: CheckForm, refusal: str | None = None) -> str:
        checks = last_checks(current_actor(), CHECK)
        done = [each for each in checks if each.job.ended_at]
        return render_template(
            "desks/verification.html",
            form=form,
            refusal=refusal,
            checks=checks,
            last=done[0] if done else None,
            checkpoint=last_checkpoint(),
        )

    return bp


def _sent(files: list[FileStorage]) -> list[dict[str, Any]]:
    """The files that were sent, each read as a checkpoint."""
    try:
        found = [json.loads(file.read()) for file in files if file]
    except ValueError as problem:
        raise Refused(N_("One of the files is not a checkpoint of a trail.")) from problem
    read_checkpoints(found)
    return found
