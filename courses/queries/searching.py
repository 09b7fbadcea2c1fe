"""Search over everything that is taught: the modules as they are now, and the glossary."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.database import db
from courses.models.modules import Passage
from courses.queries.glossary import glossary
from courses.queries.outline import Place, places
from courses.rules.glossary import Term
from courses.rules.passages import folded
from courses.rules.searching import Piece, rank, snippet, terms

MOST = 40


@dataclass(frozen=True, slots=True)
class Hit:
    """A section of a module that has all that was looked for."""

    course: str
    course_titles: Mapping[str, str]
    module: str
    titles: Mapping[str, str]
    language: str
    anchor: str
    heading: Sequence[Piece]
    words: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the best sections, and how many there are in all."""

    asked: str
    hits: Sequence[Hit]
    total: int
    terms: Sequence[Term]


def search(asked: str, language: str) -> Found:
    """Sections and terms that contain every word asked for; Chinese is found inside words.

    Of a section that matches in both languages only the reader's own is shown.
    """
    looked_for = terms(asked)
    if not looked_for:
        return Found(asked, (), 0, ())
    standing = {place.module.id: place for place in places()}
    rows = _unique(_passages(looked_for, standing), language)
    place_in = {revision_id: at for at, revision_id in enumerate(standing)}

    def order(row: Passage) -> tuple[object, ...]:
        found = rank(looked_for, row.heading, row.words)
        return found, place_in[row.revision_id], row.position

    ordered = sorted(rows, key=order)
    return Found(
        asked=asked,
        hits=[_hit(standing[row.revision_id], row, looked_for) for row in ordered[:MOST]],
        total=len(ordered),
        terms=[each for each in glossary() if all(one in folded(each.said) for one in looked_for)],
    )


def _passages(looked_for: Sequence[str], revisions: Collection[int]) -> Sequence[Passage]:
    statement = select(Passage).where(
        Passage.revision_id.in_(revisions),
        *(Passage.folded.contains(term, autoescape=True) for term in looked_for),
    )
    return db.session.scalars(statement).all()


def _unique(rows: Sequence[Passage], language: str) -> list[Passage]:
    own = {(row.revision_id, row.position) for row in rows if row.language == language}
    return [
        row
        for row in rows
        if row.language == language or (row.revision_id, row.position) not in own
    ]


def _hit(place: Place, row: Passage, looked_for: Sequence[str]) -> Hit:
    return Hit(
        course=place.course.course.code,
        course_titles=place.course.titles,
        module=place.code,
        titles=place.module.titles,
        language=row.language,
        anchor=row.anchor,
        heading=snippet(row.heading, looked_for),
        words=snippet(row.words, looked_for),
    )
