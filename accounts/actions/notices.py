"""Telling people something inside the house, and their reading it."""

import re
from collections.abc import Collection, Mapping

from sqlalchemy import insert

from accounts.models import Notice, NoticeReading
from accounts.queries import last_read, own_notice
from core.actor import Actor
from core.clock import now
from core.database import transaction

LOCAL_PATH = re.compile(r"/(?![/\\])[\x21-\x7e]*")


def tell(person_ids: Collection[int], text: str, values: Mapping[str, object], path: str) -> None:
    """Tell these people something in the caller's own transaction, with where to look.

    `text` is a message of the catalogue, marked with `N_`; a value that differs by language is a
    mapping {"zh": …, "en": …}. `path` leads to a page of the house and nowhere else.
    """
    if not LOCAL_PATH.fullmatch(path):
        raise ValueError("A notice leads to a page of the house.")
    _ = text % values
    at, told = now(), sorted(set(person_ids))
    row = {"text": text, "values": dict(values), "path": path, "at": at}
    with transaction() as session:
        if told:
            session.execute(insert(Notice), [{"person_id": each, **row} for each in told])


def read(notice_id: int, *, actor: Actor) -> None:
    """Note that the actor has read their notices up to this one; what came later stays unread."""
    with transaction() as session:
        notice = own_notice(actor, notice_id)
        if notice.id > last_read(actor):
            session.add(NoticeReading(person_id=actor.id, notice_id=notice.id, at=now()))
