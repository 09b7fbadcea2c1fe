"""A picture of an exam question is shown to its candidates, and to them only while it may be."""

import pytest

from accounts.queries import actor_of
from core.clock import now
from exam.actions import releasing, voiding
from question_bank.models import Picture, RevisionPicture
from tests import factories
from tests.exam import guarding, steps
from tests.factories import DEFINITION, HOUR

TOKEN = "t" * 43
ADDRESS = f"/pictures/{TOKEN}"
IMAGE = f'<img alt="现场" src="{ADDRESS}">'


def pictured(session, author, revision, token=TOKEN):
    """Let a revision show a picture."""
    picture = Picture(
        token=token,
        name="media/a.png",
        digest="0" * 64,
        mimetype="image/png",
        width=1,
        height=1,
        data=b"a picture",
        by_id=author.id,
        at=now(),
    )
    session.add(picture)
    session.flush()
    session.add(RevisionPicture(revision_id=revision.id, language="zh", picture_id=picture.id))
    asked = {"stem": f"<p>题</p><p>{IMAGE}</p>", "options": ["甲", "乙", "丙", "丁"]}
    revision.asked = {"zh": asked, "en": asked}
    session.commit()


@pytest.fixture
def made(app, session, cast):
    """A sealed sitting, open now, whose two questions every candidate has; one shows a picture."""
    first, _second = steps.bank(session, cast.chen, 2)
    pictured(session, cast.chen, first)
    held = factories.sitting(
        session,
        unit=cast.units["yunxi"],
        examiner=cast.kong,
        definition=DEFINITION | {"show_paper": True},
    )
    steps.registered(session, held, cast.lin, cast.zhao)
    steps.sealed(app, held, cast.kong)
    return held


def status(house, *people):
    return [house.as_(person).get(ADDRESS).status_code for person in people]


def test_on_a_paper_in_a_certain_browser_the_picture_is_shown_in_no_other(
    app, house, session, cast, made
):
    guarding.asks_for_browser(app, made, cast.kong)
    attempt = steps.attempt_of(session, made, cast.lin)
    path = f"/exam/attempts/{attempt.token}/opening"
    right, other = house.as_(cast.lin), house.as_(cast.lin)
    assert right.post(path, headers=guarding.proof(path)).status_code == 303

    assert right.get(ADDRESS).status_code == 200
    assert other.get(ADDRESS).status_code == 404
    assert other.get(ADDRESS, headers=guarding.proof(ADDRESS)).status_code == 404


def test_before_the_start_a_candidate_sees_nothing(house, cast, made):
    assert status(house, cast.lin, cast.zhao, cast.kong) == [404, 404, 404]


def test_while_the_paper_is_open_its_candidate_sees_it_and_no_other(house, session, cast, made):
    browser, attempt = steps.start(house, session, made, cast.lin)

    page = browser.get(f"/exam/attempts/{attempt.token}")

    assert page.text.count(IMAGE) == 1
    shown = browser.get(ADDRESS)
    assert (shown.status_code, shown.data) == (200, b"a picture")
    assert status(house, cast.zhao, cast.he, cast.kong) == [404, 404, 404]


def test_a_picture_of_a_question_that_is_not_on_the_paper_is_not_shown(house, session, cast, made):
    other = factories.question(session, "law-77", author=cast.chen)
    pictured(session, cast.chen, other, token="u" * 43)
    browser, _attempt = steps.start(house, session, made, cast.lin)

    assert browser.get(ADDRESS).status_code == 200
    assert browser.get("/pictures/" + "u" * 43).status_code == 404


def test_after_handing_in_it_is_gone(house, session, cast, made):
    browser, attempt = steps.start(house, session, made, cast.lin)
    seen = browser.get(ADDRESS).status_code

    browser.post(f"/exam/attempts/{attempt.token}/submission")

    assert (seen, browser.get(ADDRESS).status_code) == (200, 404)


def test_when_the_time_is_over_it_is_gone_though_nobody_closed_the_paper(
    house, session, cast, made
):
    browser, _ = steps.start(house, session, made, cast.lin)
    attempt = steps.attempt_of(session, made, cast.lin)
    left = attempt.deadline_ms - factories.clock(session)
    factories.move_clock(session, left - 1000)
    just_before = browser.get(ADDRESS).status_code

    factories.move_clock(session, attempt.grace_ms + 2000)

    assert (just_before, browser.get(ADDRESS).status_code) == (200, 404)


@pytest.fixture
def released(app, house, session, cast, made):
    """Lin's paper, handed in, marked and released."""
    browser, attempt = steps.start(house, session, made, cast.lin)
    browser.post(f"/exam/attempts/{attempt.token}/submission")
    steps.run_out(app, session)
    marked = browser.get(ADDRESS).status_code
    with app.app_context():
        releasing.release(made.id, actor=actor_of(cast.kong))
    return browser, attempt, marked


def test_after_the_release_it_is_shown_again_where_papers_are(house, cast, released):
    browser, attempt, marked = released

    assert (marked, browser.get(ADDRESS).status_code) == (404, 200)
    assert IMAGE in browser.get(f"/exam/attempts/{attempt.token}/result/paper").text
    assert status(house, cast.zhao, cast.he) == [404, 404]


def test_a_blueprint_that_shows_no_papers_shows_no_pictures_again(session, made, released):
    browser, _attempt, _marked = released
    seen = browser.get(ADDRESS).status_code
    blueprint = session.merge(made.blueprint)
    blueprint.definition = blueprint.definition | {"show_paper": False}

    session.commit()

    assert (seen, browser.get(ADDRESS).status_code) == (200, 404)


def test_a_voided_paper_shows_nothing_again(app, session, cast, released):
    browser, attempt, _marked = released
    seen = browser.get(ADDRESS).status_code
    with app.app_context():
        asked = voiding.ask(attempt.id, reason="代考", actor=actor_of(cast.kong))
        voiding.decide(asked.id, agreed=True, reason="核实", actor=actor_of(cast.shen))

    assert (seen, browser.get(ADDRESS).status_code) == (200, 404)


def test_a_later_sitting_opens_the_same_picture_again(app, house, session, cast, made, released):
    later = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong, lasts=HOUR)
    steps.registered(session, later, cast.zhao)
    steps.sealed(app, later, cast.kong)
    before = house.as_(cast.zhao).get(ADDRESS).status_code

    other, _ = steps.start(house, session, later, cast.zhao)

    assert (before, other.get(ADDRESS).status_code) == (404, 200)


def test_a_candidate_with_many_papers_asks_as_often_as_one_with_few(
    app, house, session, cast, released, statements
):
    browser, _attempt, _marked = released
    counts = []
    for _ in range(2):
        with statements() as heard:
            browser.get(ADDRESS)
        counts.append(len(heard))
        later = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
        steps.registered(session, later, cast.lin)
        steps.sealed(app, later, cast.kong)
        steps.run_out(app, session)
        with app.app_context():
            releasing.release(later.id, actor=actor_of(cast.kong))

    assert counts[0] == counts[1]
