"""Moving candidates to paper and noting who did not come."""

from collections.abc import Collection

from sqlalchemy import exists, select, update

from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms
from core.database import transaction
from core.errors import N_, Missing, NotAllowed, Refused
from exam.acts import ExamAct
from exam.models.attempts import Attempt, AttemptEvent
from exam.models.candidates import PaperEntry, Registration
from exam.models.sittings import Sitting
from exam.queries.on_paper import ABSENT, PRESENT
from exam.queries.on_screen import seated_on_screen
from exam.queries.sittings import locked_sitting, phase, standing_registration
from exam.rules.phases import Phase


def put_on_paper(sitting_id: int, registration_ids: Collection[int], *, actor: Actor) -> int:
    """From here on these candidates answer on paper and cannot open an exam on a screen.

    Possible between sealing and the end of the window, for whoever has not started. How many.
    """
    chosen = set(registration_ids)
    with transaction() as session:
        sitting = _sitting_to_move(sitting_id, actor)
        if not chosen:
            raise Refused(N_("Choose somebody."))
        attempts = _attempts(sitting, chosen)
        if len(attempts) < len(chosen):
            raise Missing(N_("There is no such candidate in this sitting."))
        if any(attempt.state != "ready" for attempt in attempts):
            raise Refused(N_("Whoever has started on a screen stays there."))
        session.execute(
            update(Registration).where(Registration.id.in_(chosen)).values(on_paper=True)
        )
        record(
            ExamAct.PUT_ON_PAPER,
            actor,
            subject=("sitting", sitting.id),
            unit_path=sitting.unit.path,
            registrations=sorted(chosen),
        )
    return len(chosen)


def put_room_on_paper(sitting_id: int, room_id: int, *, actor: Actor) -> int:
    """Move everyone to paper who sits in a room and has not started. How many."""
    with transaction():
        locked_sitting(actor, sitting_id)
        seated = seated_on_screen(sitting_id, room_id)
        return put_on_paper(sitting_id, seated, actor=actor)


def take_off_paper(sitting_id: int, registration_id: int, *, actor: Actor) -> None:
    """Move a candidate back to the screen while nothing of the paper was typed in."""
    with transaction() as session:
        sitting = _sitting_to_move(sitting_id, actor)
        attempt = _on_paper(sitting, registration_id)
        _refuse_typed_in(attempt)
        session.execute(
            update(Registration).where(Registration.id == registration_id).values(on_paper=False)
        )
        record(
            ExamAct.TAKEN_OFF_PAPER,
            actor,
            subject=("sitting", sitting.id),
            unit_path=sitting.unit.path,
            registrations=[registration_id],
        )


def _sitting_to_move(sitting_id: int, actor: Actor) -> Sitting:
    sitting = locked_sitting(actor, sitting_id)
    refuse_candidate(sitting, actor)
    if phase(sitting, exam_ms()) not in (Phase.SEALED, Phase.OPEN):
        raise Refused(N_("That is possible between sealing and the end of the window."))
    return sitting


def refuse_candidate(sitting: Sitting, actor: Actor) -> None:
    """Whoever sits a sitting touches none of its papers, whatever duties they have."""
    sits = exists().where(
        Registration.sitting_id == sitting.id,
        Registration.person_id == actor.id,
        standing_registration(),
    )
    with transaction() as session:
        if session.scalar(select(sits)):
            raise NotAllowed(N_("You sit this sitting yourself: its papers are not for you."))


def _attempts(sitting: Sitting, registration_ids: Collection[int]) -> list[Attempt]:
    with transaction() as session:
        statement = (
            select(Attempt)
            .join(Registration, Registration.id == Attempt.registration_id)
            .where(
                Attempt.sitting_id == sitting.id,
                Attempt.registration_id.in_(registration_ids),
                standing_registration(),
            )
            .with_for_update(of=Attempt)
            .execution_options(populate_existing=True)
        )
        return list(session.scalars(statement))


def _on_paper(sitting: Sitting, registration_id: int) -> Attempt:
    """The attempt of a candidate on paper that is not in yet."""
    found = _attempts(sitting, [registration_id])
    if not found or not found[0].registration.on_paper:
        raise Missing(N_("There is no such candidate on paper in this sitting."))
    if found[0].state != "ready":
        raise Refused(N_("This paper is in already."))
    return found[0]


def _refuse_typed_in(attempt: Attempt) -> None:
    with transaction() as session:
        if session.scalar(select(exists().where(PaperEntry.attempt_id == attempt.id))):
            raise Refused(N_("Answers of this paper were typed in already."))


def note_attendance(sitting_id: int, registration_id: int, *, came: str, actor: Actor) -> None:
    """Say whether a candidate on paper came: `came` is absent or present, the last word counts.

    The sitting does not wait for the paper of somebody who is absent.
    """
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        refuse_candidate(sitting, actor)
        at_ms = exam_ms()
        if phase(sitting, at_ms) not in (Phase.OPEN, Phase.ENDING):
            raise Refused(N_("Who came is noted from the opening until the sitting is closed."))
        attempt = _on_paper(sitting, registration_id)
        if came == ABSENT:
            _refuse_typed_in(attempt)
        session.add(AttemptEvent(attempt_id=attempt.id, kind=came, at_ms=at_ms))
        record(
            ExamAct.ATTENDANCE_NOTED,
            actor,
            subject=("attempt", attempt.id),
            unit_path=sitting.unit.path,
            sitting=sitting.id,
            came=came == PRESENT,
        )
