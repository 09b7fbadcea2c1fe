"""Questions leaving for another system: what it cannot carry is told first; the trail knows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Protocol

from sqlalchemy import ColumnElement, true

from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.database import transaction
from core.errors import N_, Missing, Refused
from question_bank.acts import QuestionAct
from question_bank.formats import FORMATS
from question_bank.formats.format import Note, Sent
from question_bank.formats.gathering import renamed
from question_bank.formats.markdown import Markdown
from question_bank.models import Picture
from question_bank.queries.outgoing import Wanted, in_bank, of_own, outgoing, pictures_of
from question_bank.queries.pictures import contents_of
from question_bank.rules.document import Draft
from question_bank.rules.sources import draft_of


class Writer(Protocol):
    """A format that questions leave in."""

    name: str
    label: str
    suffix: str
    mimetype: str

    def send(self, drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
        """The questions as a file; every loss is noted."""


WRITERS: dict[str, Writer] = {
    Markdown.name: Markdown(),
    **{each.name: each for each in FORMATS.values() if each.writes},
}


@dataclass(frozen=True)
class Parcel:
    """A file for another system, how many questions were chosen, and what it cannot carry."""

    format: str
    wanted: Wanted
    data: bytes
    mimetype: str
    file_name: str
    count: int
    notes: tuple[Note, ...]


def parcel_of_bank(format_name: str, wanted: Wanted, *, actor: Actor) -> Parcel:
    """The file that questions of the actor's bank would make; nothing leaves yet."""
    demand(actor, Right.READ_BANK)
    return _parcel(format_name, wanted, in_bank(actor))


def parcel_of_own(format_name: str, wanted: Wanted, *, actor: Actor) -> Parcel:
    """The file that the actor's own questions would make; nothing leaves yet."""
    demand(actor, Right.WRITE_QUESTIONS)
    return _parcel(format_name, wanted, of_own(actor))


def parcel_of_all(format_name: str, wanted: Wanted) -> Parcel:
    """The file that all questions would make, for whoever runs the machine."""
    return _parcel(format_name, wanted, true())


def send(parcel: Parcel, *, actor: Actor | None) -> Parcel:
    """Let a file with its keys leave, and write on the trail that it did.

    Without an actor it is whoever runs the machine.
    """
    if actor is not None:
        demand(actor, Right.READ_BANK)
    if not parcel.count:
        raise Refused(N_("There is no question to be sent."))
    with transaction():
        record(
            QuestionAct.FILE_SENT,
            actor,
            format=parcel.format,
            wanted=asdict(parcel.wanted),
            questions=parcel.count,
            digest=sha256(parcel.data).hexdigest(),
        )
    return parcel


def _parcel(format_name: str, wanted: Wanted, scope: ColumnElement[bool]) -> Parcel:
    writer = WRITERS.get(format_name)
    if writer is None:
        raise Missing(N_("There is no such format."))
    revisions = outgoing(wanted, scope)
    shown = pictures_of([each.id for each in revisions], wanted.language)
    names = _apart([picture for each in shown.values() for picture in each])
    drafts = [
        _draft(
            revision.sources[wanted.language],
            wanted.language,
            {picture.name: names[picture.id] for picture in shown.get(revision.id, ())},
        )
        for revision in revisions
    ]
    contents = contents_of(names)
    pictures = {name: contents[id_] for id_, name in names.items()}
    sent = writer.send(drafts, pictures)
    return Parcel(
        format=writer.name,
        wanted=wanted,
        data=sent.data,
        mimetype=writer.mimetype,
        file_name=f"questions-{wanted.topic or 'all'}-{wanted.language}{writer.suffix}",
        count=len(drafts),
        notes=sent.notes,
    )


def _apart(pictures: Sequence[Picture]) -> dict[int, str]:
    """A name for each picture; a name that two share gets the digest of the later one."""
    names: dict[int, str] = {}
    for picture in pictures:
        if picture.id not in names:
            path = PurePosixPath(picture.name)
            is_free = picture.name not in names.values()
            other = f"{path.with_suffix('')}-{picture.digest[:8]}{path.suffix}"
            names[picture.id] = picture.name if is_free else other
    return names


def _draft(source: str, language: str, names: Mapping[str, str]) -> Draft:
    changed = {old: new for old, new in names.items() if old != new}
    return draft_of(renamed(source, changed), language)
