"""Where people who typed an answer sheet in, each for themselves, agree on what stands there."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exam.rules.transcribing import Asked
from question_bank.rules.folding import fold

Readings = Mapping[int, object]
"""What one person read: an answer as its kind keeps it, nothing, or CANNOT_BE_READ, by slot."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where those who typed a sheet in agree: the answers by slot, and the slots that are open."""

    people: int
    answers: dict[int, object]
    open_slots: list[int]

    @property
    def is_settled(self) -> bool:
        """Whether two people agree on every slot."""
        return not self.open_slots


def compared(asked: Sequence[Asked], entries: Iterable[tuple[int, Readings]]) -> Comparison:
    """Hold what each person read against the others'; entries are (person, readings), in order.

    Of one person the last word on a slot counts. A slot is settled when two people read the same
    and no two others read something else; the first of the two gives the wording.
    """
    people = by_person(entries)
    answers: dict[int, object] = {}
    for slot, question in enumerate(asked, start=1):
        said = [found[slot] for found in people.values() if slot in found]
        alike = _alike(question.kind, said)
        if alike:
            answers[slot] = alike[0]
    open_slots = [slot for slot in range(1, len(asked) + 1) if slot not in answers]
    return Comparison(len(people), answers, open_slots)


def by_person(entries: Iterable[tuple[int, Readings]]) -> dict[int, dict[int, object]]:
    """Each person's last word on each slot; who typed first stands first."""
    people: dict[int, dict[int, object]] = {}
    for person, readings in entries:
        people.setdefault(person, {}).update(readings)
    return people


def _alike(kind: str, said: Sequence[object]) -> list[object]:
    """What two or more read alike; nothing where that is so of two different answers."""
    groups: dict[str, list[object]] = {}
    for each in said:
        groups.setdefault(_folded(kind, each), []).append(each)
    doubled = [group for group in groups.values() if len(group) > 1]
    return doubled[0] if len(doubled) == 1 else []


def _folded(kind: str, read: object) -> str:
    """An answer as two people's are compared: marking would not tell them apart either."""
    if kind == "fill_blank" and isinstance(read, list):
        read = [fold(str(each)) for each in read]
    elif kind == "numeric" and isinstance(read, str):
        read = fold(read)
    elif isinstance(read, str):
        read = " ".join(read.split())
    return json.dumps(read, sort_keys=True)
