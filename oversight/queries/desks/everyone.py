"""The desk of somebody: what waits for them, by all the duties that they hold."""

from accounts.queries import may
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import exam_ms
from oversight.queries.desks import (
    appeals,
    contests,
    credentials,
    marking,
    modules,
    people,
    progress,
    questions,
    sittings,
    standards,
)
from oversight.queries.desks.waiting import Waiting

DESKS = (
    (Right.WRITE_QUESTIONS, questions.written),
    (Right.WRITE_QUESTIONS, questions.flagged),
    (Right.WRITE_QUESTIONS, questions.in_doubt_to_look_at),
    (Right.WRITE_QUESTIONS, modules.returned),
    (Right.REVIEW_QUESTIONS, questions.to_review),
    (Right.REVIEW_QUESTIONS, questions.in_doubt_to_confirm),
    (Right.REVIEW_QUESTIONS, modules.to_review),
    (Right.CLEAR_SOURCES, questions.to_clear),
    (Right.READ_SITTINGS, sittings.under),
    (Right.READ_SITTINGS, sittings.doubtful),
    (Right.MARK_ANSWERS, marking.scripts),
    (Right.HOLD_COMPETITIONS, contests.held),
    (Right.SCORE_ROUNDS, contests.judged),
    (Right.SET_STANDARDS, standards.judged),
    (Right.HOLD_SITTINGS, standards.held),
    (Right.ENTER_PEOPLE, contests.to_enter),
    (Right.READ_PROGRESS, progress.followed),
    (Right.ISSUE_CREDENTIALS, credentials.to_issue),
    (Right.COUNTERSIGN_ROLES, people.roles_waiting),
    (Right.DECIDE_APPEALS, appeals.to_decide),
    (Right.READ_SITTINGS, appeals.to_carry_out),
    (Right.CONFIRM_VOIDING, sittings.voidings),
    (Right.CONFIRM_REGRADES, sittings.regrades),
    (Right.CONFIRM_STANDINGS, contests.supervised),
    (Right.HOLD_ISSUANCE, credentials.supervised),
    (Right.WAIVE, people.waivers),
    (Right.MANAGE_PEOPLE, people.managed),
)
"""Which part of a desk goes with which right, in the order in which the parts are shown."""


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for the actor, by all the duties they hold; empty means nothing does."""
    at_ms = exam_ms()
    return [line for right, part in DESKS if may(actor, right) for line in part(actor, at_ms)]
