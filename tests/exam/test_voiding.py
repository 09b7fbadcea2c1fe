"""Voiding: an examiner asks, a supervisor decides, and the attempt counts for nothing."""

import re
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from accounts.queries import actor_of
from accounts.rules.duties import Role
from audit.models import Entry
from exam.events import ResultsReleased, ResultVoided, result_voided, results_released
from exam.models.attempts import Attempt
from exam.models.results import Result, Voiding, VoidingDecision
from exam.models.sittings import Release
from exam.queries.results import (
    ContestResult,
    ResultOnRecord,
    contest_results,
    own_results,
    released_result,
    standing_results,
    totals_of,
)
from exam.rules.voiding import VOIDED
from tests import factories
from tests.exam import steps
from tests.people import add_person, grant

MINUTE = factories.MINUTE


def candidate_page(attempt, part=""):
    return f"/sittings/{attempt.sitting_id}/registrations/{attempt.registration_id}{part}"


def ask(browser, attempt, reason="两人答卷雷同"):
    return browser.post(candidate_page(attempt, "/voidings"), {"reason": reason})


def decide(browser, voiding, agreed="yes", reason=""):
    address = f"/sittings/voidings/{voiding.id}/decision"
    return browser.post(address, {"agreed": agreed, "reason": reason})


def asked(session, attempt):
    """Who asked and why, and who answered what."""
    session.commit()
    rows = session.execute(
        select(
            Voiding.by_id,
            Voiding.reason,
            VoidingDecision.agreed,
            VoidingDecision.by_id,
            VoidingDecision.reason,
        )
        .outerjoin(VoidingDecision, VoidingDecision.voiding_id == Voiding.id)
        .where(Voiding.attempt_id == attempt.id)
        .order_by(Voiding.id)
    )
    found = [tuple(row) for row in rows]
    session.commit()
    return found


def newest(session):
    session.commit()
    found = session.scalars(select(Voiding).order_by(Voiding.id.desc()).limit(1)).one()
    session.commit()
    return found


def state_of(session, attempt):
    session.commit()
    row = session.execute(
        select(Attempt.state, Attempt.closed_ms, Attempt.closed_by).where(Attempt.id == attempt.id)
    ).one()
    session.commit()
    return tuple(row)


@contextmanager
def heard(announcement):
    """Collects the news of a block."""
    news = []
    announcement.listen(news.append)
    try:
        yield news
    finally:
        announcement._listeners.remove(news.append)


def voided(house, session, cast, attempt):
    """Ask as Kong, agree as Shen."""
    assert ask(house.as_(cast.kong), attempt).status_code == 303
    assert decide(house.as_(cast.shen), newest(session)).status_code == 303


@pytest.fixture
def released(house, session, cast, running, both_done):
    """Lin passed and Zhao failed, and both know."""
    assert house.as_(cast.kong).post(f"/sittings/{running.id}/release").status_code == 303
    return running


@pytest.fixture
def lins(session, cast, released):
    return steps.attempt_of(session, released, cast.lin)


def test_asking_changes_nothing_but_is_on_the_trail(house, session, cast, lins, released):
    before = steps.state(session)

    answer = ask(house.as_(cast.kong), lins, " 两人答卷\u200b雷同 ")

    assert (answer.status_code, answer.location) == (303, candidate_page(lins))
    assert asked(session, lins) == [(cast.kong.id, "两人答卷雷同", None, None, None)]
    assert steps.state(session) == before
    entry = steps.entry(session, "exam.voiding_asked")
    assert entry["actor"] == cast.kong.id
    assert entry["subject"] == ["attempt", str(lins.id)]
    assert (entry["sitting"], entry["person"]) == (released.id, cast.lin.id)
    assert (entry["reason"], entry["unit_path"]) == ("两人答卷雷同", cast.units["yunxi"].path)


def test_an_agreed_voiding_voids_for_good_and_is_told(house, session, cast, lins, released):
    closed_ms, closed_by = lins.closed_ms, lins.closed_by
    ask(house.as_(cast.kong), lins)

    with heard(result_voided) as news:
        answer = decide(house.as_(cast.shen), newest(session))

    assert (answer.status_code, answer.location) == (303, "/sittings/voidings")
    assert state_of(session, lins) == (VOIDED, closed_ms, closed_by)
    assert asked(session, lins) == [(cast.kong.id, "两人答卷雷同", True, cast.shen.id, "")]
    assert news == [ResultVoided(attempt_id=lins.id, sitting_id=released.id, person_id=cast.lin.id)]
    assert steps.entry(session, "exam.voided")["actor"] == cast.shen.id
    assert ask(house.as_(cast.kong), lins).status_code == 409
    assert decide(house.as_(cast.shen), newest(session), "no", "r").status_code == 409
    assert len(asked(session, lins)) == 1


