"""The signed bundle: salted fields, leaves, root, redaction."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from audit.rules.bundle import FORMAT, Record, bundled, redacted, signed_bytes
from audit.rules.entry import canonical, field_digest
from audit.rules.merkle import root_hash

pytestmark = pytest.mark.pure
AT = datetime(2027, 3, 1, 8, tzinfo=UTC)
RECORDS = [
    Record("candidate", {"name": "林知夏", "number": 7}),
    Record("mark", {"slot": 1, "earned": "2.500"}),
]


def made(records=RECORDS, kind="attempt"):
    numbers = iter(range(1, 100))
    return bundled(
        kind,
        {"attempt": 7},
        records,
        house="https://exam.example.cn",
        made_at=AT,
        salt=lambda: f"{next(numbers):032x}",
    )


def test_a_bundle_says_what_it_is_about_and_how_many_records_it_holds():
    bundle = made()

    leaves = [bytes.fromhex(record["leaf"]) for record in bundle["records"]]
    assert bundle["format"] == FORMAT
    assert bundle["head"] == {
        "kind": "attempt",
        "about": {"attempt": 7},
        "house": "https://exam.example.cn",
        "made_at": "2027-03-01T08:00:00+00:00",
        "count": 2,
        "root": root_hash(leaves).hex(),
    }


def test_each_field_has_a_salt_of_its_own_and_a_record_a_leaf_over_its_kind_and_digests():
    record = made()["records"][0]

    digests = {
        "name": field_digest("name", "林知夏", f"{1:032x}"),
        "number": field_digest("number", 7, f"{2:032x}"),
    }
    message = canonical(["candidate", sorted(digests.items())])
    assert record == {
        "kind": "candidate",
        "fields": {"name": "林知夏", "number": 7},
        "salts": {"name": f"{1:032x}", "number": f"{2:032x}"},
        "digests": digests,
        "leaf": sha256(b"\0" + message).hexdigest(),
    }


def test_the_signature_is_over_format_and_head():
    assert signed_bytes({"root": "aa"}) == b'["chizheng-bundle/1",{"root":"aa"}]'


def test_what_is_redacted_loses_value_and_salt_and_keeps_its_digest():
    bundle = made()

    shown = redacted(bundle, lambda kind, name: (kind, name) != ("candidate", "name"))

    first = bundle["records"][0]
    assert shown["head"] == bundle["head"]
    assert shown["records"] == [
        {**first, "fields": {"number": 7}, "salts": {"number": f"{2:032x}"}},
        bundle["records"][1],
    ]


def test_redacting_changes_nothing_of_the_bundle_that_it_was_made_from():
    bundle = made()

    redacted(bundle, lambda kind, name: False)

    assert bundle == made()


def test_redacting_inside_a_bundle_leaves_the_outer_digest_as_it_was():
    outer = made([Record("bundle", {"kind": "attempt", "bundle": made()})], "credential")

    shown = redacted(outer, lambda kind, name: name != "name")

    record = shown["records"][0]
    assert "name" not in record["fields"]["bundle"]["records"][0]["fields"]
    assert record["digests"] == outer["records"][0]["digests"]
    assert (
        field_digest("bundle", record["fields"]["bundle"]["head"], record["salts"]["bundle"])
        == record["digests"]["bundle"]
    )


def test_salts_and_digests_of_the_trail_are_taken_as_they_are():
    entry = Record("entry", {"act": "a"}, {"act": "00" * 16}, {"act": "x", "actor_name": "y"})

    record = made([entry], "trail")["records"][0]

    assert (record["salts"], record["digests"]) == (entry.salts, entry.digests)


def test_values_are_hashed_as_a_reader_of_the_file_finds_them():
    record = made([Record("form", {"marks": {10: "a", 9: "b"}, "slots": (1, 2)})])["records"][0]

    assert record["fields"] == {"marks": {"10": "a", "9": "b"}, "slots": [1, 2]}
    assert record["digests"]["marks"] == field_digest(
        "marks", {"10": "a", "9": "b"}, record["salts"]["marks"]
    )
