"""What a regrade would change, computed and stored nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select

from core.database import db
from core.errors import N_, Refused
from exam.events import Standing, StandingAsked, standing_asked
from exam.models.regrades import Regrade
from exam.models.sittings import GradingRun, Release, Sitting
from exam.models.standards import Panel
from exam.queries.closed import closed_attempts
from exam.queries.computed import basis_now, computed
from exam.queries.regrades import reached_in, shown_run
from exam.queries.results import newest_run
from exam.queries.scripts import marks_now
from exam.queries.standards import (
    counted_judges,
    estimates_of,
    items_of,
    items_on_forms,
    minuted_over,
    signed_of,
)
from exam.rules.basis import Basis
from exam.rules.regrades import Change, Reached, Tally, changes, merged, tally
from exam.rules.rulings import Ruling, read_rulings


@dataclass(frozen=True, slots=True)
class Preview:
    """What would come of a regrade, beside the run that holds now.

    `standing` is what stands on the attempts that change.
    """

    digest: str
    holds: GradingRun
    changes: list[Change]
    tally: Tally
    standing: list[Standing]

    @property
    def is_the_same(self) -> bool:
        """Whether not a mark would be another."""
        return self.digest == self.holds.digest

    @property
    def no_longer_passing(self) -> set[int]:
        """The attempts that would not pass any more."""
        return {each.attempt_id for each in self.changes if not each.after.passed}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a preview was computed from and an act in between could change."""

    shown_run: int
    newest_run: int
    marks: Basis
    attempts: tuple[int, ...]


def facts_of(sitting: Sitting) -> Facts:
    """The runs, and the written marks and the papers that count now."""
    shown, newest = shown_run(sitting), newest_run(sitting.id)
    if shown is None or newest is None:
        raise Refused(N_("This sitting has not been marked yet."))
    attempts = tuple(closed_attempts(sitting.id))
    return Facts(shown.id, newest.id, marks_now(sitting), attempts)


def basis_with(sitting: Sitting, rulings: Iterable[Ruling], panel_id: int | None) -> Basis:
    """What a regrade would stand on: all that holds now, with these rulings and this standard."""
    standing = basis_now(sitting)
    return replace(
        standing,
        rulings=merged(standing.rulings, rulings),
        panel=panel_id if panel_id is not None else standing.panel,
    )


def basis_of(regrade: Regrade) -> Basis:
    """What a proposed regrade would stand on now."""
    return basis_with(regrade.sitting, read_rulings(regrade.rulings), regrade.panel_id)


def preview(sitting: Sitting, holds: GradingRun, basis: Basis) -> Preview:
    """Mark the sitting on this basis, and compare with the run that holds."""
    found = computed(sitting, basis)
    before = reached_in(holds.id)
    after = {
        row["attempt_id"]: Reached(row["score"], row["full"], row["passed"]) for row in found.rows
    }
    changed = changes(before, after)
    return Preview(
        digest=found.digest,
        holds=holds,
        changes=changed,
        tally=tally(before, after, changed),
        standing=standing_on(each.attempt_id for each in changed),
    )


def outcome_of(regrade: Regrade) -> Preview | None:
    """What came of a regrade that was confirmed, beside what held until then; None of any other."""
    run_id = regrade.decision.run_id if regrade.decision else None
    if run_id is None:
        return None
    held = _held_until(regrade, run_id)
    before, after = reached_in(held.id), reached_in(run_id)
    changed = changes(before, after)
    return Preview(
        digest=regrade.digest,
        holds=held,
        changes=changed,
        tally=tally(before, after, changed),
        standing=standing_on(each.attempt_id for each in changed),
    )


def _held_until(regrade: Regrade, run_id: int) -> GradingRun:
    """The run that candidates saw before this one was released; before a release the base run."""
    released = select(Release.id).where(Release.run_id == run_id).scalar_subquery()
    statement = (
        select(GradingRun)
        .join(Release, Release.run_id == GradingRun.id)
        .where(Release.sitting_id == regrade.sitting_id, Release.id < released)
        .order_by(Release.id.desc())
        .limit(1)
    )
    seen = db.session.scalars(statement).first()
    return seen or db.session.get_one(GradingRun, regrade.base_run_id)


def standing_on(attempt_ids: Iterable[int]) -> list[Standing]:
    """What the packages above say stands on these attempts."""
    asked = StandingAsked(frozenset(attempt_ids))
    if asked.attempt_ids:
        standing_asked.tell(asked)
    return asked.found


def later_standards(sitting: Sitting) -> list[Panel]:
    """Signed standards over a sitting that rate everything on its forms.

    Those from before it opened hold without a regrade, so one that holds already is left out.
    """
    signed = [each for each in db.session.scalars(minuted_over(sitting)) if _holds(each)]
    if not signed:
        return []
    on_forms, holds = items_on_forms(sitting.id), basis_now(sitting).panel
    return [each for each in signed if each.id != holds and on_forms <= items_of(each)]


def _holds(panel: Panel) -> bool:
    return signed_of(panel, counted_judges(panel, estimates_of(panel.id))).holds
