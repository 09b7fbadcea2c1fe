"""Every result of an attempt with what it stood on, as records of its dossier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from audit.rules.bundle import Record
from core.database import db
from exam.models.attempts import Attempt
from exam.models.regrades import Regrade, RegradeDecision
from exam.models.results import Result
from exam.models.sittings import GradingRun, Release
from exam.models.standards import Panel, PanelSeat
from exam.queries.computed import basis_of
from exam.queries.dossier_marking import WrittenAnswers
from exam.queries.standards import mean_estimates
from exam.rules.basis import Basis
from exam.rules.grading import DROPPED
from exam.rules.rulings import Rule, Ruling, ruling_on
from exam.rules.slots import question_of
from question_bank.queries.questions import revisions


@dataclass(frozen=True, slots=True)
class Marked:
    """One result of an attempt with its run, and the ruling that held for each slot of the form."""

    result: Result
    run: GradingRun
    basis: Basis
    rulings: dict[int, Ruling]


def results_of(attempt: Attempt, held: Result, written: WrittenAnswers) -> list[Record]:
    """Runs up to the one that holds, corrected keys and standards they stood on, what holds now."""
    marked = _marked(attempt, held)
    releases = _releases(attempt, marked)
    return [
        *_corrections(attempt, marked),
        *_standards(attempt, marked),
        *_runs(marked, written),
        *(_release(each) for each in releases),
        *_marks(attempt, marked[-1]),
        _result(held, releases[-1]),
    ]


def _marked(attempt: Attempt, held: Result) -> list[Marked]:
    statement = (
        select(Result, GradingRun)
        .join(GradingRun, GradingRun.id == Result.run_id)
        .where(Result.attempt_id == attempt.id, Result.run_id <= held.run_id)
        .order_by(Result.run_id)
    )
    return [
        Marked(result, run, basis := basis_of(run), _rulings(attempt, basis))
        for result, run in db.session.execute(statement)
    ]


def _runs(marked: Sequence[Marked], written: WrittenAnswers) -> list[Record]:
    ids = [each.run.id for each in marked]
    counts, reasons = _counts(ids), _reasons(ids)
    return [
        Record(
            "run",
            {
                "run": each.run.id,
                "rules_version": each.run.rules_version,
                "at": each.run.at.isoformat(),
                "why": reasons.get(each.run.id),
                "rulings": [
                    {"slot": slot, "rule": str(ruling.rule), "by": ruling.by}
                    for slot, ruling in each.rulings.items()
                ],
                "standard": each.basis.panel,
                "until": written.until(each.basis),
                "ended": written.ended(each.basis),
                **_outcome(each.result),
                "results": counts[each.run.id],
                "digest": each.run.digest,
            },
        )
        for each in marked
    ]


def _outcome(result: Result) -> dict[str, Any]:
    """What a run keeps of an attempt, and what its digest is over."""
    return {
        "score": str(result.score),
        "full": str(result.full),
        "passed": result.passed,
        "marks": result.marks,
        "breakdown": result.breakdown,
    }


def _counts(run_ids: Sequence[int]) -> dict[int, int]:
    """How many results each run has."""
    statement = (
        select(Result.run_id, func.count())
        .where(Result.run_id.in_(run_ids))
        .group_by(Result.run_id)
    )
    return dict(db.session.execute(statement).all())


def _reasons(run_ids: Sequence[int]) -> dict[int | None, str]:
    """Why a sitting was marked anew, by run."""
    statement = (
        select(RegradeDecision.run_id, Regrade.reason)
        .join(Regrade, Regrade.id == RegradeDecision.regrade_id)
        .where(RegradeDecision.run_id.in_(run_ids))
    )
    return dict(db.session.execute(statement).all())


def _rulings(attempt: Attempt, basis: Basis) -> dict[int, Ruling]:
    """The ruling that holds for each slot of the form, if there is one."""
    found = {
        number: ruling_on(basis.rulings, slot["revision"], slot.get("part"))
        for number, slot in enumerate(attempt.form.slots, start=1)
    }
    return {number: ruling for number, ruling in found.items() if ruling}


def _corrections(attempt: Attempt, marked: Sequence[Marked]) -> list[Record]:
    """The keys that rulings put in, each once."""
    needed = {
        (slot, ruling.by) for each in marked for slot, ruling in each.rulings.items() if ruling.by
    }
    known = revisions({by for _, by in needed})
    return [
        Record(
            "correction",
            {
                "slot": slot,
                "revision": by,
                "key": question_of(attempt.form.slots[slot - 1], known[by]).key,
            },
        )
        for slot, by in sorted(needed)
    ]


def _standards(attempt: Attempt, marked: Sequence[Marked]) -> list[Record]:
    """The standards that were the cut: the judges' mean estimate for each slot of the form."""
    ids = {each.basis.panel for each in marked if each.basis.panel is not None}
    if not ids:
        return []
    seats = joinedload(Panel.seats).joinedload(PanelSeat.exclusion)
    statement = select(Panel).options(seats, joinedload(Panel.minutes)).where(Panel.id.in_(ids))
    panels = db.session.scalars(statement.order_by(Panel.id)).unique()
    return [Record("standard", _standard(attempt.form.slots, panel)) for panel in panels]


def _standard(slots: Sequence[Mapping[str, Any]], panel: Panel) -> dict[str, Any]:
    means = mean_estimates(panel)
    return {
        "standard": panel.id,
        "title": panel.title,
        "judges": sum(seat.exclusion is None for seat in panel.seats),
        "minutes": panel.minutes.digest if panel.minutes else None,
        "means": [str(means[slot["revision"], slot.get("part")]) for slot in slots],
    }


def _releases(attempt: Attempt, marked: Sequence[Marked]) -> list[Release]:
    statement = (
        select(Release)
        .where(
            Release.sitting_id == attempt.sitting_id,
            Release.run_id.in_(each.run.id for each in marked),
        )
        .order_by(Release.id)
    )
    return list(db.session.scalars(statement))


def _release(release: Release) -> Record:
    return Record(
        "release",
        {
            "run": release.run_id,
            "at": release.at.isoformat(),
            "first_at": release.first_at.isoformat(),
            "by_two": release.second_id is not None,
        },
    )


def _marks(attempt: Attempt, held: Marked) -> list[Record]:
    """What each slot earned; whether it was answered a run notes only where that decides."""
    without = (Rule.CREDIT, Rule.DROP)
    silent = {slot for slot, ruling in held.rulings.items() if ruling.rule in without}
    pairs = enumerate(zip(attempt.form.slots, held.result.marks, strict=True), start=1)
    return [
        Record(
            "mark",
            {
                "slot": number,
                "points": slot["points"],
                "earned": "0" if earned in (None, DROPPED) else earned,
                "answered": None if number in silent else earned is not None,
                "dropped": earned == DROPPED,
            },
        )
        for number, (slot, earned) in pairs
    ]


def _result(held: Result, release: Release) -> Record:
    return Record(
        "result",
        {
            "score": str(held.score),
            "full": str(held.full),
            "passed": held.passed,
            "missed": held.breakdown["missed"],
            "run": held.run_id,
            "released_at": release.at.isoformat(),
        },
    )
