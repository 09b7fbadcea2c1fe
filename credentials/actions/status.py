"""Changing a credential's status: one issuer asks, another decides. Nothing is ever deleted."""

from sqlalchemy import select

from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import db, transaction
from core.errors import N_, Missing, NotAllowed, Refused
from credentials.acts import CredentialAct
from credentials.models import Credential, Proposal, StatusChange, StatusDecision
from credentials.queries.holders import locked_person
from credentials.queries.register import change_of, credential_of
from credentials.queries.statuses import standing_now
from credentials.rules.status import MOVES, REASON_CLASSES, Kind, allowed

REPLACED = "new_one"


def ask(
    credential_id: int, *, kind: str, reason_class: str, reason: str, actor: Actor
) -> StatusChange:
    """Ask for a change of status that is allowed from where the credential stands."""
    demand(actor, Right.ISSUE_CREDENTIALS)
    with transaction() as session:
        credential = _locked(credential_id, actor)
        _refuse_waiting(credential)
        if kind not in allowed(standing_now(credential).status):
            raise Refused(N_("That change is not possible from the status it has now."))
        if reason_class not in REASON_CLASSES[Kind(kind)]:
            raise Refused(N_("Choose the class of reason that the public is told."))
        if not reason:
            raise Refused(N_("Say why, so that the other issuer can decide."))
        change = StatusChange(
            credential=credential,
            kind=kind,
            reason_class=reason_class,
            reason=reason,
            by_id=actor.id,
            at=now(),
        )
        session.add(change)
        session.flush()
        _note_asked(change, actor, reason=reason)
    return change


def decide(change_id: int, *, agreed: bool, reason: str, actor: Actor) -> StatusDecision:
    """Decide about a change that another issuer asked for; declining it needs a reason."""
    demand(actor, Right.ISSUE_CREDENTIALS)
    with transaction() as session:
        credential_id = session.scalar(
            select(StatusChange.credential_id).where(StatusChange.id == change_id)
        )
        if credential_id is None:
            raise Missing(N_("There is no such change of status."))
        credential = _locked(credential_id, actor)
        change = change_of(change_id)
        if change.by_id == actor.id:
            raise NotAllowed(N_("Whoever asked for it does not decide it. A second issuer does."))
        if change.decision:
            raise Refused(N_("This change is decided already."))
        if agreed and change.kind not in MOVES[standing_now(credential).status]:
            raise Refused(N_("That change is not possible from the status it has now."))
        if not agreed and not reason:
            raise Refused(N_("Say why, so that the other issuer knows what to do."))
        return _decided(change, actor, agreed=agreed, reason=reason)


def refuse_irreplaceable(credential: Credential) -> None:
    """Only a valid credential about which nothing waits is replaced."""
    if Kind.REPLACE not in MOVES[standing_now(credential).status]:
        raise Refused(N_("Only a valid credential can be replaced."))
    _refuse_waiting(credential)


def replace(credential_id: int, proposal: Proposal, *, actor: Actor) -> None:
    """End a credential because another took its place: its two issuers agreed on that too."""
    credential = credential_of(credential_id)
    refuse_irreplaceable(credential)
    change = StatusChange(
        credential=credential,
        kind=str(Kind.REPLACE),
        reason_class=REPLACED,
        reason="",
        by_id=proposal.by_id,
        at=now(),
    )
    db.session.add(change)
    db.session.flush()
    _note_asked(change, actor, asked_by=proposal.by_id, proposal=proposal.id)
    _decided(change, actor, agreed=True, reason="")


def _locked(credential_id: int, actor: Actor) -> Credential:
    """The credential for an act, read once no other act about its holder is under way."""
    person_id = db.session.scalar(
        select(Credential.person_id).where(Credential.id == credential_id)
    )
    if person_id is None:
        raise Missing(N_("There is no such credential."))
    locked_person(person_id)
    credential = credential_of(credential_id)
    demand(actor, Right.ISSUE_CREDENTIALS, credential.unit.path)
    if actor.id == credential.person_id:
        raise NotAllowed(N_("Nobody decides about their own credential."))
    return credential


def _refuse_waiting(credential: Credential) -> None:
    if any(change.decision is None for change in credential.changes):
        raise Refused(N_("Another change of this credential waits to be decided."))


def _decided(change: StatusChange, actor: Actor, *, agreed: bool, reason: str) -> StatusDecision:
    decision = StatusDecision(change=change, agreed=agreed, reason=reason, by_id=actor.id, at=now())
    db.session.add(decision)
    _note(CredentialAct.STATUS_DECIDED, change, actor, agreed=agreed, reason=reason)
    return decision


def _note_asked(change: StatusChange, actor: Actor, **details: object) -> None:
    _note(CredentialAct.STATUS_ASKED, change, actor, reason_class=change.reason_class, **details)


def _note(act: CredentialAct, change: StatusChange, actor: Actor, **details: object) -> None:
    credential = change.credential
    record(
        act,
        actor,
        subject=("credential", credential.id),
        unit_path=credential.unit.path,
        number=credential.number,
        change=change.id,
        kind=change.kind,
        **details,
    )
