"""How officers get on with the courses, on a phone: the numbers stand below their question."""

import pytest
from playwright.sync_api import expect

from courses.models.modules import Module, ModuleRevision
from tests.browser.test_pages import AXE_FILE_PATH, faults_of
from tests.courses.conftest import questions, shelf  # noqa: F401
from tests.oversight.test_learning import company, tried  # noqa: F401

pytestmark = pytest.mark.browser


@pytest.fixture
def answered(session, people, shelf, questions, company):  # noqa: F811
    """Five officers of Songyan tried a self-check of b2."""
    module = session.query(ModuleRevision).join(Module).filter(Module.code == "b2").one()
    for person in company(songyan=5):
        tried(session, module, questions["q-1"], person, 1)


def opened(visits, people, width):
    page = visits.person("meng", language="en", width=width)
    page.add_init_script(path=AXE_FILE_PATH)
    page.goto(f"/progress/units/{people.units['songyan'].id}/learning")
    page.get_by_text("Self-checks, by first try").click()
    return page


@pytest.mark.parametrize(("width", "is_below"), [(360, True), (1280, False)])
def test_on_a_narrow_screen_the_numbers_stand_below_the_question(
    visits, people, answered, width, is_below
):
    page = opened(visits, people, width)
    table = page.get_by_role("table").first
    question, tried_by, right = (each.bounding_box() for each in table.get_by_role("cell").all())

    assert (tried_by["y"] >= question["y"] + question["height"] - 1) is is_below
    assert question["width"] > 300 or not is_below
    assert abs(tried_by["y"] - right["y"]) < 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_a_table_with_headings_on_every_screen(visits, people, answered, width):
    page = opened(visits, people, width)

    expect(page.get_by_role("table").first).to_match_aria_snapshot(
        """
        - table:
          - rowgroup:
            - row "The question Tried Right at once":
              - columnheader "The question"
              - columnheader "Tried"
              - columnheader "Right at once"
          - rowgroup:
            - row:
              - cell "q-1 stem q-1"
              - cell "5"
              - cell "100%"
        """
    )
    assert faults_of(page) == []
