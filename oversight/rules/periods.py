"""Periods that a manager looks at, and how soon a credential ends."""

from datetime import date, datetime, timedelta

from core.errors import N_

PERIODS: dict[int, str] = {
    3: N_("the last 3 months"),
    12: N_("the last 12 months"),
    24: N_("the last 24 months"),
    0: N_("all the time"),
}
"""Months back, and how that is said; 0 leaves nothing out."""
USUAL = 12
DAYS_A_MONTH = 365 / 12

WARNINGS = (7, 30, 90)
"""A credential's end is told so many days before."""


def beginning(months: int, at: datetime) -> datetime | None:
    """When a period of so many months began that ends now; None for one that never did."""
    return at - timedelta(days=round(months * DAYS_A_MONTH)) if months else None


def warning(valid_until: date, on: date) -> int | None:
    """The nearest warning under which an end falls on a day; None for no warning, or too late."""
    left = (valid_until - on).days
    return next((days for days in WARNINGS if 0 <= left <= days), None)
