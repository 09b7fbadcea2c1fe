"""A stranger with a phone: the public page without scripts, in every look, and on paper."""

import pytest
from axe_playwright_python.base import AXE_FILE_PATH

from credentials.actions import issuing, status
from credentials.rules.status import Kind
from tests.browser.test_pages import LOOKS, faults_of
from tests.credentials import steps

pytestmark = pytest.mark.browser


@pytest.fixture
def held(app, session, people, row, actor):
    """A valid credential of Lin, and one of Zhao that was revoked."""
    steps.qualified(session, people, people.lin, people.zhao)
    found = {}
    for person in (people.lin, people.zhao):
        with app.app_context():
            proposal = issuing.propose(person.id, rule_code="small", actor=actor(people.yin))
            found[person.login] = issuing.confirm(proposal.id, actor=actor(people.fu))
    with app.app_context():
        change = status.ask(
            found["zhao"].id,
            kind=Kind.REVOKE,
            reason_class="breach",
            reason="x",
            actor=actor(people.yin),
        )
        status.decide(change.id, agreed=True, reason="", actor=actor(people.fu))
    return found


@pytest.mark.parametrize("look", [LOOKS[0][0], LOOKS[0][1], LOOKS[1][0], LOOKS[1][1]])
def test_the_answer_is_accessible_and_fits_its_window(visits, held, look):
    language, width, scheme = look
    page = visits.stranger(language=language, width=width, scheme=scheme)
    page.context.add_init_script(path=AXE_FILE_PATH)
    faults = {}
    for login, credential in held.items():
        page.goto(f"/c/{credential.uid}")
        faults[login] = faults_of(page)

    assert faults == {"lin": [], "zhao": []}


def test_without_scripts_a_number_and_its_code_lead_to_the_answer(visits, held):
    credential = held["lin"]
    page = visits.stranger(width=360, scripts=False)
    page.goto("/check")
    page.get_by_label("证书编号").fill(credential.number)
    page.get_by_label("校验码").fill(credential.check_code)
    page.get_by_role("button", name="核验").click()

    assert page.url.endswith(f"/c/{credential.uid}")
    assert page.locator(".verdict strong").inner_text() == "有效"
    assert page.locator(".verdict .seal").is_visible()


def test_on_paper_the_answer_stands_without_the_form(visits, held):
    page = visits.stranger()
    page.goto(f"/c/{held['lin'].uid}")
    page.emulate_media(media="print")

    assert page.locator(".verdict").is_visible()
    assert page.locator(".verdict .seal").is_visible()
    assert not page.locator("form.ask").is_visible()
    assert not page.locator(".masthead").is_visible()
