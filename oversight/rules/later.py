"""Roles whose rooms are not there yet, and what we say of it on their desk."""

from collections.abc import Iterable

from core.errors import N_

LATER: dict[str, str] = {
    "marker": N_(
        "You are a marker. Every question so far is marked by rule; papers for markers come with a "
        "later version."
    ),
}


def later_for(roles: Iterable[str]) -> list[str]:
    """What to say to somebody with these roles, in the order of the table."""
    held = set(roles)
    return [sentence for role, sentence in LATER.items() if role in held]
