"""Migrations make the very tables of the models, on both databases, and can be undone."""

import os
import re
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, Table, create_engine, inspect, make_url, select, text

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


ANY = {
    int: "1", bool: "0", str: "x", object: "{}", dict: "{}", Decimal: "1",
    datetime: "2026-01-01 00:00:00",
}  # fmt: skip


def fill(connection: Connection, table: Table) -> None:
    """A row with the id 1, and one in each table that it refers to."""
    for key in table.foreign_keys:
        above = key.column.table
        if above is not table and not connection.execute(select(above)).first():
            fill(connection, above)
    row = {each.name: ANY[each.type.python_type] for each in table.columns if not each.nullable}
    values = ", ".join(f"'{each}'" for each in row.values())
    names = ", ".join(f'"{each}"' for each in row)
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({values})")


def test_a_table_that_is_made_anew_keeps_the_rows_that_refer_to_it(migrate):
    migrate("upgrade", "mock_exams")
    engine, known = create_engine(migrate.url), MetaData()
    known.reflect(engine, only=["practice_answer"])
    rounds, answers = (known.tables[name] for name in ("practice_round", "practice_answer"))
    with engine.begin() as connection:
        fill(connection, answers)

    def rows() -> list:
        with engine.connect() as connection:
            found = [connection.execute(select(each)).all() for each in (rounds, answers)]
        engine.dispose()
        return found

    before = rows()
    there, longer = migrate("upgrade", "longer_subjects"), rows()
    back, shorter = migrate("downgrade", "mock_exams"), rows()

    assert (there.returncode, back.returncode) == (0, 0), there.stderr + back.stderr
    assert [len(each) for each in before] == [1, 1]
    assert before == longer == shorter


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
