"""The glossary that ships with the courses."""

from functools import lru_cache
from pathlib import Path

from courses.rules.glossary import Term, parse

FILE = Path(__file__).parents[1] / "content" / "glossary.toml"


@lru_cache(maxsize=1)
def glossary() -> tuple[Term, ...]:
    """Every term, in the order of the file."""
    return parse(FILE.read_text(encoding="utf-8"))


def terms_of(module: str) -> list[Term]:
    """The terms that a module teaches."""
    return [each for each in glossary() if each.module == module]
