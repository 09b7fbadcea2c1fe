"""Who may have an attempt's dossier, and what may be left out of it."""

from collections.abc import Callable, Collection
from enum import StrEnum

from core.errors import N_


class Part(StrEnum):
    """What a dossier can do without: its digests stay, so that the rest still verifies."""

    NAME = "name"
    ANSWERS = "answers"
    KEYS = "keys"


PART_NAMES: dict[Part, str] = {
    Part.NAME: N_("without the candidate's name and number"),
    Part.ANSWERS: N_("without the candidate's answers"),
    Part.KEYS: N_("without questions, keys and the points of single questions"),
}
FIELDS: dict[Part, frozenset[tuple[str, str]]] = {
    Part.NAME: frozenset(
        {
            ("candidate", "name"),
            ("candidate", "number"),
            ("pause", "reason"),
            ("voiding", "reason"),
            ("appeal", "grounds"),
            ("appeal", "reasons"),
            ("appeal", "settled_note"),
        }
    ),
    Part.ANSWERS: frozenset(
        {
            ("arrival", "value"),
            ("written_mark", "remark"),
            ("appeal", "grounds"),
            ("appeal", "reasons"),
        }
    ),
    Part.KEYS: frozenset(
        {
            ("question", "asked"),
            ("question", "key"),
            ("correction", "key"),
            ("mark", "earned"),
            ("run", "marks"),
            ("run", "why"),
            ("written_mark", "lines"),
            ("written_mark", "points"),
            ("written_mark", "remark"),
            ("appeal", "grounds"),
            ("appeal", "reasons"),
            ("appeal", "settled_note"),
        }
    ),
}
"""What people wrote in their own words goes with each part that it may give away."""


def keeping(without: Collection[Part]) -> Callable[[str, str], bool]:
    """Whether a field (kind of record, name) stays when these parts are left out."""
    left_out = frozenset().union(*(FIELDS[part] for part in without))
    return lambda kind, name: (kind, name) not in left_out


def key_problem(*, shows_paper: bool, may_sit: bool, reads_bank: bool) -> str | None:
    """Why somebody may not see the keys in a dossier; None if they may.

    Where the blueprint keeps papers closed, nobody who may still sit an exam sees its keys; who
    reads the bank sits none.
    """
    if may_sit and not reads_bank and not shows_paper:
        return N_(
            "A dossier holds keys, and you may still sit an exam with these questions. Ask an "
            "examiner or a supervisor who does not sit exams."
        )
    return None
