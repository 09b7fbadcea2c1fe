"""Sitting an exam over HTTP: what may be done, by whom, when, and what is on record after it."""

import re

import pytest
from sqlalchemy import func, select

from accounts.models import Person
from audit.models import Entry
from core.clock import now
from exam.actions.sweeping import close_due, tell
from exam.models.attempts import Arrival, Attempt, AttemptEvent
from tests import factories
from tests.factories import MINUTE

JSON = {"Content-Type": "application/json"}


def save(browser, attempt, *answers, lease=1, **extra):
    """PUT answers given as (slot, seq, value) or (slot, seq, value, typed_under)."""
    body = {
        "lease": lease,
        "answers": [
            {"slot": a[0], "seq": a[1], "value": a[2], "typed_under": a[3] if len(a) > 3 else lease}
            for a in answers
        ],
        **extra,
    }
    return browser.put(f"/exam/attempts/{attempt.token}/answers", json=body)


def journal(session):
    session.expire_all()
    rows = session.scalars(select(Arrival).order_by(Arrival.id))
    return [(row.slot, row.seq, row.value, row.standing) for row in rows]


def test_a_saved_answer_is_on_record_with_a_receipt(house, session, cast, attempt):
    answer = save(house.as_(cast.lin), attempt, (1, 7, "b"))

    assert answer.status_code == 200
    assert set(answer.json) == {"saved", "remaining_ms", "news", "state"}
    assert [entry["seq"] for entry in answer.json["saved"]] == [7]
    assert re.fullmatch(r"[0-9a-f]{32}\.[0-9]{13}", answer.json["saved"][0]["receipt"])
    assert 59 * MINUTE < answer.json["remaining_ms"] <= 60 * MINUTE
    assert journal(session) == [(1, 7, '"b"', "counted")]


def test_every_arrival_is_kept_and_the_highest_counts(house, session, cast, attempt):
    lin = house.as_(cast.lin)
    save(lin, attempt, (1, 9, "c"), (1, 8, "b"))
    save(lin, attempt, (1, 9, "c"))
    save(lin, attempt, (1, 10, None))

    held = lin.post(f"/exam/attempts/{attempt.token}/lease").json

    assert [row[:2] for row in journal(session)] == [(1, 9), (1, 8), (1, 9), (1, 10)]
    assert held["answers"] == [{"slot": 1, "typed_under": 1, "seq": 10, "value": None}]


@pytest.mark.parametrize(
    "value",
    ["好" * 10_000, "😀\u202eabc\u2028", ["", "七 "]],
    ids=["long", "bidi", "list"],
)
def test_any_text_comes_back_as_it_was_typed(house, cast, attempt, value):
    lin = house.as_(cast.lin)
    save(lin, attempt, (4, 1, value))

    held = lin.post(f"/exam/attempts/{attempt.token}/lease").json

    assert held["answers"][0]["value"] == value


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"lease": 1},
        {"lease": "1", "answers": []},
        {"lease": True, "answers": []},
        {"lease": -1, "answers": []},
        {"lease": 1, "answers": [{"slot": 1, "seq": 1, "typed_under": 1, "value": {"a": {}}}]},
        {"lease": 1, "answers": [{"slot": 1, "seq": 1, "typed_under": 1, "value": 1.5}]},
        {"lease": 1, "answers": [{"slot": 1, "seq": 1, "typed_under": 1, "value": "x" * 10_001}]},
        {"lease": 1, "answers": [{"slot": 1, "seq": 1, "typed_under": 1, "value": "\ud800"}]},
        {"lease": 1, "answers": [{"slot": 1, "seq": 1, "typed_under": 1, "value": "a\u0000"}]},
        {"lease": 1, "answers": [{"slot": 1, "seq": 1, "typed_under": 1, "late": False}]},
        {"lease": 1, "answers": [], "deadline_ms": 9_999_999_999_999},
        {"lease": 1, "answers": [], "state": "open"},
        {"lease": 1, "answers": [{"slot": 1, "seq": 1, "typed_under": 1}] * 201},
    ],
)
def test_what_is_no_list_of_answers_is_refused_and_changes_nothing(
    house, session, cast, attempt, body
):
    answer = house.as_(cast.lin).put(f"/exam/attempts/{attempt.token}/answers", json=body)

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert journal(session) == []


