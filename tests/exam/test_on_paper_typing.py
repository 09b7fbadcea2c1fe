"""Answer sheets typed in by two people who must agree, and what becomes of the answers."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from accounts.queries import actor_of
from core.database import db
from core.errors import Failure
from exam.actions import transcribing
from exam.models.attempts import Attempt
from exam.models.candidates import PaperEntry
from exam.models.results import Result
from tests import factories
from tests.exam import steps
from tests.exam.papers import (
    code_of,
    events,
    everything,
    home,
    journal,
    noted,
    questions,
    ready,
    type_in,
)
from tests.people import add_person, grant

RIGHT = {
    "s1": "b",
    "s2": "CA",
    "s3": "T",
    "s4": "七",
    "s5": "5 日",
    "s6": "abc",
    "s7": "a-c",
    "s8": "",
}
VALUES = {
    1: "b",
    2: ["a", "c"],
    3: True,
    4: ["七"],
    5: "5 日",
    6: ["a", "b", "c"],
    7: ["a", None, "c"],
}


@pytest.fixture
def typists(session, cast):
    """Two more examiners of the city."""
    people = []
    for login, name in (("mo", "莫二"), ("qi", "齐三")):
        person = add_person(session, login, name, cast.units["yunxi"])
        grant(session, person, "examiner", cast.units["yunxi"])
        people.append(person)
    return people


@pytest.fixture
def attempt(session, cast, held):
    """Lin's attempt on paper with one question of each kind that a machine marks."""
    return ready(session, held, cast.lin, questions(session, cast.chen))


@pytest.fixture
def desk(house, cast, typists):
    """The browsers of three examiners."""
    return [house.as_(person) for person in (cast.kong, *typists)]


def stands(session, attempt):
    session.commit()
    found = session.scalars(
        select(Attempt).where(Attempt.id == attempt.id).execution_options(populate_existing=True)
    ).one()
    session.commit()
    return found


def sheet(attempt, session):
    return f"/sittings/{attempt.sitting_id}/on-paper/sheets/{code_of(session, attempt)}"


def test_one_entry_changes_nothing_but_itself(session, desk, attempt):
    answer = type_in(desk[0], session, attempt, **RIGHT)

    assert answer.status_code == 303
    assert stands(session, attempt).state == "ready"
    assert journal(session, attempt) == []
    entry = session.scalars(select(PaperEntry)).one()
    assert entry.answers == {str(slot): VALUES.get(slot) for slot in range(1, 9)}
    assert noted(session, "exam.paper_entered", "sitting", "slots") == {
        "sitting": attempt.sitting_id,
        "slots": 8,
    }


def test_two_who_agree_put_the_answers_into_the_journal_once(session, cast, typists, desk, attempt):
    type_in(desk[0], session, attempt, **RIGHT)
    answer = type_in(desk[1], session, attempt, **RIGHT | {"s2": "a,c", "s4": " 七 "})

    assert answer.status_code == 303
    assert journal(session, attempt) == [
        (slot, slot, 0, json.dumps(value, separators=(",", ":")), "counted")
        for slot, value in VALUES.items()
    ]
    now = stands(session, attempt)
    assert (now.state, now.closed_by) == ("closed", "paper")
    assert now.opened_ms == now.deadline_ms == now.closed_ms
    assert events(session, attempt) == [("transcribed", None, code_of(session, attempt))]
    session.commit()
    assert noted(session, "exam.paper_agreed", "people", "answers", "unreadable") == {
        "people": sorted([cast.kong.id, typists[0].id]),
        "answers": 7,
        "unreadable": [],
    }


def test_nobody_is_the_second_person_to_their_own_entry(session, desk, attempt):
    type_in(desk[0], session, attempt, **RIGHT)
    before = everything(session)

    again = type_in(desk[0], session, attempt, **RIGHT)
    other = type_in(desk[0], session, attempt, **RIGHT | {"s1": "c"})

    assert (again.status_code, other.status_code) == (303, 403)
    after = everything(session)
    assert {**after, "acts": []} == {**before, "acts": []}
    page = desk[0].get(sheet(attempt, session)).text
    assert "第二遍由他人录入" in page
    assert 'name="s1.0"' not in page


def test_the_second_person_sees_nothing_of_the_first(session, desk, attempt):
    type_in(desk[0], session, attempt, **RIGHT | {"s5": "4711"})

    page = desk[1].get(sheet(attempt, session)).text

    assert "4711" not in page
    assert all(f'name="s{slot}.0" value=""' in page for slot in range(1, 9))
    assert "stem" not in page


