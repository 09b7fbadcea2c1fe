"""A panel of three judges over a blueprint that draws two of six questions."""

import pytest

from tests import factories
from tests.exam import panels, steps


@pytest.fixture
def bank(session, cast):
    """Six questions in the pool."""
    return steps.bank(session, cast.chen)


@pytest.fixture
def blueprint(session, cast, bank):
    """The blueprint of a sitting that is not sealed: two of the six on a form."""
    held = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=factories.HOUR
    )
    return held.blueprint


@pytest.fixture
def judges(cast):
    return (cast.shang, cast.bao, cast.ning)


@pytest.fixture
def panel_id(app, session, cast, blueprint, judges):
    """A panel of three judges in its first round."""
    return panels.convened(app, session, cast, blueprint.id, *judges)
