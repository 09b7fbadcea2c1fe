"""What is on record of one attempt, as the records of its dossier (docs/bundles.md)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from audit.rules.bundle import Record
from core.database import db
from core.errors import N_, Missing, Refused
from exam.models.attempts import Arrival, Attempt
from exam.models.results import Result
from exam.models.sittings import Release, Sitting
from exam.queries.dossier_cases import appeals_of, pauses_of, voiding_record
from exam.queries.dossier_marking import written_answers
from exam.queries.dossier_runs import results_of
from exam.queries.journal import events_of
from exam.queries.sittings import LOADED, rule_of
from exam.queries.voidings import voidings_of
from exam.rules.slots import question_of, shared_text
from question_bank.models import Revision
from question_bank.queries.questions import revisions


def records_of(attempt_id: int) -> list[Record]:
    """Everything on record of an attempt whose result was released; it holds keys.

    Before the release, and for a paper that was voided before it was marked, there is none.
    """
    attempt = _loaded(attempt_id)
    if attempt.sitting.release is None:
        raise Refused(N_("A dossier holds keys: there is none before the results are released."))
    held = _held(attempt)
    if held is None:
        raise Refused(N_("This paper was not marked: there is no dossier of it."))
    asked = revisions({slot["revision"] for slot in attempt.form.slots})
    appeals, written = appeals_of(attempt), written_answers(attempt)
    return [
        _sitting(attempt.sitting),
        _candidate(attempt.candidate),
        _clock(attempt),
        _form(attempt, asked),
        *_questions(attempt, asked),
        *_arrivals(attempt),
        *_events(attempt),
        *pauses_of(attempt),
        *written.records(appeals),
        *results_of(attempt, held, written),
        *appeals.records(),
        *(voiding_record(each) for each in voidings_of(attempt.id)),
    ]


def has_dossier(attempt: Attempt) -> bool:
    """Whether the attempt was marked and its result released, voided or not."""
    return _held(attempt) is not None


def with_dossiers(sitting_id: int) -> list[int]:
    """The attempts of a sitting that have a dossier, in their order."""
    statement = (
        select(Result.attempt_id)
        .join(Release, Release.run_id == Result.run_id)
        .where(Release.sitting_id == sitting_id)
        .distinct()
        .order_by(Result.attempt_id)
    )
    return list(db.session.scalars(statement))


def _loaded(attempt_id: int) -> Attempt:
    sitting = joinedload(Attempt.sitting)
    options = (
        *(sitting.options(each) for each in LOADED),
        joinedload(Attempt.candidate).joinedload(Person.unit),
        joinedload(Attempt.registration),
        joinedload(Attempt.form),
    )
    attempt = db.session.get(Attempt, attempt_id, options=options)
    if attempt is None:
        raise Missing(N_("There is no such paper."))
    return attempt


def _held(attempt: Attempt) -> Result | None:
    """The result that was released last; a paper voided since has none in a later run."""
    statement = (
        select(Result)
        .join(Release, Release.run_id == Result.run_id)
        .where(Result.attempt_id == attempt.id)
        .order_by(Release.id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).first()


def _sitting(sitting: Sitting) -> Record:
    rule = rule_of(sitting)
    return Record(
        "sitting",
        {
            "title": sitting.title,
            "title_en": sitting.title_en,
            "blueprint": f"{rule.code}/{rule.version}",
            "minutes": sitting.minutes,
            "pass_percent": str(rule.pass_percent),
            "gap": str(rule.gap),
            "sections": [
                {
                    "code": section.code,
                    "topics": list(section.topics),
                    "floor_percent": str(section.floor_percent),
                }
                for section in rule.sections
            ],
            "closed_journal_hash": sitting.closing.journal_hash if sitting.closing else None,
        },
    )


def _candidate(person: Person) -> Record:
    return Record(
        "candidate", {"name": person.name, "unit": person.unit.name, "number": person.login}
    )


def _clock(attempt: Attempt) -> Record:
    names = ("opened_ms", "deadline_ms", "grace_ms", "closed_ms", "closed_by")
    extra = attempt.registration.extra_minutes
    return Record("clock", {**_fields(attempt, names), "extra_minutes": extra})


def _form(attempt: Attempt, asked: Mapping[int, Revision]) -> Record:
    slots = [
        {
            "slot": number,
            "revision": slot["revision"],
            "order": slot["order"],
            "points": slot["points"],
            "topic": asked[slot["revision"]].topic,
            "code": asked[slot["revision"]].question.code,
            **({"part": slot["part"]} if "part" in slot else {}),
        }
        for number, slot in enumerate(attempt.form.slots, start=1)
    ]
    form = attempt.form
    return Record("form", {"language": form.language, "number": form.number, "slots": slots})


def _questions(attempt: Attempt, asked: Mapping[int, Revision]) -> list[Record]:
    """Each question as it was asked, in the bank's order; the form's order says how it stood."""
    return [
        _question(number, slot, asked[slot["revision"]], attempt.form.language)
        for number, slot in enumerate(attempt.form.slots, start=1)
    ]


def _question(number: int, slot: Mapping[str, Any], revision: Revision, language: str) -> Record:
    question, shared = question_of(slot, revision), shared_text(slot, revision, language)
    return Record(
        "question",
        {
            "slot": number,
            "revision": revision.id,
            "kind": question.kind,
            "topic": revision.topic,
            "asked": {**question.asked[language], **({"case": shared} if shared else {})},
            "key": question.key,
            "partial": question.partial,
        },
    )


def _arrivals(attempt: Attempt) -> list[Record]:
    """The whole journal, in the order of arrival; `value` is the JSON text that arrived."""
    names = ("slot", "seq", "typed_under", "lease", "value", "at_ms", "standing")
    rows = db.session.scalars(
        select(Arrival).where(Arrival.attempt_id == attempt.id).order_by(Arrival.id)
    )
    return [Record("arrival", _fields(row, names)) for row in rows]


def _events(attempt: Attempt) -> list[Record]:
    return [Record("event", _fields(row, ("kind", "slot", "at_ms"))) for row in events_of(attempt)]


def _fields(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
