"""One application and one database a run; every test begins with an empty database."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from app import create_app
from core.config import Settings
from core.database import Base, close_connections, db
from tests.browsing import House
from tests.people import Cast, cast_of

pytest_plugins = ["tests.browser.chromium"]
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")
SECRET = "a secret for tests alone, longer than thirty-two"


def pytest_addoption(parser):
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_collection_modifyitems(config, items):
    """Pure rules need no database: they run with SQLite's pass alone.

    A browser on a busy machine may be slower than a test's patience: such a test is tried a second
    time, and named in the summary (-rR).
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if config.getoption("--database") == "postgresql":
        kept = [item for item in items if not item.get_closest_marker("pure")]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


@pytest.fixture(scope="session")
def database_name(request) -> str:
    return request.config.getoption("--database")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real PostgreSQL server of this run, or the one that TEST_POSTGRESQL_URL names."""
    given = os.environ.get("TEST_POSTGRESQL_URL")
    if given:
        yield given
        return
    from tests.postgresql import running_server  # noqa: PLC0415 - only for this pass

    with running_server() as url:
        yield url


@pytest.fixture(scope="session")
def settings(database_name, request, tmp_path_factory) -> Settings:
    folder = tmp_path_factory.mktemp("instance")
    if database_name == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    else:
        url = f"sqlite:///{folder / 'test.db'}"
    return Settings(
        place="testing", database_url=url, secret_key=SECRET, receipt_key=SECRET, instance=folder
    )


@pytest.fixture(scope="session")
def app(settings) -> Iterator[Flask]:
    application = create_app(settings)
    with application.app_context():
        db.create_all()
        db.session.remove()
        engine = db.engine
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT 1")
        engine.dispose()
        event.listen(engine, "connect", unordered)
        shutil.copy(settings.instance / "test.db", settings.instance / "empty.db")
    yield application
    with application.app_context():
        close_connections()


def unordered(connection, _record) -> None:
    """Rows without ORDER BY come last first, so no test and no page leans on their order."""
    connection.cursor().execute("PRAGMA reverse_unordered_selects = ON")


@pytest.fixture(scope="session")
def engine(app) -> Engine:
    with app.app_context():
        return db.engine


@pytest.fixture(autouse=True)
def _empty_database(request) -> Iterator[None]:
    if request.node.get_closest_marker("pure"):
        yield
        return
    engine = request.getfixturevalue("engine")
    folder = request.getfixturevalue("settings").instance
    yield
    empty(engine, folder)


def empty(engine: Engine, folder: Path) -> None:
    """Take every row out again; who still has the old SQLite file open keeps that one."""
    if engine.dialect.name == "sqlite":
        engine.dispose()
        fresh = shutil.copy(folder / "empty.db", folder / "fresh.db")
        for suffix in ("-wal", "-shm"):
            (folder / f"test.db{suffix}").unlink(missing_ok=True)
        fresh.replace(folder / "test.db")
        return
    deletes = "; ".join(f'DELETE FROM "{table.name}"' for table in Base.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL session_replication_role = replica; {deletes}"))


@pytest.fixture
def session(engine) -> Iterator[Session]:
    """The test's own session, for arranging and looking; it commits for real."""
    with Session(engine, expire_on_commit=False) as own:
        yield own


@pytest.fixture
def in_app(app) -> Iterator[None]:
    """An application context for tests of actions and queries; never together with a client."""
    with app.app_context():
        yield


@pytest.fixture
def cast(session) -> Cast:
    """The named people and units."""
    return cast_of(session)


@pytest.fixture
def house(app, engine) -> House:
    """The application as people meet it over HTTP."""
    return House(app, engine)


@pytest.fixture
def statements(engine):
    """Collects the SQL statements of a block."""

    @contextmanager
    def collecting() -> Iterator[list[str]]:
        heard: list[str] = []

        def hear(connection, cursor, statement, *rest) -> None:
            if not statement.startswith(("BEGIN", "COMMIT")):
                heard.append(statement)

        event.listen(engine, "before_cursor_execute", hear)
        try:
            yield heard
        finally:
            event.remove(engine, "before_cursor_execute", hear)

    return collecting
