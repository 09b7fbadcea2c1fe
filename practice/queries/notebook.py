"""The notebook of wrong questions, and the last tries that it follows from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import joinedload

from core.database import db
from practice.models import PracticeAnswer
from practice.queries.questions import practised, shown
from practice.rules.records import LAST, Record
from practice.rules.rounds import NOTEBOOK, about
from question_bank.models import Revision
from question_bank.queries.content import topics


@dataclass(frozen=True, slots=True)
class Noted:
    """A question of the notebook, its record, and the last answer in the order it was shown."""

    revision: Revision
    record: Record
    answer: PracticeAnswer
    order: Sequence[int]


def records_of(person_id: int) -> dict[str, Record]:
    """The last tries of somebody at each question they ever answered in practice."""
    age = func.row_number().over(
        partition_by=PracticeAnswer.question,
        order_by=(PracticeAnswer.at.desc(), PracticeAnswer.id.desc()),
    )
    ranked = (
        select(PracticeAnswer, age.label("age"))
        .where(PracticeAnswer.person_id == person_id)
        .subquery()
    )
    columns = (ranked.c[name] for name in ("question", "share", "round_id", "number", "at"))
    statement = select(*columns).where(ranked.c.age <= LAST).order_by(ranked.c.age)
    records: dict[str, Record] = {}
    for question, text, round_id, number, at in db.session.execute(statement):
        share = Fraction(text)
        last = records.get(question, Record((), round_id, number, at))
        records[question] = replace(last, shares=(*last.shares, share))
    return records


def notebook(person_id: int) -> list[Noted]:
    """The questions of somebody's notebook with their last try, by topic; always four queries."""
    records = records_of(person_id)
    noted = about(NOTEBOOK, practised(), records)
    revisions = shown(each.revision_id for each in noted)
    answers = _answers([records[each.code] for each in noted])
    place = {code: at for at, code in enumerate(topics())}
    noted.sort(key=lambda each: (place.get(each.topic, len(place)), each.code))
    return [
        _noted(revisions[each.revision_id], records[each.code], answers[each.code])
        for each in noted
    ]


def _noted(revision: Revision, record: Record, answer: PracticeAnswer) -> Noted:
    order = answer.round.slots[answer.number - 1]["order"]
    return Noted(revision, record, answer, order)


def _answers(records: Sequence[Record]) -> dict[str, PracticeAnswer]:
    """The answers at the places of these records, with their rounds, by question."""
    places = [(record.round_id, record.number) for record in records]
    statement = (
        select(PracticeAnswer)
        .options(joinedload(PracticeAnswer.round))
        .where(tuple_(PracticeAnswer.round_id, PracticeAnswer.number).in_(places))
    )
    return {each.question: each for each in db.session.scalars(statement)}
