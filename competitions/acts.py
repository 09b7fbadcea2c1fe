"""What competitions leave on the trail."""

from enum import StrEnum


class CompetitionAct(StrEnum):
    """Acts of competitions."""

    CREATED = "competition.created"
    SITTING_ATTACHED = "competition.sitting_attached"
    SEATED = "competition.seated"
    SEAT_ENDED = "competition.seat_ended"
    ROUND_ENDED = "competition.round_ended"
    FROZEN = "competition.frozen"
    REVEALED = "competition.revealed"
    ENTERED = "competition.entered"
    WITHDRAWN = "competition.withdrawn"
    TEAM_MADE = "competition.team_made"
    MARKED = "competition.marked"
    SCORED = "competition.scored"
    RULING_ASKED = "competition.ruling_asked"
    RULING_DECIDED = "competition.ruling_decided"
    OBJECTED = "competition.objected"
    OBJECTION_DECIDED = "competition.objection_decided"
    CONFIRMED = "competition.confirmed"
    FINAL = "competition.final"
    REBUILT = "competition.rebuilt"
