"""An attempt computed a second time: whatever the house got wrong is named, though it is signed."""

from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit import verify
from exam.rules.marking import Given, counting, standing
from question_bank.kinds import KINDS as MARKED_BY
from question_bank.kinds.kind import Unreadable
from tests.audit.bundles import (
    FIRST_RUN,
    SECOND_RUN,
    SLOTS,
    attempt_records,
    bundle_of,
    checked,
    resigned,
)
from tests.audit.papers import KINDS, answers, given_marks, papers

pytestmark = pytest.mark.pure


def dossier(records):
    return bundle_of("attempt", records, {"attempt": 1})


ATTEMPT = dossier(attempt_records())
SECOND = SECOND_RUN["breakdown"]


def edited(bundle, record, which=0, **changes):
    """The bundle as a house would sign it that computed something wrong."""
    made = deepcopy(bundle)
    found = [each for each in made["records"] if each["kind"] == record][which]
    for name, value in changes.items():
        found["fields"][name] = value
        found["salts"].setdefault(name, "00" * 16)
    return resigned(made)


def place_in(found):
    """The record that was named: its kind, which of its kind from 0, and the field."""
    fault = found["fault"]
    if fault is None or fault["record"] is None:
        return fault and fault["what"]
    kinds = [record.kind for record in attempt_records()]
    which = kinds[: fault["record"]].count(fault["kind"])
    return (fault["kind"], which, fault["field"])


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (("result", 0, {"score": "75.000"}), ("result", 0, "score")),
        (("result", 0, {"full": "99.000"}), ("result", 0, "full")),
        (("result", 0, {"passed": False}), ("result", 0, "passed")),
        (("result", 0, {"missed": ["law"]}), ("result", 0, "missed")),
        (("result", 0, {"run": 1}), ("mark", 0, "earned")),
        (("result", 0, {"run": 3}), ("result", 0, "run")),
        (("result", 0, {"released_at": "2027-02-10"}), ("result", 0, "released_at")),
        (("release", 1, {"run": 1}), ("result", 0, "run")),
        (("sitting", 0, {"pass_percent": "64.17"}), ("run", 0, "breakdown")),
        (("sitting", 0, {"gap": "4"}), ("run", 0, "marks")),
        (("mark", 0, {"earned": "44.445"}), ("mark", 0, "earned")),
        (("mark", 2, {"earned": "7.408"}), ("mark", 2, "earned")),
        (("mark", 0, {"points": "41"}), ("mark", 0, "points")),
        (("mark", 2, {"answered": False}), ("mark", 2, "answered")),
        (("mark", 4, {"dropped": False}), ("mark", 4, "dropped")),
        (("mark", 4, {"earned": "10.000"}), ("mark", 4, "earned")),
        (("mark", 1, {"slot": 1}), ("mark", 1, "slot")),
        (("arrival", 1, {"value": '"a"'}), ("run", 0, "marks")),
        (("arrival", 1, {"value": "null"}), ("mark", 0, "answered")),
        (("arrival", 1, {"value": '"z"'}), ("mark", 0, "answered")),
        (("arrival", 1, {"seq": 2, "typed_under": 0}), ("run", 0, "marks")),
        (("arrival", 2, {"standing": "closed"}), ("mark", 1, "answered")),
        (("arrival", 4, {"standing": "counted"}), ("mark", 2, "answered")),
        (("arrival", 3, {"value": '["b","c","a"]'}), ("mark", 2, "earned")),
        (("question", 0, {"key": {"right": 1, "size": 2}}), ("mark", 0, "earned")),
        (("question", 0, {"kind": "true_false"}), ("mark", 0, "answered")),
        (("question", 0, {"kind": "riddle"}), ("question", 0, "kind")),
        (("question", 1, {"partial": "none"}), ("mark", 1, "earned")),
        (("question", 2, {"partial": "none"}), ("mark", 2, "earned")),
        (("question", 2, {"revision": 5}), ("question", 2, "revision")),
        (("question", 2, {"slot": 6}), ("question", 2, "slot")),
        (("form", 0, {"slots": []}), ("question", 0, "slot")),
        (("written_mark", 0, {"lines": ["1", "0.25"]}), ("written_mark", 0, "points")),
        (("written_mark", 0, {"lines": ["2.25", "0"]}), ("written_mark", 0, "lines")),
        (("written_mark", 0, {"lines": ["1.5"]}), ("written_mark", 0, "lines")),
        (("written_mark", 1, {"marker": 1}), ("written_mark", 1, "slot")),
        (("written_mark", 1, {"order": 9}), ("written_mark", 2, "order")),
        (("written_mark", 3, {"lines": ["2", "1"], "points": "3"}), ("mark", 3, "earned")),
        (("written_mark", 2, {"lines": ["2", "2"], "points": "4"}), ("run", 0, "marks")),
        (("remarking", 0, {"after": 4}), ("mark", 3, "earned")),
        (("correction", 0, {"revision": 22}), ("run", 1, "rulings")),
        (("correction", 0, {"slot": 9}), ("correction", 0, "slot")),
        (("standard", 0, {"means": ["61/100", *["3/5"] * 4]}), ("run", 1, "breakdown")),
        (("standard", 0, {"means": ["3/5"] * 4}), ("standard", 0, "means")),
        (("standard", 0, {"standard": 6}), ("run", 1, "standard")),
        (("run", 0, {"score": "64.168"}), ("run", 0, "score")),
        (("run", 0, {"full": "99.000"}), ("run", 0, "full")),
        (("run", 0, {"passed": False}), ("run", 0, "passed")),
        (("run", 0, {"until": 1}), ("run", 0, "marks")),
        (("run", 0, {"ended": [3]}), ("run", 0, "marks")),
        (("run", 0, {"standard": 5}), ("run", 0, "breakdown")),
        (("run", 1, {"standard": None}), ("run", 1, "breakdown")),
        (("run", 1, {"rulings": SECOND_RUN["rulings"][:1]}), ("mark", 0, "earned")),
        (("run", 1, {"rulings": [SECOND_RUN["rulings"][1]] * 2}), ("run", 1, "rulings")),
        (("run", 1, {"rulings": [{"slot": 1, "rule": "double"}]}), ("run", 1, "rulings")),
        (("run", 0, {"marks": FIRST_RUN["marks"][:4]}), ("run", 0, "marks")),
        (("run", 0, {"marks": ["39.000", *FIRST_RUN["marks"][1:]]}), ("run", 0, "marks")),
        (("run", 1, {"breakdown": {**SECOND, "cut": "60.001"}}), ("run", 1, "breakdown")),
        (("run", 1, {"breakdown": {**SECOND, "missed": ["total"]}}), ("run", 1, "breakdown")),
        (("run", 1, {"breakdown": {**SECOND, "missed": ["nothing"]}}), ("run", 1, "breakdown")),
        (("run", 1, {"breakdown": {**SECOND, "topics": {}}}), ("run", 1, "breakdown")),
        (
            ("run", 1, {"breakdown": {**SECOND, "topics": FIRST_RUN["breakdown"]["topics"]}}),
            ("run", 1, "breakdown"),
        ),
    ],
)
def test_an_attempt_that_was_computed_wrong_is_found_though_it_is_signed(edit, place):
    kind, which, changes = edit

    assert place_in(checked(edited(ATTEMPT, kind, which, **changes))) == place


