"""One section of a module as its reader sees it, sentence by sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from core.actor import Actor
from core.errors import N_, Missing
from courses.models.modules import ModuleText
from courses.queries.outline import Place, place_of, text_in
from courses.queries.prerequisites import demand_open
from courses.rules.sentences import Section, Sentence, Text, text_of


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section with its sentences, in the text of a module that is open to its reader."""

    place: Place
    source: ModuleText
    text: Text
    section: Section

    @property
    def edition(self) -> str:
        """Of which text these are the sentences: a number in another one means other words."""
        return f"{self.source.revision_id}-{self.source.language}"

    @property
    def stretches(self) -> Sequence[tuple[bool, Sequence[tuple[int, Sentence]]]]:
        """The sentences by number, in stretches that are an answer or none."""
        by_kind = groupby(enumerate(self.section.sentences), key=lambda each: each[1].is_answer)
        return [(is_answer, list(several)) for is_answer, several in by_kind]


def section_of(
    course_code: str, module_code: str, anchor: str, *, actor: Actor, language: str
) -> ReadSection:
    """A section of the module as it stands now."""
    place = place_of(course_code, module_code)
    demand_open(place, actor)
    source = text_in(place.module, language)
    text = text_of(source.html)
    if anchor not in text.sections:
        raise Missing(N_("There is no such section in this module."))
    return ReadSection(place, source, text, text.sections[anchor])
