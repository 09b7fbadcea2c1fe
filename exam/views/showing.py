"""The paper's own lane: a paper that was just opened goes out past the framework's hooks.

Everybody asks for theirs within a minute. The lane answers while nothing is on record, nobody has
said anything and no gate looks at the browser; all else goes on to the view `taking.show`.
"""

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.http import parse_cookie

from core.cookies import KeptCookies
from core.http import HEADERS
from core.language import LANGUAGES
from exam.queries.attempts import NOTHING, Paper, paper_of
from exam.views.saving import Environment, sign_in_in
from exam.views.sheet import sheet

PATH = re.compile(r"/exam/attempts/([0-9a-f]{32})")
VIEW, ONE = "exam_view", "one"


class ShowingLane:
    """Stands before the application's WSGI entry."""

    def __init__(self, app: Flask, cookies: KeptCookies) -> None:
        """Take the place of the application's entry, which is kept for all other requests."""
        self._app = app
        self._onward = app.wsgi_app
        self._cookies = cookies

    def __call__(self, environ: Environment, start_response: Any) -> Iterable[bytes]:  # noqa: ANN401
        """Answer with a paper that is simply new; send everything else on."""
        path = PATH.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "GET" else None
        if path is None or environ.get("QUERY_STRING"):
            return self._onward(environ, start_response)
        page = self._page(path[1], environ)
        if page is None:
            return self._onward(environ, start_response)
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(page))),
            ("Cache-Control", "no-store"),
            ("Vary", "Cookie"),
            *HEADERS.items(),
        ]
        start_response("200 OK", headers)
        return [page]

    def _page(self, token: str, environ: Environment) -> bytes | None:
        carried = parse_cookie(environ)
        text = carried.get(self._cookies.get_cookie_name(self._app), "")
        session = self._cookies.content(self._app, text)
        has_all = "csrf_token" in session and session.get("language") in LANGUAGES
        if not has_all or carried.get(VIEW) == ONE:
            return None
        with self._app.request_context(environ):
            try:
                paper = paper_of(token, sign_in_in(session))
            except OperationalError:
                return None
            return sheet(token, paper, NOTHING, []) if paper and _is_new(paper) else None


def _is_new(paper: Paper) -> bool:
    is_open = paper.state == "open" and not paper.is_over
    return is_open and not (paper.is_touched or paper.has_gate or paper.news)
