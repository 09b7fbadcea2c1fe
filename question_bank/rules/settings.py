"""What the fields of a question say, its file's defaults included, as values."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.fields import Field, allowed, decimal, listed

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_PROPORTIONS = {"easy": Decimal("0.85"), "medium": Decimal("0.65"), "hard": Decimal("0.45")}
_EASY_FROM = Decimal("0.75")
_MEDIUM_FROM = Decimal("0.55")
_ANSWERS = frozenset({"answer", "tolerance", "unit"})
_REPEATED = frozenset({"ref"})
_LONGEST_SECONDS = 7200


@dataclass(frozen=True)
class Difficulty:
    """A label for the cells of a blueprint, and the expected proportion of right answers.

    easy is 0.85, medium 0.65, hard 0.45; a stated proportion is easy from 0.75, medium from 0.55.
    """

    label: str
    expected: Decimal


@dataclass(frozen=True)
class Settings:
    """The fields of a question; what was not given or not understood has its default."""

    lang: str = "zh"
    topic: str | None = None
    difficulty: Difficulty = Difficulty("medium", _PROPORTIONS["medium"])
    points: Decimal = Decimal(1)
    refs: tuple[str, ...] = ()
    pool: str | None = None
    facts: tuple[str, ...] = ()
    confidence: str | None = None
    answer: str | None = None
    tolerance: str | None = None
    unit: str | None = None
    partial: str = "none"
    shuffle: bool = True
    seconds: int | None = None
    enemies: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def settled(front: Sequence[Field], own: Sequence[Field]) -> Settings:
    """A question's own fields over its file's; what answers it is never a default for all."""
    names = {each.name for each in own}
    fields = [each for each in front if each.name not in names and each.name not in _ANSWERS]
    given: dict[str, list[str]] = {}
    for each in (*fields, *own):
        given.setdefault(each.name, []).append(each.value)
    return _settings({name: values[0] for name, values in given.items()}, given.get("ref", []))


def faults(fields: Sequence[Field]) -> list[Diagnostic]:
    """Fields that stand twice, and values that their field cannot have."""
    return [*_repeated(fields), *(fault for each in fields for fault in _value_faults(each))]


def difficulty_of(value: str) -> Difficulty | None:
    """A label, or a proportion from 0 to 1."""
    if value in _PROPORTIONS:
        return Difficulty(value, _PROPORTIONS[value])
    expected = decimal(value)
    if expected is None or expected > 1:
        return None
    easier = "easy" if expected >= _EASY_FROM else "medium"
    return Difficulty(easier if expected >= _MEDIUM_FROM else "hard", expected)


def _settings(given: dict[str, str], refs: Sequence[str]) -> Settings:
    default = Settings()
    return Settings(
        lang=given.get("lang") or default.lang,
        topic=given.get("topic") or None,
        difficulty=difficulty_of(given.get("difficulty", "")) or default.difficulty,
        points=_positive(given.get("points", "")) or default.points,
        refs=tuple(ref for ref in refs if ref),
        pool=_word("pool", given),
        facts=listed(given.get("fact", "")),
        confidence=_word("confidence", given),
        answer=given.get("answer"),
        tolerance=given.get("tolerance"),
        unit=given.get("unit"),
        partial=_word("partial", given) or default.partial,
        shuffle=given.get("shuffle") != "no",
        seconds=_seconds(given.get("time", "")),
        enemies=listed(given.get("enemies", "")),
        tags=listed(given.get("tags", "")),
    )


def _word(name: str, given: dict[str, str]) -> str | None:
    value = given.get(name)
    return value if value in allowed(name) else None


def _positive(value: str) -> Decimal | None:
    number = decimal(value)
    return number or None


def _seconds(value: str) -> int | None:
    number = int(value) if re.fullmatch(r"[0-9]{1,4}", value) else 0
    return number if 0 < number <= _LONGEST_SECONDS else None


def _repeated(fields: Sequence[Field]) -> list[Diagnostic]:
    names = [each.name for each in fields]
    return [
        found("QB108", each.line, name=each.name)
        for at, each in enumerate(fields)
        if each.name and each.name in names[:at] and each.name not in _REPEATED
    ]


def _value_faults(each: Field) -> list[Diagnostic]:
    if each.name in _NUMBERS:
        is_right, words = _NUMBERS[each.name]
        return [] if is_right(each.value) else [_fault("QB116", each, words)]
    if each.name in _CHOICES and each.value not in allowed(each.name):
        return [_fault("QB115", each, ", ".join(allowed(each.name)))]
    if each.name == "lang" and not _LANGUAGE.fullmatch(each.value):
        return [_fault("QB115", each, "zh, en")]
    return []


def _fault(code: str, each: Field, words: str) -> Diagnostic:
    column = len(each.name) + 3
    return found(code, each.line, column=column, name=each.name, value=each.value, allowed=words)


_CHOICES = frozenset({"pool", "confidence", "partial", "shuffle"})
_NUMBERS: dict[str, tuple[Callable[[str], bool], str]] = {
    "difficulty": (
        lambda value: difficulty_of(value) is not None,
        "easy, medium, hard, 0.00-1.00",
    ),
    "points": (lambda value: _positive(value) is not None, "1, 2, 0.5"),
    "time": (lambda value: _seconds(value) is not None, "1-7200"),
}
