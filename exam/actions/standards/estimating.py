"""A judge's estimates, and the end of a round."""

from collections.abc import Mapping

from accounts.queries import names_of
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Missing, Refused
from exam.acts import ExamAct
from exam.models.standards import Estimate, Panel, RoundEnd
from exam.queries.panels import lock_panel, locked_panel, own_seat, panel_of
from exam.queries.standards import estimates_of, missing_judges
from exam.rules.panels import read_percent

NUMBER = N_("Give a whole number from 0 to 100.")


def rate(panel_id: int, position: int, number: int, text: str, *, actor: Actor) -> None:
    """Keep a judge's estimate, as it was typed, of the item at a position from 1."""
    try:
        percent = read_percent(text)
    except ValueError:
        raise Refused(NUMBER) from None
    rate_many(panel_id, number, {position: percent}, actor=actor)


def rate_many(panel_id: int, number: int, percents: Mapping[int, int], *, actor: Actor) -> None:
    """Keep a judge's estimates by position from 1, in the round of this number.

    A round that was ended takes none, so that no estimate of the first is made knowing the others'.
    """
    with transaction() as session:
        lock_panel(panel_id)
        panel = panel_of(panel_id)
        own_seat(actor, panel)
        rated = [(item_at(panel, position), percent) for position, percent in percents.items()]
        if len(panel.ends) != number - 1:
            raise Refused(N_("This round was ended. Your number was not kept."))
        at = now()
        session.add_all(
            Estimate(
                panel_id=panel.id,
                judge_id=actor.id,
                round=number,
                revision_id=revision_id,
                part=part,
                percent=percent,
                at=at,
            )
            for (revision_id, part), percent in rated
        )


def item_at(panel: Panel, position: int) -> tuple[int, int | None]:
    """The item at a position from 1."""
    if not 0 < position <= len(panel.items):
        raise Missing(N_("There is no such question on this panel."))
    revision_id, part = panel.items[position - 1]
    return revision_id, part


def end_round(panel_id: int, number: int, *, reason: str, actor: Actor) -> None:
    """End the round that runs; before every judge is done only with a reason.

    Who has not estimated everything in the second round does not count.
    """
    with transaction() as session:
        panel = locked_panel(actor, panel_id)
        if len(panel.ends) != number - 1 or number > 2:
            raise Refused(N_("This round is over already."))
        seated = [each for each in panel.seats if each.exclusion is None]
        if not seated:
            raise Refused(N_("Seat judges first."))
        missing = missing_judges(panel, estimates_of(panel.id), number)
        if missing and not reason:
            raise Refused(
                N_("Not everybody is done: %(names)s. Say why the round ends without them."),
                names=", ".join(names_of(missing).values()),
            )
        session.add(
            RoundEnd(
                panel_id=panel.id,
                round=number,
                reason=reason if missing else "",
                by_id=actor.id,
                at=now(),
            )
        )
        record(
            ExamAct.ROUND_ENDED,
            actor,
            subject=("panel", panel.id),
            unit_path=panel.unit.path,
            round=number,
            judges=len(seated),
            missing=missing,
            reason=reason if missing else "",
        )
