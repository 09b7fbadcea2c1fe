"""Who may not regrade: each as a signed-in person who tries."""

import pytest
from sqlalchemy import select

from accounts.rules.duties import RIGHTS, Right, Role
from audit.models import Entry
from tests import factories
from tests.exam import regrades, steps
from tests.people import add_person, grant

HOLDS = RIGHTS[Right.HOLD_SITTINGS]
CONFIRMS = RIGHTS[Right.CONFIRM_REGRADES]
READS = RIGHTS[Right.READ_SITTINGS]


@pytest.fixture
def released(house, cast, running, both_done):
    assert house.as_(cast.kong).post(f"/sittings/{running.id}/release").status_code == 303
    return running


@pytest.fixture
def choices(session, cast, released):
    """Everybody gets the points of Zhao's paper."""
    attempt = steps.attempt_of(session, released, cast.zhao)
    return regrades.choice(*((each, "credit") for each in regrades.asked(session, attempt)))


@pytest.fixture
def proposed(house, session, cast, released, choices):
    regrades.propose(house.as_(cast.kong), released, choices)
    return regrades.newest(session)


def refused(session):
    """Whose acts were refused, as the trail says."""
    session.commit()
    statement = select(Entry.actor_id).where(Entry.act == "account.refused").order_by(Entry.id)
    found = list(session.scalars(statement))
    session.commit()
    return found


def someone(session, cast, role, unit="nation"):
    person = add_person(session, f"some-{role}", "某人", cast.units["qinglan"])
    grant(session, person, role, cast.units[unit])
    return person


@pytest.mark.parametrize("role", [role for role in Role if role not in HOLDS])
def test_no_other_role_proposes_a_regrade(house, session, cast, released, choices, role):
    person = someone(session, cast, role)
    browser, before = house.as_(person), regrades.state(session)
    new = f"/sittings/{released.id}/regrades/new"

    answers = [
        regrades.propose(browser, released, choices, digest="0" * 64).status_code,
        browser.get(new).status_code,
        regrades.preview(browser, released, choices).status_code,
    ]

    assert answers == [403, 403, 403]
    assert regrades.state(session) == before
    assert person.id in refused(session)


@pytest.mark.parametrize("role", [role for role in Role if role not in CONFIRMS])
def test_no_other_role_answers_a_regrade(house, session, cast, proposed, role):
    person = someone(session, cast, role)
    browser, before = house.as_(person), regrades.state(session)

    answers = [
        regrades.answer(browser, proposed).status_code,
        regrades.answer(browser, proposed, "no", "x").status_code,
        browser.get("/regrades/").status_code,
    ]

    assert answers == [403, 403, 403]
    assert regrades.state(session) == before
    assert person.id in refused(session)


@pytest.mark.parametrize("role", [role for role in Role if role not in READS])
def test_no_other_role_reads_regrades(house, session, cast, proposed, role):
    browser = house.as_(someone(session, cast, role))
    here = f"/sittings/{proposed.sitting_id}"

    for path in ("/regrades", "/runs", f"/regrades/{proposed.id}"):
        assert browser.get(here + path).status_code == 403


def test_an_examiner_of_another_city_neither_sees_nor_proposes(
    house, session, cast, proposed, choices
):
    tang, before = house.as_(cast.tang), regrades.state(session)
    here = f"/sittings/{proposed.sitting_id}"

    seen = [
        tang.get(here + path).status_code
        for path in ("/regrades", "/runs", f"/regrades/{proposed.id}")
    ]
    answer = regrades.propose(tang, proposed.sitting, choices, digest="0" * 64)

    assert seen == [404, 404, 404]
    assert tang.get(f"{here}/regrades/new").status_code == 403
    assert answer.status_code == 403
    assert regrades.state(session) == before


def test_a_supervisor_of_another_city_does_not_answer(house, session, cast, proposed):
    person = someone(session, cast, "supervisor", "hezhou")
    browser, before = house.as_(person, "en"), regrades.state(session)

    answer = regrades.answer(browser, proposed)

    assert answer.status_code == 404
    assert "No regrade was proposed" in browser.get("/regrades/").text
    assert regrades.state(session) == before


