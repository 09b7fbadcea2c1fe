"""An officer's own papers of an exam with what came of them, each page in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from accounts.models import Unit
from core.actor import Actor
from core.clock import ClockMs
from core.database import Prepared
from core.errors import N_, Missing
from exam.models.attempts import Arrival, Attempt
from exam.models.candidates import Registration
from exam.models.results import Result, Voiding, VoidingDecision
from exam.models.sittings import Blueprint, GradingRun, Release, Sealing, Sitting
from exam.queries.attempts import WRITING
from exam.rules.arrivals import COUNTED
from exam.rules.blueprint import Blueprint as Rule
from exam.rules.blueprint import read_blueprint
from exam.rules.outcome_report import share
from exam.rules.voiding import VOIDED
from question_bank.kinds import KINDS

MINUTE_MS = 60_000


@dataclass(frozen=True)
class OwnPaper:
    """A paper of one's own: its sitting, and its result once that is released.

    A paper that was voided keeps its score on record, and it counts for nothing.
    """

    token: str
    attempt_id: int
    state: str
    slot_count: int
    opened_ms: int | None
    deadline_ms: int | None
    closed_ms: int | None
    closed_by: str | None
    is_written: bool
    sitting_id: int
    title: str
    title_en: str
    unit: str
    unit_en: str
    zone: str
    minutes: int
    code: str
    definition: Mapping[str, Any]
    is_demonstration: bool
    recovery_key: str | None
    digest: str | None
    basis: Mapping[str, Any] | None
    first_at: datetime | None
    corrected_at: datetime | None
    score: Decimal | None
    full: Decimal | None
    passed: bool | None
    breakdown: Mapping[str, Any] | None
    voided_because: str | None
    voided_at: datetime | None

    @cached_property
    def rule(self) -> Rule:
        """The blueprint of the exam."""
        return read_blueprint(self.definition, frozenset(KINDS))

    @property
    def is_voided(self) -> bool:
        """Whether the paper counts for nothing."""
        return self.state == VOIDED

    @property
    def is_out(self) -> bool:
        """Whether its result was released, whatever became of it."""
        return self.score is not None

    @property
    def counts(self) -> bool:
        """Whether it has a result that counts."""
        return self.is_out and not self.is_voided

    @property
    def has_standard(self) -> bool:
        """Whether a standard set by a panel decides, rather than a plain percentage."""
        return bool(self.basis and self.basis.get("panel") is not None)

    @property
    def cut(self) -> Decimal:
        """The points from which the whole passes; only of a result that is out."""
        return cut_of(self.breakdown or {}, self.full or Decimal(0), self.rule.pass_percent)

    @property
    def reached(self) -> Decimal:
        """The share of the full marks that was earned, in percent; of a result that is out."""
        return share(self.score or Decimal(0), self.full or Decimal(0))

    @property
    def mark(self) -> Decimal:
        """Where the cut stands between nothing and the full marks, in percent."""
        return share(self.cut, self.full or Decimal(0))

    @property
    def used_minutes(self) -> int | None:
        """Whole minutes at work, without pauses; None of a paper not opened on a screen."""
        if self.opened_ms is None or self.closed_ms is None or self.closed_by == "paper":
            return None
        stood = (self.deadline_ms or 0) - self.opened_ms - self.minutes * MINUTE_MS
        return max(0, self.closed_ms - self.opened_ms - max(0, stood)) // MINUTE_MS


def cut_of(breakdown: Mapping[str, Any], full: Decimal, pass_percent: Decimal) -> Decimal:
    """The points from which a result passes: the standard's for its form, else the percentage."""
    return Decimal(breakdown["cut"]) if "cut" in breakdown else full * pass_percent / 100


def _corrected_at() -> ColumnElement[datetime | None]:
    return case((Release.at > Release.first_at, Release.at))


def _one_of(column: SQLColumnExpression[str], values: Sequence[str]) -> ColumnElement[bool]:
    """As IN, which a prepared statement must do without."""
    return or_(*(column == value for value in values))


