"""What tests of the exam do over and over, and how they look at what came of it."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.queries import actor_of
from audit.models import Entry
from exam.actions import closing, sealing, sweeping
from exam.models.attempts import Arrival, Attempt
from exam.models.candidates import Form, Registration, Withdrawal
from exam.models.results import Result
from exam.models.sittings import Closing, GradingRun, Release, Sealing, Sitting
from tests import factories

TABLES = (
    Sitting,
    Registration,
    Withdrawal,
    Sealing,
    Form,
    Attempt,
    Arrival,
    Closing,
    GradingRun,
    Result,
    Release,
)


def state(session):
    """Every row of every sitting."""
    session.commit()
    rows = [
        [
            tuple(row)
            for row in session.execute(
                select(table.__table__).order_by(*table.__table__.primary_key)
            )
        ]
        for table in TABLES
    ]
    session.commit()
    return rows


def acts(session, prefix="exam."):
    """What stands on the trail, in order."""
    session.commit()
    statement = select(Entry.act).where(Entry.act.startswith(prefix)).order_by(Entry.id)
    found = list(session.scalars(statement))
    session.commit()
    return found


def entry(session, act):
    """The fields of the last entry of an act."""
    session.commit()
    newest = select(Entry.fields).where(Entry.act == act).order_by(Entry.id.desc()).limit(1)
    fields = session.scalars(newest).one()
    session.commit()
    return fields


def bank(session, author, count=6, *, prefix="law", **details):
    """So many easy single questions whose right option stands second in the bank."""
    return [
        factories.question(session, f"{prefix}-{number}", author=author, **details)
        for number in range(1, count + 1)
    ]


def written(session, author):
    """A short answer with two lines of two points each."""
    revision = factories.question(
        session,
        "law-written",
        author=author,
        kind="short_answer",
        key={"rubric": ["2", "2"]},
        size=1,
        points="4",
    )
    words = {"stem": "<p>What is told beforehand?</p>"}
    told = {"rationale": None, "feedback": [], "rubric": ["<p>content</p>", "<p>rights</p>"]}
    revision.asked = {"zh": words, "en": words}
    revision.told = {"zh": told, "en": told}
    session.commit()
    return revision


def registered(session, sitting, *people, language="zh"):
    """Registrations of these people, as the examiner makes them."""
    made = [
        Registration(
            sitting_id=sitting.id,
            person_id=person.id,
            language=language,
            by_id=sitting.by_id,
            at=sitting.at,
        )
        for person in people
    ]
    session.add_all(made)
    session.commit()
    return made


def sealed(app, sitting, examiner):
    """Seal as the examiner."""
    with app.app_context():
        return sealing.seal(sitting.id, actor=actor_of(examiner))


def attempt_of(session, sitting, person):
    """The person's attempt as it now is, with its registration and form."""
    session.commit()
    found = session.scalars(
        select(Attempt)
        .execution_options(populate_existing=True)
        .options(joinedload(Attempt.registration), joinedload(Attempt.form))
        .where(Attempt.sitting_id == sitting.id, Attempt.candidate_id == person.id)
    ).one()
    session.commit()
    return found


def start(house, session, sitting, person):
    """The person's browser, with their paper open under the first lease."""
    attempt = attempt_of(session, sitting, person)
    browser = house.as_(person)
    assert browser.post(f"/exam/attempts/{attempt.token}/opening").status_code == 303
    assert browser.post(f"/exam/attempts/{attempt.token}/lease").json["lease"] == 1
    return browser, attempt


def save(browser, token, *answers, lease=1):
    """PUT answers given as (slot, seq, value)."""
    rows = [
        {"slot": slot, "seq": seq, "value": value, "typed_under": lease}
        for slot, seq, value in answers
    ]
    return browser.put(f"/exam/attempts/{token}/answers", json={"lease": lease, "answers": rows})


def beat(app):
    """What the worker does every second: attempts closed, sittings closed and marked."""
    with app.app_context():
        return sweeping.close_due(), closing.close_ended()


def run_out(app, session, minutes=200):
    """Let the window and every paper run out, and the worker notice."""
    factories.move_clock(session, minutes * factories.MINUTE)
    return beat(app)
