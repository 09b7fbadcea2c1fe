"""One officer as their manager sees them: courses, results, competitions, gate, credentials."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from accounts.models import Person, Unit
from accounts.queries import actor_of
from competitions.models import Competition, Entry, EntryWithdrawal, Final, FinalPlace
from core.actor import Actor
from core.database import db
from courses.queries.progress import progress
from courses.rules.completion import CourseProgress
from credentials.models import Credential
from credentials.queries.gate import verdict
from credentials.queries.register import of_holder
from credentials.queries.rules import rule_of, rules_in_force
from credentials.queries.statuses import standing_now
from credentials.rules.definition import Rule
from credentials.rules.findings import Verdict
from credentials.rules.status import Standing
from exam.queries.results import OwnResult, own_results
from oversight.queries.contests import newest_finals
from oversight.queries.officers import officer_to_follow, units_above_to_follow


@dataclass(frozen=True, slots=True)
class PersonContest:
    """A competition that somebody entered, and their place once standings are final."""

    competition: Competition
    place: FinalPlace | None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Everything on record about one officer that their manager may see."""

    person: Person
    above: Sequence[Unit]
    courses: Sequence[CourseProgress]
    results: Sequence[OwnResult]
    contests: Sequence[PersonContest]
    gates: Sequence[tuple[Rule, Verdict]]
    credentials: Sequence[tuple[Credential, Standing]]


def person_record(actor: Actor, person_id: int) -> PersonRecord:
    """The record of an officer whom the actor follows; else there is nobody."""
    person = officer_to_follow(actor, person_id)
    return PersonRecord(
        person=person,
        above=[*units_above_to_follow(actor, person.unit), person.unit],
        courses=progress(person.id),
        results=own_results(actor_of(person)),
        contests=_contests(person.id),
        gates=[(rule_of(row), verdict(row, person.id)) for row in rules_in_force()],
        credentials=[(each, standing_now(each)) for each in of_holder(person.id)],
    )


def _contests(person_id: int) -> list[PersonContest]:
    places = {
        competition_id: place
        for place, competition_id in db.session.execute(
            select(FinalPlace, Final.competition_id)
            .join(Final, Final.id == FinalPlace.final_id)
            .options(joinedload(FinalPlace.final))
            .where(FinalPlace.person_id == person_id, Final.id.in_(newest_finals()))
        )
    }
    entered = db.session.scalars(
        select(Competition)
        .join(Entry, Entry.competition_id == Competition.id)
        .where(
            Entry.person_id == person_id,
            ~exists().where(EntryWithdrawal.entry_id == Entry.id),
        )
        .order_by(Competition.starts_ms.desc(), Competition.id.desc())
    )
    return [PersonContest(each, places.get(each.id)) for each in entered]
