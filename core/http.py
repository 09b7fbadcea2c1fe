"""How the house answers: failures as pages or problem+json, headers, static files by hash."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from flask import Flask, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, InternalError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from core.database import db
from core.errors import N_, Failure, Missing, NotAllowed, Refused
from core.markdown import plain

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
YEAR = 365 * 24 * 3600
LARGEST_ID = 2**31 - 1

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def public(view: View) -> View:
    """Mark a view that anyone may open without signing in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def guards_itself(view: View) -> View:
    """Mark a view whose own statement decides who may: the save of an answer."""
    view.guards_itself = True  # type: ignore[attr-defined]
    return view


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """Mark a view that takes larger bodies than the house does otherwise."""

    def marked(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return marked


def bound_bodies(app: Flask) -> None:
    """Let marked views take what they are marked for; before anything reads a form."""

    @app.before_request
    def widen() -> None:
        view = app.view_functions.get(request.endpoint or "")
        most_bytes = getattr(view, "most_bytes", None)
        if most_bytes:
            request.max_content_length = most_bytes


# What a person reads when something fails: what happened, and what to do.
PAGES: dict[int, tuple[str, str]] = {
    400: (
        N_("We could not read that request"),
        N_(
            "Something was missing or not as expected. Go back, check what you typed and try again."
        ),
    ),
    401: (N_("Please sign in"), N_("You are not signed in, or your session has ended.")),
    403: (
        N_("You may not do this"),
        N_("Your duties do not include this. If they should, ask your administrator."),
    ),
    404: (
        N_("There is nothing here"),
        N_("The page does not exist, or it is not for you. Check the address, or start over."),
    ),
    405: (N_("That does not work here"), N_("Go back and use the buttons of the page.")),
    409: (
        N_("That is not possible now"),
        N_("Things have changed since the page was shown. Reload it and look again."),
    ),
    413: (
        N_("That is too large"),
        N_("What you sent is larger than we accept. Send less at a time."),
    ),
    415: (
        N_("We cannot read that format"),
        N_("Send it in one of the formats that the page names."),
    ),
    422: (
        N_("Some of it is not right"),
        N_("Nothing was changed. Correct what is marked and send again."),
    ),
    429: (N_("Too many tries"), N_("Wait a little and try again. Nothing is lost.")),
    500: (
        N_("Something went wrong on our side"),
        N_("It has been noted. Nothing half done was kept. Try again in a moment."),
    ),
    503: (
        N_("We cannot store anything right now"),
        N_("Nothing was changed. Keep this page open and try again in a moment."),
    ),
}


def wants_json() -> bool:
    """Whether the request came from a program and not from a person turning pages."""
    accepted = request.accept_mimetypes
    return request.is_json or (accepted["application/json"] > accepted["text/html"])


def failure(status: int, detail: str | None = None, **extra: object) -> Response:
    """A failure in the reader's language: problem+json (RFC 9457) for programs, else a page."""
    title, advice = PAGES.get(status, PAGES[500])
    if wants_json():
        problem = {
            "type": "about:blank",
            "title": gettext(title),
            "status": status,
            "detail": detail or gettext(advice),
            **extra,
        }
        response = make_response(problem, status)
        response.content_type = "application/problem+json"
        return response
    template = (
        "errors/bare.html" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "errors/failure.html"
    )
    page = render_template(
        template, status=status, title=gettext(title), detail=detail, advice=gettext(advice)
    )
    return make_response(page, status)


def attachment(content: str | bytes, kind: str, name: str) -> Response:
    """A file to keep under this name; `kind` is its media type."""
    answer = Response(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def translated(problem: Failure) -> str:
    """The words of a failure in the reader's language."""
    return str(gettext(problem.message, **problem.values))


def install(app: Flask, *, on_refusal: Callable[[NotAllowed], None]) -> None:
    """Register error pages, headers and static file caching; refusals are told to `on_refusal`."""
    statuses: dict[type[Failure], int] = {Refused: 409, NotAllowed: 403, Missing: 404}

    def answer_failure(problem: Failure) -> Response:
        if isinstance(problem, NotAllowed):
            on_refusal(problem)
        status = next(statuses[each] for each in type(problem).mro() if each in statuses)
        return failure(status, translated(problem))

    def answer_http(problem: HTTPException) -> ResponseReturnValue:
        if problem.code is None or problem.code < HTTPStatus.BAD_REQUEST:
            return problem
        return failure(problem.code if problem.code in PAGES else 400)

    def answer_csrf(problem: CSRFError) -> Response:
        return failure(
            400, gettext("The form was too old or not ours. Reload the page and send again.")
        )

    def answer_data(problem: DataError) -> Response:
        """Text that a database cannot keep, such as NUL: nobody types it."""
        app.logger.info("The database refused a value: %s", type(problem.orig).__name__)
        db.session.rollback()
        return failure(422)

    def answer_storage(problem: OperationalError | InternalError) -> Response:
        app.logger.error("The database did not answer: %s", type(problem.orig).__name__)
        response = failure(503)
        response.headers["Retry-After"] = "5"
        return response

    for kind in statuses:
        app.register_error_handler(kind, answer_failure)
    app.register_error_handler(CSRFError, answer_csrf)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(DataError, answer_data)
    for away in (OperationalError, InternalError):
        app.register_error_handler(away, answer_storage)
    app.after_request(_finish)
    app.add_template_global(asset)
    app.add_template_filter(plain)


def _finish(response: Response) -> Response:
    if response.mimetype == "application/json":
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-store")
        return response
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint and request.endpoint.endswith("static"):
        if "v" in request.args:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def asset(filename: str, *, endpoint: str = "static") -> str:
    """The address of a static file with its content's hash, so that it may be kept for a year."""
    return url_for(endpoint, filename=filename, v=asset_digest(endpoint, filename))


@lru_cache(maxsize=256)
def asset_digest(endpoint: str, filename: str) -> str:
    """The beginning of the hash of a static file's content."""
    folder = STATIC_FOLDERS[endpoint]
    return hashlib.sha256((folder / filename).read_bytes()).hexdigest()[:12]


STATIC_FOLDERS: dict[str, Path] = {}


class Number(IntegerConverter):
    """A number in an address that a database's id can be."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - werkzeug's own name
        """From 0 to the largest id."""
        super().__init__(map, max=LARGEST_ID)
