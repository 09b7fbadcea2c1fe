"""What waits at the issuing of credentials: for issuers and for supervisors."""

from sqlalchemy import Select, exists, func, select

from accounts.models import Person, Unit
from accounts.queries import covered_by
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import now
from core.errors import N_
from credentials.models import (
    Concern,
    ConcernAnswer,
    Credential,
    Eligibility,
    Hold,
    HoldEnd,
    Photo,
    Proposal,
    StatusChange,
    StatusDecision,
    Waiver,
    WaiverEnd,
)
from credentials.queries.proposals import is_waiting
from oversight.queries.desks.waiting import Waiting, counted


def to_issue(actor: Actor, at_ms: int) -> list[Waiting]:
    """Papers to look at, and what another issuer began."""
    right = Right.ISSUE_CREDENTIALS
    return [
        Waiting(N_("Papers to look at"), counted(_papers(actor)), "issuing.index"),
        Waiting(
            N_("Proposals that wait for a second issuer"),
            counted(_proposals(actor, right).where(Proposal.by_id != actor.id)),
            "issuing.index",
        ),
        Waiting(
            N_("Changes of status that wait for a second issuer"),
            counted(_changes(actor).where(StatusChange.by_id != actor.id)),
            "issuing.index",
        ),
        Waiting(N_("Concerns open"), counted(_concerns(actor, right)), "issuing.index"),
    ]


def supervised(actor: Actor, at_ms: int) -> list[Waiting]:
    """What is held, what moved under a credential, and which conditions are waived."""
    right = Right.HOLD_ISSUANCE
    held = (
        _proposals(actor, right)
        .join(Hold, Hold.proposal_id == Proposal.id)
        .where(~exists().where(HoldEnd.hold_id == Hold.id))
    )
    waived = (
        select(Waiver.id)
        .join(Waiver.person)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            covered_by(actor, right),
            Waiver.until > now(),
            ~exists().where(WaiverEnd.waiver_id == Waiver.id),
        )
    )
    return [
        Waiting(N_("Proposals of credentials"), counted(_proposals(actor, right)), "issuing.index"),
        Waiting(N_("Issuances held"), counted(held), "issuing.index"),
        Waiting(N_("Concerns open"), counted(_concerns(actor, right)), "issuing.index"),
        Waiting(N_("Waived conditions that stand"), counted(waived), "issuing.index"),
    ]


def _papers(actor: Actor) -> Select[int]:
    """People whose newest photo no issuer has looked at; one's own papers are for another."""
    newest = select(func.max(Photo.id)).group_by(Photo.person_id)
    return (
        select(Photo.id)
        .join(Person, Person.id == Photo.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Photo.id.in_(newest),
            Photo.person_id != actor.id,
            Person.closed_at.is_(None),
            ~exists().where(Eligibility.photo_id == Photo.id),
            covered_by(actor, Right.ISSUE_CREDENTIALS),
        )
    )


def _proposals(actor: Actor, right: Right) -> Select[int]:
    return (
        select(Proposal.id)
        .join(Unit, Unit.id == Proposal.unit_id)
        .where(is_waiting(), covered_by(actor, right))
    )


def _changes(actor: Actor) -> Select[int]:
    return (
        select(StatusChange.id)
        .join(StatusChange.credential)
        .join(Unit, Unit.id == Credential.unit_id)
        .where(
            ~exists().where(StatusDecision.change_id == StatusChange.id),
            covered_by(actor, Right.ISSUE_CREDENTIALS),
        )
    )


def _concerns(actor: Actor, right: Right) -> Select[int]:
    return (
        select(Concern.id)
        .join(Concern.credential)
        .join(Unit, Unit.id == Credential.unit_id)
        .where(~exists().where(ConcernAnswer.concern_id == Concern.id), covered_by(actor, right))
    )
