"""A sitting with a small bank, as most tests of the exam begin."""

import pytest

from exam.views import paper
from tests import factories
from tests.exam import steps


@pytest.fixture(autouse=True)
def _no_paper_is_kept():
    """A process keeps what it rendered; the next test's questions have the same ids."""
    paper._asked.clear()
    paper._parts.clear()


@pytest.fixture
def held(session, cast):
    """A sitting of Songyan's city, open now, sealed in name."""
    held = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    factories.sealing(session, held)
    return held


@pytest.fixture
def bank(session, cast):
    """One approved question of each kind."""
    make = {
        "single": {"key": {"right": 1, "size": 4}},
        "multiple": {"key": {"right": [0, 2], "size": 4}},
        "true_false": {"key": {"right": True}, "size": 2},
        "fill_blank": {"key": {"blanks": [["七", "7"]]}, "size": 1},
        "ordering": {"key": {"length": 3}, "size": 3},
        "judgement": {"key": {"earns": [3, 1, 0, 2]}},
    }
    return [
        factories.question(
            session, f"law-{kind.replace('_', '-')}", author=cast.chen, kind=kind, **how
        )
        for kind, how in make.items()
    ]


@pytest.fixture
def attempt(session, cast, held, bank):
    """Lin's open attempt on all six kinds."""
    return factories.attempt(session, held, cast.lin, bank)


@pytest.fixture
def planned(session, cast):
    """A sitting of Yunxi City that opens in an hour, six questions for its two, nobody in it."""
    steps.bank(session, cast.chen)
    return factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=factories.HOUR
    )


@pytest.fixture
def running(app, session, cast):
    """A sitting that is open now, sealed with Lin and Zhao in it."""
    steps.bank(session, cast.chen)
    sitting = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    steps.registered(session, sitting, cast.lin, cast.zhao)
    steps.sealed(app, sitting, cast.kong)
    return sitting


@pytest.fixture
def both_done(house, app, session, cast, running):
    """Lin answered all right and Zhao all wrong; the sitting is closed and marked."""
    browsers = {}
    for person in (cast.lin, cast.zhao):
        browser, attempt = steps.start(house, session, running, person)
        rights = ["abcd"[slot["order"].index(1)] for slot in attempt.form.slots]
        answers = [
            (place, place, right if person is cast.lin else "abcd".replace(right, "")[0])
            for place, right in enumerate(rights, start=1)
        ]
        assert steps.save(browser, attempt.token, *answers).status_code == 200
        browser.post(f"/exam/attempts/{attempt.token}/submission")
        browsers[person.login] = (browser, attempt.token)
    steps.run_out(app, session)
    return browsers
