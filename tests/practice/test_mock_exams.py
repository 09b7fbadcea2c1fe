"""Sitting a mock exam: drawn, kept, flagged, handed in, ended by its time, and what comes out."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from core.clock import now
from exam.models.candidates import Registration
from practice.actions.mock_exams import end_due
from practice.models import MockAnswer, MockEnd, MockExam, MockFlag, MockMark
from practice.queries.tries import tries_of
from question_bank.models import Revision
from tests import factories
from tests.practice.conftest import SENTINEL, SHANGHAI
from tests.practice.mocking import DEFINITION, Sitting, kept_for, plan_for, pool_for


@pytest.fixture
def plan(session, cast):
    return plan_for(session, cast)


@pytest.fixture
def sat(house, session, cast, plan) -> Sitting:
    """Lin, with a pool twice as large as a paper."""
    pool_for(session, cast, 2)
    return Sitting(house.as_(cast.lin, "en"), session)


def rows(session, model) -> list:
    session.rollback()
    return list(session.scalars(select(model).order_by(*inspect(model).primary_key)))


def test_a_mock_exam_is_drawn_on_the_real_blueprint(sat, plan):
    begun = now()
    mock = sat.row(sat.begin(plan))

    assert [slot["kind"] for slot in mock.slots] == [
        "single", "single", "multiple", "true_false", "ordering",
    ]  # fmt: skip
    assert [slot["points"] for slot in mock.slots] == ["2", "2", "2", "1", "3"]
    assert mock.relaxed == {"moves": [], "missing": []}
    assert mock.due_at - mock.at == timedelta(minutes=30)
    assert abs(mock.at - begun) < timedelta(minutes=1)


def test_one_that_is_open_is_gone_on_with_on_any_device(sat, house, cast, session):
    first = sat.begin()
    elsewhere = Sitting(house.as_(cast.lin, "en"), session)

    assert elsewhere.begin() == first
    assert len(rows(session, MockExam)) == 1
    assert "Go on with it" in elsewhere.browser.get("/practice/mocks").text


def test_the_pages_hold_a_kind_each_and_no_key(sat):
    address = sat.begin()
    pages = [sat.browser.get(f"{address}?page={page}").text for page in (1, 2, 3, 4)]

    assert [len(re.findall("data-question=", page)) for page in pages] == [2, 1, 1, 1]
    words = ("rationale", "-why-", "Right answer", "article 42")
    assert [word for word in words for page in pages if word in page] == []
    assert sat.browser.get(f"{address}?page=99").text.count('data-question="5"') == 1


def test_answers_are_kept_by_a_script_and_by_a_button(sat):
    address = sat.begin()

    by_script = sat.keep(address, only=[1])
    by_button = sat.browser.post(
        f"{address}/answers", sat.fields(address, only=[2]) | {"here": "1", "page": "2"}
    )

    assert by_script.status_code == 204
    assert (by_button.status_code, by_button.location) == (303, f"{address}?page=2")
    assert sorted(sat.kept(address)) == [1, 2]
    assert "checked" in sat.browser.get(address).text


def test_a_number_of_the_overview_keeps_and_leads_to_its_page(sat):
    address = sat.begin()

    sent = sat.browser.post(
        f"{address}/answers", sat.fields(address, only=[1]) | {"here": "1", "go": "4"}
    )

    assert sent.location == f"{address}?page=3#q-4"
    assert sorted(sat.kept(address)) == [1]


def test_two_tabs_take_back_nothing_from_each_other(sat):
    address = sat.begin()
    old_tab = sat.fields(address, only=[1, 2], right=False)
    sat.keep(address, only=[2])
    kept = sat.kept(address)

    stale = {"q": ["1", "2"], "was1": "null", "was2": "null", "a1": old_tab["a1"]}
    sat.browser.post(f"{address}/answers", stale)

    assert sat.kept(address)[2] == kept[2]
    assert sat.kept(address)[1] == f'"{old_tab["a1"]}"'


def test_a_flag_goes_up_and_down(sat, session):
    address = sat.begin()

    up = sat.browser.post(f"{address}/answers", {"flag": "up-3", "here": "2"})
    again = sat.browser.post(f"{address}/answers", {"flag": "up-3"})
    flagged = sat.browser.get(f"{address}/submission").text
    sat.browser.post(f"{address}/answers", {"flag": "down-3"})

    assert (up.location, again.status_code) == (f"{address}?page=2#q-3", 204)
    assert "Flagged" in flagged
    assert [(each.number, each.is_up) for each in rows(session, MockFlag)] == [
        (3, True),
        (3, False),
    ]
    assert "Flagged" not in sat.browser.get(f"{address}/submission").text


@pytest.mark.parametrize("flag", ["up-6", "down-6", "up-0"])
def test_there_is_no_flag_at_no_place_and_nothing_is_kept_with_one(sat, session, flag):
    address = sat.begin()

    sent = sat.browser.post(f"{address}/answers", sat.fields(address) | {"flag": flag})

    assert sent.status_code == 404
    assert (rows(session, MockAnswer), rows(session, MockFlag)) == ([], [])


def test_answers_and_a_flag_are_kept_together(sat, session):
    address = sat.begin()

    sat.browser.post(f"{address}/answers", sat.fields(address, only=[2]) | {"flag": "up-2"})

    assert [each.number for each in rows(session, MockAnswer)] == [2]
    assert [(each.number, each.is_up) for each in rows(session, MockFlag)] == [(2, True)]


@pytest.mark.parametrize(
    "field",
    [
        {"flag": "up-abc"},
        {"flag": "up"},
        {"flag": "sideways-1"},
        {"flag": "up-" + "9" * 5000},
        {"flag": "up-9999999999"},
        {"go": "abc"},
        {"go": "-1"},
        {"go": "9" * 5000},
    ],
)
def test_a_flag_or_a_number_that_is_none_is_refused_and_nothing_kept(sat, session, field):
    address = sat.begin()

    sent = sat.browser.post(f"{address}/answers", sat.fields(address) | {"here": "1"} | field)

    assert sent.status_code == 422
    assert (rows(session, MockAnswer), rows(session, MockFlag)) == ([], [])


def test_before_handing_in_one_sees_what_is_missing(sat):
    address = sat.begin()
    sat.keep(address, only=[1, 2, 3, 4])

    page = sat.browser.get(f"{address}/submission").text

    assert "Not answered" in page
    assert re.findall(r'class="cell "[^>]*>(\d+)<', page) == ["5"]


def test_handing_in_marks_by_the_key_as_the_exam_would(sat):
    address = sat.begin()
    sat.keep(address, only=[1, 2, 3])
    sat.keep(address, only=[5], right=False)

    handed = sat.hand_in(address)
    page = sat.browser.get(f"{address}/result").text

    (end,) = sat.ends()
    assert (end.shares, end.by_time) == (["1", "1", "1", None, "0"], False)
    assert handed.location == f"{address}/result"
    assert "This would have passed" in page
    assert '<p class="figure">6 <small class="quiet">/ 10</small></p>' in page
    assert "rationale" in page
    assert "Penalty Law" in page


def test_a_floor_that_is_missed_fails_and_is_named(sat):
    address = sat.begin()
    sat.keep(address, only=[5])
    sat.keep(address, only=[1, 2, 3, 4], right=False)
    sat.hand_in(address)

    page = sat.browser.get(f"{address}/result").text

    assert "This would not have passed yet" in page
    assert "Law is below its floor of 50 percent." in page
    assert "Where to study again" in page


def test_handing_in_twice_is_as_once(sat):
    address = sat.sit()
    first = [(end.shares, end.at) for end in sat.ends()]

    again = sat.hand_in(address)

    assert again.status_code == 303
    assert [(end.shares, end.at) for end in sat.ends()] == first


def test_after_the_end_nothing_is_kept_or_flagged(sat, session):
    address = sat.sit()
    before = sat.kept(address)

    late = sat.keep(address, right=False)
    flag = sat.browser.post(f"{address}/answers", {"flag": "up-1"})

    assert (late.status_code, flag.status_code) == (409, 409)
    assert sat.kept(address) == before
    assert rows(session, MockFlag) == []


def test_late_answers_are_refused_and_what_was_kept_counts(sat):
    address = sat.begin()
    sat.keep(address, only=[1])
    sat.let_time_pass(address)

    late = sat.keep(address, only=[2])
    looked = sat.browser.get(address)

    (end,) = sat.ends()
    assert late.status_code == 409
    assert (looked.status_code, looked.location) == (302, f"{address}/result")
    assert end.shares == ["1", None, None, None, None]
    assert end.by_time
    assert end.at == sat.row(address).due_at


def test_a_beat_ends_what_nobody_looks_at(sat, app):
    address = sat.begin()
    sat.keep(address, only=[1])
    sat.let_time_pass(address)

    with app.app_context():
        ended = (end_due(), end_due())

    assert ended == (1, 0)
    assert [end.by_time for end in sat.ends()] == [True]


def test_a_beat_leaves_alone_what_is_still_open(sat, app):
    sat.begin()

    with app.app_context():
        assert end_due() == 0
    assert sat.ends() == []


def test_one_whose_time_is_up_is_not_gone_on_with(sat):
    first = sat.begin()
    sat.let_time_pass(first)

    assert sat.begin() != first


@pytest.mark.parametrize("page", ["/", "/practice/"])
def test_the_first_pages_lead_back_to_one_whose_time_runs(sat, house, cast, page):
    address = sat.begin()

    def leads(browser) -> bool:
        return f'href="{address}"' in browser.get(page).text

    running = leads(sat.browser), leads(house.as_(cast.zhao, "en"))
    sat.let_time_pass(address)
    over = leads(sat.browser)
    second = sat.begin()
    sat.hand_in(second)

    assert (running, over) == ((True, False), False)
    assert f'href="{second}"' not in sat.browser.get(page).text


def test_the_next_one_asks_other_questions(sat, session):
    for _ in range(2):
        sat.sit()

    first, second = ({slot["question"] for slot in mock.slots} for mock in rows(session, MockExam))
    assert first.isdisjoint(second)


def test_nothing_of_the_exam_pool_is_ever_drawn(sat, session, cast):
    for at in range(12):
        factories.question(session, f"{SENTINEL}-{at}", author=cast.chen, topic="law.basics")

    pages = []
    for _ in range(3):
        address = sat.sit()
        pages += [sat.browser.get(f"{address}/result").text]

    asked = {slot["question"] for mock in rows(session, MockExam) for slot in mock.slots}
    assert [code for code in asked if code.startswith(SENTINEL)] == []
    assert [page for page in pages if SENTINEL in page] == []


def test_even_a_row_that_names_an_exam_question_shows_nothing_of_it(sat, session, sentinel):
    address = sat.begin()
    mock = sat.row(address)
    mock.slots = [{**mock.slots[0], "revision": sentinel.id, "question": SENTINEL}]
    session.commit()

    pages = [sat.browser.get(address).text, sat.browser.get(f"{address}/submission").text]
    sat.browser.post(f"{address}/answers", {"q": "1", "a1": "b"})
    sat.hand_in(address)
    pages += [sat.browser.get(f"{address}/result").text, sat.browser.get("/practice/mocks").text]

    assert [page for page in pages if SENTINEL in page] == []
    assert [end.shares for end in sat.ends()] == [["-"]]


def test_a_question_withdrawn_meanwhile_does_not_count(sat, session):
    address = sat.begin()
    sat.keep(address)
    withdrawn = session.get_one(Revision, sat.row(address).slots[4]["revision"])
    withdrawn.state = "suspended"
    session.commit()

    sat.hand_in(address)
    page = sat.browser.get(f"{address}/result").text

    assert [end.shares for end in sat.ends()] == [["1", "1", "1", "1", "-"]]
    assert "This question has been withdrawn." in page
    assert '<p class="figure">10 <small class="quiet">/ 10</small></p>' in page


def test_what_the_pool_lacks_is_relaxed_and_said(house, session, cast):
    kinds = [*DEFINITION["kinds"], {"kind": "short_answer", "count": 1, "points": "4"}]
    groups = [{"topics": ["law.basics"], "easy": 2, "hard": 2}, *DEFINITION["groups"][1:]]
    plan_for(session, cast, kinds=kinds, groups=groups)
    pool_for(session, cast, 2)
    lin = Sitting(house.as_(cast.lin, "en"), session)

    page = lin.browser.get(lin.begin()).text

    assert "1 × Short answer, 4 points" in page
    assert "worth 10 of 14 points, and nothing is scaled up" in page
    assert "of another difficulty than the exam asks for" in page


def test_an_answer_that_is_none_is_refused_and_nothing_kept(sat):
    address = sat.begin()

    sent = sat.browser.post(f"{address}/answers", {"q": "1", "a1": "z"})

    assert sent.status_code == 409
    assert sat.kept(address) == {}


def test_without_a_blueprint_there_is_nothing_to_begin(house, session, cast):
    lin = Sitting(house.as_(cast.lin, "en"), session)

    assert "There is no exam to prepare for yet." in lin.browser.get("/practice/mocks").text
    assert lin.browser.post("/practice/mocks").status_code == 404
    assert rows(session, MockExam) == []


def test_without_questions_there_is_nothing_to_begin(house, session, cast, plan):
    lin = Sitting(house.as_(cast.lin, "en"), session)

    assert lin.browser.post("/practice/mocks", {"exam": plan.id}).status_code == 409
    assert rows(session, MockExam) == []


@pytest.mark.parametrize("exam", ["99", "0"])
def test_an_exam_that_is_not_offered_is_missing(sat, session, exam):
    assert sat.browser.post("/practice/mocks", {"exam": exam}).status_code == 404
    assert sat.browser.get(f"/practice/mocks?exam={exam}").status_code == 404
    assert rows(session, MockExam) == []


def test_an_older_version_is_offered_only_where_a_sitting_has_it(sat, session, cast, plan):
    newer = plan_for(session, cast, version=2, minutes=45)

    assert sat.browser.post("/practice/mocks", {"exam": plan.id}).status_code == 404
    assert sat.row(sat.begin()).blueprint_id == newer.id


def test_a_blueprint_that_no_sitting_has_is_not_offered(sat, session, cast, plan):
    kept = kept_for(session, cast, code="secret", title={"zh": "秘密", "en": "Not yet told"})
    newer = kept_for(session, cast, version=2)

    begun = [sat.browser.post("/practice/mocks", {"exam": each.id}) for each in (kept, newer)]

    assert [each.status_code for each in begun] == [404, 404]
    assert "Not yet told" not in sat.browser.get("/practice/mocks").text
    assert rows(session, MockExam) == []
    assert sat.row(sat.begin()).blueprint_id == plan.id


def test_the_blueprint_of_the_next_sitting_comes_first(sat, session, cast, plan):
    held = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=factories.HOUR
    )
    entered = Registration(
        sitting_id=held.id, person_id=cast.lin.id, language="zh", by_id=cast.lin.id, at=now()
    )
    session.add(entered)
    session.commit()

    page = sat.browser.get("/practice/mocks").text

    assert "Your next exam" in page
    assert page.index("Small exam") < page.index("<option")
    assert sat.row(sat.begin()).blueprint_id == held.blueprint_id


def test_ended_answers_are_tries_in_the_memory_of_practice(sat, app, cast):
    address = sat.begin()
    sat.keep(address, only=[1, 2])
    with app.app_context():
        before = tries_of(cast.lin.id, SHANGHAI)
    sat.hand_in(address)
    with app.app_context():
        after = tries_of(cast.lin.id, SHANGHAI)

    asked = [slot["question"] for slot in sat.row(address).slots]
    assert before == {}
    assert {code: [each.share for each in found] for code, found in after.items()} == {
        asked[0]: [1],
        asked[1]: [1],
    }


def test_the_history_stands_as_a_chart_and_a_table(sat):
    sat.sit()
    sat.sit(right=False)

    page = sat.browser.get("/practice/mocks").text

    assert "would have passed" in page
    assert "would not have passed" in page
    assert page.count('href="/practice/mocks/') == 2
    assert page.count('class="plot-bar" x=') == 2


def costs(own, statements) -> list[int]:
    """How many statements the list asks after one mock exam, and after three."""
    counts = []
    for more in (1, 2):
        for _ in range(more):
            own.sit()
        with statements() as heard:
            own.browser.get("/practice/mocks")
        counts.append(len(heard))
    return counts


def test_the_list_costs_the_same_for_one_and_three(sat, statements):
    one, three = costs(sat, statements)

    assert one == three


@pytest.fixture
def written(house, session, cast) -> Sitting:
    """Lin, where the paper has a short answer for 4 points, by a rubric of 1 and 1."""
    kinds = [*DEFINITION["kinds"][:3], {"kind": "short_answer", "count": 1, "points": "4"}]
    groups = [{"topics": ["law.*"], "easy": 5}]
    plan_for(session, cast, kinds=kinds, groups=groups)
    pool_for(session, cast, 1)
    made = factories.question(
        session, "q-written", author=cast.chen, kind="short_answer", topic="law.basics",
        pool="practice", key={"rubric": ["1", "1"]}, size=1,
    )  # fmt: skip
    told = {"rationale": "<p>so</p>", "feedback": [], "rubric": ["<p>line one</p>", "<p>two</p>"]}
    made.told = {"zh": told, "en": told}
    session.commit()
    return Sitting(house.as_(cast.lin, "en"), session)


def number_of(sitting: Sitting, address: str, kind: str) -> int:
    slots = sitting.row(address).slots
    return next(at for at, slot in enumerate(slots, start=1) if slot["kind"] == kind)


def test_a_written_answer_waits_for_the_officers_own_mark(written):
    address = written.sit()
    number = number_of(written, address, "short_answer")

    page = written.browser.get(f"{address}/result").text

    assert [end.shares[number - 1] for end in written.ends()] == ["written"]
    assert "Your own mark is still to come" in page
    assert "4 points wait for your own mark" in page
    assert "What I know of it." in page
    assert "line one" in page


def test_the_officer_marks_along_the_rubric_and_may_change_it(written, session):
    address = written.sit()
    number = number_of(written, address, "short_answer")

    marked = written.browser.post(f"{address}/marks/{number}", {"line": ["0", "7"]})
    half = written.browser.get(f"{address}/result").text
    written.browser.post(f"{address}/marks/{number}", {"line": ["0", "1"]})
    whole = written.browser.get(f"{address}/result").text

    assert marked.location == f"{address}/result#q-{number}"
    assert [(each.lines, each.share) for each in rows(session, MockMark)] == [
        ([0], "1/2"),
        ([0, 1], "1"),
    ]
    assert "2 of 4 points" in half
    assert "4 of 4 points" in whole


def test_the_rubric_is_not_shown_before_the_end(written):
    address = written.begin()
    pages = [written.browser.get(f"{address}?page={page}").text for page in (1, 2, 3, 4)]

    assert [page for page in pages if "line one" in page] == []


def test_a_written_answer_whose_question_was_withdrawn_waits_for_nobody(written, session):
    address = written.sit()
    number = number_of(written, address, "short_answer")
    withdrawn = session.get_one(Revision, written.row(address).slots[number - 1]["revision"])
    withdrawn.state = "retired"
    session.commit()

    page = written.browser.get(f"{address}/result").text
    all_of_them = written.browser.get("/practice/mocks").text
    marked = written.browser.post(f"{address}/marks/{number}", {"line": "0"})

    assert "Your own mark is still to come" not in page
    assert "wait for your own mark" not in page
    assert "This question has been withdrawn." in page
    assert '<p class="figure">11 <small class="quiet">/ 11</small></p>' in page
    assert "your own mark is still to come" not in all_of_them
    assert "would have passed" in all_of_them
    assert marked.status_code == 404
    assert rows(session, MockMark) == []


def test_an_own_mark_stands_after_its_question_was_withdrawn(written, session):
    address = written.sit()
    number = number_of(written, address, "short_answer")
    written.browser.post(f"{address}/marks/{number}", {"line": "0"})
    before = re.search(r'<p class="figure">.*', written.browser.get(f"{address}/result").text)[0]
    withdrawn = session.get_one(Revision, written.row(address).slots[number - 1]["revision"])
    withdrawn.state = "suspended"
    session.commit()

    page = written.browser.get(f"{address}/result").text

    assert before in page


def test_written_answers_cost_the_list_no_more_queries(written, statements):
    one, three = costs(written, statements)

    assert one == three


def test_only_what_was_written_and_ended_is_marked(written, session):
    address = written.begin()
    number = number_of(written, address, "short_answer")

    before = written.browser.post(f"{address}/marks/{number}", {"line": "0"})
    written.keep(address)
    written.hand_in(address)
    other = written.browser.post(f"{address}/marks/1", {"line": "0"})
    nowhere = written.browser.post(f"{address}/marks/99", {"line": "0"})

    assert [each.status_code for each in (before, other, nowhere)] == [409, 404, 404]
    assert rows(session, MockMark) == []


@pytest.mark.parametrize("line", ["x", "-1", "9" * 5000])
def test_a_line_that_is_no_number_marks_nothing(written, session, line):
    address = written.sit()
    number = number_of(written, address, "short_answer")

    sent = written.browser.post(f"{address}/marks/{number}", {"line": ["0", line]})

    assert sent.status_code == 422
    assert rows(session, MockMark) == []


def test_a_case_is_asked_and_marked_by_its_parts(house, session, cast):
    plan_for(
        session, cast,
        kinds=[{"kind": "case", "count": 1, "points": "10"}],
        groups=[{"topics": ["law.penalty"], "easy": 1}],
    )  # fmt: skip
    made = factories.case(
        session, "q-case", author=cast.chen, parts=("single", "true_false", "short_answer")
    )
    made.question.pool = "practice"
    session.commit()
    lin = Sitting(house.as_(cast.lin, "en"), session)
    address = lin.begin()
    mock = lin.row(address)
    letter = "abcd"[mock.slots[0]["order"].index(1)]

    page = lin.browser.get(address).text
    lin.browser.post(
        f"{address}/answers", {"q": ["1", "2", "3"], "a1": letter, "a2": "false", "a3": "words"}
    )
    lin.hand_in(address)
    result = lin.browser.get(f"{address}/result").text

    assert [slot["points"] for slot in mock.slots] == ["3.334", "3.333", "3.333"]
    assert page.count("q-case shared text") == 1
    assert [end.shares for end in lin.ends()] == [["1", "0", "written"]]
    assert "q-case part 3 rubric" in result


ADDRESSES = ("", "/submission", "/result")
POSTS = ("/answers", "/submission", "/marks/1")


@pytest.mark.parametrize("who", ["zhao", "meng", "kong", "shen", "lu", "chen"])
def test_nobody_else_reaches_a_mock_exam_by_its_id(sat, house, cast, session, who):
    address = sat.sit()
    other = house.as_(cast.people[who], "en")
    count = {model: len(rows(session, model)) for model in (MockAnswer, MockEnd, MockMark)}

    seen = [other.get(f"{address}{each}").status_code for each in ADDRESSES]
    done = [other.post(f"{address}{each}", {"q": "1"}).status_code for each in POSTS]

    assert (seen, done) == ([404] * 3, [404] * 3)
    assert {model: len(rows(session, model)) for model in count} == count
