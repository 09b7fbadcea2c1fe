"""An attempt's dossier: one signed bundle of everything on record of it."""

from collections.abc import Callable, Collection, Iterable, Iterator

from accounts.queries import may
from accounts.rules.duties import Right
from audit.actions import make_bundle
from audit.rules.bundle import Bundle, redacted
from core.actor import Actor
from core.database import transaction
from core.errors import N_, Missing, NotAllowed, Refused
from exam.models.attempts import Attempt
from exam.models.sittings import Sitting
from exam.queries.attempts import own_attempt
from exam.queries.dossier import records_of, with_dossiers
from exam.queries.journal import attempt_in
from exam.queries.sittings import rule_of, sitting_to_judge
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
        sitting = sitting_to_judge(actor, sitting_id, Right.READ_SITTINGS)
        attempt = attempt_in(sitting, registration_id)
        problem = key_problem_of(attempt, actor)
        if problem:
            raise NotAllowed(problem)
        return redacted(make(attempt.id, house=house, actor=actor), keeping(without))


def hand_out_all(
    sitting_id: int, *, without: Collection[Part], house: str, actor: Actor
) -> Iterator[Bundle]:
    """The dossiers of all candidates who have one, each made when it is asked for.

    Who may not have them is refused at once, before the first. Each is noted on the trail.
    """
    with transaction():
        sitting = sitting_to_tell(actor, sitting_id)
        attempts = with_dossiers(sitting.id)
        if not attempts:
            raise Refused(
                N_("A dossier holds keys: there is none before the results are released.")
            )
    return _made(attempts, lambda each: make(each, house=house, actor=actor), keeping(without))


def sitting_to_tell(actor: Actor, sitting_id: int) -> Sitting:
    """A sitting whose dossiers the actor may have; otherwise it is refused."""
    sitting = sitting_to_judge(actor, sitting_id, Right.READ_SITTINGS)
    problem = key_problem_in(sitting, actor)
    if problem:
        raise NotAllowed(problem)
    return sitting


def _made(
    attempt_ids: Iterable[int],
    made: Callable[[int], Bundle],
    keep: Callable[[str, str], bool],
) -> Iterator[Bundle]:
    for attempt_id in attempt_ids:
        yield redacted(made(attempt_id), keep)


def hand_out_own(token: str, *, without: Collection[Part], house: str, actor: Actor) -> Bundle:
    """The candidate's own dossier, after release and where the blueprint shows the paper."""
    with transaction():
        attempt = own_attempt(token, actor)
        if attempt.sitting.release is None or not rule_of(attempt.sitting).show_paper:
            raise Missing(N_("This paper is not open to view."))
        return redacted(make(attempt.id, house=house, actor=actor), keeping(without))


def key_problem_of(attempt: Attempt, actor: Actor) -> str | None:
    """Why the actor may not see this attempt's keys; None if they may."""
    return key_problem_in(attempt.sitting, actor)


def key_problem_in(sitting: Sitting, actor: Actor) -> str | None:
    """Why the actor may not see the keys of a sitting; None if they may."""
    return key_problem(
        shows_paper=rule_of(sitting).show_paper,
        may_sit=may(actor, Right.SIT_EXAMS),
        reads_bank=may(actor, Right.READ_BANK),
    )
