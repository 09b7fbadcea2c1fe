"""A new version of a statute: entered once, and exactly what cites a changed article suspended."""

from collections.abc import Collection, Mapping

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from question_bank.actions.moving import move
from question_bank.actions.storing import note
from question_bank.acts import QuestionAct
from question_bank.events import StatuteChanged, statute_changed
from question_bank.models import Cited, Question, Revision, StatuteVersion, Suspension
from question_bank.queries.questions import revisions
from question_bank.queries.statutes import citing, demand_whole_bank, statute_of
from question_bank.rules.articles import place
from question_bank.rules.lifecycle import State
from question_bank.rules.statutes import Version, already_listed, fault_of


def enter(code: str, new: Version, *, actor: Actor, remark: str = "") -> StatuteVersion:
    """A legal reviewer of the whole bank enters a version; it suspends whether in force yet or not.

    Every approved revision that cites one of its articles is suspended, and no other.
    """
    with transaction() as session:
        demand_whole_bank(actor)
        if problem := fault_of(statute_of(code), new):
            raise problem
        version = _kept(session, code, new, remark, actor)
        _hold(session, code, new.touches)
        suspended = _suspend(session, version, citing(code, new.touches), actor)
        record(
            QuestionAct.STATUTE_ENTERED,
            actor,
            subject=("statute", code),
            version=new.name,
            articles=sorted(new.touches, key=place),
            in_force=new.in_force.isoformat() if new.in_force else None,
            suspended=suspended,
        )
        statute_changed.tell(StatuteChanged(version.id, code, new.name, new.touches, actor))
    return version


def _kept(session: Session, code: str, new: Version, remark: str, actor: Actor) -> StatuteVersion:
    version = StatuteVersion(
        code=code,
        name=new.name,
        adopted=new.adopted,
        in_force=new.in_force,
        changed=list(new.changed),
        removed=list(new.removed),
        articles=new.articles,
        note=remark.strip(),
        by_id=actor.id,
        at=now(),
    )
    session.add(version)
    try:
        session.flush()
    except IntegrityError as twice:
        raise already_listed(new.name) from twice
    return version


def _hold(session: Session, code: str, articles: Collection[str]) -> None:
    """Let nobody decide about these questions until the transaction ends."""
    cites = exists().where(
        Revision.question_id == Question.id,
        Cited.revision_id == Revision.id,
        Cited.code == code,
        Cited.article.in_(articles),
    )
    session.execute(select(Question.id).where(cites).order_by(Question.id).with_for_update())


def _suspend(
    session: Session, version: StatuteVersion, cited: Mapping[int, list[str]], actor: Actor
) -> int:
    """Suspend these revisions; what was suspended before waits for this version too."""
    found = sorted(revisions(cited).values(), key=lambda each: each.question.code)
    for revision in found:
        articles = sorted(cited[revision.id], key=place)
        if revision.state == State.APPROVED:
            said = f"{version.code} {version.name}: {', '.join(articles)}"
            move(session, revision, State.SUSPENDED, actor, said)
        session.add(
            Suspension(
                revision_id=revision.id, version_id=version.id, articles=articles, at=version.at
            )
        )
        note(
            QuestionAct.SUSPENDED,
            revision,
            actor,
            statute=version.code,
            version=version.name,
            articles=articles,
        )
    return len(found)