def lacking(kind, which):
    records = attempt_records()
    gone = [record for record in records if record.kind == kind][which]
    return dossier([record for record in records if record is not gone])


@pytest.mark.parametrize(
    ("bundle", "what"),
    [
        (lacking("result", 0), "one record of kind 'result' belongs here; there are 0"),
        (lacking("mark", 2), "a slot of the form has no question or no mark"),
        (lacking("question", 0), "a slot of the form has no question or no mark"),
        (lacking("run", 1), "is of a run that is not here"),
        (lacking("release", 1), "this is not the run that was released last"),
        (lacking("arrival", 2), "the journal holds no answer that counts here"),
        (lacking("correction", 0), "slot 1: the corrected key is not here"),
        (lacking("standard", 0), "the standard is not here"),
        (lacking("written_mark", 3), "key, ruling and answer give 8.333"),
        (
            edited(ATTEMPT, "form", slots=[{"slot": 2, "revision": 12, "points": "20"}]),
            "its slots are not numbered 1, 2, 3 …",
        ),
    ],
)
def test_what_is_missing_or_cannot_be_is_found_though_it_is_signed(bundle, what):
    assert checked(bundle)["fault"]["what"] == what


def test_exactly_at_the_percentage_the_cut_and_a_floor_passes():
    sections = [
        {"code": "law", "topics": ["law*"], "floor_percent": "71.4285"},
        {"code": "manner", "topics": ["etiquette"], "floor_percent": "40"},
    ]
    means = {"means": ["1", "1/2", "1/3", "1", "0"]}
    cut = {**SECOND, "cut": "74.074"}

    exact = edited(edited(ATTEMPT, "sitting", sections=sections), "standard", **means)
    exact = edited(exact, "run", 1, breakdown=cut)
    above = edited(exact, "standard", means=["1", "1/2", "3334/10000", "1", "0"])

    assert checked(exact)["fault"] is None
    assert checked(above)["fault"]["what"] == "the standard gives a cut of 74.076"


