"""What changed in a module since somebody read it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.database import db
from courses.models.modules import ModuleRevision, ModuleText, Passage
from courses.models.studying import Reading
from courses.queries.outline import Place, place_of, places
from courses.rules.checking import AUTHORITATIVE
from courses.rules.lines import lines


@dataclass(frozen=True, slots=True)
class Change:
    """A module that says something else than when somebody read it: its words then and now.

    `is_elsewhere` where it says the same in the reader's language, and something else in another.
    """

    place: Place
    read_at: datetime
    before: str
    after: str
    is_elsewhere: bool


def changed_since_read(person_id: int) -> list[Place]:
    """The modules that say something else now than when the person read them last."""
    return changed_of(places(), person_id)


def changed_of(among: Iterable[Place], person_id: int) -> list[Place]:
    """Those of these modules that say something else now than when the person read them last."""
    standing = {place.module.module_id: place for place in among}
    older = _read_before(person_id, standing)
    texts = _texts([*(each.id for each in older.values()), *_newest(standing, older)])
    return [
        standing[module_id]
        for module_id in standing
        if module_id in older
        and not _is_same(texts, older[module_id].id, standing[module_id].module.id)
    ]


def change_of(
    course_code: str, module_code: str, *, person_id: int, language: str
) -> Change | None:
    """The words of a module when the person last read it, beside those of now, if they differ."""
    place = place_of(course_code, module_code)
    module_id = place.module.module_id
    older = _read_before(person_id, {module_id: place}).get(module_id)
    if older is None:
        return None
    pages = _pages([older.id, place.module.id])
    then, now = pages[older.id], pages[place.module.id]
    before, after = _in(then, language), _in(now, language)
    return Change(
        place=place,
        read_at=older.read_at,
        before=before,
        after=after,
        is_elsewhere=before == after
        and any(_in(then, each) != _in(now, each) for each in {*then, *now}),
    )


def says_the_same(first: ModuleRevision, second: ModuleRevision) -> bool:
    """Whether two revisions have the same words; marks and layout do not count."""
    return _is_same(_texts([first.id, second.id]), first.id, second.id)


def _is_same(texts: Mapping[int, Mapping[str, str]], first: int, second: int) -> bool:
    """Whether they say the same, whatever the white space and wherever sections are cut."""
    bare = [
        {language: "".join(text.split()) for language, text in texts.get(each, {}).items()}
        for each in (first, second)
    ]
    return bare[0] == bare[1]


@dataclass(frozen=True, slots=True)
class _Read:
    id: int
    read_at: datetime


def _read_before(person_id: int, standing: Mapping[int, Place]) -> dict[int, _Read]:
    """By module: the newest revision that the person read, where it is not the one that stands."""
    newest = (
        select(func.max(Reading.revision_id))
        .join(ModuleRevision, ModuleRevision.id == Reading.revision_id)
        .where(Reading.person_id == person_id, ModuleRevision.module_id.in_(standing))
        .group_by(ModuleRevision.module_id)
    )
    rows = db.session.execute(
        select(ModuleRevision.module_id, Reading.revision_id, func.max(Reading.at))
        .join(ModuleRevision, ModuleRevision.id == Reading.revision_id)
        .where(Reading.person_id == person_id, Reading.revision_id.in_(newest))
        .group_by(ModuleRevision.module_id, Reading.revision_id)
    )
    return {
        module_id: _Read(revision_id, at)
        for module_id, revision_id, at in rows
        if revision_id < standing[module_id].module.id
    }


def _newest(standing: Mapping[int, Place], older: Iterable[int]) -> list[int]:
    return [standing[module_id].module.id for module_id in older]


def _texts(revision_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """By revision and language: its words."""
    if not revision_ids:
        return {}
    rows = db.session.execute(
        select(Passage.revision_id, Passage.language, Passage.heading, Passage.words)
        .where(Passage.revision_id.in_(set(revision_ids)))
        .order_by(Passage.revision_id, Passage.language, Passage.position)
    )
    found: dict[int, dict[str, str]] = {}
    for revision_id, language, heading, words in rows:
        texts = found.setdefault(revision_id, {})
        texts[language] = f"{texts.get(language, '')}{heading}\n{words}\n"
    return found


def _pages(revision_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """By revision and language: its page."""
    rows = db.session.execute(
        select(ModuleText.revision_id, ModuleText.language, ModuleText.html).where(
            ModuleText.revision_id.in_(revision_ids)
        )
    )
    found: dict[int, dict[str, str]] = {each: {} for each in revision_ids}
    for revision_id, language, markup in rows:
        found[revision_id][language] = markup
    return found


def _in(pages: Mapping[str, str], language: str) -> str:
    """The page in a language, or in Chinese where that is lacking, as lines."""
    return "\n".join(lines(pages.get(language, pages[AUTHORITATIVE])))
