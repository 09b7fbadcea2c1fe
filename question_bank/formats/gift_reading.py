"""GIFT in: each question in its place, and everything that has none with us."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from question_bank.formats.bounds import LARGEST_UPLOAD, MOST_QUESTIONS, WHOLE, decoded
from question_bank.formats.carried import told
from question_bank.formats.format import Brought, Came, Damaged, Note
from question_bank.formats.gift_answers import answered
from question_bank.formats.gift_cutting import (
    Category,
    Chunk,
    Comment,
    Unbalanced,
    cleaned,
    cut_up,
    pieces,
    shown,
)
from question_bank.formats.gift_notes import at_line, said, short
from question_bank.rules.reading import LARGEST_QUESTION

_ID = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_LONGEST_ID = 64
_TOPIC = re.compile(r"[a-z][a-z0-9]*(?:\.[a-z0-9-]+)+")
_MARKED = re.compile(r"\[(id|tag):((?:\\.|[^\[\]\\]){1,1000})\]")
_MARK_ESCAPE = re.compile(r"\\([\[\]])")
_MACHINE = re.compile(r"question: [0-9]+ +name: .*")
_WORD = re.compile(r"\w")
_OUTER = frozenset({"", "top"})
_UNBALANCED = {"open": "QI122", "nested": "QI122", "close": "QI123", "second": "QI124"}


@dataclass
class _Standing:
    """What was said before a question and holds for it."""

    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    id: str | None = None
    tags: list[str] = field(default_factory=list)


def read_gift(data: bytes) -> Brought:
    """Everything a file holds; raises Damaged where nothing of it can be read."""
    if len(data) > LARGEST_UPLOAD:
        raise Damaged(said("QI135", WHOLE))
    text, strays = cleaned(decoded(data))
    notes = [said("QI231", WHOLE)] if strays else []
    questions: list[Came] = []
    standing = _Standing()
    for count, each in enumerate(cut_up(text)):
        match each:
            case Comment():
                notes += _comment(each, standing)
            case Category():
                notes += _category(each, standing)
            case Chunk():
                came, more = _question(each, standing)
                notes += more
                questions += [came] if came else []
                standing.id, standing.tags = None, []
        if len(questions) > MOST_QUESTIONS or count > 10 * MOST_QUESTIONS:
            raise Damaged(said("QI121", WHOLE))
    if not questions and not any(note.code.startswith("QI1") for note in notes):
        raise Damaged(said("QI120", WHOLE))
    return Brought(tuple(questions), tuple(notes))


def _comment(comment: Comment, standing: _Standing) -> Iterator[Note]:
    """Moodle writes ids and tags as comments; every other one is left out and named."""
    marked = _MARKED.findall(comment.text)
    for name, value in marked:
        plain = _MARK_ESCAPE.sub(r"\1", value).strip()
        if name == "id":
            standing.id = plain
        else:
            standing.tags.append(plain)
    rest = _MARKED.sub("", comment.text).strip()
    if _WORD.search(rest) and not _MACHINE.fullmatch(rest):
        yield said("QI220", at_line(comment.line), text=short(rest))


def _category(category: Category, standing: _Standing) -> Iterator[Note]:
    path = shown(category.path)
    names = [part.replace("\x00", "/").strip() for part in path.replace("//", "\x00").split("/")]
    kept = [name for name in names if name not in _OUTER and not name.startswith("$")]
    place = at_line(category.line)
    standing.fields = {}
    if kept and _TOPIC.fullmatch(kept[-1]):
        standing.fields = {"topic": (kept[-1],)}
        yield said("QI222", place, path=short(path), topic=kept[-1])
    elif kept:
        tags = ", ".join(map(_tag, kept))
        standing.fields = {"tags": (tags,)}
        yield said("QI223", place, path=short(path), tags=short(tags))


def _tag(text: str) -> str:
    """A comma parts tags here."""
    return " ".join(re.sub(r"[,，、;；]", " ", text).split())


def _question(chunk: Chunk, standing: _Standing) -> tuple[Came | None, list[Note]]:
    first = at_line(chunk.lines[0])
    if len(chunk.text.encode("utf-8", "surrogatepass")) > 2 * LARGEST_QUESTION:
        return None, [said("QI134", first)]
    try:
        cut = pieces(chunk)
    except Unbalanced as unbalanced:
        line = chunk.line_at(unbalanced.offset)
        return None, [said(_UNBALANCED[str(unbalanced)], at_line(line))]
    if cut.inside is None:
        return None, [said("QI221", first, text=short(shown(cut.name or cut.before)))]
    carried = told(standing.tags)
    came, notes = answered(chunk, cut, carried)
    if came is None:
        return None, notes
    identity = cut.name if _is_id(cut.name) else standing.id if _is_id(standing.id) else None
    if identity is None and cut.name:
        notes.insert(0, said("QI230", first, name=short(cut.name)))
    fields = {**came.fields, **standing.fields, **carried.fields}
    tags = [*carried.fields.get("tags", ()), *standing.fields.get("tags", ())]
    if tags:
        fields["tags"] = (", ".join(tags),)
    return replace(came, id=identity, name=cut.name, fields=fields), notes


def _is_id(name: str | None) -> bool:
    return name is not None and len(name) <= _LONGEST_ID and bool(_ID.fullmatch(name))
