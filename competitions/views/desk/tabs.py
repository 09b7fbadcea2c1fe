"""The pages of a competition's desk that are open to somebody."""

from accounts.queries import may
from accounts.rules.duties import Right
from competitions.actions import rulings
from competitions.models import Competition
from core.actor import Actor
from core.errors import N_

Tab = tuple[str, str]


def tabs_for(actor: Actor, competition: Competition) -> list[Tab]:
    """The endpoints with their names, in order."""
    holds = may(actor, Right.HOLD_COMPETITIONS, competition.unit.path)
    looks = rulings.may_look(actor, competition)
    tabs = (
        (True, "contests.show", N_("Entries and teams")),
        (holds, "contest_rounds.show", N_("Rounds and judges")),
        (looks, "contest_scores.show", N_("Scores and rulings")),
        (looks, "finals.show", N_("Final standings")),
        (True, "boards.show", N_("Board")),
    )
    return [(endpoint, name) for is_open, endpoint, name in tabs if is_open]
