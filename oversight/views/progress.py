"""Managers' rooms: how units and their officers are doing. Nothing here changes anything."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from accounts.forms import row_number
from accounts.queries import paged
from accounts.session import current_actor
from core.errors import N_, Missing
from core.tables import XLSX, Sheet, as_csv, as_workbook
from credentials.queries.rules import rule_of
from credentials.rules.findings import ANSWER_NAMES
from credentials.rules.status import STATUS_NAMES
from oversight.documents.progress import OVERVIEW_SHEETS, people_sheet, unit_results_sheet
from oversight.queries.contest_people import contest_people
from oversight.queries.officers import top_units_to_follow
from oversight.queries.overview import UnitOverview, unit_overview
from oversight.queries.people import UnitPeople, unit_people
from oversight.queries.record import person_record
from oversight.queries.unit_results import unit_results
from oversight.rules.funnel import HOLDS, STEP_NAMES
from oversight.rules.periods import PERIODS, USUAL, WARNINGS

bp = Blueprint("progress", __name__, url_prefix="/progress")

FORMS = {
    "csv": (as_csv, "text/csv"),
    "xlsx": (as_workbook, XLSX),
}


@bp.get("/")
def index() -> ResponseReturnValue:
    """The highest units that the reader follows; of one, its own page."""
    units = top_units_to_follow(current_actor())
    if len(units) == 1:
        return show_unit(units[0][0].id)
    return render_template("desks/units.html", units=units)


@bp.get("/units/<int:unit_id>")
def show_unit(unit_id: int) -> ResponseReturnValue:
    """A unit: the way from study to credential, results, competitions, what ends soon."""
    found = _overview(unit_id)
    return render_template(
        "desks/unit.html",
        found=found,
        rule_names={row.code: rule_of(row).titles for row in found.rules},
        months=_months(),
        periods=PERIODS,
        warnings=WARNINGS,
        holds=HOLDS,
    )


@bp.get("/units/<int:unit_id>/people")
def show_people(unit_id: int) -> ResponseReturnValue:
    """The officers of a unit, all or those who lack a step."""
    found = _people(unit_id)
    return render_template(
        "desks/people.html",
        found=found,
        page=paged(found.stands, request.args.get("page", 1, row_number)),
        rule_names={row.code: rule_of(row).titles for row in found.rules},
        lacking=request.args.get("lacks", ""),
        words=request.args.get("q", ""),
        step_names=STEP_NAMES,
        answer_names=ANSWER_NAMES,
        holds=HOLDS,
    )


@bp.get("/units/<int:unit_id>/competitions/<int:competition_id>")
def show_contest(unit_id: int, competition_id: int) -> ResponseReturnValue:
    """How a unit's people stand in a competition."""
    found = contest_people(current_actor(), unit_id, competition_id)
    return render_template("desks/contest.html", found=found)


@bp.get("/units/<int:unit_id>/sittings/<int:sitting_id>")
def show_sitting(unit_id: int, sitting_id: int) -> ResponseReturnValue:
    """How a unit and those below it did in a sitting."""
    return render_template(
        "desks/sitting.html", found=unit_results(current_actor(), unit_id, sitting_id)
    )


@bp.get("/units/<int:unit_id>/sittings/<int:sitting_id>/units.<form>")
def export_sitting(unit_id: int, sitting_id: int, form: str) -> ResponseReturnValue:
    """The same as a file."""
    found = unit_results(current_actor(), unit_id, sitting_id)
    return _as_file(unit_results_sheet(found), "results-by-unit", form)


@bp.get("/people/<int:person_id>")
def show_person(person_id: int) -> ResponseReturnValue:
    """One officer's record."""
    return render_template(
        "desks/person.html",
        found=person_record(current_actor(), person_id),
        answer_names=ANSWER_NAMES,
        status_names=STATUS_NAMES,
    )


@bp.get("/units/<int:unit_id>/people.<form>")
def export_people(unit_id: int, form: str) -> ResponseReturnValue:
    """The officers that the list shows, as a file."""
    return _as_file(people_sheet(_people(unit_id)), "people", form)


@bp.get("/units/<int:unit_id>/tables/<table>.<form>")
def export_table(unit_id: int, table: str, form: str) -> ResponseReturnValue:
    """A table of a unit's page, as a file."""
    if table not in OVERVIEW_SHEETS:
        raise Missing(N_("There is no such table."))
    return _as_file(OVERVIEW_SHEETS[table](_overview(unit_id)), table, form)


def _overview(unit_id: int) -> UnitOverview:
    rule = request.args.get("rule", "")
    return unit_overview(current_actor(), unit_id, rule_code=rule, months=_months())


def _people(unit_id: int) -> UnitPeople:
    return unit_people(
        current_actor(),
        unit_id,
        rule_code=request.args.get("rule", ""),
        lacking=request.args.get("lacks", ""),
        words=request.args.get("q", "").strip(),
    )


def _months() -> int:
    months = request.args.get("months", USUAL, int)
    return months if months in PERIODS else USUAL


def _as_file(sheet: Sheet, name: str, form: str) -> Response:
    if form not in FORMS:
        raise Missing(N_("There is no such table."))
    write, kind = FORMS[form]
    headers = {"Content-Disposition": f"attachment; filename={name}.{form}"}
    return Response(write(sheet), mimetype=kind, headers=headers)
