"""The start's own lane: an attempt that is simply opened never enters the framework.

Sixty thousand press start within a minute. What the lane does not open (a form that is not ours, an
entrance to pass, a room that waits, an attempt that is open already) goes on to the view
`taking.create_opening`, which words the answer.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

from flask import Flask
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import OperationalError
from werkzeug.http import parse_cookie

from core.cookies import KeptCookies
from exam.actions.opening import open_attempt
from exam.rules.entrance import pass_in
from exam.views.saving import Environment, sign_in_in

PATH = re.compile(r"/exam/attempts/([0-9a-f]{32})/opening")
LARGEST = 4 * 1024
FORM = "application/x-www-form-urlencoded"


class OpeningLane:
    """Stands before the application's WSGI entry."""

    def __init__(self, app: Flask, cookies: KeptCookies, secret: str) -> None:
        """Take the place of the application's entry, which is kept for all other requests."""
        self._app = app
        self._onward = app.wsgi_app
        self._cookies = cookies
        self._tokens = URLSafeTimedSerializer(secret, salt="wtf-csrf-token")

    def __call__(self, environ: Environment, start_response: Any) -> Iterable[bytes]:  # noqa: ANN401
        """Open and lead to the paper; send everything else on."""
        path = PATH.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "POST" else None
        if path is None or not self._opened(path[1], environ):
            return self._onward(environ, start_response)
        headers = [
            ("Location", environ.get("SCRIPT_NAME", "") + f"/exam/attempts/{path[1]}"),
            ("Content-Length", "0"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response("303 See Other", headers)
        return [b""]

    def _opened(self, token: str, environ: Environment) -> bool:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > LARGEST:
            return False
        body = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(body)
        carried = parse_cookie(environ)
        text = carried.get(self._cookies.get_cookie_name(self._app), "")
        session = self._cookies.content(self._app, text)
        if not self._is_ours(_shown(environ, body), session):
            return False
        try:
            with self._app.app_context():
                return open_attempt(
                    token,
                    sign_in=sign_in_in(session),
                    browser_pass=pass_in(carried),
                    address=environ.get("REMOTE_ADDR"),
                )
        except OperationalError:
            return False

    def _is_ours(self, shown: str, session: Mapping[str, Any]) -> bool:
        """Whether the form carries the token of this very session, as flask-wtf asks for it."""
        held = session.get("csrf_token")
        try:
            named = self._tokens.loads(shown)
        except BadData:
            return False
        return isinstance(held, str) and hmac.compare_digest(held, str(named))


def _shown(environ: Environment, body: bytes) -> str:
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    fields = parse_qs(body.decode("ascii", "replace")) if kind == FORM else {}
    shown: str = fields.get("csrf_token", [environ.get("HTTP_X_CSRFTOKEN", "")])[0]
    return shown
