"""`grade`: 60,000 papers of 50 answers marked, against reading the same rows and comparing arrays.

Marking is all of it: forms, keys and journal read, the answer that counts found for each slot,
every mark by its question's own rule, option order and points, exact sums by section and topic,
results as rows and their digest. The yardstick reads the same rows with the plain driver, one pass
over each table and with the JSON of the forms, and compares two arrays of that shape with numpy.
Storing the results, and the figures of the questions, are what a run does besides; a whole run is
measured beside it.

Papers are drawn from a bank of 2,000 (`bench/seal.py`), half of the questions with several right
answers and marks for parts of them. The journal has 60 answers a paper, in the order in which
60,000 people give them: one of each, then another of each.
"""

import ctypes
import gc
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import numpy as np
from flask import Flask
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from accounts.models import Person
from app import create_app
from bench import running, seal
from bench.running import SECRET, cpu_seconds, postmasters
from core.clock import now
from core.config import Settings
from core.database import close_connections, db, transaction
from exam.actions import grading
from exam.actions.laying_out import hand_out, lay_out
from exam.models.attempts import Arrival, Attempt
from exam.models.candidates import Registration
from exam.models.sittings import Closing, Sitting
from exam.queries.computed import Computed, basis_now, computed
from exam.rules.assembly.cells import sorted_into_cells
from exam.rules.assembly.forms import Drawn, draw
from exam.rules.assembly.plans import planned
from question_bank.models import Question, Revision
from tests import factories
from tests.people import cast_of

TARGET = 3.0
SIZES = (6_000, 20_000, 60_000)
SAVES, AT_ONCE = 60, 20_000
VALUES = {"single": list("abcd"), "multiple": ["a,b", "a,c", "b,c", "a,b,c", "d"]}
KEYS = {"single": {"right": 1, "size": 4}, "multiple": {"right": [0, 2], "size": 4}}
SHOWN = ("papers", "ratio", "measured", "yardstick")
READ = (
    """SELECT attempt_id, slot, typed_under, seq, value FROM journal
    WHERE standing IN ('counted', 'late', 'restored')""",
    """SELECT attempt.id, form.slots FROM attempt JOIN form ON form.id = attempt.form_id
    WHERE attempt.state = 'closed'""",
)


def run(*, database: str, scale: float) -> dict:
    """Three sizes; the ratio is that of the largest."""
    sizes = [_at(database, int(size * scale)) for size in SIZES]
    largest = sizes[-1]
    return {
        "benchmark": "grade",
        "ratio": largest["ratio"],
        "target": TARGET,
        "measured": largest["measured"],
        "yardstick": largest["yardstick"],
        "scale": {
            "database": database,
            "papers": largest["papers"],
            "slots": seal.SIZE,
            "arrivals": largest["papers"] * SAVES,
            "smaller": [{name: each[name] for name in SHOWN} for each in sizes[:-1]],
        },
    }


def _at(kind: str, papers: int) -> dict:
    with _database(kind) as (app, url):
        drawn = _drawn(papers)
        sitting_id = _held(app, drawn)
        roots = postmasters(url)
        yardstick = _costs(lambda: _read_and_compared(app), roots)
        with app.app_context():
            sitting = db.session.get_one(Sitting, sitting_id)
            found: list[Computed] = []
            ours = _costs(lambda: found.append(computed(sitting, basis_now(sitting))), roots)
            if len(found[0].rows) != drawn.count:
                raise SystemExit(f"{len(found[0].rows)} papers were marked")
            found.clear()
            db.session.remove()
            whole = _costs(lambda: grading.run(sitting_id, actor=None), roots)
            db.session.remove()
            close_connections()
    return {
        "papers": drawn.count,
        "ratio": round(ours["CPU s"] / yardstick["CPU s"], 3),
        "measured": ours | {"a whole run, CPU s": whole["CPU s"]},
        "yardstick": yardstick,
    }


def _costs(work: Callable[[], None], roots: list[int]) -> dict[str, float]:
    """CPU time of this process and of the database's, and the most memory that this one took."""
    gc.collect()
    gc.freeze()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    before, cpu = _memory("VmRSS"), time.process_time() + cpu_seconds(*roots)
    begun = time.perf_counter()
    work()
    return {
        "CPU s": round(time.process_time() + cpu_seconds(*roots) - cpu, 2),
        "s": round(time.perf_counter() - begun, 2),
        "MiB": round((_memory("VmHWM") - before) / 1024),
    }


