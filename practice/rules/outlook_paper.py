"""The paper of a blueprint as a list of places, for simulating it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exam.rules.blueprint import DIFFICULTIES, Blueprint
from exam.rules.blueprint_parts import Section

STEPS = {"case": 4, "short_answer": 4}
"""In how many steps a question earns its points; one that is not named earns all or nothing."""
HANDFUL = 5
"""With fewer first tries next to nothing is known of a section."""


@dataclass(frozen=True, slots=True)
class PaperShape:
    """For each place its topic, group, section and difficulty; kinds and points are dealt over it.

    Which kind stands at which place is not in a blueprint: every draw is another.
    """

    topics: Sequence[str]
    groups: Sequence[int]
    sections: Sequence[str]
    difficulties: Sequence[str]
    kinds: Sequence[str]
    points: Sequence[float]
    steps: Sequence[int]


def shape_of(rule: Blueprint) -> PaperShape:
    """The places of a paper; the topics of a group come in turn."""
    places = [
        (group.topics[at % len(group.topics)], number, level)
        for number, group in enumerate(rule.groups)
        for at, level in enumerate(
            level for level in DIFFICULTIES for _ in range(group.counts[level])
        )
    ]
    shares = [share for share in rule.kinds for _ in range(share.count)]
    return PaperShape(
        topics=[topic for topic, _group, _level in places],
        groups=[group for _topic, group, _level in places],
        sections=[rule.section_of(topic) for topic, _group, _level in places],
        difficulties=[level for _topic, _group, level in places],
        kinds=[share.kind for share in shares],
        points=[float(share.points) for share in shares],
        steps=[STEPS.get(share.kind, 1) for share in shares],
    )


def weighty(rule: Blueprint) -> list[str]:
    """The sections that hold a tenth of the paper at least."""
    places = shape_of(rule).sections
    codes = [section.code for section in rule.sections]
    return [code for code in codes if 10 * places.count(code) >= len(places)]


def barely_tried(rule: Blueprint, topics: Iterable[str]) -> list[tuple[str, int]]:
    """The sections on the paper with less than a handful of first tries, and how many those are.

    `topics` are those of the first tries.
    """
    tried = Counter(rule.section_of(topic) for topic in topics)
    on_paper = set(shape_of(rule).sections)
    codes = [section.code for section in rule.sections if section.code in on_paper]
    return [(code, tried[code]) for code in codes if tried[code] < HANDFUL]


def area_of(section: Section, topic: str) -> str:
    """What a round of practice is about that asks this topic for a section.

    It is the whole family where the section has all of it, else the topic alone.
    """
    family = topic.partition(".")[0]
    return family if f"{family}.*" in section.topics else topic
