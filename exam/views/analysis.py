"""Figures of a sitting's questions and of the test as a whole."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.actor import Actor
from core.errors import N_, Missing, NotAllowed
from core.http import attachment
from core.tables import CSV, Sheet, Value, as_csv
from exam.models.analysis import RunAnalysis
from exam.models.sittings import Sitting
from exam.queries.analysis import analysis_of, questions_on
from exam.queries.results import newest_run
from exam.queries.sittings import rule_of, sitting_to_judge
from exam.rules.analysis.whole import by_revision
from exam.rules.dossier import key_problem
from question_bank.kinds.kind import LETTERS
from question_bank.models import Revision
from question_bank.rules.flags import Flag
from question_bank.views.figures import flag_words, shown_figures

bp = Blueprint("analysis", __name__, url_prefix="/sittings/<int:sitting_id>/analysis")
READ = Right.READ_SITTINGS
Json = Mapping[str, Any]
Row = tuple[Json, Revision]

SORTS: Mapping[str, Callable[[Row], tuple[Any, ...]]] = {
    "flags": lambda row: (_worst(row[0]), row[0]["share"], row[1].question.code),
    "share": lambda row: (row[0]["share"], row[1].question.code),
    "discrimination": lambda row: (*_last(row[0]["discrimination"]), row[1].question.code),
    "code": lambda row: (row[1].question.code,),
}


@bp.get("")
def show(sitting_id: int) -> ResponseReturnValue:
    """The test as a whole, and its questions, the flagged ones first."""
    actor = current_actor()
    sitting = sitting_to_judge(actor, sitting_id, READ)
    run = newest_run(sitting.id)
    stored = analysis_of(run) if run else None
    if stored is None:
        return render_template("holding/analysis_none.html", sitting=sitting, run=run)
    problem = _problem(sitting, actor)
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else "flags"
    rows = [] if problem else sorted(_rows(stored), key=SORTS[sort])
    return render_template(
        "holding/analysis.html",
        sitting=sitting,
        run=run,
        figures=stored.figures,
        problem=problem,
        rows=[(figures, revision, flag_words(figures)) for figures, revision in rows],
        sort=sort,
        sorts=list(SORTS),
        flagged=sum(bool(each["flags"]) for each in stored.figures["questions"]),
    )


@bp.get("/<code>")
def show_question(sitting_id: int, code: str) -> ResponseReturnValue:
    """One question with the curves of its options."""
    actor = current_actor()
    sitting = sitting_to_judge(actor, sitting_id, READ)
    figures, revision = _question(_open(sitting, actor), code)
    return render_template(
        "holding/analysis_question.html",
        sitting=sitting,
        revision=revision,
        shown=shown_figures(figures, revision),
        reads_bank=may(actor, Right.READ_BANK, revision.question.unit.path),
    )


@bp.get("/questions.csv")
def export(sitting_id: int) -> ResponseReturnValue:
    """Every question with its figures."""
    actor = current_actor()
    sitting = sitting_to_judge(actor, sitting_id, READ)
    columns = (
        _("Question"), _("Revision"), _("Topic"), _("Kind"), _("Papers with it"), _("Answered"),
        _("Not reached"), _("Mean share"), _("Low"), _("High"), _("Expected"),
        _("Discrimination"), _("Low"), _("High"), _("With the whole paper"),
        _("Best less weakest"), _("Alpha without it"), _("Flags"), _("Options chosen"),
    )  # fmt: skip
    rows = [_as_row(*row) for row in sorted(_rows(_open(sitting, actor)), key=SORTS["code"])]
    name = f"question-figures-{sitting.id}.csv"
    return attachment(as_csv(Sheet("questions", columns, rows)), CSV, name)


def _open(sitting: Sitting, actor: Actor) -> RunAnalysis:
    """The stored figures, for who may see questions and keys."""
    problem = _problem(sitting, actor)
    if problem:
        raise NotAllowed(problem)
    run = newest_run(sitting.id)
    stored = analysis_of(run) if run else None
    if stored is None:
        raise Missing(N_("There are no figures of this sitting yet."))
    return stored


def _problem(sitting: Sitting, actor: Actor) -> str | None:
    return key_problem(
        shows_paper=rule_of(sitting).show_paper,
        may_sit=may(actor, Right.SIT_EXAMS),
        reads_bank=may(actor, Right.READ_BANK),
    )


def _rows(stored: RunAnalysis) -> list[Row]:
    asked = questions_on(stored.figures)
    return [(each, asked[revision]) for revision, each in by_revision(stored.figures).items()]


def _question(stored: RunAnalysis, code: str) -> Row:
    for figures, revision in _rows(stored):
        if revision.question.code == code:
            return figures, revision
    raise Missing(N_("There is no such question."))


def _worst(figures: Json) -> int:
    worst = list(Flag)
    return min((worst.index(Flag(flag)) for flag in figures["flags"]), default=len(worst))


def _last(value: float | None) -> tuple[bool, float]:
    return value is None, value or 0.0


def _as_row(figures: Json, revision: Revision) -> list[Value]:
    low, high = figures["discrimination_interval"] or (None, None)
    numbers = (
        figures["share"], figures["low"], figures["high"], figures["expected"],
        figures["discrimination"], low, high, figures["total"], figures["upper_lower"],
        figures["without"],
    )  # fmt: skip
    return [
        revision.question.code,
        revision.number,
        revision.topic,
        revision.kind,
        figures["papers"],
        figures["answered"],
        figures["unreached"],
        *(None if each is None else Decimal(str(each)) for each in numbers),
        "; ".join(flag_words(figures)),
        " ".join(_option(each) for each in figures["options"]),
    ]


def _option(option: Json) -> str:
    part = "" if option["part"] is None else f"{option['part'] + 1}."
    right = "*" if option["right"] else ""
    return f"{part}{LETTERS[option['option']].upper()}{right}:{option['papers']}"
