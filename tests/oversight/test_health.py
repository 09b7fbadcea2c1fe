"""Whether this server can take work."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app import create_app
from core.clock import clock_correction
from core.database import db
from tests.postgresql import with_option


@pytest.fixture
def answer_of(settings, database_name):
    """What an application on another database answers to somebody who is not signed in."""

    def answered(url, path="/healthz"):
        other = create_app(replace(settings, database_url=url))
        answer = other.test_client().get(path)
        with other.app_context():
            db.engine.dispose()
        return answer.status_code, answer.json if answer.is_json else None

    return answered


def test_a_server_that_can_write_is_ready_and_writes_nothing(house, session):
    answer = house.stranger().get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"ready": True})
    assert session.scalar(select(func.count()).select_from(clock_correction)) == 0


def test_a_server_that_cannot_write_is_not_ready(settings, database_name, answer_of):
    if database_name == "sqlite":
        url = f"sqlite:///file:{settings.instance / 'test.db'}?mode=ro&uri=true"
    else:
        url = with_option(settings.database_url, "default_transaction_read_only=on")

    assert answer_of(url, "/sign-in") == (200, None)
    assert answer_of(url) == (503, {"ready": False})


def test_a_server_without_its_database_is_not_ready(settings, database_name, answer_of, tmp_path):
    nowhere = {
        "sqlite": f"sqlite:///{tmp_path / 'no such folder' / 'x.db'}",
        "postgresql": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
    }

    assert answer_of(nowhere[database_name]) == (503, {"ready": False})


def test_a_server_whose_tables_were_never_made_is_not_ready(
    settings, database_name, answer_of, tmp_path
):
    if database_name == "sqlite":
        url = f"sqlite:///{tmp_path / 'new.db'}"
    else:
        url = with_option(settings.database_url, "search_path=nowhere")

    assert answer_of(url) == (503, {"ready": False})
