"""Keeping blueprints: a version that is kept never changes."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from exam.acts import ExamAct
from exam.models.sittings import Blueprint
from exam.queries.blueprints import known_blueprint, newest_version, path_of
from exam.rules.blueprint import read_blueprint
from question_bank.kinds import KINDS


class Overtaken(Refused):
    """Somebody kept a version meanwhile; `newest` is its number."""

    def __init__(self, message: str, newest: int, **values: object) -> None:
        """Keep the number."""
        super().__init__(message, **values)
        self.newest = newest


def keep_blueprint(definition: dict[str, Any], *, actor: Actor | None) -> Blueprint:
    """Keep a version of a blueprint; the same content again is the version that is there."""
    rule = read_blueprint(definition, frozenset(KINDS))
    with transaction() as session:
        held = session.scalars(
            select(Blueprint).where(Blueprint.code == rule.code, Blueprint.version == rule.version)
        ).first()
        if held and held.definition == definition:
            return held
        if held:
            raise Refused(
                N_(
                    "Version %(version)s of %(code)s is there already and differs; "
                    "give it a new number."
                ),
                version=rule.version,
                code=rule.code,
            )
        return _keep(session, definition, actor)


def keep_next(definition: dict[str, Any], *, base: int, actor: Actor) -> Blueprint:
    """Keep a definition as the version after `base`, or as the first one of a new code.

    A next version is for those whose duty covers the unit of whoever kept the version before; for
    one that nobody signed in kept, for those whose duty covers every unit. If another version was
    kept since, Overtaken says so and nothing is kept.
    """
    with transaction() as session:
        newest = newest_version(str(definition["code"]))
        demand(actor, Right.HOLD_SITTINGS, path_of(newest) if newest else None)
        number = newest.version if newest else 0
        if newest and number != base:
            raise _overtaken(base, number)
        if newest and newest.definition == {**definition, "version": number}:
            raise Refused(N_("Nothing differs from version %(version)s."), version=number)
        try:
            return _keep(session, {**definition, "version": number + 1}, actor)
        except IntegrityError as twice:
            raise _overtaken(base, number + 1) from twice


def _overtaken(base: int, newest: int) -> Overtaken:
    if base == 0:
        message = N_("A blueprint with this code is there already, in version %(version)s.")
    else:
        message = N_("Version %(version)s was kept by somebody else meanwhile.")
    return Overtaken(message, newest, version=newest)


def _keep(session: Session, definition: dict[str, Any], actor: Actor | None) -> Blueprint:
    rule = known_blueprint(definition)
    kept = Blueprint(
        code=rule.code,
        version=rule.version,
        definition=definition,
        by_id=actor.id if actor else None,
        at=now(),
    )
    session.add(kept)
    session.flush()
    record(
        ExamAct.BLUEPRINT_KEPT,
        actor,
        subject=("blueprint", kept.id),
        code=rule.code,
        version=rule.version,
    )
    return kept
