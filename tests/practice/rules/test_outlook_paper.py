"""Which sections of a paper are hardly known, and where their questions are practised."""

import pytest

from exam.rules.blueprint_parts import Section
from practice.rules.outlook_paper import area_of, barely_tried
from tests.practice.rules.papers import SMALL, small

pytestmark = pytest.mark.pure


def test_a_section_with_less_than_a_handful_of_first_tries_is_barely_tried():
    topics = ["law.basics"] * 5 + ["proc.notice"] * 4 + ["serv.phone"] * 9

    assert barely_tried(small(), topics) == [("proc", 4)]
    assert barely_tried(small(), []) == [("law", 0), ("proc", 0)]
    assert barely_tried(small(), [*topics, "proc.notice"]) == []


def test_a_section_that_the_paper_asks_nothing_of_is_not_missed():
    unasked = {"code": "serv", "zh": "服务", "en": "Service", "topics": ["serv.*"]}
    rule = small(sections=[*SMALL["sections"], unasked])

    assert barely_tried(rule, []) == [("law", 0), ("proc", 0)]


@pytest.mark.parametrize(
    ("topics", "area"),
    [
        (("law.*", "cred.*"), "cred"),
        (("law.*", "cred.manage"), "cred.manage"),
        (("c*",), "cred.manage"),
    ],
)
def test_a_topic_is_practised_with_its_family_where_the_section_has_all_of_it(topics, area):
    section = Section("s", {"zh": "", "en": ""}, topics, None)

    assert area_of(section, "cred.manage") == area
