"""When a suspended text is still to be looked at, waits for a reviewer, or may be used again."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Protocol, TypeVar

from core.errors import N_


class Answer(Protocol):
    """A reviewer's answer."""

    @property
    def agreed(self) -> bool:
        """Whether the text is still right."""


class Word(Protocol):
    """A trainer's word that a text is still right, with the answer to it."""

    @property
    def by_id(self) -> int:
        """Who gave it."""

    @property
    def answer(self) -> Answer | None:
        """The answer, once there is one."""


class Suspended(Protocol):
    """One reason for which a text is suspended, with what was said to it, in order."""

    @property
    def upholdings(self) -> Sequence[Word]:
        """The words of trainers."""


Reason = TypeVar("Reason", bound=Suspended)


class Doubt(StrEnum):
    """Where a suspension stands: its last word decides."""

    OPEN = "open"
    UPHELD = "upheld"
    SETTLED = "settled"


def doubt(suspension: Suspended) -> Doubt:
    """Open until a trainer upholds it and again when that was sent back; settled once agreed."""
    if not suspension.upholdings:
        return Doubt.OPEN
    answer = suspension.upholdings[-1].answer
    if answer is None:
        return Doubt.UPHELD
    return Doubt.SETTLED if answer.agreed else Doubt.OPEN


def doubt_of_all(suspensions: Sequence[Suspended]) -> Doubt:
    """Where a text stands that several versions touched: what is furthest behind decides."""
    found = {doubt(each) for each in suspensions}
    for standing in (Doubt.OPEN, Doubt.UPHELD):
        if standing in found:
            return standing
    return Doubt.SETTLED


def unsettled(suspensions: Sequence[Reason]) -> list[Reason]:
    """The suspensions that are still to be settled."""
    return [each for each in suspensions if doubt(each) is not Doubt.SETTLED]


def barred(
    person_id: int, authors: Collection[int], suspensions: Sequence[Suspended]
) -> str | None:
    """Why somebody may not confirm a text: they wrote it, or said themselves that it is right."""
    if person_id in authors:
        return N_("You wrote this, so somebody else must confirm it.")
    words = (word for each in unsettled(suspensions) for word in each.upholdings)
    if any(word.by_id == person_id for word in words):
        return N_("You said that it is still right, so somebody else must confirm it.")
    return None
