"""Migrations make the very tables of the models, on both databases, and can be undone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, make_url, text

ROOT = Path(__file__).parent.parent
VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


@pytest.fixture
def migrate(settings, tmp_path, database_name):
    """`flask db …` on a database of its own."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    if database_name == "postgresql":
        admin = create_engine(settings.database_url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS migrated"))
            connection.execute(text("CREATE DATABASE migrated"))
        admin.dispose()
        url = make_url(settings.database_url).set(database="migrated")
        url = url.render_as_string(hide_password=False)

    def run(*words: str) -> subprocess.CompletedProcess:
        command = [str(Path(sys.executable).parent / "flask"), "--app", "app", "db", *words]
        environment = {**os.environ, "DATABASE_URL": url, "INSTANCE": str(tmp_path)}
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    run.url = url
    return run


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    found = set(inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    return found


def test_models_and_migrations_agree(migrate, app):
    upgraded = migrate("upgrade")
    checked = migrate("check")

    assert upgraded.returncode == 0, upgraded.stderr
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_migrations_can_be_undone_to_an_empty_database(migrate):
    migrate("upgrade")
    undone = migrate("downgrade", "base")

    assert undone.returncode == 0, undone.stderr
    assert tables(migrate.url) == set()


def test_the_exam_clock_is_there_after_migrating(migrate, database_name):
    if database_name == "sqlite":
        pytest.skip("SQLite's clock is registered by the application")
    migrate("upgrade")
    engine = create_engine(migrate.url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT clock_ms()")).scalar_one() > 1_700_000_000_000
    engine.dispose()


@pytest.mark.pure
def test_migrations_never_import_the_product():
    product = (
        r"^(?:from|import) (?:core|audit|accounts|question_bank|courses|practice|exam|"
        r"competitions|credentials|oversight)\b"
    )

    assert [
        file.name for file in VERSIONS if re.search(product, file.read_text(), re.MULTILINE)
    ] == []


@pytest.mark.pure
def test_migrations_are_named_by_date_and_what_they_do():
    assert [f.name for f in VERSIONS if not re.fullmatch(r"\d{8}_\d{4}_[a-z_]+\.py", f.name)] == []
