"""The goal, the exam it follows, and the plan that is shown."""

import re
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from core.clock import milliseconds, now
from exam.models.candidates import Registration, Withdrawal
from practice.models import Goal
from practice.queries.goals import aim_of
from practice.queries.plans import plan_of
from tests.factories import sitting
from tests.practice.conftest import SHANGHAI, ask

DAY = timedelta(days=1)


def goals(session) -> list[tuple]:
    session.rollback()
    return [(each.on, each.daily) for each in session.scalars(select(Goal).order_by(Goal.id))]


def registered(session, cast, calendar, days: int) -> Registration:
    """Lin in a sitting that opens in so many days, at half past midnight in Shanghai."""
    held = sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    opens = datetime.combine(calendar.today + days * DAY, datetime.min.time(), SHANGHAI)
    held.opens_ms = milliseconds(opens + timedelta(minutes=30))
    made = Registration(
        sitting_id=held.id, person_id=cast.lin.id, language="zh", by_id=cast.lin.id, at=now()
    )
    session.add(made)
    session.commit()
    return made


def test_without_a_goal_and_an_exam_there_is_no_day_and_a_usual_number(in_app, cast, calendar):
    aim = aim_of(cast.lin.id)

    assert (aim.today, aim.exam_on, aim.daily, aim.is_set) == (calendar.today, None, 20, False)


def test_the_next_registered_exam_is_followed_on_its_day_in_the_units_zone(
    in_app, session, cast, calendar
):
    registered(session, cast, calendar, 30)
    registered(session, cast, calendar, 12)
    registered(session, cast, calendar, -2)

    aim = aim_of(cast.lin.id)

    assert aim.exam_on == calendar.today + 12 * DAY
    assert aim.follows_sitting
    assert aim_of(cast.zhao.id).exam_on is None


def test_a_registration_taken_back_is_not_followed(in_app, session, cast, calendar):
    made = registered(session, cast, calendar, 12)
    session.add(Withdrawal(registration_id=made.id, by_id=cast.kong.id, at=now()))
    session.commit()

    assert aim_of(cast.lin.id).exam_on is None


def test_an_own_day_goes_before_the_exam_until_it_is_past(in_app, session, cast, calendar):
    registered(session, cast, calendar, 30)
    session.add(Goal(person_id=cast.lin.id, on=calendar.today + 5 * DAY, daily=40, at=now()))
    session.commit()

    before = aim_of(cast.lin.id)
    calendar.turn(6)
    after = aim_of(cast.lin.id)

    assert (before.exam_on, before.daily, before.follows_sitting) == (date(2026, 3, 7), 40, False)
    assert (after.exam_on, after.daily, after.follows_sitting) == (date(2026, 4, 1), 40, True)


def test_what_is_held_is_counted_over_the_topics_of_the_exam(in_app, session, cast, calendar):
    ask(session, cast, "true_false")
    ask(session, cast, "judgement")
    registered(session, cast, calendar, 30)

    plan = plan_of(cast.lin.id)

    assert plan.asked == ["q-true-false"]
    assert (plan.held_today, plan.held_without) == (0, 0)
    assert plan.held_then > 0.9


def test_a_goal_is_kept_and_shown(lin, session, cast, calendar, pool):
    page = lin.browser.get("/practice/goal").text
    kept = lin.browser.post("/practice/goal", {"on": "2026-04-13", "daily": "30"})
    after = lin.browser.get("/practice/goal").text

    assert "No exam day is known" in page
    assert (kept.status_code, kept.headers["Location"]) == (303, "/practice/goal")
    assert goals(session) == [(date(2026, 4, 13), 30)]
    assert "in 42 days." in after
    assert 'value="2026-04-13"' in after
    assert 'name="daily" value="30" checked' in after
    assert "<svg" in after
    assert "42 days to the exam on" in lin.browser.get("/practice/").text


def test_without_a_day_the_number_alone_is_kept(lin, session, calendar):
    lin.browser.post("/practice/goal", {"on": "", "daily": "10"})

    assert goals(session) == [(None, 10)]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"on": "2026-03-02", "daily": "10"}, "Choose a day from tomorrow on, within a year."),
        ({"on": "2020-01-01", "daily": "10"}, "Choose a day from tomorrow on, within a year."),
        ({"on": "2027-03-03", "daily": "10"}, "Choose a day from tomorrow on, within a year."),
        ({"on": "2026-04-01", "daily": "15"}, "Choose one of the numbers."),
        ({"on": "2026-04-01"}, "Choose one of the numbers."),
        ({"on": "soon", "daily": "10"}, "is-invalid"),
    ],
)
def test_what_is_no_goal_is_refused_and_kept_on_the_page(lin, session, calendar, fields, said):
    refused = lin.browser.post("/practice/goal", fields)

    assert refused.status_code == 422
    assert said in refused.text
    assert goals(session) == []


