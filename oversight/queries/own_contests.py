"""The competitions that matter to one officer now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from competitions.models import Competition, Entry, RoundEnd, Score
from competitions.queries.listing import definition_of, open_to, own_entries, phases_of
from competitions.rules.phases import Phase
from core.actor import Actor
from core.database import db

PRACTICAL = "practical"


@dataclass(frozen=True, slots=True)
class OwnContests:
    """The one where judges wait for the officer now, and the one that is to be entered next."""

    running: Competition | None
    to_enter: Competition | None


def own_contests(actor: Actor, at_ms: int, series: Collection[str]) -> OwnContests:
    """What is under way and what can be entered; `series` are those that the gate asks for.

    Nobody is sent to enter a second competition while one of these series is still open for them.
    A quiz has a sitting of its own, so only practical rounds are meant by what is under way.
    """
    entries = own_entries(actor)
    phases = phases_of([entry.competition for entry in entries], at_ms)
    pending = [entry for entry in entries if phases[entry.competition_id] is not Phase.FINAL]
    running = [entry for entry in pending if phases[entry.competition_id] is Phase.RUNNING]
    is_pending = any(entry.competition.series in series for entry in pending)
    offered = [each for each in open_to(actor, at_ms) if each.series in series]
    return OwnContests(
        running=min(_waited_for(running), key=_end, default=None),
        to_enter=None if is_pending else min(offered, key=_close, default=None),
    )


def _waited_for(entries: Sequence[Entry]) -> list[Competition]:
    """Those with a practical round that has not ended and gave this entry no score yet."""
    ends = db.session.execute(
        select(RoundEnd.competition_id, RoundEnd.round).where(
            RoundEnd.competition_id.in_([entry.competition_id for entry in entries])
        )
    )
    scores = db.session.execute(
        select(Score.competition_id, Score.round)
        .where(Score.entry_id.in_([entry.id for entry in entries]))
        .distinct()
    )
    done = {(competition_id, code) for competition_id, code in [*ends, *scores]}
    return [entry.competition for entry in entries if _is_left(entry.competition, done)]


def _is_left(competition: Competition, done: Collection[tuple[int, str]]) -> bool:
    rounds = definition_of(competition).rounds
    practical = [each.code for each in rounds if each.kind == PRACTICAL]
    return any((competition.id, code) not in done for code in practical)


def _end(competition: Competition) -> tuple[int, int]:
    return competition.ends_ms, competition.id


def _close(competition: Competition) -> tuple[int, int]:
    return competition.entries_close_ms, competition.id
