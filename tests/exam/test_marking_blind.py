"""Markers see no name, mark beside one another, and lose nothing: over HTTP."""

import re
import threading

import pytest
from sqlalchemy import select

from accounts.models import Notice, Person
from exam.actions import marking
from exam.models.attempts import Attempt
from exam.models.marking import Script
from question_bank.models import Revision
from tests.browsing import without_token
from tests.exam import steps
from tests.exam.scripts import ANSWER, Pile, third_marker
from tests.people import add_person, grant


@pytest.fixture
def pile(session, cast):
    return Pile(session, cast, 3)


def test_given_blind_marking_no_name_login_unit_number_url_or_ordering_tells_who_wrote(
    house, session, cast, pile
):
    """P03: over the pages, their headers and their addresses."""
    marker = house.as_(cast.cun, "en")
    people = list(session.scalars(select(Person).join(Attempt, Attempt.candidate_id == Person.id)))
    tokens = [attempt.token for attempt in pile.attempts]
    session.commit()
    answers = [
        marker.get("/marking/"),
        marker.get(f"/marking/{pile.id}"),
        *[marker.get(f"/marking/{pile.id}/scripts/{each}") for each in pile.scripts],
        pile.give(marker, pile.scripts[0], "9", "9"),
        pile.give(marker, pile.scripts[0], "1", "1"),
        marker.get(f"/marking/{pile.id}/scripts/{pile.scripts[0]}"),
    ]

    told = "\n".join(f"{answer.headers}\n{answer.text}" for answer in answers)
    assert ANSWER.split("\n")[0] in told
    for person in people:
        assert [word for word in (person.name, person.login) if word in told] == []
    assert [word for word in ("松岩", "Songyan", *tokens) if word in told] == []
    pages = [
        re.sub(rf"/scripts/{script}\b", "", without_token(answer.text))
        for script, answer in zip(pile.scripts, answers[2:5], strict=True)
    ]
    assert pages == [pages[0]] * 3


def test_the_order_of_scripts_says_nothing_of_the_order_of_candidates(app, session, cast, pile):
    """P03: scripts are laid out in a random order; thirty in the order of attempts is no chance."""
    other = Pile(session, cast, 30, revision=session.get(Revision, pile.revision.id))
    session.execute(Script.__table__.delete().where(Script.sitting_id == other.id))
    session.commit()
    written = [(attempt.id, 1, pile.revision.id) for attempt in other.attempts]
    with app.app_context():
        marking.lay_out(other.id, written)

    session.commit()
    statement = select(Script.attempt_id).where(Script.sitting_id == other.id).order_by(Script.id)
    order = list(session.scalars(statement))
    assert sorted(order) == [row[0] for row in written]
    assert order != sorted(order)


def test_each_marker_is_led_through_the_pile_in_an_order_of_their_own(house, session, cast):
    pile = Pile(session, cast, 12)
    third_marker(session, cast)

    firsts = {pile.next(house.as_(cast.people[login])) for login in ("cun", "yan", "shang")}

    assert len(firsts) > 1
    assert firsts <= set(pile.scripts)


def test_two_markers_at_once_on_the_same_script_are_both_kept(app, house, session, cast, pile):
    """C08: no mark is lost, and each knows nothing of the other's."""
    script = pile.scripts[0]
    browsers = [house.as_(cast.cun), house.as_(cast.yan)]
    answers = _at_once(
        lambda: pile.give(browsers[0], script, "2", "1"),
        lambda: pile.give(browsers[1], script, "2", "2"),
    )

    assert answers == [303, 303]
    assert sorted(pile.marks()) == [(script, cast.cun.id, "3"), (script, cast.yan.id, "4")]


def test_a_third_at_once_with_the_second_is_refused_and_told_where_to_go_on(
    house, session, cast, pile
):
    """C08: of two who come for the last place one is kept, the other gets 409."""
    third = third_marker(session, cast)
    script = pile.scripts[0]
    pile.give(house.as_(cast.cun), script, "2", "1")
    browsers = [house.as_(cast.yan), house.as_(third, "en")]

    answers = _at_once(
        lambda: pile.give(browsers[0], script, "2", "2"),
        lambda: pile.give(browsers[1], script, "2", "2"),
    )

    assert sorted(answers) == [303, 409]
    assert len(pile.marks()) == 2


def test_points_sent_twice_are_kept_once(house, session, cast, pile):
    browser, script = house.as_(cast.cun, "en"), pile.scripts[0]

    answers = _at_once(*[lambda: pile.give(browser, script, "2", "1")] * 2)

    assert sorted(answers) == [303, 409]
    assert pile.marks() == [(script, cast.cun.id, "3")]
    assert steps.acts(session).count("exam.answer_marked") == 1