def test_where_two_differ_each_sees_only_which_and_their_own(session, desk, attempt):
    type_in(desk[0], session, attempt, **RIGHT | {"s5": "4711"})
    answer = type_in(desk[1], session, attempt, **RIGHT | {"s5": "4712"})

    assert answer.headers["Location"].endswith(sheet(attempt, session))
    assert stands(session, attempt).state == "ready"
    assert journal(session, attempt) == []
    first, second, third = (browser.get(sheet(attempt, session)).text for browser in desk)
    assert 'name="s5.0" value="4711"' in first
    assert "4712" not in first
    assert 'name="s5.0" value="4712"' in second
    assert "4711" not in second
    assert 'name="s5.0" value=""' in third
    assert all('name="s1.0"' not in page for page in (first, second, third))


@pytest.mark.parametrize("who", [0, 2])
def test_one_of_the_two_or_a_third_person_settles_it(session, desk, attempt, who):
    type_in(desk[0], session, attempt, **RIGHT | {"s1": "c"})
    type_in(desk[1], session, attempt, **RIGHT)

    answer = type_in(desk[who], session, attempt, s1="b")

    assert answer.status_code == 303
    assert stands(session, attempt).state == "closed"
    assert next(row[3] for row in journal(session, attempt)) == '"b"'
    assert len(journal(session, attempt)) == 7


def test_a_third_answer_settles_nothing(session, desk, attempt):
    type_in(desk[0], session, attempt, **RIGHT | {"s1": "c"})
    type_in(desk[1], session, attempt, **RIGHT)

    type_in(desk[2], session, attempt, s1="d")

    assert stands(session, attempt).state == "ready"
    assert journal(session, attempt) == []


def test_what_both_cannot_read_earns_nothing_and_is_noted(session, desk, attempt):
    unread = RIGHT | {"s1": "?", "s4": "?"}
    type_in(desk[0], session, attempt, **unread)
    type_in(desk[1], session, attempt, **unread)

    assert [row[0] for row in journal(session, attempt)] == [2, 3, 5, 6, 7]
    assert events(session, attempt)[1:] == [("unreadable", 1, None), ("unreadable", 4, None)]
    assert noted(session, "exam.paper_agreed", "unreadable") == {"unreadable": [1, 4]}


def test_what_cannot_be_an_answer_is_shown_again_with_what_was_typed(session, desk, attempt):
    before = everything(session)

    answer = type_in(desk[0], session, attempt, **RIGHT | {"s1": "e", "s5": "4711"})

    assert answer.status_code == 422
    assert 'name="s1.0" value="e"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'name="s5.0" value="4711"' in answer.text
    assert everything(session) == before


def test_a_half_sent_page_is_refused(session, desk, attempt):
    before = everything(session)

    answer = type_in(desk[0], session, attempt, s1="b")

    assert answer.status_code == 409
    assert everything(session) == before


def test_a_paper_that_is_in_stays_as_it_is(session, desk, attempt):
    type_in(desk[0], session, attempt, **RIGHT)
    type_in(desk[1], session, attempt, **RIGHT)
    before = everything(session)

    answer = type_in(desk[2], session, attempt, **RIGHT | {"s1": "c"})

    assert answer.status_code == 409
    assert everything(session) == before
    assert "该答卷已收入" in desk[2].get(sheet(attempt, session)).text


def test_the_number_on_the_sheet_leads_to_it_and_no_other_number_does(
    session, cast, held, desk, attempt
):
    code = code_of(session, attempt)
    session.commit()
    typed = code.lower().replace("-", " ")

    found = desk[0].get(home(held, f"/sheets?code={typed}"))

    assert found.headers["Location"].endswith(f"/on-paper/sheets/{code}")
    other = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert desk[0].get(home(held, f"/sheets/{other}")).status_code == 404
    assert desk[0].get(home(held, "/sheets/nonsense")).status_code == 404
    assert desk[0].post(home(held, f"/sheets/{other}/entries")).status_code == 404


def test_a_sheet_of_somebody_on_a_screen_is_not_typed_in(session, cast, held, desk, bank):
    other = ready(session, held, cast.zhao, bank, on_paper=False)

    assert desk[0].get(sheet(other, session)).status_code == 404
    assert type_in(desk[0], session, other, s1="b").status_code == 404


@pytest.mark.parametrize("who", ["tang", "shen", "cun", "lin"])
def test_nobody_else_types_anything_in(house, session, cast, held, attempt, who):
    before = everything(session)

    answer = type_in(house.as_(cast.people[who]), session, attempt, **RIGHT)

    assert answer.status_code == 403
    after = everything(session)
    assert {**after, "acts": []} == {**before, "acts": []}


