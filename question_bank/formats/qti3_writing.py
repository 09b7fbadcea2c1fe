"""Questions of ours as a content package of QTI 3.0."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement, tostring

from core.errors import N_
from question_bank.formats.carried import words
from question_bank.formats.format import Came, Note, Sent
from question_bank.formats.leaving import leaving
from question_bank.formats.qti3_elements import blocks, outcome, root
from question_bank.formats.qti3_kinds import KINDS, Parts, points_of
from question_bank.formats.qti3_marking import FEEDBACK
from question_bank.formats.qti3_package import Group, Resource, package
from question_bank.formats.qti_names import EXPLAINED, EXPLANATION, identifier
from question_bank.formats.telling import kept_as_words, note, of, part_name, rounded
from question_bank.rules.document import Draft

_PICTURE = re.compile(r'src="\.\./(media/[^"]+)"')
_IN_PARTS = frozenset({"multiple", "fill_blank", "matching"})
_DECLARATION = b"<?xml version='1.0' encoding='UTF-8'?>\n"


@dataclass(frozen=True)
class _Written:
    group: Group
    notes: list[Note]


def content_package(drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
    """All questions in their order, a case as a section with its text as a stimulus."""
    groups: list[Group] = []
    notes: list[Note] = []
    for draft in drafts:
        came = leaving(draft)
        if came is None:
            message = N_("the question has errors and is left out")
            notes.append(note("QI1170", of(draft.id), message, N_("mend it first")))
            continue
        written = _case(came) if came.kind == "case" else _alone(came)
        groups.append(written.group)
        notes += written.notes
        notes += kept_as_words(came.fields, of(draft.id), "QTI")
        notes += _missing(written.group, pictures, draft.id)
    return Sent(package(groups, pictures), tuple(notes))


def _alone(came: Came) -> _Written:
    resource, losses = _item(came, came.id or "", None, {})
    return _Written(Group(None, (resource,)), _told(losses, came.id or ""))


def _case(came: Came) -> _Written:
    """The shared text stands in a file of its own, and each part names it."""
    code = came.id or ""
    name = identifier(code)
    stimulus = root("qti-assessment-stimulus", name, code, _lang(came))
    SubElement(stimulus, "qti-stimulus-body").extend(blocks(came.stem))
    shared = _resource(stimulus, f"stimuli/{name}.xml", (), name)
    items: list[Resource] = []
    losses: list[str] = []
    for part in came.parts:
        hints = {"case": code, "part": part.id}
        inherited = {"lang": came.fields.get("lang", ())}
        whole = Came(**{**vars(part), "fields": {**inherited, **part.fields}})
        resource, lost = _item(whole, part_name(code, part.id), name, hints)
        items.append(resource)
        losses += lost
    keywords = words(came.fields, type="case")
    return _Written(
        Group(Resource(shared.name, shared.path, shared.data, tuple(keywords)), tuple(items)),
        _told(losses, code),
    )


def _told(losses: Sequence[str], code: str) -> list[Note]:
    return [note("QI2189", of(code), each) for each in losses]


def _item(
    came: Came, code: str, stimulus: str | None, hints: Mapping[str, str | None]
) -> tuple[Resource, tuple[str, ...]]:
    parts = KINDS[came.kind](came)
    name = identifier(code)
    item = root("qti-assessment-item", name, code, _lang(came))
    item.attrib |= {"adaptive": "false", "time-dependent": "false"}
    item.extend(parts.declarations)
    item.extend(_outcomes(came, parts))
    if stimulus:
        reference = {
            "identifier": stimulus,
            "href": f"../stimuli/{stimulus}.xml",
            "title": stimulus,
        }
        SubElement(item, "qti-assessment-stimulus-ref", reference)
    SubElement(item, "qti-item-body").extend(parts.body)
    if parts.processing is not None:
        item.append(parts.processing)
    for each, text in parts.feedback.items():
        _add_modal(item, FEEDBACK, each, text)
    if came.rationale:
        _add_modal(item, EXPLANATION, EXPLAINED, came.rationale)
    fields = dict(came.fields)
    if came.kind in _IN_PARTS:
        fields.setdefault("partial", ("none",))
    keywords = words(fields, **{**hints, **parts.hints})
    resource = _resource(item, f"items/{name}.xml", keywords, stimulus)
    return resource, parts.losses


def _outcomes(came: Came, parts: Parts) -> Iterator[Element]:
    points = rounded(points_of(came), 6)
    by_people = {"external_scored": "human"} if parts.processing is None else {}
    yield outcome("SCORE", "float", "0", normal_maximum=points, **by_people)
    yield outcome("MAXSCORE", "float", points)
    if parts.feedback:
        told = outcome(FEEDBACK, "identifier")
        told.set("cardinality", parts.declarations[0].get("cardinality") or "single")
        yield told
    if came.rationale:
        yield outcome(EXPLANATION, "identifier", EXPLAINED)


def _add_modal(item: Element, variable: str, name: str, text: str) -> None:
    given = {"outcome-identifier": variable, "identifier": name, "show-hide": "show"}
    modal = SubElement(item, "qti-modal-feedback", given)
    SubElement(modal, "qti-content-body").extend(blocks(text))


def _lang(came: Came) -> str | None:
    return "".join(came.fields.get("lang", ())) or None


def _resource(
    element: Element, path: str, keywords: Sequence[str], stimulus: str | None
) -> Resource:
    for each in list(element):
        each.tail = "\n"
    element.text = "\n"
    text = tostring(element, encoding="unicode")
    names = (unquote(name) for name in dict.fromkeys(_PICTURE.findall(text)))
    return Resource(
        element.get("identifier") or "",
        path,
        _DECLARATION + text.encode() + b"\n",
        tuple(keywords),
        tuple(names),
        stimulus,
    )


def _missing(group: Group, pictures: Mapping[str, bytes], code: str) -> Iterator[Note]:
    for name in dict.fromkeys(name for each in group.all for name in each.pictures):
        if name not in pictures:
            yield note("QI2162", of(code), N_("the picture '%(name)s' is missing"), name=name)
