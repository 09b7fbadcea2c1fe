"""What markers gave for the written answers of an attempt, as records of its dossier."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from audit.rules.bundle import Record
from core.database import db
from exam.models.attempts import Attempt
from exam.models.marking import Remarking, Script, WrittenMark
from exam.rules.basis import Basis


@dataclass(frozen=True, slots=True)
class WrittenAnswers:
    """The marks of an attempt in the order in which they were given, and its remarkings.

    In a dossier marks are numbered in that order, and markers in the order of their first: neither
    says who it was, nor whom else they marked.
    """

    slots: dict[int, int]
    marks: Sequence[WrittenMark]
    remarkings: Sequence[Remarking]

    def records(self, appeal_number: Callable[[int], int]) -> list[Record]:
        """A record for every mark, then for every remarking with the number of its appeal."""
        numbers = self._numbers()
        return [
            *(
                Record("written_mark", self._mark(order, mark, numbers[mark.marker_id]))
                for order, mark in enumerate(self.marks, start=1)
            ),
            *(
                Record(
                    "remarking",
                    {
                        "slot": self.slots[each.script_id],
                        "after": self._up_to(each.after_id),
                        "appeal": appeal_number(each.appeal_id),
                        "at": each.at.isoformat(),
                    },
                )
                for each in self.remarkings
            ),
        ]

    def until(self, basis: Basis) -> int:
        """How many of the marks were there for a run."""
        return self._up_to(basis.until)

    def ended(self, basis: Basis) -> list[int]:
        """The markers, by number, whose marks a run left out."""
        return sorted(number for who, number in self._numbers().items() if who in basis.ended)

    def _mark(self, order: int, mark: WrittenMark, marker: int) -> dict[str, Any]:
        return {
            "slot": self.slots[mark.script_id],
            "order": order,
            "marker": marker,
            "lines": mark.lines,
            "points": str(mark.points),
            "remark": mark.remark,
            "at": mark.at.isoformat(),
        }

    def _numbers(self) -> dict[int, int]:
        markers = dict.fromkeys(mark.marker_id for mark in self.marks)
        return {marker: number for number, marker in enumerate(markers, start=1)}

    def _up_to(self, last_id: int) -> int:
        return sum(mark.id <= last_id for mark in self.marks)


def written_answers(attempt: Attempt) -> WrittenAnswers:
    """The written answers of an attempt with all that was given for them."""
    slots = dict(
        db.session.execute(
            select(Script.id, Script.slot).where(Script.attempt_id == attempt.id)
        ).all()
    )
    if not slots:
        return WrittenAnswers({}, (), ())
    marks = select(WrittenMark).where(WrittenMark.script_id.in_(slots)).order_by(WrittenMark.id)
    again = select(Remarking).where(Remarking.script_id.in_(slots)).order_by(Remarking.id)
    return WrittenAnswers(slots, db.session.scalars(marks).all(), db.session.scalars(again).all())
