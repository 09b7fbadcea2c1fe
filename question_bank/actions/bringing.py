"""Files of other systems coming in: kept to be looked at, then stored whole or not at all."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select

from accounts.queries import actor_of, demand, person_of
from accounts.rules.duties import Right
from accounts.rules.names import tidy_remark
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from core.jobs import Progress, job
from question_bank.actions.examining import opened
from question_bank.actions.looking import STORED, Report, looked_at
from question_bank.actions.naming import by_our_codes, unsettled
from question_bank.actions.picturing import keep_picture
from question_bank.actions.storing import Work, store_all
from question_bank.acts import QuestionAct
from question_bank.formats.apart import read_apart
from question_bank.formats.bounds import LARGEST_UPLOAD, decoded, too_large
from question_bank.formats.format import Damaged, Note, Place
from question_bank.formats.gathering import Gathered, gathered
from question_bank.formats.kept import as_json, from_json
from question_bank.importing import import_files
from question_bank.models import Upload
from question_bank.queries.uploads import KEPT, known, own_upload, standing
from question_bank.rules.diagnostics import Severity

MARKDOWN = "markdown"
STORING = "questions.store_upload"
MANY = 100
_LONGEST_NAME = 200


def keep_upload(
    data: bytes, *, name: str, format_name: str, defaults: Mapping[str, str], actor: Actor
) -> Upload:
    """Read a file and keep what came, with its pictures; Damaged says why it cannot be read."""
    demand(actor, Right.WRITE_QUESTIONS)
    if len(data) > LARGEST_UPLOAD:
        raise Damaged(too_large())
    chosen = format_name or (MARKDOWN if name.lower().endswith(".md") else "")
    if chosen == MARKDOWN:
        came = Gathered((decoded(data),))
        return _kept(came, data, name=name, format_name=chosen, actor=actor)
    read = read_apart(data, name=name, format_name=chosen)
    brought = read.brought
    with transaction():
        pictures, spoilt = _keep_pictures(brought.pictures, actor)
        named = [by_our_codes(each) for each in brought.questions]
        came = gathered(named, defaults=defaults, pictures=pictures)
        came = replace(came, notes=(*unsettled(brought.notes, named), *came.notes, *spoilt))
        return _kept(came, data, name=name, format_name=read.format, actor=actor)


def look(upload: Upload, *, actor: Actor) -> Report:
    """What storing an upload would do now, and everything that is wrong."""
    bank = standing if upload.format == MARKDOWN else known
    return looked_at(from_json(upload.came), path=upload.name, actor=actor, bank=bank)


def store_upload(token: str, *, actor: Actor) -> dict[str, int]:
    """Store every question as a draft or, if one is wrong, none; then only the counts are kept."""
    demand(actor, Right.WRITE_QUESTIONS)
    with transaction() as session:
        session.execute(select(Upload.id).where(Upload.token == token).with_for_update())
        upload = own_upload(token, actor)
        report = look(upload, actor=actor)
        if not report.is_sound:
            raise Refused(N_("Nothing was stored: the file has errors. Look at its report."))
        if upload.format == MARKDOWN:
            _import_whole(upload, actor)
        else:
            _store_all(report, actor)
        upload.stored_at, upload.came = now(), {}
        upload.outcome = outcome = {str(fate): count for fate, count in report.counts.items()}
        record(
            QuestionAct.FILE_BROUGHT,
            actor,
            subject=("question_upload", upload.id),
            file=upload.name,
            format=upload.format,
            digest=upload.digest,
            counts=outcome,
        )
    return outcome


def throw_away(token: str, *, actor: Actor) -> None:
    """Forget a file that is not to be stored."""
    demand(actor, Right.WRITE_QUESTIONS)
    with transaction() as session:
        session.delete(own_upload(token, actor))


def _kept(came: Gathered, data: bytes, *, name: str, format_name: str, actor: Actor) -> Upload:
    with transaction() as session:
        session.execute(delete(Upload).where(Upload.at < now() - KEPT, Upload.stored_at.is_(None)))
        upload = Upload(
            token=secrets.token_urlsafe(32),
            name=tidy_remark(name)[-_LONGEST_NAME:],
            format=format_name,
            digest=sha256(data).hexdigest(),
            came=as_json(came),
            questions=came.count,
            by_id=actor.id,
            at=now(),
        )
        session.add(upload)
    return upload


def _keep_pictures(
    pictures: Mapping[str, bytes], actor: Actor
) -> tuple[dict[str, str], list[Note]]:
    """The new name of each picture; one that cannot be read is told of."""
    names: dict[str, str] = {}
    spoilt = []
    for name, data in pictures.items():
        try:
            names[name] = keep_picture(name, data, actor=actor).name
        except Refused as refusal:
            place = Place(N_("picture %(name)s"), {"name": name})
            spoilt.append(Note(Severity.ERROR, "QI113", place, refusal.message, refusal.values))
    return names, spoilt


def _import_whole(upload: Upload, actor: Actor) -> None:
    """A file of our own is kept whole, with its head and prose."""
    file = opened(upload.name, upload.came["pieces"][0])
    [imported] = import_files([file], actor=actor)
    if not imported.is_stored:
        raise Refused(N_("Nothing was stored: the file has errors. Look at its report."))


def _store_all(report: Report, actor: Actor) -> None:
    store_all(
        [
            Work(value, report.sources[code], brought=report.pictures.get(code, {}))
            for code, value in report.values.items()
            if report.fates[code] in STORED
        ],
        actor=actor,
    )


@job(STORING)
def _work(progress: Progress, arguments: dict[str, Any]) -> dict[str, Any]:
    """Store an upload for whoever asked, with the duties that they hold by then."""
    actor = actor_of(person_of(arguments["actor_id"]))
    total = own_upload(arguments["token"], actor).questions
    progress.told(0, total)
    outcome = store_upload(arguments["token"], actor=actor)
    progress.told(total, total)
    return dict(outcome)
