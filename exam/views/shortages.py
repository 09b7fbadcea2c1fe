"""What the bank lacks, in the reader's language."""

from flask_babel import gettext

from core.language import content_language
from exam.rules.assembly.cells import Shortage
from question_bank.kinds import KINDS
from question_bank.queries.content import topics

DIFFICULTY_NAMES = {"easy": "easy", "medium": "medium", "hard": "hard"}
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}


def shortage_text(shortage: Shortage) -> str:
    """One shortage in words; kinds, topics and difficulties by their names."""
    values = {name: _named(name, value) for name, value in shortage.values.items()}
    return str(gettext(shortage.message, **values))


def topics_text(codes: str) -> str:
    """Topics or patterns by their names, as one phrase."""
    known = topics()
    names = [
        known[code.removesuffix(".*")][content_language()]
        if code.removesuffix(".*") in known
        else code
        for code in codes.split(", ")
    ]
    return ("、" if content_language() == "zh" else ", ").join(names)


def _named(name: str, value: object) -> object:
    if name == "kind" and value in KINDS:
        return gettext(KINDS[str(value)].label)
    if name == "topics":
        return topics_text(str(value))
    return gettext(DIFFICULTY_NAMES[str(value)]) if name == "difficulty" else value
