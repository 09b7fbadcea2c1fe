"""The predicted range over HTTP: from first tries alone, and for nobody but their officer."""

import re
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from core.clock import now
from exam.queries.blueprints import blueprint_of
from practice.models import MockEnd, MockExam, PracticeAnswer, Round
from practice.queries.mocks import mocks_of
from practice.queries.outlooks import first_tries, outlook_for
from practice.rules.first_tries import Source
from tests.practice.conftest import SHANGHAI, ask
from tests.practice.mocking import Sitting, plan_for, pool_for

RANGE = "As things stand: between"


@pytest.fixture
def plan(session, cast):
    return plan_for(session, cast)


def answered(session, person, codes, share="1", *, days=0) -> None:
    """A round with an answer to each of these questions."""
    at = now() - timedelta(days)
    made = Round(person_id=person.id, about="law", seed="", slots=[], at=at)
    session.add(made)
    session.flush()
    for number, revision in enumerate(codes, start=1):
        session.add(
            PracticeAnswer(
                round_id=made.id, number=number, person_id=person.id, revision_id=revision.id,
                question=revision.question.code, topic=revision.topic, value='"a"', share=share,
                at=at,
            )
        )  # fmt: skip
    session.commit()


def questions(session, cast, count, kind="single") -> list:
    return [ask(session, cast, kind, f"q-many-{kind[:3]}-{at}") for at in range(count)]


def tries(person) -> dict:
    return {code: each for (code, _part), each in first_tries(person.id, [], SHANGHAI).items()}


def test_it_is_too_early_before_there_is_evidence(house, session, cast, plan):
    pool_for(session, cast, 4)

    page = house.as_(cast.lin, "en").get("/practice/mocks").text

    assert "It is too early to say." in page
    assert "You have not answered a question of this exam" in page
    assert "a mock exam" in page
    assert RANGE not in page


def test_enough_first_tries_give_a_range_in_words(house, session, cast, plan):
    answered(session, cast.lin, questions(session, cast, 45))

    page = house.as_(cast.lin, "en").get("/practice/mocks").text

    assert RANGE in page
    assert "of 10 points." in page
    assert "pass mark, 6 points" in page
    assert "only roughly" in page
    assert "from 45 questions that you answered for the first time" in page
    assert "This is no promise." in page


def test_only_the_first_try_of_a_question_counts(in_app, session, cast):
    (one,) = questions(session, cast, 1)
    answered(session, cast.lin, [one], "0", days=3)
    for days in (2, 1, 0):
        answered(session, cast.lin, [one], "1", days=days)

    assert {code: each.share for code, each in tries(cast.lin).items()} == {"q-many-sin-0": 0}


def test_a_first_try_has_its_questions_difficulty_and_kind(in_app, session, cast):
    answered(session, cast.lin, questions(session, cast, 1, "true_false"), days=1)

    (found,) = tries(cast.lin).values()

    assert (found.topic, found.difficulty, found.kind) == ("law.minor", "easy", "true_false")
    assert found.on == (now() - timedelta(1)).astimezone(SHANGHAI).date()
    assert found.source is Source.PRACTICE


def mocked(session, cast, plan, revisions, shares) -> None:
    """A mock exam of Lin's that has ended so."""
    slots = [
        {"revision": each.id, "question": each.question.code, "kind": each.kind,
         "topic": each.topic, "order": [0, 1, 2, 3], "points": "1"}
        for each in revisions
    ]  # fmt: skip
    made = MockExam(
        person_id=cast.lin.id, blueprint_id=plan.id, seed="", slots=slots,
        relaxed={"moves": [], "missing": []}, at=now(), due_at=now(),
    )  # fmt: skip
    made.end = MockEnd(shares=shares, by_time=False, at=now())
    session.add(made)
    session.commit()


def on_mocks(person) -> list[Fraction]:
    found = first_tries(person.id, mocks_of(person.id), SHANGHAI)
    return [each.share for each in found.values()]


