"""How items of ours are marked, written in QTI 3.0: by a standard template where one does it."""

from collections.abc import Sequence
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement

from question_bank.formats.qti3_elements import (
    RESPONSE,
    by_template,
    expression,
    number_of,
    put,
)

FEEDBACK = "FEEDBACK"


def matched(points: Fraction, *, tells: bool) -> Element:
    """All points for exactly the right response."""
    if points == 1 and not tells:
        return by_template("match_correct")
    test = expression("qti-match", _variable(RESPONSE), _of("qti-correct", RESPONSE))
    return _telling(_if(test, points), tells=tells)


def mapped(*, tells: bool) -> Element:
    """What the mapping of the response says."""
    if not tells:
        return by_template("map_response")
    processing = Element("qti-response-processing")
    put(processing, "SCORE", _of("qti-map-response", RESPONSE))
    return _telling(processing, tells=True)


def summed(names: Sequence[str]) -> Element:
    """What the mappings of all responses say together."""
    if len(names) == 1:
        return by_template("map_response")
    processing = Element("qti-response-processing")
    put(processing, "SCORE", expression("qti-sum", *_mappings(names)))
    return processing


def all_mapped(names: Sequence[str], points: Fraction) -> Element:
    """All points if every response earns something by its mapping."""
    tests = (expression("qti-gt", each, number_of(Fraction(0))) for each in _mappings(names))
    return _if(expression("qti-and", *tests), points)


def near(tolerance: str, points: Fraction) -> Element:
    """All points for a number that is off by no more than the tolerance."""
    test = expression(
        "qti-equal",
        _variable(RESPONSE),
        _of("qti-correct", RESPONSE),
        tolerance_mode="absolute",
        tolerance=f"{tolerance} {tolerance}",
    )
    return _if(test, points)


def _if(test: Element, points: Fraction) -> Element:
    processing = Element("qti-response-processing")
    condition = SubElement(processing, "qti-response-condition")
    then = SubElement(condition, "qti-response-if")
    then.append(test)
    put(then, "SCORE", number_of(points))
    otherwise = SubElement(condition, "qti-response-else")
    put(otherwise, "SCORE", number_of(Fraction(0)))
    return processing


def _telling(processing: Element, *, tells: bool) -> Element:
    if tells:
        put(processing, FEEDBACK, _variable(RESPONSE))
    return processing


def _variable(name: str) -> Element:
    return _of("qti-variable", name)


def _of(tag: str, name: str) -> Element:
    return expression(tag, identifier=name)


def _mappings(names: Sequence[str]) -> list[Element]:
    return [_of("qti-map-response", name) for name in names]
