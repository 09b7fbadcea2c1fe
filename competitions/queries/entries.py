"""Who takes part: entries and teams."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from accounts.models import Person, Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from competitions.models import Competition, Entry, EntryWithdrawal, Team, TeamMember
from competitions.queries.listing import definition_of, standing_entry
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from exam.queries.sittings import is_officer

WITH_PERSON = (joinedload(Entry.person), joinedload(Entry.unit))
MOST = 500


def standing_entries(competition_id: int) -> list[Entry]:
    """The entries that stand, with person and unit, by start number."""
    statement = (
        select(Entry)
        .options(*WITH_PERSON)
        .where(Entry.competition_id == competition_id, standing_entry())
        .order_by(Entry.number)
    )
    return list(db.session.scalars(statement))


def entry_ids(competition_id: int, *, last: int | None = None) -> list[int]:
    """The entries that stand, by start number, up to the last one if it is given."""
    statement = (
        select(Entry.id)
        .where(Entry.competition_id == competition_id, standing_entry())
        .order_by(Entry.number)
    )
    if last is not None:
        statement = statement.where(Entry.number <= last)
    return list(db.session.scalars(statement))


@dataclass(frozen=True, slots=True)
class Label:
    """What a board may say of an entry."""

    entry_id: int
    number: int
    division: str
    name: str
    unit: str
    unit_en: str


def labels_after(competition_id: int, number: int) -> list[Label]:
    """The labels of standing entries after a start number, in order."""
    statement = (
        select(Entry.id, Entry.number, Entry.division, Person.name, Unit.name, Unit.name_en)
        .join(Person, Person.id == Entry.person_id)
        .join(Unit, Unit.id == Entry.unit_id)
        .where(Entry.competition_id == competition_id, Entry.number > number, standing_entry())
        .order_by(Entry.number)
    )
    return [Label(*row) for row in db.session.execute(statement)]


def withdrawn_ids(competition_id: int) -> list[int]:
    """The entries that were taken back."""
    statement = (
        select(EntryWithdrawal.entry_id)
        .join(Entry, Entry.id == EntryWithdrawal.entry_id)
        .where(Entry.competition_id == competition_id)
    )
    return list(db.session.scalars(statement))


def entry_of(entry_id: int) -> Entry:
    """The standing entry with this id, with its person and unit."""
    statement = select(Entry).options(*WITH_PERSON).where(Entry.id == entry_id, standing_entry())
    found = db.session.scalars(statement.execution_options(populate_existing=True)).first()
    if found is None:
        raise Missing(N_("There is no such entry."))
    return found


def own_entry(actor: Actor, competition_id: int) -> Entry | None:
    """The actor's standing entry in a competition."""
    statement = (
        select(Entry)
        .options(*WITH_PERSON)
        .where(
            Entry.competition_id == competition_id, Entry.person_id == actor.id, standing_entry()
        )
    )
    return db.session.scalars(statement).first()


def last_entry_number(competition_id: int) -> int:
    """The highest start number that was given."""
    statement = select(func.max(Entry.number)).where(Entry.competition_id == competition_id)
    return db.session.scalar(statement) or 0


def entered_ids(competition_id: int, person_ids: Collection[int]) -> set[int]:
    """Who of these people entered at some time, taken back or not."""
    statement = select(Entry.person_id).where(
        Entry.competition_id == competition_id, Entry.person_id.in_(person_ids)
    )
    return set(db.session.scalars(statement))


def people_to_enter(actor: Actor, competition: Competition) -> list[Person]:
    """Officers under the actor and the competition's unit who never entered, by unit and login."""
    statement = (
        select(Person)
        .join(Person.unit)
        .options(joinedload(Person.unit))
        .where(
            covered_by(actor, Right.ENTER_PEOPLE),
            Unit.path.startswith(competition.unit.path, autoescape=True),
            Person.closed_at.is_(None),
            is_officer(),
            ~exists().where(Entry.person_id == Person.id, Entry.competition_id == competition.id),
        )
        .order_by(Unit.path, Person.login)
        .limit(MOST)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True, slots=True)
class TeamOnRecord:
    """A team with the entries that belong to it."""

    team: Team
    members: tuple[int, ...]


def teams_of(competition_id: int) -> list[TeamOnRecord]:
    """The teams of a competition with their members, in two queries."""
    teams = db.session.scalars(
        select(Team)
        .options(joinedload(Team.unit))
        .where(Team.competition_id == competition_id)
        .order_by(Team.id)
    ).all()
    rows = db.session.execute(
        select(TeamMember.team_id, TeamMember.entry_id)
        .where(TeamMember.team_id.in_([team.id for team in teams]))
        .order_by(TeamMember.entry_id)
    )
    members: dict[int, list[int]] = defaultdict(list)
    for team_id, entry_id in rows:
        members[team_id].append(entry_id)
    return [TeamOnRecord(team, tuple(members[team.id])) for team in teams]


def team_members(competition_id: int) -> dict[int, tuple[int, ...]]:
    """The entries of each team, by the team's id."""
    return {held.team.id: held.members for held in teams_of(competition_id)}


def entry_found(competition: Competition, words: str) -> Entry | None:
    """The entry with this start number, or the first whose name holds the words if names show."""
    statement = (
        select(Entry)
        .join(Entry.person)
        .where(Entry.competition_id == competition.id, standing_entry())
        .order_by(Entry.number)
    )
    if words.isascii() and words.isdigit() and len(words) < 10:
        return db.session.scalars(statement.where(Entry.number == int(words))).first()
    if definition_of(competition).show != "name":
        return None
    named = Person.name.icontains(words, autoescape=True)
    return db.session.scalars(statement.where(named)).first()
