"""Where a proposed text of a module stands, and who may answer it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from core.errors import N_

OWN = N_("You wrote this proposal, so somebody else must review it.")


class Standing(StrEnum):
    """Where a proposal stands; only what people did is stored, this is computed."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"


OPEN = frozenset({Standing.DRAFT, Standing.IN_REVIEW, Standing.RETURNED, Standing.OVERTAKEN})
"""Those that its writer may still write on, send or withdraw."""


class Answer(Protocol):
    """A reviewer's answer."""

    @property
    def agreed(self) -> bool:
        """Whether the text stands now."""


class Sending(Protocol):
    """A text handed to the reviewers, with their answer."""

    @property
    def number(self) -> int:
        """Which text."""

    @property
    def answer(self) -> Answer | None:
        """The answer, once there is one."""


class Written(Protocol):
    """A saved text."""

    @property
    def number(self) -> int:
        """Counted from 1."""

    @property
    def base_id(self) -> int | None:
        """The revision of the module that it was written over; none for a new module."""


class Proposal(Protocol):
    """A proposal with all that was done to it, in order."""

    @property
    def by_id(self) -> int:
        """Its writer."""

    @property
    def texts(self) -> Sequence[Written]:
        """What was saved."""

    @property
    def sendings(self) -> Sequence[Sending]:
        """What was handed to the reviewers."""

    @property
    def withdrawal(self) -> object | None:
        """That its writer gave it up."""


def standing(proposal: Proposal, newest_id: int | None) -> Standing:
    """Where it stands while `newest_id` is the module's newest revision; None for none.

    Approved and withdrawn are ends. A module that moved on overtakes what was written over an
    older revision. A text saved after the last sending is a draft again.
    """
    if proposal.withdrawal is not None:
        return Standing.WITHDRAWN
    sent = proposal.sendings[-1] if proposal.sendings else None
    if sent and sent.answer and sent.answer.agreed:
        return Standing.APPROVED
    text = proposal.texts[-1]
    if text.base_id != newest_id:
        return Standing.OVERTAKEN
    if sent is None or sent.number != text.number:
        return Standing.DRAFT
    return Standing.RETURNED if sent.answer else Standing.IN_REVIEW


def barred(proposal: Proposal, person_id: int) -> str | None:
    """Why somebody may not answer a proposal: they wrote it."""
    return OWN if proposal.by_id == person_id else None
