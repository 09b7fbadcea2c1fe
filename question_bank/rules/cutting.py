"""A question cut up: its fields, its stem, its answer block, its rationale."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from question_bank.kinds import KINDS, PLANNED
from question_bank.kinds.kind import Body, Kind
from question_bank.rules.blocks import Block, Shape, blocks, joined, quoted
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Draft
from question_bank.rules.fieldlines import taken, unknown
from question_bank.rules.fields import Field, in_order
from question_bank.rules.settings import faults, settled
from question_bank.rules.source import Line

_ID = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_LONGEST_ID = 64
_CLOSING = re.compile(r"[ \t]*(?:#+[ \t]+)+")


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
    heading = section[0]
    own = taken(section[1:])
    cut = blocks(own.rest)
    stated = _stated(own.fields) or _stated(front)
    inferred = _stated(front) or _inferred(cut, own.fields)
    kind, said = _kind(stated or inferred, heading.number)
    fields = [each for each in own.fields if each.name != "type" or each.value != inferred]
    bare = Draft(
        id=_named(heading.text),
        fields=in_order(fields),
        kind=kind.name if kind else None,
        settings=settled(front, own.fields),
        body=joined([line.text for line in own.rest]),
        line=heading.number,
        stem_line=cut[0].line if cut else heading.number,
    )
    said = [*own.said, *unknown(own.fields), *faults(own.fields), *said, *_id_faults(bare)]
    answered = _answered(bare, kind, cut, own.rest) if kind else Question(_uncut(bare), [])
    return Question(answered.draft, [*said, *answered.said])


def _named(heading: str) -> str:
    """The text of a heading, without marks that close it; matched backwards, in linear time."""
    backwards = heading[2:][::-1]
    closing = _CLOSING.match(backwards)
    return backwards[closing.end() if closing else 0 :][::-1].strip()


def _stated(fields: Sequence[Field]) -> str | None:
    return next((each.value for each in fields if each.name == "type"), None)


def _inferred(cut: Sequence[Block], fields: Sequence[Field]) -> str | None:
    answer = next((each.value for each in fields if each.name == "answer"), None)
    names = (kind.name for kind in KINDS.values() if kind.recognises(cut, answer))
    return next(names, "numeric" if _is_number(answer) else None)


def _is_number(answer: str | None) -> bool:
    return answer is not None and bool(re.fullmatch(r"[-+]?[0-9.]+", answer))


def _kind(name: str | None, line: int) -> tuple[Kind | None, list[Diagnostic]]:
    allowed = ", ".join(KINDS)
    if name is None:
        return None, [found("QB111", line)]
    if name in PLANNED:
        return None, [found("QB110", line, value=name, allowed=allowed)]
    if name not in KINDS:
        return None, [found("QB109", line, value=name, allowed=allowed)]
    return KINDS[name], []


def _id_faults(draft: Draft) -> list[Diagnostic]:
    if not draft.id:
        return [found("QB101", draft.line)]
    if len(draft.id) > _LONGEST_ID or not _ID.fullmatch(draft.id):
        return [found("QB102", draft.line, column=4, id=draft.id)]
    return []


def _uncut(draft: Draft) -> Draft:
    return replace(draft, text=draft.body)


def _answered(draft: Draft, kind: Kind, cut: Sequence[Block], lines: Sequence[Line]) -> Question:
    parts = _parts(kind, cut)
    said = [found("QB124", block.line) for block in cut if block.shape is Shape.HEADING]
    said += [found("QB125", block.line) for block in parts.stray]
    if kind.has_block and parts.block is None:
        missing = found("QB126", draft.line, kind=kind.name, box=kind.sample)
        return Question(_uncut(draft), [*said, missing])
    answer_field = draft.settings.answer
    body = Body(draft.line, _between(parts.stem, lines), parts.stem, parts.block, answer_field)
    parsed = kind.parse(body)
    said += parsed.diagnostics
    if not parts.stem:
        said.append(found("QB120", draft.line))
    if parts.stray:
        return Question(_uncut(draft), said)
    rationale = quoted(parts.rationale) if parts.rationale else None
    return Question(
        replace(draft, stem=parsed.stem, answer=parsed.answer, rationale=rationale), said
    )


def _parts(kind: Kind, cut: Sequence[Block]) -> _Parts:
    """The last block that fits is the answers, the last quote after it the rationale."""
    fitting = [at for at, block in enumerate(cut) if kind.fits(block)]
    start = fitting[-1] + 1 if fitting else 0
    quotes = [at for at in range(start, len(cut)) if cut[at].shape is Shape.QUOTE]
    last = quotes[-1] if quotes else len(cut)
    rationale = cut[last] if quotes else None
    if not fitting:
        return _Parts(tuple(cut[:last]), None, rationale, tuple(cut[last + 1 :]))
    stray = (*cut[start:last], *cut[last + 1 :])
    return _Parts(tuple(cut[: start - 1]), cut[start - 1], rationale, stray)


def _between(stem: Sequence[Block], lines: Sequence[Line]) -> tuple[Line, ...]:
    if not stem:
        return ()
    first, last = stem[0].line, stem[-1].lines[-1].number
    return tuple(line for line in lines if first <= line.number <= last)