def _papers() -> Select[Any]:
    """Every paper with its sitting, its newest released result and the voiding that stands."""
    is_written = and_(
        _one_of(Attempt.state, WRITING),
        Attempt.deadline_ms + Attempt.grace_ms >= func.coalesce(Attempt.paused_ms, ClockMs()),
    )
    agreed = (
        select(Voiding.attempt_id, Voiding.reason, VoidingDecision.at)
        .join(VoidingDecision, VoidingDecision.voiding_id == Voiding.id)
        .where(VoidingDecision.agreed.is_(True))
        .subquery()
    )
    columns: tuple[Any, ...] = (
        Attempt.token,
        Attempt.id,
        Attempt.state,
        Attempt.slot_count,
        Attempt.opened_ms,
        Attempt.deadline_ms,
        Attempt.closed_ms,
        Attempt.closed_by,
        is_written,
        Sitting.id,
        Sitting.title,
        Sitting.title_en,
        Unit.name,
        Unit.name_en,
        Unit.zone,
        Sitting.minutes + Registration.extra_minutes,
        Blueprint.code,
        Blueprint.definition,
        func.coalesce(Sealing.is_demonstration, False),
        Sealing.recovery_public,
        GradingRun.digest,
        GradingRun.basis,
        Release.first_at,
        _corrected_at(),
        Result.score,
        Result.full,
        Result.passed,
        Result.breakdown,
        agreed.c.reason,
        agreed.c.at,
    )
    return (
        select(*columns)
        .select_from(Attempt)
        .join(Registration, Registration.id == Attempt.registration_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Unit, Unit.id == Sitting.unit_id)
        .join(Blueprint, Blueprint.id == Sitting.blueprint_id)
        .outerjoin(Sealing, Sealing.sitting_id == Sitting.id)
        .outerjoin(Release, (Release.sitting_id == Sitting.id) & Release.is_newest)
        .outerjoin(GradingRun, GradingRun.id == Release.run_id)
        .outerjoin(Result, (Result.run_id == Release.run_id) & (Result.attempt_id == Attempt.id))
        .outerjoin(agreed, agreed.c.attempt_id == Attempt.id)
        .order_by(Attempt.closed_ms, Attempt.id)
    )


_person = bindparam("person", type_=Integer)
_asked, _plan, _held = aliased(Attempt), aliased(Blueprint), aliased(Sitting)
_SAME_EXAM = Prepared(
    _papers()
    .join(_asked, _asked.candidate_id == Attempt.candidate_id)
    .join(_held, _held.id == _asked.sitting_id)
    .join(_plan, (_plan.id == _held.blueprint_id) & (_plan.code == Blueprint.code))
    .where(_asked.token == bindparam("token", type_=String), _asked.candidate_id == _person)
)
_ALL = Prepared(_papers().where(Attempt.candidate_id == _person, Result.id.is_not(None)))
_later = aliased(Arrival)
_ANSWERED = Prepared(
    select(func.count(func.distinct(Arrival.slot))).where(
        Arrival.attempt_id == bindparam("attempt", type_=Integer),
        _one_of(Arrival.standing, COUNTED),
        Arrival.value != "null",
        ~select(_later.id)
        .where(
            _later.attempt_id == Arrival.attempt_id,
            _later.slot == Arrival.slot,
            _one_of(_later.standing, COUNTED),
            or_(
                _later.typed_under > Arrival.typed_under,
                and_(_later.typed_under == Arrival.typed_under, _later.seq > Arrival.seq),
            ),
        )
        .exists(),
    )
)


@dataclass(frozen=True, slots=True)
class OwnPapers:
    """The paper that was asked for, and the person's others of the same exam, oldest first."""

    asked: OwnPaper
    others: Sequence[OwnPaper]

    @property
    def series(self) -> list[OwnPaper]:
        """The results of this exam that count, oldest first."""
        papers = sorted(
            (self.asked, *self.others), key=lambda each: (each.closed_ms or 0, each.attempt_id)
        )
        return [each for each in papers if each.counts]


def own_papers(token: str, actor: Actor) -> OwnPapers:
    """The actor's paper with this token; for anyone else there is none."""
    rows = _SAME_EXAM.rows({"token": token, "person": actor.id})
    papers = [OwnPaper(*row) for row in rows]
    asked = next((each for each in papers if each.token == token), None)
    if asked is None:
        raise Missing(N_("There is no such exam of yours."))
    return OwnPapers(asked, [each for each in papers if each is not asked])


def own_record(person_id: int) -> list[OwnPaper]:
    """Every paper of somebody whose result is out, voided ones among them, oldest first."""
    return [OwnPaper(*row) for row in _ALL.rows({"person": person_id})]


def answered_of(attempt_id: int) -> int:
    """How many slots have an answer that stands; one that was cleared is none."""
    ((count,),) = _ANSWERED.rows({"attempt": attempt_id})
    return int(count)
