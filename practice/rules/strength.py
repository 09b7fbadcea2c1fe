"""How strong somebody is in each topic."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from practice.rules.records import Records
from practice.rules.rounds import Practised


@dataclass(frozen=True, slots=True)
class Strength:
    """The questions of a topic: all, those ever answered, those right at the last try."""

    topic: str
    questions: int
    answered: int
    right: int

    @property
    def is_all_right(self) -> bool:
        """Whether every question was right at the last try."""
        return self.right == self.questions


def strengths(
    questions: Iterable[Practised], records: Records, topics: Iterable[str]
) -> list[Strength]:
    """One a topic that has questions, in the order of `topics`."""
    by_topic = defaultdict(list)
    for question in questions:
        by_topic[question.topic].append(records.get(question.code))
    return [
        Strength(
            topic=topic,
            questions=len(by_topic[topic]),
            answered=sum(1 for record in by_topic[topic] if record),
            right=sum(1 for record in by_topic[topic] if record and record.is_right),
        )
        for topic in topics
        if topic in by_topic
    ]
