"""The results of a run for who holds or watches the sitting: figures of all, and a list."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from accounts.models import Person, Unit
from accounts.queries import Page, one_page
from core.database import db
from core.errors import N_
from exam.models.attempts import Attempt
from exam.models.results import Result
from exam.models.sittings import GradingRun
from exam.queries.own_papers import cut_of
from exam.queries.results import voiding_state
from exam.rules.score_figures import Scored
from exam.rules.unit_figures import Sat
from exam.rules.voiding import VOIDED


class Outcome(StrEnum):
    """Which results a list shows."""

    ALL = ""
    PASSED = "passed"
    FAILED = "failed"
    VOIDED = "voided"


OUTCOME_NAMES = {
    Outcome.ALL: N_("all"),
    Outcome.PASSED: N_("passed"),
    Outcome.FAILED: N_("not passed"),
    Outcome.VOIDED: N_("voided"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A candidate's result in a list; of a voided paper the score stays on record."""

    registration_id: int
    name: str
    login: str
    unit: Unit
    score: Decimal
    full: Decimal
    passed: bool
    breakdown: dict[str, Any]
    voiding: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Every result of a run that counts, as its figures and its units need it."""

    scored: list[Scored]
    sats: list[Sat]

    @property
    def own(self) -> dict[str, int]:
        """How many each unit itself has, by path."""
        counts: dict[str, int] = {}
        for each in self.sats:
            counts[each.path] = counts.get(each.path, 0) + 1
        return counts


def scores_of(run: GradingRun, pass_percent: Decimal) -> Scores:
    """The results of a run that count; one statement, voided ones are left out."""
    rows = db.session.execute(
        select(Unit.path, Result.score, Result.full, Result.passed, Result.breakdown)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Result.run_id == run.id, Attempt.state != VOIDED)
        .order_by(Result.attempt_id)
    ).all()
    return Scores(
        [
            Scored(score, full, cut_of(breakdown, full, pass_percent), passed)
            for _, score, full, passed, breakdown in rows
        ],
        [
            Sat(path, score, full, passed, sections_of(breakdown))
            for path, score, full, passed, breakdown in rows
        ],
    )


def sections_of(breakdown: dict[str, Any]) -> dict[str, tuple[Decimal, Decimal]]:
    """The points of each section of a breakdown, earned and full."""
    return {
        code: (Decimal(earned), Decimal(full))
        for code, (earned, full) in breakdown["sections"].items()
    }


def page_of(run: GradingRun, *, words: str, outcome: Outcome, number: int) -> Page[Listed]:
    """One page of the results of a run, best first, by a part of name, sign-in name or unit."""
    chosen = _chosen(run, words, outcome).with_only_columns(Result.id)
    page: Page[int] = one_page(chosen, number)
    shown = {each[0]: each[1] for each in _listed(_rows(run).where(Result.id.in_(page.rows)))}
    return Page([shown[each] for each in page.rows], page.number, page.count, page.total)


def all_of(run: GradingRun) -> list[Listed]:
    """Every result of a run, best first, for a file."""
    return [listed for _, listed in _listed(_rows(run))]


def count_voided(run: GradingRun) -> int:
    """How many results of a run are of voided papers."""
    statement = (
        select(func.count())
        .select_from(Result)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .where(Result.run_id == run.id, Attempt.state == VOIDED)
    )
    return db.session.scalar(statement) or 0


def _rows(run: GradingRun) -> Select[Any]:
    return (
        select(
            Result.id,
            Attempt.registration_id,
            Person.name,
            Person.login,
            Unit,
            Result.score,
            Result.full,
            Result.passed,
            Result.breakdown,
            voiding_state(),
        )
        .select_from(Result)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Result.run_id == run.id)
        .order_by(Result.score.desc(), Person.name, Result.id)
    )


def _chosen(run: GradingRun, words: str, outcome: Outcome) -> Select[Any]:
    statement = _rows(run).where(*_conditions(outcome))
    if words:
        columns = (Person.name, Person.login, Unit.name, Unit.name_en)
        statement = statement.where(
            or_(*(column.icontains(words, autoescape=True) for column in columns))
        )
    return statement


def _conditions(outcome: Outcome) -> list[ColumnElement[bool]]:
    return {
        Outcome.ALL: [],
        Outcome.PASSED: [Result.passed.is_(True), Attempt.state != VOIDED],
        Outcome.FAILED: [Result.passed.is_(False), Attempt.state != VOIDED],
        Outcome.VOIDED: [Attempt.state == VOIDED],
    }[outcome]


def _listed(statement: Select[Any]) -> Iterator[tuple[int, Listed]]:
    for result_id, *columns in db.session.execute(statement):
        yield result_id, Listed(*columns)
