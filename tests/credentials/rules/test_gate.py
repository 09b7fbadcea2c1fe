"""The gate: three answers, every condition either side of its edges, waivers, and the words."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.rules.definition import read_rule
from credentials.rules.findings import Answer, all_of, as_data, read_findings
from credentials.rules.gate import judge
from credentials.rules.record import (
    CourseOnFile,
    PapersOnFile,
    PhotoOnFile,
    PlaceOnFile,
    RecordOnFile,
    ResultOnFile,
    StationOnFile,
    WaiverOnFile,
    record_as_data,
)

pytestmark = pytest.mark.pure
AT = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
MET, NOT_MET, UNKNOWN = Answer.MET, Answer.NOT_MET, Answer.UNKNOWN
TITLE = {"zh": "甲", "en": "A"}
PHOTO = PhotoOnFile(5, AT)
PAPERS = PapersOnFile(id=9, unit_id=3, photo_id=5, education="bachelor", at=AT)
COURSE = CourseOnFile("law", {"zh": "法", "en": "Law"}, 2, 2, AT)
RESULT = ResultOnFile(
    attempt_id=7,
    code="certification",
    titles={"zh": "秋考", "en": "Autumn exam"},
    score=Decimal("72.500"),
    full=Decimal("100.000"),
    passed=True,
    released_at=AT,
    is_demonstration=False,
    voiding="",
)
PLACE = PlaceOnFile(
    final_id=4,
    series="drill",
    titles={"zh": "练兵", "en": "Drill"},
    rank=2,
    out_of=10,
    total=Decimal("60.000"),
    confirmed_at=AT,
    stations={"etiquette": StationOnFile(Decimal(60), Decimal(100), Decimal(60))},
    stands=True,
)
WAIVER = WaiverOnFile(1, "c", "沈观澜", "seen elsewhere", AT + timedelta(days=1))
ELIGIBLE = RecordOnFile(3, 3, "Asia/Shanghai", photo=PHOTO, papers=PAPERS)
KINDS = {
    "education": {"accepted": ["bachelor", "postgraduate"]},
    "course": {"courses": ["law"], "months": 24},
    "exam": {"blueprints": ["certification"], "months": 12},
    "competition": {"series": ["drill"], "months": 24},
    "competition_rank": {"series": ["drill"], "months": 24},
    "service": {"series": ["drill"], "months": 24, "station": "etiquette"},
}


def rule(kind, *, accepts_demonstration=False, waivable=True, **asks):
    """A type that asks for this beside eligibility."""
    condition = {"code": "c", "kind": kind, "title": TITLE, "waivable": waivable}
    return read_rule(
        {
            "code": "small",
            "version": 3,
            "title": TITLE,
            "scope": TITLE,
            "words": TITLE,
            "validity_months": 60,
            "number_pattern": "T-{unit}-{year}-{serial}",
            "accepts_demonstration": accepts_demonstration,
            "conditions": [
                {"code": "papers", "kind": "eligibility", "title": TITLE},
                {**condition, **KINDS[kind], **asks},
            ],
        }
    )


def found(kind, record, **asks):
    """What the gate finds for the second condition."""
    return judge(rule(kind, **asks), record, AT).findings[1]


def said(phrase):
    return phrase.message % phrase.said("en") if phrase else None


def papers(record):
    return judge(rule("education"), record, AT).findings[0]


@pytest.mark.parametrize(
    ("record", "answer", "missing"),
    [
        (ELIGIBLE, MET, None),
        (replace(ELIGIBLE, photo=None), NOT_MET, "A photo is still to be handed in."),
        (replace(ELIGIBLE, papers=None), NOT_MET, "An issuer is still to look at the papers."),
        (
            replace(ELIGIBLE, photo=PhotoOnFile(6, AT)),
            UNKNOWN,
            "Unit or photo changed since; an issuer is to look at the papers again.",
        ),
        (
            replace(ELIGIBLE, unit_id=8),
            UNKNOWN,
            "Unit or photo changed since; an issuer is to look at the papers again.",
        ),
        (
            replace(ELIGIBLE, suspended=("T-1", "T-2")),
            NOT_MET,
            "Credential T-1, T-2 is suspended; that has to end first.",
        ),
    ],
)
def test_eligibility_is_the_unit_and_photo_that_an_issuer_looked_at(record, answer, missing):
    finding = papers(record)

    assert (finding.answer, said(finding.missing)) == (answer, missing)
    assert finding.grounds == ((("eligibility", 9),) if answer is MET else ())


@pytest.mark.parametrize(
    ("education", "answer"),
    [
        ("bachelor", MET),
        ("postgraduate", MET),
        ("junior_college", NOT_MET),
        ("high_school", NOT_MET),
    ],
)
def test_education_is_what_the_papers_showed(education, answer):
    record = replace(ELIGIBLE, papers=replace(PAPERS, education=education))

    assert found("education", record).answer is answer


def test_education_without_papers_is_not_met():
    assert found("education", replace(ELIGIBLE, papers=None)).answer is NOT_MET


@pytest.mark.parametrize(
    ("course", "answer"),
    [
        (COURSE, MET),
        (None, NOT_MET),
        (replace(COURSE, done=1), NOT_MET),
        (replace(COURSE, done=0, total=0), NOT_MET),
        (replace(COURSE, worked_on=None), NOT_MET),
        (replace(COURSE, worked_on=datetime(2024, 11, 26, 16, tzinfo=UTC)), MET),
        (replace(COURSE, worked_on=datetime(2024, 11, 26, 15, 59, tzinfo=UTC)), NOT_MET),
    ],
)
def test_a_course_counts_when_complete_and_worked_on_within_the_months(course, answer):
    record = replace(ELIGIBLE, courses={"law": course} if course else {})

    assert found("course", record).answer is answer


def test_what_is_missing_of_courses_is_said_with_its_door():
    record = replace(ELIGIBLE, courses={"law": replace(COURSE, done=1)})

    finding = found("course", record, courses=["law", "manners"])

    assert said(finding.required) == "Complete, and worked on within 24 months: Law, manners."
    assert [said(each) for each in finding.on_record] == ["Law: 1 of 2 modules complete."]
    assert said(finding.missing) == (
        "Complete, or answer a self-check of each module again: Law, manners."
    )
    assert finding.door == ("courses.show", {"course": "law"})


@pytest.mark.parametrize(
    ("results", "answer"),
    [
        ((RESULT,), MET),
        ((), NOT_MET),
        ((replace(RESULT, passed=False),), NOT_MET),
        ((replace(RESULT, code="other"),), NOT_MET),
        ((replace(RESULT, voiding="asked"),), UNKNOWN),
        ((replace(RESULT, voiding="voided"),), NOT_MET),
        ((replace(RESULT, is_demonstration=True),), NOT_MET),
        ((replace(RESULT, released_at=datetime(2025, 11, 26, 16, tzinfo=UTC)),), MET),
        ((replace(RESULT, released_at=datetime(2025, 11, 26, 15, 59, tzinfo=UTC)),), NOT_MET),
        ((replace(RESULT, voiding="asked"), replace(RESULT, attempt_id=8)), MET),
        ((replace(RESULT, voiding="voided"), replace(RESULT, voiding="asked")), UNKNOWN),
        ((replace(RESULT, passed=False), RESULT), MET),
    ],
)
def test_an_exam_counts_by_a_pass_in_time_that_nobody_questions(results, answer):
    assert found("exam", replace(ELIGIBLE, results=results)).answer is answer


def test_of_two_parts_both_must_be_passed_and_one_unknown_makes_the_whole_unknown():
    other = replace(RESULT, code="public-law", attempt_id=8)
    parts = {"blueprints": ["certification", "public-law"]}

    asked = replace(other, voiding="asked")

    one, both, questioned = (
        found("exam", replace(ELIGIBLE, results=results), **parts)
        for results in ((RESULT,), (RESULT, other), (RESULT, asked))
    )

    assert [each.answer for each in (one, both, questioned)] == [NOT_MET, MET, UNKNOWN]
    assert both.grounds == (("attempt", 7), ("attempt", 8))


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (RESULT, "Autumn exam of 2026-11-27: 72.5 of 100 points, passed."),
        (
            replace(RESULT, passed=False, score=Decimal("58.000")),
            "Autumn exam of 2026-11-27: 58 of 100 points, not passed.",
        ),
        (replace(RESULT, voiding="voided"), "Autumn exam of 2026-11-27: voided."),
        (
            replace(RESULT, is_demonstration=True),
            "Only results of demonstration sittings; they do not count here.",
        ),
    ],
)
def test_the_result_on_record_is_said_with_date_and_points(result, words):
    finding = found("exam", replace(ELIGIBLE, results=(result,)))

    assert [said(each) for each in finding.on_record] == [words]


def test_a_demonstration_result_counts_where_the_type_takes_them():
    record = replace(ELIGIBLE, results=(replace(RESULT, is_demonstration=True),))

    assert found("exam", record, accepts_demonstration=True).answer is MET


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        (PLACE, MET),
        (replace(PLACE, total=Decimal("59.999")), NOT_MET),
        (replace(PLACE, series="other"), NOT_MET),
        (replace(PLACE, rank=None), NOT_MET),
        (replace(PLACE, stands=False), UNKNOWN),
        (replace(PLACE, stands=False, total=Decimal(10)), UNKNOWN),
        (replace(PLACE, confirmed_at=datetime(2024, 11, 26, 16, tzinfo=UTC)), MET),
        (replace(PLACE, confirmed_at=datetime(2024, 11, 26, 15, 59, tzinfo=UTC)), NOT_MET),
    ],
)
def test_a_competition_counts_by_a_final_total_at_or_above_the_mark(place, answer):
    assert found("competition", replace(ELIGIBLE, places=(place,))).answer is answer


def test_one_place_that_stands_is_enough_beside_one_that_does_not():
    places = (PLACE, replace(PLACE, final_id=6, stands=False, total=Decimal(90)))

    finding = found("competition", replace(ELIGIBLE, places=places))

    assert (finding.answer, finding.grounds) == (MET, (("final", 4),))


def test_what_was_reached_of_what_was_needed_is_said():
    finding = found("competition", replace(ELIGIBLE, places=(replace(PLACE, total=Decimal(58)),)))

    assert [said(each) for each in finding.on_record] == [
        "Drill, final on 2026-11-27: 58 of the 60 points needed."
    ]
    assert (
        said(finding.missing) == "Take part in the next competition or drill and reach 60 points."
    )
    assert finding.door == ("competitions.index", {})


@pytest.mark.parametrize(
    ("asks", "rank", "answer"),
    [
        ({"best": 3}, 3, MET),
        ({"best": 3}, 4, NOT_MET),
        ({"best": 3}, None, NOT_MET),
        ({"top_percent": "30"}, 3, MET),
        ({"top_percent": "30"}, 4, NOT_MET),
        ({"top_percent": "5"}, 1, NOT_MET),
    ],
)
def test_a_rank_counts_among_the_first_so_many_or_so_many_percent(asks, rank, answer):
    record = replace(ELIGIBLE, places=(replace(PLACE, rank=rank),))

    assert found("competition_rank", record, **asks).answer is answer


@pytest.mark.parametrize(
    ("station", "asks", "answer"),
    [
        (StationOnFile(Decimal(60), Decimal(100), Decimal(60)), {}, MET),
        (StationOnFile(Decimal("59.99"), Decimal(100), Decimal(60)), {}, NOT_MET),
        (StationOnFile(Decimal(12), Decimal(20), Decimal(60)), {}, MET),
        (StationOnFile(Decimal(60), Decimal(100), Decimal(60)), {"percent": 70}, NOT_MET),
        (StationOnFile(Decimal(70), Decimal(100), Decimal(90)), {"percent": 70}, MET),
    ],
)
def test_the_service_station_counts_by_its_own_mark_or_the_rules(station, asks, answer):
    record = replace(ELIGIBLE, places=(replace(PLACE, stations={"etiquette": station}),))

    assert found("service", record, **asks).answer is answer


def test_a_competition_without_the_station_says_nothing_about_service():
    finding = found("service", replace(ELIGIBLE, places=(replace(PLACE, stations={}),)))

    assert (finding.answer, finding.on_record) == (NOT_MET, ())


@pytest.mark.parametrize(
    ("answers", "whole"),
    [
        ([MET, MET], MET),
        ([MET, UNKNOWN], UNKNOWN),
        ([UNKNOWN, NOT_MET], NOT_MET),
        ([MET, NOT_MET], NOT_MET),
        ([UNKNOWN, UNKNOWN], UNKNOWN),
        ([], UNKNOWN),
    ],
)
def test_the_whole_is_met_only_where_everything_is(answers, whole):
    assert all_of(answers) is whole


@given(st.lists(st.sampled_from(list(Answer))))
def test_what_is_not_known_never_opens_the_gate_whatever_stands_beside_it(answers):
    assert all_of([*answers, UNKNOWN]) is not MET
    assert (all_of(answers) is MET) == (bool(answers) and set(answers) == {MET})


def test_a_waiver_makes_its_condition_met_and_is_said():
    record = replace(ELIGIBLE, waivers=(WAIVER,))

    finding = found("exam", record)

    assert (finding.answer, finding.waiver_id, finding.missing) == (MET, 1, None)
    assert finding.grounds == (("waiver", 1),)
    assert [said(each) for each in finding.on_record] == [
        "Waived by 沈观澜 until 2026-11-28: seen elsewhere"
    ]


def test_a_waiver_opens_what_is_not_known_and_leaves_alone_what_is_met():
    waived = replace(ELIGIBLE, waivers=(WAIVER,))

    unknown = found("exam", replace(waived, results=(replace(RESULT, voiding="asked"),)))
    met = found("exam", replace(waived, results=(RESULT,)))

    assert (unknown.answer, unknown.waiver_id) == (MET, 1)
    assert (met.answer, met.waiver_id, met.grounds) == (MET, None, (("attempt", 7),))


@pytest.mark.parametrize(
    ("waiver", "waivable"),
    [
        (replace(WAIVER, until=AT), True),
        (replace(WAIVER, condition="papers"), True),
        (WAIVER, False),
    ],
)
def test_a_waiver_that_ended_or_is_for_something_else_or_not_allowed_opens_nothing(
    waiver, waivable
):
    record = replace(ELIGIBLE, waivers=(waiver,))

    assert found("exam", record, waivable=waivable).answer is NOT_MET


def test_the_verdict_collects_its_grounds_and_comes_back_from_its_data_as_it_was():
    record = replace(ELIGIBLE, results=(RESULT,))
    verdict = judge(rule("exam"), record, AT)

    data = json.loads(json.dumps(as_data(verdict)))

    assert verdict.is_open
    assert verdict.rule == ("small", 3)
    assert verdict.grounds == [("attempt", 7), ("eligibility", 9)]
    assert read_findings(data["findings"]) == verdict.findings
    assert (data["answer"], data["at"]) == ("met", AT.isoformat())


def test_a_closed_verdict_comes_back_with_its_doors_too():
    verdict = judge(rule("course"), replace(ELIGIBLE, courses={"law": replace(COURSE, done=1)}), AT)

    data = json.loads(json.dumps(as_data(verdict)))

    assert not verdict.is_open
    assert read_findings(data["findings"]) == verdict.findings


def test_the_words_are_said_in_the_readers_language():
    finding = found("exam", replace(ELIGIBLE, results=(RESULT,)))

    assert finding.on_record[0].said("zh")["exam"] == "秋考"
    assert finding.on_record[0].said("en")["exam"] == "Autumn exam"
    levels = found("education", ELIGIBLE).required
    assert levels.said("zh") == {"levels": "本科、研究生"}
    assert levels.said("en") == {"levels": "Bachelor's degree, Postgraduate degree"}


def test_the_record_is_kept_as_plain_data():
    record = replace(ELIGIBLE, results=(RESULT,), places=(PLACE,), courses={"law": COURSE})

    data = record_as_data(record)

    assert json.loads(json.dumps(data)) == data
    assert data["results"][0]["score"] == "72.500"
    assert data["photo"] == {"id": 5, "at": AT.isoformat()}
