"""From a question as a value to a revision as a row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from accounts.models import Unit
from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import Noted, record, record_all
from core.actor import Actor
from core.clock import now
from core.database import Base, transaction
from core.errors import N_, Refused
from question_bank.actions import rendering
from question_bank.actions.picturing import digests, places
from question_bank.acts import QuestionAct
from question_bank.kinds import KINDS
from question_bank.models import Cited, Move, Question, Revision, RevisionPicture, Tagged, Wording
from question_bank.queries.pictures import Named, meant_by_all
from question_bank.rules.document import Document, Draft
from question_bank.rules.fields import Field, in_order
from question_bank.rules.folding import fold
from question_bank.rules.lifecycle import State
from question_bank.rules.pictures import names_in, placed
from question_bank.rules.question import Question as Value
from question_bank.rules.question import fingerprint
from question_bank.rules.reading import read
from question_bank.rules.statutes import articles
from question_bank.rules.wording import tokens
from question_bank.rules.writing import canonical, is_canonical, written

_AT_ONCE = 500
NEVER_INHERITED = frozenset({"lang", "answer"})


@dataclass(frozen=True)
class Work:
    """A question to be stored, its Markdown by language, and the pictures that came with it."""

    value: Value
    sources: Mapping[str, str]
    file_id: int | None = None
    brought: Named = field(default_factory=dict)


class _Held(NamedTuple):
    """What the bank has of a question: no revision of a new one."""

    id: int
    pool: str
    path: str
    newest_id: int | None
    number: int
    fingerprint: str | None


class _Fresh(NamedTuple):
    """A revision to be inserted, and what stands beside it in other tables."""

    row: dict[str, Any]
    pictures: Named
    value: Value
    held: _Held


def store(
    value: Value, sources: Mapping[str, str], *, actor: Actor, brought: Named | None = None
) -> Revision | None:
    """A new draft of the question, or nothing if its newest revision says the same."""
    with transaction() as session:
        (made,) = store_all([Work(value, sources, brought=brought or {})], actor=actor)
        return session.get_one(Revision, made) if made else None


def store_all(works: Sequence[Work], *, actor: Actor) -> list[int | None]:
    """New drafts of these questions: the id of each, nothing where the newest says the same.

    A pool never changes; a question belongs to the unit of whoever wrote it first. A revision
    shows for ever the pictures that its names mean now; those that were brought come first.
    """
    made: list[int | None] = []
    with transaction() as session:
        for start in range(0, len(works), _AT_ONCE):
            made += _store(session, works[start : start + _AT_ONCE], actor)
    return made


def _store(session: Session, works: Sequence[Work], actor: Actor) -> list[int | None]:
    known = _held(session, [work.value.id for work in works])
    _refuse(works, known, actor)
    known |= _created(session, [work for work in works if work.value.id not in known], actor)
    pictures = _pictures(works, actor)
    fresh = {
        work.value.id: each
        for work in works
        if (each := _fresh(work, known[work.value.id], pictures[work.value.id], actor))
    }
    ids = dict(zip(fresh, _inserted(session, list(fresh.values()), actor), strict=True))
    return [ids.get(work.value.id) for work in works]


def _held(session: Session, codes: Sequence[str]) -> dict[str, _Held]:
    """The questions, locked until the transaction ends: one decision about each at a time."""
    rows = session.execute(
        select(Question.code, Question.id, Question.pool, Unit.path)
        .join(Unit, Unit.id == Question.unit_id)
        .where(Question.code.in_(codes))
        .order_by(Question.id)
        .with_for_update(of=Question)
    ).all()
    columns = (Revision.question_id, Revision.id, Revision.number, Revision.fingerprint)
    newest = {
        question_id: rest
        for question_id, *rest in session.execute(
            select(*columns).where(
                Revision.question_id.in_([row.id for row in rows]), Revision.is_newest
            )
        )
    }
    return {
        code: _Held(at, pool, path, *newest.get(at, (None, 0, None)))
        for code, at, pool, path in rows
    }


def _refuse(works: Sequence[Work], known: Mapping[str, _Held], actor: Actor) -> None:
    for path in {each.path for each in known.values()} or {actor.unit_path}:
        demand(actor, Right.WRITE_QUESTIONS, path)
    for work in works:
        each = known.get(work.value.id)
        if each and each.pool != work.value.pool:
            raise Refused(N_("A question stays in its pool; write this as a new question."))


def _created(session: Session, works: Sequence[Work], actor: Actor) -> dict[str, _Held]:
    if not works:
        return {}
    unit = session.get_one(Unit, actor.unit_id)
    at = now()
    rows = session.execute(
        insert(Question).returning(Question.code, Question.id),
        [
            {
                "code": work.value.id,
                "pool": work.value.pool,
                "unit_id": unit.id,
                "source_file_id": work.file_id,
                "created_at": at,
            }
            for work in works
        ],
    )
    ids = dict(rows.all())
    return {
        work.value.id: _Held(ids[work.value.id], work.value.pool, unit.path, None, 0, None)
        for work in works
    }


def _pictures(works: Sequence[Work], actor: Actor) -> dict[str, Named]:
    names = {work.value.id: _names(work) for work in works}
    known = meant_by_all(names, actor=actor)
    return {
        work.value.id: _first(names[work.value.id], [work.brought, known[work.value.id]])
        for work in works
    }


def _names(work: Work) -> dict[str, set[str]]:
    """The pictures that each language names."""
    if not any("![" in text for text in work.sources.values()):
        return {}
    return {
        language: names_in(work.value.asked[language]) | names_in(work.value.told[language])
        for language in work.value.languages
    }


def _first(names: Mapping[str, Collection[str]], kept: Sequence[Named]) -> Named:
    """Each name's picture from the first that has one; languages without any are left out."""
    found = {
        language: {
            name: picture
            for name in sorted(each)
            for picture in [
                next(
                    (named[language][name] for named in kept if name in named.get(language, {})),
                    None,
                )
            ]
            if picture
        }
        for language, each in names.items()
    }
    return {language: named for language, named in found.items() if named}


