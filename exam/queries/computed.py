"""The results of a sitting, computed from its forms, keys, answers and a basis; nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from core.database import db
from core.errors import N_, Refused
from exam.models.marking import Script, WrittenMark
from exam.models.results import Result
from exam.models.sittings import GradingRun, Sitting
from exam.models.standards import Panel
from exam.queries.closed import closed_attempts, sheets
from exam.queries.results import newest_run
from exam.queries.scripts import marks_now, settled_points
from exam.queries.sittings import rule_of
from exam.queries.standards import mean_estimates, standard_for
from exam.rules.basis import Basis, read_basis
from exam.rules.grading import Mark
from exam.rules.marks import Item, Keys, Marked, Marker, Unrated, Unsettled
from exam.rules.results import Row, digest, rows
from exam.rules.rulings import Ruling, unfit
from exam.rules.scoring import NothingLeft
from question_bank.models import Revision
from question_bank.queries.questions import revisions


@dataclass(frozen=True, slots=True)
class Computed:
    """What a run stores, and what it comes from; the same facts and basis give the same bytes.

    `rows` are those of Result, `papers` say what stood in each slot and what it earned, as places
    in `items` and `marks`.
    """

    rows: list[Row]
    digest: str
    items: list[Item]
    marks: list[Mark]
    papers: list[Marked]


def basis_now(sitting: Sitting) -> Basis:
    """What a run would stand on now: the newest run's rulings and standard, every written mark.

    Before the first run that has a basis there is no ruling, and the standard is the one that was
    signed before the sitting opened, if there is one.
    """
    run = newest_run(sitting.id)
    before = read_basis(run.basis) if run and run.basis else Basis()
    standard = None if before.panel else standard_for(sitting)
    return replace(
        marks_now(sitting),
        rulings=before.rulings,
        panel=standard.id if standard else before.panel,
    )


def computed(sitting: Sitting, basis: Basis) -> Computed:
    """The results of every closed attempt that was not voided.

    Raises Refused for a ruling that cannot be, for a standard that leaves a question out, and
    while a written answer has no points that stand.
    """
    return _computed(sitting, basis, closed_attempts(sitting.id))


def recomputed(run: GradingRun) -> Computed:
    """A past run from the facts that it stood on, with those who were voided since."""
    attempts = select(Result.attempt_id).where(Result.run_id == run.id).order_by(Result.attempt_id)
    sitting = db.session.get_one(Sitting, run.sitting_id)
    return _computed(sitting, basis_of(run), list(db.session.scalars(attempts)))


def basis_of(run: GradingRun) -> Basis:
    """What a run stood on; one from before there were bases on every written mark until then."""
    if run.basis is not None:
        return read_basis(run.basis)
    last = (
        select(func.max(WrittenMark.id))
        .join(Script, Script.id == WrittenMark.script_id)
        .where(Script.sitting_id == run.sitting_id, WrittenMark.at <= run.at)
    )
    return Basis(until=db.session.scalar(last) or 0)


def repeats(sitting: Sitting) -> list[tuple[GradingRun, bool]]:
    """Every run of a sitting, oldest first, and whether it gives the same again to the byte."""
    runs = db.session.scalars(
        select(GradingRun).where(GradingRun.sitting_id == sitting.id).order_by(GradingRun.id)
    )
    return [(run, _is_repeated(run)) for run in runs]


def _is_repeated(run: GradingRun) -> bool:
    try:
        again = recomputed(run)
    except Refused:
        return False
    return run.digest == again.digest == digest(_stored(run))


def _stored(run: GradingRun) -> list[Row]:
    columns = [column for column in Result.__table__.columns if column.key not in ("id", "run_id")]
    statement = select(*columns).where(Result.run_id == run.id).order_by(Result.attempt_id)
    return [dict(row) for row in db.session.execute(statement).mappings()]


def _computed(sitting: Sitting, basis: Basis, attempt_ids: Sequence[int]) -> Computed:
    try:
        marker, papers = _marked(sitting, basis, attempt_ids)
        found = rows(rule_of(sitting), marker.marks, papers)
    except Unsettled as problem:
        raise Refused(N_("Written answers of this sitting still wait for markers.")) from problem
    except Unrated as problem:
        raise Refused(N_("The standard does not rate every question of this sitting.")) from problem
    except NothingLeft as problem:
        raise Refused(N_("Of a paper every question would be dropped.")) from problem
    return Computed(found, digest(found), marker.items, marker.marks, papers)


def _marked(
    sitting: Sitting, basis: Basis, attempt_ids: Sequence[int]
) -> tuple[Marker, list[Marked]]:
    """The papers, marked as they are read; what was read is not kept."""
    asked = _ruled(basis.rulings)
    points = settled_points(sitting, basis)
    panel = db.session.get_one(Panel, basis.panel) if basis.panel else None
    marker = Marker(Keys(asked, basis.rulings, mean_estimates(panel) if panel else None))
    papers: list[Marked] = []
    for some in sheets(attempt_ids):
        asked |= revisions(
            {slot["revision"] for sheet in some for slot in sheet.slots} - set(asked)
        )
        papers += [
            marker.paper(sheet.attempt_id, sheet.slots, sheet.values, points[sheet.attempt_id])
            for sheet in some
        ]
    return marker, papers


def _ruled(rulings: Sequence[Ruling]) -> dict[int, Revision]:
    """The revisions that rulings name. Raises Refused for a ruling that cannot be."""
    asked = revisions(
        {each.revision for each in rulings} | {each.by for each in rulings if each.by}
    )
    for ruling in rulings:
        if ruling.revision not in asked:
            raise Refused(N_("There is no such revision of this question."))
        reason = unfit(ruling, asked[ruling.revision], asked.get(ruling.by or 0))
        if reason:
            raise Refused(reason)
    return asked
