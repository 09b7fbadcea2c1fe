"""The levels of the bureau tree."""

from itertools import pairwise

from core.errors import N_

UNIT_LEVELS = ("nation", "province", "city", "county")
LEVEL_NAMES = {
    "nation": N_("Nation"),
    "province": N_("Province"),
    "city": N_("City"),
    "county": N_("County"),
}


def level_below(level: str) -> str | None:
    """The level of the units right below one of this level; None below a county."""
    return dict(pairwise(UNIT_LEVELS)).get(level)