def _fresh(work: Work, held: _Held, pictures: Named, actor: Actor) -> _Fresh | None:
    """The revision that is to be written, unless the newest one says the same."""
    value = replace(work.value, pictures=digests(pictures))
    print_of = fingerprint(value)
    if print_of == held.fingerprint:
        return None
    row = {
        **_row(value, pictures),
        "question_id": held.id,
        "number": held.number + 1,
        "sources": dict(work.sources),
        "fingerprint": print_of,
        "author_id": actor.id,
        "at": now(),
    }
    return _Fresh(row, pictures, value, held)


def _inserted(session: Session, fresh: Sequence[_Fresh], actor: Actor) -> list[int]:
    """The ids of the new revisions, with all that stands beside them in other tables."""
    if not fresh:
        return []
    older = [each.held.newest_id for each in fresh if each.held.newest_id]
    if older:
        session.execute(update(Revision).where(Revision.id.in_(older)).values(is_newest=False))
    ids = list(
        session.scalars(
            insert(Revision).returning(Revision.id, sort_by_parameter_order=True),
            [each.row for each in fresh],
        )
    )
    for table, rows in _beside(ids, fresh, actor).items():
        if rows:
            session.execute(insert(table), rows)
    record_all(
        QuestionAct.REVISED,
        actor,
        [
            Noted(
                subject=("question", each.value.id),
                unit_path=each.held.path,
                details={"revision": each.row["number"], "fingerprint": each.row["fingerprint"]},
            )
            for each in fresh
        ],
    )
    return ids


