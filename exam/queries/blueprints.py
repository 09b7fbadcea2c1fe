"""Blueprints that are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from accounts.models import Person, Unit
from core.database import db
from core.errors import N_, Missing
from courses.queries.outline import current_courses
from exam.models.sittings import Blueprint, Sitting
from exam.rules.blueprint import BadBlueprint, Reason, read_blueprint
from exam.rules.blueprint import Blueprint as Rule
from question_bank.kinds import KINDS
from question_bank.queries.content import topic_tree


@dataclass(frozen=True, slots=True)
class Kept:
    """A version of a blueprint, who kept it ("" for a command), and in how many sittings it is."""

    blueprint: Blueprint
    by: str
    sittings: int


def all_blueprints() -> list[Blueprint]:
    """Every version of every blueprint, newest versions first."""
    statement = select(Blueprint).order_by(Blueprint.code, Blueprint.version.desc())
    return list(db.session.scalars(statement))


def path_of(kept: Blueprint) -> str:
    """The path of the unit whose version this is; of the topmost where a command kept it."""
    topmost = select(Unit.path).order_by(func.length(Unit.path)).limit(1)
    theirs = (
        select(Unit.path).join(Person, Person.unit_id == Unit.id).where(Person.id == kept.by_id)
    )
    return db.session.scalars(theirs if kept.by_id else topmost).one()


def kept_versions(code: str | None = None) -> list[Kept]:
    """Every version, of one blueprint or of all, by code, newest versions first."""
    used = (
        select(Sitting.blueprint_id, func.count().label("count"))
        .group_by(Sitting.blueprint_id)
        .subquery()
    )
    statement = (
        select(Blueprint, Person.name, func.coalesce(used.c.count, 0))
        .outerjoin(Person, Person.id == Blueprint.by_id)
        .outerjoin(used, used.c.blueprint_id == Blueprint.id)
        .order_by(Blueprint.code, Blueprint.version.desc())
    )
    if code is not None:
        statement = statement.where(Blueprint.code == code)
    rows = db.session.execute(statement)
    return [Kept(blueprint, name or "", count) for blueprint, name, count in rows]


def version_in(versions: Sequence[Kept], number: int) -> Kept:
    """The version of this number."""
    for each in versions:
        if each.blueprint.version == number:
            return each
    raise Missing(N_("There is no such blueprint."))


def newest_version(code: str) -> Blueprint | None:
    """The newest version of a blueprint."""
    statement = select(Blueprint).where(Blueprint.code == code)
    return db.session.scalars(statement.order_by(Blueprint.version.desc()).limit(1)).first()


def blueprint_of(kept: Blueprint) -> Rule:
    """A kept blueprint as a rule."""
    return read_blueprint(kept.definition, frozenset(KINDS))


def known_blueprint(definition: Mapping[str, Any]) -> Rule:
    """A blueprint whose topics and courses are known here; raises BadBlueprint with the reasons."""
    rule = read_blueprint(definition, frozenset(KINDS))
    unknown = unknown_names(rule)
    if unknown:
        raise BadBlueprint(unknown)
    return rule


def unknown_names(rule: Rule) -> list[Reason]:
    """The topics and courses of a blueprint that this house does not know."""
    topics = {topic.code for topic in topic_tree().all}
    courses = set(course_titles())
    no_topic = N_("There is no topic called %(topic)s.")
    no_course = N_("There is no course called %(course)s.")
    named = {
        "groups": [group.topics for group in rule.groups],
        "sections": [section.topics for section in rule.sections],
    }
    return [
        Reason(no_topic, {"topic": topic}, f"{name}.{place}.topics")
        for name, rows in named.items()
        for place, row in enumerate(rows)
        for topic in row
        if topic.removesuffix(".*") not in topics
    ] + [
        Reason(no_course, {"course": section.course}, f"sections.{place}.course")
        for place, section in enumerate(rule.sections)
        if section.course and section.course not in courses
    ]


def course_titles() -> dict[str, Mapping[str, str]]:
    """The titles of the courses by code, in their order."""
    return {each.course.code: each.titles for each in current_courses()}
