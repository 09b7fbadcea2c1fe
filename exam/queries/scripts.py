"""Written answers that people mark: what waits for whom, without a name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, exists, func, select
from sqlalchemy.orm import selectinload

from accounts.models import Person
from accounts.queries import covered_by, demand
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from exam.models.attempts import Attempt
from exam.models.candidates import Form, Registration
from exam.models.results import Script, WrittenMark
from exam.models.sittings import GradingRun, Sitting
from exam.queries.attempts import answers_on_record
from exam.queries.sittings import LOADED, rule_of
from exam.rules.arrivals import given
from exam.rules.marking import MARKERS, settled, wanted
from exam.rules.slots import SlotQuestion, question_of
from question_bank.kinds import KINDS
from question_bank.queries.questions import revisions


@dataclass(frozen=True, slots=True)
class ToMark:
    """One script as a marker sees it; `shared` is the text of its case, `answer` what was written.

    `rubric` are what each line is worth and its words in the paper's language.
    """

    script: Script
    sitting: Sitting
    language: str
    question: SlotQuestion
    shared: str | None
    answer: str
    rubric: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pile:
    """The scripts of a sitting for one marker: all, marked by them, still waiting for them."""

    sitting: Sitting
    total: int
    mine: int
    waiting: int


def piles_for(actor: Actor) -> list[Pile]:
    """The closed sittings under the actor's duty that have scripts and are not marked yet."""
    demand(actor, Right.MARK_ANSWERS)
    statement = (
        select(Sitting, func.count(Script.id))
        .join(Script, Script.sitting_id == Sitting.id)
        .join(Sitting.unit)
        .options(*LOADED)
        .where(covered_by(actor, Right.MARK_ANSWERS), ~_is_graded(), _is_blind_to(actor))
        .group_by(Sitting.id)
        .order_by(Sitting.id)
    )
    found = db.session.execute(statement).unique().all()
    sittings = [sitting for sitting, _ in found]
    mine, waiting = _marked_by(actor, sittings), _waiting(sittings, actor)
    return [
        Pile(sitting, total, mine[sitting.id], len(waiting[sitting.id])) for sitting, total in found
    ]


def _is_graded() -> ColumnElement[bool]:
    return exists().where(GradingRun.sitting_id == Sitting.id)


def _is_blind_to(actor: Actor) -> ColumnElement[bool]:
    """Whoever sits a sitting, planned it, or may read its journals cannot mark it unnamed."""
    sits = exists().where(Registration.sitting_id == Sitting.id, Registration.person_id == actor.id)
    return and_(~sits, Sitting.by_id != actor.id, ~covered_by(actor, Right.READ_SITTINGS))


def _marked_by(actor: Actor, sittings: Sequence[Sitting]) -> defaultdict[int, int]:
    rows = db.session.execute(
        select(Script.sitting_id, func.count())
        .join(WrittenMark, WrittenMark.script_id == Script.id)
        .where(
            Script.sitting_id.in_(each.id for each in sittings), WrittenMark.marker_id == actor.id
        )
        .group_by(Script.sitting_id)
    )
    return defaultdict(int, rows.all())


def sitting_to_mark(sitting_id: int, actor: Actor) -> Sitting:
    """A sitting whose scripts the actor may mark; for anyone else there is none."""
    demand(actor, Right.MARK_ANSWERS)
    statement = (
        select(Sitting)
        .join(Sitting.unit)
        .options(*LOADED)
        .where(
            Sitting.id == sitting_id,
            covered_by(actor, Right.MARK_ANSWERS),
            _is_blind_to(actor),
        )
    )
    found = db.session.scalars(statement).first()
    if found is None or found.closing is None:
        raise Missing(N_("There is nothing of this sitting for you to mark."))
    return found


def next_script(sitting: Sitting, actor: Actor) -> int | None:
    """The next script that the actor may mark and that needs a marker: question after question."""
    waiting = _waiting([sitting], actor)[sitting.id]
    return waiting[0] if waiting else None


