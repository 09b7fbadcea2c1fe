"""One item of QTI 3.0, 2.2 or 2.1 as a question of ours."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from xml.etree.ElementTree import Element

from core.errors import N_
from question_bank.formats.carried import Carried, Fields
from question_bank.formats.format import Came
from question_bank.formats.html import without_private
from question_bank.formats.qti_entries import entries
from question_bank.formats.qti_interactions import BLOCKS
from question_bank.formats.qti_item import Item
from question_bank.formats.qti_marking import (
    Declaration,
    Rule,
    declarations,
    points_of,
    rule_of,
)
from question_bank.formats.qti_names import EXPLANATION, code
from question_bank.formats.qti_texts import Texts
from question_bank.formats.telling import own_id, rounded, short, told_new_id

_GENERATED = frozenset({"templateDeclaration", "printedVariable", "templateProcessing"})
_READ = frozenset(
    {"responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing"}
    | {"modalFeedback", "assessmentStimulusRef"}
)
_TOLD = frozenset({"feedbackBlock", "feedbackInline"})
_NO_TEXT = frozenset({"endAttemptInteraction"})


def item(root: Element, texts: Texts, carried: Carried) -> Came | None:
    """The question, or nothing where it has no counterpart here, which is told by name."""
    body = root.find("itemBody")
    if body is None:
        texts.told("QI1173", N_("the item has no body"))
        return None
    if any(each.tag in _GENERATED for each in root.iter()):
        message = N_("its numbers or words are made anew for each candidate; it cannot be carried")
        texts.told("QI1174", message)
        return None
    others = dict.fromkeys(each.tag for each in root if each.tag not in _READ)
    if others:
        message = N_("has no place here and is left out: %(names)s")
        texts.told("QI2185", message, names=", ".join(others))
    for each in root.iter():
        each.text = without_private(each.text) if each.text else each.text
        each.tail = without_private(each.tail) if each.tail else each.tail
    read = Item(
        root,
        body,
        texts,
        carried,
        rule_of(root),
        points_of(root, rule_of(root)),
        declarations(root),
        _feedback(root, texts),
    )
    came = _answered(read)
    return None if came is None else _whole(came, read)


def _feedback(root: Element, texts: Texts) -> dict[str, str]:
    """What is shown after an answer, by name; the rationale of ours under its own."""
    found: dict[str, str] = {}
    for each in root.findall("modalFeedback"):
        is_ours = each.get("outcomeIdentifier") == EXPLANATION
        name = EXPLANATION if is_ours else each.get("identifier") or ""
        title = each.get("title")
        text = "\n\n".join(part for part in (title, texts.markdown(each)) if part)
        found[name] = "\n\n".join(part for part in (found.get(name), text) if part)
    return found


def _answered(read: Item) -> Came | None:
    inside = [each for each in read.body.iter() if each.tag.endswith("Interaction")]
    found = [each for each in inside if each.tag not in _NO_TEXT]
    kinds = list(dict.fromkeys(each.tag for each in found))
    if not found:
        message = N_("a text that asks nothing is left out: %(text)s")
        read.texts.told("QI2183", message, text=short(read.texts.markdown(read.body)))
        return None
    _strip(read)
    if kinds == ["textEntryInteraction"]:
        return entries(read, found)
    if len(found) == 1 and kinds[0] in BLOCKS:
        return BLOCKS[kinds[0]](read, found[0])
    odd = [kind for kind in kinds if kind not in BLOCKS and kind != "textEntryInteraction"]
    if odd:
        message = N_("the interaction '%(names)s' has no counterpart here, so it cannot be carried")
        read.texts.told("QI1175", message, names=", ".join(odd))
    else:
        message = N_("several interactions in one item (%(names)s) cannot be carried")
        mend = N_("make an item of each")
        read.texts.told("QI1176", message, mend, names=", ".join(each.tag for each in found))
    return None


def _strip(read: Item) -> None:
    """What stands in the body and is shown only at times, or not to candidates."""
    parents: Mapping[Element, Element] = {one: each for each in read.body.iter() for one in each}
    keeps_rubric = read.body.find(".//extendedTextInteraction") is not None
    names: dict[str, None] = {}
    for each in list(read.body.iter()):
        is_told = each.tag in _TOLD and not _in_choice(each, parents)
        is_rubric = each.tag == "rubricBlock" and "candidate" not in (each.get("view") or "")
        if is_told or each.tag in _NO_TEXT or (is_rubric and not keeps_rubric):
            names[each.tag] = None
            _empty(each)
    if names:
        message = N_("has no place here and is left out: %(names)s")
        read.texts.told("QI2185", message, names=", ".join(names))


def _in_choice(element: Element, parents: Mapping[Element, Element]) -> bool:
    above = parents.get(element)
    while above is not None:
        if above.tag == "simpleChoice":
            return True
        above = parents.get(above)
    return False


def _empty(element: Element) -> None:
    tail = element.tail
    element.clear()
    element.tail = tail


def _whole(came: Came, read: Item) -> Came:
    """What all interactions have alike: name, id, points, explanation, tags."""
    root, carried = read.root, read.carried
    if read.rule is Rule.OTHER:
        message = N_("the marks are computed another way there")
        read.texts.told("QI2198", message, N_("look at how it is marked"))
    if root.get("adaptive") == "true":
        read.texts.told(
            "QI2199", N_("the item goes on after an answer there, and ends with it here")
        )
    own = read.feedback.pop(EXPLANATION, None)
    others = [text for text in read.feedback.values() if text]
    if others:
        read.texts.told("QI2193", N_("other feedback is joined to the rationale"))
    rationale = "\n\n".join(each for each in (own, *others, came.rationale) if each) or None
    name = carried.hints.get("part") or code(root.get("identifier") or "")
    read.texts.notes += told_new_id(name, read.place)
    return replace(
        came,
        rationale=rationale,
        fields=_fields(came, read),
        id=own_id(name),
        name=root.get("title") or root.get("identifier"),
    )


def _fields(came: Came, read: Item) -> Fields:
    fields = {**_points(came, read), **_language(read), **came.fields, **read.carried.fields}
    usual = {"partial": ("none",), "points": ("1",)}
    return {name: values for name, values in fields.items() if values != usual.get(name)}


def _points(came: Came, read: Item) -> Fields:
    points = read.points or _mapped(read)
    if points is None or points <= 0:
        return {}
    worth = rounded(points, 6)
    total = sum(float(each.worth or 0) for each in came.choices)
    return {} if came.kind == "short_answer" and float(worth) == total else {"points": (worth,)}


def _mapped(read: Item) -> Fraction | None:
    """What the best answers to all responses earn, where only mappings say so."""
    if read.rule is not Rule.MAP:
        return None
    return sum(map(_most, read.declared.values()), Fraction(0)) or None


def _most(declared: Declaration) -> Fraction:
    gains = [value for value in declared.earned.values() if value > 0]
    is_single = declared.cardinality == "single"
    most = max(gains, default=Fraction(0)) if is_single else sum(gains, Fraction(0))
    return most if declared.upper is None else min(most, declared.upper)


def _language(read: Item) -> Fields:
    lang = (read.root.get("lang") or "").lower()[:2]
    is_part = "part" in read.carried.hints
    return {"lang": (lang,)} if lang in ("zh", "en") and not is_part else {}