def test_thirds_are_added_up_before_they_are_rounded():
    """Of three thirds of 20 the sum is 20, not what the rounded marks add up to."""
    slots = [{**SLOTS[2], "slot": n, "revision": n, "points": "20"} for n in (1, 2, 3)]
    question = {"kind": "ordering", "key": {"length": 3}, "partial": "adjacent"}
    run = {
        **FIRST_RUN,
        "score": "20.000",
        "full": "60.000",
        "passed": False,
        "marks": ["6.667"] * 3,
        "breakdown": {
            "missed": ["total", "manner"],
            "sections": {"law": ["0.000", "0.000"], "manner": ["20.000", "60.000"]},
            "topics": {"etiquette": ["20.000", "60.000"]},
        },
    }
    kept = [each for each in attempt_records() if each.kind in ("sitting", "candidate")]
    record = type(kept[0])
    records = [
        *kept,
        record("form", {"slots": slots}),
        *(record("question", {"slot": n, "revision": n, **question}) for n in (1, 2, 3)),
        *(
            record(
                "arrival",
                {
                    "slot": n,
                    "seq": 1,
                    "typed_under": 1,
                    "value": '["b","a","c"]',
                    "standing": "counted",
                },
            )
            for n in (1, 2, 3)
        ),
        record("run", run),
        record("release", {"run": 1, "at": "2027-02-01"}),
        *(
            record(
                "mark",
                {"slot": n, "points": "20", "earned": "6.667", "answered": True, "dropped": False},
            )
            for n in (1, 2, 3)
        ),
        record(
            "result",
            {
                **{name: run[name] for name in ("run", "score", "full", "passed")},
                "missed": ["total", "manner"],
                "released_at": "2027-02-01",
            },
        ),
    ]

    assert checked(dossier(records))["fault"] is None
    wrong = edited(dossier(records), "run", score="20.001")
    assert checked(wrong)["fault"]["field"] == "score"


def test_a_voided_attempt_and_an_appeal_that_waits_say_so():
    records = [each for each in attempt_records() if each.kind != "appeal"]
    record = type(records[0])
    appeal = {"appeal": 1, "upheld": None, "withdrawn_at": None, "settled_at": None}
    records += [
        record("appeal", appeal),
        record("appeal", {**appeal, "appeal": 2, "upheld": True}),
        record("appeal", {**appeal, "appeal": 3, "upheld": False}),
        record("voiding", {"reason": "替考", "agreed": True, "at": "2027-02-03"}),
    ]

    assert checked(dossier(records))["cautions"] == [
        "this attempt was voided on 2027-02-03",
        "appeal 1 was not decided so far",
        "appeal 2 was upheld and is not carried out",
    ]


THOROUGH = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.mark.parametrize("kind", KINDS)
@THOROUGH
@given(st.data())
def test_the_house_and_the_small_program_read_and_weigh_an_answer_alike(kind, data):
    size, key, partial, order, value = data.draw(answers(kind))
    compare(kind, size, key, partial, order, value)


def compare(kind, size, key, partial, order, value):
    house = MARKED_BY[kind]
    try:
        read = house.read(value, size)
    except Unreadable:
        read = None
    is_told = read is not None and not house.marked_by_people

    found = verify.SHARES[kind](key, partial, order, value)

    assert (found is not None) == (read is not None)
    assert not is_told or found == house.share(read, key, order, partial)


