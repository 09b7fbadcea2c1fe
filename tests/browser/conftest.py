"""What every test in a browser begins with."""

import pytest

from tests.browser.sitting import Exam


@pytest.fixture
def exam(app, session, people) -> Exam:
    """An exam that is open now, with one question of each kind, and Lin not yet in it."""
    return Exam(app, session, people)
