"""People at the house's door over HTTP: signed in, with a valid form token unless told not."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from accounts.models import Person, SignIn
from core.clock import now

RAW_TOKEN = "the raw token of this test"


def without_token(page: str) -> str:
    """The page without its form tokens, which carry the second in which they were made."""
    return re.sub(r'name="csrf_token"[^>]*', "", page)


class Browser:
    """One person's browser."""

    def __init__(self, client: FlaskClient, sign_in_id: int | None, token: str) -> None:
        self.client = client
        self.sign_in_id = sign_in_id
        self.token = token

    def get(self, path: str, **kwargs):
        return self.client.get(path, **kwargs)

    def post(self, path: str, data=None, *, token: bool = True, **kwargs):
        headers = kwargs.pop("headers", {}) | ({"X-CSRFToken": self.token} if token else {})
        return self.client.post(path, data=data, headers=headers, **kwargs)

    def put(self, path: str, **kwargs):
        return self.client.put(path, **kwargs)

    def delete(self, path: str, **kwargs):
        headers = kwargs.pop("headers", {}) | {"X-CSRFToken": self.token}
        return self.client.delete(path, headers=headers, **kwargs)


class House:
    """Opens the door for strangers and for the signed in."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self.app = app
        self.engine = engine

    def stranger(self, language: str = "zh_Hans") -> Browser:
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["csrf_token"] = RAW_TOKEN
            cookie["language"] = language
        return Browser(client, None, self._token())

    def as_(self, person: Person, language: str = "zh_Hans") -> Browser:
        """The person, signed in, in a browser of their own."""
        browser = self.stranger(language)
        with Session(self.engine) as session:
            opened = SignIn(
                person_id=person.id, at=now(), expires_at=now() + timedelta(hours=1), agent="test"
            )
            session.add(opened)
            session.commit()
            browser.sign_in_id = opened.id
        with browser.client.session_transaction() as cookie:
            cookie["_user_id"] = str(browser.sign_in_id)
            cookie["_fresh"] = True
        return browser

    def _token(self) -> str:
        secret = self.app.secret_key
        return URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(RAW_TOKEN)