def test_a_slot_that_the_paper_does_not_have_is_not_kept(house, session, cast, attempt):
    answer = save(house.as_(cast.lin), attempt, (0, 1, "a"), (7, 2, "a"), (6, 3, "a"))

    assert [entry["seq"] for entry in answer.json["saved"]] == [3]
    assert [row[0] for row in journal(session)] == [6]


def test_an_answer_said_to_be_typed_under_a_lease_to_come_is_not_kept(
    house, session, cast, attempt
):
    save(house.as_(cast.lin), attempt, (1, 1, "a", 99))

    assert journal(session) == []


def test_nobody_saves_into_the_paper_of_another(house, session, cast, attempt):
    answer = save(house.as_(cast.zhao), attempt, (1, 1, "a"))

    assert answer.status_code == 404
    assert journal(session) == []


def test_without_a_sign_in_a_save_answers_401_as_json(house, session, cast, attempt):
    answer = save(house.stranger(), attempt, (1, 1, "a"))

    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert journal(session) == []


def test_a_sign_in_that_was_ended_saves_nothing_more(house, session, cast, attempt):
    lin = house.as_(cast.lin)
    other = house.as_(cast.lin)
    lin.post("/sign-out")

    ended = save(lin, attempt, (1, 1, "a"))
    going = save(other, attempt, (1, 2, "b"))

    assert (ended.status_code, going.status_code) == (401, 200)
    assert journal(session) == [(1, 2, '"b"', "counted")]


def test_a_closed_account_saves_nothing_more(house, session, cast, attempt):
    lin = house.as_(cast.lin)
    session.get(Person, cast.lin.id).closed_at = now()
    session.commit()

    assert save(lin, attempt, (1, 1, "a")).status_code == 401
    assert journal(session) == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_origin_cannot_save(house, session, cast, attempt, site):
    answer = house.as_(cast.lin).put(
        f"/exam/attempts/{attempt.token}/answers",
        json={"lease": 1, "answers": [{"slot": 1, "seq": 1, "typed_under": 1, "value": "a"}]},
        headers={"Sec-Fetch-Site": site},
    )

    assert answer.status_code == 403
    assert journal(session) == []


def test_a_save_that_is_not_declared_as_json_is_refused(house, session, cast, attempt):
    answer = house.as_(cast.lin).put(
        f"/exam/attempts/{attempt.token}/answers",
        data='{"lease":1,"answers":[]}',
        headers={"Content-Type": "text/plain"},
    )

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("late_ms", "status", "standing"),
    [(-2_000, 200, "counted"), (2_000, 200, "late"), (6_000, 409, "closed")],
)
def test_the_server_clock_alone_decides_what_is_late(
    house, session, cast, attempt, late_ms, status, standing
):
    factories.move_clock(session, 60 * MINUTE + late_ms)

    answer = save(house.as_(cast.lin), attempt, (1, 1, "a"))

    assert answer.status_code == status
    assert journal(session) == [(1, 1, '"a"', standing)]
    if status == 409:
        assert answer.json["state"] == "closed"


def test_a_save_under_an_old_lease_overwrites_nothing_and_gives_what_is_on_record(
    house, session, cast, attempt
):
    phone, desk = house.as_(cast.lin), house.as_(cast.lin)
    save(phone, attempt, (1, 5, "a"))
    taken = desk.post(f"/exam/attempts/{attempt.token}/lease").json
    save(desk, attempt, (1, 6, "b"), lease=taken["lease"])

    answer = save(phone, attempt, (1, 9, "c"))

    assert (answer.status_code, answer.json["state"]) == (409, "moved")
    assert answer.json["answers"] == [{"slot": 1, "typed_under": 2, "seq": 6, "value": "b"}]
    assert journal(session)[-1] == (1, 9, '"c"', "moved")


def test_answers_typed_under_an_earlier_lease_never_undo_newer_work(house, session, cast, attempt):
    lin = house.as_(cast.lin)
    taken = lin.post(f"/exam/attempts/{attempt.token}/lease").json
    save(lin, attempt, (1, 3, "new", 2), lease=taken["lease"])

    replay = save(lin, attempt, (1, 999, "old", 1), (2, 4, "a", 1), lease=taken["lease"])

    assert replay.status_code == 200
    held = lin.post(f"/exam/attempts/{attempt.token}/lease").json["answers"]
    assert {answer["slot"]: answer["value"] for answer in held} == {1: "new", 2: "a"}


