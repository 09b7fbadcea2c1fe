"""The desk of every other role: what waits, with its door; and what is not there yet."""

import pytest

from accounts.models import RoleGrant
from core.clock import now
from tests.factories import HOUR, question
from tests.oversight.pages import desk, next_step, said, words
from tests.people import add_person, grant

LANGUAGES = ("zh_Hans", "en")
NOTHING = {
    "Questions returned to you": "/questions/?state=returned",
    "Drafts of yours": "/questions/?state=draft",
    "Questions of yours in review": "/questions/?state=in_review",
    "Approved questions of yours": "/questions/?state=approved",
}
COMPETITIONS = "/competitions/"
ASKED = (
    ("Rulings that nobody decided", 0, COMPETITIONS),
    ("Objections open", 0, COMPETITIONS),
)
HELD = (
    ("Competitions under way", 0, COMPETITIONS),
    *ASKED,
    ("Competitions that take entries", 0, COMPETITIONS),
)
FOLLOWED = (
    ("Officers in your units", 3, "/progress/"),
    ("Sittings with results of your people", 0, "/progress/#rates"),
    ("Credentials that end within 90 days", 0, "/progress/"),
)
SUPERVISED = (
    ("Appeals that wait for a decision", 0, "/appeals/"),
    ("Voidings that wait for your word", 0, "/sittings/voidings"),
    ("Regrades that wait for your word", 0, "/regrades/"),
    *ASKED,
    ("Standings to confirm", 0, COMPETITIONS),
    ("Proposals of credentials", 0, "/issuing/"),
    ("Issuances held", 0, "/issuing/"),
    ("Concerns open", 0, "/issuing/"),
    ("Waived conditions that stand", 0, "/issuing/"),
    ("Waived conflicts that stand", 0, "/waivers/"),
)
SITTINGS = ("Sittings in registration", "Sittings open now", "Sittings marked and not released")


def rows(app, language, *lines):
    """Lines of a desk as they read in a language."""
    return [(words(app, language, message), count, door) for message, count, door in lines]


def sittings(*counts):
    return [(label, count, "/sittings/") for label, count in zip(SITTINGS, counts, strict=True)]


@pytest.fixture
def person(session, cast):
    """Somebody new with these roles over the nation."""

    def made(*roles):
        someone = add_person(session, "someone", "何人", cast.units["songyan"])
        for role in roles:
            grant(session, someone, role, cast.units["nation"])
        session.commit()
        return someone

    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trainer_sees_their_own_questions_as_they_now_are(app, house, session, cast, language):
    for code, state in (("a-1", "draft"), ("a-2", "draft"), ("a-3", "in_review")):
        question(session, code, author=cast.chen, state=state)
    question(session, "a-4", author=cast.chen)
    returned = question(session, "a-5", author=cast.chen, state="draft", approver=cast.xu)
    session.refresh(returned)
    question(session, "b-1", author=cast.wu, state="draft")

    found = desk(house.as_(cast.chen, language).get("/").text)

    counts = (1, 2, 1, 1)
    expected = [(label, n, door) for (label, door), n in zip(NOTHING.items(), counts, strict=True)]
    assert found == rows(app, language, *expected)


