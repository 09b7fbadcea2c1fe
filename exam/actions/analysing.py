"""Figures of the questions and of the test, kept with each run."""

from decimal import Decimal
from typing import Any

from core.clock import now
from core.database import transaction
from exam.models.analysis import RunAnalysis
from exam.models.sittings import GradingRun, Sitting
from exam.queries.analysis import analysed
from exam.queries.computed import Computed
from exam.rules.basis import Basis
from exam.rules.places import place_of
from question_bank.actions.using import Figures, note_figures


def note_analysis(sitting: Sitting, run: GradingRun, found: Computed, basis: Basis) -> None:
    """Keep the figures of a run, and tell the bank how its questions fared."""
    figures = analysed(sitting, found, basis)
    with transaction() as session:
        session.add(RunAnalysis(run_id=run.id, figures=figures, at=now()))
        told = {each["revision"]: _told(each) for each in figures["questions"]}
        note_figures(place_of(sitting.id), told)


def _told(question: dict[str, Any]) -> Figures:
    """The figures of a question in the words of the bank."""
    return Figures(
        papers=question["papers"],
        answered=question["answered"],
        share=Decimal(str(question["share"])),
        discrimination=_decimal(question["discrimination"]),
        upper_lower=_decimal(question["upper_lower"]),
        figures=question,
    )


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
