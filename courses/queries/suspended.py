"""Modules that a new version of a statute made doubtful: which they are, and what they wait for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from core.database import db
from core.errors import N_, Missing
from courses.models.modules import (
    Module,
    ModuleRevision,
    ModuleSuspension,
    ModuleUpholding,
    ModuleUpholdingAnswer,
)
from courses.queries.outline import Place, places
from question_bank.rules.articles import place as order
from question_bank.rules.statutes import articles
from question_bank.rules.suspension import Doubt, doubt_of_all, unsettled

WITH_WORDS: tuple[ORMOption, ...] = (
    selectinload(ModuleRevision.suspensions).options(
        joinedload(ModuleSuspension.version),
        selectinload(ModuleSuspension.upholdings).options(
            joinedload(ModuleUpholding.by),
            joinedload(ModuleUpholding.answer).joinedload(ModuleUpholdingAnswer.by),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Citing:
    """A module in its course, and what it cites of some articles."""

    place: Place
    articles: Sequence[str]


def modules_citing(code: str, touched: Collection[str]) -> list[Citing]:
    """The modules that cite one of these articles of a statute."""
    found = [Citing(each, _cited(each, code, touched)) for each in places()]
    return [each for each in found if each.articles]


def suspended_modules() -> list[Place]:
    """The modules that are not settled yet, with what was said to each suspension."""
    course_of = {each.module.id: each.course for each in places()}
    is_suspended = exists().where(ModuleSuspension.revision_id == ModuleRevision.id)
    statement = (
        select(ModuleRevision)
        .options(joinedload(ModuleRevision.module), *WITH_WORDS)
        .where(ModuleRevision.id.in_(course_of), is_suspended)
    )
    found = {each.id: each for each in db.session.scalars(statement)}
    return [
        Place(course, found[module_id])
        for module_id, course in course_of.items()
        if module_id in found and doubt_of_all(found[module_id].suspensions) is not Doubt.SETTLED
    ]


def doubts_about(revision: ModuleRevision) -> Sequence[ModuleSuspension]:
    """The versions of statutes against which a module is still to be checked."""
    statement = (
        select(ModuleSuspension)
        .options(
            joinedload(ModuleSuspension.version),
            selectinload(ModuleSuspension.upholdings).joinedload(ModuleUpholding.answer),
        )
        .where(ModuleSuspension.revision_id == revision.id)
        .order_by(ModuleSuspension.id)
    )
    return unsettled(db.session.scalars(statement).all())


def module_revision(code: str, number: int) -> ModuleRevision:
    """One revision of a module."""
    statement = (
        select(ModuleRevision)
        .join(ModuleRevision.module)
        .where(Module.code == code, ModuleRevision.number == number)
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise Missing(N_("There is no such module."))
    return found


def _cited(place: Place, code: str, touched: Collection[str]) -> list[str]:
    found = (
        article for of, article in articles(place.module.refs) if of == code and article in touched
    )
    return sorted(found, key=order)