def test_the_desk_of_a_trainer_says_the_same_as_the_room_behind_it(house, session, cast):
    question(session, "a-1", author=cast.chen, state="draft")
    question(session, "a-2", author=cast.chen, state="draft", approver=cast.xu)
    question(session, "a-3", author=cast.chen)
    chen = house.as_(cast.chen, "en")

    found = desk(chen.get("/").text)

    rooms = {label: chen.get(door).text for label, _, door in found}
    listed = {label: [c for c in ("a-1", "a-2", "a-3") if c in rooms[label]] for label in rooms}
    assert listed == {
        "Questions returned to you": ["a-2"],
        "Drafts of yours": ["a-1"],
        "Questions of yours in review": [],
        "Approved questions of yours": ["a-3"],
    }
    assert [count for _, count, _ in found] == [len(codes) for codes in listed.values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reviewer_sees_what_others_wrote(app, house, session, cast, language):
    question(session, "a-1", author=cast.chen, state="in_review")
    question(session, "a-2", author=cast.xu, state="in_review")
    question(session, "a-3", author=cast.chen, state="draft")

    found = desk(house.as_(cast.xu, language).get("/").text)

    assert found == rows(app, language, ("Questions that wait for review", 1, "/review/"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_legal_reviewer_sees_the_sources_to_clear_too(app, house, session, cast, language):
    question(session, "a-1", author=cast.chen, confidence="B")
    question(session, "a-2", author=cast.chen, confidence="A")

    found = desk(house.as_(cast.gu, language).get("/").text)

    lines = (
        ("Questions that wait for review", 0, "/review/"),
        (
            "Sources to clear",
            1,
            "/review/sources",
        ),
    )
    assert found == rows(app, language, *lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_examiner_sees_the_sittings_of_their_units(app, house, cast, exams, language):
    exams.planned()
    exams.sealed(cast.lin)
    exams.sealed(cast.zhao)
    exams.marked(cast.lin)
    exams.released(cast.lin)

    kong = desk(house.as_(cast.kong, language).get("/").text)
    tang = desk(house.as_(cast.tang, language).get("/").text)

    assert kong == rows(app, language, *sittings(1, 2, 1), *HELD)
    assert tang == rows(app, language, *sittings(0, 0, 0), *HELD)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_supervisor_sees_sittings_and_roles_that_wait(app, house, session, cast, exams, language):
    exams.planned()
    session.add(
        RoleGrant(person_id=cast.zhao.id, role="marker", unit_id=cast.units["yunxi"].id, at=now())
    )
    session.commit()

    found = desk(house.as_(cast.shen, language).get("/").text)

    waiting = ("Roles that wait for your word", 1, "/roles/waiting")
    assert found == rows(app, language, *sittings(1, 0, 0), *FOLLOWED, waiting, *SUPERVISED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_administrator_sees_how_many_people_there_are(app, house, session, cast, language):
    session.get(type(cast.he), cast.he.id).closed_at = now()
    session.commit()

    found = desk(house.as_(cast.lu, language).get("/").text)

    people = len(cast.people) - 1
    assert found == rows(app, language, ("People in your units", people, "/people/"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_without_a_role_is_told_whom_to_ask(app, house, person, language):
    page = house.as_(person(), language).get("/").text

    sentence = "You have no role yet. Your administrator gives roles."
    assert desk(page) == []
    assert words(app, language, sentence) in said(page)
    assert words(app, language, "My desk") in said(page)


def test_a_role_that_waits_for_its_countersign_gives_no_desk(house, session, cast, person):
    someone = person()
    session.add(
        RoleGrant(person_id=someone.id, role="examiner", unit_id=cast.units["nation"].id, at=now())
    )
    session.commit()

    page = house.as_(someone, "en").get("/").text

    assert desk(page) == []
    assert "You have no role yet." in said(page)


def test_somebody_with_two_roles_sees_both_desks(app, house, person):
    found = desk(house.as_(person("trainer", "examiner"), "en").get("/").text)

    own = ((label, 0, door) for label, door in NOTHING.items())
    assert found == [*own, *sittings(0, 0, 0), *HELD]


def test_an_officer_with_a_duty_has_the_way_and_below_it_what_waits(house, person, session, cast):
    question(session, "a-1", author=cast.chen, state="in_review")

    page = house.as_(person("officer", "reviewer", "marker"), "en").get("/").text

    assert next_step(page)[0] == "Keep it fresh: practise a little"
    assert desk(page) == [
        ("Questions that wait for review", 1, "/review/"),
        ("Written answers that wait for your points", 0, "/marking/"),
    ]
    assert "You can read the courses meanwhile." not in said(page)


def test_every_desk_asks_the_database_as_often_for_three_as_for_one(
    house, session, cast, exams, statements
):
    people = [house.as_(person) for person in (cast.chen, cast.gu, cast.kong, cast.shen, cast.lu)]

    def add(number):
        question(session, f"a-{number}", author=cast.chen, state="in_review", confidence="B")
        question(session, f"b-{number}", author=cast.chen, state="draft")
        exams.planned(opens_in=number * HOUR)
        exams.marked(cast.lin)
        someone = add_person(session, f"p{number}", "新人", cast.units["songyan"])
        session.add(
            RoleGrant(person_id=someone.id, role="judge", unit_id=cast.units["yunxi"].id, at=now())
        )
        session.commit()

    def asked():
        counts = []
        for browser in people:
            browser.get("/")
            with statements() as heard:
                browser.get("/")
            counts.append(len(heard))
        return counts

    add(1)
    few = asked()
    add(2)
    add(3)

    assert asked() == few
