"""A question of another system as our Markdown, and where each of its lines comes from."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

from question_bank.formats import escaping
from question_bank.formats.format import Came, Choice, Place
from question_bank.kinds import KINDS
from question_bank.rules.blocks import Item, Shape, blocks
from question_bank.rules.document import Answer, Document, Draft
from question_bank.rules.fields import Field, decimal, in_order
from question_bank.rules.folding import fold
from question_bank.rules.reading import read
from question_bank.rules.source import numbered
from question_bank.rules.writing import canonical, written

FIRST_GAP = 0xE000
Escape = Callable[[str], str]

_ID = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_LONGEST_ID = 64
_WAYS: tuple[Escape, ...] = (escaping.gentle, escaping.relisted, escaping.strict)
_INFERRED = frozenset({"single", "true_false", "numeric", "fill_blank"})
_OF_THE_CASE = frozenset({"lang", "topic", "pool", "confidence", "enemies", "tags"})
_SEVERAL = 2
_WORTH = {"short_answer", "judgement"}


class Composed(NamedTuple):
    """The canonical Markdown of one question, and the place of each of its lines."""

    text: str
    places: Mapping[int, Place]


def composed(came: Came, *, id: str, defaults: Mapping[str, str]) -> Composed:  # noqa: A002
    """The question under an id, with the fields that it does not state itself.

    What looks like structure of ours is escaped, as little as makes it read back as it was.
    """
    text, document = "", Document()
    for way in _WAYS:
        draft = _draft(came, id, defaults, way)
        text = written(draft)
        document = read(text)
        if [_said(each) for each in document.drafts] == [_said(draft)]:
            break
    if [text] != [written(each) for each in document.drafts]:
        text = canonical(document)
        document = read(text)
    return Composed(text, _places(came, text, document))


def identified(came: Came, topic: str) -> str:
    """Its own id, or one made of its topic and what is asked, whatever the key says."""
    if came.id and _is_id(came.id):
        return came.id
    stem = re.sub(r"[^a-z0-9]+", "-", topic.lower()).strip("-") or "question"
    return f"{stem[:40].rstrip('-')}-{_digest(came)}"


def _digest(came: Came) -> str:
    """Of the folded stem and options; the order and marks of options are a matter of the key."""
    texts = [_asked(came), *(text for part in came.parts for text in (_asked(part),))]
    return sha256("\x1e".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _asked(came: Came) -> str:
    gap = {FIRST_GAP + at: "\x1d" for at in range(len(came.blanks))}
    shown = () if came.kind == "short_answer" else came.choices
    lefts = sorted(fold(each.text) for each in shown)
    rights = sorted(fold(each.pair) for each in shown if each.pair is not None)
    return "\x1f".join([" ".join(fold(came.stem).translate(gap).split()), *lefts, *rights])


def _said(draft: Draft) -> tuple[object, ...]:
    """What must read back; an answer among the fields is compared as a field."""
    answer = draft.answer or Answer()
    items = () if draft.kind in ("numeric", "true_false") else answer.items
    parts = tuple(map(_said, answer.parts))
    return draft.id, draft.kind, draft.stem, draft.rationale, items, answer.heads, parts


def _draft(came: Came, code: str, defaults: Mapping[str, str], escape: Escape) -> Draft:
    stem = _stem(came, escape)
    return Draft(
        id=code,
        fields=in_order(_fields(came, defaults)),
        kind=came.kind if came.kind in KINDS else None,
        stem=stem,
        answer=_answer(came, stem, escape),
        rationale=_rationale(came, stem),
        body=stem,
    )


def _stem(came: Came, escape: Escape) -> str:
    if came.kind != "fill_blank":
        return escape(came.stem)
    stem = escaping.braced(escape(came.stem))
    missing = "".join(
        f" {gap}" for at in range(len(came.blanks)) if (gap := chr(FIRST_GAP + at)) not in stem
    )
    gaps = {FIRST_GAP + at: f"{{{{{each}}}}}" for at, each in enumerate(_spellings(came))}
    return f"{stem}{missing}".translate(gaps)


def _spellings(came: Came) -> Iterator[str]:
    return ("|".join(map(escaping.spelling, each)) for each in came.blanks)


def _answer(came: Came, stem: str, escape: Escape) -> Answer:
    if came.kind == "case":
        inner = _told_by_the_last(came)
        parts = (_part(part, at, escape) for at, part in enumerate(inner, start=1))
        return Answer(parts=tuple(parts))
    if came.kind == "fill_blank":
        spelt = list(_spellings(came))
        order = sorted(
            range(len(spelt)), key=lambda at: came.stem.find(chr(FIRST_GAP + at)) % 10**9
        )
        return Answer(tuple(Item(spelt[at]) for at in order))
    heads = came.heads or ("", "")
    return Answer(
        tuple(_item(came, choice, escape) for choice in came.choices),
        heads=(escaping.of_a_cell(heads[0]), escaping.of_a_cell(heads[1]))
        if came.kind == "matching"
        else None,
    )


def _item(came: Came, choice: Choice, escape: Escape) -> Item:
    if came.kind == "matching":
        return Item(escaping.of_a_cell(choice.text), pair=escaping.of_a_cell(choice.pair or ""))
    return Item(
        escaping.of_an_item(escape(choice.text)),
        mark=_mark(came.kind, choice),
        feedback=None if choice.feedback is None else escaping.of_a_quote(choice.feedback),
    )


def _mark(kind: str, choice: Choice) -> str | None:
    if kind == "ordering":
        return None
    return choice.worth if kind in _WORTH else "x" if choice.is_right else " "


def _part(came: Came, number: int, escape: Escape) -> Draft:
    code = came.id if came.id and _is_id(came.id) else f"part-{number}"
    own = {name: values for name, values in came.fields.items() if name not in _OF_THE_CASE}
    return _draft(replace(came, fields=own), code, {}, escape)


def _told_by_the_last(came: Came) -> tuple[Came, ...]:
    """The parts; what explains the whole case stands with the last of them."""
    if not came.parts or not (came.rationale or "").strip():
        return came.parts
    *others, last = came.parts
    told = "\n\n".join(each for each in (last.rationale, came.rationale) if each)
    return (*others, replace(last, rationale=told))


def _is_id(text: str) -> bool:
    return len(text) <= _LONGEST_ID and bool(_ID.fullmatch(text))


def _fields(came: Came, defaults: Mapping[str, str]) -> Iterator[Field]:
    given: dict[str, tuple[str, ...]]
    given = {name: (value,) for name, value in defaults.items() if value}
    given |= {name: tuple(values) for name, values in came.fields.items() if any(values)}
    given |= {
        name: (value,)
        for name in ("answer", "tolerance", "unit")
        if (value := getattr(came, name)) is not None
    }
    if came.kind == "short_answer":
        given.setdefault("points", (_total(came),))
    rights = sum(each.is_right for each in came.choices)
    is_told_by_itself = came.kind in _INFERRED if rights < _SEVERAL else came.kind == "multiple"
    if not (is_told_by_itself and given):
        given["type"] = (came.kind,)
    for name, values in given.items():
        lines = values if name == "ref" else (", ".join(values),)
        yield from (Field(name, " ".join(line.split())) for line in lines)


def _total(came: Came) -> str:
    """What the lines of a rubric are worth together."""
    worths = (decimal(each.worth or "") for each in came.choices)
    return f"{sum((each for each in worths if each), Decimal(0)):f}"


def _rationale(came: Came, stem: str) -> str | None:
    """An empty one keeps a quote that the question ends in from being taken for one."""
    if came.kind == "case":
        return None
    if came.rationale is not None and came.rationale.strip():
        return escaping.of_a_quote(came.rationale)
    kind = KINDS.get(came.kind)
    if kind is None or kind.has_block:
        return None
    quotes = any(block.shape is Shape.QUOTE for block in blocks(numbered(stem).lines))
    return "" if quotes else None


def _places(came: Came, text: str, document: Document) -> dict[int, Place]:
    """Each line's place: that of its option or part, or else that of the question."""
    last = text.count("\n") + 1
    places = dict.fromkeys(range(1, last + 1), came.place)
    if len(document.drafts) == 1:
        _note_places(places, came, document.drafts[0], last)
    return places


def _note_places(places: dict[int, Place], came: Came, draft: Draft, last: int) -> None:
    answer = draft.answer or Answer()
    if came.kind != "fill_blank":
        for choice, item in zip(came.choices, answer.items, strict=False):
            if item.line and choice.place:
                told = "" if item.feedback is None else f"\n{item.feedback}"
                length = f"{item.text}{told}".count("\n") + 1
                places |= dict.fromkeys(range(item.line, item.line + length), choice.place)
    starts = [part.line for part in answer.parts]
    for part, inner, end in zip(came.parts, answer.parts, [*starts[1:], last + 1], strict=False):
        places |= dict.fromkeys(range(inner.line, end), part.place)
        _note_places(places, part, inner, end - 1)
