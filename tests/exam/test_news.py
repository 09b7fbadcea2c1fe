"""What an open page learns over HTTP: messages, pauses, other time; and what it may tell."""

import pytest
from sqlalchemy import select, update

from core.clock import now
from exam.models.attempts import Arrival, Attempt, AttemptEvent
from exam.models.candidates import Seat
from exam.models.proctoring import Message
from exam.models.sittings import Entrance, Room
from exam.rules.watching import MOST_A_MINUTE
from tests import factories
from tests.exam import steps
from tests.factories import MINUTE


def news_of(browser, attempt):
    answer = browser.get(f"/exam/attempts/{attempt.token}/news")
    assert answer.status_code == 200
    return answer.json


def texts(news):
    return [message["text"] for message in news["messages"]]


@pytest.fixture
def rooms(session, held):
    """Two rooms of the sitting."""
    made = [
        Room(sitting_id=held.id, name=name, addresses=[], by_id=held.by_id, at=now())
        for name in ("甲", "乙")
    ]
    session.add_all(made)
    session.commit()
    return made


def sent(session, held, text, **to):
    at_ms = factories.clock(session)
    word = Message(sitting_id=held.id, text=text, at_ms=at_ms, by_id=held.by_id, at=now(), **to)
    session.add(word)
    session.commit()


def seated(session, attempt, room):
    seat = Seat(
        registration_id=attempt.registration_id, room_id=room.id, by_id=room.by_id, at=now()
    )
    session.add(seat)
    session.commit()


def test_an_exam_without_news_says_so(house, cast, attempt):
    news = news_of(house.as_(cast.lin), attempt)

    assert 59 * MINUTE < news.pop("remaining_ms") <= 60 * MINUTE
    assert news == {"news": 0, "state": "open", "messages": [], "pause_reason": None}


def test_messages_to_one_to_the_room_and_to_all_are_read_and_no_other(
    house, session, cast, held, bank, attempt, rooms
):
    other = factories.attempt(session, held, cast.zhao, bank)
    mine, elsewhere = rooms
    seated(session, attempt, mine)
    sent(session, held, "给你", attempt_id=attempt.id)
    sent(session, held, "给甲室", room_id=mine.id)
    sent(session, held, "给乙室", room_id=elsewhere.id)
    sent(session, held, "给他", attempt_id=other.id)
    sent(session, held, "给大家")

    assert texts(news_of(house.as_(cast.lin), attempt)) == ["给你", "给甲室", "给大家"]
    assert texts(news_of(house.as_(cast.zhao), other)) == ["给他", "给大家"]


def test_a_message_stands_on_the_paper_as_text(house, session, cast, attempt):
    factories.message(session, attempt, "第 3 题<b>更正</b>")

    page = house.as_(cast.lin).get(f"/exam/attempts/{attempt.token}").text

    assert "第 3 题&lt;b&gt;更正&lt;/b&gt;" in page
    assert 'data-news="1"' in page


def test_the_answer_to_a_save_says_that_there_is_news(house, session, cast, attempt):
    lin = house.as_(cast.lin)
    before = steps.save(lin, attempt.token).json["news"]
    factories.message(session, attempt, "还有十分钟")

    assert (before, steps.save(lin, attempt.token).json["news"]) == (0, 1)


def test_while_paused_the_clock_stands_and_nothing_is_saved_or_shown(house, session, cast, attempt):
    lin = house.as_(cast.lin)
    factories.pause(session, attempt, "消防演练")
    factories.move_clock(session, 20 * MINUTE)

    refused = steps.save(lin, attempt.token, (1, 1, "b"))
    lease = lin.post(
        f"/exam/attempts/{attempt.token}/lease", headers={"Accept": "application/json"}
    )
    page = lin.get(f"/exam/attempts/{attempt.token}").text
    news = news_of(lin, attempt)

    assert (refused.status_code, refused.json["state"]) == (409, "paused")
    assert (lease.status_code, lease.json["state"]) == (409, "paused")
    assert 59 * MINUTE < refused.json["remaining_ms"] <= 60 * MINUTE
    assert (news["state"], news["pause_reason"]) == ("paused", "消防演练")
    assert 59 * MINUTE < news["remaining_ms"] <= 60 * MINUTE
    assert "消防演练" in page
    assert "stem" not in page
    session.expire_all()
    assert [row.standing for row in session.scalars(select(Arrival))] == ["paused"]


@pytest.mark.parametrize("path", ["/submission", "/result", "?question=2"])
def test_while_paused_every_address_of_the_exam_leads_to_the_pause(
    house, session, cast, attempt, path
):
    factories.pause(session, attempt, "停电")

    page = house.as_(cast.lin).get(f"/exam/attempts/{attempt.token}{path}", follow_redirects=True)

    assert "停电" in page.text
    assert "stem" not in page.text


def test_after_the_pause_the_time_is_given_back_and_what_waited_counts(
    house, session, cast, attempt
):
    lin = house.as_(cast.lin)
    begun = factories.pause(session, attempt, "消防演练")
    steps.save(lin, attempt.token, (1, 1, "b"))
    factories.move_clock(session, 20 * MINUTE)
    factories.resume(session, attempt, begun)

    saved = steps.save(lin, attempt.token, (1, 1, "b"))

    news = news_of(lin, attempt)
    assert saved.status_code == 200
    assert 59 * MINUTE < saved.json["remaining_ms"] <= 60 * MINUTE
    assert (news["state"], news["pause_reason"], news["news"]) == ("open", None, 2)
    assert "stem" in lin.get(f"/exam/attempts/{attempt.token}").text


