"""A marked paper and its appeals, as tests begin, and how they look at what came of it."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from accounts.models import Notice
from accounts.queries import actor_of
from core.clock import now
from exam.actions import appealing
from exam.models.appeals import (
    Appeal,
    AppealDecision,
    AppealSettlement,
    AppealWithdrawal,
)
from exam.models.marking import Remarking, Script, WrittenMark
from exam.models.results import Result
from exam.models.sittings import Closing, GradingRun, Release
from exam.rules.appeals import Remedy
from tests import factories
from tests.exam import steps
from tests.people import add_person, grant

DAY = 24 * factories.HOUR
GROUNDS = "第1题：依据《行政处罚法》，应当选B。\n请重新核对。"
REASONS = "经核对，答案与教材一致。"
TABLES = (Appeal, AppealWithdrawal, AppealDecision, AppealSettlement, Remarking)


def closed_sitting(session, cast, **changed):
    """A sitting of Yunxi that is over."""
    definition = {**factories.DEFINITION, **changed}
    held = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, definition=definition
    )
    factories.sealing(session, held)
    session.add(Closing(sitting_id=held.id, journal_hash="0" * 64, arrivals=0, at=now()))
    session.commit()
    return held


def marked(session, held, attempts, *, score="1", passed=False):
    """A run that gives each of these papers so much."""
    run = GradingRun(sitting_id=held.id, rules_version=2, digest="0" * 64, at=now())
    session.add(run)
    session.flush()
    for attempt in attempts:
        breakdown = {"sections": {"law": [score, "2"]}, "topics": {}, "missed": ["total"]}
        session.add(
            Result(
                run_id=run.id,
                attempt_id=attempt.id,
                score=Decimal(score),
                full=Decimal(2),
                passed=passed,
                marks=[score] + ["0"] * (attempt.slot_count - 1),
                breakdown=breakdown,
            )
        )
    session.commit()
    return run


def released(session, held, run, by, *, days_ago=0):
    """The run's results are out, as a row alone."""
    at = now() - timedelta(days=days_ago)
    session.add(Release(sitting_id=held.id, run_id=run.id, by_id=by.id, first_at=at, at=at))
    session.commit()


def paper(session, cast, held, person, revisions=None):
    """A closed paper of somebody."""
    if revisions is None:
        prefix = f"law-{person.login}"
        revisions = steps.bank(session, cast.chen, 2, prefix=prefix)
    return factories.attempt(session, held, person, revisions, state="closed")


def with_script(session, cast, held, person, *markers):
    """A paper with one written answer, which these people marked; its attempt and script."""
    revision = steps.written(session, cast.chen)
    attempt = factories.attempt(session, held, person, [revision], state="closed")
    script = Script(sitting_id=held.id, attempt_id=attempt.id, slot=1, revision_id=revision.id)
    session.add(script)
    session.flush()
    for marker in markers:
        session.add(
            WrittenMark(
                script_id=script.id,
                marker_id=marker.id,
                lines=["1", "1"],
                points=Decimal(2),
                remark="要点不全",
                at=now(),
            )
        )
    session.commit()
    return attempt, script


def supervisor(session, cast, login, home="hezhou"):
    """Another supervisor of the whole country, at home in this unit."""
    person = add_person(session, login, f"监督{login}", cast.units[home])
    grant(session, person, "supervisor", cast.units["nation"])
    return person


def lodged(app, session, person, attempt, *, slots=(), grounds=GROUNDS):
    """The candidate's own appeal."""
    with app.app_context():
        appeal = appealing.lodge(
            attempt.token, grounds=grounds, slots=slots, actor=actor_of(person)
        )
        number = appeal.id
    session.commit()
    return number


def upheld(app, session, person, number, remedy=Remedy.REGRADE):
    with app.app_context():
        appealing.uphold(number, remedy=remedy, reasons=REASONS, actor=actor_of(person))
    session.commit()


def dismissed(app, session, person, number):
    with app.app_context():
        appealing.dismiss(number, reasons=REASONS, actor=actor_of(person))
    session.commit()


def rows(session):
    """Everything on record about appeals."""
    session.commit()
    found = [[tuple(row) for row in session.execute(select(table.__table__))] for table in TABLES]
    session.commit()
    return found


def told(session):
    """Who was told what, with the way to it, in order."""
    session.commit()
    found = session.execute(select(Notice.person_id, Notice.text, Notice.path).order_by(Notice.id))
    return [tuple(row) for row in found]


def address(attempt, part=""):
    return f"/exam/attempts/{attempt.token}/appeal{part}"