def test_who_proposed_does_not_confirm_through_a_second_role(house, session, cast, proposed):
    grant(session, cast.kong, "supervisor", cast.units["nation"])
    kong, before = house.as_(cast.kong, "en"), regrades.state(session)

    page = kong.get(f"/sittings/{proposed.sitting_id}/regrades/{proposed.id}").text
    answer = regrades.answer(kong, proposed)

    assert "You proposed this yourself" in page
    assert answer.status_code == 403
    assert regrades.state(session) == before


def test_a_supervisor_who_sat_the_exam_does_not_answer(house, session, cast, proposed):
    grant(session, cast.lin, "supervisor", cast.units["nation"])
    lin, before = house.as_(cast.lin, "en"), regrades.state(session)

    page = lin.get(f"/sittings/{proposed.sitting_id}/regrades/{proposed.id}").text
    answers = [
        regrades.answer(lin, proposed).status_code,
        regrades.answer(lin, proposed, "no", "x").status_code,
    ]

    assert "Nobody decides about an exam that they sit themselves" in page
    assert answers == [403, 403]
    assert regrades.state(session) == before


def test_an_examiner_who_sat_the_exam_does_not_propose(house, session, cast, released, choices):
    grant(session, cast.lin, "examiner", cast.units["nation"])
    lin, before = house.as_(cast.lin, "en"), regrades.state(session)

    page = regrades.preview(lin, released, choices)
    answer = regrades.propose(lin, released, choices, digest="0" * 64)

    assert 'name="digest"' not in page.text
    assert answer.status_code == 403
    assert regrades.state(session) == before


def test_whoever_may_still_sit_exams_sees_neither_words_nor_keys(
    house, session, cast, released, choices
):
    attempt = steps.attempt_of(session, released, cast.lin)
    wrong = regrades.asked(session, attempt)[0]
    right = regrades.corrected(session, wrong, {"right": 0, "size": 4}, by=cast.xu)
    both = regrades.choice((wrong, "key", right))
    new, words = f"/sittings/{released.id}/regrades/new", wrong.asked["en"]["stem"]
    seen = house.as_(cast.kong, "en").get(new, query_string=both).text

    grant(session, cast.kong, "officer", cast.units["yunxi"])

    kong = house.as_(cast.kong, "en")
    hidden = kong.get(new, query_string=both).text
    assert words in seen
    assert "Corrected key" in seen
    for page in (hidden, regrades.preview(kong, released, both).text):
        assert words not in page
        assert "Corrected key" not in page
        assert "Words and keys are left out" in page


def test_a_regrade_of_another_sitting_is_not_found_here(house, session, cast, proposed):
    planned = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    shen, before = house.as_(cast.shen), regrades.state(session)
    here = f"/sittings/{planned.id}/regrades/{proposed.id}"

    answers = [
        shen.get(here).status_code,
        shen.post(f"{here}/decision", {"agreed": "yes"}).status_code,
        house.as_(cast.kong).post(f"{here}/withdrawal").status_code,
        shen.get(f"/sittings/{proposed.sitting_id}/regrades/999").status_code,
    ]

    assert answers == [404, 404, 404, 404]
    assert regrades.state(session) == before


def test_lists_ask_the_database_as_often_for_one_as_for_three(
    house, session, cast, released, choices, statements
):
    kong, shen = house.as_(cast.kong), house.as_(cast.shen)
    counts = []
    for _ in range(3):
        regrades.propose(kong, released, choices)
        for path in ("/regrades/", f"/sittings/{released.id}/regrades"):
            shen.get(path)
            with statements() as heard:
                shen.get(path)
            counts.append(len(heard))
        regrades.answer(shen, regrades.newest(session), "no", "再看")

    assert counts[:2] == counts[2:4] == counts[4:]
