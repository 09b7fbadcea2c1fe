"""Beginning a round."""

import secrets
from random import Random

from accounts.actions.turns import in_turn
from core.actor import Actor
from core.clock import now
from core.database import db, transaction
from core.errors import N_, Missing, Refused
from practice.models import Round
from practice.queries.drills import drill_of
from practice.queries.goals import aim_of
from practice.queries.plans import plan_of
from practice.queries.questions import open_ids, practised
from practice.queries.rounds import untouched
from practice.queries.tries import records_of
from practice.rules.drills import drill_questions
from practice.rules.offline import OFFLINE, along
from practice.rules.rounds import (
    DRILL,
    DUE,
    SIZE,
    Practised,
    about,
    is_new,
    is_notebook,
    mixed,
    next_questions,
)
from question_bank.rules.laying import option_order


def begin(subject: str, *, actor: Actor) -> Round:
    """Lay out a round about what is due, a topic, all or what is new of one, or the notebook.

    One to be taken along is about what the plan asks next. The daily drill is had once a day; one
    that was begun today is gone on with, and so is any other round of today without an answer.
    The questions are chosen before anything is locked. Of two at once the second goes on with the
    first's.
    """
    going = _going(subject, actor)
    if going:
        return going
    laid_out = _laid_out(subject, _chosen(subject, actor), actor)
    with transaction() as session:
        in_turn(session, actor.id)
        going = _going(subject, actor)
        if going:
            return going
        session.add(laid_out)
    return laid_out


def _going(subject: str, actor: Actor) -> Round | None:
    """The round that is gone on with; what is taken along is always a new one."""
    if subject == OFFLINE:
        return None
    aim = aim_of(actor.id)
    if subject != DRILL:
        return untouched(actor.id, subject, aim.today, aim.zone)
    drill = drill_of(actor.id, aim.today, aim.zone, open_ids())
    if drill.open_round:
        return db.session.get_one(Round, drill.open_round)
    if drill.is_done:
        raise Refused(N_("You have done today's drill. The next one is there tomorrow."))
    return None


def _laid_out(subject: str, questions: list[Practised], actor: Actor) -> Round:
    seed = secrets.token_hex(8)
    chance = Random(seed)  # noqa: S311 - practice, not a draw
    return Round(
        person_id=actor.id,
        about=subject,
        seed=seed,
        slots=[
            {
                "revision": each.revision_id,
                "question": each.code,
                "order": option_order(each, chance),
            }
            for each in questions
        ],
        at=now(),
    )


def _chosen(subject: str, actor: Actor) -> list[Practised]:
    if subject == DUE:
        return _due(actor)
    if subject == DRILL:
        return _drill(actor)
    if subject == OFFLINE:
        return _along(actor)
    return _about(subject, actor)


def _due(actor: Actor) -> list[Practised]:
    due = plan_of(actor.id).today[:SIZE]
    if not due:
        raise Refused(N_("Nothing more is due today."))
    return mixed(due)


def _drill(actor: Actor) -> list[Practised]:
    plan = plan_of(actor.id)
    questions = drill_questions(plan.today, plan.questions, plan.memories, plan.aim.today)
    if not questions:
        raise Refused(N_("You have practised every question today. Come back tomorrow."))
    return mixed(questions)


def _along(actor: Actor) -> list[Practised]:
    plan = plan_of(actor.id)
    days = [[job.code for job in jobs] for jobs in plan.jobs]
    questions = along(days, plan.questions, plan.tried_today)
    if not questions:
        raise Refused(N_("There are no questions to take along yet."))
    return questions


def _about(subject: str, actor: Actor) -> list[Practised]:
    records = records_of(actor.id)
    pool = practised()
    questions = about(subject, pool, records)
    if not questions and is_notebook(subject):
        raise Refused(N_("Your notebook is empty: there is nothing to mend."))
    if not questions and is_new(subject) and about(subject, pool, {}):
        raise Refused(N_("You have met every question of this topic: none of them is new."))
    if not questions:
        raise Missing(N_("There is nothing to practise under this topic."))
    chance = Random(secrets.token_hex(8))  # noqa: S311 - practice, not a draw
    return next_questions(questions, records, chance)
