"""Which questions come next, and in which order their options are shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from practice.rules.records import Records
from question_bank.kinds import KINDS

SIZE = 10
NOTEBOOK = "notebook"


@dataclass(frozen=True, slots=True)
class Practised:
    """What a round has to know of a question; no word of it."""

    code: str
    revision_id: int
    topic: str
    kind: str
    size: int
    shuffle: bool


def about(subject: str, questions: Iterable[Practised], records: Records) -> list[Practised]:
    """The questions of the notebook, of a topic, or of all topics below one."""
    if subject == NOTEBOOK:
        return [each for each in questions if each.code in records and records[each.code].is_noted]
    return [
        each for each in questions if each.topic == subject or each.topic.startswith(f"{subject}.")
    ]


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


def option_order(question: Practised, chance: Random) -> list[int]:
    """The bank's indices in the order of the page; an ordering never stands in its right order."""
    kind = KINDS[question.kind]
    order = list(range(question.size))
    if kind.keeps_order or not (question.shuffle or kind.always_shuffled):
        return order
    chance.shuffle(order)
    if kind.always_shuffled and order == sorted(order):
        order = [*order[1:], order[0]]
    return order
