"""The offline verifier: whole bundles fit, each tampering is found and named."""

import ast
import json
import sys
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest

from audit import verify
from audit.rules.bundle import redacted
from tests.audit.bundles import (
    MADE_AT,
    OTHER,
    VERIFIER,
    attempt_records,
    board_records,
    bundle_of,
    checked,
    credential_records,
    line,
    place_of,
    public_of,
    ran,
    resigned,
    trail_bundle,
)

pytestmark = pytest.mark.pure

ATTEMPT = bundle_of("attempt", attempt_records(), {"attempt": 1})
CREDENTIAL = bundle_of("credential", credential_records([ATTEMPT]))
BOARD = bundle_of("board", board_records(), {"competition": 1})
TRAIL = trail_bundle()
RESULT = [record["kind"] for record in ATTEMPT["records"]].index("result")
WHOLE = {"attempt": ATTEMPT, "board": BOARD, "credential": CREDENTIAL, "trail": TRAIL}
FIELDS = [
    (kind, index, name)
    for kind, bundle in WHOLE.items()
    for index, record in enumerate(bundle["records"])
    if record["kind"] not in [before["kind"] for before in bundle["records"][:index]]
    for name in record["fields"]
]
"""Every field of the first record of each kind."""


def changed(value):
    """Another value of the same form."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return f"{value}1"
    if isinstance(value, dict) and "head" in value:
        return {**value, "head": {**value["head"], "house": "https://elsewhere.example"}}
    return [value]


def edited(bundle, record, which=0, **changes):
    """The bundle as a house would sign it that computed something wrong."""
    made = deepcopy(bundle)
    found = [each for each in made["records"] if each["kind"] == record][which]
    for name, value in changes.items():
        found["fields"][name] = value
        found["salts"].setdefault(name, "00" * 16)
    return resigned(made)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_bundle_fits(kind):
    found = checked(WHOLE[kind])

    assert (found["fault"], found["not_checked"], found["not_shown"]) == (None, [], {})


@pytest.mark.parametrize(("kind", "index", "name"), FIELDS)
def test_each_field_that_was_changed_is_named(kind, index, name):
    bundle = deepcopy(WHOLE[kind])
    record = bundle["records"][index]
    record["fields"][name] = changed(record["fields"][name])

    assert place_of(checked(bundle)) == (index, record["kind"], name)


@pytest.mark.parametrize(("kind", "index", "name"), FIELDS)
def test_each_digest_that_was_changed_is_named(kind, index, name):
    bundle = deepcopy(WHOLE[kind])
    record = bundle["records"][index]
    record["digests"][name] = "00" * 32

    assert place_of(checked(bundle)) == (index, record["kind"], name)


@pytest.mark.parametrize(("kind", "index", "name"), FIELDS)
def test_each_salt_that_was_changed_or_taken_is_named(kind, index, name):
    for salt in ("00" * 16, "no hex", 5, None):
        bundle = deepcopy(WHOLE[kind])
        bundle["records"][index]["salts"][name] = salt
        assert place_of(checked(bundle))[0::2] == (index, name)
    del bundle["records"][index]["salts"][name]
    assert place_of(checked(bundle))[0::2] == (index, name)


def with_record(bundle, index, **changes):
    made = deepcopy(bundle)
    made["records"][index].update(changes)
    return made


def test_a_value_changed_with_its_digest_is_named_by_the_leaf():
    again = resigned(
        with_record(ATTEMPT, 1, fields={**ATTEMPT["records"][1]["fields"], "unit": "x"})
    )
    record = {**again["records"][1], "leaf": ATTEMPT["records"][1]["leaf"]}

    assert place_of(checked(with_record(ATTEMPT, 1, **record))) == (1, "candidate", None)


def test_a_value_changed_with_digest_and_leaf_does_not_give_the_root():
    again = resigned(
        with_record(ATTEMPT, 1, fields={**ATTEMPT["records"][1]["fields"], "unit": "x"})
    )

    found = checked(with_record(ATTEMPT, 1, **again["records"][1]))

    assert "do not give the root" in found["fault"]["what"]


def test_another_kind_of_record_is_named():
    found = checked(with_record(ATTEMPT, 1, kind="examiner"))

    assert place_of(found) == (1, "examiner", None)


def test_a_field_or_a_part_that_was_added_is_named():
    fields = {**ATTEMPT["records"][1]["fields"], "grade": "A"}

    assert place_of(checked(with_record(ATTEMPT, 1, fields=fields))) == (1, "candidate", "grade")
    assert place_of(checked(with_record(ATTEMPT, 1, note="x"))) == (1, "candidate", None)
    assert checked({**ATTEMPT, "note": "x"})["fits"] is False
    assert checked({**ATTEMPT, "head": {**ATTEMPT["head"], "note": "x"}})["fits"] is False


@pytest.mark.parametrize(
    "moved",
    [
        lambda records: [*records[:5], *records[6:]],
        lambda records: [*records, records[-1]],
        lambda records: [records[1], records[0], *records[2:]],
        lambda records: [],
    ],
)
def test_records_that_are_removed_added_or_exchanged_are_found(moved):
    records = moved(ATTEMPT["records"])
    head = {**ATTEMPT["head"], "count": len(records)}

    assert checked({**ATTEMPT, "records": records})["fits"] is False
    assert checked({**ATTEMPT, "records": records, "head": head})["fits"] is False


@pytest.mark.parametrize("name", ["kind", "about", "house", "made_at", "count", "root"])
def test_each_part_of_the_head_that_was_changed_is_found(name):
    head = {**ATTEMPT["head"], name: changed(ATTEMPT["head"][name])}

    assert checked({**ATTEMPT, "head": head})["fits"] is False


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": "AAAA"},
        {"signature": "!"},
        {"signature": None},
        {"key": public_of(OTHER)},
        {"key": {**public_of(), "code": "key-0000000000000000"}},
        {"key": {"code": "key-0000000000000000", "public": ""}},
        {"key": None},
        {"format": "chizheng-bundle/2"},
        {"head": None},
        {"records": None},
        {"records": [None]},
    ],
)
def test_a_signature_key_or_shape_that_was_changed_is_found(changes):
    assert checked({**ATTEMPT, **changes})["fits"] is False


def test_a_bundle_signed_anew_by_a_stranger_does_not_fit_the_keys_of_the_house():
    forged = resigned(ATTEMPT, OTHER)

    assert (
        checked(forged)["fault"]["what"]
        == f"{public_of(OTHER)['code']} is none of the keys that were given"
    )


def test_without_keys_the_key_is_only_the_word_of_the_file():
    found = checked(resigned(ATTEMPT, OTHER), keys={})

    assert found["fits"] is True
    assert "give --key" in found["cautions"][0]


def compromised(since):
    return {public_of()["code"]: verify.Key(public_of()["public"], since)}


def test_what_a_key_signed_after_it_was_compromised_does_not_stand():
    found = checked(ATTEMPT, compromised(MADE_AT))

    assert "compromised before this was made" in found["fault"]["what"]


@pytest.mark.parametrize(
    ("received", "fits"),
    [
        (None, False),
        (MADE_AT + timedelta(hours=2), False),
        (MADE_AT + timedelta(hours=1), False),
        (MADE_AT + timedelta(minutes=59), True),
    ],
)
def test_what_it_signed_before_stands_for_whoever_held_the_file_before(received, fits):
    keys = compromised(MADE_AT + timedelta(hours=1))

    assert checked(ATTEMPT, keys, received=received)["fits"] is fits


# Redaction.

HELD = "the marks of the result that holds, by key, ruling, order and answer"


def without(bundle, *hidden):
    return redacted(bundle, lambda kind, name: f"{kind}.{name}" not in hidden)


def test_redacted_answers_and_names_leave_the_rest_to_be_verified():
    found = checked(without(ATTEMPT, "arrival.value", "candidate.name", "question.key"))

    assert found["fits"] is True
    assert found["not_shown"] == {"candidate.name": 1, "question.key": 5, "arrival.value": 7}
    assert found["not_checked"] == [
        "the answers that count, by the journal: arrival.value is not shown",
        "what markers gave, line by line of the rubric: question.key is not shown",
        f"{HELD}: arrival.value is not shown",
        "run 1: every mark, by key, ruling, order and answer: arrival.value is not shown",
        "run 2: every mark, by key, ruling, order and answer: arrival.value is not shown",
    ]
    for run in (1, 2):
        assert f"run {run}: score, sections, topics, cut and whether it passes" in found["checked"]


def test_what_cannot_be_computed_again_for_redaction_is_said_and_not_failed():
    found = checked(without(ATTEMPT, "arrival.value", "mark.earned", "run.marks"))

    assert found["fits"] is True
    assert found["not_checked"][-2:] == [
        "run 2: score, sections, topics, cut and whether it passes: run.marks is not shown",
        "the result that holds is that of the run which was released last: run.marks is not shown",
    ]


@pytest.mark.parametrize(("kind", "index", "name"), FIELDS)
def test_any_one_field_can_be_redacted(kind, index, name):
    bundle = deepcopy(WHOLE[kind])
    for part in ("fields", "salts"):
        del bundle["records"][index][part][name]

    found = checked(bundle)

    assert found["fault"] is None
    assert found["not_shown"] == {f"{bundle['records'][index]['kind']}.{name}": 1}


def test_a_redacted_value_cannot_be_put_back_as_another():
    bundle = without(ATTEMPT, "candidate.name")
    bundle["records"][1]["fields"]["name"] = "温如玉"
    bundle["records"][1]["salts"]["name"] = "00" * 16

    assert place_of(checked(bundle)) == (1, "candidate", "name")


def test_redacting_inside_an_evidence_file_leaves_all_of_it_verifiable():
    found = checked(without(CREDENTIAL, "arrival.value", "credential.name"))

    assert found["fits"] is True
    assert found["not_shown"] == {"credential.name": 1, "arrival.value": 7}


# What the house computed, computed a second time: signed by the house itself, and still wrong.


@pytest.mark.parametrize(
    ("bundle", "what"),
    [
        (bundle_of("medal", []), "no bundle is of the kind 'medal'"),
        (
            bundle_of("trail", [], {"first": 1, "previous": "", "last": 3, "hash": "00"}),
            "the head names another last block",
        ),
    ],
)
def test_what_is_missing_or_cannot_be_is_found_though_it_is_signed(bundle, what):
    assert checked(bundle)["fault"]["what"] == what


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (("line", 0, {"points": "81"}), ("place", "total")),
        (("line", 0, {"used_ms": 51_000}), ("place", "total")),
        (("line", 7, {"replaces": 1}), ("line", "replaces")),
        (("line", 7, {"replaces": 8}), ("line", "replaces")),
        (("line", 7, {"replaces": None}), ("line", "replaces")),
        (("line", 3, {"number": 5}), ("line", "number")),
        (("line", 3, {"entry": 9}), ("line", "entry")),
        (("line", 8, {"kind": "score", "round": "quiz", "points": "0"}), ("place", "rank")),
        (("line", 5, {"points": "92.000"}), ("line", "points")),
        (("sheet", 3, {"points": "51"}), ("sheet", "points")),
        (("sheet", 0, {"entry": 4}), ("line", "points")),
        (("sheet", 0, {"marks": {"greeting": 3, "closing": 4}}), ("sheet", "points")),
        (("place", 0, {"rank": 2}), ("place", "rank")),
        (("place", 3, {"rank": 4}), ("place", "rank")),
        (("place", 4, {"rank": 5}), ("place", "rank")),
        (("place", 1, {"total": "60.001"}), ("place", "total")),
        (("place", 1, {"rounds": {"quiz": "100.000"}}), ("place", "rounds")),
        (("place", 0, {"stations": {}}), ("place", "stations")),
        (("place", 0, {"entry": 6}), ("place", "entry")),
        (("place", 0, {"entry": 2}), ("place", "entry")),
        (("team_place", 0, {"total": "142.268"}), ("team_place", "total")),
        (("team_place", 1, {"rank": 1}), ("team_place", "rank")),
        (("team", 1, {"members": [3, 4]}), ("team_place", "total")),
        (("final", 0, {"digest": "00" * 32}), ("final", "digest")),
        (("final", 0, {"at_number": 8}), ("place", "rank")),
        (("final", 0, {"confirmed": [{"part": "supervisor", "at": "x"}]}), ("final", "confirmed")),
    ],
)
def test_a_board_that_was_computed_wrong_is_found_though_it_is_signed(edit, place):
    kind, which, changes = edit

    assert place_of(checked(edited(BOARD, kind, which, **changes)))[1:] == place


def test_a_place_that_is_missing_is_found_though_it_is_signed():
    records = [one for one in board_records() if one.fields.get("rank") != 2]

    assert checked(bundle_of("board", records))["fault"]["what"] == "a place is missing: 2"


def test_a_line_that_came_after_the_confirmation_changes_nothing():
    late = type(board_records()[0])(
        "line", {**BOARD["records"][9]["fields"], "number": 10, "points": "0"}
    )
    records = board_records()
    last = max(n for n, one in enumerate(records) if one.kind == "line")

    assert checked(bundle_of("board", [*records[: last + 1], late, *records[last + 1 :]]))["fits"]


def drilled(best_of, tries):
    """A drill of one entry with these points, told as a board that is not final."""
    definition = {"rounds": [{"code": "drill", "weight": "100", "best_of": best_of}]}
    record = type(board_records()[0])
    return [
        record("competition", {"definition": definition}),
        record("entry", {"entry": 1, "withdrawn": False}),
        *(line(n, 1, "drill", points) for n, points in enumerate(tries, start=1)),
    ]


@pytest.mark.parametrize(
    ("best_of", "tries", "total"),
    [
        (0, ["70", "60", "90"], "90"),
        (2, ["70", "60", "90"], "70"),
        (0, ["33.3335"], "33.334"),
    ],
)
def test_the_best_of_the_tries_that_count_is_what_a_drill_is_worth(best_of, tries, total):
    place = {"entry": 1, "rank": 1, "total": total, "rounds": {"drill": total}, "stations": {}}
    records = drilled(best_of, tries)
    records.append(type(records[0])("place", place))

    assert checked(bundle_of("board", records))["fault"] is None


def test_standings_that_nobody_confirmed_say_so():
    records = [one for one in board_records() if one.kind != "final"]

    assert checked(bundle_of("board", records))["cautions"] == [
        "these standings were not confirmed as final"
    ]


def test_names_can_be_redacted_and_the_standings_are_still_computed_again():
    found = checked(without(BOARD, "entry.name", "team.name", "line.reason"))

    assert (found["fault"], found["not_checked"]) == (None, [])


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (("decision", {"answer": "not_met"}), (2, "decision", "digest")),
        (("decision", {"facts": {}}), (2, "decision", "digest")),
        (("decision", {"at": "2027-01-01T00:00:00+00:00"}), (2, "decision", "digest")),
        (("credential", {"rule": "other"}), (0, "credential", "rule")),
        (("credential", {"rule_version": 2}), (0, "credential", "rule_version")),
        (("credential", {"valid_until": "2032-02-01"}), (0, "credential", "valid_until")),
        (("credential", {"number": "SY-27-1"}), (0, "credential", "number")),
        (
            ("credential", {"issued_at": "2027-01-01T00:00:00+00:00"}),
            (0, "credential", "issued_at"),
        ),
        (("bundle", {"kind": "board"}), (4, "bundle", "kind")),
    ],
)
def test_a_credential_that_does_not_follow_from_its_rule_is_found_though_it_is_signed(edit, place):
    kind, changes = edit

    assert place_of(checked(edited(CREDENTIAL, kind, **changes))) == place


def test_a_condition_that_was_not_met_is_found():
    conditions = [{"code": "papers"}, {"code": "exam"}, {"code": "station"}]
    definition = {**CREDENTIAL["records"][1]["fields"]["definition"], "conditions": conditions}

    found = checked(edited(CREDENTIAL, "rule", definition=definition))

    assert place_of(found) == (2, "decision", "findings")
    assert found["fault"]["what"] == "condition station was not met"


@pytest.mark.parametrize(
    ("inside", "grounds", "what"),
    [
        ([ATTEMPT], [], "is of an attempt that the decision did not stand on"),
        ([ATTEMPT], [["attempt", 2]], "is of an attempt that the decision did not stand on"),
        ([], [["attempt", 1]], "the dossier of attempt 1 is missing"),
        ([], [["final", 1]], "a board belongs here if, and only if, it stood on one"),
        ([BOARD], [], "a board belongs here if, and only if, it stood on one"),
        ([ATTEMPT, BOARD], [["attempt", 1], ["final", 3]], None),
    ],
)
def test_what_a_decision_stood_on_is_inside_and_nothing_else(inside, grounds, what):
    fault = checked(bundle_of("credential", credential_records(inside, grounds)))["fault"]

    assert (fault and fault["what"]) == what


def test_what_does_not_fit_inside_an_evidence_file_is_named():
    inner = deepcopy(ATTEMPT)
    inner["records"][RESULT]["fields"]["score"] = "99.000"

    found = checked(bundle_of("credential", credential_records([inner])))

    assert place_of(found) == (4, "bundle", "bundle")
    assert found["fault"]["what"].startswith(
        f"inside, record {RESULT} (result), field score: was changed"
    )


def test_a_bundle_inside_that_a_stranger_signed_is_found():
    found = checked(bundle_of("credential", credential_records([resigned(ATTEMPT, OTHER)])))

    assert place_of(found) == (4, "bundle", "bundle")


@pytest.mark.parametrize(
    ("changes", "at", "status"),
    [
        ([], MADE_AT, "issued"),
        ([("suspend", True)], MADE_AT, "suspended"),
        ([("suspend", False)], MADE_AT, "issued"),
        ([("suspend", True), ("reinstate", True)], MADE_AT, "issued"),
        ([("suspend", True), ("revoke", True)], MADE_AT, "revoked"),
        ([("revoke", True), ("reinstate", True)], MADE_AT, "revoked"),
        ([("replace", True)], MADE_AT, "replaced"),
        ([], datetime(2032, 1, 31, tzinfo=UTC), "issued"),
        ([], datetime(2032, 2, 1, tzinfo=UTC), "expired"),
        ([("recall", True)], datetime(2032, 2, 1, tzinfo=UTC), "recalled"),
    ],
)
def test_the_status_follows_from_the_changes_that_were_agreed(changes, at, status):
    records = [record for record in credential_records() if record.kind != "change"]
    records += [
        type(records[0])("change", {"kind": kind, "reason_class": "x", "agreed": agreed, "at": "x"})
        for kind, agreed in changes
    ]

    assert f"status: {status}" in checked(bundle_of("credential", records, made_at=at))["checked"]


@pytest.mark.parametrize(
    ("which", "changes", "place"),
    [
        (1, {"height": 3}, (3, "block", "height")),
        (1, {"previous": "00" * 32}, (3, "block", "previous")),
        (1, {"count": 3}, (3, "block", "count")),
        (1, {"root": "00" * 32}, (3, "block", "root")),
        (1, {"at": "2027-01-01"}, (3, "block", "hash")),
        (1, {"hash": "00" * 32}, (3, "block", "hash")),
    ],
)
def test_a_trail_whose_blocks_do_not_follow_is_found_though_it_is_signed(which, changes, place):
    assert place_of(checked(edited(TRAIL, "block", which, **changes))) == place


def test_an_entry_changed_in_an_export_is_found_by_its_block():
    assert place_of(checked(edited(TRAIL, "entry", 2, note=99))) == (3, "block", "root")


# As a stranger runs it.


@pytest.fixture
def keys(tmp_path):
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [{**public_of(), "made_at": "2027-01-01", "end": None}]}))
    return file


@pytest.mark.parametrize("kind", WHOLE)
def test_the_program_alone_says_that_a_bundle_fits_with_status_0(tmp_path, keys, kind):
    answer = ran(tmp_path, WHOLE[kind], "--key", keys)

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.endswith(f"It fits. Signed by {public_of()['code']}.\n")


def test_one_public_key_is_enough(tmp_path):
    assert ran(tmp_path, ATTEMPT, "--key", public_of()["public"]).returncode == 0
    assert ran(tmp_path, ATTEMPT, "--key", public_of(OTHER)["public"]).returncode == 1


def test_the_program_names_what_does_not_fit_with_status_1(tmp_path, keys):
    bundle = deepcopy(ATTEMPT)
    bundle["records"][RESULT]["fields"]["score"] = "99.000"

    plain = ran(tmp_path, bundle, "--key", keys)
    answer = ran(tmp_path, bundle, "--key", keys, "--json")

    assert (plain.returncode, answer.returncode) == (1, 1)
    assert f"DOES NOT FIT: record {RESULT} (result), field score: was changed" in plain.stdout
    assert json.loads(answer.stdout)["fault"] == {
        "record": RESULT,
        "kind": "result",
        "field": "score",
        "what": "was changed: it does not give its digest",
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "nonsense",
        '{"format": "chizheng-bundle/9"}',
        "{}",
        "[" * 200_000,
        '{"format": "chizheng-bundle/1", "format": "chizheng-bundle/1"}',
        '{"format": NaN}',
    ],
)
def test_what_is_no_bundle_is_told_with_status_2(tmp_path, text):
    answer = ran(tmp_path, text)

    assert (answer.returncode, answer.stdout) == (2, "")
    assert "Traceback" not in answer.stderr
    assert "bundle.json" in answer.stderr


@pytest.mark.parametrize("key", ["nothing", "AAAA", "no-such-file.json", "bundle.json"])
def test_a_key_that_is_none_is_told_with_status_2(tmp_path, key):
    answer = ran(tmp_path, ATTEMPT, "--key", key)

    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


def test_the_program_needs_nothing_but_the_standard_library_and_cryptography():
    tree = ast.parse(VERIFIER.read_text(), feature_version=(3, 9))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