SEVEN = {"number": "1234567", "tolerance": "0", "units": ["日", "%"]}
CHOSEN = {"right": [0, 1], "size": 4}
BLANK = {"blanks": [["七日", "seven days"]]}


@pytest.mark.parametrize(
    ("kind", "size", "key", "partial", "value"),
    [
        *(
            ("numeric", 1, SEVEN, "none", value)
            for value in (
                "1,234,567",
                "1,2345,67",
                "1234,567",
                "0,000,000,001,234,567",
                ",001,234,567",
                "000000001234567",
                "0000000001234567",
                "1234567.0000000000",
                "1234567.00000000000",
                "1234567日%",
                "1234567%日",
                "1234567 日 ",
                "１，２３４，５６７％",
                "1234567.",
                "1.234567e6",
                "x" * 41,
            )
        ),
        *(
            ("multiple", 4, CHOSEN, partial, value)
            for partial in ("none", "proportional", "subset")
            for value in (["a", "a"], ["a", "c"], ["c", "d"], ["a", "b", "c"], ["e"], [], "a")
        ),
        *(
            ("fill_blank", 1, BLANK, partial, [value])
            for partial in ("none", "proportional", "subset")
            for value in (
                "七 日",
                "七\u3000日",
                "seven  days",
                "Seven Days",
                " ",
                "",
                "x" * 201,
                None,
            )
        ),
        ("short_answer", 1, {"rubric": ["1"]}, "none", "x" * 3999 + "\r\n"),
        ("short_answer", 1, {"rubric": ["1"]}, "none", "x" * 3998 + "\r\n\n\n"),
        ("short_answer", 1, {"rubric": ["1"]}, "none", " \n\u3000"),
        ("short_answer", 1, {"rubric": ["1"]}, "none", "\ud800"),
    ],
)
def test_what_is_hard_to_read_is_read_alike(kind, size, key, partial, value):
    compare(kind, size, key, partial, list(range(size)), value)


@THOROUGH
@given(given_marks())
def test_the_house_and_the_small_program_settle_markers_points_alike(made):
    points, gap, until, ended, remarked = made
    marks = [Given(order, order, Decimal(float(one))) for order, one in enumerate(points, start=1)]
    house = standing(counting(marks, until, ended), Decimal(gap), remarked)
    rows = [
        ("sitting", {"gap": gap}),
        *(
            (
                "written_mark",
                {"slot": 1, "order": each.id, "marker": each.marker, "points": str(one)},
            )
            for each, one in zip(marks, points, strict=True)
        ),
        *(("remarking", {"slot": 1, "after": after}) for after in remarked),
    ]
    records = verify.Rows([verify.Row(at, kind, row, {}) for at, (kind, row) in enumerate(rows)])
    run = verify.Row(9, "run", {"until": until, "ended": list(ended)}, {})

    if house is None:
        with pytest.raises(verify.Misfit):
            verify.settled_points(records, run, 1)
    else:
        assert verify.settled_points(records, run, 1) == house


@settings(THOROUGH, max_examples=60)
@given(papers())
def test_the_house_and_the_small_program_mark_a_paper_alike(records):
    found = checked(dossier(records))

    assert (found["fault"], found["not_checked"]) == (None, [])


@settings(THOROUGH, max_examples=20)
@given(papers(), st.data())
def test_a_mark_that_is_off_by_the_least_is_found_whatever_the_paper(records, data):
    bundle = dossier(records)
    marks = next(record.fields["marks"] for record in records if record.kind == "run")
    at = data.draw(st.integers(0, len(marks) - 1))
    change = "0.001" if marks[at] in (None, "-") else str(Decimal(marks[at]) + Decimal("0.001"))
    changed = [*marks[:at], change, *marks[at + 1 :]]

    in_run = checked(edited(bundle, "run", marks=changed))["fault"]
    in_mark = checked(edited(bundle, "mark", at, earned=change))["fault"]

    assert (in_run["kind"], in_run["field"]) == ("run", "marks")
    assert in_run["what"].startswith(f"slot {at + 1}: ")
    assert (in_mark["kind"], in_mark["field"]) == ("mark", "earned")