def test_a_listener_that_fails_undoes_the_voiding(house, session, cast, lins):
    def fail(news):
        raise ValueError(news)

    ask(house.as_(cast.kong), lins)
    before = state_of(session, lins)
    result_voided.listen(fail)
    try:
        with pytest.raises(ValueError, match="ResultVoided"):
            decide(house.as_(cast.shen), newest(session))
    finally:
        result_voided._listeners.remove(fail)

    assert state_of(session, lins) == before
    assert asked(session, lins)[0][2] is None


def test_a_declined_voiding_leaves_the_attempt_and_can_be_asked_again(house, session, cast, lins):
    before = state_of(session, lins)
    kong, shen = house.as_(cast.kong), house.as_(cast.shen)
    ask(kong, lins)

    with heard(result_voided) as news:
        answers = [
            decide(shen, newest(session), "no").status_code,
            decide(shen, newest(session), "").status_code,
            decide(shen, newest(session), "no", "证据不足").status_code,
        ]

    assert answers == [409, 422, 303]
    assert news == []
    assert state_of(session, lins) == before
    assert ask(kong, lins, "新证据").status_code == 303
    assert asked(session, lins) == [
        (cast.kong.id, "两人答卷雷同", False, cast.shen.id, "证据不足"),
        (cast.kong.id, "新证据", None, None, None),
    ]
    assert steps.acts(session)[-3:] == [
        "exam.voiding_asked",
        "exam.voiding_declined",
        "exam.voiding_asked",
    ]


def test_one_request_waits_at_a_time_and_needs_a_reason(house, session, cast, lins):
    kong = house.as_(cast.kong)

    answers = [ask(kong, lins, reason).status_code for reason in ("", " \u200b ", "一", "二")]

    assert answers == [303, 303, 303, 409]
    assert [row[1] for row in asked(session, lins)] == ["一"]


def test_a_paper_that_waits_to_start_can_be_voided_and_not_started(house, session, cast, running):
    attempt = steps.attempt_of(session, running, cast.lin)

    voided(house, session, cast, attempt)

    lin = house.as_(cast.lin, "en")
    assert state_of(session, attempt) == (VOIDED, None, None)
    assert lin.post(f"/exam/attempts/{attempt.token}/opening").status_code == 409
    assert "Your paper was voided" in lin.get(f"/exam/sittings/{running.id}").text
    assert "Your paper was voided" in lin.get(f"/exam/attempts/{attempt.token}/result").text


def test_a_paper_that_is_being_written_ends_with_the_voiding(house, app, session, cast, running):
    lin, attempt = steps.start(house, session, running, cast.lin)
    steps.save(lin, attempt.token, (1, 1, "a"))
    factories.move_clock(session, MINUTE)
    opened = steps.attempt_of(session, running, cast.lin).opened_ms

    voided(house, session, cast, attempt)

    state, closed_ms, closed_by = state_of(session, attempt)
    assert (state, closed_by) == (VOIDED, VOIDED)
    assert MINUTE <= closed_ms - opened < 2 * MINUTE
    refused = steps.save(lin, attempt.token, (1, 2, "b"))
    assert (refused.status_code, refused.json["state"]) == (409, "closed")
    assert lin.post(f"/exam/attempts/{attempt.token}/lease").status_code == 409
    assert lin.post(f"/exam/attempts/{attempt.token}/submission").status_code == 303
    assert lin.get(f"/exam/attempts/{attempt.token}").location.endswith("/result")
    steps.run_out(app, session)
    assert "reason" not in steps.entry(session, "exam.started")
    assert state_of(session, attempt)[0] == VOIDED
    session.commit()
    assert session.scalars(select(Result)).all() == []


def test_a_voided_attempt_is_left_out_of_later_runs(house, app, session, cast, running, both_done):
    attempt = steps.attempt_of(session, running, cast.lin)
    voided(house, session, cast, attempt)

    app.test_cli_runner().invoke(args=["exam", "grade", str(running.id)])

    session.commit()
    rows = session.execute(select(Result.run_id, Result.attempt_id).order_by(Result.id)).all()
    runs = sorted({run for run, _ in rows})
    zhaos = steps.attempt_of(session, running, cast.zhao)
    assert [attempt_id for run, attempt_id in rows if run == runs[0]] == [attempt.id, zhaos.id]
    assert [attempt_id for run, attempt_id in rows if run == runs[1]] == [zhaos.id]


