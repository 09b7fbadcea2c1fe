"""A candidate's file, handed in over HTTP: what it adds, once, and what it may not."""

import io
import json
import os
from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_der_public_key
from sqlalchemy import delete, select, update

from core.clock import now
from exam.actions.key_pairs import new_key_pair
from exam.models.attempts import Arrival, Attempt, AttemptEvent, Recovery
from exam.models.sittings import Closing, Sealing
from exam.rules.arrivals import value_text
from exam.rules.receipts import receipt
from exam.rules.recovery import FORMAT
from tests.conftest import SECRET
from tests.exam import steps

REASON = "服务器硬盘损坏"


@pytest.fixture
def kept(house, session, cast, attempt):
    """What Lin's browser keeps: three confirmed answers with receipts, one never sent."""
    sent = [(1, 11, "b"), (2, 12, ["a", "c"]), (1, 13, "d")]
    confirmed = steps.save(house.as_(cast.lin), attempt.token, *sent).json["saved"]
    lines = [
        {"slot": slot, "seq": seq, "typed_under": 1, "value": value, "at": "2026-11-27T08:00:00Z"}
        for slot, seq, value in [*sent, (4, 14, ["七"])]
    ]
    return with_receipts(lines, confirmed)


def with_receipts(lines, confirmed):
    receipts = {given["seq"]: {"receipt": given["receipt"]} for given in confirmed}
    return [{**line, **receipts.get(line["seq"], {})} for line in lines]


@pytest.fixture
def lost(session, kept):
    """The server came back from a copy from before the second answer."""
    session.execute(delete(Arrival).where(Arrival.seq > 11))
    session.commit()
    return kept


def file_of(written, answers, **changes):
    frame = {"format": FORMAT, "attempt": written.token, "answers": answers}
    return json.dumps(frame | changes).encode()


def hand_in(house, who, attempt, content, *, reason=REASON, accepts=False):
    path = f"/sittings/{attempt.sitting_id}/registrations/{attempt.registration_id}/recovery"
    form = {"file": (io.BytesIO(content), "exam.json"), "reason": reason}
    if accepts:
        form["accepts_claims"] = "y"
    return house.as_(who).post(path, form, content_type="multipart/form-data")


def journal(session):
    session.commit()
    session.expire_all()
    rows = session.scalars(select(Arrival).order_by(Arrival.id))
    return [(row.slot, row.seq, json.loads(row.value), row.standing) for row in rows]


def came(session):
    session.commit()
    session.expire_all()
    rows = session.scalars(select(Recovery).order_by(Recovery.id))
    return [(row.added, row.held, row.claimed, row.reason) for row in rows]


LEFT = [(1, 11, "b", "counted")]
RESTORED = [*LEFT, (2, 12, ["a", "c"], "restored"), (1, 13, "d", "restored")]


def test_what_the_journal_lacks_is_added_and_what_it_holds_stays(
    house, session, cast, attempt, lost
):
    answer = hand_in(house, cast.kong, attempt, file_of(attempt, lost))

    assert answer.status_code == 303
    assert journal(session) == [*RESTORED, (4, 14, ["七"], "claimed")]
    assert came(session) == [(2, 1, 1, REASON)]
    entry = steps.entry(session, "exam.recovered")
    assert (entry["added"], entry["held"], entry["claimed"], entry["claims_accepted"]) == (
        *(2, 1, 1),
        False,
    )
    assert entry["reason"] == REASON
    assert session.scalars(select(AttemptEvent.note).filter_by(kind="restored")).all() == ["2 + 1"]


def test_the_same_file_again_adds_nothing(house, session, cast, attempt, lost):
    content = file_of(attempt, lost)
    hand_in(house, cast.kong, attempt, content)
    before = journal(session)

    hand_in(house, cast.kong, attempt, content)

    assert journal(session) == before
    assert came(session)[1] == (0, 4, 0, REASON)


def test_the_candidate_goes_on_with_the_restored_answers_and_nothing_is_undone(
    house, session, cast, attempt, lost
):
    lin = house.as_(cast.lin)
    for line in lost:
        line["typed_under"] = 4
        vouched = {"slot": line["slot"], "seq": line["seq"], "value": value_text(line["value"])}
        if "receipt" in line:
            line["receipt"] = receipt(
                SECRET.encode(), attempt=attempt.token, typed_under=4, at_ms=1, **vouched
            )
    hand_in(house, cast.kong, attempt, file_of(attempt, lost))

    moved = steps.save(lin, attempt.token, (1, 99, "a"))
    held = lin.post(f"/exam/attempts/{attempt.token}/lease").json
    saved = steps.save(lin, attempt.token, (1, 100, "a"), lease=held["lease"])
    record = {each["slot"]: each["value"] for each in held["answers"]}
    again = lin.post(f"/exam/attempts/{attempt.token}/lease").json

    assert (moved.status_code, moved.json["state"]) == (409, "moved")
    assert record == {1: "d", 2: ["a", "c"]}
    assert saved.status_code == 200
    assert {each["slot"]: each["value"] for each in again["answers"]}[1] == "a"