def test_a_goal_is_only_ones_own(lin, house, cast, calendar):
    lin.browser.post("/practice/goal", {"on": "2026-04-13", "daily": "30"})

    assert 'value="2026-04-13"' not in house.as_(cast.zhao, "en").get("/practice/goal").text


def test_too_small_a_number_is_said_plainly(lin, session, cast, calendar):
    for at in range(40):
        ask(session, cast, "true_false", f"q-many-{at}")
    lin.browser.post("/practice/goal", {"on": "2026-03-04", "daily": "10"})

    page = lin.browser.get("/practice/goal").text

    assert "At 10 a day there is no room for everything before the exam." in page
    assert "20 questions would never be seen." in page
    assert "40 a day would do." in page
    assert "At 10 a day not everything is seen in time." in lin.browser.get("/practice/").text


def test_on_its_day_the_exam_is_wished_well(lin, session, cast, calendar, pool):
    registered(session, cast, calendar, 0)
    calendar.at -= timedelta(hours=9)

    assert "Today is the day of your exam." in lin.browser.get("/practice/goal").text


def test_strangers_and_forms_that_are_not_ours_are_kept_out(lin, house, session):
    stranger = house.stranger()
    fields = {"on": "", "daily": "10"}

    assert stranger.get("/practice/goal").status_code == 303
    assert stranger.post("/practice/goal", fields).status_code == 401
    assert lin.browser.post("/practice/goal", fields, token=False).status_code == 400
    assert goals(session) == []


def test_without_questions_the_page_says_so_in_place_of_figures(lin):
    page = lin.browser.get("/practice/goal").text

    assert "There are no questions to practise yet." in page
    assert ("What you hold" in page, "The next weeks" in page) == (False, False)


def test_after_a_goal_was_kept_the_page_says_so_once(lin, calendar):
    lin.browser.post("/practice/goal", {"on": "", "daily": "10"})

    first, second = (lin.browser.get("/practice/goal").text for _ in range(2))

    assert ("<p>Saved.</p>" in first, "<p>Saved.</p>" in second) == (True, False)


@pytest.mark.parametrize(
    ("fields", "focused"),
    [
        ({"on": "2020-01-01", "daily": "10"}, 'name="on"'),
        ({"on": "soon", "daily": "15"}, 'name="on"'),
        ({"on": "2026-04-01"}, 'name="daily" value="10"'),
    ],
)
def test_the_first_field_that_is_wrong_has_the_focus(lin, calendar, fields, focused):
    page = lin.browser.post("/practice/goal", fields).text

    (field,) = re.findall(r"<input[^>]*autofocus[^>]*>", page)
    assert focused in field
    assert "autofocus" not in lin.browser.get("/practice/goal").text


def overfull(lin, session, cast, *, questions: int, on: str, daily: int) -> str:
    """What the page of the goal says where so many new questions wait."""
    for at in range(questions):
        ask(session, cast, "true_false", f"q-many-{at}")
    lin.browser.post("/practice/goal", {"on": on, "daily": str(daily)})
    return lin.browser.get("/practice/goal").text


def test_only_a_number_that_can_be_chosen_is_said_to_do(lin, session, cast, calendar):
    page = overfull(lin, session, cast, questions=33, on="2026-03-04", daily=10)

    assert "40 a day would do." in page
    assert "33 a day" not in page


def test_the_most_there_is_to_choose_is_said_to_do_wherever_it_places_everything(
    lin, session, cast, calendar
):
    fewer = overfull(lin, session, cast, questions=134, on="2026-03-12", daily=30)
    lin.browser.post("/practice/goal", {"on": "2026-03-12", "daily": "40"})
    most = lin.browser.get("/practice/goal").text

    no_room = "a day there is no room for everything before the exam."
    assert (f"At 30 {no_room}" in fewer, "40 a day would do." in fewer) == (True, True)
    assert no_room not in most


def test_where_the_most_there_is_to_choose_is_too_few_it_is_said_what_stays_out(
    lin, session, cast, calendar
):
    page = overfull(lin, session, cast, questions=90, on="2026-03-04", daily=20)

    assert "50 questions would never be seen." in page
    assert (
        "Even with 40 a day, the most there is to choose, 10 questions would never be seen." in page
    )
    assert "up to the eve of the exam" in page
    assert "practise more by topic" in page
    assert "a day would do" not in page


def test_where_all_are_seen_but_not_repeated_with_the_most_it_is_said(lin, session, cast, calendar):
    page = overfull(lin, session, cast, questions=75, on="2026-03-04", daily=20)

    assert "35 questions would never be seen." in page
    assert "all questions are seen, but there is no room for all repeats." in page


def test_who_chose_the_most_is_told_that_there_is_no_more(lin, session, cast, calendar):
    page = overfull(lin, session, cast, questions=90, on="2026-03-04", daily=40)

    assert "10 questions would never be seen." in page
    assert "40 a day is the most there is to choose." in page
    assert "a day would do" not in page
