"""The save's own lane: an answer that is simply saved never enters the framework.

A national sitting sends two thousand saves a second. What the lane cannot answer with a plain
receipt (a stranger, an old lease, an exam that is closed, a body it cannot read, a database that
is away) goes on to the view `taking.save_answers`, which finds what was done already in the
request's environment and words the answer.
"""

import json
import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.http import parse_cookie

from core.cookies import KeptCookies
from exam.actions import saving
from exam.rules.arrivals import Malformed, read_batch
from exam.rules.entrance import pass_in
from exam.rules.receipts import receipt

SAVED = "chizheng.saved"
PATH = re.compile(r"/exam/attempts/([0-9a-f]{32})/answers")
LARGEST = 256 * 1024
OURS = ("same-origin", "none")

Environment = dict[str, Any]


class SavingLane:
    """Stands before the application's WSGI entry."""

    def __init__(self, app: Flask, cookies: KeptCookies, receipt_key: bytes) -> None:
        """Take the place of the application's entry, which is kept for all other requests."""
        self._app = app
        self._onward = app.wsgi_app
        self._cookies = cookies
        self._key = receipt_key

    def __call__(self, environ: Environment, start_response: Any) -> Iterable[bytes]:  # noqa: ANN401
        """Answer a save that is simply saved; send everything else on."""
        saved = self._saved(environ) if environ["REQUEST_METHOD"] == "PUT" else None
        if saved is None or saved.standing not in saving.COUNTS:
            return self._onward(environ, start_response)
        body = json.dumps(answered(self._key, saved, environ["PATH_INFO"].split("/")[3])).encode()
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response("200 OK", headers)
        return [body]

    def _saved(self, environ: Environment) -> saving.Saved | None:
        path = PATH.fullmatch(environ["PATH_INFO"])
        length = environ.get("CONTENT_LENGTH") or ""
        if path is None or not length.isdigit() or int(length) > LARGEST or not is_ours(environ):
            return None
        carried = parse_cookie(environ)
        body = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(body)
        try:
            lease, answers = read_batch(json.loads(body))
            with self._app.app_context():
                saved = saving.save(
                    path[1],
                    lease=lease,
                    answers=answers,
                    sign_in=self._sign_in(carried),
                    browser_pass=pass_in(carried),
                    address=environ.get("REMOTE_ADDR"),
                )
        except (Malformed, ValueError, RecursionError, OperationalError):
            return None
        environ[SAVED] = saved
        return saved

    def _sign_in(self, carried: Mapping[str, str]) -> int:
        text = carried.get(self._cookies.get_cookie_name(self._app), "")
        return sign_in_in(self._cookies.content(self._app, text))


def sign_in_in(session: Mapping[str, object]) -> int:
    """The sign-in that a session names, 0 for none."""
    carried = session.get("_user_id")
    return int(carried) if isinstance(carried, str) and carried.isdigit() else 0


def is_ours(environ: Environment) -> bool:
    """A browser says where a request comes from; a page of another origin may not save."""
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    site = environ.get("HTTP_SEC_FETCH_SITE", "same-origin")
    return kind == "application/json" and site in OURS


def answered(key: bytes, saved: saving.Saved, token: str) -> dict[str, Any]:
    """The answer to a save: a receipt for each answer, the time left, the state."""
    return {
        "saved": [
            {
                "seq": kept.seq,
                "receipt": receipt(
                    key,
                    attempt=token,
                    slot=kept.slot,
                    typed_under=kept.typed_under,
                    seq=kept.seq,
                    value=kept.value,
                    at_ms=saved.at_ms,
                ),
            }
            for kept in saved.answers
        ],
        "remaining_ms": saved.remaining_ms,
        "news": saved.news,
        "state": "open",
    }
