"""What may keep a candidate from starting: the entrance, a pause."""

from sqlalchemy import Text, cast, exists, or_, select

from core.database import db
from exam.models.attempts import Attempt
from exam.models.sittings import Entrance
from exam.queries.pauses import held_by_a_pause


def has_door(sitting_id: int) -> bool:
    """Whether a sitting asks something of whoever starts: a code, an address, a browser."""
    asked = or_(
        Entrance.access_code.is_not(None),
        Entrance.settings.is_not(None),
        Entrance.config_key.is_not(None),
        cast(Entrance.addresses, Text) != "[]",
        cast(Entrance.browser_keys, Text) != "[]",
    )
    return bool(db.session.scalar(select(exists().where(Entrance.sitting_id == sitting_id, asked))))


def is_paused(attempt: Attempt) -> bool:
    """Whether a pause that has not ended covers this attempt: its own, its room's, everybody's."""
    return bool(
        db.session.scalar(select(exists().where(Attempt.id == attempt.id, held_by_a_pause())))
    )
