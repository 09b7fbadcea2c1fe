"""Messages, extra time, signals and remarks: what an examiner does for one, a room or everyone."""

import pytest
from sqlalchemy import select

from exam.models.attempts import AttemptEvent
from exam.models.proctoring import Message, SignalRemark
from exam.models.sittings import Entrance, Room
from tests import factories
from tests.exam import steps
from tests.people import grant

MINUTE = factories.MINUTE


@pytest.fixture
def kong(house, cast):
    return house.as_(cast.kong, "en")


@pytest.fixture
def lins(session, cast, running):
    return steps.attempt_of(session, running, cast.lin)


@pytest.fixture
def page(running, lins):
    """Lin's page for those who hold or watch the sitting."""
    return f"/sittings/{running.id}/registrations/{lins.registration_id}"


def news(session, sitting, *people):
    return [steps.attempt_of(session, sitting, person).news for person in people]


def said(session):
    session.commit()
    rows = session.execute(
        select(Message.text, Message.room_id, Message.attempt_id).order_by(Message.id)
    ).all()
    session.commit()
    return [tuple(row) for row in rows]


def note(session, attempt, *kinds):
    """Let these events have happened, a minute apart."""
    at = factories.clock(session)
    session.add_all(
        AttemptEvent(attempt_id=attempt.id, kind=kind, at_ms=at + place * MINUTE)
        for place, kind in enumerate(kinds)
    )
    session.commit()


# Messages


def test_a_message_reaches_everyone_a_room_or_one(house, session, cast, running, kong, lins, page):
    kong.post(f"/sittings/{running.id}/rooms", {"name": "一号", "addresses": ""})
    session.commit()
    room_id = session.scalars(select(Room.id)).one()
    kong.post(f"{page}/seat", {"room": room_id})
    url = f"/sittings/{running.id}/messages"

    kong.post(url, {"text": "请安静", "room": "0"})
    everyone = news(session, running, cast.lin, cast.zhao)
    kong.post(url, {"text": "本考场加时", "room": room_id})
    in_room = news(session, running, cast.lin, cast.zhao)
    answer = kong.post(f"{page}/messages", {"text": "请换键盘"})

    assert [everyone, in_room] == [[1, 1], [2, 1]]
    assert news(session, running, cast.lin, cast.zhao) == [3, 1]
    assert (answer.status_code, answer.location) == (303, page)
    assert said(session) == [
        ("请安静", None, None),
        ("本考场加时", room_id, None),
        ("请换键盘", None, lins.id),
    ]
    fields = steps.entry(session, "exam.message_sent")
    assert (fields["text"], fields["attempts"], fields["attempt"]) == ("请换键盘", 1, lins.id)


def test_an_open_page_gets_the_messages_that_reach_it(house, session, cast, running, kong, page):
    browser, attempt = steps.start(house, session, running, cast.lin)
    other, zhaos = steps.start(house, session, running, cast.zhao)
    kong.post(f"{page}/messages", {"text": "请换键盘"})

    told = [
        [each["text"] for each in one.get(f"/exam/attempts/{token}/news").json["messages"]]
        for one, token in ((browser, attempt.token), (other, zhaos.token))
    ]

    assert told == [["请换键盘"], []]


def test_the_ready_page_shows_what_was_said(house, cast, running, kong, page):
    kong.post(f"{page}/messages", {"text": "请到二号机房"})
    url = f"/exam/sittings/{running.id}"

    assert "请到二号机房" in house.as_(cast.lin).get(url).text
    assert "请到二号机房" not in house.as_(cast.zhao).get(url).text


