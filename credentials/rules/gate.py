"""The gate: one pure function for what people are shown, what programs get and what is enforced."""

from datetime import datetime

from core.errors import N_
from credentials.rules.conditions import (
    Condition,
    Courses,
    Education,
    Exams,
    Papers,
    Rank,
    Share,
    Station,
)
from credentials.rules.contests import judge_rank, judge_share, judge_station
from credentials.rules.definition import Rule
from credentials.rules.findings import Answer, Finding, Verdict, all_of, waived
from credentials.rules.learning import judge_courses, judge_exams
from credentials.rules.papers import judge_education, judge_papers
from credentials.rules.periods import local_day
from credentials.rules.phrases import Phrase
from credentials.rules.record import RecordOnFile, WaiverOnFile


def judge(rule: Rule, record: RecordOnFile, at: datetime) -> Verdict:
    """Every condition's answer for one person at one moment; the gate is open if all are met."""
    findings = tuple(_judge(rule, each, record, at) for each in rule.conditions)
    return Verdict(
        rule=(rule.code, rule.version),
        answer=all_of(finding.answer for finding in findings),
        at=at,
        findings=findings,
    )


def _judge(rule: Rule, condition: Condition, record: RecordOnFile, at: datetime) -> Finding:
    found = _found(rule, condition, record, at)
    waiver = _waiver(condition, record, at)
    if found.answer is Answer.MET or waiver is None:
        return found
    words = Phrase(
        N_("Waived by %(by)s until %(until)s: %(reason)s"),
        {
            "by": waiver.by_name,
            "until": local_day(waiver.until, record.zone).isoformat(),
            "reason": waiver.reason,
        },
    )
    return waived(found, waiver.id, words)


def _found(rule: Rule, condition: Condition, record: RecordOnFile, at: datetime) -> Finding:
    match condition.asks:
        case Papers():
            return judge_papers(condition, record)
        case Education() as asks:
            return judge_education(condition, asks, record)
        case Courses() as asks:
            return judge_courses(condition, asks, record, at)
        case Exams() as asks:
            return judge_exams(
                condition, asks, record, at, accepts_demonstration=rule.accepts_demonstration
            )
        case Share() as asks:
            return judge_share(condition, asks, record, at)
        case Rank() as asks:
            return judge_rank(condition, asks, record, at)
        case Station() as asks:
            return judge_station(condition, asks, record, at)


def _waiver(condition: Condition, record: RecordOnFile, at: datetime) -> WaiverOnFile | None:
    """The waiver of this condition that ends last, if one stands and the rule allows any."""
    standing = [
        each
        for each in record.waivers
        if condition.waivable and each.condition == condition.code and at < each.until
    ]
    return max(standing, key=lambda each: each.until, default=None)