def test_what_was_left_out_counts_as_wrong_on_a_paper_that_was_sat(in_app, session, cast, plan):
    mocked(session, cast, plan, questions(session, cast, 4), ["1", "0", None, None])

    assert on_mocks(cast.lin) == [1, 0, 0, 0]


def test_a_paper_that_was_given_up_says_nothing_of_what_was_left_out(in_app, session, cast, plan):
    mocked(session, cast, plan, questions(session, cast, 4), ["1", None, None, None])

    assert on_mocks(cast.lin) == [1]


def test_what_was_withdrawn_or_waits_for_a_mark_is_no_evidence(in_app, session, cast, plan):
    mocked(session, cast, plan, questions(session, cast, 3), ["1", "-", "written"])

    assert on_mocks(cast.lin) == [1]


def test_an_open_mock_exam_is_no_evidence(house, session, cast, plan):
    pool_for(session, cast, 1)
    lin = Sitting(house.as_(cast.lin, "en"), session)
    lin.keep(lin.begin())

    with house.app.app_context():
        assert on_mocks(cast.lin) == []


def test_questions_outside_the_exam_are_no_evidence_for_it(in_app, session, cast):
    plan = plan_for(
        session, cast,
        kinds=[{"kind": "single", "count": 1, "points": "1"}],
        groups=[{"topics": ["proc.*"], "easy": 1}],
    )  # fmt: skip
    answered(session, cast.lin, questions(session, cast, 45))

    found = outlook_for(cast.lin.id, blueprint_of(plan), [], SHANGHAI, now().date())

    assert (found.outlook, found.tries) == (None, 0)


@pytest.mark.parametrize("who", ["zhao", "meng", "kong", "shen", "lu", "chen"])
def test_nobody_else_is_told_of_it_on_their_own_page(house, session, cast, plan, who):
    answered(session, cast.lin, questions(session, cast, 45))
    lin = Sitting(house.as_(cast.lin, "en"), session)
    address = lin.sit() if pool_for(session, cast, 1) is None else ""

    other = house.as_(cast.people[who], "en")
    own = other.get(f"/practice/mocks?person={cast.lin.id}&person_id={cast.lin.id}").text

    assert RANGE in lin.browser.get("/practice/mocks").text
    assert RANGE not in own
    assert address not in own
    assert "Your mock exams so far" not in own


def test_no_page_of_a_manager_tells_of_it(house, session, cast, plan):
    answered(session, cast.lin, questions(session, cast, 45))
    pool_for(session, cast, 1)
    lin = Sitting(house.as_(cast.lin, "en"), session)
    lin.sit()
    meng = house.as_(cast.meng, "en")
    rules = [
        rule
        for rule in house.app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.endpoint.endswith("static")
    ]
    with house.app.test_request_context():
        build = house.app.url_map.bind("localhost").build
        addresses = [_address(build, rule, cast) for rule in rules]

    pages = {each: meng.get(each) for each in addresses if not each.startswith("/health")}
    read = {
        each: page.text
        for each, page in pages.items()
        if page.status_code == 200 and page.mimetype == "text/html"
    }
    told = [
        each
        for each, page in read.items()
        if "/practice/mocks/" in page or RANGE in page or "would have passed" in page
    ]

    assert len(read) > 15
    assert told == []


def _address(build, rule, cast) -> str:
    values = {name: cast.lin.id if "person" in name else 1 for name in rule.arguments}
    return build(rule.endpoint, values, method="GET")


def test_reading_the_page_costs_the_same_for_one_and_many_tries(
    house, session, cast, plan, statements
):
    every = questions(session, cast, 45)
    lin = house.as_(cast.lin, "en")
    answered(session, cast.lin, every[:1])
    with statements() as few:
        lin.get("/practice/mocks")
    answered(session, cast.lin, every[1:])
    with statements() as many:
        lin.get("/practice/mocks")

    assert len(few) == len(many)


def sources(person) -> list[Source]:
    found = first_tries(person.id, mocks_of(person.id), SHANGHAI)
    return [each.source for each in found.values()]


