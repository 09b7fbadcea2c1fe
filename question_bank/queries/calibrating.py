"""What sittings have told of how hard questions are."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal

from sqlalchemy import func, select

from core.database import db
from question_bank.models import Statistic
from question_bank.rules.calibration import Seen, calibrated


def calibrations(expected: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """The calibrated share by revision, of those that enough papers had.

    `expected` are the authors' values. Demonstrations, practice and questions on which there was a
    ruling calibrate nothing: their figures do not say so.
    """
    seen = _seen(list(expected))
    found = {
        revision: calibrated(author, seen.get(revision, ()))
        for revision, author in expected.items()
    }
    return {revision: share for revision, share in found.items() if share is not None}


def _seen(revisions: Collection[int]) -> dict[int, list[Seen]]:
    """The newest figures of each place, by revision, as far as they calibrate."""
    newest = select(func.max(Statistic.id)).group_by(Statistic.revision_id, Statistic.place)
    statement = (
        select(Statistic.revision_id, Statistic.papers, Statistic.share)
        .where(Statistic.id.in_(newest), Statistic.figures["calibrates"].as_boolean())
        .order_by(Statistic.id)
    )
    wanted, seen = set(revisions), defaultdict(list)
    for revision, papers, share in db.session.execute(statement):
        if revision in wanted:
            seen[revision].append(Seen(papers or 0, share))
    return seen
