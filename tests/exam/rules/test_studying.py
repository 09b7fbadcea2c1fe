"""What a result says: weak topics, sections with floors, the next chance."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from core.clock import UTC
from exam.rules.blueprint import read_blueprint
from exam.rules.outcome_report import Line, report, share
from exam.rules.retakes import NextChance, Sat, next_chance
from exam.rules.studying import WeakTopic, weak_topics
from question_bank.kinds import KINDS
from tests.factories import DEFINITION

pytestmark = pytest.mark.pure


def weak(topics, **how):
    return [each.topic for each in weak_topics(topics, Decimal(60), **how)]


def test_topics_below_the_pass_percentage_come_weakest_first():
    topics = {
        "a": ["5.999", "10"],
        "b": ["6", "10"],
        "c": ["0", "2"],
        "d": ["-1", "4"],
        "e": ["0", "7"],
        "f": ["0", "0"],
    }

    assert weak(topics) == ["d", "e", "c", "a"]
    assert weak(topics, most=2) == ["d", "e"]
    assert weak({}) == []
    assert WeakTopic("a", Decimal(1), Decimal(4)).lost == 3


def rule(**changes):
    return read_blueprint(DEFINITION | changes, frozenset(KINDS))


SECTIONS = [
    {"code": "law", "zh": "法律", "en": "Law", "topics": ["law.*"], "floor_percent": 50},
    {"code": "proc", "zh": "程序", "en": "Procedure", "topics": ["proc.*"]},
]


def test_a_report_has_every_topic_once_and_what_is_in_no_section_last():
    breakdown = {
        "missed": ["total", "law"],
        "sections": {"law": ["3", "8"], "proc": ["2", "2"]},
        "topics": {
            "law.a": ["1", "4"],
            "law.b": ["2", "4"],
            "proc.a": ["2", "2"],
            "x.a": ["0", "1"],
        },
    }

    found = report(rule(sections=SECTIONS), breakdown)

    assert [(line.section.code if line.section else None, line.is_below) for line in found] == [
        ("law", True), ("proc", False), (None, False),
    ]  # fmt: skip
    assert [[topic.topic for topic in line.topics] for line in found] == [
        ["law.a", "law.b"], ["proc.a"], ["x.a"],
    ]  # fmt: skip
    assert found[0].whole == Line(Decimal(3), Decimal(8))
    assert found[0].whole.percent == Decimal("37.5")


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        ("1", "3", "33.3"),
        ("-1", "3", "0"),
        ("4", "3", "100"),
        ("0", "0", "100"),
        ("2", "3", "66.7"),
    ],
)
def test_a_share_is_as_long_as_a_bar_can_be(part, whole, percent):
    assert share(Decimal(part), Decimal(whole)) == Decimal(percent)


def sat(day, *, passed=False):
    at = datetime(2026, 11, day, tzinfo=UTC)
    return Sat(at.date(), at, passed, {"law": (Decimal(1), Decimal(2))})


def limited(**retakes):
    section = DEFINITION["sections"][0] | {"course": "law"}
    return rule(sections=[section], retakes={"cycle_days": 100, **retakes})


def test_the_next_chance_is_a_day_a_course_or_the_next_sitting():
    failed = [sat(1), sat(5)]

    assert next_chance(rule(), failed, on=date(2026, 11, 6)) == NextChance(None, None)
    assert next_chance(limited(cooling_days=7), failed, on=date(2026, 11, 6)) == NextChance(
        date(2026, 11, 12), None
    )
    assert next_chance(limited(number=1), failed, on=date(2026, 11, 6)) == NextChance(
        date(2026, 11, 1) + timedelta(days=100), None
    )
    assert next_chance(limited(repeat_after=2), failed, on=date(2026, 11, 6)) == NextChance(
        None, "law"
    )
    assert (
        next_chance(limited(number=1), [*failed, sat(7, passed=True)], on=date(2026, 11, 8)) is None
    )
