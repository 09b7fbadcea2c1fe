"""Receipts: the same for the same, another for anything else."""

import hmac

import pytest

from exam.rules.receipts import proves, receipt

pytestmark = pytest.mark.pure

KEY = b"the key"
PARTS = {
    "attempt": "5a",
    "slot": 2,
    "typed_under": 3,
    "seq": 17,
    "value": '"b"',
    "at_ms": 1_700_000_000_000,
}


def test_a_receipt_is_the_keyed_hash_over_all_its_parts_and_their_time():
    message = b'["5a",2,3,17,"\\"b\\"",1700000000000]'

    keyed_hash = hmac.new(KEY, message, "sha256").hexdigest()[:32]
    assert receipt(KEY, **PARTS) == f"{keyed_hash}.1700000000000"


@pytest.mark.parametrize(
    "changes",
    [
        {"attempt": "5b"},
        {"typed_under": 4},
        {"slot": 3},
        {"seq": 18},
        {"value": '"c"'},
        {"value": "null"},
        {"at_ms": 1_700_000_000_001},
        {"slot": 23, "typed_under": 1},
    ],
)
def test_a_receipt_changes_with_every_part(changes):
    assert receipt(KEY, **PARTS | changes) != receipt(KEY, **PARTS)


def test_another_key_gives_another_receipt():
    assert receipt(b"another", **PARTS) != receipt(KEY, **PARTS)


OF_ANSWER = {name: part for name, part in PARTS.items() if name != "at_ms"}
GIVEN = receipt(KEY, **PARTS)


def test_a_receipt_proves_its_answer():
    assert proves(GIVEN, KEY, **OF_ANSWER)


@pytest.mark.parametrize(
    "shown",
    [
        "",
        ".",
        GIVEN[:32],
        GIVEN[1:],
        GIVEN + "0",
        GIVEN.replace(".17", ".18"),
        f"{GIVEN[:33]}{'9' * 40}",
        f"{GIVEN[:33]}-1",
        f"{GIVEN[:33]}١٢",
        "é" * 32 + ".1",
    ],
)
def test_what_is_no_receipt_of_this_answer_proves_nothing(shown):
    assert not proves(shown, KEY, **OF_ANSWER)


@pytest.mark.parametrize(
    "other", [{"attempt": "5b"}, {"slot": 3}, {"typed_under": 9}, {"seq": 18}, {"value": "null"}]
)
def test_a_receipt_proves_no_other_answer(other):
    assert not proves(GIVEN, KEY, **OF_ANSWER | other)
