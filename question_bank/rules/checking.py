"""Everything wrong with a document: what cannot be graded, and what could be better."""

from collections.abc import Collection, Mapping

from question_bank.kinds import KINDS
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Document, Draft, parts_of
from question_bank.rules.flaws import flaws
from question_bank.rules.pictures import is_kept_name, mentions
from question_bank.rules.statutes import Statutes, cited
from question_bank.rules.topics import Topics

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
        *_misfits(draft),
        *([found("QB144", draft.line)] if draft.id in draft.settings.enemies else []),
        *_pictures(draft, media),
        *_refs(draft, statutes),
        *(each for part in parts_of(draft) for each in _part(part, statutes)),
    ]


def _part(part: Draft, statutes: Statutes) -> list[Diagnostic]:
    """What can be wrong with a part of a case that is not said of the case already."""
    return [*_misfits(part), *(_refs(part, statutes) if _is_given(part, "ref") else [])]


def _place(draft: Draft, topics: Topics) -> list[Diagnostic]:
    topic, pool = draft.settings.topic, draft.settings.pool
    said = [] if pool or _is_given(draft, "pool") else [found("QB114", draft.line)]
    if topic is None:
        return [*said, found("QB112", draft.line)]
    return said if topic in topics else [*said, found("QB113", draft.line, value=topic)]


def _is_given(draft: Draft, name: str) -> bool:
    """Whether a field stands there, though perhaps with a value that was refused."""
    return any(each.name == name for each in draft.fields)


def _misfits(draft: Draft) -> list[Diagnostic]:
    """Fields that do not belong to the kind."""
    if draft.kind is None:
        return []
    partial, kind = draft.settings.partial, KINDS[draft.kind]
    rule = [] if partial in kind.partials else [("partial", partial, draft.line)]
    number = [
        (each.name, each.value, each.line)
        for each in draft.fields
        if each.name in ("tolerance", "unit") and draft.kind != "numeric"
    ]
    return [
        found("QB133", line, name=name, value=value, kind=draft.kind)
        for name, value, line in (*rule, *number)
    ]


def _pictures(draft: Draft, media: Collection[str] | None) -> list[Diagnostic]:
    """Pictures outside code, by the line that they stand in."""
    said = []
    for mention in mentions(draft.body):
        name, at = mention.name, draft.stem_line + mention.line - 1
        if not is_kept_name(name):
            said.append(found("QB134", at, name=name))
        elif media is not None and name not in media:
            said.append(found("QB135", at, name=name))
        if not mention.caption:
            said.append(found("QB219", at, name=name))
    return said


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
        elif version := statute.without(citation.article):
            said.append(
                found(
                    "QB220",
                    draft.line,
                    code=citation.code,
                    article=citation.article,
                    version=version.name,
                )
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
