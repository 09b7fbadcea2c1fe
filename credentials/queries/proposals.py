"""Proposals that wait, and whose gate is open with nothing proposed yet."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Person, Unit
from accounts.queries import Page, covered_by, demand, may, paged
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import now
from core.database import db
from core.errors import N_, Missing
from credentials.models import (
    Credential,
    GateRule,
    Hold,
    Proposal,
    ProposalEnd,
    Replacement,
)
from credentials.queries.gate import verdicts
from credentials.queries.statuses import stands
from credentials.rules.findings import Verdict
from credentials.rules.periods import local_day
from exam.queries.sittings import is_officer

LOADED = (
    joinedload(Proposal.person).joinedload(Person.unit),
    joinedload(Proposal.unit),
    joinedload(Proposal.rule),
    joinedload(Proposal.decision),
    joinedload(Proposal.by),
    joinedload(Proposal.end),
    joinedload(Proposal.credential),
    joinedload(Proposal.replacement).joinedload(Replacement.credential),
    selectinload(Proposal.holds).options(joinedload(Hold.by), joinedload(Hold.end)),
)


@dataclass(frozen=True, slots=True)
class Gate:
    """Somebody and what the gate answers for them."""

    person: Person
    verdict: Verdict


def is_waiting() -> ColumnElement[bool]:
    """The condition that a proposal was neither confirmed, withdrawn nor declined."""
    return and_(
        ~exists().where(ProposalEnd.proposal_id == Proposal.id),
        ~exists().where(Credential.proposal_id == Proposal.id),
    )


def is_open(proposal: Proposal) -> bool:
    """Whether a loaded proposal still waits."""
    return proposal.end is None and proposal.credential is None


def standing_hold(proposal: Proposal) -> Hold | None:
    """The supervisor's stop that stands on a loaded proposal."""
    return next((hold for hold in proposal.holds if hold.end is None), None)


def waiting_proposals(actor: Actor) -> list[Proposal]:
    """Proposals for people of units under the actor's duty that wait, oldest first."""
    demand(actor, Right.READ_GATE)
    statement = (
        select(Proposal)
        .join(Proposal.unit)
        .options(*LOADED)
        .where(covered_by(actor, Right.READ_GATE), is_waiting())
        .order_by(Proposal.id)
    )
    return list(db.session.scalars(statement))


def holds_under(actor: Actor) -> list[Hold]:
    """Every hold on proposals of units under the actor's duty, newest first."""
    demand(actor, Right.READ_GATE)
    statement = (
        select(Hold)
        .join(Hold.proposal)
        .join(Proposal.unit)
        .options(
            joinedload(Hold.proposal).joinedload(Proposal.person).joinedload(Person.unit),
            joinedload(Hold.by),
            joinedload(Hold.end),
        )
        .where(covered_by(actor, Right.READ_GATE))
        .order_by(Hold.id.desc())
    )
    return list(db.session.scalars(statement))


def proposal_for(actor: Actor, proposal_id: int, right: Right = Right.READ_GATE) -> Proposal:
    """A proposal of a unit under the actor's duty; else there is none."""
    found = proposal_of(proposal_id)
    if not may(actor, right, found.unit.path):
        raise Missing(N_("There is no such proposal."))
    return found


def proposal_of(proposal_id: int) -> Proposal:
    """The proposal with this id, as it is now, whoever asks."""
    statement = select(Proposal).options(*LOADED).where(Proposal.id == proposal_id)
    found = db.session.scalars(statement.execution_options(populate_existing=True)).first()
    if found is None:
        raise Missing(N_("There is no such proposal."))
    return found


def proposals_about(person_id: int) -> list[Proposal]:
    """Every proposal for one person, newest first."""
    statement = select(Proposal).options(*LOADED).where(Proposal.person_id == person_id)
    return list(db.session.scalars(statement.order_by(Proposal.id.desc())))


def has_waiting(person_id: int, rule_code: str) -> bool:
    """Whether a credential of this type is proposed for somebody and waits."""
    statement = (
        select(Proposal.id)
        .join(Proposal.rule)
        .where(Proposal.person_id == person_id, GateRule.code == rule_code, is_waiting())
    )
    return db.session.scalars(statement.limit(1)).first() is not None


def open_gates(actor: Actor, row: GateRule) -> list[Gate]:
    """Officers under the actor whose gate is open, with nothing standing and nothing proposed."""
    demand(actor, Right.READ_GATE)
    waits = exists().where(
        Proposal.person_id == Person.id,
        Proposal.rule_id.in_(_versions(row)),
        is_waiting(),
    )
    has_one = exists().where(
        Credential.person_id == Person.id,
        Credential.rule_id.in_(_versions(row)),
        stands(local_day(now(), actor.zone)),
    )
    people = _officers(actor, ~waits, ~has_one)
    found = verdicts(row, [person.id for person in people])
    return [Gate(each, found[each.id]) for each in people if found[each.id].is_open]


def gates_under(
    actor: Actor, row: GateRule, *, answer: str = "", words: str = "", page: int = 1
) -> Page[Gate]:
    """Officers under the actor and what the gate answers for each; of one answer if one is given.

    A name's part finds people; as many queries for a thousand people as for one.
    """
    demand(actor, Right.READ_GATE)
    named = [Person.name.icontains(words, autoescape=True)] if words else []
    people = _officers(actor, *named)
    if not answer:
        shown = paged(people, page)
        found = verdicts(row, [person.id for person in shown.rows])
        rows = [Gate(each, found[each.id]) for each in shown.rows]
        return Page(rows, shown.number, shown.count, shown.total)
    found = verdicts(row, [person.id for person in people])
    return paged([Gate(p, found[p.id]) for p in people if found[p.id].answer == answer], page)


def _versions(row: GateRule) -> Select[int]:
    """Every version of the same credential type."""
    return select(GateRule.id).where(GateRule.code == row.code)


def _officers(actor: Actor, *conditions: ColumnElement[bool]) -> list[Person]:
    statement = (
        select(Person)
        .join(Person.unit)
        .options(joinedload(Person.unit))
        .where(
            covered_by(actor, Right.READ_GATE),
            Person.closed_at.is_(None),
            is_officer(),
            *conditions,
        )
        .order_by(Unit.path, Person.login)
    )
    return list(db.session.scalars(statement))
