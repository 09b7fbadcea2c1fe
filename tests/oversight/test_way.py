"""The officer's first page: the right next step at each stage, in both languages."""

import pytest

from oversight.rules.next_step import Step
from tests.factories import HOUR, MINUTE, question
from tests.oversight.conftest import shelve
from tests.oversight.pages import next_step, said, words
from tests.people import grant

pytestmark = pytest.mark.usefixtures("course")
LANGUAGES = ("zh_Hans", "en")
TITLES = {
    Step.GO_ON_WRITING: "Go on with your exam",
    Step.START_EXAM: "Sit the exam",
    Step.REGISTER: "Enter your name for the exam",
    Step.WAIT_FOR_OPENING: "You are registered",
    Step.WAIT_FOR_RESULT: "Your paper is in",
    Step.LOOK_AT_RESULT: "See where points were lost",
    Step.PRACTISE: "Keep it fresh: practise a little",
}
MODULE = "/courses/law/l1/"


@pytest.fixture
def lin(house, cast):
    return house.as_(cast.lin, "en")


@pytest.fixture
def studied(course, lin):
    """Lin has read all there is to read."""
    assert lin.post(f"{MODULE}reading").status_code == 303


def first_page(house, person, language="en"):
    """What the first page says comes next; it can be opened without any failure."""
    answer = house.as_(person, language).get("/")
    assert answer.status_code == 200
    return next_step(answer.text)


@pytest.mark.parametrize(("language", "title"), [("zh_Hans", "模块law"), ("en", "Module law")])
def test_who_has_done_nothing_begins_the_first_module(app, house, cast, exams, language, title):
    exams.planned()

    page = house.as_(cast.lin, language).get("/").text

    assert next_step(page) == (words(app, language, "Study: %(title)s", title=title), MODULE)
    assert f">{words(app, language, 'Read this module')}</a>" in page


def test_a_module_that_was_begun_goes_on(house, session, cast, lin):
    question(session, "q-1", author=cast.chen, pool="practice")
    lin.post(f"{MODULE}reading")

    page = lin.get("/").text

    assert next_step(page) == ("Study: Module law", f"{MODULE}#checks")
    assert ">To the self-check</a>" in page


def test_the_module_worked_on_last_comes_before_the_first_one(app, house, session, cast, tmp_path):
    question(session, "q-1", author=cast.chen, pool="practice")
    shelve(app, tmp_path / "more", "law", "service")
    lin = house.as_(cast.lin, "en")
    lin.post("/courses/service/s1/reading")

    assert next_step(lin.get("/").text) == ("Study: Module service", "/courses/service/s1/#checks")


def stage(exams, cast, step):
    """Bring Lin, who has studied, to a step; the address to which its button should lead."""
    if step is Step.GO_ON_WRITING:
        return f"/exam/attempts/{exams.sealed(cast.lin, state='open').token}"
    if step is Step.START_EXAM:
        return f"/exam/sittings/{exams.sealed(cast.lin).sitting_id}"
    if step is Step.REGISTER:
        return f"/exam/sittings/{exams.planned().id}"
    if step is Step.WAIT_FOR_OPENING:
        exams.planned(cast.lin)
    if step is Step.WAIT_FOR_RESULT:
        exams.marked(cast.lin)
    if step is Step.LOOK_AT_RESULT:
        return f"/exam/attempts/{exams.released(cast.lin).token}/result"
    if step is Step.PRACTISE:
        exams.released(cast.lin, passed=True)
    return "/practice/"


@pytest.mark.usefixtures("studied")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", TITLES)
def test_at_each_stage_the_page_says_what_comes_next(app, house, cast, exams, step, language):
    address = stage(exams, cast, step)

    assert first_page(house, cast.lin, language) == (words(app, language, TITLES[step]), address)
    assert house.as_(cast.lin, language).get(address).status_code == 200


def test_the_way_names_its_courses_and_the_result(app, house, cast, exams, studied):
    exams.released(cast.lin, score="72.5", passed=True)

    page = said(house.as_(cast.lin, "en").get("/").text)

    assert "Course law complete" in page
    assert "Qualification exam passed Best result on record: 72.5 of 100 points." in page


@pytest.mark.usefixtures("studied")
@pytest.mark.parametrize(
    ("step", "says_practice"),
    [(Step.GO_ON_WRITING, False), (Step.START_EXAM, False), (Step.REGISTER, True)],
)
def test_where_an_exam_waits_nothing_is_computed_of_practice(
    house, cast, exams, statements, step, says_practice
):
    stage(exams, cast, step)
    lin = house.as_(cast.lin, "en")

    with statements() as heard:
        page = lin.get("/").text

    assert ("Daily drill" in page) is says_practice
    for table in ("practice_answer", "practice_mock"):
        assert any(f"FROM {table}" in text for text in heard) is says_practice


