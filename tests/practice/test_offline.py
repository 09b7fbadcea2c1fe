"""Practice without a network: taken along, and handed over without loss or duplicate."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core.clock import now
from practice.models import PracticeAnswer, Round
from question_bank.models import Revision
from tests.practice.conftest import ask

PATH = "/practice/offline"
OFFICERS = 8


@pytest.fixture
def along(lin, pool) -> dict:
    """What Lin took along: one question of each kind."""
    taken = lin.browser.post(PATH)
    assert taken.status_code == 201
    return taken.json


def item(pack: dict, kind: str, value: object, **changes) -> dict:
    number = next(each["number"] for each in pack["questions"] if each["kind"] == kind)
    given = {"round": pack["round"], "number": number, "value": value, "sure": True}
    return given | {"answered_at": now().isoformat()} | changes


def right(pack: dict, kind: str) -> object:
    marking = next(each["marking"] for each in pack["questions"] if each["kind"] == kind)
    return marking.get("right")


def hand_over(browser, person: int, *items: object):
    return browser.post(f"{PATH}/answers", json={"person": person, "answers": list(items)})


def outcomes(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["outcome"] for each in answer.json["answers"]]


def kept(session) -> list[tuple]:
    session.rollback()
    rows = session.scalars(select(PracticeAnswer).order_by(PracticeAnswer.id))
    return [(each.question, each.value, each.share, each.is_sure) for each in rows]


def test_what_is_taken_along_is_a_round_of_ones_own_with_its_keys(lin, session, cast, along):
    own = session.scalars(select(Round)).one()

    assert (own.person_id, own.about, own.id) == (cast.lin.id, "offline", along["round"])
    assert along["person"] == cast.lin.id
    assert [each["number"] for each in along["questions"]] == [1, 2, 3, 4, 5, 6]
    single = next(each for each in along["questions"] if each["kind"] == "single")
    order = own.slots[single["number"] - 1]["order"]
    assert single["marking"]["right"] == "abcd"[order.index(1)]
    assert "q-single stem" in single["asked"]
    for told in ("q-single-why-0", "q-single rationale", "article 42, paragraph 1"):
        assert told in single["told"]


def test_up_to_thirty_questions_are_taken_along(lin, session, cast):
    for number in range(33):
        ask(session, cast, "single", f"q-{number:02}")

    assert len(lin.browser.post(PATH).json["questions"]) == 30


def test_taking_along_again_brings_what_was_not_tried_today(lin, session, cast):
    for number in range(35):
        ask(session, cast, "true_false", f"q-{number:02}")
    first = lin.browser.post(PATH).json
    tried = [
        {"round": first["round"], "number": each["number"], "value": None, "sure": True,
         "answered_at": now().isoformat()}
        for each in first["questions"]
    ]  # fmt: skip
    hand_over(lin.browser, cast.lin.id, *tried)

    lin.browser.post(PATH)

    session.rollback()
    packs = session.scalars(select(Round).order_by(Round.id))
    one, two = ({slot["question"] for slot in each.slots} for each in packs)
    assert (len(one), len(two), len(two - one)) == (30, 30, 5)


def test_an_empty_bank_gives_nothing_to_take_along(lin, session):
    refused = lin.browser.post(PATH, headers={"Accept": "application/json"})

    assert refused.status_code == 409
    assert refused.json["detail"] == "There are no questions to take along yet."
    assert session.scalars(select(Round)).all() == []


def test_no_question_of_the_exam_pool_is_taken_along(lin, along, sentinel):
    taken = lin.browser.post(PATH)

    assert "law-secret" not in taken.text
    assert len(taken.json["questions"]) == 6


def test_answers_are_kept_and_marked_by_the_server(lin, session, cast, along):
    given = (
        item(along, "single", right(along, "single")),
        item(along, "true_false", False, sure=False),
        item(along, "fill_blank", [" ７ "]),
        item(along, "ordering", None),
    )

    answer = hand_over(lin.browser, cast.lin.id, *given)

    assert outcomes(answer) == ["stored"] * 4
    assert kept(session) == [
        ("q-single", json.dumps(right(along, "single")), "1", True),
        ("q-true-false", "false", "0", False),
        ("q-fill-blank", '[" ７ "]', "1", True),
        ("q-ordering", "null", "0", True),
    ]
    assert "q-true-false stem" in lin.browser.get("/practice/notebook").text


def test_handing_over_twice_changes_nothing(lin, session, cast, along):
    first = item(along, "single", right(along, "single"))
    hand_over(lin.browser, cast.lin.id, first)
    before = kept(session)

    again = hand_over(lin.browser, cast.lin.id, first, first | {"value": None})

    assert outcomes(again) == ["there", "there"]
    assert kept(session) == before


def test_the_first_of_two_answers_in_one_go_stands(lin, session, cast, along):
    first = item(along, "true_false", True)

    answer = hand_over(lin.browser, cast.lin.id, first, first | {"value": False})

    assert outcomes(answer) == ["stored", "there"]
    assert kept(session) == [("q-true-false", "true", "1", True)]


def test_what_was_answered_with_a_network_meanwhile_stands(lin, session, cast, along):
    sent = item(along, "true_false", False)
    lin.browser.post(f"/practice/rounds/{along['round']}/{sent['number']}/answer", {"unknown": "1"})

    assert outcomes(hand_over(lin.browser, cast.lin.id, sent)) == ["there"]
    assert kept(session) == [("q-true-false", "null", "0", True)]


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        (timedelta(hours=-5), "laid out"),
        (timedelta(minutes=30), "said"),
        (timedelta(days=9), "received"),
    ],
)
def test_the_time_of_a_device_lies_between_taking_along_and_handing_over(
    lin, session, cast, along, said, stands
):
    own = session.scalars(select(Round)).one()
    own.at = laid_out = now() - timedelta(hours=2)
    session.commit()

    sent = item(along, "true_false", True, answered_at=(laid_out + said).isoformat())
    hand_over(lin.browser, cast.lin.id, sent)

    session.rollback()
    one = session.scalars(select(PracticeAnswer)).one()
    wanted = {"laid out": laid_out, "said": laid_out + said, "received": one.received_at}
    assert one.at == wanted[stands]
    assert now() - one.received_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"value": "z"},
        {"value": ["a"]},
        {"value": "a\x00"},
        {"number": 7},
        {"number": 0},
        {"number": True},
        {"number": "1"},
        {"round": 2**40},
        {"round": None},
        {"sure": "yes"},
        {"answered_at": "yesterday"},
        {"answered_at": "2026-01-01T00:00:00"},
        {"answered_at": 5},
    ],
)
def test_one_answer_that_is_none_takes_no_other_with_it(lin, session, cast, along, spoilt):
    good = item(along, "true_false", True)

    answer = hand_over(
        lin.browser, cast.lin.id, item(along, "single", "a") | spoilt, good, "no answer at all"
    )

    assert outcomes(answer) == ["refused", "stored", "refused"]
    assert all(each["why"] for each in answer.json["answers"] if each["outcome"] == "refused")
    assert kept(session) == [("q-true-false", "true", "1", True)]


def test_a_time_at_the_edge_of_the_calendar_is_no_trouble(lin, cast, along):
    early = item(along, "true_false", True, answered_at="0001-01-01T00:00:00+14:00")
    late = item(along, "single", "a", answered_at="9999-12-31T23:59:59-14:00")

    assert outcomes(hand_over(lin.browser, cast.lin.id, early, late)) == ["stored", "stored"]


def test_a_withdrawn_question_is_refused_with_its_reason(lin, session, cast, along):
    session.get(Revision, along_revision(session, "q-single")).state = "retired"
    session.commit()

    answer = hand_over(lin.browser, cast.lin.id, item(along, "single", "a"))

    assert answer.json["answers"] == [
        {
            "outcome": "refused",
            "why": "This question has been withdrawn. Go on with the next one.",
        }
    ]
    assert kept(session) == []


def along_revision(session, code: str) -> int:
    own = session.scalars(select(Round)).one()
    return next(slot["revision"] for slot in own.slots if slot["question"] == code)


def test_a_round_of_somebody_else_takes_no_answer(house, session, cast, along):
    zhao = house.as_(cast.zhao, "en")

    answer = hand_over(zhao, cast.zhao.id, item(along, "single", "a"))

    assert answer.json["answers"] == [
        {"outcome": "refused", "why": "There is no such round of yours."}
    ]
    assert kept(session) == []


def test_answers_of_somebody_else_who_was_signed_in_before_are_left_alone(
    house, session, cast, along
):
    zhao = house.as_(cast.zhao, "en")

    refused = hand_over(zhao, cast.lin.id, item(along, "single", "a"))

    assert (refused.status_code, refused.json["detail"]) == (
        409,
        "Somebody else is signed in here.",
    )
    assert kept(session) == []


def test_a_round_that_was_not_taken_along_takes_no_answer(lin, session, cast, pool):
    lin.begin("serv")
    own = session.scalars(select(Round)).one()
    sent = {"round": own.id, "number": 1, "value": "a", "sure": True}

    answer = hand_over(lin.browser, cast.lin.id, sent | {"answered_at": now().isoformat()})

    assert answer.json["answers"] == [
        {"outcome": "refused", "why": "This round was not taken along."}
    ]
    assert kept(session) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b'{"person": 1}',
        b'{"person": "1", "answers": []}',
        b'{"person": 1, "answers": {}}',
        b'{"person": 1, "answers": [' + b"1," * 200 + b"1]}",
        b"\xff\xfe",
    ],
)
def test_what_is_no_list_of_two_hundred_at_most_is_refused(lin, session, along, body):
    refused = lin.browser.post(f"{PATH}/answers", body, content_type="application/json")

    assert refused.status_code == 422
    assert refused.json["detail"] == "Send a list of answers, 200 at most."
    assert kept(session) == []


def test_more_than_a_quarter_of_a_megabyte_is_refused(lin, session, along):
    body = b'{"person": 1, "answers": ["' + b"x" * 256 * 1024 + b'"]}'

    refused = lin.browser.post(f"{PATH}/answers", body, content_type="application/json")

    assert refused.status_code == 413
    assert kept(session) == []


def test_a_stranger_hands_nothing_over_and_is_told_to_sign_in(house, session, cast, along):
    stranger = house.stranger("en")

    refused = hand_over(stranger, cast.lin.id, item(along, "single", "a"))
    token = stranger.get(f"{PATH}/token", headers={"Accept": "application/json"})

    assert (refused.status_code, token.status_code) == (401, 401)
    assert kept(session) == []


def test_answers_without_a_token_are_refused(lin, session, cast, along):
    body = {"person": cast.lin.id, "answers": [item(along, "single", "a")]}

    refused = lin.browser.post(f"{PATH}/answers", json=body, token=False)

    assert refused.status_code == 400
    assert kept(session) == []


def test_a_token_from_the_server_serves(lin, session, cast, along):
    given = lin.browser.get(f"{PATH}/token").json
    body = {"person": cast.lin.id, "answers": [item(along, "true_false", True)]}
    headers = {"X-CSRFToken": given["token"]}

    answer = lin.browser.client.post(f"{PATH}/answers", json=body, headers=headers)

    assert given["person"] == cast.lin.id
    assert outcomes(answer) == ["stored"]


def test_devices_that_hand_over_at_once_store_each_answer_once(house, session, cast, along):
    items = [item(along, kind, None) for kind in ("single", "multiple", "true_false", "judgement")]
    browsers = [house.as_(cast.lin, "en") for _ in range(OFFICERS)]

    with ThreadPoolExecutor(OFFICERS) as at_once:
        answers = list(at_once.map(lambda each: hand_over(each, cast.lin.id, *items), browsers))

    found = [outcomes(each) for each in answers]
    assert [column.count("stored") for column in zip(*found, strict=True)] == [1] * 4
    assert len(kept(session)) == 4


def test_the_last_try_is_the_one_made_last_and_not_the_one_handed_over_last(
    lin, session, cast, along
):
    wrong_before = item(along, "true_false", False)
    own = session.scalars(select(Round)).one()
    own.at = now() - timedelta(days=2)
    session.commit()
    wrong_before["answered_at"] = (now() - timedelta(days=1)).isoformat()
    for _ in range(2):
        address = lin.begin("law.minor")
        page = lin.browser.get(address).text
        place = address if "q-true-false" in page else address[:-1] + "2"
        lin.answer(place, {f"a{place[-1]}": "true"})

    hand_over(lin.browser, cast.lin.id, wrong_before)

    assert "q-true-false stem" not in lin.browser.get("/practice/notebook").text


def test_the_pages_name_a_round_that_was_taken_along(lin, along):
    page = lin.browser.get(PATH).text

    assert "Take up to 30 questions of your plan along" in page
    assert f'href="/practice/rounds/{along["round"]}"' in page
    assert "Taken along" in lin.browser.get("/practice/").text
    assert datetime.fromisoformat(along["at"]).tzinfo
