"""Hashing of entries: each field with its own salt, so that one can be redacted alone."""

from hashlib import sha256

import pytest

from audit.rules.entry import block_hash, canonical, entry_hash, field_digest

pytestmark = pytest.mark.pure

FIELDS = {"act": "exam.released", "actor": 7, "actor_name": "孔令仪", "why": None}
SALTS = {name: f"{place:032x}" for place, name in enumerate(FIELDS)}


def digests(fields=FIELDS, salts=SALTS):
    return {name: field_digest(name, value, salts[name]) for name, value in fields.items()}


def test_a_digest_is_the_hash_of_salt_and_name_and_value():
    message = bytes.fromhex("ab" * 16) + '["actor_name","孔令仪"]'.encode()

    assert field_digest("actor_name", "孔令仪", "ab" * 16) == sha256(message).hexdigest()


def test_an_entry_is_a_leaf_over_its_digests_sorted_by_name():
    found = digests({"b": 1, "a": 2}, {"a": "00" * 16, "b": "11" * 16})
    message = f'[["a","{found["a"]}"],["b","{found["b"]}"]]'

    assert entry_hash(found) == sha256(b"\0" + message.encode()).digest()


def test_redacting_a_field_keeps_the_leaf():
    whole = digests()
    shown = {name: value for name, value in FIELDS.items() if name != "actor_name"}

    assert entry_hash({**whole, **digests(shown)}) == entry_hash(whole)


@pytest.mark.parametrize(
    ("name", "value"),
    [("act", "exam.graded"), ("actor", 8), ("actor", "7"), ("actor_name", ""), ("why", "")],
)
def test_any_other_value_gives_another_leaf(name, value):
    assert entry_hash(digests(FIELDS | {name: value})) != entry_hash(digests())


def test_another_salt_gives_another_leaf():
    assert entry_hash(digests(salts=SALTS | {"act": "ff" * 16})) != entry_hash(digests())


def test_the_same_value_under_two_salts_cannot_be_told_to_be_the_same():
    assert field_digest("name", "林知夏", "00" * 16) != field_digest("name", "林知夏", "01" * 16)


def test_moving_a_value_to_another_field_gives_another_leaf():
    swapped = FIELDS | {"act": FIELDS["actor_name"], "actor_name": FIELDS["act"]}

    assert entry_hash(digests(swapped)) != entry_hash(digests())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "烟"]}, '{"a":[true,null,"烟"],"b":1}'),
        ('\u2028"', '"\u2028\\""'),
        (10**20, "100000000000000000000"),
    ],
)
def test_one_value_has_one_sequence_of_bytes(value, text):
    assert canonical(value) == text.encode()


HEAD = {"height": 3, "previous": "aa", "root": "bb", "count": 2, "at": "2026-11-23T00:00:00+00:00"}


@pytest.mark.parametrize(
    "changes",
    [
        {"height": 4},
        {"previous": "ab"},
        {"root": "bc"},
        {"count": 3},
        {"at": "2026-11-23T00:00:01+00:00"},
    ],
)
def test_a_block_hash_changes_with_every_part_of_its_head(changes):
    assert block_hash(**HEAD | changes) != block_hash(**HEAD)
