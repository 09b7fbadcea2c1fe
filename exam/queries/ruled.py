"""What can be ruled on after the fact: the questions of a sitting's forms, and corrected keys."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from sqlalchemy import exists, or_, select

from core.database import db
from exam.models.attempts import Attempt
from exam.models.candidates import Form
from exam.models.results import Result
from exam.models.sittings import GradingRun
from exam.rules.places import place_of
from exam.rules.rulings import KEYLESS, Rule, Ruling, unfit
from exam.rules.slots import SlotQuestion, question_of
from question_bank.kinds import KINDS
from question_bank.models import Move, Revision, Statistic
from question_bank.queries.questions import revisions
from question_bank.queries.wording import holding
from question_bank.rules.lifecycle import State
from question_bank.rules.wording import sought

Item = tuple[int, int | None]
DROPPED = "-"
_PAPERS = 250


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a sitting, or one part of a case: how many had it, and how it fared.

    `share` is the mean part of its points in the run, missing where it was dropped;
    `discrimination` that of the whole revision.
    """

    revision: Revision
    part: int | None
    papers: int
    share: Decimal | None
    discrimination: Decimal | None

    @property
    def item(self) -> Item:
        """Which question it is."""
        return self.revision.id, self.part

    @property
    def question(self) -> SlotQuestion:
        """What is asked: for a part of a case the part alone."""
        return question_of({"part": self.part}, self.revision)

    @property
    def is_written(self) -> bool:
        """Whether people mark it."""
        return KINDS[self.question.kind].marked_by_people

    @property
    def is_keyless(self) -> bool:
        """Whether its right answer is the order in which it is written."""
        return self.question.kind in KEYLESS


def asked_in(run: GradingRun) -> dict[Item, Asked]:
    """Every question that a paper of the run had, the least solved first."""
    counts, shares = _fared(run)
    known = revisions({revision_id for revision_id, _ in counts})
    discriminations = _discriminations(run.sitting_id)
    found = [
        Asked(
            revision=known[revision_id],
            part=part,
            papers=counts[revision_id, part],
            share=_mean(shares[revision_id, part]),
            discrimination=discriminations.get(revision_id),
        )
        for revision_id, part in counts
    ]
    found.sort(key=lambda each: (each.share is None, each.share or 0, _place(each)))
    return {each.item: each for each in found}


def _place(asked: Asked) -> tuple[str, int]:
    return asked.revision.question.code, asked.part or 0


def _fared(run: GradingRun) -> tuple[dict[Item, int], dict[Item, list[float]]]:
    """How many papers had each question, and the part of its points that each earned."""
    counts: defaultdict[Item, int] = defaultdict(int)
    shares: defaultdict[Item, list[float]] = defaultdict(list)
    rows = db.session.execute(
        select(Form.slots, Result.marks)
        .join(Attempt, Attempt.form_id == Form.id)
        .join(Result, Result.attempt_id == Attempt.id)
        .where(Result.run_id == run.id)
        .execution_options(yield_per=_PAPERS)
    )
    for slots, marks in rows:
        points = [float(slot["points"]) for slot in slots]
        kept = sum(each for each, mark in zip(points, marks, strict=True) if mark != DROPPED)
        scale = kept / (sum(points) or 1)
        for slot, mark, full in zip(slots, marks, points, strict=True):
            item = slot["revision"], slot.get("part")
            counts[item] += 1
            if mark != DROPPED and full:
                shares[item].append(float(mark or 0) * scale / full)
    return counts, shares


def _mean(values: Collection[float]) -> Decimal | None:
    return Decimal(repr(round(sum(values) / len(values), 4))) if values else None


def _discriminations(sitting_id: int) -> dict[int, Decimal | None]:
    """The newest figure of each revision in this sitting."""
    rows = db.session.execute(
        select(Statistic.revision_id, Statistic.discrimination)
        .where(Statistic.place == place_of(sitting_id))
        .order_by(Statistic.id)
    )
    return dict(rows.all())


def worded_like(asked: Mapping[Item, Asked], words: str) -> list[Asked]:
    """Those whose id or text holds every one of these words; without words all of them."""
    looked_for = [sought(word) for word in words.split()[:8]]
    if not looked_for:
        return list(asked.values())
    ids = {each.revision.id for each in asked.values()}
    statement = holding(looked_for)
    found = {each for each in db.session.scalars(statement) if each in ids}
    return [each for each in asked.values() if each.revision.id in found]


def corrections_for(asked: Iterable[Asked]) -> dict[Item, list[Revision]]:
    """The revisions whose key could count for each of these, the newest first.

    Later revisions of the same question that were approved, of the same shape, in which no option
    and no part of a case went to another place.
    """
    several = list(asked)
    approved = _approved({each.revision.question_id for each in several})
    return {
        each.item: [later for later in approved[each.revision.question_id] if _fits(each, later)]
        for each in several
    }


def _approved(question_ids: Collection[int]) -> defaultdict[int, list[Revision]]:
    was_approved = exists().where(
        Move.revision_id == Revision.id, Move.after == str(State.APPROVED)
    )
    statement = (
        select(Revision)
        .where(
            Revision.question_id.in_(question_ids),
            or_(Revision.state == str(State.APPROVED), was_approved),
        )
        .order_by(Revision.number.desc())
    )
    found: defaultdict[int, list[Revision]] = defaultdict(list)
    for revision in db.session.scalars(statement):
        found[revision.question_id].append(revision)
    return found


def _fits(asked: Asked, later: Revision) -> bool:
    """Whether answers to a question can be held against the key of a later revision."""
    ruling = Ruling(asked.revision.id, asked.part, Rule.KEY, later.id)
    if unfit(ruling, asked.revision, later):
        return False
    questions = asked.question.asked, question_of({"part": asked.part}, later).asked
    return _all_stay("options", *questions) and _all_stay(
        "parts", asked.revision.asked, later.asked
    )


def _all_stay(of: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether in no language an option or a part stands where another one stood."""
    return all(
        _stay(_texts(before[language].get(of, ())), _texts(after[language].get(of, ())))
        for language in before.keys() & after.keys()
    )


def _texts(several: Iterable[Any]) -> list[str]:
    return [each["stem"] if isinstance(each, Mapping) else each for each in several]


def _stay(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether no text that left its place came to another; one may be worded anew where it was."""
    changed = [(old, new) for old, new in zip_longest(before, after) if old != new]
    return {old for old, _ in changed}.isdisjoint({new for _, new in changed})
