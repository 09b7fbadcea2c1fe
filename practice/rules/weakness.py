"""Which topics are held weakly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practice.rules.memory import Memory, Try
from practice.rules.rounds import Practised

ENOUGH = 5
"""With fewer questions tried, nothing is said of a topic."""
STRONG = 0.8
MOST = 3
WEEK = timedelta(7)
"""Recall is foreseen for then: just after a try everything is known."""


@dataclass(frozen=True, slots=True)
class Held:
    """A topic by the questions tried: their mean recall in a week, and the share right at first."""

    topic: str
    tried: int
    recall: float
    first: float

    @property
    def worth(self) -> float:
        """How well the topic is held: recall and first tries count alike."""
        return (self.recall + self.first) / 2


def weak_topics(
    questions: Sequence[Practised],
    tries: Mapping[str, Sequence[Try]],
    memories: Mapping[str, Memory],
    today: date,
) -> list[Held]:
    """Up to three topics held worse than `STRONG`, the weakest first; none on too few tries."""
    by_topic: dict[str, list[str]] = {}
    for each in questions:
        if each.code in memories:
            by_topic.setdefault(each.topic, []).append(each.code)
    found = [
        Held(
            topic=topic,
            tried=len(codes),
            recall=sum(memories[code].recall(today + WEEK) for code in codes) / len(codes),
            first=sum(tries[code][0].share >= 1 for code in codes) / len(codes),
        )
        for topic, codes in by_topic.items()
        if len(codes) >= ENOUGH
    ]
    weak = [each for each in found if each.worth < STRONG]
    return sorted(weak, key=lambda each: (each.worth, each.topic))[:MOST]
