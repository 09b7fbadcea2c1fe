"""The signed session cookie, its signature checked once for each cookie and process."""

import json
from time import monotonic
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature

from core.clock import now

KEPT = 100_000


class KeptCookies(SecureCookieSessionInterface):
    """Flask's own signed cookies; a cookie that was just checked is not checked again.

    Saving an answer carries the same cookie thirty times an hour, and checking a signature costs
    as much as the rest of the request. What a cookie holds never changes: a change makes another.
    """

    def __init__(self) -> None:
        """Begin without cookies."""
        self._known: dict[str, tuple[str, float]] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the request's cookie; an unsigned or expired one gives an empty one."""
        return self.session_class(self.content(app, request.cookies.get(self.get_cookie_name(app))))

    def content(self, app: Flask, text: str | None) -> dict[str, Any]:
        """What a cookie holds, anew for each caller; nothing if it is not ours or too old."""
        if not text:
            return {}
        held = self._known.get(text)
        if held is None or held[1] < monotonic():
            held = self._checked(app, text)
        return dict(json.loads(held[0])) if held else {}

    def _checked(self, app: Flask, text: str) -> tuple[str, float] | None:
        serializer = self.get_signing_serializer(app)
        lasts = app.permanent_session_lifetime.total_seconds()
        if serializer is None:
            return None
        try:
            data, signed_at = serializer.loads(text, max_age=int(lasts), return_timestamp=True)
        except BadSignature:
            return None
        if len(self._known) >= KEPT:
            self._known.clear()
        held = (json.dumps(data), monotonic() + lasts - (now() - signed_at).total_seconds())
        self._known[text] = held
        return held
