"""What the public may read of a credential."""

from dataclasses import dataclass
from datetime import date

from credentials.rules.conditions import Titles
from credentials.rules.names import plain_name
from credentials.rules.status import Standing


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """All that anyone may see: one letter of the name is covered."""

    uid: str
    number: str
    name: str
    unit: str
    unit_en: str
    titles: Titles
    scope: Titles
    words: Titles
    valid_from: date
    valid_until: date
    standing: Standing
    is_demonstration: bool


def masked(name: str) -> str:
    """A plain name with its second letter covered, or the only one."""
    plain = plain_name(name)
    if len(plain) < 2:
        return "*"
    return f"{plain[0]}*{plain[2:]}"
