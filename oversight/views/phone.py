"""The house on a phone: its manifest, its service worker, the page without a network."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from core.config import ROOT
from core.http import CONTENT_POLICY, asset, public
from core.language import TAGS, current
from core.shell import fingerprint, papers

bp = Blueprint("phone", __name__)
NAME = "持证"
WORKER = ROOT / "app/static/js/worker.js"
SIZES = ((192, "any"), (512, "any"), (512, "maskable"))
AT_AN_EXAM = "/exam/attempts/"


@dataclass(frozen=True, slots=True)
class Phone:
    """What a page tells its device: the version of the files, and whether it may keep pages."""

    version: str
    keeps: bool
    light: str
    dark: str


@bp.get("/manifest.webmanifest")
@public
def show_manifest() -> ResponseReturnValue:
    """What installing the house needs to know."""
    light, _dark = papers()
    manifest = {
        "id": "/",
        "name": NAME,
        "short_name": NAME,
        "description": gettext("Courses, practice and certification exams for officers"),
        "lang": TAGS[current()],
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": light,
        "background_color": light,
        "icons": [_icon(size, purpose) for size, purpose in SIZES],
        "shortcuts": [
            {"name": gettext("Practice"), "url": url_for("practice.index")},
            {"name": gettext("Courses"), "url": url_for("courses.index")},
        ],
    }
    answer = make_response(manifest)
    answer.content_type = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/sw.js")
@public
def show_worker() -> ResponseReturnValue:
    """The service worker: at the root, so that it stands before all pages; new with every file."""
    script = f"// {fingerprint()}\n{WORKER.read_text(encoding='utf-8')}"
    answer = Response(script, content_type="text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = "/"
    answer.headers["Content-Security-Policy"] = CONTENT_POLICY
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/offline")
def show_offline() -> ResponseReturnValue:
    """The page that stands in for one that was not kept; a device fills it with what is there."""
    return render_template("phone/offline.html")


def phone() -> Phone:
    """What the frame of a page says to the device that shows it."""
    is_officer = current_user.is_authenticated and "officer" in current_user.actor.roles
    keeps = is_officer and not request.path.startswith("/exam/")
    return Phone(fingerprint(), keeps, *papers())


def has_bar() -> bool:
    """Whether the four rooms stand at the lower edge of a phone: an officer's, not at an exam."""
    is_officer = current_user.is_authenticated and "officer" in current_user.actor.roles
    return is_officer and not request.path.startswith(AT_AN_EXAM)


def _icon(size: int, purpose: str) -> dict[str, str]:
    name = f"icons/{'maskable' if purpose == 'maskable' else 'seal'}-{size}.png"
    return {
        "src": asset(name),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }
