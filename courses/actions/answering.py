"""What a reviewer decides about a proposed module: it stands, or goes back to its writer."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.actions import notices
from accounts.queries import demand
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, NotAllowed, Refused
from courses.actions.keeping import keep_course, keep_module
from courses.actions.proposing import hold, note
from courses.acts import CourseAct
from courses.models.courses import Course
from courses.models.proposals import ModuleProposal, ProposalAnswer, ProposalSending, ProposalText
from courses.queries.outline import current_modules, revision_of
from courses.queries.proposals import (
    examined,
    newest_of,
    numbered,
    paths_of,
    readable_proposal,
    standing_of,
)
from courses.rules import course_file
from courses.rules.course_line import with_module
from courses.rules.module_file import ModuleText
from courses.rules.proposed import Paths
from courses.rules.proposing import Standing, barred
from courses.rules.titles import in_both
from question_bank.actions.moving import demand_words

DECIDED = N_("This has been decided or changed meanwhile. Look at the proposal again.")
OVERTAKEN = N_(
    "The module was changed meanwhile. Its writer has to begin with the newest text and send again."
)


def approve(proposal_id: int, number: int, *, actor: Actor) -> None:
    """The text stands from now on, as if it had been imported; who studied the module hears."""
    with transaction() as session:
        proposal, sending = _waiting(session, proposal_id, number, actor)
        session.execute(select(Course.id).order_by(Course.id).with_for_update())
        at, text = now(), numbered(proposal, number)
        texts = _sound(proposal, text)
        if proposal.position is not None:
            _lengthen(session, proposal, proposal.position, actor, at)
        keep_module(session, proposal.course_code, texts, actor, at)
        kept = current_modules([proposal.module_code])[proposal.module_code]
        kept.by_id = proposal.by_id
        _answer(session, sending, actor, agreed=True, revision_id=kept.id)
        note(CourseAct.MODULE_APPROVED, proposal, actor, text=number, fingerprint=kept.fingerprint)
        _tell(
            proposal, texts, N_("Your text of “%(module)s” was approved and stands in the course.")
        )


def send_back(proposal_id: int, number: int, *, comment: str, actor: Actor) -> None:
    """Not yet, and why; its writer goes on with it."""
    demand_words(comment)
    with transaction() as session:
        proposal, sending = _waiting(session, proposal_id, number, actor)
        texts = examined(numbered(proposal, number).files, _paths(proposal)).texts
        _answer(session, sending, actor, agreed=False, comment=comment.strip())
        note(CourseAct.MODULE_RETURNED, proposal, actor, text=number, comment=comment.strip())
        _tell(proposal, texts, N_("Your text of “%(module)s” was returned with a comment."))


def _waiting(
    session: Session, proposal_id: int, number: int, actor: Actor
) -> tuple[ModuleProposal, ProposalSending]:
    """The proposal and its sending, if that very text waits for an answer and this person's."""
    hold(session, proposal_id)
    demand(actor, Right.REVIEW_QUESTIONS)
    proposal = readable_proposal(proposal_id, actor)
    if reason := barred(proposal, actor.id):
        raise NotAllowed(reason)
    stands = standing_of(proposal)
    if stands is Standing.OVERTAKEN:
        raise Refused(OVERTAKEN)
    if stands is not Standing.IN_REVIEW or proposal.sendings[-1].number != number:
        raise Refused(DECIDED)
    return proposal, proposal.sendings[-1]


def _sound(proposal: ModuleProposal, text: ProposalText) -> Mapping[str, ModuleText]:
    """The texts, if nobody was faster with the module and an import would still take them."""
    if standing_of(proposal) is Standing.OVERTAKEN:
        raise Refused(OVERTAKEN)
    seen = examined(text.files, _paths(proposal))
    if not seen.is_sound:
        raise Refused(N_("The text has errors and cannot stand. Return it to its writer."))
    return seen.texts


def _lengthen(
    session: Session, proposal: ModuleProposal, position: int, actor: Actor, at: datetime
) -> None:
    """Add the module to the list in course.toml; nothing else of that file changes."""
    course = revision_of(proposal.course_code)
    place = min(position, len(course.modules) + 1)
    modules = list(course.modules)
    modules.insert(place - 1, proposal.module_code)
    source = with_module(course.source, proposal.module_code, place) or ""
    head, _ = course_file.read(f"{proposal.course_code}/course.toml", proposal.course_code, source)
    if head is None or list(head.modules) != modules:
        raise Refused(
            N_("The list of modules in course.toml cannot be lengthened here. Import it instead.")
        )
    keep_course(session, head, actor, at)


def _paths(proposal: ModuleProposal) -> Paths:
    return paths_of(proposal, newest_of(proposal.module_code))


def _answer(
    session: Session,
    sending: ProposalSending,
    actor: Actor,
    *,
    agreed: bool,
    comment: str = "",
    revision_id: int | None = None,
) -> None:
    session.add(
        ProposalAnswer(
            sending_id=sending.id,
            agreed=agreed,
            comment=comment,
            revision_id=revision_id,
            by_id=actor.id,
            at=now(),
        )
    )


def _tell(proposal: ModuleProposal, texts: Mapping[str, ModuleText], message: str) -> None:
    titles = {language: text.title for language, text in texts.items()}
    module = in_both(titles) if "zh" in titles else proposal.module_code
    notices.tell(
        [proposal.by_id],
        message,
        {"module": module},
        f"/courses/workshop/proposals/{proposal.id}",
    )
