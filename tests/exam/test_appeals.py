"""Appeals of candidates: lodged in time, withdrawn, and visible to themselves in every state."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from accounts.queries import actor_of
from core.clock import now
from core.database import db
from exam.actions import appealing
from exam.models.appeals import Appeal
from exam.models.attempts import Attempt
from exam.models.results import Result
from exam.queries.appeals import facts_of, upheld_open
from exam.rules.outcome import outcome
from tests import factories
from tests.exam import steps
from tests.exam.appealing import (
    DAY,
    GROUNDS,
    REASONS,
    address,
    closed_sitting,
    dismissed,
    lodged,
    marked,
    paper,
    released,
    rows,
    told,
    upheld,
)
from tests.racing import at_once, refusals

EMPTY = [[], [], [], [], []]


@pytest.fixture
def held(session, cast):
    return closed_sitting(session, cast)


@pytest.fixture
def lins(session, cast, held):
    """Lin's paper, marked and released today."""
    attempt = paper(session, cast, held, cast.lin)
    released(session, held, marked(session, held, [attempt]), cast.kong)
    return attempt


def lodge(browser, attempt, grounds=GROUNDS, **fields):
    return browser.post(address(attempt), {"grounds": grounds, **fields})


def stands(app, session, attempt):
    session.commit()
    with app.app_context():
        found = db.session.get(Attempt, attempt.id)
        at = datetime.fromtimestamp(factories.clock(session) / 1000, ZoneInfo("UTC"))
        state = outcome(facts_of(found), at)
    session.commit()
    return state


def test_an_appeal_is_lodged_told_and_on_the_trail(house, session, cast, lins):
    answer = lodge(house.as_(cast.lin), lins, slot=["2", "1", "2"])

    assert (answer.status_code, answer.location) == (303, address(lins))
    appeal = session.scalars(select(Appeal)).one()
    result = session.scalars(select(Result.id)).one()
    assert (appeal.attempt_id, appeal.result_id) == (lins.id, result)
    assert (appeal.slots, appeal.grounds) == ([1, 2], GROUNDS)
    entry = steps.entry(session, "exam.appeal_lodged")
    assert (entry["actor"], entry["subject"]) == (cast.lin.id, ["appeal", str(appeal.id)])
    assert (entry["slots"], entry["unit_path"]) == ([1, 2], cast.units["yunxi"].path)
    text, path = "Somebody appealed against a result of “%(sitting)s”.", f"/appeals/{appeal.id}"
    assert told(session) == [(each, text, path) for each in sorted([cast.kong.id, cast.shen.id])]


def test_the_decision_is_due_at_the_end_of_its_last_day(house, session, cast, lins):
    lodge(house.as_(cast.lin), lins)

    due = session.scalars(select(Appeal.due_at)).one().astimezone(ZoneInfo("Asia/Shanghai"))
    today = now().astimezone(ZoneInfo("Asia/Shanghai")).date()
    assert (due.date(), due.hour, due.minute) == (today + timedelta(days=16), 0, 0)


@pytest.mark.parametrize(
    ("grounds", "fields", "status"),
    [
        ("", {}, 422),
        ("   \n ", {}, 422),
        ("x" * 2001, {}, 422),
        (GROUNDS, {"slot": "3"}, 404),
        (GROUNDS, {"slot": "0"}, 404),
        (GROUNDS, {"slot": "-1"}, 404),
        (GROUNDS, {"slot": "x"}, 404),
        (GROUNDS, {"slot": "99999999999999"}, 404),
    ],
)
def test_what_is_not_right_changes_nothing(house, session, cast, lins, grounds, fields, status):
    answer = lodge(house.as_(cast.lin), lins, grounds, **fields)

    assert answer.status_code == status
    assert rows(session) == EMPTY
    assert told(session) == []


def test_two_thousand_characters_are_taken_and_kept_with_their_lines(house, session, cast, lins):
    grounds = "字" * 1_000 + "\n" + "字" * 999

    assert lodge(house.as_(cast.lin), lins, grounds).status_code == 303
    assert session.scalars(select(Appeal.grounds)).one() == grounds


