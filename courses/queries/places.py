"""Where in the courses a fact is taught: what feedback to a question links to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from core.database import db
from courses.models.modules import ModuleText
from courses.queries.outline import Place, places
from courses.rules.facts import taught
from courses.rules.page import section_of

MOST = 2


@dataclass(frozen=True, slots=True)
class PlaceInModule:
    """A module that teaches a fact; `anchor` is the place of the fact's law on its page.

    `sections` are the headings of the section that it is in, by language; none before the first.
    """

    course: str
    module: str
    titles: Mapping[str, str]
    anchor: str
    sections: Mapping[str, str]


class Places:
    """Every module that stands in a course now, asked by fact; looked up once, asked often."""

    def __init__(self, found: Iterable[Place]) -> None:
        """Take the modules in the order of the courses."""
        self._places = list(found)

    def of(self, facts: Collection[str], topic: str = "") -> list[PlaceInModule]:
        """Up to two modules that teach one of these facts, first those that teach the topic."""
        found = [
            (place, anchor)
            for place in self._places
            if (anchor := taught(place.module.facts, facts))
        ]
        first = sorted(found, key=lambda each: topic not in each[0].module.topics)
        return [self._place(*each) for each in first[:MOST]]

    def _place(self, place: Place, anchor: str) -> PlaceInModule:
        pages = self._pages[place.module.id]
        return PlaceInModule(
            course=place.course.course.code,
            module=place.code,
            titles=place.module.titles,
            anchor=anchor,
            sections={
                language: heading
                for language, page in pages.items()
                if (heading := section_of(page, anchor))
            },
        )

    @cached_property
    def _pages(self) -> Mapping[int, Mapping[str, str]]:
        """The pages of all these modules, by revision and language."""
        found: dict[int, dict[str, str]] = {place.module.id: {} for place in self._places}
        texts = select(ModuleText.revision_id, ModuleText.language, ModuleText.html)
        for row in db.session.execute(texts.where(ModuleText.revision_id.in_(found))):
            found[row.revision_id][row.language] = row.html
        return found


def teaching_places() -> Places:
    """The places of all facts now; two queries, and one more once a fact is taught anywhere."""
    return Places(places())


def places_of(facts: Collection[str], topic: str = "") -> list[PlaceInModule]:
    """Where these facts are taught."""
    return Places(each for each in places() if taught(each.module.facts, facts)).of(facts, topic)
