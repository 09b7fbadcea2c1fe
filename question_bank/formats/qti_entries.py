"""Entries in the text of a QTI item: words to fill in, or a number."""

from collections.abc import Iterator
from fractions import Fraction
from xml.etree.ElementTree import Element

from core.errors import N_
from question_bank.formats.format import Came
from question_bank.formats.leaving import FIRST_GAP
from question_bank.formats.qti3_kinds import UNIT
from question_bank.formats.qti_item import Item
from question_bank.formats.qti_marking import Declaration, Rule, has_sides, tolerance_of
from question_bank.formats.telling import decimal, number, short

_NUMBERS = frozenset({"float", "integer"})
_LINE = "____"


def entries(item: Item, interactions: list[Element]) -> Came:
    """One entry for a number is a number; any others are gaps for words."""
    declared = [item.of(each) for each in interactions]
    if any(each.get("patternMask") for each in interactions):
        item.texts.told("QI2195", N_("the pattern for what may be typed is left out"))
    if len(declared) == 1 and declared[0].kind in _NUMBERS:
        return _number(item, interactions[0], declared[0])
    if any(each.kind in _NUMBERS for each in declared):
        item.texts.told("QI2196", N_("numbers in several gaps are compared as words here"))
    blanks = tuple(tuple(_accepted(item, each)) for each in declared)
    stem = item.gapped(interactions)
    partial = (
        {} if item.rule is not Rule.MAP or len(blanks) == 1 else {"partial": ("proportional",)}
    )
    return item.came("fill_blank", stem=stem, blanks=blanks, fields=partial)


def _number(item: Item, interaction: Element, declared: Declaration) -> Came:
    """The number that is right, and how far off another may be."""
    unit = next((each for each in item.body.iter("span") if each.get("class") == UNIT), None)
    named = "".join(unit.itertext()).strip() if unit is not None else ""
    if unit is not None:
        unit.clear()
    best, *others = declared.best or ("",)
    for each in others:
        message = N_("another accepted number is left out: %(text)s")
        item.texts.told("QI2168", message, text=short(each))
    value = number(best)
    if has_sides(item.root):
        item.texts.told("QI2197", N_("a number may be off by the larger of two sides here"))
    stem = item.gapped([interaction]).strip()
    gap = chr(FIRST_GAP)
    return item.came(
        "numeric",
        stem=stem.removesuffix(gap).strip().replace(gap, _escaped(_LINE)),
        answer=best if value is None else decimal(value),
        tolerance=tolerance_of(item.root, value) if value is not None else None,
        unit=named or None,
    )


def _accepted(item: Item, declared: Declaration) -> Iterator[str]:
    """The declared word, and those that earn as much."""
    top = max(declared.earned.values(), default=Fraction(0))
    taken = dict.fromkeys(declared.right)
    for word, earned in declared.earned.items():
        if earned == top and top > 0:
            taken[word] = None
        elif earned > 0 and word not in taken:
            message = N_("'%(text)s' earned a part there and is left out")
            mend = N_("add it to the accepted words if it is right")
            item.texts.told("QI2180", message, mend, text=short(word))
    if not declared.folded and any(word.lower() != word.upper() for word in taken):
        item.texts.told("QI2167", N_("capital and small letters are not told apart here"))
    yield from taken


def _escaped(line: str) -> str:
    return line.replace("_", "\\_")
