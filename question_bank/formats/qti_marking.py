"""What an item of QTI declares of its responses, and how it marks them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from xml.etree.ElementTree import Element

from question_bank.formats.telling import decimal, number

_FINEST = 1000
_FRAME = frozenset(
    {"responseProcessing", "responseCondition", "responseIf", "responseElse", "responseElseIf"}
    | {"setOutcomeValue", "variable", "baseValue", "isNull", "not", "and", "correct"}
)


class Rule(StrEnum):
    """How the points come about."""

    MATCH = "match"
    """All points for the declared right response."""
    MAP = "map"
    """What the mapping says, added up over all responses."""
    ALL = "all"
    """All points if every response earns something by its mapping."""
    NEAR = "near"
    """All points for a number close enough."""
    NONE = "none"
    """Nothing is said: people mark, or nobody."""
    OTHER = "other"
    """Another way, which only QTI can follow."""


@dataclass(frozen=True)
class Declaration:
    """A response: what it is, which values are right, and what each value earns."""

    cardinality: str = "single"
    kind: str = "identifier"
    right: tuple[str, ...] = ()
    earned: Mapping[str, Fraction] = field(default_factory=dict)
    usual: Fraction = Fraction(0)
    upper: Fraction | None = None
    folded: bool = True

    @property
    def best(self) -> tuple[str, ...]:
        """The right values; where none are declared, what earns the most, or all that earns."""
        gains = {key: value for key, value in self.earned.items() if value > 0}
        top = max(gains.values(), default=Fraction(0))
        least = Fraction(0) if self.cardinality == "multiple" else top
        return self.right or tuple(key for key, value in gains.items() if value >= least)


def declarations(item: Element) -> dict[str, Declaration]:
    """All responses by name."""
    found = item.findall("responseDeclaration")
    return {each.get("identifier") or "": _declaration(each) for each in found}


def rule_of(item: Element) -> Rule:
    """How an item is marked: by a template, or by rules written out that do the same."""
    processing = item.find("responseProcessing")
    if processing is None or (not len(processing) and not processing.get("template")):
        return Rule.NONE
    template = (processing.get("template") or "").rpartition("/")[2].removesuffix(".xml")
    if template and not len(processing):
        known = {"match_correct": Rule.MATCH, "map_response": Rule.MAP}
        return known.get(template, Rule.OTHER)
    names = {each.tag for each in processing.iter()} - _FRAME
    written = {
        frozenset({"match"}): Rule.MATCH,
        frozenset({"mapResponse"}): Rule.MAP,
        frozenset({"mapResponse", "sum"}): Rule.MAP,
        frozenset({"mapResponse", "gt"}): Rule.ALL,
        frozenset({"equal"}): Rule.NEAR,
    }
    rule = written.get(frozenset(names), Rule.OTHER)
    return rule if _sets_score_once(processing) else Rule.OTHER


def points_of(item: Element, rule: Rule) -> Fraction | None:
    """Full marks: as stated, or as a rule that matches gives them."""
    for each in item.findall("outcomeDeclaration"):
        if each.get("identifier") == "MAXSCORE" and each.findtext("defaultValue/value"):
            return fraction(each.findtext("defaultValue/value"))
    for each in item.findall("outcomeDeclaration"):
        if each.get("identifier") == "SCORE" and each.get("normalMaximum"):
            return fraction(each.get("normalMaximum"))
    if rule in (Rule.MATCH, Rule.NEAR, Rule.ALL):
        return max(_scores(item), default=Fraction(1))
    return None


def tolerance_of(item: Element, value: Decimal) -> str | None:
    """How far off a number may be; the larger of two sides."""
    equal = item.find("responseProcessing//equal")
    if equal is None or equal.get("toleranceMode", "exact") == "exact":
        return None
    sides = [number(each) for each in (equal.get("tolerance") or "").split()]
    widest = max((each for each in sides if each is not None), default=Decimal(0))
    if equal.get("toleranceMode") == "relative":
        widest = abs(value) * widest / 100
    return decimal(widest) if widest > 0 else None


def has_sides(item: Element) -> bool:
    """Whether a number may be off by more on one side, or by a percentage."""
    equal = item.find("responseProcessing//equal")
    sides = set((equal.get("tolerance") or "").split()) if equal is not None else set()
    return len(sides) > 1 or (equal is not None and equal.get("toleranceMode") == "relative")


def fraction(text: str | None) -> Fraction | None:
    """A decimal of a few digits as the fraction that it means."""
    value = number(text)
    return None if value is None else Fraction(value).limit_denominator(_FINEST)


def _declaration(element: Element) -> Declaration:
    mapping = element.find("mapping")
    entries = element.findall("mapping/mapEntry")
    given = mapping.attrib if mapping is not None else {}
    earned = {_plain(each.get("mapKey")): _earned(each.get("mappedValue")) for each in entries}
    right = tuple(_plain(each.text) for each in element.iterfind("correctResponse/value"))
    return Declaration(
        cardinality=element.get("cardinality") or "single",
        kind=element.get("baseType") or "identifier",
        right=right,
        earned=earned,
        usual=_earned(given.get("defaultValue")),
        upper=fraction(given.get("upperBound")),
        folded=bool(entries) and all(each.get("caseSensitive") == "false" for each in entries),
    )


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def _earned(text: str | None) -> Fraction:
    return fraction(text) or Fraction(0)


def _sets_score_once(processing: Element) -> bool:
    """One condition at most decides over the score."""
    scoring = [
        each
        for each in processing.iter("responseCondition")
        if any(one.get("identifier") == "SCORE" for one in each.iter("setOutcomeValue"))
    ]
    return len(scoring) <= 1 and processing.find(".//responseElseIf") is None


def _scores(item: Element) -> list[Fraction]:
    found = []
    for each in item.iterfind("responseProcessing//setOutcomeValue"):
        value = each.find("baseValue")
        if each.get("identifier") == "SCORE" and value is not None:
            found.append(fraction(value.text) or Fraction(0))
    return [each for each in found if each > 0]
