"""The outcome of a paper as a machine: every state, every event, every sequence to some depth."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from exam.rules.appeals import AppealState
from exam.rules.outcome import (
    ENDS,
    MOVES,
    WORDS,
    Event,
    Facts,
    Lodged,
    Outcome,
    Told,
    move_problem,
    outcome,
)

pytestmark = pytest.mark.pure
START = datetime(2026, 11, 27, 4, tzinfo=UTC)
DEPTH = 7


def with_result(facts, at, *, differs):
    score = facts.results[-1].score + (1 if differs else 0) if facts.results else Decimal(10)
    told = Told(len(facts.results) + 1, score, False, at)
    return replace(facts, is_marked=True, results=(*facts.results, told))


def with_open(facts, state, at):
    """The open appeal in another state."""
    ended = None if state is AppealState.UPHELD else at
    changed = [
        replace(each, state=state, ended_at=ended) if each is facts.open_appeal else each
        for each in facts.appeals
    ]
    return replace(facts, appeals=tuple(changed))


def happened(facts, event, at):
    """What is on record, and the time, after an event; only for events that can happen."""
    at += timedelta(minutes=1)
    match event:
        case Event.MARK:
            return replace(facts, is_marked=True), at
        case Event.RELEASE | Event.CONFIRM:
            return with_result(facts, at, differs=False), at
        case Event.CORRECT:
            return with_result(facts, at, differs=True), at
        case Event.LODGE:
            lodged = Lodged(facts.results[-1].result_id, AppealState.LODGED)
            return replace(facts, appeals=(*facts.appeals, lodged)), at
        case Event.LAPSE:
            return facts, facts.closes_at
        case Event.VOID:
            return replace(facts, is_voided=True), at
        case Event.UPHOLD:
            return with_open(facts, AppealState.UPHELD, at), at
        case Event.WITHDRAW:
            return with_open(facts, AppealState.WITHDRAWN, at), at
        case Event.DISMISS:
            return with_open(facts, AppealState.DISMISSED, at), at
        case Event.SETTLE:
            return with_open(facts, AppealState.SETTLED, at), at


def walked():
    """Every sequence of events that can happen, to the depth: (facts, at, state) of each step."""
    layer = [(Facts(), START)]
    for _ in range(DEPTH):
        following = []
        for facts, at in layer:
            state = outcome(facts, at)
            for event in Event:
                if move_problem(state, event) is None:
                    after, then = happened(facts, event, at)
                    yield state, event, outcome(after, then)
                    following.append((after, then))
        layer = following


def test_what_is_on_record_moves_as_the_table_says_whatever_came_before():
    seen = set()
    for before, event, after in walked():
        assert after is MOVES[before, event], (before, event)
        seen.add((before, event))

    assert seen == set(MOVES)


@pytest.mark.parametrize("state", Outcome)
@pytest.mark.parametrize("event", Event)
def test_every_event_in_every_state_is_a_move_or_refused_with_words(state, event):
    problem = move_problem(state, event)

    if (state, event) in MOVES:
        assert problem is None
    else:
        assert problem.endswith(".")


@pytest.mark.parametrize("state", Outcome)
def test_from_every_state_people_reach_an_end_without_a_voiding_or_another_correction(state):
    reached = {state}
    while True:
        more = {
            after
            for (before, event), after in MOVES.items()
            if before in reached and event not in (Event.VOID, Event.CORRECT)
        }
        if more <= reached:
            break
        reached |= more

    assert reached & ENDS


@pytest.mark.parametrize(
    "state", sorted(set(Outcome) - {"voided", "voided_appealed", "voided_upheld"})
)
def test_a_voiding_can_come_at_any_time_and_once(state):
    voided = MOVES[state, Event.VOID]

    assert voided.startswith("voided")
    assert move_problem(voided, Event.VOID) == "This paper was voided already."


def test_an_open_appeal_outlives_a_voiding_and_is_still_decided():
    assert MOVES[Outcome.APPEALED, Event.VOID] is Outcome.VOIDED_APPEALED
    assert MOVES[Outcome.VOIDED_APPEALED, Event.DISMISS] is Outcome.VOIDED
    assert MOVES[Outcome.VOIDED_APPEALED, Event.UPHOLD] is Outcome.VOIDED_UPHELD
    assert MOVES[Outcome.VOIDED_UPHELD, Event.SETTLE] is Outcome.VOIDED


@pytest.mark.parametrize("state", Outcome)
def test_every_state_has_words_and_a_next_step(state):
    assert WORDS[state].stands
    assert WORDS[state].next


def test_before_release_marked_and_unmarked_look_alike():
    assert WORDS[Outcome.WAITING] == WORDS[Outcome.GRADED]
    assert move_problem(Outcome.WAITING, Event.LODGE) == move_problem(Outcome.GRADED, Event.LODGE)


def told(number, score, at, *, passed=False):
    return Told(number, Decimal(score), passed, at)


LATER = START + timedelta(days=30)


def test_the_same_result_again_opens_no_new_time_for_an_appeal():
    facts = Facts(results=(told(1, 10, START), told(2, 10, LATER)))

    assert outcome(facts, LATER) is Outcome.FINAL
    assert facts.closes_at < LATER


@pytest.mark.parametrize("newer", [told(2, 11, LATER), told(2, 10, LATER, passed=True)])
def test_another_score_or_passing_opens_a_new_time(newer):
    facts = Facts(results=(told(1, 10, START), newer))

    assert outcome(facts, LATER) is Outcome.CORRECTED


def test_a_result_that_comes_back_after_another_may_be_appealed_against_again():
    appeals = (Lodged(1, AppealState.DISMISSED, START),)
    facts = Facts(
        results=(told(1, 10, START), told(2, 11, START), told(3, 10, LATER)), appeals=appeals
    )

    assert outcome(facts, LATER) is Outcome.CORRECTED


def test_an_appeal_against_the_same_result_counts_whichever_release_it_names():
    results = (told(1, 10, START), told(2, 10, START))
    facts = Facts(results=results, appeals=(Lodged(1, AppealState.DISMISSED, START),))

    assert outcome(facts, START) is Outcome.FINAL


def test_the_time_ends_at_midnight_after_its_last_day_where_the_exam_was_held():
    facts = Facts(results=(told(1, 10, datetime(2026, 11, 27, 17, tzinfo=UTC)),), window_days=7)

    last = datetime(2026, 12, 5, 16, tzinfo=UTC)

    assert facts.closes_at == last
    assert outcome(facts, last - timedelta(milliseconds=1)) is Outcome.RELEASED
    assert outcome(facts, last) is Outcome.FINAL


def test_time_for_a_corrected_result_begins_once_the_open_appeal_has_ended():
    results = (told(1, 10, START), told(2, 11, START + timedelta(days=1)))
    ended = START + timedelta(days=20)
    lodged = Facts(results=results, appeals=(Lodged(1, AppealState.LODGED),))
    closed = replace(lodged, appeals=(Lodged(1, AppealState.DISMISSED, ended),))

    assert lodged.closes_at is None
    assert outcome(lodged, ended) is Outcome.APPEALED_CORRECTED
    assert outcome(closed, ended + timedelta(days=6)) is Outcome.CORRECTED
    assert outcome(closed, ended + timedelta(days=9)) is Outcome.FINAL
