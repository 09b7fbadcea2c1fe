"""Proposed texts of modules: one with all that was done to it, and what it is to replace."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from accounts.queries import demand
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing, NotAllowed
from courses.models.modules import ModuleRevision, ModuleText
from courses.models.proposals import (
    ModuleProposal,
    ProposalAnswer,
    ProposalSending,
    ProposalText,
    ProposalWithdrawal,
)
from courses.queries.checks import shown_of
from courses.queries.outline import current_modules
from courses.rules.checking import LANGUAGES
from courses.rules.citing import unknown_refs
from courses.rules.findings import found
from courses.rules.module_file import line_of
from courses.rules.proposed import Examined, Paths, examine, new_names
from courses.rules.proposing import Standing, standing
from question_bank.queries.statutes import statutes_now


def proposal_of(proposal_id: int) -> ModuleProposal:
    """The proposal with this id."""
    found = db.session.scalars(
        select(ModuleProposal).where(ModuleProposal.id == proposal_id).options(*_whole())
    ).first()
    if found is None:
        raise Missing(N_("There is no such proposed text."))
    return found


def readable_proposal(proposal_id: int, actor: Actor) -> ModuleProposal:
    """The proposal, for whoever may read the bank; a text never sent is its writer's alone."""
    demand(actor, Right.READ_BANK)
    proposal = proposal_of(proposal_id)
    if not proposal.sendings and proposal.by_id != actor.id:
        raise Missing(N_("There is no such proposed text."))
    return proposal


def own_proposal(proposal_id: int, actor: Actor) -> ModuleProposal:
    """The proposal, for its writer alone."""
    demand(actor, Right.WRITE_QUESTIONS)
    proposal = readable_proposal(proposal_id, actor)
    if proposal.by_id != actor.id:
        raise NotAllowed(
            N_("%(name)s writes this proposal. Begin one of your own for the module."),
            name=proposal.by.name,
        )
    return proposal


def open_proposals(actor: Actor) -> Sequence[ModuleProposal]:
    """All that nobody approved or withdrew, and every one of the actor's own; the oldest first."""
    statement = (
        select(ModuleProposal)
        .where(or_(ModuleProposal.by_id == actor.id, is_open()))
        .options(*_whole())
        .order_by(ModuleProposal.id)
    )
    return db.session.scalars(statement).all()


def is_open() -> ColumnElement[bool]:
    """The condition that a proposal was neither withdrawn nor approved."""
    withdrawn = exists().where(ProposalWithdrawal.proposal_id == ModuleProposal.id)
    approved = exists().where(
        ProposalSending.proposal_id == ModuleProposal.id,
        ProposalAnswer.sending_id == ProposalSending.id,
        ProposalAnswer.agreed.is_(True),
    )
    return ~withdrawn & ~approved


def standings(proposals: Iterable[ModuleProposal]) -> dict[int, Standing]:
    """Where each of them stands now, by id."""
    several = list(proposals)
    newest = current_modules(each.module_code for each in several)
    return {
        each.id: standing(each, newest[each.module_code].id if each.module_code in newest else None)
        for each in several
    }


def standing_of(proposal: ModuleProposal) -> Standing:
    """Where it stands now."""
    return standings([proposal])[proposal.id]


def returned_count(actor: Actor) -> int:
    """How many of the actor's own were returned to them."""
    own = [each for each in open_proposals(actor) if each.by_id == actor.id]
    return list(standings(own).values()).count(Standing.RETURNED)


def waiting_count(actor: Actor) -> int:
    """How many texts of others wait for a reviewer."""
    others = [each for each in open_proposals(actor) if each.by_id != actor.id]
    return list(standings(others).values()).count(Standing.IN_REVIEW)


def newest_of(module_code: str) -> ModuleRevision | None:
    """The module as it stands now, if it stands anywhere."""
    return current_modules([module_code]).get(module_code)


def sources_of(revision: ModuleRevision | None) -> dict[str, str]:
    """The files of a revision by language; none for a module that is new."""
    return {language: source for language, (_, source) in _files(revision).items()}


def paths_of(proposal: ModuleProposal, base: ModuleRevision | None) -> Paths:
    """Where its files stand among those of the courses."""
    names = {language: name for language, (name, _) in _files(base).items()}
    names = names or new_names(proposal.module_code, proposal.position or 1)
    return Paths(proposal.course_code, proposal.module_code, names)


def examined(files: Mapping[str, str], paths: Paths) -> Examined:
    """What is wrong with these files, with what the bank has not: self-checks, and statutes."""
    seen = examine(files, paths)
    model = next(iter(seen.texts.values()), None)
    if model is None:
        return seen
    shown = shown_of(model.checks)
    line = line_of(model, "checks")
    lacking = [
        found("CM205", model.path, line, id=each) for each in model.checks if each not in shown
    ]
    statutes = statutes_now()
    refs = [each for text in seen.texts.values() for each in unknown_refs(text, statutes)]
    return Examined(seen.texts, (*seen.findings, *lacking, *refs))


def numbered(proposal: ModuleProposal, number: int) -> ProposalText:
    """One of its texts."""
    for each in proposal.texts:
        if each.number == number:
            return each
    raise Missing(N_("There is no such text."))


def _files(revision: ModuleRevision | None) -> dict[str, tuple[str, str]]:
    if revision is None:
        return {}
    rows = db.session.execute(
        select(ModuleText.language, ModuleText.file, ModuleText.source).where(
            ModuleText.revision_id == revision.id
        )
    )
    files = {language: (name, source) for language, name, source in rows}
    return {language: files[language] for language in LANGUAGES if language in files}


def _whole() -> Collection[ExecutableOption]:
    """Everything but the files, which are long."""
    return (
        joinedload(ModuleProposal.by),
        selectinload(ModuleProposal.texts).defer(ProposalText.files),
        selectinload(ModuleProposal.sendings).joinedload(ProposalSending.answer),
        joinedload(ModuleProposal.withdrawal),
    )
