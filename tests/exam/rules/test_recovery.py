"""Files of kept answers: what is read, and what becomes of each line."""

import json

import pytest

from exam.rules.arrivals import Malformed
from exam.rules.receipts import receipt
from exam.rules.recovery import (
    FORMAT,
    MOST_BYTES,
    MOST_LINES,
    Handed,
    read_answers,
    read_file,
    sort_out,
)

pytestmark = pytest.mark.pure

KEY, ATTEMPT, AT = b"the key", "5a", 1_700_000_000_000


def handed(slot=1, seq=7, typed_under=1, value='"b"', *, proof=None):
    """An answer of a file; `proof` is the key of its receipt."""
    shown = ""
    if proof:
        shown = receipt(
            proof,
            attempt=ATTEMPT,
            slot=slot,
            typed_under=typed_under,
            seq=seq,
            value=value,
            at_ms=AT,
        )
    return Handed(slot, seq, typed_under, value, None, shown)


def fates(answers, *, counted=(), uncounted=(), accepts_claims=False):
    found = sort_out(
        answers,
        attempt=ATTEMPT,
        key=KEY,
        counted=set(counted),
        uncounted=set(uncounted),
        accepts_claims=accepts_claims,
    )
    return (len(found.restored), len(found.claimed), len(found.held))


PROVEN, BARE, FORGED = handed(proof=KEY), handed(), handed(proof=b"another")


@pytest.mark.parametrize(
    ("answer", "on_record", "accepts", "fate"),
    [
        (PROVEN, {}, False, (1, 0, 0)),
        (PROVEN, {"counted": [PROVEN.place]}, False, (0, 0, 1)),
        (PROVEN, {"uncounted": [PROVEN.place]}, False, (1, 0, 0)),
        (BARE, {}, False, (0, 1, 0)),
        (FORGED, {}, False, (0, 1, 0)),
        (BARE, {"uncounted": [BARE.place]}, False, (0, 0, 1)),
        (BARE, {"counted": [BARE.place]}, True, (0, 0, 1)),
        (BARE, {"uncounted": [BARE.place]}, True, (1, 0, 0)),
        (BARE, {}, True, (1, 0, 0)),
    ],
)
def test_what_is_proven_or_accepted_counts_unless_it_does_already(answer, on_record, accepts, fate):
    assert fates([answer], **on_record, accepts_claims=accepts) == fate


def test_the_same_answer_twice_in_a_file_is_added_once():
    assert fates([PROVEN, PROVEN]) == (1, 0, 1)
    assert fates([BARE, BARE]) == (0, 1, 1)


def test_a_receipt_of_another_answer_proves_nothing():
    changed = Handed(1, 7, 1, '"c"', None, PROVEN.receipt)

    assert fates([changed]) == (0, 1, 0)


def test_a_receipt_proves_no_other_place_in_the_order():
    moved = Handed(1, 7, 99, '"b"', None, PROVEN.receipt)

    assert fates([moved]) == (0, 1, 0)


def test_an_accepted_answer_stands_only_where_nothing_is_confirmed():
    newer = handed(seq=8, value='"c"')
    other = handed(slot=2)

    assert fates([newer], counted=[PROVEN.place], accepts_claims=True) == (0, 1, 0)
    assert fates([newer, PROVEN, other], accepts_claims=True) == (2, 1, 0)


def file(**parts):
    return json.dumps({"format": FORMAT, "attempt": "x", **parts}).encode()


def test_a_file_is_read_in_either_form():
    locked = {"key": "a", "iv": "b", "answers": "c"}

    assert read_file(file(answers=[])).answers == []
    assert read_file(file(locked=locked)).locked == locked


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 200_000,
        b"{}",
        file(),
        file(answers=[], locked={"key": "", "iv": "", "answers": ""}),
        file(answers=[], state="open"),
        file(locked=[]),
        file(locked={"key": "a"}),
        file(locked={"key": "a", "iv": "b", "answers": 1}),
        file(locked={"key": "a", "iv": "b", "answers": "é"}),
        json.dumps({"format": FORMAT, "attempt": 7, "answers": []}).encode(),
        json.dumps({"format": "other", "attempt": "x", "answers": []}).encode(),
        b" " * (MOST_BYTES + 1),
    ],
)
def test_anything_else_is_no_file(content):
    with pytest.raises(Malformed):
        read_file(content)


LINE = {"slot": 1, "seq": 7, "typed_under": 1, "value": "b", "at": "2026-11-27T08:00:00Z"}


def test_answers_are_read_as_the_page_sends_them_with_their_receipts():
    assert read_answers([LINE, {**LINE, "value": None, "receipt": "r"}]) == [
        Handed(1, 7, 1, '"b"', LINE["at"], ""),
        Handed(1, 7, 1, "null", LINE["at"], "r"),
    ]


def test_more_answers_than_a_page_sends_at_once_are_read():
    lines = [{**LINE, "seq": seq} for seq in range(1, 503)]

    assert [each.seq for each in read_answers(lines)] == list(range(1, 503))


@pytest.mark.parametrize(
    "answers",
    [
        None,
        {},
        "x",
        [None],
        [[]],
        [{}],
        [{**LINE, "standing": "counted"}],
        [{**LINE, "seq": "7"}],
        [{**LINE, "value": {"a": {}}}],
        [{**LINE, "value": "\ud800"}],
        [{**LINE, "receipt": 7}],
        [{**LINE, "receipt": "r" * 81}],
        [LINE] * (MOST_LINES + 1),
    ],
)
def test_anything_else_is_no_list_of_answers(answers):
    with pytest.raises(Malformed):
        read_answers(answers)
