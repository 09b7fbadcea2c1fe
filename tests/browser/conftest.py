"""What every test in a browser begins with."""

import pytest
from playwright.sync_api import Page

from tests.browser.sitting import Exam, expect_saved


@pytest.fixture
def exam(app, session, people) -> Exam:
    """An exam that is open now, with one question of each kind, and Lin not yet in it."""
    return Exam(app, session, people)


@pytest.fixture
def lin(visits, exam) -> Page:
    """Lin, writing, with the first answer saved."""
    page = exam.begin(visits.person("lin"))
    exam.give(page, 1)
    expect_saved(page)
    return page
