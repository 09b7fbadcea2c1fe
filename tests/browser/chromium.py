"""Real Chromium before a live server: one browser a run, one context a person.

Whatever a page writes to its console as an error, and whatever it asks of another host, fails the
test that opened it.
"""

import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from accounts.actions.signing_in import HASHER
from accounts.models import Person
from exam.views import paper
from tests.browser.bureau import furnish
from tests.browsing import House
from tests.people import Cast

PASSWORD = "a password of nobody in earnest"
NAMES = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = "These tests need Chromium, and none is on the path. Get it: apt-get install chromium"
PATIENCE_MS = 10_000


class Door:
    """Stands before the application: knows what is under way, and can be shut for a while."""

    def __init__(self, app: Flask) -> None:
        self.is_shut = False
        self._app = app
        self._under_way = 0
        self._changed = threading.Condition()

    def __call__(self, environ, start_response) -> Iterable[bytes]:
        if self.is_shut:
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return []
        self._count(1)
        try:
            answer = self._app(environ, start_response)
            with ExitStack() as ending:
                if hasattr(answer, "close"):
                    ending.callback(answer.close)
                return list(answer)
        finally:
            self._count(-1)

    def _count(self, step: int) -> None:
        with self._changed:
            self._under_way += step
            self._changed.notify_all()

    def wait_until_idle(self) -> None:
        """The database may be emptied only when nobody reads it any more."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._under_way == 0, timeout=10)


class _KeptOpen(WSGIRequestHandler):
    """A browser's connections stay open, as before a real server."""

    protocol_version = "HTTP/1.1"

    def log(self, *args) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def chromium():
    """The browser of this run."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - only for these tests

    expect.set_options(timeout=PATIENCE_MS)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def door(app) -> Iterator[Door]:
    """The live server's door; its address is `door.address`."""
    door = Door(app)
    server = make_server("127.0.0.1", 0, door, threaded=True, request_handler=_KeptOpen)
    door.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield door
    server.shutdown()
    server.server_close()


class Visits:
    """Opens pages for people and strangers, and notes what goes wrong on them."""

    def __init__(self, chromium, address: str, house: House, people: Cast) -> None:
        self.address = address
        self._chromium = chromium
        self._house = house
        self._people = people
        self._contexts = []
        self._faults: list[str] = []
        self._expected: list[str] = []

    def stranger(
        self,
        *,
        language: str = "zh-CN",
        width: int = 1280,
        scheme: str = "light",
        scripts: bool = True,
        worker: str = "block",
        zone: str | None = None,
    ):
        """A page in a browser that nobody used before; a service worker only where allowed."""
        context = self._chromium.new_context(
            base_url=self.address,
            locale=language,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            service_workers=worker,
            timezone_id=zone,
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", self._hear)
        context.on("weberror", lambda fault: self._faults.append(str(fault.error)))
        context.on("request", self._watch)
        self._contexts.append(context)
        return context.new_page()

    def person(self, login: str, **how):
        """A page of somebody who is signed in."""
        page = self.stranger(**how)
        browser = self._house.as_(self._people.people[login], language="")
        cookie = browser.client.get_cookie("session").value
        page.context.add_cookies([{"name": "session", "value": cookie, "url": self.address}])
        return page

    def anybody(self, login: str, **how):
        """A page of this person, or of a stranger if there is no name."""
        return self.person(login, **how) if login else self.stranger(**how)

    def signing_in(self, login: str, **how):
        """A page of somebody who signed in through the form."""
        page = self.stranger(**how)
        page.goto("/sign-in")
        sign_in(page, login)
        page.wait_for_url(lambda url: not url.endswith("/sign-in"))
        return page

    def expect(self, *words: str) -> None:
        """What the console will say because the test provokes it."""
        self._expected += words

    def end(self) -> list[str]:
        """Close every browser; what went wrong."""
        for context in self._contexts:
            context.close()
        return [
            fault for fault in self._faults if not any(word in fault for word in self._expected)
        ]

    def _hear(self, message) -> None:
        if message.type == "error":
            self._faults.append(f"{message.text} ({message.location.get('url')})")

    def _watch(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme.startswith("http") and f"{parts.scheme}://{parts.netloc}" != self.address:
            self._faults.append(f"another host was asked: {request.url}")


def sign_in(page, login: str, password: str = PASSWORD) -> None:
    """Fill in the form and send it."""
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")


@pytest.fixture(scope="session")
def password_hash() -> str:
    return HASHER.hash(PASSWORD)


@pytest.fixture
def people(session: Session, cast: Cast, password_hash: str) -> Cast:
    """The cast, all with the same password."""
    session.execute(update(Person).values(password_hash=password_hash))
    session.commit()
    return cast


@pytest.fixture
def visits(chromium, door, house, people) -> Iterator[Visits]:
    """Whoever comes to the house in this test."""
    paper._asked.clear()
    paper._parts.clear()
    visits = Visits(chromium, door.address, house, people)
    yield visits
    faults = visits.end()
    door.is_shut = False
    door.wait_until_idle()
    assert faults == []


@pytest.fixture
def bureau(app, people, tmp_path) -> Cast:
    """The cast in a bureau with questions, a course and a blueprint."""
    furnish(app, people, tmp_path)
    return people