def test_a_blank_on_a_paper_that_was_sat_is_told_from_an_answer(in_app, session, cast, plan):
    mocked(session, cast, plan, questions(session, cast, 4), ["1", "0", None, None])

    assert sources(cast.lin) == [Source.MOCK, Source.MOCK, Source.BLANK, Source.BLANK]


def test_blanks_are_said_to_count_as_wrong(house, session, cast, plan):
    every = questions(session, cast, 45)
    answered(session, cast.lin, every[4:])
    mocked(session, cast, plan, every[:4], ["1", "0", None, None])

    page = house.as_(cast.lin, "en").get("/practice/mocks").text

    assert "2 places left blank on mock exams count as wrong." in page
    assert "less than half answered" not in page


def test_a_mock_exam_handed_in_mostly_blank_is_no_mock_exam_of_late(house, session, cast, plan):
    every = questions(session, cast, 65)
    answered(session, cast.lin, every[4:45])
    mocked(session, cast, plan, every[:4], ["1", None, None, None])

    page = house.as_(cast.lin, "en").get("/practice/mocks").text

    with house.app.app_context():
        assert sources(cast.lin).count(Source.GIVEN_UP) == 1
    assert '<a href="#begin">one more mock exam</a>' in page
    assert "Of 1 mock exam with less than half answered, only what you answered counts." in page
    assert "left blank on mock exams" not in page


def test_a_range_names_the_sections_of_which_next_to_nothing_was_tried(house, session, cast, plan):
    answered(session, cast.lin, questions(session, cast, 45))

    page = house.as_(cast.lin, "en").get("/practice/mocks").text

    assert "Hardly tried so far, or not at all: The rest (0 questions)." in page
    answered(session, cast.lin, questions(session, cast, 5, "judgement"))
    assert "Hardly tried so far" not in house.as_(cast.lin, "en").get("/practice/mocks").text


def test_each_advice_leads_to_where_it_is_followed(house, session, cast, plan):
    answered(session, cast.lin, questions(session, cast, 45))
    questions(session, cast, 3, "judgement")
    fresh = ask(session, cast, "ordering", "q-fresh")
    old = ask(session, cast, "ordering", "q-old")
    answered(session, cast.lin, [old], "0")
    lin = house.as_(cast.lin, "en")

    page = lin.get("/practice/mocks").text
    begun = lin.post("/practice/rounds", {"about": "new:proc"})

    (advice,) = re.findall(r'id="surer-rest">(.*?)</li>', page, re.DOTALL)
    assert re.findall(r'value="(new:[^"]+)"', advice) == ["new:proc", "new:serv"]
    session.rollback()
    newest = session.scalars(select(Round).order_by(Round.id.desc())).first()
    assert (begun.status_code, newest.about) == (303, "new:proc")
    assert [slot["question"] for slot in newest.slots] == [fresh.question.code]


def test_after_the_last_new_question_no_other_round_of_new_ones_is_offered(
    house, session, cast, plan
):
    new = [ask(session, cast, "ordering", f"q-new-{at}") for at in range(11)]
    lin = house.as_(cast.lin, "en")

    def page_of_the_next_round():
        begun = lin.post("/practice/rounds", {"about": f"new:{new[0].topic}"}).location
        round_page = begun.rpartition("/")[0]
        for number in range(1, 11):
            lin.post(f"{round_page}/{number}/answer", {"unknown": "1"})
        return lin.get(round_page).text

    pages = [page_of_the_next_round() for _ in range(2)]

    assert ["Another round" in page for page in pages] == [True, False]


def test_where_no_new_question_is_left_a_round_of_them_is_refused(house, session, cast, plan):
    answered(session, cast.lin, questions(session, cast, 2))
    lin = house.as_(cast.lin, "en")
    rounds = session.scalar(select(func.count()).select_from(Round))

    refused = lin.post("/practice/rounds", {"about": "new:law"})
    missing = lin.post("/practice/rounds", {"about": "new:nothing"})

    assert (refused.status_code, missing.status_code) == (409, 404)
    assert "You have met every question of this topic: none of them is new." in refused.text
    assert session.scalar(select(func.count()).select_from(Round)) == rounds
