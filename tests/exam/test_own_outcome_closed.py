"""Who sits a sitting reads nothing of its outcome before the others do, whatever their duties."""

import pytest

from tests.exam import regrades, steps
from tests.people import grant

READING = (
    "results",
    "results.csv",
    "results.xlsx",
    "results.pdf",
    "analysis",
    "analysis/questions.csv",
    "analysis/law-1",
    "marking",
    "marking/seeds",
    "dossiers",
    "regrades",
    "regrades/new",
    "regrades/preview",
    "runs",
)
REFUSED = "its results open to you when they are released"


@pytest.fixture
def appointed(session, cast, both_done):
    """Zhao sat, and became a supervisor and an examiner before the results were released."""
    for role in ("supervisor", "examiner"):
        grant(session, cast.zhao, role, cast.units["nation"])
    session.commit()
    return cast.zhao


@pytest.mark.parametrize("page", READING)
def test_a_candidate_who_was_appointed_reads_no_outcome_until_the_release(
    house, cast, running, appointed, page
):
    address = f"/sittings/{running.id}/{page}"

    own = house.as_(appointed, "en").get(address)

    assert (own.status_code, REFUSED in own.text) == (403, True)
    assert house.as_(cast.kong).get(address).status_code != 403

    house.as_(cast.kong).post(f"/sittings/{running.id}/release")
    assert REFUSED.encode() not in house.as_(appointed, "en").get(address).data


def test_nor_by_what_they_send(house, session, cast, running, appointed):
    attempt = steps.attempt_of(session, running, cast.zhao)
    choices = regrades.choice(*((each, "credit") for each in regrades.asked(session, attempt)))
    regrades.propose(house.as_(cast.kong), running, choices)
    waiting, before = regrades.newest(session), regrades.state(session)
    own, root = house.as_(appointed, "en"), f"/sittings/{running.id}"

    answers = [
        own.get(f"{root}/regrades/{waiting.id}"),
        own.post(f"{root}/regrades/{waiting.id}/decision", {"agreed": "yes"}),
        regrades.propose(own, running, choices, digest="0" * 64),
        own.post(f"{root}/dossiers"),
        own.post(f"{root}/registrations/{attempt.registration_id}/dossiers"),
        own.post(f"{root}/marking/ends", {"marker": "1", "reason": "x"}),
        own.post(f"{root}/marking/seeds", {}),
    ]

    assert [(each.status_code, REFUSED in each.text) for each in answers] == [(403, True)] * 7
    assert regrades.state(session) == before


def test_nor_how_many_passed_and_somebody_else_releases(house, session, cast, running, appointed):
    own, address = house.as_(appointed, "en"), f"/sittings/{running.id}"

    page, before = own.get(address), steps.state(session)
    answer = own.post(f"{address}/release")

    assert (page.status_code, REFUSED in page.text, "sat, " in page.text) == (200, True, False)
    assert "2 sat, " in house.as_(cast.kong, "en").get(address).text
    assert (answer.status_code, REFUSED in answer.text) == (403, True)
    assert steps.state(session) == before
