"""An entrance as an examiner sets it, and browsers that stand before it."""

from sqlalchemy import select, update

from accounts.queries import actor_of
from exam.actions.entrance import Access, Screen, set_access, set_screen
from exam.models.attempts import Attempt, AttemptEvent
from exam.models.candidates import Seat
from exam.models.sittings import Room
from exam.rules.safe_browser import config_key, configuration, page_hash

HOUSE = "http://127.0.0.1:5000"
CONFIG, BROWSER = "X-SafeExamBrowser-ConfigKeyHash", "X-SafeExamBrowser-RequestHash"
SETTINGS = configuration(start=f"{HOUSE}/exam/", house=HOUSE)
KEY = config_key(SETTINGS)
BROWSER_KEYS = ["2" * 64, "3" * 64]


def access(app, sitting, examiner, *, code=None, addresses=(), rooms=None, browser_keys=()):
    """Set code, addresses and keys as the examiner."""
    with app.app_context():
        asked = Access(
            access_code=code, addresses=addresses, rooms=rooms or {}, browser_keys=browser_keys
        )
        set_access(sitting.id, asked, actor=actor_of(examiner))


def screen(app, sitting, examiner, *, settings=None, watches_focus=False, asks_full_screen=False):
    """Say what the screens must be as the examiner."""
    with app.app_context():
        asked = Screen(
            watches_focus=watches_focus, asks_full_screen=asks_full_screen, settings=settings
        )
        set_screen(sitting.id, asked, actor=actor_of(examiner))


def asks_for_browser(app, sitting, examiner, *, browser_keys=()):
    """The sitting is written in the Safe Exam Browser, in one with these keys if any are listed."""
    screen(app, sitting, examiner, settings=SETTINGS)
    access(app, sitting, examiner, browser_keys=browser_keys)


def proof(path, key=KEY, header=CONFIG, house=HOUSE):
    """The header that the browser sends for an address; it leaves a fragment out."""
    return {header: page_hash(house + path.partition("#")[0], key)}


def room(session, sitting, name, *registrations, addresses=()):
    """A room with these candidates in it."""
    made = Room(
        sitting_id=sitting.id,
        name=name,
        addresses=list(addresses),
        by_id=sitting.by_id,
        at=sitting.at,
    )
    session.add(made)
    session.flush()
    session.add_all(
        Seat(registration_id=each.id, room_id=made.id, by_id=sitting.by_id, at=sitting.at)
        for each in registrations
    )
    session.commit()
    return made


def from_address(browser, address):
    """Let all that this browser sends come from an address."""
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser


def events(session, kind="address"):
    """The notes of the events of a kind, in order."""
    session.commit()
    statement = select(AttemptEvent.note).where(AttemptEvent.kind == kind).order_by(AttemptEvent.id)
    found = list(session.scalars(statement))
    session.commit()
    return found


def pass_of(session, attempt):
    """The pass that the attempt's browser carries now."""
    session.commit()
    found = session.scalars(select(Attempt.browser_pass).where(Attempt.id == attempt.id)).one()
    session.commit()
    return found


def give_pass(session, attempt, browser_pass):
    """Let a browser have proved itself before."""
    session.execute(
        update(Attempt).where(Attempt.id == attempt.id).values(browser_pass=browser_pass)
    )
    session.commit()


def carry(browser, attempt, browser_pass):
    """Let a browser carry a pass."""
    path = f"/exam/attempts/{attempt.token}"
    browser.client.set_cookie("exam_pass", browser_pass, path=path)
    return browser
