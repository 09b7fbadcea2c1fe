"""The results of a sitting for who holds or watches it: pictures, units, a list, files."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.forms import row_number
from accounts.queries import units_under
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.errors import N_, Missing, Refused
from core.http import attachment
from core.language import content_language
from core.tables import CSV, XLSX, as_csv, as_workbook
from exam.documents.result_list import result_sheet, results_pdf
from exam.models.sittings import GradingRun
from exam.models.standards import Panel
from exam.queries.panels import panel_of
from exam.queries.results import newest_run
from exam.queries.sitting_results import (
    OUTCOME_NAMES,
    Outcome,
    all_of,
    count_voided,
    page_of,
    scores_of,
)
from exam.queries.sittings import rule_of, sitting_to_judge
from exam.rules.analysis.intervals import wilson
from exam.rules.grading import rounded
from exam.rules.score_figures import Figures, figures_of, histogram
from exam.rules.unit_figures import by_unit

READ = Right.READ_SITTINGS
bp = Blueprint("sitting_results", __name__, url_prefix="/sittings/<int:sitting_id>")


@bp.get("/results")
def show(sitting_id: int) -> ResponseReturnValue:
    """The results of the newest run; before release for those who hold or watch alone."""
    actor = current_actor()
    sitting = sitting_to_judge(actor, sitting_id, READ)
    run = newest_run(sitting.id)
    if run is None:
        return render_template("holding/results_none.html", sitting=sitting)
    rule = rule_of(sitting)
    scores = scores_of(run, rule.pass_percent)
    words, outcome = request.args.get("q", "").strip()[:64], _outcome()
    number = request.args.get("page", 1, row_number)
    return render_template(
        "holding/results.html",
        sitting=sitting,
        run=run,
        rule=rule,
        panel=_panel(run),
        figures=_told(figures_of(scores.scored)),
        voided=count_voided(run),
        plot=histogram(scores.scored),
        units=by_unit(scores.own, scores.sats, sitting.unit.path),
        names={unit.path: unit for unit in units_under(actor, READ)},
        page=page_of(run, words=words, outcome=outcome, number=number),
        words=words,
        outcome=outcome,
        outcome_names=OUTCOME_NAMES,
    )


@bp.get("/results.<form>")
def export(sitting_id: int, form: str) -> ResponseReturnValue:
    """Every result of the newest run as a file: for spreadsheets, or to print."""
    sitting = sitting_to_judge(current_actor(), sitting_id, READ)
    run = newest_run(sitting.id)
    if run is None:
        raise Refused(N_("Nothing is marked yet. Marking runs by itself when the sitting is over."))
    name = f"results-{sitting.id}.{form}"
    rows, rule = all_of(run), rule_of(sitting)
    if form == "csv":
        return attachment(as_csv(result_sheet(rule, rows)), CSV, name)
    if form == "xlsx":
        return attachment(as_workbook(result_sheet(rule, rows)), XLSX, name)
    if form == "pdf":
        made = results_pdf(sitting, run, rows, language=content_language())
        return attachment(made, "application/pdf", name)
    raise Missing(N_("There is no such table."))


@dataclass(frozen=True, slots=True)
class Told:
    """The figures as they are written: points to a thousandth, shares in percent to a tenth."""

    sat: int
    passed: int
    percent: str
    low: str
    high: str
    mean: Decimal
    median: Decimal
    deviation: str
    lowest: Decimal
    highest: Decimal


def _told(found: Figures | None) -> Told | None:
    if found is None:
        return None
    low, high = wilson(found.passed / found.sat, found.sat)
    return Told(
        sat=found.sat,
        passed=found.passed,
        percent=f"{100 * found.passed / found.sat:.1f}",
        low=f"{100 * low:.1f}",
        high=f"{100 * high:.1f}",
        mean=rounded(found.mean),
        median=rounded(Fraction(found.median)),
        deviation="–" if found.deviation is None else f"{found.deviation:.3f}",
        lowest=found.lowest,
        highest=found.highest,
    )


def _panel(run: GradingRun) -> Panel | None:
    """The panel whose standard is the cut; None where the percentage passes."""
    basis = run.basis or {}
    return panel_of(basis["panel"]) if basis.get("panel") is not None else None


def _outcome() -> Outcome:
    try:
        return Outcome(request.args.get("outcome", ""))
    except ValueError as unknown:
        raise Missing(N_("There is no such list.")) from unknown
