"""Questions are stored as new revisions: many at once, and nothing that the bank has already."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from accounts.models import Unit
from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import Noted, record, record_all
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from question_bank.actions.picturing import digests
from question_bank.actions.rows import Fresh, Held, beside, columns_of
from question_bank.acts import QuestionAct
from question_bank.models import Question, Revision
from question_bank.queries.pictures import Named, meant_by_all
from question_bank.rules.pictures import names_in
from question_bank.rules.question import Question as Value
from question_bank.rules.question import fingerprint

_AT_ONCE = 500


@dataclass(frozen=True)
class Work:
    """A question to be stored, its Markdown by language, and the pictures that came with it."""

    value: Value
    sources: Mapping[str, str]
    file_id: int | None = None
    brought: Named = field(default_factory=dict)


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


def _held(session: Session, codes: Sequence[str]) -> dict[str, Held]:
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
        code: Held(at, pool, path, *newest.get(at, (None, 0, None)))
        for code, at, pool, path in rows
    }


def _refuse(works: Sequence[Work], known: Mapping[str, Held], actor: Actor) -> None:
    for path in {each.path for each in known.values()} or {actor.unit_path}:
        demand(actor, Right.WRITE_QUESTIONS, path)
    for work in works:
        each = known.get(work.value.id)
        if each and each.pool != work.value.pool:
            raise Refused(N_("A question stays in its pool; write this as a new question."))


def _created(session: Session, works: Sequence[Work], actor: Actor) -> dict[str, Held]:
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
        work.value.id: Held(ids[work.value.id], work.value.pool, unit.path, None, 0, None)
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


def _fresh(work: Work, held: Held, pictures: Named, actor: Actor) -> Fresh | None:
    """The revision that is to be written, unless the newest one says the same."""
    value = replace(work.value, pictures=digests(pictures))
    print_of = fingerprint(value)
    if print_of == held.fingerprint:
        return None
    row = {
        **columns_of(value, pictures),
        "question_id": held.id,
        "number": held.number + 1,
        "sources": dict(work.sources),
        "fingerprint": print_of,
        "author_id": actor.id,
        "at": now(),
    }
    return Fresh(row, pictures, value, held)


def _inserted(session: Session, fresh: Sequence[Fresh], actor: Actor) -> list[int]:
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
    for table, rows in beside(ids, fresh, actor).items():
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
