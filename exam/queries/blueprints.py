"""Blueprints that are kept."""

from sqlalchemy import select

from core.database import db
from exam.models import Blueprint
from exam.rules.blueprint import Blueprint as Rule
from exam.rules.blueprint import read_blueprint
from question_bank.kinds import MARKED_BY_MACHINE


def all_blueprints() -> list[Blueprint]:
    """Every version of every blueprint, newest versions first."""
    statement = select(Blueprint).order_by(Blueprint.code, Blueprint.version.desc())
    return list(db.session.scalars(statement))


def blueprint_of(kept: Blueprint) -> Rule:
    """A kept blueprint as a rule."""
    return read_blueprint(kept.definition, MARKED_BY_MACHINE)