def test_voided_before_the_release_it_is_told_and_nothing_else_is(
    house, session, cast, running, both_done
):
    attempt = steps.attempt_of(session, running, cast.lin)
    voided(house, session, cast, attempt)

    page = house.as_(cast.lin, "en").get(f"/exam/attempts/{attempt.token}/result").text

    assert "Your paper was voided" in page
    assert "两人答卷雷同" in page
    assert "2 / 2" not in page
    assert "Sign and download" not in page


def test_the_officer_sees_it_as_voided_and_never_as_passed(house, session, cast, lins):
    lin = house.as_(cast.lin, "en")
    assert ">Passed<" in lin.get(f"/exam/attempts/{lins.token}/result").text

    voided(house, session, cast, lins)

    result = lin.get(f"/exam/attempts/{lins.token}/result").text
    listed = " ".join(lin.get("/exam/").text.split())
    assert "Passed" not in result
    assert "is-pass" not in result
    assert "两人答卷雷同" in result
    assert "2 / 2 voided</b>" in listed
    assert "passed" not in listed
    assert lin.get(f"/exam/attempts/{lins.token}/result/paper").status_code == 404
    assert house.as_(cast.lin, "en").get("/").status_code == 200


def test_examiner_and_supervisor_read_it_as_voided(house, session, cast, lins, released):
    kong = house.as_(cast.kong, "en")
    ask(kong, lins)
    waiting = kong.get(f"/sittings/{released.id}/results").text
    decide(house.as_(cast.shen), newest(session))

    results = house.as_(cast.shen, "en").get(f"/sittings/{released.id}/results").text
    board = kong.get(f"/sittings/{released.id}/board").text
    page = kong.get(candidate_page(lins)).text

    assert "Voiding asked for" in waiting
    assert "voided</span>" in results
    assert "<td>passed" not in results
    assert re.search(r"<dt>Voided</dt><dd><a [^>]*>1</a></dd>", board)
    assert "两人答卷雷同" in page
    assert "Ask for the voiding" not in page


def test_queries_say_voided_asked_or_nothing(house, app, session, cast, lins, released, statements):
    zhaos = steps.attempt_of(session, released, cast.zhao)
    code = released.blueprint.code
    session.commit()
    release = session.scalars(select(Release)).one()
    people, at = [cast.lin.id, cast.zhao.id, cast.he.id], release.at
    session.commit()

    def told():
        with app.app_context(), statements() as heard:
            found = standing_results(people, [code])
        assert len(heard) == 1
        return found

    def row(attempt, score, *, passed, voiding):
        return ResultOnRecord(
            person_id=attempt.candidate_id,
            attempt_id=attempt.id,
            sitting_id=released.id,
            code=code,
            version=1,
            title="秋季资格考试",
            title_en="Autumn certification exam",
            score=Decimal(score),
            full=Decimal(2),
            passed=passed,
            released_at=at,
            is_demonstration=False,
            voiding=voiding,
        )

    assert told() == [
        row(lins, 2, passed=True, voiding=""),
        row(zhaos, 0, passed=False, voiding=""),
    ]
    ask(house.as_(cast.kong), lins)
    assert told()[0] == row(lins, 2, passed=True, voiding="asked")
    decide(house.as_(cast.shen), newest(session))
    assert told()[0] == row(lins, 2, passed=False, voiding="voided")
    with app.app_context():
        assert standing_results(people, ["another"]) == []
        assert standing_results([], [code]) == []
        assert released_result(lins) is None
        assert [own.is_voided for own in own_results(actor_of(cast.lin))] == [True]


def test_nothing_stands_on_record_before_the_release(app, session, cast, running, both_done):
    code = running.blueprint.code
    session.commit()

    with app.app_context():
        assert standing_results([cast.lin.id, cast.zhao.id], [code]) == []
        assert contest_results(running.id) == []


def test_a_contest_counts_time_used_and_leaves_out_what_was_voided(
    house, app, session, cast, lins, released
):
    zhaos = steps.attempt_of(session, released, cast.zhao)
    zhaos.registration.extra_minutes = 10
    session.merge(zhaos.registration)
    session.commit()
    results = {row.attempt_id: row.id for row in session.scalars(select(Result))}
    session.commit()

    def row(attempt, score, minutes):
        return ContestResult(
            attempt_id=attempt.id,
            person_id=attempt.candidate_id,
            result_id=results[attempt.id],
            score=Decimal(score),
            full=Decimal(2),
            used_ms=attempt.closed_ms - attempt.opened_ms,
            limit_ms=minutes * MINUTE,
            finished_ms=attempt.closed_ms,
        )

    with app.app_context():
        assert contest_results(released.id) == [row(lins, 2, 60), row(zhaos, 0, 70)]
    voided(house, session, cast, lins)
    with app.app_context():
        assert contest_results(released.id) == [row(zhaos, 0, 70)]


