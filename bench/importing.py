"""`import`: made-up Markdown questions parsed, linted and stored, against rendering their texts.

The yardstick renders the same fragments (stems, options, feedback, rationales) with the same
Markdown extensions, and does nothing else with them.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown import Markdown
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.queries import actor_of
from app import create_app
from bench import running
from bench.questions import made_file
from bench.running import SECRET, cpu_seconds, postmasters
from core.config import Settings
from core.database import close_connections, db
from question_bank.actions.examining import opened
from question_bank.importing import import_files
from question_bank.kinds import KINDS
from question_bank.models import Revision
from question_bank.rules.languages import joined
from question_bank.rules.reading import read
from tests.people import cast_of

TARGET = 3.0
QUESTIONS, FILE = 10_000, 1_000
EXTENSIONS = ("tables", "sane_lists", "pymdownx.tilde", "fenced_code")


def run(*, database: str, scale: float) -> dict:
    """One import of files of a thousand questions into an empty bank; then the yardstick."""
    count = max(FILE, int(QUESTIONS * scale) // FILE * FILE)
    texts = [made_file(FILE, seed, first=FILE * seed) for seed in range(count // FILE)]
    ours, stored = _import(texts, database)
    fragments = [each for text in texts for each in _fragments(text)]
    yardstick = _render(fragments)
    return {
        "benchmark": "import",
        "ratio": round(ours["CPU s"] / yardstick["CPU s"], 3),
        "target": TARGET,
        "measured": ours | {"CPU ms a question": round(1000 * ours["CPU s"] / count, 3)},
        "yardstick": yardstick | {"CPU ms a question": round(1000 * yardstick["CPU s"] / count, 3)},
        "scale": {"database": database, "questions": stored, "fragments": len(fragments)},
    }


def _import(texts: list[str], kind: str) -> tuple[dict[str, float], int]:
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
                trainer = cast_of(session).chen
                session.commit()
            actor = actor_of(trainer)
            files = {f"zh/made-{at}.md": text for at, text in enumerate(texts)}
            roots = postmasters(url)
            cpu, began = time.process_time() + cpu_seconds(*roots), time.perf_counter()
            for path, text in files.items():
                (made,) = import_files([opened(path, text)], actor=actor)
                if not made.is_stored:
                    raise SystemExit(f"{path} was not stored: {made.findings}")
            used = time.process_time() + cpu_seconds(*roots) - cpu
            took = time.perf_counter() - began
            stored = db.session.scalar(select(func.count()).select_from(Revision)) or 0
            db.session.remove()
            close_connections()
    return {"CPU s": round(used, 2), "seconds": round(took, 2)}, stored


def _fragments(text: str) -> Iterator[str]:
    for draft in read(text).drafts:
        value = joined({"zh": draft}).question
        if value is None or draft.kind not in KINDS:
            raise SystemExit(f"{draft.id} is no question")
        yield from _texts(value.asked["zh"])
        yield from _texts(value.told["zh"])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in ("id", "kind"):
                yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _render(fragments: list[str]) -> dict[str, float]:
    markdown = Markdown(extensions=list(EXTENSIONS), output_format="html")
    cpu, began = time.process_time(), time.perf_counter()
    for text in fragments:
        markdown.reset().convert(text)
    return {
        "CPU s": round(time.process_time() - cpu, 2),
        "seconds": round(time.perf_counter() - began, 2),
    }
