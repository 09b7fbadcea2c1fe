"""The daily drill of five questions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from practice.rules.memory import Memory
from practice.rules.rounds import Practised

DRILLED = 5


def days_in_row(done: Collection[date], today: date) -> int:
    """On how many days in a row a drill was done, up to today, or yesterday while today lasts."""
    day = today if today in done else today - timedelta(1)
    count = 0
    while day in done:
        day, count = day - timedelta(1), count + 1
    return count


def drill_questions(
    due: Sequence[Practised],
    questions: Sequence[Practised],
    memories: Mapping[str, Memory],
    today: date,
) -> list[Practised]:
    """What is due first, then what is held worst, then new ones; nothing tried today already."""
    listed = {each.code for each in due}
    others = [each for each in questions if each.code not in listed]
    held = [each for each in others if each.code in memories]
    held.sort(key=lambda each: memories[each.code].recall(today))
    rested = [each for each in held if memories[each.code].last_on < today]
    new = [each for each in others if each.code not in memories]
    return [*due, *rested, *new][:DRILLED]
