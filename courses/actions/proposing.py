"""A trainer's own text for a module: begun, saved, sent to the reviewers, given up."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.actions.turns import in_turn
from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Missing, Refused
from courses.acts import CourseAct
from courses.models.modules import Module
from courses.models.proposals import (
    ModuleProposal,
    ProposalSending,
    ProposalText,
    ProposalWithdrawal,
)
from courses.queries.outline import place_of, revision_of
from courses.queries.proposals import (
    examined,
    is_open,
    newest_of,
    own_proposal,
    paths_of,
    sources_of,
    standing_of,
)
from courses.rules.module_file import FORMS
from courses.rules.proposed import typed
from courses.rules.proposing import OPEN, Standing
from courses.rules.skeleton import skeleton

ENDED = N_("This proposal is closed. Begin a new one.")
TAKEN = N_(
    "Another module took this code while you wrote. Withdraw this proposal and begin one with"
    " another code."
)
LONGEST = 200_000
"""Characters of one language: forty times what reads well."""


class Stale(Refused):
    """Something else was saved since the page was shown."""


def begin(course_code: str, module_code: str, *, actor: Actor) -> ModuleProposal:
    """Begin with the module as it stands; whoever has a proposal open for it goes on with that."""
    with transaction() as session:
        at = in_turn(session, actor.id)
        demand(actor, Right.WRITE_QUESTIONS)
        module = place_of(course_code, module_code).module
        mine = _open_own(session, module_code, actor)
        if mine:
            return mine
        proposal = ModuleProposal(
            course_code=course_code, module_code=module_code, by_id=actor.id, at=at
        )
        return _begun(session, proposal, sources_of(module), module.id)


def begin_new(course_code: str, module_code: str, *, position: int, actor: Actor) -> ModuleProposal:
    """Begin a module that no course has, at this place of a course, or go on with one's own."""
    with transaction() as session:
        at = in_turn(session, actor.id)
        demand(actor, Right.WRITE_QUESTIONS)
        course = revision_of(course_code)
        if not FORMS["module"][0].fullmatch(module_code):
            raise Refused(N_("A code is lower-case letters and a number, such as b8."))
        if session.scalars(select(Module).where(Module.code == module_code)).first():
            raise Refused(N_("There is a module %(code)s already."), code=module_code)
        mine = _open_own(session, module_code, actor)
        if mine:
            return mine
        proposal = ModuleProposal(
            course_code=course_code,
            module_code=module_code,
            position=min(max(position, 1), len(course.modules) + 1),
            by_id=actor.id,
            at=at,
        )
        month = f"{at.astimezone(ZoneInfo(actor.zone)):%Y-%m}"
        return _begun(session, proposal, skeleton(module_code, month), None)


def save(
    proposal_id: int, said: Mapping[str, str], *, base: str, actor: Actor
) -> ProposalText | None:
    """Keep what was typed, with its errors; None if nothing changed.

    `base` is what the page was written over: the number of the text and that of the module.
    """
    with transaction() as session:
        proposal = locked(session, proposal_id, actor)
        newest = newest_of(proposal.module_code)
        last = proposal.texts[-1]
        if base != base_of(last, newest.number if newest else 0):
            raise Stale(N_("Something else was saved meanwhile. Nothing was overwritten."))
        if newest and proposal.position is not None:
            raise Refused(TAKEN)
        if max(map(len, said.values()), default=0) > LONGEST:
            raise Refused(N_("The text is too long to be a module."))
        files = typed(said, sources_of(newest))
        base_id = newest.id if newest else None
        if files == last.files and last.base_id == base_id:
            return None
        text = ProposalText(
            proposal_id=proposal.id, number=last.number + 1, files=files, base_id=base_id, at=now()
        )
        session.add(text)
        return text


def send(proposal_id: int, number: int, *, actor: Actor) -> None:
    """Hand the newest text to the reviewers, if an import would take it."""
    with transaction() as session:
        proposal = locked(session, proposal_id, actor)
        text = proposal.texts[-1]
        if text.number != number:
            raise Refused(N_("A newer text was saved meanwhile. Send that one."))
        demand_sendable(proposal, text)
        session.add(ProposalSending(proposal_id=proposal.id, number=number, at=now()))
        note(CourseAct.MODULE_SENT, proposal, actor, text=number)


def withdraw(proposal_id: int, *, actor: Actor) -> None:
    """Give a proposal up; it stays readable and is changed no more."""
    with transaction() as session:
        proposal = locked(session, proposal_id, actor)
        session.add(ProposalWithdrawal(proposal_id=proposal.id, at=now()))
        note(CourseAct.MODULE_WITHDRAWN, proposal, actor)


def locked(session: Session, proposal_id: int, actor: Actor) -> ModuleProposal:
    """The actor's own proposal while it is open: one act on a proposal at a time."""
    hold(session, proposal_id)
    proposal = own_proposal(proposal_id, actor)
    if standing_of(proposal) not in OPEN:
        raise Refused(ENDED)
    return proposal


def hold(session: Session, proposal_id: int) -> None:
    """Wait for whoever acts on the proposal."""
    statement = select(ModuleProposal.id).where(ModuleProposal.id == proposal_id)
    if session.scalar(statement.with_for_update()) is None:
        raise Missing(N_("There is no such proposed text."))


def demand_sendable(proposal: ModuleProposal, text: ProposalText) -> None:
    """Refuse a text that says nothing new, has errors, was sent, or was overtaken."""
    stands = standing_of(proposal)
    if stands is Standing.OVERTAKEN:
        raise Refused(
            N_("The module was changed meanwhile. In the editor, take over what is new and save.")
        )
    if stands is not Standing.DRAFT:
        raise Refused(N_("This text was submitted already. Change and save it first."))
    newest = newest_of(proposal.module_code)
    if text.files == sources_of(newest):
        raise Refused(N_("It says what the module says now; there is nothing to review."))
    if not examined(text.files, paths_of(proposal, newest)).is_sound:
        raise Refused(N_("The text has errors. Mend them first; the editor names each one."))


def base_of(text: ProposalText, module_number: int) -> str:
    """What an editor's page is written over: the text saved last, and the module's revision."""
    return f"{text.number}-{module_number}"


def note(act: CourseAct, proposal: ModuleProposal, actor: Actor, **details: object) -> None:
    """An entry on the trail."""
    record(
        act,
        actor,
        subject=("course_module", proposal.module_code),
        unit_path=actor.unit_path,
        proposal=proposal.id,
        **details,
    )


def _open_own(session: Session, module_code: str, actor: Actor) -> ModuleProposal | None:
    return session.scalars(
        select(ModuleProposal)
        .where(
            ModuleProposal.module_code == module_code, ModuleProposal.by_id == actor.id, is_open()
        )
        .order_by(ModuleProposal.id)
    ).first()


def _begun(
    session: Session, proposal: ModuleProposal, files: Mapping[str, str], base_id: int | None
) -> ModuleProposal:
    proposal.texts = [ProposalText(number=1, files=dict(files), base_id=base_id, at=proposal.at)]
    session.add(proposal)
    session.flush()
    return proposal