@pytest.mark.parametrize("login", ["zhao", "kong", "shen", "chen", "cun", "meng", "lu"])
def test_nobody_else_knows_of_the_paper(house, session, cast, lins, login):
    browser = house.as_(cast.people[login])

    answers = [
        browser.get(address(lins)),
        lodge(browser, lins),
        browser.post(address(lins, "/withdrawal")),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert rows(session) == EMPTY


def test_before_release_marked_and_unmarked_look_alike_and_nothing_is_taken(
    house, session, cast, held
):
    one, other = paper(session, cast, held, cast.lin), paper(session, cast, held, cast.zhao)
    marked(session, held, [other])
    pages = []
    for person, attempt in ((cast.lin, one), (cast.zhao, other)):
        browser = house.as_(person, "en")
        refused = lodge(browser, attempt)
        assert (refused.status_code, "are not released yet" in refused.text) == (409, True)
        page = browser.get(address(attempt)).text
        main = page[page.index("<main") : page.index("</main>")]
        pages.append(main.replace(attempt.token, "token"))

    assert pages[0] == pages[1]
    assert "Lodge the appeal" not in pages[0]
    assert rows(session) == EMPTY


def test_a_second_appeal_against_the_same_result_is_refused(house, session, cast, lins):
    lin = house.as_(cast.lin, "en")
    lodge(lin, lins)
    before = rows(session)

    answer = lodge(lin, lins, "once more")

    assert answer.status_code == 409
    assert "You have appealed against this result already." in answer.text
    assert rows(session) == before


def test_after_its_last_day_no_appeal_is_taken(house, session, cast, lins):
    factories.move_clock(session, 8 * DAY)
    lin = house.as_(cast.lin, "en")

    answer = lodge(lin, lins)

    assert answer.status_code == 409
    assert "This result is final" in answer.text
    assert "Your result is final." in lin.get(address(lins)).text
    assert rows(session) == EMPTY


def until_the_end(session, days=7):
    """How many milliseconds are left of the time for an appeal."""
    here = ZoneInfo("Asia/Shanghai")
    at = datetime.fromtimestamp(factories.clock(session) / 1000, here)
    end = datetime.combine(at.date() + timedelta(days=days + 1), datetime.min.time(), here)
    return round((end - at).total_seconds() * 1000)


def test_the_last_seconds_count_and_the_next_does_not(house, session, cast, held, lins):
    zhaos = paper(session, cast, held, cast.zhao)
    run = session.scalars(select(Result.run_id)).one()
    session.add(
        Result(
            run_id=run,
            attempt_id=zhaos.id,
            score=1,
            full=2,
            passed=False,
            marks=["1", "0"],
            breakdown={},
        )
    )
    session.commit()
    factories.move_clock(session, until_the_end(session) - 20_000)
    assert lodge(house.as_(cast.lin), lins).status_code == 303
    factories.move_clock(session, 30_000)

    assert lodge(house.as_(cast.zhao), zhaos).status_code == 409
    assert len(rows(session)[0]) == 1


def test_the_blueprint_says_for_how_long(house, session, cast):
    held = closed_sitting(session, cast, appeals={"window_days": 10, "decision_days": 5})
    attempt = paper(session, cast, held, cast.lin)
    released(session, held, marked(session, held, [attempt]), cast.kong)
    factories.move_clock(session, 9 * DAY)

    assert lodge(house.as_(cast.lin), attempt).status_code == 303


def test_where_papers_stay_closed_questions_are_named_by_number_and_topic(house, session, cast):
    held = closed_sitting(session, cast, show_paper=False)
    attempt = paper(session, cast, held, cast.lin)
    released(session, held, marked(session, held, [attempt]), cast.kong)

    page = house.as_(cast.lin, "en").get(address(attempt)).text

    assert "Question 1" in page
    assert "Papers of this exam stay closed" in page
    assert "1 / 1 point" not in page
    assert "law-lin-1 stem" not in page


def test_where_papers_are_shown_the_marks_stand_beside_the_questions(house, cast, lins):
    page = house.as_(cast.lin, "en").get(address(lins)).text

    assert "1 / 1 point" in page
    assert "Papers of this exam stay closed" not in page


def test_a_withdrawn_appeal_stays_visible_and_cannot_be_lodged_again(
    house, app, session, cast, lins
):
    number = lodged(app, session, cast.lin, lins)
    lin = house.as_(cast.lin, "en")

    answer = lin.post(address(lins, "/withdrawal"))
    again = [lin.post(address(lins, "/withdrawal")), lodge(lin, lins)]

    assert (answer.status_code, answer.location) == (303, address(lins))
    assert [each.status_code for each in again] == [409, 409]
    page = lin.get(address(lins)).text
    assert "第1题" in page
    assert "Withdrawn" in page
    assert "Your result is final." in page
    assert steps.entry(session, "exam.appeal_withdrawn")["subject"] == ["appeal", str(number)]
    assert told(session)[-1][1:] == (
        "An appeal against a result of “%(sitting)s” was withdrawn.",
        f"/appeals/{number}",
    )


def test_a_decided_appeal_cannot_be_withdrawn(house, app, session, cast, lins):
    number = lodged(app, session, cast.lin, lins)
    dismissed(app, session, cast.shen, number)
    before = rows(session)

    assert house.as_(cast.lin).post(address(lins, "/withdrawal")).status_code == 409
    assert rows(session) == before


def test_the_candidate_reads_the_whole_case_and_the_name_once_it_is_decided(
    house, app, session, cast, lins
):
    number = lodged(app, session, cast.lin, lins, slots=[2])
    lin = house.as_(cast.lin, "en")
    before = lin.get(address(lins)).text
    dismissed(app, session, cast.shen, number)
    after = lin.get(address(lins)).text

    assert "a supervisor who has nothing to do with this exam" in before
    assert cast.shen.name not in before
    assert "question 2" in before
    assert REASONS in after
    assert cast.shen.name in after
    assert told(session)[-1] == (
        cast.lin.id,
        "Your appeal about “%(sitting)s” was dismissed.",
        address(lins),
    )


def test_an_overdue_appeal_says_so_and_is_not_lost(house, app, session, cast, lins):
    lodged(app, session, cast.lin, lins)
    factories.move_clock(session, 17 * DAY)

    page = house.as_(cast.lin, "en").get(address(lins)).text

    assert "your appeal is not lost" in page
    assert "Your appeal waits for a decision." in page


def test_a_corrected_result_may_be_appealed_against_anew(house, app, session, cast, held, lins):
    dismissed(app, session, cast.shen, lodged(app, session, cast.lin, lins))
    lin = house.as_(cast.lin, "en")
    assert lodge(lin, lins).status_code == 409

    released(session, held, marked(session, held, [lins], score="2", passed=True), cast.kong)

    assert stands(app, session, lins) == "corrected"
    assert lodge(lin, lins).status_code == 303
    assert stands(app, session, lins) == "appealed"
    assert len(rows(session)[0]) == 2


def test_the_same_result_released_again_is_no_new_one(house, app, session, cast, held, lins):
    dismissed(app, session, cast.shen, lodged(app, session, cast.lin, lins))
    released(session, held, marked(session, held, [lins]), cast.kong)

    assert stands(app, session, lins) == "final"
    assert lodge(house.as_(cast.lin), lins).status_code == 409


def test_a_correction_during_an_appeal_leaves_it_open_and_waits_for_its_end(
    house, app, session, cast, held, lins
):
    number = lodged(app, session, cast.lin, lins)
    released(session, held, marked(session, held, [lins], score="2"), cast.kong)
    lin = house.as_(cast.lin, "en")

    assert stands(app, session, lins) == "appealed_corrected"
    assert lodge(lin, lins).status_code == 409
    dismissed(app, session, cast.shen, number)
    assert stands(app, session, lins) == "corrected"
    assert lodge(lin, lins).status_code == 303


def void(session, attempt):
    row = session.get(Attempt, attempt.id)
    row.state = "voided"
    session.commit()


def test_of_a_voided_paper_an_open_appeal_stays_visible_and_is_decided(
    house, app, session, cast, lins
):
    number = lodged(app, session, cast.lin, lins)
    void(session, lins)
    lin = house.as_(cast.lin, "en")

    assert stands(app, session, lins) == "voided_appealed"
    assert "your appeal still waits for a decision" in lin.get(address(lins)).text
    upheld(app, session, cast.shen, number)
    assert stands(app, session, lins) == "voided_upheld"
    assert REASONS in lin.get(address(lins)).text
    assert lodge(lin, lins).status_code == 409
    with app.app_context():
        appealing.settle(number, note="答案已订正", actor=actor_of(cast.shen))
    assert stands(app, session, lins) == "voided"


def test_against_a_voided_paper_nothing_is_lodged(house, session, cast, lins):
    void(session, lins)

    answer = lodge(house.as_(cast.lin, "en"), lins)

    assert answer.status_code == 409
    assert "There is no result to appeal against." in answer.text
    assert rows(session) == EMPTY


def test_what_was_upheld_waits_until_it_is_carried_out(app, session, cast, held, lins):
    number = lodged(app, session, cast.lin, lins)

    def waiting():
        with app.app_context():
            return [each.id for each in upheld_open(held)]

    assert waiting() == []
    upheld(app, session, cast.shen, number)
    assert waiting() == [number]
    with app.app_context():
        appealing.settle(number, note="没有变化", actor=actor_of(cast.shen))
    assert waiting() == []


def test_of_two_appeals_in_the_last_second_one_is_taken(app, session, cast, lins):
    factories.move_clock(session, until_the_end(session) - 15_000)
    lin = cast.lin

    def deed():
        appealing.lodge(lins.token, grounds=GROUNDS, slots=(), actor=actor_of(lin))

    assert refusals(at_once(app, deed, deed)) == ["You have appealed against this result already."]
    assert len(rows(session)[0]) == 1


def test_of_a_withdrawal_and_a_decision_at_once_one_happens(app, session, cast, lins):
    number = lodged(app, session, cast.lin, lins)

    came = at_once(
        app,
        lambda: appealing.withdraw(lins.token, actor=actor_of(cast.lin)),
        lambda: appealing.dismiss(number, reasons=REASONS, actor=actor_of(cast.shen)),
    )

    assert len(refusals(came)) == 1
    _, withdrawals, decisions, *_ = rows(session)
    assert len(withdrawals) + len(decisions) == 1


def test_the_result_leads_to_the_appeal(house, cast, lins):
    page = house.as_(cast.lin).get(f"/exam/attempts/{lins.token}/result").text

    assert f'href="{address(lins)}"' in page
