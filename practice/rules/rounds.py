"""Which questions come next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from practice.rules.records import Records

SIZE = 10
NOTEBOOK, DUE, DRILL = "notebook", "due", "drill"
_OF = f"{NOTEBOOK}:"


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


def is_notebook(subject: str) -> bool:
    """Whether a round is about the notebook, or a topic of it."""
    return subject == NOTEBOOK or subject.startswith(_OF)


def about(subject: str, questions: Iterable[Practised], records: Records) -> list[Practised]:
    """The questions of the notebook or a topic of it, of a topic, or of all topics below one."""
    if is_notebook(subject):
        noted = [q for q in questions if q.code in records and records[q.code].is_noted]
        return [q for q in noted if subject in (NOTEBOOK, notebook_of(q.topic))]
    return [
        each for each in questions if each.topic == subject or each.topic.startswith(f"{subject}.")
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
