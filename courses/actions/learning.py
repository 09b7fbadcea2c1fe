"""What readers do: say that they have read a module, and answer its self-checks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.actions.turns import in_turn
from core.actor import Actor
from core.database import transaction
from core.errors import N_, Refused
from courses.actions.completing import completing
from courses.models.modules import ModuleRevision
from courses.models.studying import CheckAnswer, Reading
from courses.queries.checks import share_of
from courses.queries.outline import Place, place_of
from courses.queries.prerequisites import demand_open
from courses.queries.reading import Check, check_of, last_answers
from courses.rules.asking import value_of
from question_bank.kinds import KINDS
from question_bank.kinds.kind import Unreadable

UNREADABLE = {"ordering": N_("Give every item a position of its own.")}
SENT_TWICE = timedelta(minutes=10)
"""The same answer so soon after the other, from a page that did not know it, is one act."""
OTHERWISE_UNREADABLE = N_("We could not read that answer. Please choose again.")


class Unfit(Refused):
    """What was sent is no answer to the question."""


def confirm_reading(course_code: str, module_code: str, *, actor: Actor) -> None:
    """Note that the actor has read the module as it stands now; once for each revision."""
    with transaction() as session:
        at = in_turn(session, actor.id)
        place = place_of(course_code, module_code)
        demand_open(place, actor)
        with completing(module_code, actor):
            _note_reading(session, place.module, actor, at)


def answer_check(
    course_code: str,
    module_code: str,
    question: str,
    *,
    revision_id: int | None,
    sent: Sequence[str],
    actor: Actor,
    last_id: int | None = None,
) -> CheckAnswer:
    """Keep an answer to a self-check with what it earned; who answers has read the module.

    `revision_id` is the wording that was shown, `sent` the fields of the form in their order, and
    `last_id` the last answer that the page knew of, 0 for none: the same answer sent twice from it
    is one. Of a page that does not say, every answer is kept.
    """
    with transaction() as session:
        at = in_turn(session, actor.id)
        place = place_of(course_code, module_code)
        demand_open(place, actor)
        check = check_of(place, question, person_id=actor.id)
        if check.revision_id != revision_id:
            raise Unfit(
                N_("This question was changed since the page was shown. Please answer again.")
            )
        read = _read(check, sent)
        answer = _answered(place, check, read, actor, at)
        if last_id is not None and (kept := _kept_since(last_id, place, answer)):
            return kept
        with completing(module_code, actor):
            session.add(answer)
            _note_reading(session, place.module, actor, at)
    return answer


def _read(check: Check, sent: Sequence[str]) -> object:
    try:
        read = KINDS[check.kind].read(value_of(check.kind, sent, check.order), check.size)
    except Unreadable as problem:
        raise Unfit(UNREADABLE.get(check.kind, OTHERWISE_UNREADABLE)) from problem
    if read is None:
        raise Unfit(N_("Nothing was chosen yet."))
    return read


def _answered(place: Place, check: Check, value: object, actor: Actor, at: datetime) -> CheckAnswer:
    share = share_of(check.revision_id, value)
    return CheckAnswer(
        person_id=actor.id,
        module_id=place.module.module_id,
        question=check.id,
        question_revision_id=check.revision_id,
        value=value,
        earned=share.numerator,
        full=share.denominator,
        at=at,
    )


def _kept_since(last_id: int, place: Place, answer: CheckAnswer) -> CheckAnswer | None:
    """The same answer, if it was kept just now and is the last one since the page was shown."""
    newest = last_answers(place, answer.person_id).get(answer.question)
    if newest is None or newest.id <= last_id or answer.at - newest.at > SENT_TWICE:
        return None
    said = (answer.question_revision_id, answer.value)
    return newest if (newest.question_revision_id, newest.value) == said else None


def _note_reading(session: Session, module: ModuleRevision, actor: Actor, at: datetime) -> None:
    """Add a reading unless this revision has one by the actor."""
    known = select(Reading.id).where(
        Reading.person_id == actor.id, Reading.revision_id == module.id
    )
    if session.scalars(known.limit(1)).first() is None:
        session.add(Reading(person_id=actor.id, revision_id=module.id, at=at))
