"""What changed between two revisions, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from question_bank.models import Revision
from question_bank.rules.lifecycle import State

CONTEXT = 2


@dataclass(frozen=True)
class Change:
    """A line of a comparison: kept, removed or added; or where kept lines were left out."""

    sort: str
    text: str = ""


def approved_before(revision: Revision, history: Sequence[Revision]) -> Revision | None:
    """The last revision before this one that was ever approved."""
    return next(
        (
            each
            for each in history
            if each.number < revision.number
            and any(move.after == State.APPROVED for move in each.moves)
        ),
        None,
    )


def changes(before: str, after: str) -> list[Change]:
    """The lines that differ, with two around them; nothing if none does."""
    old, new = before.splitlines(), after.splitlines()
    groups = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT)
    parts = [[each for code in group for each in _changes(old, new, code)] for group in groups]
    return [each for at, part in enumerate(parts) for each in ([Change("gap")] * (at > 0) + part)]


def _changes(
    old: Sequence[str], new: Sequence[str], code: tuple[str, int, int, int, int]
) -> list[Change]:
    tag, old_start, old_end, new_start, new_end = code
    if tag == "equal":
        return [Change("kept", text) for text in old[old_start:old_end]]
    return [
        *(Change("removed", text) for text in old[old_start:old_end]),
        *(Change("added", text) for text in new[new_start:new_end]),
    ]
