"""What people decide about a revision: submit, withdraw, approve, return, retire, clear."""

from accounts.queries import demand, may
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, NotAllowed, Refused
from question_bank.actions.moving import DECIDED, demand_words, locked, move
from question_bank.actions.storing import note
from question_bank.acts import QuestionAct
from question_bank.models import Clearance, Revision
from question_bank.queries.drawing import UNSURE
from question_bank.queries.questions import authors_of
from question_bank.queries.remarks import is_remarked
from question_bank.rules.lifecycle import State

OWN = N_("You wrote this question, so somebody else must review it.")
OWN_SOURCES = N_("You wrote this question, so somebody else must clear it.")


def submit(revision_id: int, *, actor: Actor) -> None:
    """Its author hands the newest draft to the reviewers; one revision of a question at a time."""
    with transaction() as session:
        revision = locked(session, revision_id)
        _demand_author(revision, actor)
        others = [each for each in revision.question.revisions if each.state == State.IN_REVIEW]
        if others:
            raise Refused(
                N_("Revision %(number)s is with the reviewers. Withdraw it first."),
                number=others[0].number,
            )
        if revision is not revision.question.revisions[-1]:
            raise Refused(N_("There is a newer revision of this question. Submit that one."))
        move(session, revision, State.IN_REVIEW, actor)
        note(QuestionAct.SUBMITTED, revision, actor)


def withdraw(revision_id: int, *, actor: Actor) -> None:
    """Its author takes a revision back before it is decided."""
    with transaction() as session:
        revision = locked(session, revision_id)
        _demand_author(revision, actor)
        _demand_state(revision, State.IN_REVIEW)
        move(session, revision, State.DRAFT, actor)
        note(QuestionAct.WITHDRAWN, revision, actor)


def approve(revision_id: int, *, actor: Actor) -> None:
    """A reviewer who wrote none of its revisions approves; what was approved before is retired."""
    with transaction() as session:
        revision = locked(session, revision_id)
        _demand_reviewer(revision, actor)
        _demand_state(revision, State.IN_REVIEW)
        for older in revision.question.revisions:
            if older.state in (State.APPROVED, State.SUSPENDED):
                move(session, older, State.RETIRED, actor)
                note(QuestionAct.RETIRED, older, actor, replaced_by=revision.number)
        move(session, revision, State.APPROVED, actor)
        note(QuestionAct.APPROVED, revision, actor, fingerprint=revision.fingerprint)


def send_back(revision_id: int, *, comment: str, actor: Actor) -> None:
    """A reviewer returns a revision to its author and says why, here or in remarks on lines."""
    with transaction() as session:
        revision = locked(session, revision_id)
        _demand_reviewer(revision, actor)
        _demand_state(revision, State.IN_REVIEW)
        if not is_remarked(revision):
            demand_words(comment)
        move(session, revision, State.DRAFT, actor, comment)
        note(QuestionAct.RETURNED, revision, actor, comment=comment)


def retire(revision_id: int, *, comment: str, actor: Actor) -> None:
    """A trainer or reviewer of its unit takes an approved question out of use and says why."""
    demand_words(comment)
    with transaction() as session:
        revision = locked(session, revision_id)
        path = revision.question.unit.path
        if not may(actor, Right.WRITE_QUESTIONS, path):
            demand(actor, Right.REVIEW_QUESTIONS, path)
        move(session, revision, State.RETIRED, actor, comment)
        note(QuestionAct.RETIRED, revision, actor, comment=comment)


def clear(revision_id: int, *, remark: str, actor: Actor) -> None:
    """A legal reviewer who did not write it vouches for facts that are not fully sourced."""
    demand_words(remark)
    with transaction() as session:
        revision = locked(session, revision_id)
        demand(actor, Right.CLEAR_SOURCES, revision.question.unit.path)
        if actor.id in authors_of(revision.question_id):
            raise NotAllowed(OWN_SOURCES)
        if revision.confidence not in UNSURE:
            raise Refused(N_("Its facts are fully sourced; there is nothing to clear."))
        if revision.clearance:
            raise Refused(N_("The sources of this revision are cleared already."))
        session.add(Clearance(revision_id=revision.id, note=remark, by_id=actor.id, at=now()))
        note(QuestionAct.CLEARED, revision, actor, remark=remark)


def _demand_author(revision: Revision, actor: Actor) -> None:
    demand(actor, Right.WRITE_QUESTIONS, revision.question.unit.path)
    if revision.author_id != actor.id:
        raise NotAllowed(
            N_("%(name)s wrote this revision and alone may submit or withdraw it."),
            name=revision.author.name,
        )


def _demand_reviewer(revision: Revision, actor: Actor) -> None:
    demand(actor, Right.REVIEW_QUESTIONS, revision.question.unit.path)
    if actor.id in authors_of(revision.question_id):
        raise NotAllowed(OWN)


def _demand_state(revision: Revision, state: State) -> None:
    if revision.state != state:
        raise Refused(DECIDED)
