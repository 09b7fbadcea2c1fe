"""News of competitions for the packages above them."""

from dataclasses import dataclass

from core.events import Announcement


@dataclass(frozen=True, slots=True)
class StandingsChanged:
    """After standings were confirmed as final, a correction or disqualification touched them."""

    competition_id: int
    score_number: int


standings_changed: Announcement[StandingsChanged] = Announcement()
