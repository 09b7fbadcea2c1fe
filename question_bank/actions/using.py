"""What the packages above tell the bank of its questions: where each was used, how it fared."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from core.clock import now
from core.database import transaction
from question_bank.models import Statistic, Use


class Figures(NamedTuple):
    """Of one revision at one place: on how many papers, how often answered, and how it fared."""

    papers: int
    answered: int
    share: Decimal
    discrimination: Decimal | None
    upper_lower: Decimal | None = None
    figures: dict[str, Any] | None = None


def note_figures(place: str, figures: Mapping[int, Figures]) -> None:
    """Keep what a marking says of its questions; that they were used is kept the first time.

    Told only once a place is over: before that, nobody learns from the bank what is on a form.
    """
    if not figures:
        return
    at = now()
    with transaction() as session:
        if session.scalars(select(Use.id).where(Use.place == place).limit(1)).first() is None:
            session.execute(
                insert(Use),
                [
                    {"revision_id": revision_id, "place": place, "forms": each.papers, "at": at}
                    for revision_id, each in sorted(figures.items())
                ],
            )
        session.execute(
            insert(Statistic),
            [
                {
                    "revision_id": revision_id,
                    "place": place,
                    "papers": each.papers,
                    "answered": each.answered,
                    "share": each.share,
                    "discrimination": each.discrimination,
                    "upper_lower": each.upper_lower,
                    "figures": each.figures,
                    "at": at,
                }
                for revision_id, each in sorted(figures.items())
            ],
        )
