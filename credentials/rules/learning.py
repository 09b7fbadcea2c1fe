"""Courses complete and fresh, exams passed: what an officer learned and showed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from core.errors import N_
from credentials.rules import doors
from credentials.rules.conditions import Condition, Courses, Exams
from credentials.rules.findings import Answer, Finding, all_of
from credentials.rules.periods import is_within, local_day
from credentials.rules.phrases import Phrase, Text, plain
from credentials.rules.record import CourseOnFile, RecordOnFile, ResultOnFile


def judge_courses(
    condition: Condition, asks: Courses, record: RecordOnFile, at: datetime
) -> Finding:
    """Met when every course is complete and none of its modules was left alone for too long."""
    lacking = [
        code
        for code in asks.courses
        if not _is_fresh(record.courses.get(code), asks.months, record.zone, at)
    ]
    return Finding(
        condition=condition.code,
        kind=condition.kind,
        titles=condition.titles,
        answer=Answer.NOT_MET if lacking else Answer.MET,
        required=Phrase(
            N_("Complete, and worked on within %(months)s months: %(courses)s."),
            {"months": asks.months, "courses": _names(asks.courses, record)},
        ),
        on_record=tuple(
            _course_on_record(record.courses[code], record.zone)
            for code in asks.courses
            if code in record.courses
        ),
        missing=Phrase(
            N_("Complete, or answer a self-check of each module again: %(courses)s."),
            {"courses": _names(lacking, record)},
        )
        if lacking
        else None,
        door=doors.course(lacking[0]) if lacking else None,
    )


def _is_fresh(course: CourseOnFile | None, months: int, zone: str, at: datetime) -> bool:
    return (
        course is not None
        and course.is_complete
        and course.worked_on is not None
        and is_within(course.worked_on, months, at=at, zone=zone)
    )


def _course_on_record(course: CourseOnFile, zone: str) -> Phrase:
    if course.is_complete and course.worked_on:
        day = local_day(course.worked_on, zone).isoformat()
        message = N_("%(course)s: complete, every module worked on since %(date)s.")
        return Phrase(message, {"course": course.titles, "date": day})
    if course.awaits_test:
        message = N_("%(course)s: all modules complete, the course test still to be passed.")
        return Phrase(message, {"course": course.titles})
    return Phrase(
        N_("%(course)s: %(done)s of %(total)s modules complete."),
        {"course": course.titles, "done": course.done, "total": course.total},
    )


def _names(codes: Iterable[str], record: RecordOnFile) -> tuple[Text, ...]:
    return tuple(record.courses[code].titles if code in record.courses else code for code in codes)


def judge_exams(
    condition: Condition,
    asks: Exams,
    record: RecordOnFile,
    at: datetime,
    *,
    accepts_demonstration: bool,
) -> Finding:
    """Met when each exam was passed in time by a result that nobody questions."""
    counted = [
        each for each in record.results if accepts_demonstration or not each.is_demonstration
    ]
    standing = {
        code: _standing(code, asks.months, counted, record.zone, at) for code in asks.blueprints
    }
    answer = all_of(found for found, _ in standing.values())
    grounds = [shown.attempt_id for found, shown in standing.values() if shown and found.is_met]
    return Finding(
        condition=condition.code,
        kind=condition.kind,
        titles=condition.titles,
        answer=answer,
        required=Phrase(
            N_("Passed within %(months)s months: %(exam)s."),
            {"months": asks.months, "exam": condition.titles},
        ),
        on_record=_results_on_record(standing, record),
        missing=MISSING[answer],
        door=doors.EXAMS if answer is Answer.NOT_MET else None,
        grounds=tuple(("attempt", attempt_id) for attempt_id in grounds),
    )


MISSING: Mapping[Answer, Phrase | None] = {
    Answer.MET: None,
    Answer.UNKNOWN: Phrase(
        N_("Somebody asked that this result be voided; a supervisor is to decide.")
    ),
    Answer.NOT_MET: Phrase(N_("Enter for the next sitting of this exam, and pass it.")),
}
Shown = tuple[Answer, ResultOnFile | None]


def _standing(
    code: str, months: int, results: Iterable[ResultOnFile], zone: str, at: datetime
) -> Shown:
    """The answer for one exam, and the result that shows it: the one that helps most."""
    own = sorted((each for each in results if each.code == code), key=lambda each: each.released_at)
    passed = [
        each
        for each in own
        if each.passed
        and each.voiding != "voided"
        and is_within(each.released_at, months, at=at, zone=zone)
    ]
    unquestioned = [each for each in passed if not each.voiding]
    if unquestioned:
        return Answer.MET, unquestioned[-1]
    if passed:
        return Answer.UNKNOWN, passed[-1]
    return Answer.NOT_MET, own[-1] if own else None


def _results_on_record(standing: Mapping[str, Shown], record: RecordOnFile) -> tuple[Phrase, ...]:
    shown = [result for _, result in standing.values() if result]
    said = [_result_on_record(each, record.zone) for each in shown]
    if not shown and any(each.code in standing for each in record.results):
        said.append(Phrase(N_("Only results of demonstration sittings; they do not count here.")))
    return tuple(said)


def _result_on_record(result: ResultOnFile, zone: str) -> Phrase:
    return Phrase(
        _result_words(result),
        {
            "exam": result.titles,
            "date": local_day(result.released_at, zone).isoformat(),
            "score": plain(result.score),
            "full": plain(result.full),
        },
    )


def _result_words(result: ResultOnFile) -> str:
    if result.voiding == "voided":
        return N_("%(exam)s of %(date)s: voided.")
    if result.passed:
        return N_("%(exam)s of %(date)s: %(score)s of %(full)s points, passed.")
    return N_("%(exam)s of %(date)s: %(score)s of %(full)s points, not passed.")
