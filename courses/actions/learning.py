"""What readers do: say that they have read a module, and answer its self-checks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from courses.actions.completing import note_completion
from courses.models.modules import ModuleRevision
from courses.models.studying import CheckAnswer, Reading
from courses.queries.checks import share_of
from courses.queries.outline import place_of
from courses.queries.prerequisites import demand_open
from courses.queries.reading import Check, check_of
from courses.rules.asking import value_of
from question_bank.kinds import KINDS
from question_bank.kinds.kind import Unreadable

UNREADABLE = {"ordering": N_("Give every item a position of its own.")}
OTHERWISE_UNREADABLE = N_("We could not read that answer. Please choose again.")


class Unfit(Refused):
    """What was sent is no answer to the question."""


def confirm_reading(course_code: str, module_code: str, *, actor: Actor) -> None:
    """Note that the actor has read the module as it stands now; once for each revision."""
    at = now()
    with transaction() as session:
        place = place_of(course_code, module_code)
        demand_open(place, actor)
        module = place.module
        if _note_reading(session, module, actor, at):
            note_completion(module_code, actor, at)


def answer_check(
    course_code: str,
    module_code: str,
    question: str,
    *,
    revision_id: int | None,
    sent: Sequence[str],
    actor: Actor,
) -> CheckAnswer:
    """Keep an answer to a self-check with what it earned; who answers has read the module.

    `revision_id` is the wording that was shown, `sent` the fields of the form in their order.
    """
    at = now()
    with transaction() as session:
        place = place_of(course_code, module_code)
        demand_open(place, actor)
        module = place.module
        check = check_of(course_code, module_code, question, person_id=actor.id)
        if check.revision_id != revision_id:
            raise Unfit(
                N_("This question was changed since the page was shown. Please answer again.")
            )
        read = _read(check, sent)
        share = share_of(check.revision_id, read)
        answer = CheckAnswer(
            person_id=actor.id,
            module_id=module.module_id,
            question=question,
            question_revision_id=check.revision_id,
            value=read,
            earned=share.numerator,
            full=share.denominator,
            at=at,
        )
        session.add(answer)
        _note_reading(session, module, actor, at)
        note_completion(module_code, actor, at)
    return answer


def _read(check: Check, sent: Sequence[str]) -> object:
    try:
        read = KINDS[check.kind].read(value_of(check.kind, sent, check.order), check.size)
    except Unreadable as problem:
        raise Unfit(UNREADABLE.get(check.kind, OTHERWISE_UNREADABLE)) from problem
    if read is None:
        raise Unfit(N_("Nothing was chosen yet."))
    return read


def _note_reading(session: Session, module: ModuleRevision, actor: Actor, at: datetime) -> bool:
    """Add a reading unless this revision has one by the actor."""
    known = select(Reading.id).where(
        Reading.person_id == actor.id, Reading.revision_id == module.id
    )
    if session.scalars(known.limit(1)).first():
        return False
    session.add(Reading(person_id=actor.id, revision_id=module.id, at=at))
    return True
