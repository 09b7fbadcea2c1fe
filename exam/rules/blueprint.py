"""A blueprint: how many questions of what, for how many points, in what time, and what passes."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from core.errors import N_
from exam.rules.blueprint_parts import DIFFICULTIES as DIFFICULTIES
from exam.rules.blueprint_parts import Appeals, Group, KindShare, Retakes, Section
from exam.rules.blueprint_values import (
    appeals_of,
    exact,
    group_of,
    retakes_of,
    section_of,
    share_of,
)

LANGUAGES = ("zh", "en")
MOST_QUESTIONS = 500
MOST_ROWS = 60
LONGEST_TITLE = 120
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED = frozenset({"total", "other"})
"""What a result says of the whole, and of topics in no section."""


class Reason(NamedTuple):
    """Why a blueprint cannot be used: a message, its values, and the field that it is about.

    A field is named by its key; in a list by the list's, the row's number from 0 and its own.
    """

    message: str
    values: Mapping[str, object]
    place: str = ""


class BadBlueprint(ValueError):
    """A blueprint that cannot be used, with every reason."""

    def __init__(self, reasons: list[Reason]) -> None:
        """Keep the reasons."""
        super().__init__("; ".join(reason.message % reason.values for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Blueprint:
    """One version of a blueprint: percentages of full marks, `exposure` as a share of all forms.

    `target` is the mean expected share of right answers of every form, None for what the bank
    gives; `tolerance` how far a form may be from it. `unseen` is the number of a candidate's last
    attempts whose questions are avoided, `gap` the points above which two markers need a third.
    """

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
    target: Decimal | None = None
    tolerance: Decimal = Decimal("0.05")
    unseen: int = 2
    gap: Decimal = Decimal(0)
    retakes: Retakes = field(default_factory=Retakes)
    appeals: Appeals = field(default_factory=Appeals)

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
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as problem:
        message = N_("The blueprint lacks a field, or one has the wrong form: %(problem)s")
        raise BadBlueprint([Reason(message, {"problem": str(problem)})]) from problem
    reasons = [
        *_wrong_names(blueprint),
        *_wrong_counts(blueprint),
        *_wrong_kinds(blueprint, kinds),
        *_wrong_sections(blueprint),
        *_wrong_limits(blueprint),
    ]
    if reasons:
        raise BadBlueprint(reasons)
    return blueprint


def _wrong_names(blueprint: Blueprint) -> list[Reason]:
    reasons = []
    if not CODE.fullmatch(blueprint.code) or len(blueprint.code) > 64:
        message = N_("A code has small letters, digits and hyphens, 64 at most.")
        reasons.append(Reason(message, {}, "code"))
    message = N_("A title in both languages is needed, of at most 120 characters.")
    return reasons + [
        Reason(message, {}, f"title.{language}")
        for language in LANGUAGES
        if not 0 < len(str(blueprint.titles.get(language, "")).strip()) <= LONGEST_TITLE
    ]


def _wrong_counts(blueprint: Blueprint) -> list[Reason]:
    topics = sum(group.size for group in blueprint.groups)
    reasons = []
    if blueprint.size != topics:
        message = N_("The kinds ask for %(kinds)s questions, the topics for %(topics)s.")
        reasons.append(Reason(message, {"kinds": blueprint.size, "topics": topics}, "groups"))
    if not 0 < blueprint.size <= MOST_QUESTIONS:
        reasons.append(Reason(N_("A form needs 1 to 500 questions."), {}, "kinds"))
    if len(blueprint.groups) > MOST_ROWS or len(blueprint.sections) > MOST_ROWS:
        reasons.append(Reason(N_("Groups and sections are 60 at most."), {}, "groups"))
    return reasons + _negative(blueprint)


def _negative(blueprint: Blueprint) -> list[Reason]:
    message = N_("Points must be above 0 and counts not below.")
    kinds = [
        Reason(message, {}, f"kinds.{place}")
        for place, share in enumerate(blueprint.kinds)
        if share.points <= 0 or share.count < 0
    ]
    groups = [
        Reason(message, {}, f"groups.{place}")
        for place, group in enumerate(blueprint.groups)
        if min(group.counts.values()) < 0
    ]
    lacking = N_("Name the topics of each group.")
    return [*kinds, *groups] + [
        Reason(lacking, {}, f"groups.{place}.topics")
        for place, group in enumerate(blueprint.groups)
        if not group.topics
    ]


def _wrong_kinds(blueprint: Blueprint, known: frozenset[str]) -> list[Reason]:
    unknown = N_("There is no kind of question called %(kind)s.")
    reasons = [
        Reason(unknown, {"kind": share.kind}, f"kinds.{place}.kind")
        for place, share in enumerate(blueprint.kinds)
        if share.kind not in known
    ]
    named = [share.kind for share in blueprint.kinds]
    if len(set(named)) < len(named):
        twice = next(place for place, kind in enumerate(named) if kind in named[:place])
        message = N_("Each kind of question may stand once only.")
        reasons.append(Reason(message, {}, f"kinds.{twice}.kind"))
    return reasons


def _wrong_sections(blueprint: Blueprint) -> list[Reason]:
    sections = blueprint.sections
    times = Counter(section.code for section in sections)
    message = N_("Each section needs a code of its own; total and other are taken.")
    reasons = [
        Reason(message, {}, f"sections.{place}.code")
        for place, section in enumerate(sections)
        if not CODE.fullmatch(section.code) or section.code in RESERVED or times[section.code] > 1
    ]
    message = N_("The floor of a section must be 0 to 100 percent.")
    reasons += [
        Reason(message, {}, f"sections.{place}.floor_percent")
        for place, section in enumerate(sections)
        if not 0 <= section.floor_percent <= 100
    ]
    if blueprint.retakes.repeat_after and not any(section.course for section in sections):
        message = N_("To have a course repeated, at least one section must name its course.")
        reasons.append(Reason(message, {}, "retakes.repeat_after"))
    return reasons


def _wrong_limits(blueprint: Blueprint) -> list[Reason]:
    limits = (
        (1 <= blueprint.version <= 10_000, N_("Versions are numbered 1 to 10,000."), "version"),
        (1 <= blueprint.minutes <= 600, N_("The time must be 1 to 600 minutes."), "minutes"),
        (
            0 <= blueprint.pass_percent <= 100,
            N_("The pass mark must be 0 to 100 percent."),
            "pass_percent",
        ),
        (
            0 < blueprint.exposure <= 1,
            N_("The exposure limit must be above 0 and at most 1 (100 percent)."),
            "exposure",
        ),
        (
            blueprint.target is None or 0 < blueprint.target < 1,
            N_("The target must be between 0 and 1 (100 percent)."),
            "target",
        ),
        (
            0 < blueprint.tolerance <= 1,
            N_("The tolerance must be above 0 and at most 1 (100 percent)."),
            "tolerance",
        ),
        (
            0 <= blueprint.unseen <= 10,
            N_("Questions of the last 0 to 10 attempts are avoided."),
            "unseen",
        ),
        (blueprint.gap >= 0, N_("The gap between two markers must not be below 0."), "gap"),
        (
            _fit(blueprint.retakes),
            N_("Retake rules need whole numbers that are not below 0."),
            "retakes.number",
        ),
        (
            1 <= blueprint.appeals.window_days <= 90,
            N_("The time for an appeal must be 1 to 90 days."),
            "appeals.window_days",
        ),
        (
            1 <= blueprint.appeals.decision_days <= 90,
            N_("The time for a decision must be 1 to 90 days."),
            "appeals.decision_days",
        ),
        (blueprint.pool == "exam", N_("Papers are drawn from the exam pool alone."), "pool"),
    )
    return [Reason(message, {}, place) for holds, message, place in limits if not holds]


def _fit(retakes: Retakes) -> bool:
    """Whole numbers within ten years; a cycle is a day at least, a course follows a failure."""
    counts = (retakes.number, retakes.cooling_days)
    firsts = (retakes.cycle_days, retakes.repeat_after)
    return all(0 <= count <= 3650 for count in counts if count is not None) and all(
        1 <= count <= 3650 for count in firsts if count is not None
    )


def _read(definition: Mapping[str, Any]) -> Blueprint:
    return Blueprint(
        code=str(definition["code"]),
        version=int(definition["version"]),
        titles=dict(definition["title"]),
        minutes=int(definition["minutes"]),
        pass_percent=exact(definition["pass_percent"]),
        pool=str(definition.get("pool", "exam")),
        exposure=exact(definition.get("exposure", "1")),
        show_paper=bool(definition.get("show_paper", False)),
        kinds=tuple(map(share_of, definition["kinds"])),
        groups=tuple(map(group_of, definition["groups"])),
        sections=tuple(map(section_of, definition["sections"])),
        target=exact(definition["target"]) if "target" in definition else None,
        tolerance=exact(definition.get("tolerance", "0.05")),
        unseen=int(definition.get("unseen", 2)),
        gap=exact(definition.get("gap", "0")),
        retakes=retakes_of(definition.get("retakes", {})),
        appeals=appeals_of(definition.get("appeals", {})),
    )
