"""Statutes, what tests and teaches each article, and what a new version would suspend."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import dumps

from accounts.queries import demand
from accounts.rules.duties import Right
from core.actor import Actor
from courses.queries.outline import Place, places
from courses.queries.suspended import Citing, modules_citing
from exam.queries.doubtful import Holding, sittings_holding
from question_bank.models import Revision, StatuteVersion
from question_bank.queries.citations import Counts, counts_by_article, counts_by_statute
from question_bank.queries.questions import revisions
from question_bank.queries.statutes import (
    citing,
    demand_whole_bank,
    entered_versions,
    statute_of,
    statutes_now,
)
from question_bank.queries.suspended import suspended_counts
from question_bank.rules.articles import place
from question_bank.rules.lifecycle import State
from question_bank.rules.statutes import Statute, Version, articles, fault_of

UNTESTED, TESTED, SUSPENDED = "untested", "tested", "suspended"
SHOWN = (UNTESTED, TESTED, SUSPENDED)


@dataclass(frozen=True, slots=True)
class ListedStatute:
    """A statute in the list, with how many questions and modules cite it."""

    statute: Statute
    questions: int
    modules: int
    suspended: int


@dataclass(frozen=True, slots=True)
class Article:
    """An article: questions by pool and state, modules, and the version that took it out."""

    name: str
    questions: Counts
    modules: Sequence[Place]
    removed_by: Version | None

    @property
    def is_tested(self) -> bool:
        """Whether an approved question of either pool cites it."""
        return any(State.APPROVED in states for states in self.questions.values())

    @property
    def is_suspended(self) -> bool:
        """Whether a suspended question cites it."""
        return any(State.SUSPENDED in states for states in self.questions.values())


@dataclass(frozen=True, slots=True)
class StatutePage:
    """A statute with its articles; `entered` has the versions that people entered, by name."""

    statute: Statute
    entered: Mapping[str, StatuteVersion]
    articles: Sequence[Article]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Touched:
    """A question in use that cites a changed article."""

    revision: Revision
    articles: Sequence[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """What entering a version would suspend, and the sealed sittings that hold a part of it."""

    new: Version
    questions: Sequence[Touched]
    modules: Sequence[Citing]
    sittings: Sequence[Holding]

    @property
    def seen(self) -> str:
        """A fingerprint of all this: entered is what was looked at, or it is looked at again."""
        said = (
            self.new.name,
            str(self.new.adopted),
            str(self.new.in_force),
            self.new.changed,
            self.new.removed,
            self.new.articles,
            sorted(each.revision.id for each in self.questions),
            sorted(each.place.module.id for each in self.modules),
        )
        return sha256(dumps(said).encode()).hexdigest()


def listed_statutes(actor: Actor) -> list[ListedStatute]:
    """All statutes in their order; always as many queries."""
    demand(actor, Right.READ_BANK)
    questions, suspended = counts_by_statute(actor), suspended_counts(actor)
    modules: dict[str, int] = defaultdict(int)
    for each in places():
        for code in {code for code, _ in articles(each.module.refs)}:
            modules[code] += 1
    return [
        ListedStatute(each, questions.get(code, 0), modules[code], suspended.get(code, 0))
        for code, each in statutes_now().items()
    ]


def statute_page(actor: Actor, code: str, shown: str) -> StatutePage:
    """A statute with the articles that are wanted: all, or those that are (un)tested or suspended.

    Where the number of articles is not known, those that something cites.
    """
    demand(actor, Right.READ_BANK)
    statute = statute_of(code)
    questions = counts_by_article(actor, code)
    modules: dict[str, list[Place]] = defaultdict(list)
    for each in places():
        for of, article in articles(each.module.refs):
            if of == code:
                modules[article].append(each)
    found = [
        Article(name, questions.get(name, {}), modules.get(name, ()), statute.without(name))
        for name in _names(statute, {*questions, *modules})
    ]
    chosen = {each: _chosen(found, each) for each in SHOWN}
    return StatutePage(
        statute=statute,
        entered={each.name: each for each in entered_versions(code)},
        articles=chosen.get(shown, found),
        counts={"": len(found), **{each: len(rows) for each, rows in chosen.items()}},
    )


def preview(actor: Actor, code: str, new: Version) -> Preview:
    """Exactly what entering this version would do now; refused as entering it would be."""
    demand_whole_bank(actor)
    if problem := fault_of(statute_of(code), new):
        raise problem
    cited = citing(code, new.touches)
    found = sorted(revisions(cited).values(), key=lambda each: each.question.code)
    return Preview(
        new=new,
        questions=[Touched(each, sorted(cited[each.id], key=place)) for each in found],
        modules=modules_citing(code, new.touches),
        sittings=sittings_holding(set(cited)),
    )


def _names(statute: Statute, cited: Collection[str]) -> list[str]:
    numbered = {str(number) for number in range(1, (statute.articles or 0) + 1)}
    inserted = {article for version in statute.versions for article in version.changed}
    return sorted(numbered | inserted | set(cited), key=place)


def _chosen(found: Sequence[Article], shown: str) -> list[Article]:
    if shown == UNTESTED:
        return [each for each in found if not each.is_tested]
    return [each for each in found if (each.is_tested if shown == TESTED else each.is_suspended)]
