"""Modules under a new version of a statute: marked, upheld by a trainer, confirmed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, NotAllowed, Refused
from courses.acts import CourseAct
from courses.models.modules import Module, ModuleRevision, ModuleSuspension, ModuleUpholding
from courses.models.modules import ModuleUpholdingAnswer as Answer
from courses.queries.outline import current_modules
from courses.queries.suspended import modules_citing
from question_bank.actions.moving import demand_words
from question_bank.events import StatuteChanged
from question_bank.rules.suspension import Doubt, barred, doubt, doubt_of_all

DECIDED = N_("This has been decided meanwhile. Look at the module again.")


def suspend_citing(news: StatuteChanged) -> None:
    """Mark exactly the modules that cite an article of the new version; readers are told."""
    with transaction() as session:
        for each in modules_citing(news.code, news.articles):
            module, cited = each.place.module, list(each.articles)
            session.add(
                ModuleSuspension(
                    revision_id=module.id, version_id=news.version_id, articles=cited, at=now()
                )
            )
            _note(
                CourseAct.MODULE_SUSPENDED,
                module,
                news.by,
                statute=news.code,
                version=news.name,
                articles=cited,
            )


def uphold(revision: ModuleRevision, *, reason: str, actor: Actor) -> None:
    """A trainer vouches that a module is right under every new version it waits for."""
    demand_words(reason)
    with transaction() as session:
        module = _locked(session, revision)
        demand(actor, Right.WRITE_QUESTIONS)
        _demand_doubt(module, Doubt.OPEN)
        session.add_all(
            ModuleUpholding(suspension_id=each.id, note=reason.strip(), by_id=actor.id, at=now())
            for each in module.suspensions
            if doubt(each) is Doubt.OPEN
        )
        _note(CourseAct.MODULE_UPHELD, module, actor, note=reason.strip())


def confirm(revision: ModuleRevision, *, actor: Actor) -> None:
    """A reviewer who neither brought it in nor upheld it takes the mark away."""
    with transaction() as session:
        module = _locked(session, revision)
        _demand_other(module, actor)
        _demand_doubt(module, Doubt.UPHELD)
        _answer(session, module, actor, agreed=True)
        _note(CourseAct.MODULE_CONFIRMED, module, actor, fingerprint=module.fingerprint)


def send_back(revision: ModuleRevision, *, comment: str, actor: Actor) -> None:
    """A reviewer is not convinced and says why; the module waits for a trainer again."""
    demand_words(comment)
    with transaction() as session:
        module = _locked(session, revision)
        _demand_other(module, actor)
        _demand_doubt(module, Doubt.UPHELD)
        _answer(session, module, actor, agreed=False, comment=comment.strip())
        _note(CourseAct.MODULE_DOUBTED, module, actor, comment=comment.strip())


def _locked(session: Session, revision: ModuleRevision) -> ModuleRevision:
    """The revision, its module locked: one decision about a module at a time."""
    session.execute(select(Module.id).where(Module.id == revision.module_id).with_for_update())
    return session.get_one(ModuleRevision, revision.id)


def _answer(
    session: Session, module: ModuleRevision, actor: Actor, *, agreed: bool, comment: str = ""
) -> None:
    session.add_all(
        Answer(
            upholding_id=each.upholdings[-1].id,
            agreed=agreed,
            comment=comment,
            by_id=actor.id,
            at=now(),
        )
        for each in module.suspensions
        if doubt(each) is Doubt.UPHELD
    )


def _demand_doubt(module: ModuleRevision, wanted: Doubt) -> None:
    """The newest revision alone is worked on; a newer one took the older off the list."""
    newest = current_modules([module.module.code])[module.module.code]
    if newest.id != module.id or doubt_of_all(module.suspensions) is not wanted:
        raise Refused(DECIDED)


def _demand_other(module: ModuleRevision, actor: Actor) -> None:
    demand(actor, Right.REVIEW_QUESTIONS)
    authors = {module.by_id} if module.by_id else set()
    if reason := barred(actor.id, authors, module.suspensions):
        raise NotAllowed(reason)


def _note(act: CourseAct, module: ModuleRevision, actor: Actor, **details: object) -> None:
    record(
        act,
        actor,
        subject=("course_module", module.module.code),
        unit_path=actor.unit_path,
        revision=module.number,
        **details,
    )
