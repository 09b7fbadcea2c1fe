"""What differs between two versions of a blueprint."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.errors import N_
from exam.rules.blueprint import Blueprint
from exam.rules.blueprint_parts import DIFFICULTIES, Group, KindShare, Section

Value = str | int | bool | Decimal | None


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: of what (a message; `kind` or `topics` name it further), before and after."""

    message: str
    before: Value
    after: Value
    kind: str | None = None
    topics: str | None = None


def changes(before: Blueprint, after: Blueprint) -> list[Change]:
    """Every difference, in the order in which a blueprint states things; none if they are alike."""
    alone = [
        Change(message, old, new)
        for (message, old), (_, new) in zip(_facts(before), _facts(after), strict=True)
        if old != new
    ]
    return [*alone, *_kinds(before, after), *_groups(before, after), *_sections(before, after)]


def _facts(rule: Blueprint) -> Iterator[tuple[str, Value]]:
    yield N_("Title in Chinese"), rule.titles["zh"]
    yield N_("Title in English"), rule.titles["en"]
    yield N_("Minutes"), rule.minutes
    yield N_("Pass mark in percent"), rule.pass_percent
    yield N_("Share of the papers that one question may be on"), rule.exposure
    yield N_("Expected share of right answers"), rule.target
    yield N_("How far a paper may be from it"), rule.tolerance
    yield N_("Last papers whose questions are avoided"), rule.unseen
    yield N_("Points between two markers that call a third"), rule.gap
    yield N_("The paper is shown after release"), rule.show_paper
    yield N_("Retakes in a cycle"), rule.retakes.number
    yield N_("Days of a cycle"), rule.retakes.cycle_days
    yield N_("Days between two papers"), rule.retakes.cooling_days
    yield N_("Failures after which a course is repeated"), rule.retakes.repeat_after
    yield N_("Days to appeal"), rule.appeals.window_days
    yield N_("Days to decide an appeal"), rule.appeals.decision_days
    yield N_("Order of the kinds"), " ".join(share.kind for share in rule.kinds)


def _kinds(before: Blueprint, after: Blueprint) -> list[Change]:
    old, new = ({each.kind: _share(each) for each in rule.kinds} for rule in (before, after))
    return [
        Change(N_("Questions × points"), one, other, kind=kind)
        for kind, one, other in _differing(old, new)
    ]


def _groups(before: Blueprint, after: Blueprint) -> list[Change]:
    old, new = (
        {", ".join(each.topics): _counts(each) for each in rule.groups} for rule in (before, after)
    )
    return [
        Change(N_("Easy / medium / hard"), one, other, topics=topics)
        for topics, one, other in _differing(old, new)
    ]


def _sections(before: Blueprint, after: Blueprint) -> list[Change]:
    old, new = ({each.code: _section(each) for each in rule.sections} for rule in (before, after))
    return [
        Change(N_("Section %(code)s"), one, other, topics=code)
        for code, one, other in _differing(old, new)
    ]


def _differing(
    old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[tuple[str, str | None, str | None]]:
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _share(share: KindShare) -> str:
    return f"{share.count} × {share.points.normalize():f}"


def _counts(group: Group) -> str:
    return " / ".join(str(group.counts[level]) for level in DIFFICULTIES)


def _section(section: Section) -> str:
    parts = [
        *section.names.values(),
        " ".join(section.topics),
        f"{section.floor_percent.normalize():f}%",
    ]
    return "; ".join([*parts, section.course] if section.course else parts)
