"""Rosters: sent, looked at in a dry run, and imported as one piece of work."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import queries, session
from accounts.actions import rosters
from accounts.forms import RosterForm, row_number
from accounts.importing.roster import TEMPLATES
from accounts.rules.duties import Right
from accounts.rules.roster import Fate, Planned, counts, errors_first
from core.errors import Refused
from core.http import translated
from core.jobs import Jobs
from core.language import content_language


def blueprint(jobs: Jobs) -> Blueprint:
    """The pages of rosters; an import is handed to the jobs."""
    bp = Blueprint("rosters", __name__, url_prefix="/rosters")

    @bp.get("/new")
    def show_new() -> ResponseReturnValue:
        return new_page(RosterForm())

    @bp.post("/new")
    def create() -> ResponseReturnValue:
        form = RosterForm()
        if not form.validate_on_submit():
            return new_page(form), 422
        try:
            roster = rosters.keep_roster(
                form.file.data.read(),
                file_name=form.file.data.filename,
                actor=session.current_actor(),
            )
        except Refused as refusal:
            return new_page(form, translated(refusal)), 422
        return redirect(url_for("rosters.show", roster_id=roster.id), 303)

    @bp.get("/<int:roster_id>")
    def show(roster_id: int) -> ResponseReturnValue:
        roster = rosters.own_roster(roster_id, actor=session.current_actor())
        rows = rosters.planned(roster, actor=session.current_actor())
        fate = request.args.get("fate", type=Fate)
        page = queries.paged(
            [row for row in errors_first(rows) if fate in (None, row.fate)],
            request.args.get("page", 1, row_number),
        )
        return render_template(
            "accounts/roster.html",
            roster=roster,
            counts=counts(rows) if rows else roster.outcome,
            page=page,
            faults={row.number: faults_of(row) for row in page.rows},
            fate=fate,
            notes=[_(note) for note in roster.notes],
        )

    @bp.get("/<int:roster_id>/import")
    def leave_import(roster_id: int) -> ResponseReturnValue:
        return redirect(url_for("rosters.show", roster_id=roster_id), 303)

    @bp.post("/<int:roster_id>/import")
    def create_import(roster_id: int) -> ResponseReturnValue:
        actor = session.current_actor()
        roster = rosters.own_roster(roster_id, actor=actor)
        started = jobs.start(
            rosters.IMPORT,
            {"roster_id": roster.id, "actor_id": actor.id},
            owner_id=actor.id,
            back=url_for("rosters.show", roster_id=roster.id),
        )
        return redirect(url_for("jobs.show", job_id=started.id), 303)

    @bp.get("/template.csv")
    def template() -> ResponseReturnValue:
        text = TEMPLATES[content_language()]
        headers = {"Content-Disposition": "attachment; filename=roster.csv"}
        return Response(text.encode("utf-8-sig"), mimetype="text/csv", headers=headers)

    def new_page(form: RosterForm, refusal: str | None = None) -> str:
        queries.demand(session.current_actor(), Right.MANAGE_PEOPLE)
        return render_template("accounts/new_roster.html", form=form, refusal=refusal)

    return bp


def faults_of(row: Planned) -> list[str]:
    """What is wrong with a row, in the reader's language."""
    return [_(fault.message, **fault.values) for fault in row.faults]