def test_accepted_by_the_examiner_an_answer_without_a_receipt_counts_later_too(
    house, session, cast, attempt, lost
):
    content = file_of(attempt, lost)
    hand_in(house, cast.kong, attempt, content)

    hand_in(house, cast.kong, attempt, content, reason="断网，已核实", accepts=True)
    hand_in(house, cast.kong, attempt, content, reason="再交一次", accepts=True)

    assert journal(session)[-2:] == [(4, 14, ["七"], "claimed"), (4, 14, ["七"], "restored")]
    assert [row[:3] for row in came(session)] == [(2, 1, 1), (1, 3, 0), (0, 4, 0)]
    assert steps.entry(session, "exam.recovered")["claims_accepted"] is True


def test_after_the_clock_has_closed_the_attempt_it_can_still_be_restored(
    house, app, session, cast, attempt, lost
):
    session.execute(update(Attempt).values(state="closed", closed_ms=1, closed_by="deadline"))
    session.commit()

    assert hand_in(house, cast.kong, attempt, file_of(attempt, lost)).status_code == 303
    assert journal(session)[:3] == RESTORED


def test_a_forged_receipt_makes_a_claim_at_most(house, session, cast, attempt, lost):
    lost[2]["value"] = "a"

    hand_in(house, cast.kong, attempt, file_of(attempt, lost))

    assert (1, 13, "a", "claimed") in journal(session)


def test_once_the_sitting_is_closed_nothing_is_added(house, session, cast, attempt, lost):
    closing = Closing(sitting_id=attempt.sitting_id, journal_hash="0" * 64, arrivals=1, at=now())
    session.add(closing)
    session.commit()

    answer = hand_in(house, cast.kong, attempt, file_of(attempt, lost))

    assert answer.status_code == 409
    assert (journal(session), came(session), steps.acts(session)) == (LEFT, [], [])


def test_a_voided_paper_is_not_restored(house, session, cast, attempt, lost):
    session.execute(update(Attempt).values(state="voided"))
    session.commit()

    assert hand_in(house, cast.kong, attempt, file_of(attempt, lost)).status_code == 409
    assert (journal(session), came(session)) == (LEFT, [])


def spoilt(attempt, lines):
    beyond = {**lines[0], "slot": 7}
    return {
        "of another": file_of(attempt, lines, attempt="0" * 32),
        "no JSON": b"PK\x03\x04",
        "unknown field": file_of(attempt, lines, state="open"),
        "beyond the paper": file_of(attempt, [*lines, beyond]),
        "deep": b"[" * 100_000,
        "locked without a key": json.dumps(
            {
                "format": FORMAT,
                "attempt": attempt.token,
                "locked": {"key": "AA==", "iv": "AA==", "answers": "AA=="},
            }
        ).encode(),
    }


@pytest.mark.parametrize(
    "which",
    ["of another", "no JSON", "unknown field", "beyond the paper", "deep", "locked without a key"],
)
def test_a_file_that_is_not_this_candidates_own_and_whole_is_refused(
    house, session, cast, attempt, lost, which
):
    answer = hand_in(house, cast.kong, attempt, spoilt(attempt, lost)[which])

    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert (journal(session), came(session)) == (LEFT, [])


def test_a_file_needs_a_reason(house, session, cast, attempt, lost):
    assert hand_in(house, cast.kong, attempt, file_of(attempt, lost), reason=" ").status_code == 422
    assert (journal(session), came(session)) == (LEFT, [])


@pytest.mark.parametrize(
    ("who", "status"), [("lin", 403), ("shen", 403), ("chen", 403), ("tang", 403)]
)
def test_only_an_examiner_of_the_sitting_hands_in(house, session, cast, attempt, lost, who, status):
    answer = hand_in(house, getattr(cast, who), attempt, file_of(attempt, lost))

    assert answer.status_code == status
    assert (journal(session), came(session)) == (LEFT, [])


def test_who_may_look_sees_what_was_handed_in(house, cast, attempt, lost):
    hand_in(house, cast.kong, attempt, file_of(attempt, lost))
    path = f"/sittings/{attempt.sitting_id}/registrations/{attempt.registration_id}/recovery"

    pages = {who: house.as_(getattr(cast, who)).get(path) for who in ("kong", "shen", "lin")}

    assert {who: page.status_code for who, page in pages.items()} == {
        "kong": 200,
        "shen": 200,
        "lin": 403,
    }
    assert REASON in pages["shen"].text
    assert ('type="file"' in pages["kong"].text, 'type="file"' in pages["shen"].text) == (
        True,
        False,
    )