def test_the_news_of_an_exam_that_is_over_is_that_it_is_closed(house, session, cast, attempt):
    factories.move_clock(session, 61 * MINUTE)

    news = news_of(house.as_(cast.lin), attempt)

    assert (news["state"], news["remaining_ms"]) == ("closed", 0)


def test_the_news_takes_two_statements(house, session, cast, attempt, statements):
    factories.message(session, attempt, "一")
    factories.pause(session, attempt, "二")
    lin = house.as_(cast.lin)

    with statements() as of_news:
        news_of(lin, attempt)

    assert len(of_news) == 2


def test_news_are_for_the_candidate_alone(house, session, cast, attempt):
    path = f"/exam/attempts/{attempt.token}/news"
    factories.message(session, attempt, "只给林")

    for who in (cast.zhao, cast.kong, cast.chen):
        answer = house.as_(who).get(path, headers={"Accept": "application/json"})
        assert (answer.status_code, "只给林" in answer.text) == (404, False)
    assert house.stranger().get(path, headers={"Accept": "application/json"}).status_code == 401


def entrance(session, held, **asked):
    row = {"watches_focus": False, "asks_full_screen": False, **asked}
    session.add(Entrance(sitting_id=held.id, by_id=held.by_id, at=now(), **row))
    session.commit()


def signals(session):
    session.expire_all()
    kinds = ("blurred", "focused", "pasted", "left_screen")
    told = select(AttemptEvent).where(AttemptEvent.kind.in_(kinds))
    rows = session.scalars(told.order_by(AttemptEvent.id))
    return [(row.kind, row.slot) for row in rows]


def tell(browser, attempt, kind, **more):
    return browser.post(f"/exam/attempts/{attempt.token}/signals", {"kind": kind, **more})


def test_where_the_sitting_asks_the_page_tells_of_focus_and_pasting(
    house, session, cast, held, attempt
):
    entrance(session, held, watches_focus=True)
    lin = house.as_(cast.lin)

    answers = [
        tell(lin, attempt, "blurred"),
        tell(lin, attempt, "focused"),
        tell(lin, attempt, "pasted", slot="4"),
        tell(lin, attempt, "pasted", slot="99"),
        tell(lin, attempt, "left_screen"),
    ]

    assert [answer.status_code for answer in answers] == [204, 204, 204, 204, 409]
    assert signals(session) == [
        ("blurred", None),
        ("focused", None),
        ("pasted", 4),
        ("pasted", None),
    ]


@pytest.mark.parametrize(
    ("asked", "kind", "status"),
    [
        ({"asks_full_screen": True}, "left_screen", 204),
        ({"asks_full_screen": True}, "blurred", 409),
        ({"watches_focus": True}, "submitted", 422),
        ({"watches_focus": True}, "", 422),
        ({"watches_focus": True}, "flagged", 422),
    ],
)
def test_only_known_signals_that_the_sitting_asks_for_are_noted(
    house, session, cast, held, attempt, asked, kind, status
):
    entrance(session, held, **asked)

    assert tell(house.as_(cast.lin), attempt, kind).status_code == status
    assert signals(session) == ([(kind, None)] if status == 204 else [])


def test_without_an_entrance_nothing_is_noted_and_the_page_says_nothing_of_it(
    house, session, cast, attempt
):
    lin = house.as_(cast.lin)

    assert tell(lin, attempt, "blurred").status_code == 409
    assert signals(session) == []
    assert "data-watch" not in lin.get(f"/exam/attempts/{attempt.token}").text


def test_the_page_says_what_is_noted(house, session, cast, held, attempt):
    entrance(session, held, watches_focus=True, asks_full_screen=True)

    page = house.as_(cast.lin).get(f"/exam/attempts/{attempt.token}").text

    assert 'data-watch="focus screen"' in page
    assert "data-watched" in page


def test_no_more_than_so_many_signals_a_minute_are_noted(house, session, cast, held, attempt):
    entrance(session, held, watches_focus=True)
    at_ms = factories.clock(session)
    session.add_all(
        AttemptEvent(attempt_id=attempt.id, kind="blurred", at_ms=at_ms)
        for _ in range(MOST_A_MINUTE)
    )
    session.commit()
    lin = house.as_(cast.lin)

    refused = tell(lin, attempt, "focused")
    factories.move_clock(session, MINUTE)
    after = tell(lin, attempt, "focused")

    assert (refused.status_code, after.status_code) == (409, 204)
    assert len(signals(session)) == MOST_A_MINUTE + 1


@pytest.mark.parametrize("state", ["ready", "closed", "paused", "voided"])
def test_signals_are_noted_of_an_open_exam_alone(house, session, cast, held, attempt, state):
    entrance(session, held, watches_focus=True)
    session.execute(update(Attempt).values(state=state))
    session.commit()

    assert tell(house.as_(cast.lin), attempt, "blurred").status_code == 409
    assert signals(session) == []


def test_nobody_tells_of_the_exam_of_another(house, session, cast, held, attempt):
    entrance(session, held, watches_focus=True)

    assert tell(house.as_(cast.zhao), attempt, "blurred").status_code == 404
    assert signals(session) == []
