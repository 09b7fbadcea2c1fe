"""Typing answer sheets in: two people who do not see each other's entry must agree."""

from collections.abc import Mapping

from sqlalchemy import insert, update

from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, NotAllowed, Refused
from exam.actions.on_paper import refuse_candidate
from exam.acts import ExamAct
from exam.models.attempts import Arrival, Attempt, AttemptEvent
from exam.models.candidates import PaperEntry
from exam.models.sittings import Sitting
from exam.queries.answer_sheets import AnswerSheet, sheet_of
from exam.queries.on_paper import (
    ABSENT,
    BY_PAPER,
    TRANSCRIBED,
    UNREADABLE,
    attendance_of,
)
from exam.queries.sittings import locked_sitting, phase
from exam.rules.agreeing import Comparison, by_person
from exam.rules.arrivals import value_text
from exam.rules.phases import Phase
from exam.rules.transcribing import CANNOT_BE_READ

PEOPLE_WANTED = 2
ALREADY_IN = N_("This paper is in already.")


def enter(
    sitting_id: int, code: str, readings: Mapping[int, object], *, actor: Actor
) -> Comparison:
    """Note what one person read on a sheet; once two agree on every slot, the paper is in.

    Who has typed a sheet in does not type it in again as the second person; where two differ,
    anybody may type the open slots, and of each person the last word counts. The same entry
    twice changes nothing. The answers then stand in the journal as if typed in a browser.
    """
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        refuse_candidate(sitting, actor)
        if phase(sitting, exam_ms()) not in (Phase.OPEN, Phase.ENDING):
            raise Refused(N_("Sheets are typed in from the opening until the sitting is closed."))
        sheet = _locked_sheet(sitting, code)
        _refuse_settled(sheet)
        own = by_person(sheet.entries).get(actor.id, {})
        if own | dict(readings) == own:
            return sheet.comparison
        _refuse_second_time(sheet, own)
        _refuse_gaps(sheet, readings)
        session.add(
            PaperEntry(
                attempt_id=sheet.attempt.id,
                answers={str(slot): value for slot, value in sorted(readings.items())},
                by_id=actor.id,
                at=now(),
            )
        )
        record(
            ExamAct.PAPER_ENTERED,
            actor,
            subject=("attempt", sheet.attempt.id),
            unit_path=sitting.unit.path,
            sitting=sitting.id,
            slots=len(readings),
        )
        session.flush()
        sheet = sheet_of(sitting, code)
        found = sheet.comparison
        if found.is_settled:
            _take_in(sitting, sheet, found, actor)
    return found


def _locked_sheet(sitting: Sitting, code: str) -> AnswerSheet:
    """The sheet with its attempt as it now is; a voiding waits until this entry is noted."""
    sheet = sheet_of(sitting, code)
    with transaction() as session:
        session.refresh(sheet.attempt, ["state"], with_for_update={"of": Attempt})
    return sheet


def _refuse_settled(sheet: AnswerSheet) -> None:
    if sheet.attempt.state != "ready":
        raise Refused(ALREADY_IN)
    if attendance_of(sheet.attempt) == ABSENT:
        raise Refused(N_("This candidate was noted as absent. Take that back first."))


def _refuse_second_time(sheet: AnswerSheet, own: Mapping[int, object]) -> None:
    if own and sheet.comparison.people < PEOPLE_WANTED:
        raise NotAllowed(
            N_("You have typed this sheet in. Somebody else types it in the second time.")
        )


def _refuse_gaps(sheet: AnswerSheet, readings: Mapping[int, object]) -> None:
    """Whoever types says something of every slot that is open, be it that nothing is there."""
    if not set(sheet.comparison.open_slots) <= set(readings):
        raise Refused(N_("This page was out of date. Open the sheet again and type what is open."))


def _take_in(sitting: Sitting, sheet: AnswerSheet, found: Comparison, actor: Actor) -> None:
    """The agreed answers go to the journal once, and the attempt is closed as one on paper."""
    at_ms = exam_ms()
    attempt_id = sheet.attempt.id
    unread = [slot for slot, value in found.answers.items() if value == CANNOT_BE_READ]
    given = {
        slot: value
        for slot, value in sorted(found.answers.items())
        if value is not None and slot not in unread
    }
    rows = [_arrival(attempt_id, slot, value, at_ms) for slot, value in given.items()]
    with transaction() as session:
        session.execute(
            update(Attempt)
            .where(Attempt.id == attempt_id, Attempt.state == "ready")
            .values(
                state="closed",
                opened_ms=at_ms,
                deadline_ms=at_ms,
                closed_ms=at_ms,
                closed_by=BY_PAPER,
            )
        )
        if rows:
            session.execute(insert(Arrival), rows)
        session.add(
            AttemptEvent(attempt_id=attempt_id, kind=TRANSCRIBED, note=sheet.code, at_ms=at_ms)
        )
        session.add_all(
            AttemptEvent(attempt_id=attempt_id, kind=UNREADABLE, slot=slot, at_ms=at_ms)
            for slot in sorted(unread)
        )
        record(
            ExamAct.PAPER_AGREED,
            actor,
            subject=("attempt", attempt_id),
            unit_path=sitting.unit.path,
            sitting=sitting.id,
            people=sorted({person for person, _ in sheet.entries}),
            answers=len(given),
            unreadable=sorted(unread),
        )


def _arrival(attempt_id: int, slot: int, value: object, at_ms: int) -> dict[str, object]:
    return {
        "attempt_id": attempt_id,
        "slot": slot,
        "seq": slot,
        "typed_under": 0,
        "lease": 0,
        "value": value_text(value),
        "at_ms": at_ms,
        "standing": "counted",
    }
