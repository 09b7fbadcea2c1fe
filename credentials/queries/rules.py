"""Credential types: the newest version of each is in force."""

import json
from functools import lru_cache

from sqlalchemy import func, select

from audit.rules.entry import canonical
from core.database import db
from core.errors import N_, Missing
from credentials.models import GateRule
from credentials.rules.definition import Rule, read_rule


def rules_in_force() -> list[GateRule]:
    """The newest version of every credential type, by code."""
    newest = (
        select(GateRule.code, func.max(GateRule.version).label("version"))
        .group_by(GateRule.code)
        .subquery()
    )
    statement = (
        select(GateRule)
        .join(newest, (newest.c.code == GateRule.code) & (newest.c.version == GateRule.version))
        .order_by(GateRule.code)
    )
    return list(db.session.scalars(statement))


def all_rules() -> list[GateRule]:
    """Every version of every credential type, the newest version of each first."""
    statement = select(GateRule).order_by(GateRule.code, GateRule.version.desc())
    return list(db.session.scalars(statement))


def current_rule(code: str) -> GateRule:
    """The version in force of the credential type with this code."""
    statement = select(GateRule).where(GateRule.code == code)
    found = db.session.scalars(statement.order_by(GateRule.version.desc()).limit(1)).first()
    if found is None:
        raise Missing(N_("There is no such credential type."))
    return found


def rule_of(row: GateRule) -> Rule:
    """A kept version as a rule."""
    return _rule(canonical(row.definition))


@lru_cache(maxsize=64)
def _rule(definition: bytes) -> Rule:
    return read_rule(json.loads(definition))
