"""The signed session cookie: what is not ours, or too old, holds nothing."""

from time import sleep

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from core.cookies import KeptCookies

pytestmark = pytest.mark.pure
LASTS = 3600


@pytest.fixture
def door():
    """An application of its own, of which only the cookies matter."""
    app = Flask("door")
    app.config.update(SECRET_KEY="a secret", PERMANENT_SESSION_LIFETIME=LASTS)
    return app


@pytest.fixture
def cookies():
    return KeptCookies()


def signed(door, content, *, age=0, secret="a secret"):
    """A cookie as it was made so many seconds ago."""

    class Earlier(TimestampSigner):
        def get_timestamp(self):
            return super().get_timestamp() - age

    door.secret_key = secret
    serializer = KeptCookies().get_signing_serializer(door)
    serializer.signer = Earlier
    text = serializer.dumps(content)
    door.secret_key = "a secret"
    return text


CONTENT = {"_user_id": "7", "language": "en", "_fresh": True, "n": None, "deep": {"a": [1, 2]}}


def test_what_was_signed_is_what_comes_out_again_and_again(door, cookies):
    text = signed(door, CONTENT)

    assert [cookies.content(door, text) for _ in range(3)] == [CONTENT] * 3


@pytest.mark.parametrize("text", [None, "", ".", "..", "a.b.c", "7", "é", "x" * 10_000])
def test_what_is_no_cookie_holds_nothing(door, cookies, text):
    assert cookies.content(door, text) == {}


def test_a_cookie_that_was_changed_anywhere_holds_nothing(door, cookies):
    text = signed(door, CONTENT)
    assert cookies.content(door, text) == CONTENT

    changed = [
        text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        for at in range(len(text) - 1)
    ]

    assert [cookies.content(door, each) for each in changed] == [{}] * len(changed)


def test_the_content_of_one_with_the_signature_of_another_holds_nothing(door, cookies):
    mine, yours = signed(door, {"_user_id": "7"}), signed(door, {"_user_id": "8"})
    mixed = ".".join([mine.split(".")[0], *yours.split(".")[1:]])

    assert cookies.content(door, mixed) == {}


def test_a_cookie_signed_elsewhere_holds_nothing(door, cookies):
    assert cookies.content(door, signed(door, CONTENT, secret="another secret")) == {}


@pytest.mark.parametrize(("age", "content"), [(LASTS - 60, CONTENT), (LASTS + 1, {})])
def test_a_cookie_lasts_so_long_and_no_longer(door, cookies, age, content):
    assert cookies.content(door, signed(door, CONTENT, age=age)) == content


def test_a_cookie_that_was_good_when_first_seen_still_runs_out(door, cookies):
    text = signed(door, CONTENT, age=LASTS - 1)
    assert cookies.content(door, text) == CONTENT

    sleep(2.1)

    assert cookies.content(door, text) == {}


def test_what_one_request_changes_does_not_reach_the_next(door, cookies):
    text = signed(door, CONTENT | {"_flashes": [("message", "for you alone")]})

    first = cookies.content(door, text)
    first["_flashes"].append(("message", "of another"))
    first["deep"]["a"].clear()
    del first["_user_id"]

    again = cookies.content(door, text)
    assert again["_flashes"] == [["message", "for you alone"]]
    assert {name: again[name] for name in CONTENT} == CONTENT


def test_however_many_cookies_come_only_so_many_are_kept(door, cookies, monkeypatch):
    monkeypatch.setattr("core.cookies.KEPT", 3)
    texts = [signed(door, {"n": number}) for number in range(10)]

    contents = [cookies.content(door, text) for text in texts * 2]

    assert contents == [{"n": number} for number in range(10)] * 2
    assert len(cookies._known) <= 3


def test_without_a_secret_nothing_is_believed(door, cookies):
    text = signed(door, CONTENT)
    door.secret_key = None

    assert cookies.content(door, text) == {}
