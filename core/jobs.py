"""Long work: a row that says how far it is, and huey to run it, in this process or another."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask
from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey
from sqlalchemy import ForeignKey, String, update
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.config import Settings
from core.database import Base, db, transaction
from core.errors import N_, Failure

Work = Callable[["Progress", dict[str, Any]], dict[str, Any]]
KINDS: dict[str, Work] = {}
BEATS: list[Callable[[], object]] = []
BEAT_S = 1.0


class Job(Base):
    """One piece of long work, for the person who asked for it."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    arguments: Mapped[dict[str, Any]]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    back: Mapped[str] = mapped_column(String(255))
    at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[dict[str, Any] | None]
    problem: Mapped[str | None] = mapped_column(String(500))
    problem_values: Mapped[dict[str, Any] | None]


class Progress:
    """How far a job is; told in a transaction of its own, so that a reload shows it."""

    def __init__(self, job_id: int) -> None:
        """For one job."""
        self.job_id = job_id

    def told(self, done: int, total: int) -> None:
        """Say that `done` of `total` is done."""
        with db.engine.begin() as connection:
            connection.execute(
                update(Job).where(Job.id == self.job_id).values(done=done, total=total)
            )


def job(kind: str) -> Callable[[Work], Work]:
    """Register a function as the work of a kind of job."""

    def register(work: Work) -> Work:
        KINDS[kind] = work
        return work

    return register


def every_second(beat: Callable[[], object]) -> Callable[[], object]:
    """Register something small to be done about every second by whoever works."""
    if beat not in BEATS:
        BEATS.append(beat)
    return beat


class Jobs:
    """The queue of one application."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        """Connect to Redis if there is one, else to a file; in tests the work is done at once."""
        self.app = app
        self.huey = _queue(settings)
        self._run = self.huey.task(retries=0)(self._work)

    def start(
        self, kind: str, arguments: dict[str, Any], *, owner_id: int | None, back: str
    ) -> Job:
        """Note a job and hand it to whoever works; `back` is the page to return to."""
        with transaction() as session:
            noted = Job(kind=kind, arguments=arguments, owner_id=owner_id, back=back, at=now())
            session.add(noted)
        self._run(noted.id)
        return noted

    def _work(self, job_id: int) -> None:
        with self.app.app_context():
            self._work_in_context(job_id)

    def _work_in_context(self, job_id: int) -> None:
        if not _claim(job_id):
            return
        noted = db.session.get_one(Job, job_id)
        kind, arguments = noted.kind, noted.arguments
        try:
            _end(job_id, outcome=KINDS[kind](Progress(job_id), arguments))
        except Failure as failure:
            db.session.rollback()
            _end(job_id, problem=failure.message, problem_values=_storable(failure.values))
        except Exception:
            db.session.rollback()
            self.app.logger.exception("Job %s (%s) failed", job_id, kind)
            _end(
                job_id, problem=N_("Something went wrong on our side. Nothing half done was kept.")
            )

    def work(self, stop: threading.Event) -> None:
        """Do jobs and beats until told to stop."""
        while not stop.is_set():
            self._beat()
            task = self.huey.dequeue()
            while task is not None:
                self.huey.execute(task)
                task = self.huey.dequeue()
            stop.wait(BEAT_S)

    def _beat(self) -> None:
        for beat in BEATS:
            with self.app.app_context():
                try:
                    beat()
                except Exception:
                    db.session.rollback()
                    self.app.logger.exception("A beat failed")

    def work_in_thread(self) -> threading.Event:
        """Work beside the requests of this process; set the event to stop."""
        stop = threading.Event()
        threading.Thread(target=self.work, args=(stop,), daemon=True, name="worker").start()
        return stop


def _queue(settings: Settings) -> Huey:
    if settings.place == "testing":
        return MemoryHuey("chizheng", immediate=True)
    if settings.redis_url:
        return RedisHuey("chizheng", url=settings.redis_url, blocking=False)
    settings.instance.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("chizheng", filename=str(settings.instance / "jobs.db"))


def _claim(job_id: int) -> bool:
    """Take a job that nobody has taken."""
    with transaction() as session:
        claimed = session.execute(
            update(Job)
            .where(Job.id == job_id, Job.started_at.is_(None))
            .values(started_at=now())
            .returning(Job.id)
        ).first()
    return claimed is not None


def _storable(values: dict[str, object]) -> dict[str, object]:
    """Values of a message as a column can hold them: numbers stay, all else is written out."""
    return {name: v if isinstance(v, int) else str(v) for name, v in values.items()}


def _end(job_id: int, **result: Any) -> None:  # noqa: ANN401
    with transaction() as session:
        session.execute(update(Job).where(Job.id == job_id).values(ended_at=now(), **result))
