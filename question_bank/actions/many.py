"""Acts on many questions at once: each is judged by itself, as if it were acted on alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.actor import Actor
from core.errors import N_, Failure, Refused
from question_bank.actions import reviewing
from question_bank.actions.moving import demand_words
from question_bank.queries.chosen import Named, in_state, names_for
from question_bank.rules.lifecycle import State

MOST = 500
IN_USE = (State.APPROVED, State.SUSPENDED)
NOT_IN_USE = N_("It is not in use.")
NOT_IN_REVIEW = N_("It is not with the reviewers.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one question: done, or why not. Whoever may not see it is not told its id."""

    question: Named | None
    refusal: Failure | None


def submit(revision_ids: Sequence[int], *, actor: Actor) -> list[Verdict]:
    """Hand in each draft that its author may hand in."""
    return _each(revision_ids, actor, lambda each: reviewing.submit(each, actor=actor))


def withdraw(revision_ids: Sequence[int], *, actor: Actor) -> list[Verdict]:
    """Take back whichever revision of each question is in review."""
    _demand_few(revision_ids)
    standing = in_state(revision_ids, (State.IN_REVIEW,))
    return _each(
        revision_ids,
        actor,
        lambda each: reviewing.withdraw(_found(standing, each, NOT_IN_REVIEW), actor=actor),
    )


def retire(revision_ids: Sequence[int], *, comment: str, actor: Actor) -> list[Verdict]:
    """Take whichever revision of each question is in use out of use, for one reason."""
    demand_words(comment)
    _demand_few(revision_ids)
    standing = in_state(revision_ids, IN_USE)
    return _each(
        revision_ids,
        actor,
        lambda each: reviewing.retire(
            _found(standing, each, NOT_IN_USE), comment=comment, actor=actor
        ),
    )


def send_back(revision_ids: Sequence[int], *, comment: str, actor: Actor) -> list[Verdict]:
    """Return each of these very revisions to its author, with one comment."""
    demand_words(comment)
    return _each(
        revision_ids, actor, lambda each: reviewing.send_back(each, comment=comment, actor=actor)
    )


def _each(revision_ids: Sequence[int], actor: Actor, act: Callable[[int], None]) -> list[Verdict]:
    _demand_few(revision_ids)
    names = names_for(actor, revision_ids)
    return [
        Verdict(names.get(revision_id), _refusal(act, revision_id))
        for revision_id in dict.fromkeys(revision_ids)
    ]


def _refusal(act: Callable[[int], None], revision_id: int) -> Failure | None:
    try:
        act(revision_id)
    except Failure as failure:
        return failure
    return None


def _found(standing: dict[int, int], revision_id: int, otherwise: str) -> int:
    if revision_id not in standing:
        raise Refused(otherwise)
    return standing[revision_id]


def _demand_few(revision_ids: Sequence[int]) -> None:
    if not revision_ids:
        raise Refused(N_("Choose at least one question."))
    if len(revision_ids) > MOST:
        raise Refused(
            N_("At most %(most)s questions at once. Filter the list, or tick fewer."), most=MOST
        )
