"""Freezing the board for the last stretch, and revealing it from the bottom up."""

from audit.actions import record
from competitions.acts import CompetitionAct
from competitions.models import Freeze, Reveal
from competitions.queries.listing import freeze_of, locked_for_holder, reveal_step
from competitions.queries.scores import frozen_order, lines_of, newest_final
from competitions.rules.reveal import next_step
from core.actor import Actor
from core.clock import exam_ms
from core.database import transaction
from core.errors import N_, Refused


def freeze(competition_id: int, *, actor: Actor) -> Freeze:
    """From here on watchers see the list as it is now, once and for all until the reveal."""
    with transaction() as session:
        competition = locked_for_holder(competition_id, actor)
        if freeze_of(competition.id):
            raise Refused(N_("The board is frozen already."))
        if newest_final(competition.id):
            raise Refused(N_("The standings are final; there is nothing to freeze."))
        frozen = Freeze(
            competition_id=competition.id,
            at_number=competition.last_score,
            at_ms=exam_ms(),
            by_id=actor.id,
        )
        session.add(frozen)
        record(
            CompetitionAct.FROZEN,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            at_number=frozen.at_number,
        )
    return frozen


def reveal(competition_id: int, *, actor: Actor) -> Reveal:
    """Open the next entry, from the bottom of the frozen board up, that hides something.

    Entries between that hide nothing are passed over; when nobody hides anything all is open.
    """
    with transaction() as session:
        competition = locked_for_holder(competition_id, actor)
        frozen = freeze_of(competition.id)
        if frozen is None:
            raise Refused(N_("The board is not frozen."))
        order = frozen_order(competition, frozen.at_number)
        step = reveal_step(competition.id)
        if step >= len(order):
            raise Refused(N_("Everything is revealed already."))
        hiding = {line.entry_id for line in lines_of(competition.id, after=frozen.at_number)}
        made = Reveal(
            competition_id=competition.id,
            step=next_step(order, step, hiding),
            by_id=actor.id,
            at_ms=exam_ms(),
        )
        session.add(made)
        record(
            CompetitionAct.REVEALED,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            step=made.step,
            entries=list(order[step : made.step]),
        )
    return made
