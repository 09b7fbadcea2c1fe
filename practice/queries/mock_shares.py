"""What the answers of mock exams that have ended earned, as far as that stands now."""

from collections.abc import Iterable

from sqlalchemy import select

from core.database import db
from practice.models import MockExam
from practice.queries.mocks import OPEN, own_marks
from practice.rules.mock_result import WRITTEN, shares_now
from question_bank.models import Revision


def shares_of(mocks: Iterable[MockExam]) -> dict[int, list[str | None]]:
    """The shares of each mock exam that has ended, by its id; one query for all."""
    ended = [(mock, mock.end.shares) for mock in mocks if mock.end]
    written = {
        slot["revision"]
        for mock, shares in ended
        for slot, share in zip(mock.slots, shares, strict=True)
        if share == WRITTEN
    }
    statement = select(Revision.id).join(Revision.question).where(Revision.id.in_(written), *OPEN)
    open_ids = set(db.session.scalars(statement))
    return {
        mock.id: shares_now(
            shares,
            own_marks(mock),
            [at for at, slot in enumerate(mock.slots, start=1) if slot["revision"] in open_ids],
        )
        for mock, shares in ended
    }
