"""Closing a sitting, marking its attempts, releasing the results."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, insert, or_, select

from audit.actions import record
from audit.rules.entry import canonical
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import db, transaction
from core.errors import N_, Refused
from exam.actions import marking
from exam.actions.sweeping import tell
from exam.acts import ExamAct
from exam.events import ResultsReleased, results_released
from exam.models.attempts import Arrival, Attempt
from exam.models.candidates import Form
from exam.models.results import Result
from exam.models.sittings import Closing, GradingRun, Release, Sitting
from exam.queries.attempts import ANSWER_COLUMNS
from exam.queries.on_paper import is_awaited_on_paper
from exam.queries.results import newest_run, unmarked
from exam.queries.scripts import settled_points, waits_for_markers
from exam.queries.sittings import lock_sitting, locked_sitting, phase, rule_of
from exam.rules.arrivals import COUNTED, Answer, given, standing_answers
from exam.rules.blueprint import Blueprint
from exam.rules.grading import RULES_VERSION, Mark, Outcome, Part, outcome, rounded
from exam.rules.items import fared
from exam.rules.phases import Phase
from exam.rules.places import place_of
from exam.rules.slots import SlotQuestion, question_of
from question_bank.actions.using import Figures, note_figures
from question_bank.kinds import KINDS
from question_bank.models import Revision
from question_bank.queries.questions import revisions


def close_ended() -> int:
    """Close and mark every sitting whose window is over and whose papers are all in."""
    at_ms = exam_ms()
    over = db.session.scalars(
        select(Sitting.id)
        .join(Sitting.sealing)
        .outerjoin(Sitting.closing)
        .where(Closing.sitting_id.is_(None), Sitting.closes_ms <= at_ms, ~_is_being_written())
        .order_by(Sitting.id)
    ).all()
    closed = [sitting_id for sitting_id in over if close(sitting_id)]
    for sitting_id in unmarked():
        _run_once(sitting_id)
    return len(closed)


def _run_once(sitting_id: int) -> None:
    """Of two workers at once one marks; written answers wait for their markers."""
    with transaction() as session:
        lock_sitting(sitting_id)
        is_settled = not waits_for_markers(session.get_one(Sitting, sitting_id))
        if is_settled and newest_run(sitting_id) is None:
            run(sitting_id, actor=None)


def _is_being_written() -> ColumnElement[bool]:
    is_open = exists().where(
        Attempt.sitting_id == Sitting.id, Attempt.state.in_(("open", "paused"))
    )
    return or_(is_open, is_awaited_on_paper())


def close(sitting_id: int) -> bool:
    """Note the digest of the journal, and tell the seed of the draws: no answer counts any more.

    False: it was closed already, never sealed, or its window or a paper is still open.
    """
    with transaction() as session:
        lock_sitting(sitting_id)
        sitting = session.get_one(Sitting, sitting_id)
        sealing = sitting.sealing
        if sealing is None or phase(sitting, exam_ms()) is not Phase.ENDING:
            return False
        if session.scalar(select(_is_being_written()).where(Sitting.id == sitting_id)):
            return False
        tell(sitting_id)
        digest, count = journal_digest(sitting_id)
        session.add(Closing(sitting_id=sitting_id, journal_hash=digest, arrivals=count, at=now()))
        marking.lay_out(sitting_id, _written(sitting_id))
        record(
            ExamAct.SITTING_CLOSED,
            None,
            subject=("sitting", sitting_id),
            unit_path=sitting.unit.path,
            journal_hash=digest,
            arrivals=count,
            seed=sealing.seed,
        )
    return True


def journal_digest(sitting_id: int) -> tuple[str, int]:
    """SHA-256 over every arrival that counts, attempt by attempt in order, and how many there are.

    What comes too late is kept too, but changes nothing here: so it can be computed again.
    """
    rows = db.session.execute(
        select(Arrival.attempt_id, *ANSWER_COLUMNS, Arrival.at_ms)
        .join(Attempt, Attempt.id == Arrival.attempt_id)
        .where(Attempt.sitting_id == sitting_id, Arrival.standing.in_(COUNTED))
        .order_by(Arrival.attempt_id, Arrival.id)
    )
    digest, count = sha256(), 0
    for row in rows:
        digest.update(canonical(list(row)) + b"\n")
        count += 1
    return digest.hexdigest(), count


def run(sitting_id: int, *, actor: Actor | None) -> GradingRun:
    """Mark the closed attempts of a closed sitting; same answers and keys give the same digest."""
    with transaction() as session:
        sitting = session.get_one(Sitting, sitting_id)
        if sitting.closing is None:
            raise Refused(N_("This sitting is not closed; it cannot be marked yet."))
        if waits_for_markers(sitting):
            raise Refused(N_("Written answers of this sitting still wait for markers."))
        papers = _papers(sitting)
        rule = rule_of(sitting)
        rows = [_result(paper.attempt_id, rule, paper.marks) for paper in papers]
        marked = GradingRun(
            sitting_id=sitting_id,
            rules_version=RULES_VERSION,
            digest=sha256(canonical([_digestible(row) for row in rows])).hexdigest(),
            by_id=actor.id if actor else None,
            at=now(),
        )
        session.add(marked)
        session.flush()
        if rows:
            session.execute(insert(Result), [{**row, "run_id": marked.id} for row in rows])
        note_figures(place_of(sitting_id), _figures(papers))
        record(
            ExamAct.GRADED,
            actor,
            subject=("sitting", sitting_id),
            unit_path=sitting.unit.path,
            run=marked.id,
            attempts=len(rows),
            digest=marked.digest,
        )
    return marked


def _digestible(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, Decimal) else value for name, value in row.items()
    }


class _Paper(NamedTuple):
    attempt_id: int
    revision_ids: list[int]
    marks: list[Mark]


def _papers(sitting: Sitting) -> list[_Paper]:
    attempts = _closed_attempts(sitting.id)
    asked = revisions({slot["revision"] for _, slots in attempts for slot in slots})
    answers = _answers(sitting.id)
    points = settled_points(sitting)
    return [
        _Paper(
            attempt_id,
            [slot["revision"] for slot in slots],
            marks(
                slots,
                asked,
                answers.get(attempt_id, {}),
                points[attempt_id],
            ),
        )
        for attempt_id, slots in attempts
    ]


def _closed_attempts(sitting_id: int) -> list[tuple[int, list[dict[str, Any]]]]:
    statement = (
        select(Attempt.id, Form.slots)
        .join(Form, Form.id == Attempt.form_id)
        .where(Attempt.sitting_id == sitting_id, Attempt.state == "closed")
        .order_by(Attempt.id)
    )
    return [(attempt_id, slots) for attempt_id, slots in db.session.execute(statement)]


def _written(sitting_id: int) -> list[tuple[int, int, int]]:
    """The answers that people mark, as (attempt, slot, revision): those that say something."""
    attempts = _closed_attempts(sitting_id)
    asked = revisions({slot["revision"] for _, slots in attempts for slot in slots})
    answers = _answers(sitting_id)
    return [
        (attempt_id, number, slot["revision"])
        for attempt_id, slots in attempts
        for number, slot in enumerate(slots, start=1)
        if _is_written(question_of(slot, asked[slot["revision"]]), answers, attempt_id, number)
    ]


def _is_written(
    question: SlotQuestion, answers: Mapping[int, Mapping[int, Answer]], attempt_id: int, slot: int
) -> bool:
    kind = KINDS[question.kind]
    answer = answers.get(attempt_id, {}).get(slot)
    return kind.marked_by_people and given(answer, kind, question.size) is not None


def _figures(papers: Iterable[_Paper]) -> dict[int, Figures]:
    """How each question fared, in the words of the bank."""
    sheets = (list(zip(paper.revision_ids, paper.marks, strict=True)) for paper in papers)
    return {
        revision_id: Figures(each.papers, each.answered, each.share, each.discrimination)
        for revision_id, each in fared(sheets).items()
    }


def _answers(sitting_id: int) -> dict[int, dict[int, Answer]]:
    """The answers that count, by attempt and slot: one query for the whole sitting."""
    rows = db.session.execute(
        select(Arrival.attempt_id, *ANSWER_COLUMNS)
        .join(Attempt, Attempt.id == Arrival.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .order_by(Arrival.id)
    )
    arrived: dict[int, list[Answer]] = defaultdict(list)
    for attempt_id, slot, typed_under, seq, value, standing in rows:
        arrived[attempt_id].append(Answer(slot, typed_under, seq, value, standing))
    return {attempt_id: standing_answers(found) for attempt_id, found in arrived.items()}


def marks(
    slots: Iterable[Mapping[str, Any]],
    asked: Mapping[int, Revision],
    answers: Mapping[int, Answer],
    points: Mapping[int, Fraction | None],
) -> list[Mark]:
    """What each slot of a form earned; an answer that is none of its kind counts as not given.

    `points` are what markers gave for written answers, by slot.
    """
    return [
        _mark(number, slot, asked[slot["revision"]], answers.get(number), points.get(number))
        for number, slot in enumerate(slots, start=1)
    ]


def _mark(
    number: int,
    slot: Mapping[str, Any],
    revision: Revision,
    answer: Answer | None,
    points: Fraction | None,
) -> Mark:
    question = question_of(slot, revision)
    value = given(answer, KINDS[question.kind], question.size)
    return Mark(
        slot=number,
        topic=revision.topic,
        points=Decimal(slot["points"]),
        share=_share(question, value, slot["order"], points),
        answered=value is not None,
    )


def _share(
    question: SlotQuestion, value: object, order: Sequence[int], points: Fraction | None
) -> Fraction:
    kind = KINDS[question.kind]
    if value is None:
        return Fraction(0)
    if kind.marked_by_people:
        return (points or Fraction(0)) / sum(map(Fraction, question.key["rubric"]))
    return kind.share(value, question.key, order, question.partial)


def _result(attempt_id: int, rule: Blueprint, marked: list[Mark]) -> dict[str, Any]:
    whole = outcome(rule, marked)
    return {
        "attempt_id": attempt_id,
        "score": rounded(whole.total.earned),
        "full": rounded(whole.total.full),
        "passed": whole.passed,
        "marks": [str(rounded(mark.earned)) if mark.answered else None for mark in marked],
        "breakdown": _breakdown(whole),
    }


def _breakdown(whole: Outcome) -> dict[str, Any]:
    return {
        "missed": list(whole.missed),
        "sections": {code: _pair(part) for code, part in whole.sections.items()},
        "topics": {code: _pair(part) for code, part in whole.topics.items()},
    }


def _pair(part: Part) -> list[str]:
    return [str(rounded(part.earned)), str(rounded(part.full))]


def release(sitting_id: int, *, actor: Actor) -> Release:
    """Let the candidates see the results of the newest run, once every paper is marked."""
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        if sitting.release:
            raise Refused(N_("The results are released already."))
        if phase(sitting, exam_ms()) is not Phase.CLOSED:
            raise Refused(N_("Results can be released once the sitting is closed and marked."))
        newest = newest_run(sitting.id)
        if newest is None:
            raise Refused(N_("This sitting has not been marked yet."))
        released = Release(sitting_id=sitting.id, run_id=newest.id, by_id=actor.id, at=now())
        session.add(released)
        record(
            ExamAct.RELEASED,
            actor,
            subject=("sitting", sitting.id),
            unit_path=sitting.unit.path,
            run=newest.id,
            digest=newest.digest,
        )
        session.flush()
        results_released.tell(ResultsReleased(sitting_id=sitting.id, run_id=newest.id))
    return released