def test_totals_leave_out_what_was_voided(house, app, session, cast, lins, released):
    run = session.scalars(select(Release)).one().run
    session.commit()
    with app.app_context():
        assert totals_of(run) == {"sat": 2, "passed": 1}

    voided(house, session, cast, lins)

    with app.app_context():
        assert totals_of(run) == {"sat": 1, "passed": 0}


def test_a_release_is_told_inside_its_transaction(house, session, cast, running, both_done):
    with heard(results_released) as news:
        house.as_(cast.kong).post(f"/sittings/{running.id}/release")

    session.commit()
    run_id = session.scalars(select(Release.run_id)).one()
    assert news == [ResultsReleased(sitting_id=running.id, run_id=run_id)]


def refused(session):
    session.commit()
    return session.scalars(
        select(Entry.actor_id).where(Entry.act == "account.refused").order_by(Entry.id)
    ).all()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EXAMINER])
def test_no_other_role_asks_for_a_voiding(house, session, cast, lins, role):
    person = add_person(session, "holder", "某人", cast.units["qinglan"])
    grant(session, person, role, cast.units["nation"])
    before = steps.state(session)

    answer = ask(house.as_(person), lins)

    assert answer.status_code == 403
    assert asked(session, lins) == []
    assert steps.state(session) == before
    assert refused(session) == [person.id]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_no_other_role_sees_or_decides_voidings(house, session, cast, lins, role):
    ask(house.as_(cast.kong), lins)
    person = add_person(session, "holder", "某人", cast.units["qinglan"])
    grant(session, person, role, cast.units["nation"])
    browser = house.as_(person)
    before = state_of(session, lins)

    answers = [browser.get("/sittings/voidings"), decide(browser, newest(session))]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "林知夏" not in answers[0].text
    assert state_of(session, lins) == before
    assert asked(session, lins)[0][2] is None
    assert refused(session) == [person.id] * 2


def test_nobody_acts_on_papers_of_other_units(house, session, cast, lins):
    watch = add_person(session, "watch", "望", cast.units["hezhou"])
    grant(session, watch, "supervisor", cast.units["hezhou"])
    kong, tang, elsewhere = (house.as_(who) for who in (cast.kong, cast.tang, watch))

    assert ask(tang, lins).status_code == 403
    assert ask(kong, lins).status_code == 303
    assert decide(elsewhere, newest(session)).status_code == 403
    assert "林知夏" not in elsewhere.get("/sittings/voidings").text
    assert asked(session, lins) == [(cast.kong.id, "两人答卷雷同", None, None, None)]
    assert kong.post("/sittings/voidings/999/decision", {"agreed": "yes"}).status_code == 403
    assert (
        house.as_(cast.shen).post("/sittings/voidings/999/decision", {"agreed": "yes"}).status_code
        == 404
    )


def test_nobody_decides_about_what_they_asked_or_about_their_own_paper(house, session, cast, lins):
    for person in (cast.kong, cast.lin):
        person_grant = grant(session, person, "supervisor", cast.units["nation"])
        assert person_grant.id
    ask(house.as_(cast.kong), lins)

    answers = [decide(house.as_(who), newest(session)).status_code for who in (cast.kong, cast.lin)]
    page = house.as_(cast.lin, "en").get("/sittings/voidings").text

    assert answers == [403, 403]
    assert "Nobody decides about their own paper." in page
    assert "Void the paper" not in page
    assert asked(session, lins)[0][2] is None


def test_no_examiner_asks_about_their_own_paper(house, session, cast, lins):
    grant(session, cast.lin, "examiner", cast.units["yunxi"])

    assert ask(house.as_(cast.lin), lins).status_code == 403
    assert asked(session, lins) == []


def test_what_waits_comes_first_and_the_page_asks_as_often_for_one_as_for_three(
    house, session, cast, released, lins, statements
):
    zhaos = steps.attempt_of(session, released, cast.zhao)
    shen, kong = house.as_(cast.shen, "en"), house.as_(cast.kong)

    def queries():
        with statements() as heard:
            page = shen.get("/sittings/voidings").text
        return len(heard), page

    ask(kong, lins)
    one, _ = queries()
    decide(shen, newest(session), "no", "r")
    ask(kong, zhaos)
    ask(kong, lins)
    decide(shen, newest(session))
    three, page = queries()

    assert three == one
    assert page.index("赵一帆") < page.index("林知夏")
    assert page.count("Void the paper") == 1
    assert "Voidings <span" in " ".join(shen.get("/sittings/").text.split())
    assert isinstance(newest(session).at, datetime)
