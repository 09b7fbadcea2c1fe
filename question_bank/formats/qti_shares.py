"""What choices earn in QTI, as a rule of ours."""

from collections.abc import Sequence
from fractions import Fraction

from core.errors import N_
from question_bank.formats.carried import Fields
from question_bank.formats.qti_item import Item
from question_bank.formats.qti_marking import Declaration, Rule

_NEAR = Fraction(1, 500)


def partial_of(
    item: Item, declared: Declaration, earned: Sequence[Fraction], marked: Sequence[bool]
) -> Fields:
    """The rule of ours that marks parts as a mapping does, or the nearest."""
    if item.rule is not Rule.MAP or "partial" in item.carried.fields:
        return {}
    total = declared.upper or sum((each for each in earned if each > 0), Fraction(0))
    if total <= 0:
        return {}
    right = [each / total for each, is_right in zip(earned, marked, strict=True) if is_right]
    wrong = [-each / total for each, is_right in zip(earned, marked, strict=True) if not is_right]
    if not _alike(right, Fraction(1, len(right) or 1)):
        item.texts.told(
            "QI2176", N_("right options earn different shares there, and the same here")
        )
    if all(each >= 1 - _NEAR for each in wrong):
        return {"partial": ("subset",)}
    if not _alike(wrong, Fraction(1, len(wrong))):
        message = N_("wrong options lose other shares there; here each loses its part")
        item.texts.told("QI2177", message, N_("write 'partial: subset' if one is to lose all"))
    return {"partial": ("proportional",)}


def _alike(shares: Sequence[Fraction], share: Fraction) -> bool:
    return all(abs(each - share) <= _NEAR for each in shares)
