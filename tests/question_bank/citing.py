"""Questions that cite what a test says, as far as it says."""

from datetime import date

from accounts.queries import actor_of, person_of
from core.database import db
from question_bank.actions import reviewing, suspending, writing
from question_bank.rules.statutes import Version
from tests.question_bank.writing import BOTH, CODE


def typed(code=CODE, ref="penalty-law 42", pool="exam"):
    """The text of a question in both languages."""
    return {
        language: text.replace(CODE, code)
        .replace("penalty-law 42", ref)
        .replace("pool: exam", f"pool: {pool}")
        for language, text in BOTH.items()
    }


def write(cast, code, ref="penalty-law 42", state="approved", pool="exam"):
    """Chen writes a question, submits it, and Xu approves it: as far as the state."""
    chen, xu = (actor_of(person_of(cast.people[login].id)) for login in ("chen", "xu"))
    revision = writing.save(typed(code, ref, pool), code=None, base=0, actor=chen)
    if state != "draft":
        reviewing.submit(revision.id, actor=chen)
    if state == "approved":
        reviewing.approve(revision.id, actor=xu)
    return revision


def version(name="2026", changed=("42",), **more):
    """A version in force next year."""
    return Version(name, date(2026, 6, 1), date(2027, 1, 1), tuple(changed), **more)


def enter(cast, code="penalty-law", **more):
    """Gu enters a version."""
    gu = actor_of(person_of(cast.gu.id))
    return suspending.enter(code, version(**more), actor=gu)


def outside(app, act):
    """Do something in a context of its own, for tests with browsers."""
    with app.app_context():
        made = act()
        db.session.remove()
    return made
