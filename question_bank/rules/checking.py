"""Everything wrong with a document: what cannot be graded, and what could be better."""

import re
from collections.abc import Collection, Mapping

from question_bank.kinds import KINDS
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Document, Draft
from question_bank.rules.flaws import flaws
from question_bank.rules.source import numbered
from question_bank.rules.statutes import Statutes, cited
from question_bank.rules.topics import Topics

_PICTURE = re.compile(r"!\[[^\]]{0,500}\]\(\s{0,9}<?([^)>\s]{0,500})")
_MEDIA = re.compile(
    r"media/(?:[A-Za-z0-9_\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff-]*/)*"
    r"[A-Za-z0-9_\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff-]*"
)
_TICKS = re.compile(r"`+")
_SURE = frozenset({"A", "P"})


def check(
    document: Document, *, topics: Topics, statutes: Statutes, media: Collection[str] | None = None
) -> list[Diagnostic]:
    """All findings of reading and checking, in the order of the lines.

    `media` are the files there are, as `media/name.png`; without it only the paths are checked.
    """
    said = [
        *document.diagnostics,
        *_twice(document),
        *(each for draft in document.drafts for each in _draft(draft, topics, statutes, media)),
        *flaws(document),
    ]
    return sorted(said, key=lambda each: (each.line, each.column, each.code))


def starter_faults(document: Document) -> list[Diagnostic]:
    """What the starter content must have besides: facts, confidence, and a sure exam pool."""
    return [each for draft in document.drafts for each in _starter(draft)]


def changed_pools(document: Document, stored: Mapping[str, str]) -> list[Diagnostic]:
    """A question is in one pool for ever; `stored` has the pool of each id in the bank."""
    return [
        found("QB143", draft.line, id=draft.id, stored=stored[draft.id], value=pool)
        for draft in document.drafts
        if (pool := draft.settings.pool) and stored.get(draft.id, pool) != pool
    ]


def _twice(document: Document) -> list[Diagnostic]:
    first: dict[str, int] = {}
    said = []
    for draft in document.drafts:
        if draft.id and draft.id in first:
            said.append(found("QB103", draft.line, id=draft.id, first=first[draft.id]))
        first.setdefault(draft.id, draft.line)
    return said


def _draft(
    draft: Draft, topics: Topics, statutes: Statutes, media: Collection[str] | None
) -> list[Diagnostic]:
    return [
        *_place(draft, topics),
        *_partial(draft),
        *([found("QB144", draft.line)] if draft.id in draft.settings.enemies else []),
        *_pictures(draft, media),
        *_refs(draft, statutes),
    ]


def _place(draft: Draft, topics: Topics) -> list[Diagnostic]:
    topic, pool = draft.settings.topic, draft.settings.pool
    said = [] if pool or _is_given(draft, "pool") else [found("QB114", draft.line)]
    if topic is None:
        return [*said, found("QB112", draft.line)]
    return said if topic in topics else [*said, found("QB113", draft.line, value=topic)]


def _is_given(draft: Draft, name: str) -> bool:
    """Whether a field stands there, though perhaps with a value that was refused."""
    return any(each.name == name for each in draft.fields)


def _partial(draft: Draft) -> list[Diagnostic]:
    partial = draft.settings.partial
    if draft.kind is None or partial in KINDS[draft.kind].partials:
        return []
    return [found("QB133", draft.line, name="partial", value=partial, kind=draft.kind)]


def _pictures(draft: Draft, media: Collection[str] | None) -> list[Diagnostic]:
    """Pictures outside code, by the line that they stand in."""
    said = []
    for line in numbered(draft.body).lines:
        text = "" if line.fenced else _without_code(line.text)
        for name in _PICTURE.findall(text):
            at = draft.stem_line + line.number - 1
            if not _MEDIA.fullmatch(name):
                said.append(found("QB134", at, name=name))
            elif media is not None and name not in media:
                said.append(found("QB135", at, name=name))
    return said


def _without_code(text: str) -> str:
    """Code spans taken out: from a run of backticks to the next of the same length."""
    runs = list(_TICKS.finditer(text))
    last = {len(run[0]): run for run in runs}
    kept, at = [], 0
    opening: re.Match[str] | None = None
    for run in runs:
        if opening is None and run.start() < last[len(run[0])].start():
            kept.append(text[at : run.start()])
            opening = run
        elif opening and len(run[0]) == len(opening[0]):
            at, opening = run.end(), None
    return "".join([*kept, text[at:]])


def _refs(draft: Draft, statutes: Statutes) -> list[Diagnostic]:
    said = []
    for citation in filter(None, map(cited, draft.settings.refs)):
        statute = statutes.get(citation.code)
        if statute is None:
            said.append(found("QB211", draft.line, code=citation.code))
        elif statute.repealed:
            said.append(found("QB213", draft.line, code=citation.code))
        elif not statute.has(citation.article):
            count, article = statute.articles, citation.article
            said.append(
                found("QB212", draft.line, code=citation.code, count=count, article=article)
            )
    return said


def _starter(draft: Draft) -> list[Diagnostic]:
    settings = draft.settings
    said = [] if settings.facts else [found("QB216", draft.line)]
    if settings.confidence is None:
        return [*said, found("QB217", draft.line)]
    if settings.pool == "exam" and settings.confidence not in _SURE:
        said.append(found("QB218", draft.line, value=settings.confidence))
    return said
