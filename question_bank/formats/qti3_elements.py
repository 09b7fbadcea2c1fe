"""The pieces that items of QTI 3.0 are built of."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, fromstring

from question_bank.formats.html import xhtml_of
from question_bank.formats.telling import rounded
from question_bank.formats.xhtml import fragment

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0p1_v1p0.xsd"
_TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
RESPONSE = "RESPONSE"
_DIGITS = 8


def root(tag: str, identifier: str, title: str, lang: str | None = None) -> Element:
    """The root of a file, with its name and the schema that it keeps to."""
    attributes = {
        "xmlns": NAMESPACE,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{NAMESPACE} {_SCHEMA}",
        "identifier": identifier,
        "title": title,
    }
    return Element(tag, attributes | ({"xml:lang": lang} if lang else {}))


def blocks(text: str) -> list[Element]:
    """Our Markdown as XHTML, its pictures found from the folder of the items."""
    tree = xhtml_of(text)
    for each in (image for block in tree for image in block.iter("img")):
        source = each.get("src") or ""
        if source.startswith("media/"):
            each.set("src", f"../{quote(source)}")
    return tree


def holding(tag: str, text: str, attributes: Mapping[str, str]) -> Element:
    """An element with a text of ours in it."""
    element = Element(tag, dict(attributes))
    element.extend(blocks(text))
    return element


def with_entries(tree: list[Element], names: Mapping[str, str]) -> list[Element]:
    """Each gap, which is a character of its own, as the entry of the response that it names."""
    text = fragment(tree)
    for gap, name in names.items():
        entry = f'<qti-text-entry-interaction response-identifier="{name}" />'
        text = text.replace(gap, entry)
    return list(fromstring(f"<div>{text}</div>"))  # noqa: S314 - written by ourselves just now


def declared(
    name: str,
    cardinality: str,
    kind: str,
    right: Iterable[str],
    mapping: Sequence[tuple[str, Fraction]] = (),
    bounds: Mapping[str, Fraction] | None = None,
) -> Element:
    """What a response is, which is right, and what each value earns."""
    given = {"identifier": name, "cardinality": cardinality, "base-type": kind}
    element = Element("qti-response-declaration", given)
    values = list(right)
    if values:
        correct = SubElement(element, "qti-correct-response")
        for value in values:
            SubElement(correct, "qti-value").text = value
    if mapping:
        limits = {key: rounded(limit, _DIGITS) for key, limit in (bounds or {}).items()}
        mapped = SubElement(element, "qti-mapping", {**limits, "default-value": "0"})
        for key, earned in mapping:
            entry = {"map-key": key, "mapped-value": rounded(earned, _DIGITS)}
            if kind == "string":
                entry["case-sensitive"] = "false"
            SubElement(mapped, "qti-map-entry", entry)
    return element


def outcome(name: str, kind: str, value: str | None = None, **attributes: str) -> Element:
    """What an item tells when it is done."""
    given = {"identifier": name, "cardinality": "single", "base-type": kind}
    named = {key.replace("_", "-"): each for key, each in attributes.items()}
    element = Element("qti-outcome-declaration", {**given, **named})
    if value is not None:
        SubElement(SubElement(element, "qti-default-value"), "qti-value").text = value
    return element


def by_template(name: str) -> Element:
    """Marked as one of the standard templates says."""
    return Element("qti-response-processing", {"template": f"{_TEMPLATES}{name}.xml"})


def put(parent: Element, name: str, expression: Element) -> None:
    """An outcome is given a value."""
    SubElement(parent, "qti-set-outcome-value", {"identifier": name}).append(expression)


def expression(tag: str, *inner: Element, **attributes: str) -> Element:
    """An expression of others."""
    element = Element(tag, {key.replace("_", "-"): each for key, each in attributes.items()})
    element.extend(inner)
    return element


def number_of(value: Fraction) -> Element:
    """A number as an expression."""
    element = expression("qti-base-value", base_type="float")
    element.text = rounded(value, _DIGITS)
    return element


def mixed(seed: str, count: int) -> list[int]:
    """The places of so many things in an order that says nothing, and is the same every time."""
    return sorted(range(count), key=lambda at: sha256(f"{seed}/{at}".encode()).hexdigest())
