"""A question cut up: its fields, its stem, its answer block, its rationale; a case into parts."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from question_bank.kinds import KINDS, PARTS
from question_bank.kinds.case import points_of
from question_bank.kinds.kind import Body, Kind
from question_bank.rules.blocks import Block, Shape, blocks, joined, quoted
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Draft
from question_bank.rules.fieldlines import taken, unknown
from question_bank.rules.fields import Field, in_order
from question_bank.rules.settings import faults, settled
from question_bank.rules.source import Line

RUBRIC = frozenset({"rubric", "评分标准", "评分细则", "评分要点"})
_ID = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_LONGEST_ID = 64
_CLOSING = re.compile(r"[ \t]*(?:#+[ \t]+)+")
_QUESTION, _PART = 2, 3
_PART_HEADING = re.compile(r"###(?: |$)")
_OF_THE_CASE = frozenset({"lang", "topic", "pool", "confidence", "enemies", "tags"})
_OF_ONE_QUESTION = frozenset({"type", "points", "answer", "tolerance", "unit", "time"})


class Question(NamedTuple):
    """A draft, and what is wrong with its form."""

    draft: Draft
    said: list[Diagnostic]


class _Parts(NamedTuple):
    stem: tuple[Block, ...]
    block: Block | None
    rationale: Block | None
    stray: tuple[Block, ...]


def question(section: Sequence[Line], front: Sequence[Field]) -> Question:
    """The question that a heading and the lines under it make."""
    return _question(section, front, _QUESTION)


def _question(section: Sequence[Line], front: Sequence[Field], level: int) -> Question:
    heading = section[0]
    own = taken(section[1:])
    stated = _stated(own.fields) or _stated(front)
    shared, sections = _divided(own.rest) if stated == "case" else (own.rest, [])
    cut = blocks(shared)
    inferred = _stated(front) or _inferred(cut, own.fields)
    kind, said = _kind(stated or inferred, heading.number, level)
    fields = [each for each in own.fields if each.name != "type" or each.value != inferred]
    bare = Draft(
        id=_named(heading.text, level),
        fields=in_order(fields),
        kind=kind.name if kind else None,
        settings=settled(front, own.fields),
        body=joined([line.text for line in own.rest]),
        line=heading.number,
        stem_line=cut[0].line if cut else heading.number,
    )
    said = [*own.said, *unknown(own.fields), *faults(own.fields), *said, *_id_faults(bare, level)]
    parts = [_question(each, _inherited(front, own.fields), _PART) for each in sections]
    said += [each for part in parts for each in part.said]
    said += _misplaced([part.draft for part in parts])
    if kind is None:
        return Question(_uncut(bare), said)
    answered = _answered(bare, kind, cut, shared, tuple(part.draft for part in parts))
    return Question(answered.draft, [*said, *answered.said])


def _named(heading: str, level: int) -> str:
    """The text of a heading, without marks that close it; matched backwards, in linear time."""
    backwards = heading[level:][::-1]
    closing = _CLOSING.match(backwards)
    return backwards[closing.end() if closing else 0 :][::-1].strip()


def _stated(fields: Sequence[Field]) -> str | None:
    return next((each.value for each in fields if each.name == "type"), None)


def _inferred(cut: Sequence[Block], fields: Sequence[Field]) -> str | None:
    answer = next((each.value for each in fields if each.name == "answer"), None)
    names = (kind.name for kind in KINDS.values() if kind.recognises(cut, answer))
    return next(names, None)


def _divided(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Sequence[Line]]]:
    """The shared text of a case, and the lines of each part with its heading."""
    starts = [
        at
        for at, line in enumerate(lines)
        if not line.fenced and _PART_HEADING.match(line.text) and not _is_rubric(line.text)
    ]
    bounds = [*starts, len(lines)]
    return lines[: bounds[0]], [lines[start:end] for start, end in pairwise(bounds)]


def _inherited(front: Sequence[Field], own: Sequence[Field]) -> tuple[Field, ...]:
    """What the parts of a case have from the case, and from the head of its file."""
    given = [each for each in own if each.name not in _OF_ONE_QUESTION]
    names = {each.name for each in given} | {"type", "answer"}
    return (*(each for each in front if each.name not in names), *given)


def _kind(name: str | None, line: int, level: int) -> tuple[Kind | None, list[Diagnostic]]:
    kinds = PARTS if level == _PART else KINDS
    if name is None:
        return None, [found("QB111", line)]
    if name not in KINDS:
        return None, [found("QB109", line, value=name, allowed=", ".join(kinds))]
    if name not in kinds:
        return None, [found("QB154", line)]
    return kinds[name], []


def _id_faults(draft: Draft, level: int) -> list[Diagnostic]:
    if not draft.id:
        return [found("QB101", draft.line)]
    if len(draft.id) > _LONGEST_ID or not _ID.fullmatch(draft.id):
        return [found("QB102", draft.line, column=level + 2, id=draft.id)]
    return []


def _misplaced(parts: Sequence[Draft]) -> list[Diagnostic]:
    """Parts of one name, and fields in a part that only the whole case can have."""
    first: dict[str, int] = {}
    said = []
    for part in parts:
        if part.id and part.id in first:
            said.append(found("QB103", part.line, id=part.id, first=first[part.id]))
        first.setdefault(part.id, part.line)
        said += [
            found("QB155", each.line, name=each.name)
            for each in part.fields
            if each.name in _OF_THE_CASE
        ]
    return said


def _uncut(draft: Draft) -> Draft:
    return replace(draft, text=draft.body)


def _answered(
    draft: Draft,
    kind: Kind,
    cut: Sequence[Block],
    lines: Sequence[Line],
    inside: tuple[Draft, ...],
) -> Question:
    parts = _headed(kind, cut) if kind.heading else _parts(kind, cut)
    said = [
        found("QB124", block.line)
        for block in cut
        if block.shape is Shape.HEADING and not (kind.heading and _is_rubric(block.lines[0].text))
    ]
    said += [found("QB125", block.line) for block in parts.stray]
    if kind.has_block and parts.block is None:
        box = f"### {kind.heading}" if kind.heading else kind.sample
        missing = found("QB126", draft.line, kind=kind.name, box=box)
        return Question(_uncut(draft), [*said, missing])
    parsed = kind.parse(_body(draft, parts, lines, inside))
    said += parsed.diagnostics
    if not parts.stem:
        said.append(found("QB120", draft.line))
    if parts.stray or parsed.answer is None:
        return Question(_uncut(draft), said)
    rationale = quoted(parts.rationale) if parts.rationale else None
    whole = replace(draft, stem=parsed.stem, answer=parsed.answer, rationale=rationale)
    return _worth_its_parts(whole, said) if inside else Question(whole, said)


def _body(draft: Draft, parts: _Parts, lines: Sequence[Line], inside: tuple[Draft, ...]) -> Body:
    settings = draft.settings
    return Body(
        draft.line,
        _between(parts.stem, lines),
        parts.stem,
        parts.block,
        answer=settings.answer,
        tolerance=settings.tolerance,
        unit=settings.unit,
        points=settings.points,
        parts=inside,
    )


def _worth_its_parts(case: Draft, said: list[Diagnostic]) -> Question:
    """A case is worth what its parts are; `points` may only say the same."""
    total = points_of(case.answer) if case.answer else case.settings.points
    stated = any(each.name == "points" for each in case.fields)
    if stated and case.settings.points != total:
        points = case.settings.points
        said = [*said, found("QB150", case.line, total=total, points=points)]
    return Question(replace(case, settings=replace(case.settings, points=total)), said)


def _parts(kind: Kind, cut: Sequence[Block]) -> _Parts:
    """The last block that fits is the answers, the last quote after it the rationale."""
    if kind.name == "case":
        return _Parts(tuple(cut), None, None, ())
    fitting = [at for at, block in enumerate(cut) if kind.fits(block)]
    start = fitting[-1] + 1 if fitting else 0
    quotes = [at for at in range(start, len(cut)) if cut[at].shape is Shape.QUOTE]
    last = quotes[-1] if quotes else len(cut)
    rationale = cut[last] if quotes else None
    if not fitting:
        return _Parts(tuple(cut[:last]), None, rationale, tuple(cut[last + 1 :]))
    stray = (*cut[start:last], *cut[last + 1 :])
    return _Parts(tuple(cut[: start - 1]), cut[start - 1], rationale, stray)


def _headed(kind: Kind, cut: Sequence[Block]) -> _Parts:
    """The block under the last heading that announces it; the last quote after it."""
    heads = [at for at, block in enumerate(cut) if _is_rubric(block.lines[0].text)]
    if not heads:
        return _Parts(tuple(cut), None, None, ())
    head, after = heads[-1], cut[heads[-1] + 1 :]
    if not after or not kind.fits(after[0]):
        return _Parts(tuple(cut[:head]), None, None, ())
    block, left = after[0], after[1:]
    quotes = [at for at, each in enumerate(left) if each.shape is Shape.QUOTE]
    last = quotes[-1] if quotes else len(left)
    rationale = left[last] if quotes else None
    return _Parts(tuple(cut[:head]), block, rationale, (*left[:last], *left[last + 1 :]))


def _is_rubric(text: str) -> bool:
    return text.startswith(("### ", "#### ")) and text.strip("# ").casefold() in RUBRIC


def _between(stem: Sequence[Block], lines: Sequence[Line]) -> tuple[Line, ...]:
    if not stem:
        return ()
    first, last = stem[0].line, stem[-1].lines[-1].number
    return tuple(line for line in lines if first <= line.number <= last)