def test_the_deadline_cannot_be_sent_along(house, session, cast, attempt):
    before = (attempt.deadline_ms, attempt.opened_ms, attempt.state)
    lin = house.as_(cast.lin)
    forged = {"deadline_ms": "9", "extra_minutes": "99", "state": "ready", "score": "100"}

    lin.post(f"/exam/attempts/{attempt.token}/pages?deadline_ms=9", {**forged, "lease": "1"})
    lin.post(f"/exam/attempts/{attempt.token}/lease?extra_minutes=9", forged)
    lin.post(f"/exam/attempts/{attempt.token}/opening", forged)

    session.expire_all()
    row = session.get(Attempt, attempt.id)
    assert (row.deadline_ms, row.opened_ms, row.state) == before


def test_the_paper_comes_with_the_answers_on_record_filled_in(house, cast, attempt):
    lin = house.as_(cast.lin)
    save(
        lin,
        attempt,
        (1, 1, "c"),
        (2, 1, ["a", "d"]),
        (3, 1, False),
        (4, 1, ['七"<b>']),
        (5, 1, ["b", "c", "a"]),
    )

    page = lin.get(f"/exam/attempts/{attempt.token}").text

    assert 'name="a1" value="c" checked' in page
    assert page.count(" checked") == 1 + 2 + 1
    assert 'name="a3" value="false" checked' in page
    assert 'value="七&#34;&lt;b&gt;"' in page
    assert page.count(" selected") == 3
    assert "\ue000" not in page
    assert "\ue001" not in page


def test_the_form_saves_without_a_script_and_goes_where_its_button_leads(
    house, session, cast, attempt
):
    fields = {
        "lease": "1",
        "a1": "b",
        "a2": ["a", "c"],
        "a3": "true",
        "a4.0": " 七 ",
        "a5.a": "2",
        "a5.b": "1",
        "a5.c": "3",
        "go": "3",
        "flag": "",
    }

    answer = house.as_(cast.lin).post(f"/exam/attempts/{attempt.token}/pages", fields)

    assert (answer.status_code, answer.location) == (303, f"/exam/attempts/{attempt.token}#s3")
    assert [(row[0], row[2]) for row in journal(session)] == [
        (1, '"b"'),
        (2, '["a","c"]'),
        (3, "true"),
        (4, '["\\u4e03"]'),
        (5, '["b","a","c"]'),
    ]


def test_the_form_clears_an_answer_that_was_taken_back(house, session, cast, attempt):
    lin = house.as_(cast.lin)
    lin.post(f"/exam/attempts/{attempt.token}/pages", {"lease": "1", "a2": ["a"], "go": "2"})

    lin.post(f"/exam/attempts/{attempt.token}/pages", {"lease": "1", "go": "2"})

    assert [(row[0], row[2]) for row in journal(session)] == [(2, '["a"]'), (2, "null")]


def test_the_form_under_an_old_lease_says_so_and_keeps_nothing(house, session, cast, attempt):
    lin = house.as_(cast.lin)
    lin.post(f"/exam/attempts/{attempt.token}/lease")

    answer = lin.post(f"/exam/attempts/{attempt.token}/pages", {"lease": "1", "a1": "b", "go": "2"})

    assert answer.status_code == 409
    assert [row[3] for row in journal(session)] == ["moved"]


def test_a_flag_is_raised_and_taken_down(house, session, cast, attempt):
    lin = house.as_(cast.lin)
    url = f"/exam/attempts/{attempt.token}/flags"
    lin.post(url, {"slot": "2", "raised": "flagged"})
    lin.post(url, {"slot": "3", "raised": "flagged"})
    lin.post(url, {"slot": "2", "raised": "unflagged"})

    held = lin.post(f"/exam/attempts/{attempt.token}/lease").json

    assert held["flags"] == [3]
    assert lin.post(url, {"slot": "99", "raised": "flagged"}).status_code == 404
    assert lin.post(url, {"slot": "1", "raised": "burning"}).status_code == 422


