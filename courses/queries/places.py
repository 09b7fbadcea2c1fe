"""Where in the courses a fact is taught: what feedback to a question links to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from courses.queries.outline import Place, places
from courses.rules.facts import taught

MOST = 2


@dataclass(frozen=True, slots=True)
class PlaceInModule:
    """A module that teaches a fact; `anchor` is the place of the fact's law on its page."""

    course: str
    module: str
    titles: Mapping[str, str]
    anchor: str


class Places:
    """Every module that stands in a course now, asked by fact; looked up once, asked often."""

    def __init__(self, found: Iterable[Place]) -> None:
        """Take the modules in the order of the courses."""
        self._places = list(found)

    def of(self, facts: Collection[str], topic: str = "") -> list[PlaceInModule]:
        """Up to two modules that teach one of these facts, first those that teach the topic."""
        found = [
            (topic not in place.module.topics, PlaceInModule(
                course=place.course.course.code,
                module=place.code,
                titles=place.module.titles,
                anchor=anchor,
            ))
            for place in self._places
            if (anchor := taught(place.module.facts, facts))
        ]  # fmt: skip
        return [place for _, place in sorted(found, key=lambda each: each[0])][:MOST]


def teaching_places() -> Places:
    """The places of all facts now; two queries."""
    return Places(places())


def places_of(facts: Collection[str], topic: str = "") -> list[PlaceInModule]:
    """Where these facts are taught."""
    return teaching_places().of(facts, topic)