def _at_once(*acts):
    """The status codes of acts that begin together."""
    start, codes = threading.Barrier(len(acts)), [0] * len(acts)

    def act(at):
        start.wait()
        codes[at] = acts[at]().status_code

    threads = [threading.Thread(target=act, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


def test_a_closed_tab_keeps_no_script_back(house, session, cast, pile):
    browser = house.as_(cast.cun)
    script = pile.next(browser)
    browser.get(f"/marking/{pile.id}/scripts/{script}")

    assert pile.next(house.as_(cast.cun)) == script
    assert pile.give(house.as_(cast.yan), script, "1", "1").status_code == 303
    assert pile.give(house.as_(cast.cun), script, "1", "1").status_code == 303
    assert len(pile.marks()) == 2


def test_markers_are_blind_until_both_are_in_and_after(house, session, cast, pile):
    """G16: what the first gave stands on no page of the second, before or after theirs."""
    script = pile.scripts[0]
    pile.give(house.as_(cast.cun), script, "1.75", "0.25", remark="first of all")
    second = house.as_(cast.yan, "en")
    page = f"/marking/{pile.id}/scripts/{script}"

    before = second.get(page).text
    pile.give(second, script, "0", "0", remark="mine")
    after = second.get(page).text

    assert "first of all" not in before + after
    assert "1.75" not in after
    assert "mine" in after
    assert "Points once given are not changed." in after


def test_beyond_the_limit_a_third_is_wanted_and_within_it_nobody_is(house, session, cast, pile):
    """G16: disagreement over the gap of 1 goes to a third; equal to it does not."""
    third = third_marker(session, cast)
    beyond, within = pile.scripts[:2]
    for script, other in ((beyond, "1.25"), (within, "1")):
        pile.give(house.as_(cast.cun), script, "0", "0")
        pile.give(house.as_(cast.yan), script, other, "0")

    browser = house.as_(third, "en")
    taken = [pile.give(browser, script, "1", "0").status_code for script in (beyond, within)]

    assert taken == [303, 409]


def test_the_page_tells_how_far_the_marker_and_the_sitting_are(house, session, cast, pile):
    first, second = pile.scripts[:2]
    browser = house.as_(cast.cun, "en")
    for script in (first, second):
        pile.give(browser, script, "1", "1")
    pile.give(house.as_(cast.yan), first, "1", "1")

    page = browser.get(f"/marking/{pile.id}/scripts/{pile.scripts[2]}").text

    assert "2 of 3 marked, 1 left for you" in page
    assert "whole sitting: 1 of 3 settled" in page


def test_the_answer_stands_in_its_own_layout_with_its_length_and_the_model_answer(
    house, session, cast, pile
):
    page = house.as_(cast.cun, "en").get(f"/marking/{pile.id}/scripts/{pile.scripts[0]}").text

    assert f">{ANSWER}</blockquote>" in page
    assert f"{len(ANSWER)} characters" in page
    assert "Model answer and reasons" not in page
    told = {
        "rationale": "<p>as the law says</p>",
        "feedback": [],
        "rubric": ["<p>a</p>", "<p>b</p>"],
    }
    revision = session.get(Revision, pile.revision.id)
    revision.told = {"zh": told, "en": told}
    session.commit()
    again = house.as_(cast.cun, "en").get(f"/marking/{pile.id}/scripts/{pile.scripts[0]}").text
    assert "Model answer and reasons" in again
    assert "as the law says" in again


def test_when_a_sitting_closes_with_written_answers_its_markers_are_told(app, session, cast):
    """Not who holds, watches or sits it, nor markers of elsewhere."""
    pile = Pile(session, cast, 2)
    elsewhere = add_person(session, "else", "别处", cast.units["hezhou"])
    grant(session, elsewhere, "marker", cast.units["hezhou"])
    grant(session, cast.shen, "marker", cast.units["qinglan"])
    session.execute(Script.__table__.delete())
    session.commit()
    written = [(attempt.id, 1, pile.revision.id) for attempt in pile.attempts]
    with app.app_context():
        marking.lay_out(pile.id, written)

    session.commit()
    told = session.execute(select(Notice.person_id, Notice.path).order_by(Notice.person_id)).all()
    where = f"/marking/{pile.id}"
    assert [tuple(row) for row in told] == sorted(
        (cast.people[login].id, where) for login in ("cun", "yan", "rong")
    )


def test_a_sitting_without_written_answers_tells_nobody(app, session, cast):
    pile = Pile(session, cast, 1)
    with app.app_context():
        marking.lay_out(pile.id, [])

    session.commit()
    assert session.scalars(select(Notice)).all() == []
