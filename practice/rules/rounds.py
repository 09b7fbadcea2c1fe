"""Which questions come next."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from practice.rules.records import Records

SIZE = 10
NOTEBOOK, DUE, DRILL = "notebook", "due", "drill"
_OF = f"{NOTEBOOK}:"
_NEW = "new:"


@dataclass(frozen=True, slots=True)
class Practised:
    """What a round has to know of a question; no word of it."""

    code: str
    revision_id: int
    topic: str
    kind: str
    size: int
    shuffle: bool


def notebook_of(topic: str) -> str:
    """What a round is about that takes one topic of the notebook."""
    return f"{_OF}{topic}"


def is_new(subject: str) -> bool:
    """Whether a round takes only questions that were never tried, of a topic or all below it."""
    return subject.startswith(_NEW)


def is_notebook(subject: str) -> bool:
    """Whether a round is about the notebook, or a topic of it."""
    return subject == NOTEBOOK or subject.startswith(_OF)


def about(subject: str, questions: Iterable[Practised], records: Records) -> list[Practised]:
    """The questions of the notebook or a topic of it, of a topic, or of all topics below one.

    Of the last two sorts a round may be about the new ones alone.
    """
    if is_notebook(subject):
        noted = [q for q in questions if q.code in records and records[q.code].is_noted]
        return [q for q in noted if subject in (NOTEBOOK, notebook_of(q.topic))]
    topic = subject.removeprefix(_NEW)
    below = [q for q in questions if q.topic == topic or q.topic.startswith(f"{topic}.")]
    return [q for q in below if q.code not in records] if is_new(subject) else below


def left(
    slots: Sequence[Mapping[str, Any]], answered: Collection[int], open_ids: Collection[int]
) -> list[int]:
    """The places without an answer, from 1, whose revisions are open; where none is, it is over."""
    return [
        number
        for number, slot in enumerate(slots, start=1)
        if number not in answered and slot["revision"] in open_ids
    ]


def mixed(questions: Sequence[Practised]) -> list[Practised]:
    """The same questions with their topics in turn, each topic spread over the whole."""
    by_topic: dict[str, list[Practised]] = {}
    for each in questions:
        by_topic.setdefault(each.topic, []).append(each)
    placed = [
        ((at + 0.5) / len(same), rank, each)
        for rank, same in enumerate(by_topic.values())
        for at, each in enumerate(same)
    ]
    return [each for _place, _rank, each in sorted(placed, key=lambda each: each[:2])]


def next_questions(
    questions: Sequence[Practised], records: Records, chance: Random
) -> list[Practised]:
    """Up to ten: those of the notebook, then never answered ones, then the longest unanswered."""
    noted = [q for q in questions if q.code in records and records[q.code].is_noted]
    unseen = [q for q in questions if q.code not in records]
    known = [q for q in questions if q.code in records and not records[q.code].is_noted]
    chance.shuffle(noted)
    chance.shuffle(unseen)
    known.sort(key=lambda question: records[question.code].last_at)
    return [*noted, *unseen, *known][:SIZE]
