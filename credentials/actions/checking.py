"""The public checks a credential: counted by day, never on the trail; guessing is slowed down."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Date, bindparam, delete, func, select, text

from accounts.actions.signing_in import MustWait
from core.clock import now
from core.database import db, transaction
from core.errors import Missing
from credentials.models import CheckFailure
from credentials.queries.genuine import is_genuine
from credentials.queries.register import (
    credential_with_number,
    credential_with_uid,
    public_facts,
)
from credentials.rules.answers import Answer, answer_of
from credentials.rules.names import is_doubtful, masked_code_points
from credentials.rules.public import PublicFacts
from credentials.rules.throttle import WINDOW_S, network_of, wait_s

COUNT = text(
    "INSERT INTO public_check (day, outcome, count) VALUES (:day, :outcome, 1) "
    "ON CONFLICT (day, outcome) DO UPDATE SET count = public_check.count + 1"
).bindparams(bindparam("day", type_=Date))


@dataclass(frozen=True, slots=True)
class Checked:
    """The public's answer; facts only of what is genuine.

    `code_points` spell out a name that could be taken for another, but for the covered letter.
    """

    answer: Answer
    facts: PublicFacts | None = None
    code_points: tuple[str, ...] = ()


def look_at(uid: str) -> Checked:
    """What the public is answered about the credential with this address; counted."""
    checked = _checked(uid)
    with transaction():
        _count(checked.answer)
    return checked


def _checked(uid: str) -> Checked:
    try:
        credential = credential_with_uid(uid)
    except Missing:
        return Checked(Answer.UNKNOWN)
    facts = public_facts(credential)
    answer = answer_of(facts.standing, is_genuine(credential))
    if answer is Answer.NOT_GENUINE:
        return Checked(answer)
    spelt = masked_code_points(credential.name) if is_doubtful(credential.name) else ()
    return Checked(answer, facts, spelt)


def find(number: str, check_code: str, *, address: str, secret: str) -> str:
    """The uid of the credential, for who knows its number and its check code.

    A wrong number and a wrong code are the same failure; after some, one waits longer each time.
    """
    address_hash = _keyed(secret, network_of(address))
    wait = _wait_s(address_hash)
    if wait:
        raise MustWait(wait)
    try:
        return credential_with_number(number, check_code).uid
    except Missing:
        _note_failure(address_hash)
        raise


def _keyed(secret: str, address: str) -> str:
    return hmac.new(secret.encode(), f"check {address}".encode(), hashlib.sha256).hexdigest()


def _wait_s(address_hash: str) -> int:
    at = now()
    count, last = db.session.execute(
        select(func.count(), func.max(CheckFailure.at)).where(
            CheckFailure.address_hash == address_hash,
            CheckFailure.at > at - timedelta(seconds=WINDOW_S),
        )
    ).one()
    return wait_s(count, (at - last).total_seconds() if last else 0.0)


def _note_failure(address_hash: str) -> None:
    at = now()
    with transaction() as session:
        old = CheckFailure.at < at - timedelta(seconds=WINDOW_S)
        session.execute(delete(CheckFailure).where(old))
        session.add(CheckFailure(address_hash=address_hash, at=at))
        _count(Answer.UNKNOWN)


def _count(answer: Answer) -> None:
    db.session.execute(COUNT, {"day": now().date(), "outcome": str(answer)})
