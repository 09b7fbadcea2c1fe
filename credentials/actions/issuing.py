"""Two issuers issue a credential: one proposes, another confirms, the gate is asked both times."""

from hashlib import sha256

from sqlalchemy import select

from accounts.models import Person
from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import db, transaction
from core.errors import N_, Missing, NotAllowed, Refused
from credentials.actions.deciding import decide
from credentials.actions.numbering import next_serial
from credentials.actions.sealing import sealed_credential
from credentials.actions.status import refuse_irreplaceable, replace
from credentials.acts import CredentialAct
from credentials.models import (
    Credential,
    Decision,
    GateRule,
    Proposal,
    ProposalEnd,
    Replacement,
)
from credentials.queries.genuine import signed_data
from credentials.queries.holders import locked_person
from credentials.queries.proposals import has_waiting, is_open, proposal_of, standing_hold
from credentials.queries.register import credential_of, holds_standing
from credentials.queries.rules import current_rule
from credentials.rules.findings import Answer

CLOSED = N_("The gate is not open for this person. Their page says what is missing.")


def propose(
    person_id: int, *, rule_code: str, actor: Actor, replaces_id: int | None = None
) -> Proposal:
    """Propose a credential for somebody whose gate is open, never for oneself.

    With `replaces_id` the new one is to take the place of a valid one of the same type.
    """
    demand(actor, Right.ISSUE_CREDENTIALS)
    with transaction() as session:
        person = locked_person(person_id)
        demand(actor, Right.ISSUE_CREDENTIALS, person.unit.path)
        if actor.id == person.id:
            raise NotAllowed(N_("Nobody proposes a credential for themselves."))
        row = current_rule(rule_code)
        _refuse_second(person, row, replaces_id)
        proposal = Proposal(
            person=person,
            unit=person.unit,
            rule=row,
            decision=_open_gate(row, person, actor),
            by_id=actor.id,
            at=now(),
        )
        session.add(proposal)
        session.flush()
        if replaces_id is not None:
            session.add(Replacement(proposal=proposal, credential_id=replaces_id))
        _note(CredentialAct.PROPOSED, proposal, actor, decision=proposal.decision.digest)
    return proposal


def _refuse_second(person: Person, row: GateRule, replaces_id: int | None) -> None:
    """One credential of a type stands at a time, and one proposal waits."""
    if person.closed_at:
        raise Refused(N_("This account is closed. Reopen it first."))
    if has_waiting(person.id, row.code):
        raise Refused(N_("A credential of this type is proposed for this person already."))
    standing = holds_standing(person.id, row.code)
    if replaces_id is None and standing:
        raise Refused(
            N_("This person holds %(number)s. Propose a replacement for that one instead."),
            number=standing.number,
        )
    if replaces_id is not None and (standing is None or standing.id != replaces_id):
        raise Refused(N_("There is no valid credential that this one could replace."))
    if standing:
        refuse_irreplaceable(standing)


def _open_gate(row: GateRule, person: Person, actor: Actor) -> Decision:
    decision = decide(row, person.id, actor=actor)
    if decision.answer != Answer.MET:
        raise Refused(CLOSED)
    return decision


def withdraw(proposal_id: int, *, reason: str, actor: Actor) -> None:
    """Take back one's own proposal."""
    demand(actor, Right.ISSUE_CREDENTIALS)
    with transaction():
        proposal = _locked(proposal_id, actor)
        if proposal.by_id != actor.id:
            raise NotAllowed(N_("A proposal is taken back by who made it; you may decline it."))
        _end(proposal, "withdrawn", CredentialAct.WITHDRAWN, reason, actor)


def decline(proposal_id: int, *, reason: str, actor: Actor) -> None:
    """Decline another issuer's proposal, with a reason."""
    demand(actor, Right.ISSUE_CREDENTIALS)
    with transaction():
        proposal = _locked(proposal_id, actor)
        _refuse_involved(proposal, actor)
        _end(proposal, "declined", CredentialAct.DECLINED, reason, actor)