def _waiting(sittings: Sequence[Sitting], actor: Actor) -> defaultdict[int, list[int]]:
    """By sitting; those with a mark come first, so that scripts are finished rather than begun."""
    gaps = {sitting.id: rule_of(sitting).gap for sitting in sittings}
    by_this_one = func.coalesce(func.sum(cast(WrittenMark.marker_id == actor.id, Integer)), 0)
    marks = func.count(WrittenMark.id).label("marks")
    statement = (
        select(Script.sitting_id, Script.id, marks)
        .join(Attempt, Attempt.id == Script.attempt_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .outerjoin(WrittenMark, WrittenMark.script_id == Script.id)
        .where(
            Script.sitting_id.in_(gaps),
            Attempt.state == "closed",
            Person.unit_id != actor.unit_id,
        )
        .group_by(Script.id)
        .having(by_this_one == 0)
        .order_by(Script.revision_id, Script.slot, marks.desc(), Script.id)
    )
    rows = db.session.execute(statement).all()
    points = _points_of([row.id for row in rows if row.marks >= MARKERS])
    waiting: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.marks < MARKERS or wanted(points[row.id], gaps[row.sitting_id]):
            waiting[row.sitting_id].append(row.id)
    return waiting


def _points_of(script_ids: Iterable[int]) -> defaultdict[int, list[Decimal]]:
    points: defaultdict[int, list[Decimal]] = defaultdict(list)
    rows = db.session.execute(
        select(WrittenMark.script_id, WrittenMark.points)
        .where(WrittenMark.script_id.in_(list(script_ids)))
        .order_by(WrittenMark.id)
    )
    for script_id, given_points in rows:
        points[script_id].append(given_points)
    return points


def script_to_mark(sitting: Sitting, script_id: int, actor: Actor) -> ToMark:
    """One script of the sitting, if the actor may mark it: not of their own unit."""
    statement = (
        select(Script, Form.slots, Registration.language)
        .join(Attempt, Attempt.id == Script.attempt_id)
        .join(Form, Form.id == Attempt.form_id)
        .join(Registration, Registration.id == Attempt.registration_id)
        .join(Person, Person.id == Attempt.candidate_id)
        .options(selectinload(Script.marks))
        .where(
            Script.id == script_id,
            Script.sitting_id == sitting.id,
            Person.unit_id != actor.unit_id,
        )
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise Missing(N_("There is no such script for you."))
    return _to_mark(sitting, *row)


def _to_mark(
    sitting: Sitting, script: Script, slots: list[dict[str, Any]], language: str
) -> ToMark:
    slot = slots[script.slot - 1]
    revision = revisions({script.revision_id})[script.revision_id]
    question = question_of(slot, revision)
    words = revision.asked.get(language) or revision.asked["zh"]
    told = question.told.get(language) or question.told["zh"]
    answer = answers_on_record(script.attempt_id).get(script.slot)
    return ToMark(
        script=script,
        sitting=sitting,
        language=language,
        question=question,
        shared=words["stem"] if question.part is not None else None,
        answer=str(given(answer, KINDS[question.kind], question.size) or ""),
        rubric=list(zip(question.key["rubric"], told["rubric"], strict=True)),
    )


def scripts_left(sitting: Sitting) -> int:
    """How many scripts of a sitting are not settled yet."""
    by_attempt = settled_points(sitting).values()
    return sum(points is None for by_slot in by_attempt for points in by_slot.values())


def settled_points(sitting: Sitting) -> defaultdict[int, dict[int, Fraction | None]]:
    """The points that markers gave, by attempt and slot; None where another marker is needed."""
    gap = rule_of(sitting).gap
    statement = (
        select(Script.attempt_id, Script.slot, WrittenMark.points)
        .join(Attempt, Attempt.id == Script.attempt_id)
        .outerjoin(WrittenMark, WrittenMark.script_id == Script.id)
        .where(Script.sitting_id == sitting.id, Attempt.state == "closed")
        .order_by(WrittenMark.id)
    )
    marks: defaultdict[tuple[int, int], list[Decimal]] = defaultdict(list)
    for attempt_id, slot, points in db.session.execute(statement):
        marks[attempt_id, slot].extend([points] if points is not None else [])
    found: defaultdict[int, dict[int, Fraction | None]] = defaultdict(dict)
    for (attempt_id, slot), several in marks.items():
        found[attempt_id][slot] = settled(several, gap)
    return found


def waits_for_markers(sitting: Sitting) -> bool:
    """Whether a script is not settled; asked every second, so first what one statement tells."""
    marks = (
        select(func.count())
        .where(WrittenMark.script_id == Script.id)
        .correlate(Script)
        .scalar_subquery()
    )
    too_few = (
        select(Script.id)
        .join(Attempt, Attempt.id == Script.attempt_id)
        .where(Script.sitting_id == sitting.id, Attempt.state == "closed", marks < MARKERS)
        .limit(1)
    )
    return db.session.scalars(too_few).first() is not None or scripts_left(sitting) > 0
