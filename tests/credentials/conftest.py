"""A small credential type, people whose gate is open, and two issuers."""

import pytest

from accounts.queries import actor_of
from credentials.actions import issuing
from tests.credentials import steps


@pytest.fixture
def row(session):
    """The small type: eligibility and one exam."""
    return steps.rule(session)


@pytest.fixture
def qualified(session, cast, row):
    """Lin and Zhao may hold the small type; their attempts by login."""
    return steps.qualified(session, cast, cast.lin, cast.zhao)


@pytest.fixture
def actor(app):
    """A person as one who acts, as of now."""

    def acting(person):
        with app.app_context():
            return actor_of(person)

    return acting


@pytest.fixture
def proposed(app, session, cast, qualified, actor):
    """Yin's proposal for Lin."""
    with app.app_context():
        return issuing.propose(cast.lin.id, rule_code="small", actor=actor(cast.yin))


@pytest.fixture
def issued(app, cast, proposed, actor):
    """Lin's credential, proposed by Yin, confirmed by Fu."""
    with app.app_context():
        return issuing.confirm(proposed.id, actor=actor(cast.fu))
