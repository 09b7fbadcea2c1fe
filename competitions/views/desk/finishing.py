"""The last word: what is still open, the standings with their digest, two confirmations, files."""

import json

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import names_of
from accounts.session import current_actor
from competitions.actions import evidence, finals, rulings
from competitions.board import view_of
from competitions.documents.sheet import result_table
from competitions.documents.standings_pdf import standings_pdf
from competitions.models import Competition
from competitions.queries.entries import standing_entries
from competitions.queries.finals import confirmations_at, final_rows
from competitions.queries.listing import competition_for, definition_of
from competitions.queries.matters import obstacles_to_final
from competitions.queries.scores import standings_at
from competitions.rules.phases import OBSTACLE_NAMES, BoardPhase
from competitions.rules.standings import digest_of
from competitions.views.desk.tabs import tabs_for
from core.actor import Actor
from core.clock import exam_ms
from core.config import Settings
from core.errors import N_, NotAllowed, Refused
from core.http import attachment
from core.language import content_language
from core.tables import CSV, XLSX, as_csv, as_workbook

WAIT = N_("The board is frozen; its standings leave the house once they are revealed.")


def blueprint(settings: Settings) -> Blueprint:
    """The pages; `settings` knows the address of the house, which bundles name."""
    bp = Blueprint("finals", __name__, url_prefix="/competitions")

    @bp.get("/<int:competition_id>/final")
    def show(competition_id: int) -> ResponseReturnValue:
        """The whole standings for those who confirm them."""
        actor = current_actor()
        competition = _confirmed_by(actor, competition_id)
        standings = standings_at(competition)
        confirmations = confirmations_at(competition.id, competition.last_score)
        return render_template(
            "competitions/final.html",
            competition=competition,
            tabs=tabs_for(actor, competition),
            definition=definition_of(competition),
            places=standings.places,
            entries={each.id: each for each in standing_entries(competition.id)},
            digest=digest_of(standings.places),
            obstacles=[
                _(OBSTACLE_NAMES[each]) for each in obstacles_to_final(competition, exam_ms())
            ],
            confirmations=confirmations,
            names=names_of(each.by_id for each in confirmations),
            finals=final_rows(competition.id),
            part=finals.part_of(actor, competition),
        )

    @bp.post("/<int:competition_id>/confirmations")
    def create(competition_id: int) -> ResponseReturnValue:
        """Confirm the standings that were read."""
        digest = request.form.get("digest", "")
        final = finals.confirm(competition_id, digest=digest, actor=current_actor())
        flash(
            _("The standings are final.")
            if final
            else _("Your word is on record. The other one is still to come.")
        )
        return redirect(url_for("finals.show", competition_id=competition_id), 303)

    @bp.get("/<int:competition_id>/standings.<kind>")
    def download(competition_id: int, kind: str) -> ResponseReturnValue:
        """The standings as CSV, Excel or a sheet to print: what the board shows, no more."""
        competition = competition_for(current_actor(), competition_id)
        view = view_of(competition.id)
        if view.phase in (BoardPhase.FROZEN, BoardPhase.REVEALING):
            raise Refused(WAIT)
        language = content_language()
        name = f"standings-{competition.id}"
        if kind == "csv":
            table = result_table(competition, view, language)
            return attachment(as_csv(table), CSV, f"{name}.csv")
        if kind == "xlsx":
            return attachment(
                as_workbook(result_table(competition, view, language)), XLSX, f"{name}.xlsx"
            )
        if kind == "pdf":
            pdf = standings_pdf(competition, view, confirmed=_signatures(competition))
            return attachment(pdf, "application/pdf", f"{name}.pdf")
        raise Refused(N_("Standings come as csv, xlsx or pdf."))

    @bp.post("/<int:competition_id>/bundle")
    def create_bundle(competition_id: int) -> ResponseReturnValue:
        """The board as a signed bundle that can be checked without us."""
        actor = current_actor()
        competition = competition_for(actor, competition_id)
        if not rulings.may_look(actor, competition):
            raise NotAllowed(N_("Your duties do not include this, or not for this unit."))
        bundle = evidence.make(competition_id, house=settings.base_url, actor=actor)
        text = json.dumps(bundle, ensure_ascii=False, indent=1) + "\n"
        return attachment(
            text.encode(), "application/json", f"chizheng-board-{competition_id}.json"
        )

    return bp


def _confirmed_by(actor: Actor, competition_id: int) -> Competition:
    """The competition, for those who may see the whole list before the reveal."""
    competition = competition_for(actor, competition_id)
    if not rulings.may_look(actor, competition):
        raise NotAllowed(N_("Your duties do not include this, or not for this unit."))
    return competition


def _signatures(competition: Competition) -> list[tuple[str, str]]:
    """Who confirmed the standings, as (part, name)."""
    given = confirmations_at(competition.id, competition.last_score)
    names = names_of(each.by_id for each in given)
    return [(each.part, names[each.by_id]) for each in given]
