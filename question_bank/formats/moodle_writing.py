"""Questions of ours as Moodle XML."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from core.errors import N_
from question_bank.formats.carried import words
from question_bank.formats.format import Came, Note, Sent
from question_bank.formats.leaving import leaving
from question_bank.formats.moodle_kinds import KINDS
from question_bank.formats.moodle_texts import Outgoing
from question_bank.formats.telling import kept_as_words, note, of, part_name
from question_bank.rules.document import Draft

_LONGEST_TAG = 50
_IN_PARTS = frozenset({"multiple", "fill_blank", "matching"})


def quiz(drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
    """All questions, each after the category of its topic; every loss is noted."""
    root = Element("quiz")
    notes: list[Note] = []
    topic: str | None = None
    for draft in drafts:
        came = leaving(draft)
        if came is None:
            message = N_("the question has errors and is left out")
            notes.append(note("QI1160", of(draft.id), message, N_("mend it first")))
            continue
        stated = "".join(came.fields.get("topic", ()))
        if stated and stated != topic:
            topic = stated
            _add_category(root, topic)
        notes += _add(root, came, pictures)
    indent(root)
    data: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return Sent(data + b"\n", tuple(notes))


def _add_category(root: Element, topic: str) -> None:
    question = SubElement(root, "question", {"type": "category"})
    category = SubElement(question, "category")
    SubElement(category, "text").text = f"$course$/top/{topic}"


def _add(root: Element, came: Came, pictures: Mapping[str, bytes]) -> list[Note]:
    """A question; a case is a description, and its parts follow it."""
    code = came.id or ""
    texts = Outgoing(of(code), pictures)
    texts.notes += kept_as_words(came.fields, texts.place, "Moodle")
    _add_one(root, came, texts, code, {})
    for part in came.parts:
        _add_one(root, part, texts, part_name(code, part.id), {"case": code, "part": part.id})
    return texts.notes


def _add_one(
    root: Element, came: Came, texts: Outgoing, code: str, hints: Mapping[str, str | None]
) -> None:
    kind = KINDS[came.kind]
    question = SubElement(root, "question")
    SubElement(SubElement(question, "name"), "text").text = code
    texts.add_html(question, "questiontext", kind.asked(came))
    texts.add(question, "generalfeedback", came.rationale)
    points = "".join(came.fields.get("points", ())) or "1"
    if kind.has_grade(came):
        SubElement(question, "defaultgrade").text = points
    SubElement(question, "penalty").text = "0"
    SubElement(question, "hidden").text = "0"
    SubElement(question, "idnumber").text = code
    question.set("type", kind.name(came))
    extra = kind.add(question, came, texts)
    fields = {name: values for name, values in came.fields.items() if name != "points"}
    if came.kind in _IN_PARTS:
        fields.setdefault("partial", ("none",))
    if not kind.has_grade(came) and came.kind != "case":
        fields["points"] = (points,)
    _add_tags(question, words(fields, **{**hints, **extra}), texts)


def _add_tags(question: Element, tags: Sequence[str], texts: Outgoing) -> None:
    element = SubElement(question, "tags") if tags else None
    for each in tags if element is not None else ():
        SubElement(SubElement(element, "tag"), "text").text = each  # type: ignore[arg-type]
        if len(each) > _LONGEST_TAG:
            message = N_("Moodle shortens tags to 50 characters: %(tag)s")
            texts.notes.append(note("QI2164", texts.place, message, tag=each))
