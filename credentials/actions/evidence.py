"""The evidence file: one signed bundle with the bundles of what a credential stands on."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from accounts.queries import demand, may
from accounts.rules.duties import Right
from audit.actions import make_bundle
from audit.rules.bundle import Bundle, redacted
from competitions.models import Final
from competitions.queries import replay
from core.actor import Actor
from core.database import db, transaction
from core.errors import N_, Missing, NotAllowed
from credentials.models import Credential
from credentials.queries.evidence import grounds_of, records_of
from credentials.queries.register import credential_of
from exam.actions import dossier
from exam.models.attempts import Attempt
from exam.rules.dossier import Part, keeping


def make(
    credential_id: int, *, without: Collection[Part] = (), house: str, actor: Actor | None
) -> Bundle:
    """Make the evidence file, as an issuer or supervisor over the unit or who runs the machine.

    What is left out of a dossier leaves its digests behind, so that the rest still verifies.
    """
    with transaction():
        credential = credential_of(credential_id)
        _demand(actor, credential.unit.path)
        return _made(credential, without, frozenset(), house, actor)


OTHERS = frozenset({("entry", "name"), ("sheet", "marks")})
"""What the evidence file of one holder does not tell about the others on a board."""


def make_own(credential_id: int, *, without: Collection[Part], house: str, actor: Actor) -> Bundle:
    """Make the evidence file of the holder's own credential, without the keys of the papers."""
    with transaction():
        credential = credential_of(credential_id)
        if credential.person_id != actor.id:
            raise Missing(N_("There is no such credential."))
        return _made(credential, {*without, Part.KEYS}, OTHERS, house, actor)


def _made(
    credential: Credential,
    without: Collection[Part],
    hidden: frozenset[tuple[str, str]],
    house: str,
    actor: Actor | None,
) -> Bundle:
    bundles = [
        *_dossiers(credential, house, actor, without=without),
        *_boards(credential, hidden, house, actor),
    ]
    return make_bundle(
        "credential",
        {"number": credential.number, "uid": credential.uid},
        records_of(credential.id, bundles),
        house=house,
        actor=actor,
    )


def _demand(actor: Actor | None, path: str) -> None:
    if actor is None or may(actor, Right.HOLD_ISSUANCE, path):
        return
    demand(actor, Right.ISSUE_CREDENTIALS, path)


def _dossiers(
    credential: Credential, house: str, actor: Actor | None, *, without: Collection[Part]
) -> list[tuple[str, dict[str, Any]]]:
    attempts = grounds_of(credential, "attempt")
    if Part.KEYS not in without:
        _refuse_the_spoiled(attempts, actor)
    made = (dossier.make(attempt_id, house=house, actor=actor) for attempt_id in attempts)
    return [("attempt", redacted(bundle, keeping(without))) for bundle in made]


def _refuse_the_spoiled(attempt_ids: Collection[int], actor: Actor | None) -> None:
    """Who may still sit an exam sees no keys of it."""
    if actor is None:
        return
    found = db.session.scalars(select(Attempt).where(Attempt.id.in_(attempt_ids)))
    for attempt in found:
        problem = dossier.key_problem_of(attempt, actor)
        if problem:
            raise NotAllowed(problem)


def _boards(
    credential: Credential, hidden: frozenset[tuple[str, str]], house: str, actor: Actor | None
) -> list[tuple[str, dict[str, Any]]]:
    competitions = db.session.scalars(
        select(Final.competition_id)
        .where(Final.id.in_(grounds_of(credential, "final")))
        .distinct()
        .order_by(Final.competition_id)
    ).all()
    made = (
        make_bundle(
            "board",
            {"competition": competition_id},
            replay.records_of(competition_id),
            house=house,
            actor=actor,
        )
        for competition_id in competitions
    )
    return [
        ("board", redacted(each, lambda kind, field: (kind, field) not in hidden)) for each in made
    ]
