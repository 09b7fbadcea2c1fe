"""Closing a sitting and marking it: from the journals, exactly, and again with the same outcome."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import func, select, update

from core.errors import Refused
from exam.actions import closing, grading, sweeping
from exam.models.attempts import Arrival, Attempt
from exam.models.results import Result
from exam.models.sittings import Closing, GradingRun, Sitting
from tests import factories
from tests.exam import steps
from tests.factories import HOUR, MINUTE


def result_of(session, person):
    session.commit()
    found = session.scalars(
        select(Result)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .where(Attempt.candidate_id == person.id)
    ).one()
    session.commit()
    return found


RIGHT = {1: "b", 2: ["a", "c"], 3: True, 4: ["７"], 5: ["a", "b", "c"], 6: "a"}


@pytest.mark.parametrize(
    ("answers", "marks", "score"),
    [
        (RIGHT, ["1.000"] * 6, "6.000"),
        (
            {1: "a", 2: ["a"], 3: False, 4: ["八"], 5: ["b", "a", "c"], 6: "b"},
            ["0.000", "0.000", "0.000", "0.000", "0.000", "0.333"],
            "0.333",
        ),
        ({}, [None] * 6, "0.000"),
        (
            {1: "z", 2: "a", 3: "true", 4: ["七", "七"], 5: ["a", "a", "b"], 6: ["a"]},
            [None] * 6,
            "0.000",
        ),
        ({1: {"a": "1"}, 2: [], 3: None, 4: [""], 5: ["a"], 6: True}, [None] * 6, "0.000"),
        ({2: ["c", "a"], 6: "d"}, [None, "1.000", None, None, None, "0.667"], "1.667"),
    ],
    ids=["right", "wrong", "unanswered", "of no kind", "of another kind", "in part"],
)
def test_all_kinds_are_marked_from_the_journal(
    house, app, session, cast, attempt, answers, marks, score
):
    lin = house.as_(cast.lin)
    saved = steps.save(lin, attempt.token, *((slot, 1, value) for slot, value in answers.items()))
    assert saved.status_code == 200
    lin.post(f"/exam/attempts/{attempt.token}/submission")

    steps.run_out(app, session)

    result = result_of(session, cast.lin)
    assert result.marks == marks
    assert (result.score, result.full) == (Decimal(score), Decimal(6))
    assert result.breakdown["sections"] == {"law": [score, "6.000"]}
    assert result.breakdown["topics"] == {"law.penalty": [score, "6.000"]}
    assert result.passed is (answers is RIGHT)


def test_letters_are_those_of_the_form_and_not_of_the_bank(house, app, session, cast, attempt):
    form = session.get(type(attempt.form), attempt.form_id)
    form.slots = [
        {**slot, "order": slot["order"][::-1]} if number != 3 else slot
        for number, slot in enumerate(form.slots)
    ]
    session.commit()
    lin = house.as_(cast.lin)
    turned = {1: "c", 2: ["b", "d"], 4: ["七"], 5: ["c", "b", "a"], 6: "d"}

    steps.save(lin, attempt.token, *((slot, 1, value) for slot, value in turned.items()))
    steps.run_out(app, session)

    assert result_of(session, cast.lin).marks == ["1.000"] * 2 + [None] + ["1.000"] * 3


@pytest.mark.parametrize("partial", ["none", "proportional", "subset"])
def test_a_part_is_earned_by_the_questions_own_rule(house, app, session, cast, held, partial):
    revision = factories.question(
        session,
        "law-part",
        author=cast.chen,
        kind="multiple",
        key={"right": [0, 1, 2], "size": 5},
        size=5,
        points="33.333",
        partial=partial,
    )
    attempt = factories.attempt(session, held, cast.lin, [revision])

    steps.save(house.as_(cast.lin), attempt.token, (1, 1, ["a", "b"]))
    steps.run_out(app, session)

    earned = {"none": "0.000", "proportional": "22.222", "subset": "22.222"}[partial]
    assert result_of(session, cast.lin).score == Decimal(earned)


def test_what_came_late_in_the_grace_counts_and_what_came_later_or_moved_does_not(
    house, app, session, cast, attempt
):
    lin = house.as_(cast.lin)
    factories.move_clock(session, 60 * MINUTE + 1_000)
    assert steps.save(lin, attempt.token, (1, 1, "b")).status_code == 200
    factories.move_clock(session, 10_000)
    assert steps.save(lin, attempt.token, (1, 2, "a"), (3, 1, True)).status_code == 409

    steps.run_out(app, session)

    assert result_of(session, cast.lin).marks == ["1.000", None, None, None, None, None]


def test_a_run_again_gives_the_same_digest_and_other_answers_another(
    house, app, session, cast, attempt
):
    steps.save(house.as_(cast.lin), attempt.token, (1, 1, "b"), (6, 2, "d"))
    steps.run_out(app, session)

    def again():
        with app.app_context():
            return grading.run(attempt.sitting_id, actor=None).digest

    first = session.scalars(select(GradingRun.digest)).one()
    session.commit()
    same = again()
    session.execute(update(Arrival).where(Arrival.slot == 1).values(value='"a"'))
    session.commit()
    other = again()

    assert same == first
    assert other != first
    assert steps.acts(session)[-3:] == ["exam.graded"] * 3
    assert session.scalar(select(func.count()).select_from(Result)) == 3


def test_a_sitting_that_is_not_closed_is_not_marked(app, session, cast, running):
    with app.app_context(), pytest.raises(Refused):
        grading.run(running.id, actor=None)

    assert session.scalars(select(GradingRun)).all() == []


@pytest.fixture
def both_writing(house, session, cast, running):
    """Lin and Zhao, both writing; Zhao has half an hour more."""
    zhaos = steps.attempt_of(session, running, cast.zhao)
    house.as_(cast.kong).post(
        f"/sittings/{running.id}/registrations/{zhaos.registration_id}/extra-time",
        {"minutes": "30", "reason": "r"},
    )
    return {
        person.login: steps.start(house, session, running, person)
        for person in (cast.lin, cast.zhao)
    }


def test_a_sitting_closes_when_its_window_is_over_and_the_last_paper_is_in(
    app, session, cast, running, both_writing
):
    told = []
    for minutes in (0, 60, 29, 2):
        factories.move_clock(session, minutes * MINUTE)
        told.append(steps.beat(app))

    assert told == [(0, 0), (0, 0), (1, 0), (1, 1)]
    assert steps.beat(app) == (0, 0)
    assert session.scalar(select(func.count()).select_from(Result)) == 2


def test_all_papers_in_before_the_end_of_the_window_do_not_close_it(
    house, app, session, cast, running, both_writing
):
    for browser, attempt in both_writing.values():
        browser.post(f"/exam/attempts/{attempt.token}/submission")

    assert steps.beat(app) == (0, 0)
    factories.move_clock(session, HOUR)
    assert steps.beat(app) == (0, 1)


def test_extra_time_counts_after_the_others_end_and_holds_every_result_back(
    house, app, session, cast, running, both_writing
):
    lin, lins = both_writing["lin"]
    lin.post(f"/exam/attempts/{lins.token}/submission")
    zhao, zhaos = both_writing["zhao"]
    factories.move_clock(session, 80 * MINUTE)
    steps.beat(app)

    saved = steps.save(zhao, zhaos.token, (1, 1, "b"))
    released = house.as_(cast.kong).post(f"/sittings/{running.id}/release")

    assert saved.status_code == 200
    assert session.scalars(select(Arrival.standing)).all() == ["counted"]
    assert released.status_code == 409
    assert session.scalars(select(Result)).all() == []
    assert "exam.released" not in steps.acts(session)


def test_a_closed_browser_and_an_absent_worker_change_nothing_but_when_it_is_written_down(
    house, app, session, cast, running
):
    browser, attempt = steps.start(house, session, running, cast.lin)
    steps.save(browser, attempt.token, (1, 1, "b"))
    factories.move_clock(session, 60 * MINUTE + 30 * MINUTE)

    told = steps.beat(app)

    row = steps.attempt_of(session, running, cast.lin)
    assert told == (1, 1)
    assert (row.state, row.closed_by) == ("closed", "deadline")
    assert row.closed_ms == row.deadline_ms == row.opened_ms + 60 * MINUTE
    assert [mark is not None for mark in result_of(session, cast.lin).marks] == [True, False]
    closed = steps.entry(session, "exam.closed_at_deadline")
    assert closed["unit_path"] == cast.units["yunxi"].path


def test_who_never_started_has_no_result(house, app, session, cast, running):
    browser, attempt = steps.start(house, session, running, cast.lin)
    browser.post(f"/exam/attempts/{attempt.token}/submission")

    steps.run_out(app, session)

    marked = session.scalars(select(Result.attempt_id)).all()
    session.commit()
    assert marked == [attempt.id]
    assert steps.attempt_of(session, running, cast.zhao).state == "ready"
    assert steps.entry(session, "exam.graded")["attempts"] == 1


def test_a_sitting_where_nobody_came_is_closed_and_marked_as_empty(app, session, cast, running):
    steps.run_out(app, session)

    assert steps.entry(session, "exam.graded")["attempts"] == 0
    assert session.scalars(select(Result)).all() == []


def test_the_digest_of_the_journal_stands_whatever_comes_too_late(
    house, app, session, cast, running
):
    browser, attempt = steps.start(house, session, running, cast.lin)
    steps.save(browser, attempt.token, (1, 1, "b"), (1, 2, "c"))
    steps.run_out(app, session)
    noted = session.scalars(select(Closing)).one()
    session.commit()
    assert steps.save(browser, attempt.token, (1, 3, "d")).status_code == 409

    with app.app_context():
        again = closing.journal_digest(running.id)
    session.execute(update(Arrival).where(Arrival.seq == 1).values(value='"a"'))
    session.commit()
    with app.app_context():
        tampered = closing.journal_digest(running.id)

    assert again == (noted.journal_hash, noted.arrivals)
    assert noted.arrivals == 2
    assert tampered[0] != noted.journal_hash
    assert steps.entry(session, "exam.sitting_closed")["journal_hash"] == noted.journal_hash
    assert len(session.scalars(select(Arrival)).all()) == 3


def test_a_sitting_is_not_closed_by_hand_before_its_time(app, session, cast, running, both_writing):
    with app.app_context():
        early = closing.close(running.id)
    factories.move_clock(session, 70 * MINUTE)
    with app.app_context():
        being_written = closing.close(running.id)

    assert (early, being_written) == (False, False)
    assert session.scalars(select(Closing)).all() == []


def test_two_workers_at_once_close_and_mark_once(house, app, session, cast, running):
    steps.start(house, session, running, cast.lin)
    factories.move_clock(session, 3 * HOUR)
    begin = Barrier(3)

    def work():
        begin.wait()
        return steps.beat(app)

    with ThreadPoolExecutor(3) as pool:
        for future in [pool.submit(work) for _ in range(3)]:
            future.result()

    steps.beat(app)
    assert steps.acts(session).count("exam.sitting_closed") == 1
    assert steps.acts(session).count("exam.closed_at_deadline") == 1
    digests = session.scalars(select(GradingRun.digest)).all()
    assert len(digests) == 1


def test_what_was_closed_but_not_marked_is_marked_by_the_next_beat(
    house, app, session, cast, running
):
    steps.start(house, session, running, cast.lin)
    factories.move_clock(session, 3 * HOUR)
    with app.app_context():
        sweeping.close_due()
        closing.close(running.id)

    steps.beat(app)

    assert len(session.scalars(select(Result)).all()) == 1


def test_an_unsealed_sitting_is_never_closed(app, session, cast, planned):
    steps.registered(session, planned, cast.lin)

    assert steps.run_out(app, session) == (0, 0)
    assert session.get(Sitting, planned.id) is not None
    assert session.scalars(select(Closing)).all() == []


def test_a_start_in_the_last_moment_is_before_the_closing_or_refused(
    house, app, session, cast, running
):
    attempt = steps.attempt_of(session, running, cast.lin)
    factories.move_clock(session, running.closes_ms - factories.clock(session) - 60)
    session.commit()
    lin = house.as_(cast.lin)

    def start():
        return lin.post(f"/exam/attempts/{attempt.token}/opening").status_code

    def work():
        for _ in range(8):
            steps.beat(app)

    with ThreadPoolExecutor(2) as pool:
        working, started = pool.submit(work), pool.submit(start)
        working.result()
        status = started.result()

    row = steps.attempt_of(session, running, cast.lin)
    closings = session.scalars(select(Closing)).all()
    assert (status, row.state) in ((303, "open"), (409, "ready"))
    assert not (row.state == "open" and closings)
