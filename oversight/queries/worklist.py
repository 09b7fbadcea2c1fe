"""The list that is worked off after a new version of a statute: questions and modules in doubt."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from accounts.queries import demand, may
from accounts.rules.duties import Right
from core.actor import Actor
from courses.models.modules import ModuleSuspension, ModuleUpholding
from courses.queries.outline import Place
from courses.queries.suspended import suspended_modules
from question_bank.models import Revision, Suspension, Upholding
from question_bank.queries.listing import excerpt
from question_bank.queries.questions import spoken
from question_bank.queries.suspended import (
    Suspended,
    authors_by_question,
    count_suspended,
    suspended,
)
from question_bank.rules.suspension import Doubt, barred, doubt_of_all, unsettled


@dataclass(frozen=True, slots=True)
class Doubts:
    """What a text waits for, what was said last, and what the reader may do about it.

    `barred` says why the reader may not confirm it.
    """

    suspensions: Sequence[Suspension | ModuleSuspension]
    last: Upholding | ModuleUpholding | None
    may_uphold: bool
    may_confirm: bool
    barred: str | None


@dataclass(frozen=True, slots=True)
class QuestionInDoubt:
    """A suspended question, its first words and its text as Markdown."""

    revision: Revision
    excerpt: str
    language: str
    source: str
    doubts: Doubts


@dataclass(frozen=True, slots=True)
class ModuleInDoubt:
    """A module that is being checked."""

    place: Place
    doubts: Doubts


@dataclass(frozen=True, slots=True)
class Worklist:
    """A page of the questions that stand so, all modules that do, and how many stand otherwise."""

    questions: Sequence[QuestionInDoubt]
    modules: Sequence[ModuleInDoubt]
    page: Suspended
    counts: Mapping[Doubt, int]


def worklist(actor: Actor, standing: Doubt, *, code: str, page: int, language: str) -> Worklist:
    """What waits for a trainer, or for a reviewer, of one statute or of all."""
    demand(actor, Right.READ_BANK)
    found = suspended(actor, standing, code=code, page=page)
    authors = authors_by_question({each.question_id for each in found.rows})
    modules = [each for each in suspended_modules() if _cites(each, code)]
    stand = {each.module.id: doubt_of_all(each.module.suspensions) for each in modules}
    other = Doubt.UPHELD if standing is Doubt.OPEN else Doubt.OPEN
    return Worklist(
        questions=[
            _question(each, actor, standing, authors[each.question_id], language)
            for each in found.rows
        ],
        modules=[
            _module(each, actor, standing) for each in modules if stand[each.module.id] is standing
        ],
        page=found,
        counts={
            standing: found.total + list(stand.values()).count(standing),
            other: count_suspended(actor, other, code=code) + list(stand.values()).count(other),
        },
    )


def _question(
    revision: Revision, actor: Actor, standing: Doubt, authors: Collection[int], language: str
) -> QuestionInDoubt:
    tongue = spoken(revision.asked, language)
    path = revision.question.unit.path
    return QuestionInDoubt(
        revision=revision,
        excerpt=excerpt(revision, language),
        language=tongue,
        source=revision.sources.get(tongue, ""),
        doubts=_doubts(actor, standing, revision.suspensions, authors, path),
    )


def _module(place: Place, actor: Actor, standing: Doubt) -> ModuleInDoubt:
    """Modules belong to no unit: a duty anywhere will do."""
    authors = {place.module.by_id} if place.module.by_id else set()
    return ModuleInDoubt(place, _doubts(actor, standing, place.module.suspensions, authors, None))


def _doubts(
    actor: Actor,
    standing: Doubt,
    suspensions: Sequence[Suspension | ModuleSuspension],
    authors: Collection[int],
    path: str | None,
) -> Doubts:
    waits = unsettled(suspensions)
    words = [word for each in waits for word in each.upholdings]
    may_review = standing is Doubt.UPHELD and may(actor, Right.REVIEW_QUESTIONS, path)
    reason = barred(actor.id, authors, suspensions) if may_review else None
    return Doubts(
        suspensions=waits,
        last=max(words, key=lambda each: each.id, default=None),
        may_uphold=standing is Doubt.OPEN and may(actor, Right.WRITE_QUESTIONS, path),
        may_confirm=may_review and reason is None,
        barred=reason,
    )


def _cites(place: Place, code: str) -> bool:
    """Whether a module waits for this statute; for any, if none is given."""
    waits = unsettled(place.module.suspensions)
    return not code or any(each.version.code == code for each in waits)
