"""The states of a question, and the moves between them."""

from enum import StrEnum


class State(StrEnum):
    """Where a question stands; decided by people, never by a file."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    RETIRED = "retired"


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.IN_REVIEW}),
    State.IN_REVIEW: frozenset({State.DRAFT, State.APPROVED}),
    State.APPROVED: frozenset({State.SUSPENDED, State.RETIRED}),
    State.SUSPENDED: frozenset({State.APPROVED, State.RETIRED}),
    State.RETIRED: frozenset(),
}


def may_move(old: State, new: State) -> bool:
    """Only a move of the table is allowed; staying is none."""
    return new in MOVES[old]


def may_be_drawn(state: State) -> bool:
    """Only approved questions come onto new forms."""
    return state is State.APPROVED
