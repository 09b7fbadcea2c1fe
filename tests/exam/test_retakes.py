"""Sitting an exam again: who is refused, told what, and when the door opens."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.clock import moment, now
from courses.models.courses import Course, CourseRevision
from courses.models.modules import Module, ModuleRevision
from courses.models.studying import CheckAnswer
from exam.models.candidates import Registration, Withdrawal
from exam.models.results import Result
from exam.models.sittings import Blueprint, GradingRun, Release, Sealing
from tests import factories
from tests.exam import steps
from tests.factories import HOUR

DAY = 24 * HOUR
LIMITED = factories.DEFINITION | {
    "code": "again",
    "sections": [factories.DEFINITION["sections"][0] | {"course": "law"}],
    "retakes": {"number": 2, "cycle_days": 100, "cooling_days": 7, "repeat_after": 3},
}


@pytest.fixture
def exam(session, cast):
    """An exam with retake rules, and questions for it."""
    steps.bank(session, cast.chen)
    kept = Blueprint(code="again", version=1, definition=LIMITED, at=now())
    session.add(kept)
    session.commit()
    return kept


@pytest.fixture
def hold(session, cast, exam):
    """Plan a sitting of the exam that opens so many days from now."""

    def planned(days=0, blueprint=exam):
        held = factories.sitting(
            session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=days * DAY + HOUR
        )
        held.blueprint_id = blueprint.id
        session.commit()
        return held

    return planned


@pytest.fixture
def sat(session, hold):
    """Let somebody have sat so many days ago; failed and released if nothing else is said."""

    def written(person, days, *, passed=False, released=True, state="closed", **how):
        held = hold(-days, **how)
        factories.sealing(session, held)
        attempt = factories.attempt(session, held, person, [], state=state)
        attempt.closed_ms = factories.clock(session) - days * DAY
        run = GradingRun(sitting_id=held.id, rules_version=1, digest="0" * 64, at=now())
        session.add(run)
        session.flush()
        session.add(
            Result(
                run_id=run.id,
                attempt_id=attempt.id,
                score=1,
                full=2,
                passed=passed,
                marks=[],
                breakdown={"missed": [], "sections": {"law": ["1", "2"]}, "topics": {}},
            )
        )
        if released:
            at = moment(attempt.closed_ms + HOUR)
            session.add(
                Release(sitting_id=held.id, run_id=run.id, by_id=held.by_id, first_at=at, at=at)
            )
        session.commit()
        return held

    return written


@pytest.fixture
def course(session, cast):
    """The course of law: one module with two questions of which one is enough."""
    for code in ("q-1", "q-2"):
        factories.question(session, code, author=cast.chen, pool="practice")
    course, module = Course(code="law"), Module(code="a1")
    titles = {"zh": "法律基础", "en": "Foundations of law"}
    session.add_all(
        [
            CourseRevision(
                course=course,
                number=1,
                position=1,
                titles=titles,
                descriptions=titles,
                modules=["a1"],
                required_percent=50,
                source="",
                fingerprint="",
                at=now(),
            ),
            ModuleRevision(
                module=module,
                number=1,
                titles={"zh": "专卖制度", "en": "The monopoly"},
                minutes=5,
                edition="2026-11",
                confidence="A",
                facts=[],
                checks=["q-1", "q-2"],
                fingerprint="",
                at=now(),
            ),
        ]
    )
    session.commit()
    return module


def answer(session, module, person, days, *, earned=1):
    """An answer to the first self-check, so many days ago."""
    revision = (
        select(factories.Revision.id)
        .join(factories.Question)
        .where(factories.Question.code == "q-1")
    )
    session.add(
        CheckAnswer(
            person_id=person.id,
            module_id=module.id,
            question="q-1",
            question_revision_id=session.scalars(revision).one(),
            value="b",
            earned=earned,
            full=1,
            at=now() - timedelta(days=days),
        )
    )
    session.commit()


def by_the_examiner(house, cast, sitting, **form):
    return house.as_(cast.kong, "en").post(
        f"/sittings/{sitting.id}/registrations", {"person": [cast.lin.id], "language": "zh", **form}
    )


def by_oneself(house, cast, sitting):
    return house.as_(cast.lin, "en").post(
        f"/exam/sittings/{sitting.id}/registration", {"language": "zh"}
    )


def late(house, cast, sitting):
    form = {"person": cast.lin.id, "language": "zh", "reason": "迟到"}
    return house.as_(cast.kong, "en").post(f"/sittings/{sitting.id}/late-entries", form)


WAYS = (by_the_examiner, by_oneself)


def is_in(session, sitting, person):
    session.commit()
    found = select(Registration.id).where(
        Registration.sitting_id == sitting.id, Registration.person_id == person.id
    )
    return session.scalars(found).first() is not None


@pytest.mark.parametrize("way", WAYS)
def test_who_sat_a_short_while_ago_is_refused_with_the_day(house, session, cast, hold, sat, way):
    sat(cast.lin, 3)
    coming = hold()
    before = steps.state(session)

    answered = way(house, cast, coming)

    free_on = moment(factories.clock(session) + 4 * DAY + 8 * HOUR).date().isoformat()
    assert answered.status_code == 409
    assert f"may sit again from {free_on}" in answered.text
    assert steps.state(session) == before


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("ago", "opens_in"), [(8, 0), (3, 5)])
def test_the_days_are_counted_to_the_opening(house, session, cast, hold, sat, way, ago, opens_in):
    sat(cast.lin, ago)
    coming = hold(opens_in)

    assert way(house, cast, coming).status_code == 303
    assert is_in(session, coming, cast.lin)


@pytest.mark.parametrize("way", WAYS)
def test_a_used_up_cycle_closes_the_door_until_its_end(house, session, cast, hold, sat, way):
    for days in (60, 40, 20):
        sat(cast.lin, days)
    soon, in_time = hold(), hold(45)

    assert "used up the retakes of this cycle" in way(house, cast, soon).text
    assert way(house, cast, in_time).status_code == 303
    assert (is_in(session, soon, cast.lin), is_in(session, in_time, cast.lin)) == (False, True)


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ("passed", 303),
        ("voided", 303),
        ("of another exam", 303),
        ("of another person", 303),
        ("of a newer version", 409),
    ],
)
def test_only_standing_results_of_the_same_exam_count(
    house, session, cast, exam, hold, sat, case, status
):
    newer = Blueprint(code="again", version=2, definition=LIMITED, at=now())
    other = Blueprint(code="other", version=1, definition=LIMITED, at=now())
    session.add_all([newer, other])
    session.commit()
    who = cast.zhao if case == "of another person" else cast.lin
    how = {
        "passed": {"passed": True},
        "voided": {"state": "voided"},
        "of another exam": {"blueprint": other},
        "of a newer version": {"blueprint": newer},
    }
    sat(who, 1, **how.get(case, {}))

    assert by_oneself(house, cast, hold()).status_code == status


@pytest.mark.parametrize("way", WAYS)
def test_who_waits_for_a_result_is_refused_and_told_why(house, session, cast, hold, sat, way):
    waiting = sat(cast.lin, 30, released=False)
    coming = hold()

    refused = way(house, cast, coming)

    assert refused.status_code == 409
    assert "in another sitting of this exam whose results are not released" in refused.text
    session.add(
        Release(
            sitting_id=waiting.id,
            run_id=session.scalars(select(GradingRun.id)).one(),
            by_id=cast.kong.id,
            first_at=now(),
            at=now(),
        )
    )
    session.commit()
    assert way(house, cast, coming).status_code == 303


@pytest.mark.parametrize("case", ["withdrawn", "over and never sealed"])
def test_a_registration_that_can_bring_no_result_is_in_nobodys_way(
    house, session, cast, hold, case
):
    other = hold(-3 if case == "over and never sealed" else 3)
    (registered,) = steps.registered(session, other, cast.lin)
    if case == "withdrawn":
        session.add(Withdrawal(registration_id=registered.id, by_id=cast.kong.id, at=now()))
        session.commit()

    assert by_oneself(house, cast, hold()).status_code == 303


def test_without_retake_rules_nobody_is_kept_out(house, session, cast, exam, hold, sat):
    free = {name: value for name, value in LIMITED.items() if name != "retakes"}
    exam.definition = free
    session.commit()
    sat(cast.lin, 1)
    sat(cast.lin, 1, released=False)

    assert by_oneself(house, cast, hold()).status_code == 303


@pytest.mark.parametrize("way", WAYS)
def test_after_the_third_failure_the_course_comes_first(
    house, session, cast, hold, sat, course, way
):
    for days in (300, 200, 50):
        sat(cast.lin, days)
    coming = hold()
    answer(session, course, cast.lin, 60)
    answer(session, course, cast.lin, 40, earned=0)

    refused = way(house, cast, coming)

    assert (refused.status_code, "repeat the course law" in refused.text) == (409, True)
    assert not is_in(session, coming, cast.lin)
    answer(session, course, cast.lin, 1)
    assert way(house, cast, coming).status_code == 303


def test_a_course_that_is_there_no_more_keeps_nobody_out(house, cast, hold, sat):
    for days in (300, 200, 50):
        sat(cast.lin, days)

    assert by_oneself(house, cast, hold()).status_code == 303


def test_a_late_entry_is_held_to_the_same_rules(house, app, session, cast, hold, sat):
    sat(cast.lin, 3)
    coming = hold()
    steps.registered(session, coming, cast.zhao)
    steps.sealed(app, coming, cast.kong)
    before = steps.state(session)

    refused = late(house, cast, coming)

    assert (refused.status_code, "may sit again from" in refused.text) == (409, True)
    assert steps.state(session) == before


def test_sealing_looks_once_more(house, session, cast, hold, sat):
    coming = hold()
    steps.registered(session, coming, cast.lin, cast.zhao)
    sat(cast.lin, 3)

    refused = sealing_of(house, cast, coming)

    assert "林知夏" in refused
    assert "may sit again from" in refused
    assert session.scalars(select(Sealing).where(Sealing.sitting_id == coming.id)).all() == []


def sealing_of(house, cast, sitting):
    """What the page of the work says in the end."""
    browser = house.as_(cast.kong, "en")
    job = browser.post(f"/sittings/{sitting.id}/sealing").location
    return browser.get(job).text


def test_an_examiner_may_set_the_rules_aside_with_a_reason(house, app, session, cast, hold, sat):
    sat(cast.lin, 3)
    coming = hold()

    refused = by_the_examiner(house, cast, coming, set_aside="  ")
    registered = by_the_examiner(house, cast, coming, set_aside="机房停电，上次未能作答")

    assert (refused.status_code, registered.status_code) == (409, 303)
    assert steps.entry(session, "exam.registered")["retakes_set_aside"] == "机房停电，上次未能作答"
    steps.sealed(app, coming, cast.kong)
    assert steps.attempt_of(session, coming, cast.lin).state == "ready"


def test_an_officer_sets_nothing_aside(house, session, cast, hold, sat):
    sat(cast.lin, 3)
    coming = hold()

    answered = house.as_(cast.lin).post(
        f"/exam/sittings/{coming.id}/registration", {"language": "zh", "set_aside": "我想考"}
    )

    assert answered.status_code == 409
    assert not is_in(session, coming, cast.lin)


def test_the_officers_pages_tell_the_day_beforehand(house, session, cast, hold, sat):
    sat(cast.lin, 3)
    coming = hold()
    lin = house.as_(cast.lin, "en")

    pages = [lin.get("/exam/").text, lin.get(f"/exam/sittings/{coming.id}").text]

    day = moment(factories.clock(session) + 4 * DAY + 8 * HOUR).strftime("%-d %b %Y")
    assert [f"You can register again from {day}." in page for page in pages] == [True, True]
    assert f"/exam/sittings/{coming.id}/registration" not in pages[1]
    assert "2 retakes in 100 days" in pages[1]
    assert "Enter your name for the exam" not in lin.get("/").text


def test_the_officers_pages_lead_to_the_course(house, session, cast, hold, sat, course):
    for days in (300, 200, 50):
        sat(cast.lin, days)
    coming = hold()
    lin = house.as_(cast.lin, "en")

    pages = [lin.get("/exam/").text, lin.get(f"/exam/sittings/{coming.id}").text]

    assert ["Repeat the course Foundations of law first." in page for page in pages] == [True, True]
    assert ('href="/courses/law/"' in pages[0], "/courses/law/a1/" in pages[1]) == (True, True)
    assert "0 of 1 right" in pages[1]


def test_the_examiners_list_says_who_cannot_be_registered_yet(house, cast, hold, sat):
    sat(cast.lin, 3)

    page = " ".join(house.as_(cast.kong, "en").get(f"/sittings/{hold().id}").text.split())

    assert page.count("again from") == 1
    assert "Set the retake rules aside" in page


@pytest.mark.parametrize("path", ["/exam/", "/"])
def test_lists_take_as_many_statements_for_three_as_for_one(
    house, cast, hold, sat, course, statements, path
):
    for days in (300, 200, 50):
        sat(cast.lin, days)
    lin = house.as_(cast.lin)

    def counted():
        lin.get(path)
        with statements() as heard:
            assert lin.get(path).status_code == 200
        return len(heard)

    hold()
    few = counted()
    hold(1)
    hold(2)

    assert counted() == few
