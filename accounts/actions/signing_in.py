"""Signing in and out, and setting a password."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select, update
from zxcvbn import zxcvbn

from accounts.acts import AccountAct
from accounts.models import Person, ResetLink, SignIn, SignInFailure
from accounts.queries import actor_of, recent_failures
from accounts.rules.names import tidy_login
from accounts.rules.throttle import WINDOW_S, wait_s
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import db, transaction
from core.errors import N_, Refused

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODY = HASHER.hash("a password that nobody has")
SIGN_IN_LASTS = timedelta(hours=14)
RESET_LASTS = timedelta(hours=48)
SHORTEST, LONGEST, WEAKEST = 10, 128, 2
COMMON_HERE = ["chizheng", "yancao", "zhuanmai", "zhifa", "woaini", "zhongguo", "tobacco"]


class MustWait(Refused):
    """Too many failures: wait some seconds first."""

    def __init__(self, seconds: int) -> None:
        """Keep the seconds for the Retry-After header."""
        super().__init__(
            N_("Too many failed tries. Please wait %(seconds)s seconds and try again."),
            seconds=seconds,
        )
        self.seconds = seconds


def sign_in(login: str, password: str, *, address: str, agent: str, secret: str) -> SignIn:
    """Open a sign-in for the right name and password; a wrong name or password: the same answer."""
    login = tidy_login(login)
    login_hash, address_hash = _keyed(secret, login), _keyed(secret, address)
    wait = wait_s(recent_failures(login, login_hash, address_hash, at=now()))
    if wait:
        raise MustWait(wait)
    person = db.session.scalars(select(Person).where(Person.login == login)).first()
    fits = _fits(person.password_hash if person else None, password)
    if person is None or person.closed_at or not fits:
        _note_failure(person, login_hash, address_hash)
        raise Refused(N_("The name or the password is not right. Check both and try again."))
    return _open(person, agent=agent[:200], address_hash=address_hash)


def _keyed(secret: str, value: str) -> str:
    return hmac.new(secret.encode(), value.encode(), hashlib.sha256).hexdigest()


def _fits(password_hash: str | None, password: str) -> bool:
    """Check the password; as slow for somebody who does not exist as for anybody."""
    try:
        return HASHER.verify(password_hash or NOBODY, password) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def _note_failure(person: Person | None, login_hash: str, address_hash: str) -> None:
    at = now()
    with transaction() as session:
        old = SignInFailure.at < at - timedelta(seconds=WINDOW_S)
        session.execute(delete(SignInFailure).where(old))
        session.add(SignInFailure(login_hash=login_hash, address_hash=address_hash, at=at))
        subject = ("person", person.id) if person else None
        record(AccountAct.SIGN_IN_FAILED, None, subject=subject)


def _open(person: Person, *, agent: str, address_hash: str) -> SignIn:
    at = now()
    with transaction() as session:
        opened = SignIn(
            person_id=person.id,
            at=at,
            expires_at=at + SIGN_IN_LASTS,
            agent=agent,
            address_hash=address_hash,
        )
        session.add(opened)
        session.flush()
        record(AccountAct.SIGNED_IN, actor_of(person), subject=("person", person.id))
    return opened


def sign_out(sign_in_id: int, *, actor: Actor) -> None:
    """End one sign-in; it is refused from the next request on."""
    with transaction() as session:
        session.execute(
            update(SignIn)
            .where(SignIn.id == sign_in_id, SignIn.person_id == actor.id, SignIn.ended_at.is_(None))
            .values(ended_at=now())
        )
        record(AccountAct.SIGNED_OUT, actor, subject=("person", actor.id))


def offer_reset(person: Person, *, actor: Actor | None) -> str:
    """Make a one-time link's key with which this person sets a new password; older links end."""
    key = secrets.token_urlsafe(24)
    at = now()
    with transaction() as session:
        end_links(person.id)
        session.add(
            ResetLink(
                person_id=person.id,
                key_hash=_key_hash(key),
                by_id=actor.id if actor else None,
                at=at,
                expires_at=at + RESET_LASTS,
            )
        )
        record(
            AccountAct.RESET_OFFERED,
            actor,
            subject=("person", person.id),
            unit_path=person.unit.path,
        )
    return key


def end_links(person_id: int) -> None:
    """End the person's unused one-time links."""
    with transaction() as session:
        session.execute(
            update(ResetLink)
            .where(ResetLink.person_id == person_id, ResetLink.used_at.is_(None))
            .values(used_at=now())
        )


def end_sign_ins(person_id: int) -> None:
    """End all the person's sign-ins; each is refused from the next request on."""
    with transaction() as session:
        session.execute(
            update(SignIn)
            .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
            .values(ended_at=now())
        )


def _key_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def standing_link(key: str) -> ResetLink | None:
    """The link with this key, if it is neither used nor too old."""
    statement = select(ResetLink).where(
        ResetLink.key_hash == _key_hash(key),
        ResetLink.used_at.is_(None),
        ResetLink.expires_at > now(),
    )
    return db.session.scalars(statement).first()


def use_reset(key: str, password: str) -> Person:
    """Set a new password by a one-time link, once, and end all sign-ins of the person."""
    with transaction() as session:
        used = session.execute(
            update(ResetLink)
            .where(
                ResetLink.key_hash == _key_hash(key),
                ResetLink.used_at.is_(None),
                ResetLink.expires_at > now(),
            )
            .values(used_at=now())
            .returning(ResetLink.person_id)
        ).first()
        if used is None:
            raise Refused(N_("This link has been used or is too old. Ask for a new one."))
        person = session.get_one(Person, used.person_id)
        set_password(person, password, actor=actor_of(person))
    return person


def change_password(person: Person, *, old: str, new: str, actor: Actor) -> None:
    """Set one's own password, knowing the old one."""
    if not _fits(person.password_hash, old):
        raise Refused(N_("The present password is not right."))
    set_password(person, new, actor=actor)


def set_password(person: Person, password: str, *, actor: Actor | None) -> None:
    """Keep the hash of a password that is good enough, and end the person's sign-ins."""
    weakness = password_weakness(password, about=[person.login, person.name])
    if weakness:
        raise Refused(weakness)
    with transaction() as session:
        person = session.get_one(Person, person.id)
        person.password_hash = HASHER.hash(password)
        end_sign_ins(person.id)
        record(AccountAct.PASSWORD_SET, actor, subject=("person", person.id))


def password_weakness(password: str, *, about: list[str]) -> str | None:
    """What is wrong with a password, or None: 10 to 128 characters and not easily guessed."""
    if len(password) < SHORTEST:
        return N_("A password needs at least 10 characters.")
    if len(password) > LONGEST:
        return N_("A password may have at most 128 characters.")
    if zxcvbn(password[:72], user_inputs=[*about, *COMMON_HERE])["score"] < WEAKEST:
        return N_("This password is easy to guess. Take a few words that do not belong together.")
    return None
