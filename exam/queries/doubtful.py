"""Sealed forms on which a question stands that a new version of a statute made doubtful."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db, numbers_in
from exam.models.candidates import Form
from exam.models.sittings import Closing, Sealing, Sitting
from question_bank.models import Question, Revision, Suspension, Upholding
from question_bank.queries.suspended import in_doubt
from question_bank.rules.suspension import unsettled

Standing = dict[int, dict[int, int]]
"""On how many forms each revision stands, by sitting."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A sealed sitting that has not closed yet, and how many of some questions are on its forms."""

    sitting: Sitting
    questions: int


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A question in doubt, why, and on how many forms of a sitting it stands."""

    revision: Revision
    doubts: Sequence[Suspension]
    forms: int


def sittings_holding(revision_ids: Collection[int]) -> list[Holding]:
    """The sealed sittings, not closed yet, whose forms hold one of these revisions."""
    sealings = db.session.scalars(_not_closed()).all()
    wanted = set(revision_ids)
    return _holding(sealings, {each: wanted & _drawable(each) for each in sealings})


def doubtful_sittings(actor: Actor) -> list[Holding]:
    """Those under the actor whose forms hold a question in doubt."""
    under = _not_closed().where(covered_by(actor, Right.READ_SITTINGS))
    sealings = db.session.scalars(under).all()
    doubted = _doubted(set().union(*map(_drawable, sealings)))
    return _holding(sealings, {each: doubted & _drawable(each) for each in sealings})


def doubtful_on(sitting: Sitting) -> list[Doubtful]:
    """The questions on the forms of a sitting that were suspended, and not confirmed since."""
    if sitting.sealing is None:
        return []
    doubted = _doubted(_drawable(sitting.sealing))
    forms = _forms({sitting.id: doubted}).get(sitting.id, {})
    statement = (
        select(Revision)
        .join(Revision.question)
        .options(
            contains_eager(Revision.question),
            selectinload(Revision.suspensions).options(
                joinedload(Suspension.version),
                selectinload(Suspension.upholdings).joinedload(Upholding.answer),
            ),
        )
        .where(Revision.id.in_(forms))
        .order_by(Question.code)
    )
    return [
        Doubtful(each, unsettled(each.suspensions), forms[each.id])
        for each in (db.session.scalars(statement) if forms else ())
    ]


def _not_closed() -> Select[Sealing]:
    return (
        select(Sealing)
        .join(Sealing.sitting)
        .join(Sitting.unit)
        .options(contains_eager(Sealing.sitting).contains_eager(Sitting.unit))
        .where(~exists().where(Closing.sitting_id == Sitting.id))
        .order_by(Sitting.opens_ms, Sitting.id)
    )


def _drawable(sealing: Sealing) -> set[int]:
    """What its forms were drawn from: a short list, against forms by the thousand."""
    return {each["revision_id"] for bank in sealing.bank.values() for each in bank}


def _doubted(revision_ids: Collection[int]) -> set[int]:
    statement = select(Revision.id).where(Revision.id.in_(revision_ids), in_doubt())
    return set(db.session.scalars(statement)) if revision_ids else set()


def _holding(sealings: Sequence[Sealing], wanted: dict[Sealing, set[int]]) -> list[Holding]:
    forms = _forms({each.sitting_id: ids for each, ids in wanted.items()})
    return [
        Holding(each.sitting, len(forms[each.sitting_id]))
        for each in sealings
        if each.sitting_id in forms
    ]


def _forms(wanted: dict[int, set[int]]) -> Standing:
    """Read from the forms themselves, of the sittings alone that may hold what is wanted."""
    sittings = [sitting_id for sitting_id, ids in wanted.items() if ids]
    if not sittings:
        return {}
    slots, revision_id = numbers_in(Form.slots, "revision")
    statement = (
        select(Form.sitting_id, revision_id, func.count(func.distinct(Form.id)))
        .join(slots, true())
        .where(Form.sitting_id.in_(sittings), revision_id.in_(set().union(*wanted.values())))
        .group_by(Form.sitting_id, revision_id)
    )
    found: Standing = defaultdict(dict)
    for sitting_id, revision, count in db.session.execute(statement):
        found[sitting_id][revision] = count
    return found
