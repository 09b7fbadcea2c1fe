"""What a panel rates: which questions, what each weighs, and how they fared."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, select

from core.database import db
from exam.models.sittings import Sitting
from exam.models.standards import (
    Panel,
)
from exam.queries.bank import LANGUAGES, bank_for
from exam.queries.blueprints import blueprint_of
from exam.queries.standards import items_on_forms
from exam.rules.analysis.reliability import FEWEST
from exam.rules.angoff import Asked, Item, weights
from exam.rules.assembly.cells import Drawable
from exam.rules.assembly.orders import shared_points
from exam.rules.blueprint import Blueprint as Rule
from question_bank.models import Revision, Statistic
from question_bank.queries.questions import revisions


def items_for(rule: Rule) -> list[Item]:
    """Every approved question that a blueprint can draw, by code, a case by its parts."""
    drawable = {q.code: q for language in LANGUAGES for q in bank_for(rule, language)}
    return [
        item
        for _, question in sorted(drawable.items())
        if _can_be_drawn(rule, question)
        for item in _parts_of(question)
    ]


def items_of_sitting(sitting: Sitting) -> list[Item]:
    """What stands on the forms of a sealed sitting, by code."""
    items = items_on_forms(sitting.id)
    found = revisions({revision_id for revision_id, _ in items})
    return sorted(items, key=lambda item: (found[item[0]].question.code, item[1] or 0))


def _can_be_drawn(rule: Rule, question: Drawable) -> bool:
    """Whether a form asks for any question of its kind, and of its topic and difficulty."""
    group = next((each for each in rule.groups if each.holds(question.topic)), None)
    kinds = {share.kind for share in rule.kinds if share.count}
    return bool(group and group.counts[question.difficulty]) and question.kind in kinds


def _parts_of(question: Drawable) -> list[Item]:
    if not question.parts:
        return [(question.revision_id, None)]
    return [(question.revision_id, part) for part in range(len(question.parts))]


def weighing_of(panel: Panel, asked: Mapping[int, Revision]) -> dict[Item, Fraction]:
    """What each item of a panel weighs for its blueprint."""
    rule = blueprint_of(panel.blueprint)
    return weights(
        [
            Asked(
                (revision_id, part), asked[revision_id].kind, part_share(asked[revision_id], part)
            )
            for revision_id, part in panel.items
        ],
        {share.kind: (share.count, share.points) for share in rule.kinds},
    )


def part_share(revision: Revision, part: int | None) -> Fraction:
    """A part's share of the points of its case, as forms divide them; 1 for a whole question."""
    if part is None:
        return Fraction(1)
    own = [Decimal(each["points"]) for each in revision.key["parts"]]
    return Fraction(shared_points(Decimal(1000), own)[part]) / 1000


def asked_of(panel: Panel) -> dict[int, Revision]:
    """The revisions that a panel rates."""
    return revisions({revision_id for revision_id, _ in panel.items})


def actual_shares(revision_ids: Iterable[int]) -> dict[int, tuple[Decimal, int]]:
    """How questions fared: the mean share of their points over 30 papers or more, and how many.

    Over all sittings, the newest figures of each; of a case it is the whole case.
    """
    newest = (
        select(func.max(Statistic.id))
        .where(Statistic.revision_id.in_(set(revision_ids)))
        .group_by(Statistic.revision_id, Statistic.place)
    )
    counted = func.coalesce(Statistic.papers, Statistic.answered)
    statement = (
        select(Statistic.revision_id, func.sum(Statistic.share * counted), func.sum(counted))
        .where(Statistic.id.in_(newest))
        .group_by(Statistic.revision_id)
    )
    return {
        revision_id: (Decimal(total) / papers, papers)
        for revision_id, total, papers in db.session.execute(statement)
        if papers >= FEWEST
    }