@pytest.mark.usefixtures("studied")
def test_of_two_sittings_the_one_that_comes_first_is_next(house, cast, exams):
    later = exams.planned(opens_in=48 * HOUR)
    sooner = exams.planned(opens_in=HOUR)

    page = house.as_(cast.lin, "en").get("/").text

    addresses = [f"/exam/sittings/{sitting.id}" for sitting in (sooner, later)]
    assert next_step(page) == ("Enter your name for the exam", addresses[0])
    ahead = page[page.index('id="soon"') :]
    assert ahead.index(addresses[0]) < ahead.index(addresses[1])


@pytest.mark.usefixtures("studied")
def test_a_sitting_that_somebody_was_withdrawn_from_is_not_offered_again(house, cast, exams):
    exams.withdrawn(cast.lin)

    page = house.as_(cast.lin, "en").get("/").text

    assert next_step(page) == (TITLES[Step.PRACTISE], "/practice/")
    assert "None is planned for you." in page


@pytest.mark.usefixtures("studied")
@pytest.mark.parametrize("registered", [False, True])
def test_a_sitting_that_was_never_sealed_is_gone_once_its_window_is_over(
    house, cast, exams, registered
):
    people = [cast.lin] if registered else []
    exams.planned(*people, opens_in=-2 * HOUR, lasts=HOUR)

    page = house.as_(cast.lin, "en").get("/").text

    assert next_step(page) == (TITLES[Step.PRACTISE], "/practice/")
    assert "None is planned for you." in page


@pytest.mark.usefixtures("studied")
@pytest.mark.parametrize("role", ["trainer", "reviewer", "legal_reviewer", "examiner"])
def test_who_could_not_sit_it_is_not_sent_to_register(house, session, cast, exams, role):
    exams.planned()
    grant(session, cast.lin, role, cast.units["nation"])

    page = house.as_(cast.lin, "en").get("/").text

    assert next_step(page) == (TITLES[Step.PRACTISE], "/practice/")
    assert "None is planned for you." in page


@pytest.mark.usefixtures("studied")
def test_registration_stays_open_after_the_opening_until_the_papers_are_drawn(house, cast, exams):
    sitting = exams.planned(opens_in=-MINUTE)

    expected = (TITLES[Step.REGISTER], f"/exam/sittings/{sitting.id}")
    assert first_page(house, cast.lin) == expected


@pytest.mark.usefixtures("studied")
def test_a_sitting_that_one_did_not_come_to_asks_for_nothing(house, cast, exams):
    exams.sealed(cast.lin, opens_in=-2 * HOUR, lasts=HOUR)

    assert first_page(house, cast.lin) == (TITLES[Step.PRACTISE], "/practice/")


@pytest.mark.usefixtures("studied")
def test_a_pass_stands_before_more_points_without_one(house, cast, exams):
    passed = exams.released(cast.lin, score="60", passed=True)
    exams.released(cast.lin, score="80", passed=False)

    page = house.as_(cast.lin, "en").get("/").text

    assert next_step(page) == (TITLES[Step.PRACTISE], "/practice/")
    assert "Best result on record: 60 of 100 points." in said(page)
    assert f"/exam/attempts/{passed.token}/result" in page


@pytest.mark.usefixtures("studied")
def test_a_sitting_of_another_city_is_not_offered(house, cast, exams):
    exams.planned()

    assert first_page(house, cast.he)[0] == "Study: Module law"
    assert "None is planned for you." in house.as_(cast.he, "en").get("/").text


def test_the_page_asks_the_database_as_often_for_three_of_everything_as_for_one(
    app, house, cast, exams, tmp_path, statements
):
    lin = house.as_(cast.lin, "en")

    def asked():
        lin.get("/")
        with statements() as heard:
            page = lin.get("/").text
        return len(heard), page.count('<h3><a href="/courses/'), page.count('href="/exam/sittings/')

    exams.released(cast.lin)
    exams.planned(cast.lin)
    few = asked()
    for _ in range(2):
        exams.released(cast.lin)
        exams.planned(cast.lin)
    shelve(app, tmp_path / "more", "law", "service", "procedure")
    many = asked()

    assert (few[0], many[1], many[2]) == (many[0], few[1] * 3, few[2] * 3)