def test_before_the_opening_and_after_the_closing_nothing_is_typed_in(
    app, house, session, cast, typists, bank
):
    sitting = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=factories.HOUR
    )
    factories.sealing(session, sitting)
    attempt = ready(session, sitting, cast.lin, bank)
    kong = house.as_(cast.kong)
    blank = {f"s{slot}": "" for slot in range(1, 7)}
    before = everything(session)
    assert type_in(kong, session, attempt, **blank).status_code == 409
    assert everything(session) == before

    factories.move_clock(session, 3 * factories.HOUR)
    assert type_in(kong, session, attempt, **blank).status_code == 303
    assert type_in(house.as_(typists[0]), session, attempt, **blank).status_code == 303
    steps.beat(app)
    before = everything(session)
    assert type_in(house.as_(typists[1]), session, attempt, **blank).status_code == 409
    assert everything(session) == before


def test_a_voided_paper_is_not_typed_in(session, cast, held, desk, attempt):
    session.get_one(Attempt, attempt.id).state = "voided"
    session.commit()
    before = everything(session)

    assert type_in(desk[0], session, attempt, **RIGHT).status_code == 409
    assert everything(session) == before


def test_answers_from_paper_are_marked_as_the_same_answers_from_a_screen(
    app, house, session, cast, held, desk, attempt
):
    on_screen = factories.attempt(
        session, held, cast.zhao, questions_of(session, attempt), state="open"
    )
    browser = house.as_(cast.zhao)
    rows = [(slot, slot, value) for slot, value in VALUES.items()]
    assert steps.save(browser, on_screen.token, *rows).status_code == 200
    browser.post(f"/exam/attempts/{on_screen.token}/submission")
    type_in(desk[0], session, attempt, **RIGHT)
    type_in(desk[1], session, attempt, **RIGHT)

    steps.run_out(app, session)

    paper, screen = (journal(session, each) for each in (attempt, on_screen))
    assert [(row[0], row[3], row[4]) for row in paper] == [
        (row[0], row[3], row[4]) for row in screen
    ]
    session.commit()
    results = {
        each.attempt_id: (each.score, each.full, each.passed, each.marks, each.breakdown)
        for each in session.scalars(select(Result))
    }
    assert results[attempt.id] == results[on_screen.id]
    assert results[attempt.id][0] > 0


def questions_of(session, attempt):
    """The same questions, in the same order."""
    from exam.models.candidates import Form  # noqa: PLC0415
    from question_bank.models import Revision  # noqa: PLC0415

    form = session.get_one(Form, attempt.form_id)
    return [session.get_one(Revision, slot["revision"]) for slot in form.slots]


def test_of_two_second_entries_at_once_one_takes_the_paper_in(
    app, session, cast, typists, desk, attempt
):
    type_in(desk[0], session, attempt, **RIGHT)
    code, readings = code_of(session, attempt), {slot: VALUES.get(slot) for slot in range(1, 9)}
    session.commit()
    together = Barrier(2)

    def enter(person):
        with app.app_context():
            actor = actor_of(db.session.merge(person))
            db.session.commit()
            together.wait()
            try:
                transcribing.enter(attempt.sitting_id, code, readings, actor=actor)
            except Failure as failure:
                return type(failure).__name__
            return "in"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(enter, typists))

    assert outcomes == ["Refused", "in"]
    assert [row[0] for row in journal(session, attempt)] == list(VALUES)
    assert len(events(session, attempt)) == 1
    session.commit()
    assert len(session.scalars(select(PaperEntry)).all()) == 2


def test_two_first_entries_at_once_take_the_paper_in_once(app, session, typists, attempt):
    code, readings = code_of(session, attempt), {slot: VALUES.get(slot) for slot in range(1, 9)}
    session.commit()
    together = Barrier(2)

    def enter(person):
        with app.app_context():
            actor = actor_of(db.session.merge(person))
            db.session.commit()
            together.wait()
            return transcribing.enter(attempt.sitting_id, code, readings, actor=actor).people

    with ThreadPoolExecutor(2) as pool:
        people = sorted(pool.map(enter, typists))

    assert people == [1, 2]
    assert [row[0] for row in journal(session, attempt)] == list(VALUES)
    assert stands(session, attempt).state == "closed"


def test_the_candidate_learns_that_the_paper_was_typed_in(house, session, cast, desk, attempt):
    type_in(desk[0], session, attempt, **RIGHT)
    type_in(desk[1], session, attempt, **RIGHT)

    page = house.as_(cast.lin).get(f"/exam/attempts/{attempt.token}/result")

    assert page.status_code == 200
    assert "纸质作答" in page.text
    journal_page = desk[0].get(
        f"/sittings/{attempt.sitting_id}/registrations/{attempt.registration_id}"
    )
    assert "由纸质答题纸录入，两遍一致" in journal_page.text