@pytest.mark.parametrize("text", ["", "  ", "长" * 501])
def test_a_message_of_the_wrong_length_is_not_sent(session, cast, running, kong, page, text):
    answers = [
        kong.post(f"/sittings/{running.id}/messages", {"text": text, "room": "0"}),
        kong.post(f"{page}/messages", {"text": text}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert (said(session), news(session, running, cast.lin)) == ([], [0])


def test_a_message_is_plain_text(running, kong, page):
    kong.post(f"{page}/messages", {"text": "<b>x</b> {{7*7}}"})

    shown = kong.get(f"/sittings/{running.id}/messages").text
    assert "&lt;b&gt;x&lt;/b&gt; {{7*7}}" in shown


def test_a_message_to_a_room_of_another_sitting_is_not_sent(session, cast, running, kong):
    other = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    kong.post(f"/sittings/{other.id}/rooms", {"name": "别处", "addresses": ""})
    session.commit()
    room_id = session.scalars(select(Room.id)).one()

    answer = kong.post(f"/sittings/{running.id}/messages", {"text": "x", "room": room_id})

    assert (answer.status_code, said(session)) == (422, [])


def test_after_the_sitting_nothing_is_said(app, session, cast, running, kong, page):
    steps.run_out(app, session)

    answer = kong.post(f"{page}/messages", {"text": "x"})

    assert (answer.status_code, said(session)) == (409, [])


# Extra time


def extra(browser, page, **form):
    return browser.post(
        f"{page}/extra-time", {"reason": "手伤", "minutes": "", "percent": ""} | form
    )


def test_half_of_the_time_extra_is_accepted_until_ones_own_end(
    house, session, cast, running, kong, page
):
    browser, attempt = steps.start(house, session, running, cast.lin)
    extra(kong, page, percent="50")
    factories.move_clock(session, 89 * MINUTE)

    saved = steps.save(browser, attempt.token, (1, 1, "a"))

    assert (saved.status_code, saved.json["state"]) == (200, "open")
    row = steps.attempt_of(session, running, cast.lin)
    assert row.deadline_ms - row.opened_ms == 90 * MINUTE
    assert steps.entry(session, "exam.accommodated")["after"] == 30


def test_extended_and_shortened_again_the_page_learns_it_with_its_next_beat(
    house, session, cast, running, kong, page
):
    browser, attempt = steps.start(house, session, running, cast.lin)
    told = []
    for minutes in ("10", "5"):
        extra(kong, page, minutes=minutes)
        beat = browser.put(
            f"/exam/attempts/{attempt.token}/answers", json={"lease": 1, "answers": []}
        ).json
        told.append((beat["news"], round(beat["remaining_ms"] / MINUTE)))

    assert told == [(1, 70), (2, 65)]


def test_a_share_is_rounded_up_to_whole_minutes(session, cast, running, kong, page):
    extra(kong, page, percent="33")

    assert steps.attempt_of(session, running, cast.lin).registration.extra_minutes == 20


def test_extra_time_while_paused_is_there_after_the_pause(
    house, session, cast, running, kong, page
):
    steps.start(house, session, running, cast.lin)
    kong.post(f"{page}/pauses", {"reason": "停电"})
    before = steps.attempt_of(session, running, cast.lin)
    left = before.deadline_ms - before.paused_ms
    factories.move_clock(session, 50 * MINUTE)

    shortened = extra(kong, page, minutes="10").status_code

    after = steps.attempt_of(session, running, cast.lin)
    assert (shortened, after.state) == (303, "paused")
    assert after.deadline_ms - after.paused_ms == left + 10 * MINUTE


@pytest.mark.parametrize("how", ["by the deadline", "not yet swept", "by hand"])
def test_after_the_end_no_time_is_added_and_the_reason_is_said(
    app, house, session, cast, running, kong, page, how
):
    browser, attempt = steps.start(house, session, running, cast.lin)
    if how == "by hand":
        browser.post(f"/exam/attempts/{attempt.token}/submission")
    else:
        factories.move_clock(session, 61 * MINUTE)
        if how == "by the deadline":
            steps.beat(app)
    before = steps.state(session)

    answer = extra(kong, page, minutes="30")

    assert answer.status_code == 409
    assert "time can no longer be added" in answer.text
    assert steps.state(session) == before


@pytest.mark.parametrize(
    "form",
    [{}, {"minutes": "5", "percent": "5"}, {"percent": "201"}, {"percent": "-1"}, {"minutes": "x"}],
)
def test_minutes_or_percent_but_one_of_them(session, running, kong, page, form):
    before = steps.state(session)

    answer = extra(kong, page, **form)

    assert answer.status_code == 303
    assert steps.state(session) == before


# Signals


@pytest.fixture
def noted(house, session, cast, running, lins):
    """Lin's browser; the page lost the focus twice and was taken over."""
    browser, _ = steps.start(house, session, running, cast.lin)
    note(session, lins, "blurred", "focused", "blurred", "leased", "pasted")
    return browser


def test_each_signal_is_shown_with_its_innocent_explanations(noted, kong, page):
    shown = kong.get(page).text

    for words in (
        "The page lost the focus",
        "A hand slipped: a wrong key, a wrong button, a touch on the edge of the screen.",
        "Text was pasted",
        "The paper was opened again",
        "A second tab was opened by mistake.",
    ):
        assert words in shown
    assert "The network address changed" not in shown


def test_the_candidate_reads_the_same_once_their_exam_has_ended(
    house, cast, noted, lins, kong, page
):
    kong.post(f"{page}/remarks", {"text": "输入法所致"})
    url = f"/exam/attempts/{lins.token}/noted"
    during = noted.get(url)
    noted.post(f"/exam/attempts/{lins.token}/submission")
    english = house.as_(cast.lin, "en")

    afterwards = english.get(url).text

    assert during.status_code == 409
    assert "输入法所致" not in during.text
    for words in ("The page lost the focus", "A hand slipped", "输入法所致", "孔令仪"):
        assert words in afterwards
    assert url in english.get(f"/exam/attempts/{lins.token}/result").text
    assert house.as_(cast.zhao).get(url).status_code == 404
    assert house.stranger().get(url).status_code == 303


def test_no_signal_changes_the_outcome(session, cast, running, noted, lins):
    row = steps.attempt_of(session, running, cast.lin)

    assert (row.state, row.closed_by) == ("open", None)
    assert "exam.voiding_asked" not in steps.acts(session)


def remarks(session):
    session.commit()
    rows = session.execute(select(SignalRemark.text, SignalRemark.by_id)).all()
    session.commit()
    return [tuple(row) for row in rows]


def test_an_examiner_remarks_by_name(session, cast, noted, kong, page, lins):
    answer = kong.post(f"{page}/remarks", {"text": "已当面询问"})

    assert (answer.status_code, answer.location) == (303, page)
    assert remarks(session) == [("已当面询问", cast.kong.id)]
    fields = steps.entry(session, "exam.signals_remarked")
    assert (fields["text"], fields["subject"]) == ("已当面询问", ["attempt", str(lins.id)])


@pytest.mark.parametrize("who", ["tang", "shen", "lin", "zhao", "chen", "meng", "lu"])
def test_nobody_else_acts_on_a_candidate(house, session, cast, noted, page, who):
    before = steps.state(session)
    browser = house.as_(getattr(cast, who))

    answers = [
        browser.post(f"{page}/remarks", {"text": "x"}),
        browser.post(f"{page}/messages", {"text": "x"}),
        browser.post(f"{page}/extra-time", {"minutes": "5", "reason": "r"}),
        browser.post(page.split("/registrations")[0] + "/messages", {"text": "x", "room": "0"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert steps.state(session) == before
    assert (remarks(session), said(session)) == ([], [])


@pytest.mark.parametrize("whose", ["own", "another's"])
def test_whoever_sits_here_remarks_on_nobody(house, session, cast, running, noted, lins, whose):
    grant(session, cast.lin, "examiner", cast.units["yunxi"])
    person = cast.lin if whose == "own" else cast.zhao
    registration_id = steps.attempt_of(session, running, person).registration_id
    url = f"/sittings/{running.id}/registrations/{registration_id}/remarks"

    answer = house.as_(cast.lin).post(url, {"text": "无异常"})

    assert (answer.status_code, remarks(session)) == (403, [])


@pytest.mark.parametrize("text", ["", "长" * 501])
def test_a_remark_of_the_wrong_length_is_not_kept(session, noted, kong, page, text):
    assert kong.post(f"{page}/remarks", {"text": text}).status_code == 422
    assert remarks(session) == []


def test_the_ready_page_says_what_is_noted_here(house, session, cast, running):
    url = f"/exam/sittings/{running.id}"
    lin = house.as_(cast.lin, "en")
    plain = lin.get(url).text
    session.add(
        Entrance(
            sitting_id=running.id,
            addresses=[],
            watches_focus=True,
            asks_full_screen=False,
            browser_keys=[],
            by_id=cast.kong.id,
            at=running.at,
        )
    )
    session.commit()
    watched = lin.get(url).text

    words = "The page lost the focus", "The full screen was left", "The paper was opened again"
    assert [each in plain for each in words] == [False, False, True]
    assert [each in watched for each in words] == [True, False, True]


def test_the_page_of_one_takes_as_many_statements_for_many_lines_as_for_few(
    house, session, cast, running, noted, lins, kong, page, statements
):
    kong.get(page)
    with statements() as few:
        kong.get(page)
    note(session, lins, *["blurred"] * 30)
    steps.save(noted, lins.token, *((1, seq, "a") for seq in range(1, 80)))
    for number in range(3):
        kong.post(f"{page}/messages", {"text": f"第{number}条"})
        kong.post(f"{page}/remarks", {"text": f"第{number}条"})

    with statements() as many:
        kong.get(page)

    assert len(many) == len(few)


def test_the_journal_is_paged_and_a_cleared_answer_is_a_line(noted, lins, kong, page):
    steps.save(noted, lins.token, *((1, seq, "a" if seq % 2 else None) for seq in range(1, 81)))

    first, second = kong.get(page).text, kong.get(f"{page}?page=2").text

    assert (first.count("in time"), second.count("in time")) == (50, 30)
    assert (first.count("<b>yes</b>"), second.count("<b>yes</b>")) == (0, 1)
    assert "cleared" in second


def test_whoever_proctors_cannot_answer_as_the_candidate(session, noted, lins, kong):
    before = steps.state(session)

    answers = [
        steps.save(kong, lins.token, (1, 1, "b")),
        kong.post(f"/exam/attempts/{lins.token}/lease"),
        kong.post(f"/exam/attempts/{lins.token}/submission"),
        kong.get(f"/exam/attempts/{lins.token}"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert steps.state(session) == before
