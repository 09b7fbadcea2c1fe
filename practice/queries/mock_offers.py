"""On which blueprints somebody can sit a mock exam."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.actor import Actor
from core.clock import exam_ms
from core.database import db
from core.errors import N_, Missing
from exam.models.sittings import Blueprint, Sitting
from exam.queries.blueprints import blueprint_of
from exam.queries.sittings import own_sittings
from exam.rules.blueprint import Blueprint as Rule


@dataclass(frozen=True, slots=True)
class Offer:
    """A blueprint, and the sitting of the officer that it belongs to, where there is one."""

    blueprint: Blueprint
    rule: Rule
    sitting: Sitting | None
    is_mine: bool


def offers(actor: Actor) -> list[Offer]:
    """First that of the next exam, then of others that are open, then the newest of each code.

    One that no sitting has is known to examiners only, and is not offered.
    Of those that belong to no sitting the longest comes first.
    """
    at_ms = exam_ms()
    sittings = sorted(
        (own for own in own_sittings(actor) if own.sitting.closes_ms > at_ms),
        key=lambda own: (own.registration is None, own.sitting.opens_ms),
    )
    found: dict[int, Offer] = {}
    for own in sittings:
        kept = own.sitting.blueprint
        if kept.id not in found:
            is_mine = own.registration is not None
            found[kept.id] = Offer(kept, blueprint_of(kept), own.sitting, is_mine)
    rest = [each for each in _newest() if each.blueprint.id not in found]
    return [*found.values(), *sorted(rest, key=lambda each: -each.rule.size)]


def offered(all_offers: Sequence[Offer], blueprint_id: int | None) -> Offer:
    """The offer of a blueprint; the first where none is named."""
    if blueprint_id is None and all_offers:
        return all_offers[0]
    for each in all_offers:
        if each.blueprint.id == blueprint_id:
            return each
    raise Missing(N_("There is no such exam for you to prepare for."))


def _newest() -> list[Offer]:
    """The newest version of each code among those that some sitting, planned or held, has."""
    statement = (
        select(Blueprint)
        .where(Blueprint.id.in_(select(Sitting.blueprint_id)))
        .order_by(Blueprint.code, Blueprint.version.desc())
    )
    newest: dict[str, Blueprint] = {}
    for each in db.session.scalars(statement):
        newest.setdefault(each.code, each)
    return [Offer(each, blueprint_of(each), None, is_mine=False) for each in newest.values()]
