"""A credential type as it is read from its file: words, validity, numbers, conditions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.errors import N_
from credentials.rules.conditions import (
    EDUCATION_NAMES,
    Asks,
    Basis,
    Condition,
    Courses,
    Education,
    Exams,
    Papers,
    Rank,
    Share,
    Station,
    Titles,
)
from credentials.rules.numbers import pattern_problem

CONFIDENCES = ("A", "A*", "B", "P")
LONGEST_MONTHS = 1200
Reason = tuple[str, dict[str, object]]


class BadRule(ValueError):
    """A rule that cannot be used: every reason, each a message and its values."""

    def __init__(self, reasons: list[Reason]) -> None:
        """Keep the reasons."""
        super().__init__("; ".join(message % values for message, values in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a credential type. `words` is what its documents must say of themselves.

    Only a type for demonstrations may date its credentials back, to show expired ones.
    """

    code: str
    version: int
    titles: Titles
    scope: Titles
    words: Titles
    validity_months: int
    number_pattern: str
    accepts_demonstration: bool
    dated_back_months: int
    basis: tuple[Basis, ...]
    conditions: tuple[Condition, ...]

    def condition(self, code: str) -> Condition | None:
        """The condition with this code."""
        return next((each for each in self.conditions if each.code == code), None)


def read_rule(definition: Mapping[str, Any]) -> Rule:
    """A rule from its file's values; raises BadRule with every reason at once."""
    try:
        rule = _read(definition)
    except (KeyError, TypeError, ValueError, ArithmeticError) as problem:
        message = N_("The rule lacks a field, or one has the wrong form: %(problem)s")
        raise BadRule([(message, {"problem": str(problem)})]) from problem
    reasons = [*_wrong_limits(rule), *_wrong_basis(rule), *_wrong_conditions(rule)]
    if reasons:
        raise BadRule(reasons)
    return rule


def warnings(rule: Rule) -> list[Reason]:
    """What whoever writes a rule should think over: a rank measures the others, not the officer."""
    message = N_(
        "Condition %(condition)s asks for a rank: that measures how good the others were, not "
        "what the officer can do."
    )
    return [
        (message, {"condition": each.code})
        for each in rule.conditions
        if isinstance(each.asks, Rank)
    ]


def _wrong_limits(rule: Rule) -> list[Reason]:
    pattern = pattern_problem(rule.number_pattern)
    limits = (
        (bool(rule.code) and rule.version >= 1, N_("A rule needs a code and a version from 1.")),
        (1 <= rule.validity_months <= LONGEST_MONTHS, N_("The validity is 1 to 1200 months.")),
        (bool(rule.conditions), N_("A rule without conditions lets everybody through.")),
        (pattern is None, pattern or ""),
        (
            rule.dated_back_months == 0 or rule.accepts_demonstration,
            N_("Only a type for demonstrations may date its credentials back."),
        ),
    )
    return [(message, {}) for holds, message in limits if not holds]


def _wrong_basis(rule: Rule) -> list[Reason]:
    message = N_("Fact %(fact)s is marked %(confidence)s; only A, A*, B and P may be cited.")
    cited = [*rule.basis, *(basis for each in rule.conditions for basis in each.basis)]
    return [
        (message, {"fact": basis.fact, "confidence": basis.confidence})
        for basis in cited
        if basis.confidence not in CONFIDENCES
    ]


def _wrong_conditions(rule: Rule) -> list[Reason]:
    codes = [each.code for each in rule.conditions]
    reasons: list[Reason] = []
    if len(set(codes)) < len(codes):
        reasons.append((N_("Each condition needs a code of its own."), {}))
    if not any(isinstance(each.asks, Papers) and not each.waivable for each in rule.conditions):
        message = N_("A rule needs a condition of kind eligibility that cannot be waived.")
        reasons.append((message, {}))
    reasons += [
        (N_("Condition %(condition)s: %(problem)s"), {"condition": each.code, "problem": problem})
        for each in rule.conditions
        for problem in _problems_of(each.asks)
    ]
    return reasons


def _problems_of(asks: Asks) -> list[str]:
    if isinstance(asks, Papers):
        return []
    if isinstance(asks, Education):
        unknown = sorted(set(asks.accepted) - set(EDUCATION_NAMES))
        return [f"no such education: {', '.join(unknown)}"] if unknown or not asks.accepted else []
    problems = [] if 1 <= asks.months <= LONGEST_MONTHS else ["months must be 1 to 1200"]
    shares = [getattr(asks, name, None) for name in ("percent", "top_percent")]
    if any(share is not None and not 0 <= share <= 100 for share in shares):
        problems.append("a percentage must be 0 to 100")
    if isinstance(asks, Rank) and (asks.best is None) == (asks.top_percent is None):
        problems.append("say either best or top_percent")
    return problems


def _read(definition: Mapping[str, Any]) -> Rule:
    return Rule(
        code=str(definition["code"]),
        version=int(definition["version"]),
        titles=_titles(definition["title"]),
        scope=_titles(definition["scope"]),
        words=_titles(definition["words"]),
        validity_months=int(definition["validity_months"]),
        number_pattern=str(definition["number_pattern"]),
        accepts_demonstration=bool(definition.get("accepts_demonstration", False)),
        dated_back_months=int(definition.get("dated_back_months", 0)),
        basis=_basis(definition),
        conditions=tuple(_condition(row) for row in definition["conditions"]),
    )


def _condition(row: Mapping[str, Any]) -> Condition:
    kind = str(row["kind"])
    if kind not in READERS:
        raise ValueError(f"there is no kind of condition called {kind}")
    return Condition(
        code=str(row["code"]),
        kind=kind,
        titles=_titles(row["title"]),
        basis=_basis(row),
        waivable=bool(row.get("waivable", False)),
        asks=READERS[kind](row),
    )


READERS: dict[str, Callable[[Mapping[str, Any]], Asks]] = {
    "eligibility": lambda row: Papers(),
    "education": lambda row: Education(_codes(row["accepted"])),
    "course": lambda row: Courses(_codes(row["courses"]), int(row["months"])),
    "exam": lambda row: Exams(_codes(row["blueprints"]), int(row["months"])),
    "competition": lambda row: Share(
        _codes(row["series"]), int(row["months"]), _decimal(row.get("percent", "60"))
    ),
    "competition_rank": lambda row: Rank(
        _codes(row["series"]),
        int(row["months"]),
        int(row["best"]) if "best" in row else None,
        _decimal(row["top_percent"]) if "top_percent" in row else None,
    ),
    "service": lambda row: Station(
        _codes(row["series"]),
        int(row["months"]),
        str(row["station"]),
        _decimal(row["percent"]) if "percent" in row else None,
    ),
}


def _titles(value: Mapping[str, Any]) -> Titles:
    return {"zh": str(value["zh"]), "en": str(value["en"])}


def _basis(row: Mapping[str, Any]) -> tuple[Basis, ...]:
    return tuple(
        Basis(str(each["fact"]), str(each["confidence"]), _titles(each))
        for each in row.get("basis", [])
    )


def _codes(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        raise ValueError(f"{value!r} is not a list of codes")
    return tuple(value)


def _decimal(value: object) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(f"{value} is not a number")
    return number
