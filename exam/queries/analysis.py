"""The figures of a run: computed from what it marked, and as they are stored."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.database import db
from exam.models.analysis import RunAnalysis
from exam.models.sittings import GradingRun, Sitting
from exam.queries.computed import Computed, basis_of, recomputed
from exam.queries.sittings import rule_of
from exam.rules.analysis.columns import columns_of
from exam.rules.analysis.latent import latent
from exam.rules.analysis.whole import Asked, Option, Sat, figures_of
from exam.rules.basis import Basis
from exam.rules.choices import OFFERED, right_places
from exam.rules.marks import Item
from exam.rules.rulings import BY_A_KEY, Rule, Ruling, ruling_on
from question_bank.models import Revision

Json = dict[str, Any]


def analysed(sitting: Sitting, found: Computed, basis: Basis) -> Json:
    """The figures of the test and of every question, from marked papers."""
    asked = _asked({revision for revision, _ in found.items}, basis.rulings)
    columns = columns_of(found.items, found.marks, found.papers, asked.sizes(found.items))
    figures = figures_of(
        Sat(
            papers=columns.papers,
            unreached=columns.unreached.tolist(),
            asked=[Asked(each, asked.expected(each)) for each in columns.revisions],
            options=[
                Option(item[1], place, place in asked.right(item))
                for item, place in columns.options
            ],
            cut=_cut(sitting, found.rows),
        ),
        latent(columns.papers),
    )
    is_real = sitting.sealing is not None and not sitting.sealing.is_demonstration
    for question in figures["questions"]:
        question["ruled"] = asked.ruled(question["revision"])
        question["calibrates"] = is_real and not question["ruled"]
        if question["ruled"] == Rule.CREDIT:
            question["flags"] = []
    return figures


def analysed_again(run: GradingRun) -> Json:
    """The figures of a past run, from the facts that it stood on."""
    sitting = db.session.get_one(Sitting, run.sitting_id)
    return analysed(sitting, recomputed(run), basis_of(run))


def analysis_of(run: GradingRun) -> RunAnalysis | None:
    """The stored figures of a run; runs from before there were any have none."""
    return db.session.get(RunAnalysis, run.id)


def questions_on(figures: Mapping[str, Any]) -> dict[int, Revision]:
    """The revisions that the figures of a run are about, by id."""
    ids = [each["revision"] for each in figures["questions"]]
    statement = select(Revision).options(joinedload(Revision.question)).where(Revision.id.in_(ids))
    return {revision.id: revision for revision in db.session.scalars(statement)}


@dataclass(frozen=True, slots=True)
class _Facts:
    """Of a revision, what its figures need."""

    kind: str
    size: int
    key: Json
    expected: Decimal

    def part(self, part: int | None) -> tuple[str, int, Json]:
        """Kind, size and key of the question or of one part of a case."""
        if part is None:
            return self.kind, self.size, self.key
        marked = self.key["parts"][part]
        return marked["kind"], marked["size"], marked["key"]


@dataclass(frozen=True, slots=True)
class _Questions:
    """What was asked in a run, with the rulings on it."""

    facts: Mapping[int, _Facts]
    rulings: Sequence[Ruling]

    def expected(self, revision: int) -> float:
        """The share that the author expects."""
        return float(self.facts[revision].expected)

    def sizes(self, items: Iterable[Item]) -> dict[Item, int]:
        """How many options each item offers, where it offers any."""
        parts = {item: self.facts[item[0]].part(item[1]) for item in items}
        return {item: size for item, (kind, size, _) in parts.items() if kind in OFFERED}

    def right(self, item: Item) -> frozenset[int]:
        """The options that are right, by a ruling's key where one holds."""
        revision, part = item
        kind, _, key = self.facts[revision].part(part)
        ruling = ruling_on(self.rulings, revision, part)
        if ruling is None or ruling.rule not in BY_A_KEY or ruling.by is None:
            return right_places(kind, key)
        corrected = right_places(kind, self.facts[ruling.by].part(part)[2])
        if ruling.rule is Rule.KEY:
            return corrected
        return corrected | right_places(kind, key)

    def ruled(self, revision: int) -> str | None:
        """The ruling on a question or a part of it, if there is one."""
        rules = [str(each.rule) for each in self.rulings if each.revision == revision]
        return rules[-1] if rules else None


def _asked(revisions: Collection[int], rulings: Sequence[Ruling]) -> _Questions:
    corrected = {ruling.by for ruling in rulings if ruling.by}
    rows = db.session.execute(
        select(Revision.id, Revision.kind, Revision.size, Revision.key, Revision.expected).where(
            Revision.id.in_({*revisions, *corrected})
        )
    )
    return _Questions({row[0]: _Facts(*row[1:]) for row in rows}, rulings)


def _cut(sitting: Sitting, rows: Sequence[Mapping[str, Any]]) -> float:
    """The pass mark in per cent: the mean cut of the papers where a standard holds."""
    shares = [
        100 * float(row["breakdown"]["cut"]) / float(row["full"])
        for row in rows
        if "cut" in row["breakdown"] and row["full"]
    ]
    return sum(shares) / len(shares) if shares else float(rule_of(sitting).pass_percent)
