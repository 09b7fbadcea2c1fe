"""Months and days on a calendar: how far back a fact counts, and until when a credential holds."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = 12


def months_after(day: date, months: int) -> date:
    """The same day so many months later (or earlier); the last of the month if there is none."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def local_day(moment: datetime, zone: str) -> date:
    """The day that a moment falls on where the person works."""
    return moment.astimezone(ZoneInfo(zone)).date()


def is_within(moment: datetime, months: int, *, at: datetime, zone: str) -> bool:
    """Whether a moment is not longer ago than so many months; the same day counts."""
    return local_day(moment, zone) >= months_after(local_day(at, zone), -months)


def last_day(first: date, months: int) -> date:
    """The last day of a period of so many months: the day before its anniversary."""
    return months_after(first, months) - timedelta(days=1)
