"""The values of a workbook's cells as text; formulas, dates and errors are told."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from question_bank.formats.leaving import plain_decimal

_EXACT = 10**15
_HEX = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LED = re.compile(r"'+[=+\-@\t\r\n]")


class Value(NamedTuple):
    """What a cell holds as text; `code` where something is to be told about it."""

    text: str
    code: str | None = None


def value_of(raw: object, *, is_error: bool = False) -> Value:
    """The value of a cell as its owner reads it."""
    if raw is None:
        return Value("")
    if is_error:
        return Value(str(raw), "QI146")
    if isinstance(raw, bool):
        return Value("TRUE" if raw else "FALSE")
    if isinstance(raw, int | float):
        return _number(raw)
    if isinstance(raw, datetime | date | time | timedelta):
        return Value(_moment(raw), "QI265")
    return Value(as_typed(_HEX.sub(lambda match: chr(int(match[1], 16)), str(raw))))


def as_typed(text: str) -> str:
    """Text without white space around it, and without the apostrophe that kept it text."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return plain[1:] if _LED.match(plain) else plain


def as_stored(text: str) -> str:
    """Text as a cell keeps it, so that reading it gives the same."""
    led = f"'{text}" if _LED.match(text) else text
    return _ESCAPE.sub("_x005F_", led)


def _number(number: float) -> Value:
    """Whole numbers without a point; past fifteen digits Excel has lost some."""
    if not abs(number) < float("inf"):
        return Value(str(number), "QI146")
    if abs(number) >= _EXACT:
        return Value(f"{number:.0f}", "QI266")
    return Value(plain_decimal(Decimal(f"{number:.15g}")))


def _moment(moment: datetime | date | time | timedelta) -> str:
    """A day without its midnight."""
    if isinstance(moment, datetime):
        is_day = moment.time() == time()
        return moment.date().isoformat() if is_day else moment.isoformat(" ")
    return str(moment) if isinstance(moment, timedelta) else moment.isoformat()
