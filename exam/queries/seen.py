"""What candidates have seen: the questions of their last attempts."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.database import db
from exam.models.attempts import Attempt
from exam.models.candidates import Form
from question_bank.models import Question, Revision

AT_ONCE = 500


def seen_revisions(people: Sequence[int], attempts: int) -> dict[int, set[int]]:
    """The revisions on the last so many papers that each of these people opened, in any sitting."""
    found: dict[int, set[int]] = {}
    for first in range(0, len(people) if attempts else 0, AT_ONCE):
        found |= _seen_by(people[first : first + AT_ONCE], attempts)
    return found


def seen_codes(people: Sequence[int], attempts: int) -> dict[int, list[str]]:
    """The codes of the questions on those papers; who has opened none is left out."""
    seen = seen_revisions(people, attempts)
    codes = dict(_codes(set().union(*seen.values())))
    return {person: sorted({codes[each] for each in ids}) for person, ids in seen.items()}


def same_questions(revision_ids: Collection[int]) -> set[int]:
    """All revisions of the questions that these are revisions of."""
    shown = aliased(Revision)
    statement = (
        select(Revision.id)
        .join(shown, shown.question_id == Revision.question_id)
        .where(shown.id.in_(revision_ids))
    )
    return set(db.session.scalars(statement)) if revision_ids else set()


def _seen_by(people: Collection[int], attempts: int) -> dict[int, set[int]]:
    statement = (
        select(Attempt.candidate_id, Form.slots)
        .join(Attempt.form)
        .where(Attempt.candidate_id.in_(people), Attempt.opened_ms.is_not(None))
        .order_by(Attempt.candidate_id, Attempt.opened_ms.desc(), Attempt.id.desc())
    )
    papers: dict[int, list[set[int]]] = defaultdict(list)
    for person, slots in db.session.execute(statement):
        if len(papers[person]) < attempts:
            papers[person].append({slot["revision"] for slot in slots})
    return {person: set().union(*shown) for person, shown in papers.items()}


def _codes(revision_ids: set[int]) -> Iterator[tuple[int, str]]:
    ids = sorted(revision_ids)
    for first in range(0, len(ids), AT_ONCE):
        statement = (
            select(Revision.id, Question.code)
            .join(Revision.question)
            .where(Revision.id.in_(ids[first : first + AT_ONCE]))
        )
        rows = db.session.execute(statement)
        yield from ((revision_id, code) for revision_id, code in rows)
