"""What an open page tells of itself: noted for people to judge, never acted upon."""

from sqlalchemy import func, select

from core.actor import Actor
from core.clock import exam_ms
from core.database import transaction
from core.errors import N_, Refused
from exam.models.attempts import Attempt, AttemptEvent
from exam.models.sittings import Entrance
from exam.queries.attempts import own_attempt
from exam.rules.watching import MOST_A_MINUTE, SIGNALS, asked_for


def note_signal(token: str, kind: str, *, slot: int | None, actor: Actor) -> None:
    """Note that the page lost or got the focus, left the full screen, or had text pasted.

    Only where the sitting asks for it, while the attempt is open, and so often a minute at most.
    """
    with transaction() as session:
        attempt = own_attempt(token, actor)
        entrance = session.get(Entrance, attempt.sitting_id)
        if entrance is None or not asked_for(
            kind,
            watches_focus=entrance.watches_focus,
            asks_full_screen=entrance.asks_full_screen,
        ):
            raise Refused(N_("This sitting does not note such things."))
        if attempt.state != "open":
            raise Refused(N_("This exam is not open."))
        at_ms = exam_ms()
        noted = select(func.count()).where(
            AttemptEvent.attempt_id == attempt.id,
            AttemptEvent.kind.in_(SIGNALS),
            AttemptEvent.at_ms > at_ms - 60_000,
        )
        if session.scalars(noted).one() >= MOST_A_MINUTE:
            raise Refused(N_("That was noted often enough for this minute."))
        session.add(
            AttemptEvent(
                attempt_id=attempt.id, kind=kind, slot=_slot_on(attempt, slot), at_ms=at_ms
            )
        )


def _slot_on(attempt: Attempt, slot: int | None) -> int | None:
    return slot if slot and 1 <= slot <= attempt.slot_count else None
