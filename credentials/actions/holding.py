"""A supervisor stops an issuance, and lets it go on."""

from sqlalchemy import select

from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import db, transaction
from core.errors import N_, Missing, NotAllowed, Refused
from credentials.acts import CredentialAct
from credentials.models import Hold, HoldEnd, Proposal
from credentials.queries.holders import locked_person
from credentials.queries.proposals import is_open, proposal_of, standing_hold

WHY = N_("Say why; the issuers read it.")


def hold(proposal_id: int, *, reason: str, actor: Actor) -> Hold:
    """Stop a proposal that waits: nobody confirms it until a supervisor lets it go on."""
    demand(actor, Right.HOLD_ISSUANCE)
    with transaction() as session:
        proposal = _locked(proposal_id, actor)
        if not is_open(proposal):
            raise Refused(N_("This proposal does not wait for an answer any more."))
        if standing_hold(proposal):
            raise Refused(N_("This issuance is held already."))
        if not reason:
            raise Refused(WHY)
        held = Hold(proposal=proposal, reason=reason, by_id=actor.id, at=now())
        session.add(held)
        session.flush()
        _note(CredentialAct.HELD, held, actor, reason)
    return held


def let_go(hold_id: int, *, reason: str, actor: Actor) -> None:
    """Let a held issuance go on, with a reason."""
    demand(actor, Right.HOLD_ISSUANCE)
    with transaction() as session:
        proposal_id = session.scalar(select(Hold.proposal_id).where(Hold.id == hold_id))
        if proposal_id is None:
            raise Missing(N_("There is no such hold."))
        proposal = _locked(proposal_id, actor)
        held = next(each for each in proposal.holds if each.id == hold_id)
        if held.end:
            raise Refused(N_("This issuance was let go on already."))
        if not reason:
            raise Refused(WHY)
        session.add(HoldEnd(hold=held, reason=reason, by_id=actor.id, at=now()))
        _note(CredentialAct.LET_GO, held, actor, reason)


def _locked(proposal_id: int, actor: Actor) -> Proposal:
    person_id = db.session.scalar(select(Proposal.person_id).where(Proposal.id == proposal_id))
    if person_id is None:
        raise Missing(N_("There is no such proposal."))
    locked_person(person_id)
    proposal = proposal_of(proposal_id)
    demand(actor, Right.HOLD_ISSUANCE, proposal.unit.path)
    if actor.id == proposal.person_id:
        raise NotAllowed(N_("Nobody decides about their own credential."))
    return proposal


def _note(act: CredentialAct, held: Hold, actor: Actor, reason: str) -> None:
    record(
        act,
        actor,
        subject=("credential_proposal", held.proposal_id),
        unit_path=held.proposal.unit.path,
        hold=held.id,
        reason=reason,
    )