def test_handing_in_closes_for_good_and_twice_changes_nothing(house, app, session, cast, attempt):
    lin = house.as_(cast.lin)
    save(lin, attempt, (1, 1, "b"))
    url = f"/exam/attempts/{attempt.token}/submission"

    first = lin.post(url)
    session.expire_all()
    closed_ms = session.get(Attempt, attempt.id).closed_ms
    again = lin.post(url)
    late = save(lin, attempt, (1, 2, "c"))

    session.expire_all()
    row = session.get(Attempt, attempt.id)
    assert (first.status_code, again.status_code) == (303, 303)
    assert (row.state, row.closed_ms, row.closed_by) == ("closed", closed_ms, "candidate")
    assert (late.status_code, late.json["state"]) == (409, "closed")
    with app.app_context():
        tell(attempt.sitting_id)
    session.commit()
    entries = session.execute(
        select(Entry.act, Entry.fields["attempts"].as_integer()).where(Entry.act.like("exam.%"))
    ).all()
    assert entries == [("exam.submitted", 1)]


def test_starting_gives_the_full_time_from_ones_own_start(house, session, cast, held, bank):
    ready = factories.attempt(session, held, cast.lin, bank, state="ready", extra_minutes=30)
    factories.move_clock(session, 50 * MINUTE)

    house.as_(cast.lin).post(f"/exam/attempts/{ready.token}/opening")

    session.expire_all()
    row = session.get(Attempt, ready.id)
    assert row.state == "open"
    assert row.deadline_ms - row.opened_ms == 90 * MINUTE


@pytest.mark.parametrize("moved", [-2 * MINUTE, 61 * MINUTE])
def test_outside_the_window_nothing_can_be_started(house, session, cast, held, bank, moved):
    ready = factories.attempt(session, held, cast.lin, bank, state="ready")
    factories.move_clock(session, moved)
    lin = house.as_(cast.lin)

    answer = lin.post(f"/exam/attempts/{ready.token}/opening")

    session.expire_all()
    assert answer.status_code == 409
    assert session.get(Attempt, ready.id).state == "ready"
    assert "stem" not in lin.get(f"/exam/attempts/{ready.token}", follow_redirects=True).text


def test_before_the_start_no_word_of_the_paper_is_told(house, session, cast, held, bank):
    ready = factories.attempt(session, held, cast.lin, bank, state="ready")
    lin = house.as_(cast.lin)

    pages = [
        lin.get(path, follow_redirects=True).text
        for path in (
            f"/exam/attempts/{ready.token}",
            f"/exam/attempts/{ready.token}/submission",
            f"/exam/attempts/{ready.token}/result",
            f"/exam/attempts/{ready.token}/result/paper",
            f"/exam/sittings/{held.id}",
            "/exam/",
        )
    ]

    assert [page for page in pages if "law-single" in page] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("post", "/opening"),
        ("post", "/lease"),
        ("post", "/pages"),
        ("post", "/flags"),
        ("get", "/submission"),
        ("post", "/submission"),
        ("get", "/result"),
        ("get", "/result/paper"),
    ],
)
@pytest.mark.parametrize("who", ["zhao", "kong", "chen", "shen", "lu"])
def test_the_attempt_of_another_does_not_exist(house, session, cast, attempt, method, path, who):
    browser = house.as_(getattr(cast, who))
    asked = {"slot": "1", "raised": "flagged"} if method == "post" else {}

    answer = getattr(browser, method)(
        f"/exam/attempts/{attempt.token}{path}", **({"data": asked} if asked else {})
    )

    session.expire_all()
    row = session.get(Attempt, attempt.id)
    assert answer.status_code == 404
    assert (row.state, row.lease) == ("open", 1)
    assert session.scalar(select(func.count()).select_from(AttemptEvent)) == 0


def test_when_time_is_up_the_attempt_closes_at_its_deadline(house, session, cast, attempt, app):
    save(house.as_(cast.lin), attempt, (1, 1, "b"))
    factories.move_clock(session, 95 * MINUTE)

    with app.app_context():
        closed = close_due()

    session.expire_all()
    row = session.get(Attempt, attempt.id)
    assert closed == 1
    assert (row.state, row.closed_ms, row.closed_by) == ("closed", row.deadline_ms, "deadline")


def test_the_paper_takes_three_statements_at_most(house, cast, attempt, statements):
    lin = house.as_(cast.lin)
    lin.get(f"/exam/attempts/{attempt.token}")

    with statements() as of_paper:
        lin.get(f"/exam/attempts/{attempt.token}")

    assert len(of_paper) <= 3
