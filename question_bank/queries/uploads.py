"""Files that wait to be looked at by whoever sent them, and what the bank has of them."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import undefer

from accounts.models import Unit
from core.actor import Actor
from core.clock import now
from core.database import db
from core.errors import N_, Missing
from question_bank.models import Question, Revision, Upload

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Known:
    """Questions of the bank: the unit of each, and the number of each wording it ever had."""

    paths: dict[str, str] = field(default_factory=dict)
    wordings: dict[str, dict[str, int]] = field(default_factory=dict)


def own_upload(token: str, actor: Actor) -> Upload:
    """The upload with this token; for anybody else, once it is stored, or a day later, none."""
    statement = _waiting(actor).where(Upload.token == token).options(undefer(Upload.came))
    upload = db.session.scalars(statement).first()
    if upload is None:
        raise Missing(N_("There is no such file of yours any more. Send it again."))
    return upload


def own_uploads(actor: Actor) -> list[Upload]:
    """The files that wait for the actor to look at them, the newest first."""
    return list(db.session.scalars(_waiting(actor).order_by(Upload.id.desc())))


def known(codes: Collection[str]) -> Known:
    """What the bank has of these questions."""
    statement = (
        select(Question.code, Unit.path, Revision.fingerprint, Revision.number)
        .join(Unit, Unit.id == Question.unit_id)
        .join(Revision, Revision.question_id == Question.id)
        .where(Question.code.in_(set(codes)))
    )
    found = Known()
    for code, path, fingerprint, number in db.session.execute(statement):
        found.paths[code] = path
        found.wordings.setdefault(code, {})[fingerprint] = number
    return found


def standing(codes: Collection[str]) -> Known:
    """The same without the wordings of old: a file of our own may bring one back."""
    return replace(known(codes), wordings={})


def _waiting(actor: Actor) -> Select[Upload]:
    return select(Upload).where(
        Upload.by_id == actor.id, Upload.stored_at.is_(None), Upload.at > now() - KEPT
    )