def _memory(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def _read_and_compared(app: Flask) -> None:
    with app.app_context():
        connection = db.engine.raw_connection()
    papers = 0
    for number, statement in enumerate(READ):
        streams = {"name": f"read{number}"} if app.config["DATABASE"] == "postgresql" else {}
        cursor = connection.driver_connection.cursor(**streams)
        cursor.execute(statement)
        while rows := cursor.fetchmany(AT_ONCE):
            papers += number * sum(bool(_read(row[-1])) for row in rows if number)
        cursor.close()
    connection.close()
    given, right = (np.random.default_rng(at).integers(0, 4, (papers, seal.SIZE)) for at in (1, 2))
    (given == right).sum(axis=1)


def _read(slots: str | list) -> list:
    """The JSON of a form: psycopg has read it already, sqlite3 never does."""
    return json.loads(slots) if isinstance(slots, str) else slots


@contextmanager
def _database(kind: str) -> Iterator[tuple[Flask, str]]:
    with tempfile.TemporaryDirectory() as folder, running.database(kind, Path(folder)) as url:
        settings = Settings(
            place="testing",
            database_url=url,
            secret_key=SECRET,
            receipt_key=SECRET,
            instance=Path(folder),
        )
        app = create_app(settings)
        app.config["DATABASE"] = kind
        with app.app_context():
            db.create_all()
        yield app, url


def _drawn(papers: int) -> Drawn:
    rule, bank = seal.blueprint(), seal.made_up()
    plans = planned(rule, sorted_into_cells(rule, bank), papers)
    return draw(rule, bank, plans, seed=seal.SEED, language="zh", seen={})


def _held(app: Flask, drawn: Drawn) -> int:
    """A sitting that everybody finished and that is closed; its id."""
    at = now()
    with app.app_context():
        with Session(db.engine, expire_on_commit=False) as session:
            cast = cast_of(session)
            held = factories.sitting(
                session,
                unit=cast.units["yunxi"],
                examiner=cast.kong,
                definition=DEFINITION,
            )
            factories.sealing(session, held)
            _questions(session, cast.chen)
            candidates = _candidates(session, held, cast.units["songyan"].id, drawn.count)
            session.commit()
        with transaction() as session:
            sitting = session.get_one(Sitting, held.id)
            hand_out(sitting, candidates, {"zh": lay_out(sitting, drawn)})
            session.execute(update(Attempt).values(state="closed", opened_ms=1, closed_ms=2))
            session.add(Closing(sitting_id=held.id, journal_hash="0" * 64, arrivals=0, at=at))
        with transaction() as session:
            ids = list(session.scalars(Attempt.__table__.select().with_only_columns(Attempt.id)))
            _journal(session, dict(zip(sorted(ids), drawn.forms(), strict=True)))
        db.session.remove()
    return held.id


DEFINITION = {
    **factories.DEFINITION,
    "kinds": [{"kind": kind, "count": 25, "points": "2"} for kind in seal.KINDS],
    "groups": [{"topics": [topic], "easy": 9, "medium": 8, "hard": 8} for topic in seal.TOPICS],
    "sections": [
        {"code": code, "zh": code, "en": code, "topics": [f"{code}.*"], "floor_percent": "40"}
        for code in ("law", "proc")
    ],
}


def _questions(session: Session, author: Person) -> None:
    """The bank of `seal`, with keys."""
    at = now()
    bank = seal.made_up()
    questions = [
        {
            "id": each.revision_id,
            "code": each.code,
            "pool": "exam",
            "unit_id": author.unit_id,
            "created_at": at,
        }
        for each in bank
    ]
    empty = {"asked": {}, "told": {}, "sources": {}, "details": {}, "languages": "zh"}
    session.execute(insert(Question), questions)
    session.execute(
        insert(Revision),
        [
            {
                "id": each.revision_id,
                "question_id": each.revision_id,
                "number": 1,
                "is_newest": True,
                "state": "approved",
                "kind": each.kind,
                "topic": each.topic,
                "difficulty": each.difficulty,
                "expected": each.expected,
                "points": 2,
                "partial": "none" if each.kind == "single" else "proportional",
                "shuffle": True,
                "seconds": 60,
                "size": each.size,
                "key": KEYS[each.kind],
                "fingerprint": f"{each.revision_id:064}",
                "author_id": author.id,
                "at": at,
                **empty,
            }
            for each in bank
        ],
    )


def _candidates(session: Session, held: Sitting, unit_id: int, count: int) -> list[Registration]:
    at = now()
    people = [
        {
            "login": f"c{n}",
            "name": f"考生{n}",
            "unit_id": unit_id,
            "created_at": at,
            "is_demo": False,
        }
        for n in range(count)
    ]
    ids = session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), people)
    asked = {"sitting_id": held.id, "language": "zh", "by_id": held.by_id, "at": at}
    rows = [{"person_id": person_id, "extra_minutes": 0, **asked} for person_id in ids]
    statement = insert(Registration).returning(Registration, sort_by_parameter_order=True)
    return list(session.scalars(statement, rows))


def _journal(session: Session, forms: dict) -> None:
    """First every slot once, then some again, each time one answer of everybody."""
    roll = Random(3)
    kinds = {each.revision_id: each.kind for each in seal.made_up()}
    texts = {
        kind: [f'"{value}"' if kind == "single" else _several(value) for value in values]
        for kind, values in VALUES.items()
    }
    for seq in range(1, SAVES + 1):
        rows = []
        for attempt_id, form in forms.items():
            slot = seq if seq <= seal.SIZE else roll.randint(1, seal.SIZE)
            value = roll.choice(texts[kinds[form.slots[slot - 1].revision_id]])
            rows.append((attempt_id, slot, seq, 1, 1, value, seq, "counted"))
        session.connection().execute(
            insert(Arrival.__table__), [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        )


COLUMNS = ("attempt_id", "slot", "seq", "typed_under", "lease", "value", "at_ms", "standing")


def _several(value: str) -> str:
    return "[" + ",".join(f'"{letter}"' for letter in value.split(",")) + "]"
