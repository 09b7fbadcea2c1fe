"""Whether the bank covers the blueprints that are in use."""

from collections.abc import Mapping

from exam.models.sittings import Blueprint
from exam.queries.blueprints import all_blueprints, blueprint_of
from exam.queries.feasibility import Coverage, coverage_of


def newest_blueprints() -> Mapping[str, Blueprint]:
    """The newest version of each blueprint, by code."""
    found: dict[str, Blueprint] = {}
    for each in all_blueprints():
        found.setdefault(each.code, each)
    return found


def coverages(kept: Blueprint) -> list[Coverage]:
    """The coverage of a blueprint in each language."""
    return coverage_of(blueprint_of(kept))
