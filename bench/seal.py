"""`seal`: papers of 50 drawn from a bank of 2,000, against random.sample by cell and nothing else.

Drawing is all of it: plans settled, questions dealt, balanced, put in order with their options, and
every slot made. Storing the papers in the database is measured beside it; the yardstick has none.
"""

import tempfile
import time
from decimal import Decimal
from pathlib import Path
from random import Random

import numpy as np
from sqlalchemy.orm import Session

from app import create_app
from bench import running
from bench.running import SECRET, cpu_seconds, postmasters
from core.config import Settings
from core.database import close_connections, db, transaction
from exam.actions.laying_out import lay_out
from exam.models.sittings import Sitting
from exam.rules.assembly.cells import Drawable, sorted_into_cells
from exam.rules.assembly.forms import Drawn, draw
from exam.rules.assembly.plans import planned
from exam.rules.blueprint import Blueprint, read_blueprint
from tests.factories import sitting
from tests.people import cast_of

TARGET = 5.0
FORMS, QUESTIONS, SIZE = 60_000, 2_000, 50
KINDS, LEVELS, TOPICS = ("single", "multiple"), ("easy", "medium", "hard"), ("law.a", "proc.b")
EASE = {"easy": 8_000, "medium": 6_500, "hard": 5_000}
SEED = b"a seed for benchmarks alone"


def run(*, database: str, scale: float) -> dict:
    """One draw, its papers stored; then as many forms by random.sample."""
    forms = int(FORMS * scale)
    rule, bank = blueprint(), made_up()
    cpu = time.process_time()
    drawn = _draw(rule, bank, forms)
    ours = {"CPU s": round(time.process_time() - cpu, 2)} | _spread(drawn.sums)
    yardstick = _sampled(rule, bank, drawn.count)
    return {
        "benchmark": "seal",
        "ratio": round(ours["CPU s"] / yardstick["CPU s"], 3),
        "target": TARGET,
        "measured": ours | {"storing, CPU s": _stored(drawn, database)},
        "yardstick": yardstick,
        "scale": {
            "database": database,
            "forms": drawn.count,
            "questions": len(bank),
            "spread is, of the yardstick's": round(ours["spread"] / yardstick["spread"], 3),
            "deviation is, of the yardstick's": round(
                ours["deviation"] / yardstick["deviation"], 3
            ),
        },
    }


def blueprint() -> Blueprint:
    """Fifty questions from twelve cells: two groups, three difficulties, two kinds."""
    definition = {
        "code": "bench",
        "version": 1,
        "title": {"zh": "卷", "en": "Paper"},
        "minutes": 60,
        "pass_percent": "60",
        "exposure": "0.25",
        "tolerance": "0.01",
        "kinds": [{"kind": kind, "count": 25, "points": "2"} for kind in KINDS],
        "groups": [{"topics": [topic], "easy": 9, "medium": 8, "hard": 8} for topic in TOPICS],
        "sections": [],
    }
    return read_blueprint(definition, frozenset(KINDS))


def made_up() -> list[Drawable]:
    """The bank: each cell as large as the next, difficulty within fifteen points of its level."""
    roll = Random(1)
    cells = [(topic, level, kind) for topic in TOPICS for level in LEVELS for kind in KINDS]
    return [
        Drawable(
            revision_id=number,
            code=f"q{number:04}",
            kind=cells[number % 12][2],
            topic=cells[number % 12][0],
            difficulty=cells[number % 12][1],
            expected=Decimal(EASE[cells[number % 12][1]] + roll.randint(-1_500, 1_500)) / 10_000,
            size=4,
            shuffles=True,
        )
        for number in range(QUESTIONS)
    ]


def _draw(rule: Blueprint, bank: list[Drawable], forms: int) -> Drawn:
    plans = planned(rule, sorted_into_cells(rule, bank), forms)
    drawn = draw(rule, bank, plans, seed=SEED, language="zh", seen={})
    slots = sum(len(form.slots) for form in drawn.forms())
    if slots != drawn.count * SIZE:
        raise SystemExit(f"{slots} slots were drawn")
    return drawn


def _sampled(rule: Blueprint, bank: list[Drawable], forms: int) -> dict[str, float]:
    """As many forms of the same numbers, from each cell by random.sample."""
    plan = planned(rule, sorted_into_cells(rule, bank), 4).plans[0]
    cells = sorted_into_cells(rule, bank)
    counted = [(cells[cell], count) for cell, count in plan.counts.items()]
    roll = Random(2)
    cpu = time.process_time()
    papers = [
        [q for held, count in counted for q in roll.sample(held, count)] for _ in range(forms)
    ]
    used = time.process_time() - cpu
    ease = {question.code: int(question.expected * 10_000) for question in bank}
    sums = np.array([sum(ease[question.code] for question in paper) for paper in papers])
    return {"CPU s": round(used, 2)} | _spread(sums)


def _spread(sums: np.ndarray) -> dict[str, float]:
    means = sums / (SIZE * 10_000)
    return {"spread": round(float(np.ptp(means)), 6), "deviation": round(float(means.std()), 6)}


def _stored(drawn: Drawn, kind: str) -> float:
    """What laying the papers out costs, program and database together."""
    with tempfile.TemporaryDirectory() as folder, running.database(kind, Path(folder)) as url:
        settings = Settings(
            place="testing",
            database_url=url,
            secret_key=SECRET,
            receipt_key=SECRET,
            instance=Path(folder),
        )
        app = create_app(settings)
        with app.app_context():
            db.create_all()
            with Session(db.engine, expire_on_commit=False) as session:
                cast = cast_of(session)
                held = sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
            roots = postmasters(url)
            cpu = time.process_time() + cpu_seconds(*roots)
            with transaction() as session:
                lay_out(session.get_one(Sitting, held.id), drawn)
            used = time.process_time() + cpu_seconds(*roots) - cpu
            db.session.remove()
            close_connections()
    return round(used, 2)
