"""The sections of a module, and the one where somebody left off."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.database import db
from courses.models.modules import ModuleText, Passage
from courses.models.studying import Stretch


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a module and its place on the page."""

    anchor: str
    heading: str


def outline(text: ModuleText) -> list[Section]:
    """The headings of a text in their order."""
    statement = (
        select(Passage.anchor, Passage.heading)
        .where(
            Passage.revision_id == text.revision_id,
            Passage.language == text.language,
            Passage.anchor != "",
        )
        .order_by(Passage.position)
    )
    return [Section(*row) for row in db.session.execute(statement)]


def left_at(module_id: int, sections: Sequence[Section], person_id: int) -> Section | None:
    """The section that somebody was last at; none for the first, where everybody begins."""
    statement = (
        select(Stretch.anchor)
        .where(Stretch.person_id == person_id, Stretch.module_id == module_id)
        .order_by(Stretch.id.desc())
        .limit(1)
    )
    anchor = db.session.scalars(statement).first()
    return next((each for each in sections[1:] if each.anchor == anchor), None)
