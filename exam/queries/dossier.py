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
from exam.models.results import Result, Script, Voiding, WrittenMark
from exam.models.sittings import GradingRun, Release, Sitting
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
    release = attempt.sitting.release
    if release is None:
        raise Refused(N_("A dossier holds keys: there is none before the results are released."))
    result = _result_of(attempt, release)
    if result is None:
        raise Refused(N_("This paper was not marked: there is no dossier of it."))
    asked = revisions({slot["revision"] for slot in attempt.form.slots})
    return [
        _sitting(attempt.sitting, release.run),
        _candidate(attempt.candidate),
        _form(attempt, asked),
        *_questions(attempt, asked),
        *_arrivals(attempt),
        *_events(attempt),
        *_written_marks(attempt),
        *_marks(attempt, result),
        _result(result, release),
        *(_voiding(each) for each in voidings_of(attempt.id)),
    ]


def has_dossier(attempt: Attempt) -> bool:
    """Whether the attempt was marked and its result released, voided or not."""
    release = attempt.sitting.release
    return release is not None and _result_of(attempt, release) is not None


def _loaded(attempt_id: int) -> Attempt:
    sitting = joinedload(Attempt.sitting)
    options = (
        *(sitting.options(each) for each in LOADED),
        sitting.joinedload(Sitting.release).joinedload(Release.run),
        joinedload(Attempt.candidate).joinedload(Person.unit),
        joinedload(Attempt.form),
    )
    attempt = db.session.get(Attempt, attempt_id, options=options)
    if attempt is None:
        raise Missing(N_("There is no such paper."))
    return attempt


def _result_of(attempt: Attempt, release: Release) -> Result | None:
    statement = select(Result).where(
        Result.attempt_id == attempt.id, Result.run_id == release.run_id
    )
    return db.session.scalars(statement).first()


def _sitting(sitting: Sitting, run: GradingRun) -> Record:
    rule = rule_of(sitting)
    return Record(
        "sitting",
        {
            "title": sitting.title,
            "title_en": sitting.title_en,
            "blueprint": f"{rule.code}/{rule.version}",
            "rules_version": run.rules_version,
            "minutes": sitting.minutes,
            "pass_percent": str(rule.pass_percent),
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


def _marks(attempt: Attempt, result: Result) -> list[Record]:
    """What each slot earned; the run notes nothing for a slot without an answer."""
    pairs = enumerate(zip(attempt.form.slots, result.marks, strict=True), start=1)
    return [
        Record(
            "mark",
            {
                "slot": number,
                "points": slot["points"],
                "earned": earned or "0",
                "answered": earned is not None,
            },
        )
        for number, (slot, earned) in pairs
    ]


def _written_marks(attempt: Attempt) -> list[Record]:
    """What markers gave for each written answer, in the order in which they gave it."""
    rows = db.session.execute(
        select(Script.slot, WrittenMark.lines, WrittenMark.points, WrittenMark.remark)
        .join(WrittenMark, WrittenMark.script_id == Script.id)
        .where(Script.attempt_id == attempt.id)
        .order_by(Script.slot, WrittenMark.id)
    )
    return [
        Record(
            "written_mark",
            {"slot": slot, "lines": lines, "points": str(points), "remark": remark},
        )
        for slot, lines, points, remark in rows
    ]


def _result(result: Result, release: Release) -> Record:
    return Record(
        "result",
        {
            "score": str(result.score),
            "full": str(result.full),
            "passed": result.passed,
            "missed": result.breakdown["missed"],
            "run": result.run_id,
            "digest": release.run.digest,
            "released_at": release.at.isoformat(),
        },
    )


def _voiding(voiding: Voiding) -> Record:
    decision = voiding.decision
    return Record(
        "voiding",
        {
            "reason": voiding.reason,
            "agreed": decision.agreed if decision else None,
            "at": (decision or voiding).at.isoformat(),
        },
    )
