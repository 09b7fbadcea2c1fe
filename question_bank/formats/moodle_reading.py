"""Moodle XML as questions of ours."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple
from xml.etree.ElementTree import Element

from core.errors import N_
from question_bank.formats.album import Album
from question_bank.formats.bounds import MOST_QUESTIONS, WHOLE, decoded, parsed_xml
from question_bank.formats.carried import Carried, Fields, told
from question_bank.formats.format import Brought, Came, Damaged, Note, Place
from question_bank.formats.moodle_answers import TYPES
from question_bank.formats.moodle_element import Read, words_in
from question_bank.formats.moodle_rest import left_out
from question_bank.formats.moodle_texts import Incoming, words
from question_bank.formats.telling import decimal, note, number, own_id, short, told_new_id

_START = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|(?P<question><question[\s>])", re.DOTALL)
_TOPIC = re.compile(r"[a-z][a-z0-9]*(?:\.[a-z0-9]+)+")
_ROOTS = frozenset({"$course$", "$cat$", "$system$", "$module$", "top", ""})


class _Question(NamedTuple):
    """A question, and whether it is a case or belongs to one."""

    came: Came
    case: str | None = None


def questions(data: bytes) -> Brought:
    """Everything in the file; a description of ours that begins a case gets its parts back."""
    root = parsed_xml(data)
    if root.tag != "quiz":
        raise Damaged(
            note("QI1164", WHOLE, N_("this is no Moodle XML: it does not begin with <quiz>"))
        )
    elements = root.findall("question")
    if sum(each.get("type") != "category" for each in elements) > MOST_QUESTIONS:
        message, mend = N_("more than 2,000 questions"), N_("divide the file into several files")
        raise Damaged(note("QI1165", WHOLE, message, mend))
    lines = _lines(data, len(elements))
    album, notes = Album(), list[Note]()
    found: list[_Question] = []
    category: Fields = {}
    number_of = 0
    for element, line in zip(elements, lines, strict=True):
        if element.get("type") == "category":
            category, said = _category(element, line)
            notes += said
            continue
        number_of += 1
        texts = Incoming(_place(number_of, line), album)
        found += _question(element, texts, category)
        notes += texts.notes
    if not elements:
        notes.append(note("QI1166", WHOLE, N_("there is no question in the file")))
    return Brought(tuple(_joined(found)), tuple(notes), album.pictures)


def _lines(data: bytes, count: int) -> list[int]:
    """The line that each question begins in; 0 where they cannot be counted."""
    try:
        text = decoded(data)
    except Damaged:
        return [0] * count
    starts = [match.start() for match in _START.finditer(text) if match["question"]]
    if len(starts) != count:
        return [0] * count
    lines, line, at = [], 1, 0
    for start in starts:
        line += text.count("\n", at, start)
        at = start
        lines.append(line)
    return lines


def _place(number_of: int, line: int) -> Place:
    if not line:
        return Place(N_("question %(number)s"), {"number": number_of})
    return Place(N_("question %(number)s, line %(line)s"), {"number": number_of, "line": line})


def _category(element: Element, line: int) -> tuple[Fields, list[Note]]:
    """A category whose last name is a code of a topic is that topic; any other is a tag."""
    path = words(element.find("category"))
    parts = [part.strip() for part in path.replace("//", "\0").split("/")]
    names = [part.replace("\0", "/") for part in parts if part not in _ROOTS]
    place = Place(N_("line %(line)s"), {"line": line}) if line else WHOLE
    said = []
    if words(element.find("info")):
        said.append(note("QI2181", place, N_("what is said of a category is left out")))
    if not names:
        return {}, said
    if _TOPIC.fullmatch(names[-1]):
        return {"topic": (names[-1],)}, said
    tag = names[-1].replace(",", " ")
    message = N_("the category '%(path)s' is kept as the tag '%(tag)s'")
    return {"tags": (tag,)}, [*said, note("QI2182", place, message, path=short(path), tag=tag)]


def _question(element: Element, texts: Incoming, category: Fields) -> Iterator[_Question]:
    kind = element.get("type") or ""
    carried = told(words(tag) for tag in element.iterfind("tags/tag"))
    text = element.find("questiontext")
    usual = (text.get("format") if text is not None else None) or "html"
    read = Read(element, texts, usual, carried)
    is_case = kind == "description" and carried.hints.get("type") == "case"
    if kind == "description" and not is_case:
        message = N_("a text that asks nothing is left out: %(text)s")
        mend = N_("join it to the question that it belongs to")
        texts.told("QI2183", message, mend, text=short(read.stem()))
        return
    if kind not in TYPES and not is_case:
        message = N_("a question of the type '%(type)s' cannot be carried: %(name)s")
        texts.told("QI1167", message, type=short(kind), name=short(words(element.find("name"))))
        return
    came = read.came("case", stem=read.stem()) if is_case else TYPES[kind](read)
    if came is not None:
        left_out(read)
        whole = _whole(came, read, category)
        yield _Question(whole, carried.hints.get("case"))


def _whole(came: Came, read: Read, category: Fields) -> Came:
    """What all types have alike: name, id, points, explanation, tags."""
    element, carried = read.element, read.carried
    own = read.markdown(element.find("generalfeedback"))
    rationale = "\n\n".join(each for each in (own, came.rationale) if each) or None
    part = carried.hints.get("part")
    name = part or words_in(element, "idnumber")
    read.texts.notes += told_new_id(name, read.place)
    return replace(
        came,
        rationale=rationale,
        fields=_fields(came, read, carried, {} if part else category),
        id=own_id(name),
        name=words(element.find("name")) or None,
    )


def _fields(
    came: Came, read: Read, carried: Carried, category: Fields
) -> Mapping[str, tuple[str, ...]]:
    fields = {**category, **_points(came, read), **came.fields, **carried.fields}
    tags = [*category.get("tags", ()), *carried.fields.get("tags", ())]
    if tags:
        fields["tags"] = (", ".join(tags),)
    usual = {"partial": ("none",), "points": ("1",)}
    return {name: values for name, values in fields.items() if values != usual.get(name)}


def _points(came: Came, read: Read) -> Fields:
    """The full marks; a rubric says its own."""
    grade = words_in(read.element, "defaultgrade")
    value = number(grade)
    if value is None or came.kind == "case":
        return {}
    if came.kind == "short_answer":
        total = sum((number(each.worth) or 0 for each in came.choices), number("0") or 0)
        return {} if total == value else {"points": (decimal(value),)}
    if value <= 0:
        read.texts.told("QI2184", N_("the question is worth nothing there, and one point here"))
        return {}
    return {"points": (decimal(value),)}


def _joined(found: list[_Question]) -> Iterator[Came]:
    """Cases with the parts that name them; a part whose case is missing stands alone."""
    heads = {each.came.id for each in found if each.came.kind == "case"}
    for each in found:
        if each.case in heads:
            continue
        parts = tuple(one.came for one in found if one.case == each.came.id and one.case)
        yield replace(each.came, parts=parts) if each.came.kind == "case" else each.came
