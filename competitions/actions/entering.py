"""Entering a competition, alone, by a manager, in a team; and taking an entry back."""

from collections.abc import Sequence

from sqlalchemy import select

from accounts.models import Person
from accounts.queries import actor_of, demand, may, person_of
from accounts.rules.duties import Right
from audit.actions import record
from competitions.acts import CompetitionAct
from competitions.models import Competition, Entry, EntryWithdrawal, Team, TeamMember
from competitions.queries.entries import entered_ids, entry_of, last_entry_number
from competitions.queries.listing import (
    definition_of,
    freeze_of,
    is_held_by,
    locked_competition,
)
from competitions.queries.panels import standing_seats
from competitions.queries.scores import has_score, newest_final
from core.actor import Actor
from core.clock import exam_ms, now
from core.database import db, transaction
from core.errors import N_, Missing, NotAllowed, Refused


def enter_oneself(competition_id: int, *, division: str = "", actor: Actor) -> Entry:
    """An officer enters a competition of a unit above theirs while entries are open."""
    with transaction():
        demand(actor, Right.COMPETE)
        competition = locked_competition(competition_id)
        if not actor.unit_path.startswith(competition.unit.path):
            raise Missing(N_("There is no such competition for you."))
        _refuse_closed(competition)
        if entered_ids(competition.id, [actor.id]):
            raise Refused(N_("You entered this competition already."))
        return _enter(competition, person_of(actor.id), division, actor)


def enter_people(
    competition_id: int, person_ids: Sequence[int], *, division: str = "", actor: Actor
) -> list[Entry]:
    """Enter officers under the manager or examiner; who entered before is passed over."""
    with transaction():
        demand(actor, Right.ENTER_PEOPLE)
        competition = locked_competition(competition_id)
        _refuse_closed(competition)
        entered = entered_ids(competition.id, person_ids)
        return [
            _enter(competition, _person_under(actor, person_id), division, actor)
            for person_id in dict.fromkeys(person_ids)
            if person_id not in entered
        ]


def _person_under(actor: Actor, person_id: int) -> Person:
    person = person_of(person_id)
    if not may(actor, Right.ENTER_PEOPLE, person.unit.path):
        raise Missing(N_("There is no such person."))
    return person


def _refuse_closed(competition: Competition) -> None:
    if exam_ms() >= competition.entries_close_ms:
        raise Refused(N_("Entries to this competition are closed."))
    _refuse_frozen(competition)


def _refuse_frozen(competition: Competition) -> None:
    if freeze_of(competition.id):
        raise Refused(N_("The board is frozen; nobody enters or leaves any more."))


def _enter(competition: Competition, person: Person, division: str, actor: Actor) -> Entry:
    _refuse_unfit(competition, person)
    divisions = definition_of(competition).divisions
    if division not in (divisions or ("",)):
        raise Refused(N_("Choose one of the competition's divisions."))
    with transaction() as session:
        entry = Entry(
            competition=competition,
            person=person,
            unit=person.unit,
            number=last_entry_number(competition.id) + 1,
            division=division,
            by_id=actor.id,
            at_ms=exam_ms(),
        )
        session.add(entry)
        session.flush()
        record(
            CompetitionAct.ENTERED,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            entry=entry.id,
            number=entry.number,
            person=person.id,
            division=division,
        )
    return entry


def _refuse_unfit(competition: Competition, person: Person) -> None:
    """Who may not take part: no officer, of another unit, who holds it, who judges in it."""
    officer = actor_of(person)
    if person.closed_at:
        raise Refused(N_("The account of %(name)s is closed."), name=person.name)
    covered = person.unit.path.startswith(competition.unit.path)
    if not may(officer, Right.COMPETE) or not covered:
        raise Refused(
            N_("%(name)s is not an officer of this unit or one below it."), name=person.name
        )
    if is_held_by(competition, officer):
        raise NotAllowed(N_("Who holds a competition cannot take part in it."))
    if any(seat.person_id == person.id for seat in standing_seats(competition.id)):
        raise NotAllowed(N_("Who judges does not take part."))


def withdraw(entry_id: int, *, actor: Actor) -> None:
    """Take back an entry without a score: one's own, or one under the manager or examiner."""
    with transaction() as session:
        entry = entry_of(entry_id)
        competition = locked_competition(entry.competition_id)
        entry = entry_of(entry_id)
        if entry.person_id != actor.id and not may(actor, Right.ENTER_PEOPLE, entry.unit.path):
            raise Missing(N_("There is no such entry."))
        _refuse_frozen(competition)
        final = newest_final(competition.id)
        if final and entry.number <= final.last_entry:
            raise Refused(N_("This entry stands in final standings and stays."))
        if has_score(entry.id):
            raise Refused(N_("This entry has a score already and stays."))
        if _team_of(entry.id):
            raise Refused(N_("This entry belongs to a team and stays."))
        session.add(EntryWithdrawal(entry_id=entry.id, by_id=actor.id, at=now()))
        record(
            CompetitionAct.WITHDRAWN,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            entry=entry.id,
            person=entry.person_id,
        )


def make_team(competition_id: int, name: str, entry_ids: Sequence[int], *, actor: Actor) -> Team:
    """Make a team of as many entries of one unit as the competition asks, while entries are open.

    An entry belongs to one team at most. Who enters people makes their teams.
    """
    with transaction() as session:
        demand(actor, Right.ENTER_PEOPLE)
        competition = locked_competition(competition_id)
        _refuse_closed(competition)
        members = [_member(competition, entry_id, actor) for entry_id in dict.fromkeys(entry_ids)]
        rule = definition_of(competition).teams
        if rule is None:
            raise Refused(N_("This competition has no teams."))
        if len(members) != rule.size:
            raise Refused(N_("A team has %(size)s members."), size=rule.size)
        if len({entry.unit_id for entry in members}) > 1:
            raise Refused(N_("The members of a team are of one unit."))
        _refuse_name(competition.id, name)
        team = Team(
            competition_id=competition.id,
            unit=members[0].unit,
            name=name,
            by_id=actor.id,
            at=now(),
        )
        session.add(team)
        session.flush()
        session.add_all(TeamMember(entry_id=entry.id, team_id=team.id) for entry in members)
        record(
            CompetitionAct.TEAM_MADE,
            actor,
            subject=("competition", competition.id),
            unit_path=competition.unit.path,
            team=team.id,
            name=name,
            entries=[entry.id for entry in members],
        )
    return team


def _member(competition: Competition, entry_id: int, actor: Actor) -> Entry:
    entry = entry_of(entry_id)
    is_here = entry.competition_id == competition.id
    if not is_here or not may(actor, Right.ENTER_PEOPLE, entry.unit.path):
        raise Missing(N_("There is no such entry."))
    if _team_of(entry.id):
        raise Refused(N_("%(name)s belongs to a team already."), name=entry.person.name)
    return entry


def _team_of(entry_id: int) -> TeamMember | None:
    return db.session.get(TeamMember, entry_id)


def _refuse_name(competition_id: int, name: str) -> None:
    if not name:
        raise Refused(N_("Give the team a name."))
    statement = select(Team.id).where(Team.competition_id == competition_id, Team.name == name)
    if db.session.scalars(statement).first():
        raise Refused(N_("There is a team with this name already."))
