"""Ids of facts as modules and questions write them."""

from collections.abc import Iterable


def covered(fact: str) -> frozenset[str]:
    """The facts that an id stands for: `F-TML-22/23` is both, and itself."""
    first, *others = fact.split("/")
    stem, dash, _ = first.rpartition("-")
    return frozenset({fact, first, *(f"{stem}{dash}{other}" for other in others)})


def taught(by_module: Iterable[str], asked: Iterable[str]) -> str | None:
    """The first fact of a module that is one of those asked for, as the module writes it."""
    wanted = {each for fact in asked for each in covered(fact)}
    return next((fact for fact in by_module if not covered(fact).isdisjoint(wanted)), None)
