"""Receipts: the same for the same, another for anything else."""

import hmac

import pytest

from exam.rules.receipts import receipt

pytestmark = pytest.mark.pure

KEY = b"the key"
PARTS = {"attempt": 5, "slot": 2, "seq": 17, "value": '"b"', "at_ms": 1_700_000_000_000}


def test_a_receipt_is_the_keyed_hash_over_all_its_parts():
    message = b'[5,2,17,"\\"b\\"",1700000000000]'

    assert receipt(KEY, **PARTS) == hmac.new(KEY, message, "sha256").hexdigest()[:32]


@pytest.mark.parametrize(
    "changes",
    [
        {"attempt": 6},
        {"slot": 3},
        {"seq": 18},
        {"value": '"c"'},
        {"value": "null"},
        {"at_ms": 1_700_000_000_001},
        {"attempt": 52, "slot": 1},
    ],
)
def test_a_receipt_changes_with_every_part(changes):
    assert receipt(KEY, **PARTS | changes) != receipt(KEY, **PARTS)


def test_another_key_gives_another_receipt():
    assert receipt(b"another", **PARTS) != receipt(KEY, **PARTS)
