"""What options earn in Moodle, as a kind and a rule of ours."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from xml.etree.ElementTree import Element

from core.errors import N_
from question_bank.formats.carried import Fields
from question_bank.formats.format import Came, Choice
from question_bank.formats.moodle_element import Read, words_in
from question_bank.formats.telling import number

_MOST_WORTH = 999
_FINEST = 100


def share(percent: str | None) -> Fraction:
    """33.33333 is a third: the part of full marks that a percentage with five digits means."""
    value = number(percent)
    return (Fraction(value) / 100).limit_denominator(_FINEST) if value is not None else Fraction(0)


def choice(read: Read, answer: Element, *, is_right: bool) -> Choice:
    """An option that is right or wrong."""
    told = read.markdown(answer.find("feedback")) or None
    return Choice(read.markdown(answer), is_right=is_right, feedback=told, place=read.place)


def is_plain_single(shares: Sequence[Fraction]) -> bool:
    """One option earns everything at most, and all others nothing."""
    return sorted(shares)[:-1] == [0] * (len(shares) - 1) and max(shares, default=0) in (0, 1)


def judgement(
    read: Read, answers: Sequence[Element], shares: Sequence[Fraction], fields: Fields
) -> Came:
    """Options that each earn their own share of the best one."""
    best = _best(read, shares)
    worths = [round(each * best) for each in shares]
    if "best" not in read.carried.hints:
        message = N_("options that earn a part of the points: read as a situational judgement")
        read.texts.told("QI2175", message, N_("look at what each option earns"))
    choices = (
        replace(choice(read, answer, is_right=False), worth=str(worth))
        for answer, worth in zip(answers, worths, strict=True)
    )
    return read.came("judgement", stem=read.stem(), choices=tuple(choices), fields=fields)


def partial(read: Read, shares: Sequence[Fraction]) -> Fields:
    """The rule of ours that marks parts as these shares do, or the nearest."""
    if "partial" in read.carried.fields:
        return {}
    right = [each for each in shares if each > 0]
    wrong = [-each for each in shares if each <= 0]
    if any(each != Fraction(1, len(right)) for each in right):
        read.texts.told(
            "QI2176", N_("right options earn different shares there, and the same here")
        )
    if all(each == 1 for each in wrong):
        return {"partial": ("subset",)}
    if any(each != Fraction(1, len(wrong)) for each in wrong):
        message = N_("wrong options lose other shares there; here each loses its part")
        read.texts.told("QI2177", message, N_("write 'partial: subset' if one is to lose all"))
    return {"partial": ("proportional",)}


def shuffle(read: Read) -> Fields:
    """Options that keep their order."""
    fixed = words_in(read.element, "shuffleanswers") in ("false", "0")
    return {"shuffle": ("no",)} if fixed else {}


def _best(read: Read, shares: Sequence[Fraction]) -> int:
    """What the best option earns, so that all earn whole numbers."""
    stated = read.carried.hints.get("best", "")
    if stated.isascii() and stated.isdigit() and 0 < int(stated[:4]) <= _MOST_WORTH:
        return int(stated)
    least = lcm(*(each.denominator for each in shares))
    return least if least <= _MOST_WORTH else _FINEST