def _beside(
    ids: Sequence[int], fresh: Sequence[_Fresh], actor: Actor
) -> dict[type[Base], list[dict[str, Any]]]:
    rows: dict[type[Base], list[dict[str, Any]]] = {
        Move: [], Wording: [], Cited: [], Tagged: [], RevisionPicture: []
    }  # fmt: skip
    for revision_id, each in zip(ids, fresh, strict=True):
        own = {"revision_id": revision_id}
        asked, value = each.row["asked"], each.value
        words = "\n".join([value.id, rendering.words(asked)])
        tags = sorted({fold(tag)[:200] for tag in value.tags})
        shown = {(at, one.id) for at, named in each.pictures.items() for one in named.values()}
        rows[Move].append(
            own | {"after": State.DRAFT, "comment": "", "by_id": actor.id, "at": each.row["at"]}
        )
        rows[Wording].append(own | {"words": words, "tokens": " ".join(tokens([words]))})
        rows[Cited] += [own | {"code": code, "article": it} for code, it in articles(value.refs)]
        rows[Tagged] += [own | {"tag": tag} for tag in tags]
        rows[RevisionPicture] += [
            own | {"language": at, "picture_id": picture_id} for at, picture_id in sorted(shown)
        ]
    return rows


def held(session: Session, code: str) -> Question | None:
    """The question, locked until the transaction ends: one decision about it at a time."""
    return session.scalars(select(Question).where(Question.code == code).with_for_update()).first()


def note(act: QuestionAct, revision: Revision, actor: Actor, **details: object) -> None:
    """Write an act on a revision on the trail."""
    question = revision.question
    record(
        act,
        actor,
        subject=("question", question.code),
        unit_path=question.unit.path,
        revision=revision.number,
        **details,
    )


def sources_in(document: Document, text: str) -> dict[str, str]:
    """The canonical Markdown of each question of a file alone, with what the file's head gave it.

    What is in canonical form has been read back already; anything else is read once more.
    """
    front = document.defaults
    if not is_canonical(document, text):
        text = canonical(document)
        document = read(text)
    if is_canonical(document, text) and all(each.name != "type" for each in front):
        return {draft.id: written(_alone(draft, front)) for draft in document.drafts}
    return {draft.id: source_of(draft, front) for draft in document.drafts}


def source_of(draft: Draft, front: Sequence[Field]) -> str:
    """The canonical Markdown of a question alone, with what its file's head gave it."""
    return canonical(read(canonical(Document(drafts=(_alone(draft, front),)))))


def _alone(draft: Draft, front: Sequence[Field]) -> Draft:
    names = {each.name for each in draft.fields} | NEVER_INHERITED
    fields = [
        *(each for each in front if each.name not in names),
        *(each for each in draft.fields if each.name != "lang"),
    ]
    return replace(draft, fields=in_order(fields))


def draft_of(source: str, language: str) -> Draft:
    """The draft that a stored source holds."""
    draft = read(source).drafts[0]
    return in_language(draft, language)


def in_language(draft: Draft, language: str) -> Draft:
    """The draft as a text in this language, whatever its fields leave out."""
    return replace(draft, settings=replace(draft.settings, lang=language))


def _row(value: Value, pictures: Named) -> dict[str, Any]:
    """What a value says, as columns of a revision."""
    shown = {language: places(pictures.get(language, {})) for language in value.languages}
    asked = {
        language: placed(rendering.asked(value.kind, each), shown[language])
        for language, each in value.asked.items()
    }
    return {
        "state": State.DRAFT,
        "is_newest": True,
        "kind": value.kind,
        "topic": value.topic,
        "difficulty": value.difficulty.label,
        "expected": value.difficulty.expected,
        "points": value.points,
        "partial": value.partial,
        "shuffle": value.shuffle,
        "seconds": value.seconds,
        "confidence": value.confidence,
        "size": KINDS[value.kind].size(value.key),
        "key": dict(value.key),
        "asked": asked,
        "told": {
            language: placed(rendering.told(each), shown[language])
            for language, each in value.told.items()
        },
        "details": {
            "refs": list(value.refs),
            "facts": list(value.facts),
            "enemies": list(value.enemies),
            "tags": list(value.tags),
        },
        "languages": " ".join(sorted(asked)),
    }
