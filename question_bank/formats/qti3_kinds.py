"""How each kind of question of ours is written as an interaction of QTI 3.0."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement

from core.errors import N_
from question_bank.formats import qti3_marking as marking
from question_bank.formats.format import Came
from question_bank.formats.leaving import FIRST_GAP
from question_bank.formats.qti3_elements import (
    RESPONSE,
    blocks,
    declared,
    holding,
    mixed,
    with_entries,
)
from question_bank.formats.rubrics import as_list

UNIT = "chizheng-unit"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TRUE_AND_FALSE = 2
_WORDS = {"en": ("True", "False")}


@dataclass(frozen=True)
class Parts:
    """What a kind puts into an item, and what is told of it."""

    declarations: list[Element]
    body: list[Element]
    processing: Element | None
    feedback: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str | None] = field(default_factory=dict)
    losses: tuple[str, ...] = ()


def _partial(came: Came) -> str:
    return "".join(came.fields.get("partial", ())) or "none"


def points_of(came: Came) -> Fraction:
    """Full marks."""
    return Fraction("".join(came.fields.get("points", ())) or "1")


def _choices(came: Came, most: str) -> Element:
    fixed = came.fields.get("shuffle") == ("no",)
    element = Element(
        "qti-choice-interaction",
        {
            "response-identifier": RESPONSE,
            "shuffle": "false" if fixed else "true",
            "max-choices": most,
        },
    )
    for letter, choice in zip(_LETTERS, came.choices, strict=False):
        element.append(holding("qti-simple-choice", choice.text, {"identifier": letter}))
    return element


def _feedback(came: Came) -> dict[str, str]:
    pairs = zip(_LETTERS, came.choices, strict=False)
    return {letter: choice.feedback for letter, choice in pairs if choice.feedback}


def _right(came: Came) -> list[str]:
    return [each for each, choice in zip(_LETTERS, came.choices, strict=False) if choice.is_right]


def _single(came: Came) -> Parts:
    told = _feedback(came)
    return Parts(
        [declared(RESPONSE, "single", "identifier", _right(came))],
        [*blocks(came.stem), _choices(came, "1")],
        marking.matched(points_of(came), tells=bool(told)),
        told,
        {"type": "single" if len(came.choices) == _TRUE_AND_FALSE else None},
    )


def _multiple(came: Came) -> Parts:
    told, points, partial = _feedback(came), points_of(came), _partial(came)
    right = _right(came)
    body = [*blocks(came.stem), _choices(came, "0")]
    if partial == "none":
        plain = declared(RESPONSE, "multiple", "identifier", right)
        return Parts([plain], body, marking.matched(points, tells=bool(told)), told)
    wrong = len(came.choices) - len(right)
    lost = points / (wrong or 1) if partial == "proportional" else points
    mapping = [
        (letter, points / (len(right) or 1) if choice.is_right else -lost)
        for letter, choice in zip(_LETTERS, came.choices, strict=False)
    ]
    bounds = {"lower-bound": Fraction(0), "upper-bound": points}
    mapped = declared(RESPONSE, "multiple", "identifier", right, mapping, bounds)
    return Parts([mapped], body, marking.mapped(tells=bool(told)), told)


def _judgement(came: Came) -> Parts:
    told, points = _feedback(came), points_of(came)
    worths = [int(each.worth or 0) for each in came.choices]
    best = max(worths)
    mapping = [
        (letter, points * worth / best) for letter, worth in zip(_LETTERS, worths, strict=False)
    ]
    right = [letter for letter, worth in zip(_LETTERS, worths, strict=False) if worth == best][:1]
    return Parts(
        [declared(RESPONSE, "single", "identifier", right, mapping)],
        [*blocks(came.stem), _choices(came, "1")],
        marking.mapped(tells=bool(told)),
        told,
        {"type": "judgement", "best": str(best)},
    )


def _true_false(came: Came) -> Parts:
    element = Element(
        "qti-choice-interaction",
        {"response-identifier": RESPONSE, "shuffle": "false", "max-choices": "1"},
    )
    words = _WORDS.get("".join(came.fields.get("lang", ()))[:2], ("对", "错"))
    for name, word in zip(("true", "false"), words, strict=True):
        SubElement(element, "qti-simple-choice", {"identifier": name}).text = word
    return Parts(
        [declared(RESPONSE, "single", "identifier", [came.answer or ""])],
        [*blocks(came.stem), element],
        marking.matched(points_of(came), tells=False),
    )


def _fill_blank(came: Came) -> Parts:
    """Each gap a response of its own; whichever spelling is accepted earns its share."""
    count = len(came.blanks)
    names = [RESPONSE if count == 1 else f"{RESPONSE}_{at}" for at in range(1, count + 1)]
    each = points_of(came) / (count or 1)
    declarations = [
        declared(name, "single", "string", spellings[:1], [(one, each) for one in spellings])
        for name, spellings in zip(names, came.blanks, strict=True)
    ]
    gaps = {chr(FIRST_GAP + at): name for at, name in enumerate(names)}
    body = with_entries(blocks(came.stem), gaps)
    partial = _partial(came)
    losses = (N_("a wrong word takes nothing away there"),) if partial == "subset" else ()
    whole = partial == "none" and count > 1
    processing = marking.all_mapped(names, points_of(came)) if whole else marking.summed(names)
    return Parts(declarations, body, processing, losses=losses)


def _numeric(came: Came) -> Parts:
    line = Element("p")
    entry = SubElement(line, "qti-text-entry-interaction", {"response-identifier": RESPONSE})
    if came.unit:
        entry.tail = " "
        SubElement(line, "span", {"class": UNIT}).text = came.unit
    return Parts(
        [declared(RESPONSE, "single", "float", [came.answer or ""])],
        [*blocks(came.stem), line],
        marking.near(came.tolerance or "0", points_of(came)),
    )


def _ordering(came: Came) -> Parts:
    """The items stand in an order that says nothing, and are named by where they stand."""
    places = mixed(came.id or "", len(came.choices))
    element = Element("qti-order-interaction", {"response-identifier": RESPONSE, "shuffle": "true"})
    names: dict[int, str] = {}
    for letter, at in zip(_LETTERS, places, strict=False):
        names[at] = letter
        element.append(holding("qti-simple-choice", came.choices[at].text, {"identifier": letter}))
    right = [names[at] for at in range(len(came.choices))]
    swaps = N_("part marks for one swap of neighbours are not given there")
    return Parts(
        [declared(RESPONSE, "ordered", "identifier", right)],
        [*blocks(came.stem), element],
        marking.matched(points_of(came), tells=False),
        losses=(swaps,) if _partial(came) == "adjacent" else (),
    )


def _matching(came: Came) -> Parts:
    """The right column stands in an order that says nothing."""
    count = len(came.choices)
    places = mixed(came.id or "", count)
    element = Element(
        "qti-match-interaction",
        {"response-identifier": RESPONSE, "shuffle": "true", "max-associations": str(count)},
    )
    lefts = SubElement(element, "qti-simple-match-set")
    rights = SubElement(element, "qti-simple-match-set")
    named = {at: f"R{number}" for number, at in enumerate(places, start=1)}
    for at, choice in enumerate(came.choices):
        lefts.append(_side(f"L{at + 1}", choice.text))
    for at in places:
        rights.append(_side(named[at], came.choices[at].pair or ""))
    pairs = [f"L{at + 1} {named[at]}" for at in range(count)]
    body = [*blocks(came.stem), element]
    heads = "|".join(each.replace("|", "/") for each in came.heads) if came.heads else None
    losses = (N_("the titles of the two columns are not shown there"),) if heads else ()
    if _partial(came) == "none":
        plain = declared(RESPONSE, "multiple", "directedPair", pairs)
        processing = marking.matched(points_of(came), tells=False)
        return Parts([plain], body, processing, hints={"heads": heads}, losses=losses)
    mapping = [(pair, points_of(came) / count) for pair in pairs]
    mapped = declared(RESPONSE, "multiple", "directedPair", pairs, mapping)
    processing = marking.mapped(tells=False)
    return Parts([mapped], body, processing, hints={"heads": heads}, losses=losses)


def _side(name: str, text: str) -> Element:
    given = {"identifier": name, "match-max": "1"}
    return holding("qti-simple-associable-choice", text, given)


def _short_answer(came: Came) -> Parts:
    """The rubric is for those who mark, and is shown to nobody else."""
    rubric = Element("qti-rubric-block", {"use": "scoring", "view": "scorer"})
    SubElement(rubric, "qti-content-body").extend(blocks(as_list(came.choices)))
    entry = Element("qti-extended-text-interaction", {"response-identifier": RESPONSE})
    return Parts(
        [declared(RESPONSE, "single", "string", [])], [*blocks(came.stem), entry, rubric], None
    )


KINDS: Mapping[str, Callable[[Came], Parts]] = {
    "single": _single,
    "multiple": _multiple,
    "judgement": _judgement,
    "true_false": _true_false,
    "fill_blank": _fill_blank,
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "short_answer": _short_answer,
}
