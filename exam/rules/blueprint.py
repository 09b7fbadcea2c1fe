"""A blueprint: how many questions of what, for how many points, in what time, and what passes."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

from core.errors import N_

DIFFICULTIES = ("easy", "medium", "hard")
MOST_QUESTIONS = 500
Reason = tuple[str, dict[str, object]]


class BadBlueprint(ValueError):
    """A blueprint that cannot be used: every reason, each a message and its values."""

    def __init__(self, reasons: list[Reason]) -> None:
        """Keep the reasons."""
        super().__init__("; ".join(message % values for message, values in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class KindShare:
    """So many questions of a kind, each for so many points."""

    kind: str
    count: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """Topics drawn together, and how many questions of each difficulty."""

    topics: tuple[str, ...]
    counts: Mapping[str, int]

    def holds(self, topic: str) -> bool:
        """Whether a topic belongs here; a pattern such as law.* covers a family."""
        return any(fnmatchcase(topic, pattern) for pattern in self.topics)


@dataclass(frozen=True, slots=True)
class Section:
    """Topics reported together, with the least share of their points that passes."""

    code: str
    names: Mapping[str, str]
    topics: tuple[str, ...]
    floor_percent: Decimal

    def holds(self, topic: str) -> bool:
        """Whether a topic is reported here."""
        return any(fnmatchcase(topic, pattern) for pattern in self.topics)


@dataclass(frozen=True, slots=True)
class Blueprint:
    """One version of a blueprint: percentages of full marks, `exposure` as a share of all forms."""

    code: str
    version: int
    titles: Mapping[str, str]
    minutes: int
    pass_percent: Decimal
    pool: str
    exposure: Decimal
    show_paper: bool
    kinds: tuple[KindShare, ...]
    groups: tuple[Group, ...]
    sections: tuple[Section, ...]

    @property
    def size(self) -> int:
        """How many questions a form has."""
        return sum(share.count for share in self.kinds)

    @property
    def full_marks(self) -> Decimal:
        """The points of a whole form."""
        return sum((share.points * share.count for share in self.kinds), Decimal(0))

    def points_of(self, kind: str) -> Decimal:
        """The points of a question of this kind."""
        return next(share.points for share in self.kinds if share.kind == kind)

    def section_of(self, topic: str) -> str:
        """The code of the section that reports a topic."""
        return next((section.code for section in self.sections if section.holds(topic)), "other")


def read_blueprint(definition: Mapping[str, Any], kinds: frozenset[str]) -> Blueprint:
    """A blueprint from its file's values; raises BadBlueprint with every reason at once."""
    try:
        blueprint = _read(definition)
    except (KeyError, TypeError, ValueError, ArithmeticError) as problem:
        message = N_("The blueprint lacks a field, or one has the wrong form: %(problem)s")
        raise BadBlueprint([(message, {"problem": str(problem)})]) from problem
    reasons = [
        *_wrong_counts(blueprint),
        *_wrong_kinds(blueprint, kinds),
        *_wrong_limits(blueprint),
    ]
    if reasons:
        raise BadBlueprint(reasons)
    return blueprint


def _wrong_counts(blueprint: Blueprint) -> list[Reason]:
    counts = [count for group in blueprint.groups for count in group.counts.values()]
    reasons: list[Reason] = []
    if blueprint.size != sum(counts):
        message = N_("The kinds ask for %(kinds)s questions, the topics for %(topics)s.")
        reasons.append((message, {"kinds": blueprint.size, "topics": sum(counts)}))
    if not 0 < blueprint.size <= MOST_QUESTIONS:
        reasons.append((N_("A form needs 1 to 500 questions."), {}))
    if (
        any(share.points <= 0 or share.count < 0 for share in blueprint.kinds)
        or min(counts, default=0) < 0
    ):
        reasons.append((N_("Points must be above 0 and counts not below."), {}))
    return reasons


def _wrong_kinds(blueprint: Blueprint, known: frozenset[str]) -> list[Reason]:
    named = [share.kind for share in blueprint.kinds]
    reasons: list[Reason] = [
        (
            N_("There is no kind of question called %(kind)s that a machine can mark."),
            {"kind": kind},
        )
        for kind in named
        if kind not in known
    ]
    if len(set(named)) < len(named):
        reasons.append((N_("Each kind of question may stand once only."), {}))
    return reasons


def _wrong_limits(blueprint: Blueprint) -> list[Reason]:
    limits = (
        (1 <= blueprint.minutes <= 600, N_("The time must be 1 to 600 minutes.")),
        (0 <= blueprint.pass_percent <= 100, N_("The pass mark must be 0 to 100 percent.")),
        (
            0 < blueprint.exposure <= 1,
            N_("The exposure limit must be above 0 and at most 1."),
        ),
        (
            all(0 <= section.floor_percent <= 100 for section in blueprint.sections),
            N_("The floor of a section must be 0 to 100 percent."),
        ),
        (blueprint.pool == "exam", N_("Papers are drawn from the exam pool alone.")),
    )
    return [(message, {}) for holds, message in limits if not holds]


def _read(definition: Mapping[str, Any]) -> Blueprint:
    return Blueprint(
        code=str(definition["code"]),
        version=int(definition["version"]),
        titles=dict(definition["title"]),
        minutes=int(definition["minutes"]),
        pass_percent=_decimal(definition["pass_percent"]),
        pool=str(definition.get("pool", "exam")),
        exposure=_decimal(definition.get("exposure", "1")),
        show_paper=bool(definition.get("show_paper", False)),
        kinds=tuple(
            KindShare(str(row["kind"]), int(row["count"]), _decimal(row["points"]))
            for row in definition["kinds"]
        ),
        groups=tuple(
            Group(_topics(row), {level: int(row.get(level, 0)) for level in DIFFICULTIES})
            for row in definition["groups"]
        ),
        sections=tuple(
            Section(
                str(row["code"]),
                {"zh": str(row["zh"]), "en": str(row["en"])},
                _topics(row),
                _decimal(row.get("floor_percent", "0")),
            )
            for row in definition["sections"]
        ),
    )


def _decimal(value: object) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(f"{value} is not a number")
    return number


def _topics(row: Mapping[str, Any]) -> tuple[str, ...]:
    topics = row["topics"]
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise ValueError("topics is not a list of topics")
    return tuple(topics)
