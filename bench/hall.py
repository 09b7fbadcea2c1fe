"""A sitting full of candidates: rows laid out directly, as sealing leaves them."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from accounts.models import Person, RoleGrant, SignIn
from app import create_app
from bench import running
from bench.running import SECRET
from core.clock import now
from core.config import Settings
from core.database import close_connections, db
from exam.models.attempts import Attempt
from exam.models.candidates import Form, Registration
from tests import factories
from tests.people import cast_of

BARE_TABLE = "CREATE TABLE bare (attempt text, slot int, value text, PRIMARY KEY (attempt, slot))"
SLOTS = 50
BANK = 200
KINDS = (
    ("single", {"right": 1, "size": 4}, 4),
    ("multiple", {"right": [0, 2], "size": 4}, 4),
    ("true_false", {"right": True}, 2),
    ("ordering", {"length": 4}, 4),
)
STEM = "<p>执法人员进店检查，店主提出要先看证件再配合。按照有关规定，下列做法最妥当的是哪一项？</p>"
OPTION = "先主动出示执法证件并说明来意，再依法开展检查"


@dataclass
class Hall:
    """Attempts by token, with the cookie of each candidate."""

    tokens: list[str]
    cookies: list[str]


@contextmanager
def laid_out(
    database: str, candidates: int, *, state: str
) -> Iterator[tuple[dict[str, str], Hall]]:
    """A database with a full hall and the yardstick's table: the servers' environment, the hall."""
    with tempfile.TemporaryDirectory() as folder, running.database(database, Path(folder)) as url:
        settings = Settings(
            place="testing",
            database_url=url,
            secret_key=SECRET,
            receipt_key=SECRET,
            instance=Path(folder),
        )
        app = create_app(settings)
        hall = filled(app, candidates, state=state)
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(text(BARE_TABLE))
        with app.app_context():
            close_connections()
        environment = {
            "DATABASE_URL": url,
            "BARE_DATABASE": url,
            "SECRET_KEY": SECRET,
            "RECEIPT_KEY": SECRET,
            "INSTANCE": folder,
        }
        yield environment, hall


def filled(app: Flask, count: int, *, state: str) -> Hall:
    """So many candidates of one sitting, each signed in, with a form of 50 of 200 questions."""
    with app.app_context():
        db.create_all()
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        cast = cast_of(session)
        held = factories.sitting(
            session,
            unit=cast.units["qinglan"],
            examiner=cast.kong,
            lasts=24 * factories.HOUR,
            minutes=600,
        )
        factories.sealing(session, held)
        bank = [
            factories.question(session, f"q-{at}", author=cast.chen, kind=kind, key=key, size=size)
            for at in range(BANK)
            for kind, key, size in [KINDS[at % len(KINDS)]]
        ]
        for revision in bank:
            words = {
                "stem": STEM,
                "options": [OPTION] * revision.size,
                "items": [OPTION] * revision.size,
            }
            revision.asked = {"zh": words}
        session.commit()
        return _seated(app, session, held, cast.units["songyan"].id, bank, count, state)


def _seated(app, session, held, unit_id, bank, count, state) -> Hall:
    at, clock = now(), factories.clock(session)
    people = [
        {
            "login": f"c{i}",
            "name": f"考生{i}",
            "unit_id": unit_id,
            "created_at": at,
            "is_demo": False,
        }
        for i in range(count)
    ]
    person_ids = _ids(session, Person, people)
    _ids(
        session,
        RoleGrant,
        [{"person_id": i, "role": "officer", "unit_id": unit_id, "at": at} for i in person_ids],
    )
    sign_ins = _ids(
        session,
        SignIn,
        [
            {"person_id": i, "at": at, "expires_at": at + timedelta(days=1), "agent": "bench"}
            for i in person_ids
        ],
    )
    registrations = _ids(
        session,
        Registration,
        [
            {
                "sitting_id": held.id,
                "person_id": i,
                "language": "zh",
                "extra_minutes": 0,
                "by_id": held.by_id,
                "at": at,
            }
            for i in person_ids
        ],
    )
    forms = _ids(
        session,
        Form,
        [
            {
                "sitting_id": held.id,
                "language": "zh",
                "number": n,
                "slots": _slots(bank, n),
                "expected": Decimal("0.65"),
            }
            for n in range(count)
        ],
    )
    guard = (
        {"lease": 1, "opened_ms": clock, "deadline_ms": clock + 600 * 60_000}
        if state == "open"
        else {"lease": 0, "opened_ms": None, "deadline_ms": None}
    )
    attempts = [
        {
            "token": secrets.token_hex(16),
            "sitting_id": held.id,
            "registration_id": registration,
            "candidate_id": person,
            "form_id": form,
            "slot_count": SLOTS,
            "state": state,
            "grace_ms": 5_000,
            **guard,
        }
        for registration, person, form in zip(registrations, person_ids, forms, strict=True)
    ]
    _ids(session, Attempt, attempts)
    session.commit()
    return Hall(
        [attempt["token"] for attempt in attempts], [_cookie(app, sign_in) for sign_in in sign_ins]
    )


VALUES = {
    "single": list("abcd"),
    "multiple": [["a"], ["b", "c"], ["a", "d"]],
    "true_false": [True, False],
    "ordering": [list("abcd"), list("dcba"), list("bacd")],
}


def values_of(number: int) -> list[list]:
    """For each slot of this candidate's form the answers that its kind of question takes."""
    return [VALUES[KINDS[place % len(KINDS)][0]] for place in _places(number)]


def _places(number: int) -> list[int]:
    return [(number * 7 + step * 3) % BANK for step in range(SLOTS)]


def _ids(session, table, rows) -> list[int]:
    return list(
        session.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), rows)
    )


def _slots(bank, number: int) -> list[dict]:
    chosen = [bank[place] for place in _places(number)]
    return [
        {
            "revision": revision.id,
            "order": [(place + number) % revision.size for place in range(revision.size)]
            if revision.kind != "true_false"
            else [0, 1],
            "points": "2",
        }
        for revision in chosen
    ]


def _cookie(app: Flask, sign_in: int) -> str:
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    token = "0" * 40
    carried = {"_user_id": str(sign_in), "_fresh": True, "language": "zh_Hans", "csrf_token": token}
    return f"session={serializer.dumps(carried)}"
