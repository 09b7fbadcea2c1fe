"""How the marking of a sitting goes: by question, by marker, and how far markers agree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from core.database import db
from exam.models.attempts import Attempt
from exam.models.candidates import Form
from exam.models.marking import MarkerEnd, Script, Seed, WrittenMark
from exam.models.sittings import Sitting
from exam.queries.scripts import MarkedScript, marked_scripts
from exam.queries.sittings import rule_of
from exam.rules.agreement import Estimate, Pair, Severity, kappa_of, mean_of, severity
from exam.rules.marking import MARKERS
from question_bank.models import Revision
from question_bank.queries.questions import revisions

Asked = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class QuestionMarking:
    """One question, or one part of a case, and how far its scripts are."""

    revision: Revision
    part: int | None
    scripts: int
    once: int
    settled: int
    disputed: int
    agreement: Estimate


@dataclass(frozen=True, slots=True)
class MarkerMarking:
    """One marker of a sitting: how many marks they gave, and their figures.

    `seeds` is what they gave above or below the points of the seeds that they got, `end` says that
    their marks were set aside.
    """

    person: Person
    marks: int
    severity: Severity
    seeds: Estimate
    seed_count: int
    end: MarkerEnd | None


@dataclass(frozen=True, slots=True)
class SittingMarking:
    """The marking of a sitting as a whole, by question, by marker.

    `again` are the scripts that wait to be marked once more, as an appeal decided.
    """

    scripts: int
    settled: int
    again: int
    gap: Decimal
    agreement: Estimate
    questions: Sequence[QuestionMarking]
    markers: Sequence[MarkerMarking]
    pairs: Sequence[Pair]


def marking_of(sitting: Sitting) -> SittingMarking:
    """All figures of the marking of a sitting, as they are now."""
    gap = rule_of(sitting).gap
    scripts = marked_scripts([sitting.id])
    asked = revisions({script.revision_id for script in scripts})
    parts = _parts(sitting, [each for each in scripts if asked[each.revision_id].kind == "case"])
    by_question: defaultdict[Asked, list[MarkedScript]] = defaultdict(list)
    for script in scripts:
        by_question[script.revision_id, parts.get(script.id)].append(script)
    questions, pairs = [], []
    for (revision_id, part), several in sorted(by_question.items(), key=lambda row: str(row[0])):
        revision = asked[revision_id]
        theirs = _pairs(several, _full(revision, part), gap)
        questions.append(_question(revision, part, several, theirs, gap))
        pairs += theirs
    return SittingMarking(
        scripts=len(scripts),
        settled=sum(each.settled for each in questions),
        again=sum(script.waits_again for script in scripts),
        gap=gap,
        agreement=kappa_of(pairs),
        questions=questions,
        markers=_markers(sitting, pairs, gap),
        pairs=pairs,
    )


def _parts(sitting: Sitting, scripts: Iterable[MarkedScript]) -> dict[int, int | None]:
    """Which part of its case a script answers, by script."""
    of_cases = [script.id for script in scripts]
    if not of_cases:
        return {}
    rows = db.session.execute(
        select(Script.id, Script.slot, Form.slots)
        .join(Attempt, Attempt.id == Script.attempt_id)
        .join(Form, Form.id == Attempt.form_id)
        .where(Script.sitting_id == sitting.id, Script.id.in_(of_cases))
    )
    return {script_id: slots[slot - 1].get("part") for script_id, slot, slots in rows}


def _full(revision: Revision, part: int | None) -> Decimal:
    key = revision.key if part is None else revision.key["parts"][part]["key"]
    return sum(map(Decimal, key["rubric"]), Decimal(0))


def _pairs(scripts: Iterable[MarkedScript], full: Decimal, gap: Decimal) -> list[Pair]:
    return [_pair(script, full, gap) for script in scripts if len(script.marks) >= MARKERS]


def _pair(script: MarkedScript, full: Decimal, gap: Decimal) -> Pair:
    """A third decides only beyond the gap; what comes after a remarking is no third."""
    first, second, *more = script.marks
    is_apart = abs(first.points - second.points) > gap
    third = more[0].points if is_apart and more else None
    return Pair(first.marker, second.marker, first.points, second.points, full, third)


def _question(
    revision: Revision,
    part: int | None,
    scripts: Sequence[MarkedScript],
    pairs: Sequence[Pair],
    gap: Decimal,
) -> QuestionMarking:
    settled = sum(script.points(gap) is not None for script in scripts)
    once = sum(len(script.marks) == 1 for script in scripts)
    disputed = sum(pair.third is None and pair.apart > gap for pair in pairs)
    return QuestionMarking(revision, part, len(scripts), once, settled, disputed, kappa_of(pairs))


def _markers(sitting: Sitting, pairs: Sequence[Pair], gap: Decimal) -> list[MarkerMarking]:
    """Everybody who gave a mark, by name."""
    rows = db.session.execute(
        select(Person, func.count(WrittenMark.id))
        .join(WrittenMark, WrittenMark.marker_id == Person.id)
        .join(Script, Script.id == WrittenMark.script_id)
        .where(Script.sitting_id == sitting.id)
        .options(joinedload(Person.unit))
        .group_by(Person.id)
        .order_by(Person.name, Person.id)
    ).unique()
    ends, seeds = _ends(sitting), _from_seeds(sitting)
    return [
        MarkerMarking(
            person=person,
            marks=count,
            severity=severity(person.id, pairs, gap),
            seeds=mean_of(seeds[person.id]),
            seed_count=len(seeds[person.id]),
            end=ends.get(person.id),
        )
        for person, count in rows
    ]


def _ends(sitting: Sitting) -> Mapping[int, MarkerEnd]:
    found = db.session.scalars(select(MarkerEnd).where(MarkerEnd.sitting_id == sitting.id))
    return {end.marker_id: end for end in found}


def _from_seeds(sitting: Sitting) -> defaultdict[int, list[float]]:
    """By marker, how far above or below the seeds' points they were; what came before is none."""
    rows = db.session.execute(
        select(WrittenMark.marker_id, WrittenMark.points, Seed.points)
        .join(Seed, Seed.script_id == WrittenMark.script_id)
        .join(Script, Script.id == Seed.script_id)
        .where(Script.sitting_id == sitting.id, WrittenMark.at > Seed.at)
        .order_by(WrittenMark.id)
    )
    found: defaultdict[int, list[float]] = defaultdict(list)
    for marker_id, given, standard in rows:
        found[marker_id].append(float(given - standard))
    return found
