"""Pauses, voidings and appeals of an attempt, as records of its dossier: nobody is named."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from audit.rules.bundle import Record
from core.database import db
from exam.models.appeals import Appeal, AppealDecision, AppealSettlement, AppealWithdrawal
from exam.models.attempts import Attempt
from exam.models.candidates import Seat
from exam.models.proctoring import Pause
from exam.models.results import Voiding


def pauses_of(attempt: Attempt) -> list[Record]:
    """The pauses that reached the candidate: alone, with the room, or with all."""
    room = select(Seat.room_id).where(Seat.registration_id == attempt.registration_id)
    statement = (
        select(Pause)
        .options(joinedload(Pause.resumption))
        .where(
            Pause.sitting_id == attempt.sitting_id,
            or_(
                Pause.attempt_id == attempt.id,
                Pause.room_id.in_(room),
                and_(Pause.attempt_id.is_(None), Pause.room_id.is_(None)),
            ),
        )
        .order_by(Pause.id)
    )
    return [Record("pause", _pause(each)) for each in db.session.scalars(statement)]


def _pause(pause: Pause) -> dict[str, Any]:
    reached = "candidate" if pause.attempt_id else "room" if pause.room_id else "sitting"
    return {
        "of": reached,
        "from_ms": pause.from_ms,
        "to_ms": pause.resumption.to_ms if pause.resumption else None,
        "reason": pause.reason,
    }


def voiding_record(voiding: Voiding) -> Record:
    """A voiding that was asked for, and what a supervisor answered."""
    decision = voiding.decision
    return Record(
        "voiding",
        {
            "reason": voiding.reason,
            "agreed": decision.agreed if decision else None,
            "at": (decision or voiding).at.isoformat(),
        },
    )


class Appeals:
    """The appeals of an attempt, numbered from 1 in the order in which they were lodged."""

    def __init__(self, appeals: Sequence[Appeal]) -> None:
        """Number them."""
        self._appeals = appeals
        self._numbers = {appeal.id: number for number, appeal in enumerate(appeals, start=1)}

    def __call__(self, appeal_id: int) -> int:
        """The number of an appeal in the dossier."""
        return self._numbers[appeal_id]

    def records(self) -> list[Record]:
        """A record for each appeal with all that became of it."""
        return [
            Record("appeal", {"appeal": self(appeal.id), **_appeal(appeal)})
            for appeal in self._appeals
        ]


def appeals_of(attempt: Attempt) -> Appeals:
    """The appeals against results of an attempt."""
    statement = (
        select(Appeal)
        .options(
            joinedload(Appeal.result),
            joinedload(Appeal.withdrawal),
            joinedload(Appeal.decision),
            joinedload(Appeal.settlement),
        )
        .where(Appeal.attempt_id == attempt.id)
        .order_by(Appeal.id)
        .execution_options(populate_existing=True)
    )
    return Appeals(db.session.scalars(statement).all())


def _appeal(appeal: Appeal) -> dict[str, Any]:
    decision, settlement = appeal.decision, appeal.settlement
    return {
        "run": appeal.result.run_id,
        "slots": appeal.slots,
        "grounds": appeal.grounds,
        "at": appeal.at.isoformat(),
        "due_at": appeal.due_at.isoformat(),
        "withdrawn_at": _at(appeal.withdrawal),
        "upheld": decision.upheld if decision else None,
        "remedy": decision.remedy if decision else None,
        "reasons": decision.reasons if decision else None,
        "decided_at": _at(decision),
        "settled_run": settlement.run_id if settlement else None,
        "settled_note": settlement.note if settlement else None,
        "settled_at": _at(settlement),
    }


def _at(fact: AppealWithdrawal | AppealDecision | AppealSettlement | None) -> str | None:
    return fact.at.isoformat() if fact else None
