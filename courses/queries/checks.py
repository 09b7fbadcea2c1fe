"""Self-check questions as the question bank has them now."""

from collections.abc import Iterable
from fractions import Fraction

from courses.rules.asking import ASKED
from question_bank.queries import drawing, questions
from question_bank.queries.drawing import PracticeQuestion, Told


def shown_of(codes: Iterable[str]) -> set[str]:
    """Which of these questions may be shown: approved ones of the practice pool.

    Those of a kind that a module's page cannot ask are left out.
    """
    return {code for code, kind in drawing.practice_kinds(codes).items() if kind in ASKED}


def asked_of(codes: Iterable[str], language: str) -> dict[str, PracticeQuestion]:
    """The questions that may be shown, in a language, or in Chinese where that is lacking.

    Those of a kind that a module's page cannot ask are left out.
    """
    found = drawing.practice_questions(codes, language)
    return {code: each for code, each in found.items() if each.kind in ASKED}


def told_of(revision_ids: Iterable[int], language: str) -> dict[int, Told]:
    """What is told about each of these revisions.

    One query loads them all; each is then found in the session and asks for none of its own.
    """
    loaded = questions.revisions(revision_ids)
    return {revision_id: drawing.told(revision_id, language) for revision_id in loaded}


def share_of(revision_id: int, value: object) -> Fraction:
    """The part of full marks that an answer in the order of the bank earns."""
    return drawing.share(revision_id, value)
