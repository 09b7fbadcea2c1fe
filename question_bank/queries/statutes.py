"""The statutes as they now stand: those that ship, with the versions that people entered."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import exists, inspect, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload

from accounts.models import Unit
from accounts.queries import demand
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from question_bank.models import Cited, Question, Revision, StatuteVersion
from question_bank.queries import content
from question_bank.rules.lifecycle import State
from question_bank.rules.statutes import Statute, Statutes, Version, with_versions

IN_USE = (State.APPROVED, State.SUSPENDED)


def statutes_now() -> Statutes:
    """The statutes that may be cited, by code, with every version that was entered."""
    entered: dict[str, list[Version]] = defaultdict(list)
    for row in db.session.scalars(select(StatuteVersion).order_by(StatuteVersion.id)):
        entered[row.code].append(version_of(row))
    return with_versions(content.statutes(), entered)


def statutes_here() -> Statutes:
    """The same, at a terminal: those that ship alone where no database is at hand."""
    try:
        has_table = inspect(db.engine).has_table(StatuteVersion.__tablename__)
    except OperationalError:
        return content.statutes()
    return statutes_now() if has_table else content.statutes()


def demand_whole_bank(actor: Actor) -> None:
    """Refuse whoever may not clear sources for every unit with questions: a law is everyone's."""
    demand(actor, Right.CLEAR_SOURCES)
    statement = select(Unit.path).where(exists().where(Question.unit_id == Unit.id))
    for path in db.session.scalars(statement):
        demand(actor, Right.CLEAR_SOURCES, path)


def statute_of(code: str) -> Statute:
    """The statute with this code."""
    found = statutes_now().get(code)
    if found is None:
        raise Missing(N_("There is no such statute in the list."))
    return found


def version_of(row: StatuteVersion) -> Version:
    """An entered version as a value."""
    return Version(
        name=row.name,
        adopted=row.adopted,
        in_force=row.in_force,
        changed=tuple(row.changed),
        removed=tuple(row.removed),
        articles=row.articles,
    )


def entered_versions(code: str) -> list[StatuteVersion]:
    """The versions of a statute that were entered here, the newest first."""
    statement = (
        select(StatuteVersion)
        .options(joinedload(StatuteVersion.by))
        .where(StatuteVersion.code == code)
        .order_by(StatuteVersion.id.desc())
    )
    return list(db.session.scalars(statement))


def citing(code: str, articles: Collection[str]) -> dict[int, list[str]]:
    """Revisions in use, suspended or not, with what they cite of these articles, by id."""
    statement = (
        select(Cited.revision_id, Cited.article)
        .join(Revision, Revision.id == Cited.revision_id)
        .where(Cited.code == code, Cited.article.in_(articles), Revision.state.in_(IN_USE))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for revision_id, article in db.session.execute(statement):
        found[revision_id].append(article)
    return found
