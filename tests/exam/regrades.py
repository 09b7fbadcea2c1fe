"""What tests of regrades do over and over, and how they look at what came of it."""

import re

from sqlalchemy import select

from core.clock import now
from exam.models.regrades import Regrade, RegradeDecision
from exam.models.results import Result
from exam.models.sittings import GradingRun, Release
from question_bank.models import Move, Revision
from tests.exam import steps

REASON = "答案有误：告知的期限已经改变。"


def corrected(session, revision, key, *, by, **changes):
    """A later revision of the question with another key, approved; the old one is retired."""
    session.commit()
    columns = {
        column.key: getattr(revision, column.key)
        for column in Revision.__table__.columns
        if column.key not in ("id", "number", "key", "state", "at")
    }
    session.get_one(Revision, revision.id).state = "retired"
    session.flush()
    later = Revision(
        **columns | changes, number=revision.number + 1, key=key, state="approved", at=now()
    )
    session.add(later)
    session.flush()
    move = Move(revision_id=later.id, before="in_review", after="approved", by_id=by.id, at=now())
    session.add(move)
    session.commit()
    return later


def asked(session, attempt):
    """The revisions on an attempt's form, by slot."""
    return [
        session.get_one(Revision, slot["revision"], populate_existing=True)
        for slot in attempt.form.slots
    ]


def choice(*rulings, **more):
    """The choices of a regrade as a form: (revision, rule, corrected revision or None)."""
    found = {"item": [str(revision.id) for revision, *_ in rulings]}
    for revision, rule, *by in rulings:
        found[f"rule-{revision.id}"] = rule
        if by:
            found[f"by-{revision.id}"] = str(by[0].id)
    return found | more


def preview(browser, sitting, choices):
    """The page of the preview."""
    return browser.get(f"/sittings/{sitting.id}/regrades/preview", query_string=choices)


def digest_on(page):
    """The digest that a preview shows."""
    return re.search(r'name="digest" value="([0-9a-f]{64})"', page.text)[1]


def propose(browser, sitting, choices, *, reason=REASON, digest=None):
    """Propose what the preview shows."""
    digest = digest or digest_on(preview(browser, sitting, choices))
    form = choices | {"digest": digest, "reason": reason}
    return browser.post(f"/sittings/{sitting.id}/regrades", form)


def newest(session):
    """The regrade that was proposed last."""
    session.commit()
    found = session.scalars(select(Regrade).order_by(Regrade.id.desc()).limit(1)).one()
    session.commit()
    return found


def answer(browser, regrade, agreed="yes", reason=""):
    """A supervisor's answer."""
    address = f"/sittings/{regrade.sitting_id}/regrades/{regrade.id}/decision"
    return browser.post(address, {"agreed": agreed, "reason": reason})


def results(session, run_id=None):
    """(score, passed) by attempt in a run, by default the newest."""
    session.commit()
    run_id = run_id or session.scalars(select(GradingRun.id).order_by(GradingRun.id.desc())).first()
    rows = session.execute(
        select(Result.attempt_id, Result.score, Result.passed).where(Result.run_id == run_id)
    ).all()
    session.commit()
    return {attempt_id: (score, passed) for attempt_id, score, passed in rows}


def releases(session):
    """Who released what run, in order."""
    session.commit()
    rows = session.execute(
        select(Release.run_id, Release.by_id, Release.second_id).order_by(Release.id)
    ).all()
    session.commit()
    return [tuple(row) for row in rows]


def state(session):
    """Every row of every sitting and of every regrade."""
    found = steps.state(session)
    for table in (Regrade, RegradeDecision):
        rows = session.execute(select(table.__table__).order_by(*table.__table__.primary_key))
        found.append([tuple(row) for row in rows])
    session.commit()
    return found