def _end(proposal: Proposal, kind: str, act: CredentialAct, reason: str, actor: Actor) -> None:
    _refuse_ended(proposal)
    if not reason:
        raise Refused(N_("Say why, so that the other issuer knows what to do."))
    db.session.add(
        ProposalEnd(proposal=proposal, kind=kind, reason=reason, by_id=actor.id, at=now())
    )
    _note(act, proposal, actor, reason=reason)


def confirm(proposal_id: int, *, actor: Actor) -> Credential:
    """Issue what another issuer proposed: the gate is asked again, a number is given, it is sealed.

    Everything is one transaction: whoever dies before its end has issued nothing and used no
    number. The number is taken last, since confirmations of one series wait for it in turn.
    """
    demand(actor, Right.ISSUE_CREDENTIALS)
    with transaction() as session:
        proposal = _locked(proposal_id, actor)
        _refuse_involved(proposal, actor)
        _refuse_ended(proposal)
        _refuse_unfit(proposal)
        decision = _open_gate(proposal.rule, proposal.person, actor)
        series = next_serial(proposal.unit, proposal.rule.code)
        credential = sealed_credential(proposal, decision, series, actor=actor)
        session.add(credential)
        session.flush()
        if proposal.replacement:
            replace(proposal.replacement.credential_id, proposal, actor=actor)
        _note_issue(credential, proposal, actor)
    return credential_of(credential.id)


def _locked(proposal_id: int, actor: Actor) -> Proposal:
    """The proposal for an act, read once no other act about the holder is under way."""
    person_id = db.session.scalar(select(Proposal.person_id).where(Proposal.id == proposal_id))
    if person_id is None:
        raise Missing(N_("There is no such proposal."))
    locked_person(person_id)
    proposal = proposal_of(proposal_id)
    demand(actor, Right.ISSUE_CREDENTIALS, proposal.unit.path)
    return proposal


def _refuse_involved(proposal: Proposal, actor: Actor) -> None:
    if actor.id == proposal.person_id:
        raise NotAllowed(N_("Nobody decides about their own credential."))
    if actor.id == proposal.by_id:
        raise NotAllowed(N_("Whoever proposed it does not answer it. A second issuer does."))


def _refuse_ended(proposal: Proposal) -> None:
    if not is_open(proposal):
        raise Refused(N_("This proposal does not wait for an answer any more."))


def _refuse_unfit(proposal: Proposal) -> None:
    """What may have happened since it was proposed."""
    hold = standing_hold(proposal)
    if hold:
        raise Refused(N_("A supervisor holds this issuance: %(reason)s"), reason=hold.reason)
    if proposal.person.closed_at:
        raise Refused(N_("This account is closed. Reopen it first."))
    if current_rule(proposal.rule.code).id != proposal.rule_id:
        raise Refused(N_("The rule has a new version since. Withdraw this and propose again."))


def _note(act: CredentialAct, proposal: Proposal, actor: Actor, **details: object) -> None:
    record(
        act,
        actor,
        subject=("credential_proposal", proposal.id),
        unit_path=proposal.unit.path,
        person=proposal.person_id,
        rule=proposal.rule.code,
        rule_version=proposal.rule.version,
        **details,
    )


def _note_issue(credential: Credential, proposal: Proposal, actor: Actor) -> None:
    """The trail keeps the digest of what the seal signs: neither stands without the other."""
    record(
        CredentialAct.ISSUED,
        actor,
        subject=("credential", credential.id),
        unit_path=proposal.unit.path,
        number=credential.number,
        person=credential.person_id,
        proposal=proposal.id,
        proposed_by=proposal.by_id,
        decision=credential.decision.digest,
        key=credential.key_code,
        sealed=sha256(signed_data(credential)).hexdigest(),
    )