def locked_to(public, token, answers):
    """As the page locks: an own AES-GCM key, wrapped with RSA-OAEP."""
    own, iv = AESGCM.generate_key(256), os.urandom(12)
    shut = AESGCM(own).encrypt(iv, json.dumps(answers).encode(), token.encode())
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    key = load_der_public_key(b64decode(public)).encrypt(own, oaep)
    parts = {"key": key, "iv": iv, "answers": shut}
    return {name: b64encode(part).decode() for name, part in parts.items()}


@pytest.fixture
def pair(session, attempt):
    pair = new_key_pair()
    session.execute(
        update(Sealing).values(recovery_public=pair.public, recovery_private=pair.private)
    )
    session.commit()
    return pair


def locked_file(attempt, locked):
    return json.dumps({"format": FORMAT, "attempt": attempt.token, "locked": locked}).encode()


def test_a_locked_file_is_opened_with_the_key_of_its_sitting(
    house, session, cast, attempt, lost, pair
):
    content = locked_file(attempt, locked_to(pair.public, attempt.token, lost))

    assert hand_in(house, cast.kong, attempt, content).status_code == 303
    assert journal(session)[:3] == RESTORED


@pytest.mark.parametrize("how", ["other key", "other attempt", "changed", "short"])
def test_a_locked_file_that_does_not_open_is_refused(
    house, session, cast, attempt, lost, pair, how
):
    public = new_key_pair().public if how == "other key" else pair.public
    token = "0" * 32 if how == "other attempt" else attempt.token
    locked = locked_to(public, token, lost)
    if how == "changed":
        locked["answers"] = b64encode(b64decode(locked["answers"])[:-1] + b"x").decode()
    if how == "short":
        locked["iv"] = "AA=="

    answer = hand_in(house, cast.kong, attempt, locked_file(attempt, locked))

    assert answer.status_code == 409
    assert (journal(session), came(session)) == (LEFT, [])


def test_the_page_carries_the_key_that_locks_and_never_the_one_that_opens(
    house, cast, attempt, pair
):
    page = house.as_(cast.lin).get(f"/exam/attempts/{attempt.token}").text

    assert f'data-lock="{pair.public}"' in page
    assert pair.private.splitlines()[1] not in page


def test_restored_answers_are_among_those_that_are_marked(house, app, session, cast, running):
    browser, attempt = steps.start(house, session, running, cast.lin)
    rights = ["abcd"[slot["order"].index(1)] for slot in attempt.form.slots]
    sent = [(place, place, right) for place, right in enumerate(rights, start=1)]
    confirmed = steps.save(browser, attempt.token, *sent).json["saved"]
    lines = [
        {"slot": slot, "seq": seq, "typed_under": 1, "value": value} for slot, seq, value in sent
    ]
    lines = with_receipts(lines, confirmed)
    session.execute(delete(Arrival))
    session.commit()

    hand_in(house, cast.kong, attempt, file_of(attempt, lines))
    browser.post(f"/exam/attempts/{attempt.token}/submission")
    steps.run_out(app, session)
    house.as_(cast.kong).post(f"/sittings/{running.id}/release")

    assert '<p class="figure">2 ' in browser.get(f"/exam/attempts/{attempt.token}/result").text


def test_a_true_receipt_lifts_no_answer_above_a_newer_one(house, session, cast, attempt, kept):
    older = {**kept[0], "typed_under": 99}

    hand_in(house, cast.kong, attempt, file_of(attempt, [older]), accepts=True)

    assert journal(session)[-1] == (1, 11, "b", "claimed")
    assert came(session) == [(0, 0, 1, REASON)]


def test_a_file_with_leases_that_never_were_changes_nothing(house, session, cast, attempt, kept):
    before = journal(session)
    wild = [{**kept[3], "typed_under": 2**31 - 1}]

    answer = hand_in(house, cast.kong, attempt, file_of(attempt, wild), accepts=True)

    assert answer.status_code == 409
    assert journal(session) == before
    assert steps.attempt_of(session, attempt.sitting, cast.lin).lease == 1


@pytest.mark.parametrize("how", ["on paper", "not started"])
def test_who_wrote_on_no_screen_hands_in_no_file(house, session, cast, attempt, kept, how):
    before = journal(session)
    if how == "on paper":
        attempt.registration.on_paper = True
    else:
        attempt.state, attempt.opened_ms = "ready", None
    session.commit()

    answer = hand_in(house, cast.kong, attempt, file_of(attempt, kept), accepts=True)

    assert answer.status_code == 409
    assert journal(session) == before
