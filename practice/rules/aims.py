"""What a goal may be."""

from datetime import date, timedelta

NUMBERS = (10, 20, 30, 40)
"""The daily numbers to choose from."""
DAILY = 20
"""The daily number of who has chosen none."""
FARTHEST = timedelta(days=365)


def fits(on: date | None, daily: int, today: date) -> bool:
    """A goal has one of the daily numbers, and a day from tomorrow within a year, or none."""
    return daily in NUMBERS and (on is None or today < on <= today + FARTHEST)


def enough(needed: int) -> int | None:
    """The smallest of the daily numbers that reaches so many a day; None where none does."""
    return next((number for number in NUMBERS if number >= needed), None)


def quota(daily: int) -> int:
    """How many new questions a day, where no exam is ahead: half of the daily number."""
    return daily // 2
