"""An attempt's dossier: one signed bundle of everything on record of it."""

from collections.abc import Collection

from accounts.queries import may
from accounts.rules.duties import Right
from audit.actions import make_bundle
from audit.rules.bundle import Bundle, redacted
from core.actor import Actor
from core.database import transaction
from core.errors import N_, Missing, NotAllowed
from exam.models.attempts import Attempt
from exam.queries.attempts import own_attempt
from exam.queries.dossier import records_of
from exam.queries.journal import attempt_in
from exam.queries.sittings import rule_of, sitting_for
from exam.rules.dossier import Part, keeping, key_problem


def make(attempt_id: int, *, house: str, actor: Actor | None) -> Bundle:
    """Sign everything on record of a released attempt, for whoever was found to be allowed.

    It holds keys: who hands it on leaves out what its reader may not know (`keeping`).
    """
    with transaction():
        about = {"attempt": attempt_id}
        return make_bundle("attempt", about, records_of(attempt_id), house=house, actor=actor)


def hand_out(
    sitting_id: int,
    registration_id: int,
    *,
    without: Collection[Part],
    house: str,
    actor: Actor,
) -> Bundle:
    """The dossier of a candidate for who reads the sitting and is not spoiled by its keys."""
    with transaction():
        sitting = sitting_for(actor, sitting_id, Right.READ_SITTINGS)
        attempt = attempt_in(sitting, registration_id)
        problem = key_problem_of(attempt, actor)
        if problem:
            raise NotAllowed(problem)
        return redacted(make(attempt.id, house=house, actor=actor), keeping(without))


def hand_out_own(token: str, *, without: Collection[Part], house: str, actor: Actor) -> Bundle:
    """The candidate's own dossier, after release and where the blueprint shows the paper."""
    with transaction():
        attempt = own_attempt(token, actor)
        if attempt.sitting.release is None or not rule_of(attempt.sitting).show_paper:
            raise Missing(N_("This paper is not open to view."))
        return redacted(make(attempt.id, house=house, actor=actor), keeping(without))


def key_problem_of(attempt: Attempt, actor: Actor) -> str | None:
    """Why the actor may not see this attempt's keys; None if they may."""
    return key_problem(
        shows_paper=rule_of(attempt.sitting).show_paper,
        may_sit=may(actor, Right.SIT_EXAMS),
        reads_bank=may(actor, Right.READ_BANK),
    )
