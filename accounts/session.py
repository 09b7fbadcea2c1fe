"""Who is signed in: one small object a request, and the guard before every view."""

import hmac
from functools import partial
from typing import Any

from flask import Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from accounts.acts import AccountAct
from accounts.models import Person, SignIn
from accounts.queries import actor_of, standing_sign_in
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import NotAllowed
from core.http import failure, wants_json

login_manager = LoginManager()
login_manager.session_protection = None


class SignedIn(UserMixin):  # type: ignore[misc]
    """The person behind this request's sign-in, as flask-login wants it."""

    def __init__(self, opened: SignIn) -> None:
        """Take the sign-in with its person and the duties that hold now."""
        self.sign_in_id = opened.id
        self.person: Person = opened.person
        self.actor: Actor = actor_of(opened.person)

    def get_id(self) -> str:
        """What the signed cookie carries: the sign-in, not the person."""
        return str(self.sign_in_id)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load(sign_in_id: str) -> SignedIn | None:
    if not sign_in_id.isdigit():
        return None
    opened = standing_sign_in(int(sign_in_id), now())
    return SignedIn(opened) if opened else None


def begin(opened: SignIn) -> None:
    """Let this browser carry the sign-in; whatever the cookie held before is gone."""
    language = session.get("language") or opened.person.language
    session.clear()
    session.permanent = True
    if language:
        session["language"] = language
    login_user(SignedIn(opened))


def end() -> None:
    """Let this browser forget the sign-in."""
    logout_user()


def current_actor() -> Actor:
    """The person who makes this request."""
    actor: Actor = current_user.actor
    return actor


def sign_in_id_in_cookie() -> int:
    """The sign-in that the signed cookie names, 0 for none: for statements that check it."""
    carried: Any = session.get("_user_id")
    return int(carried) if isinstance(carried, str) and carried.isdigit() else 0


def install(app: Flask) -> None:
    """Guard every view that is neither public nor guards itself."""
    login_manager.init_app(app, add_context_processor=False)
    app.add_template_global(current_user, "current_user")
    app.add_template_global(partial(_key_of_browser, str(app.secret_key)), "key_of_browser")

    @app.before_request
    def refuse_strangers() -> ResponseReturnValue | None:
        view = app.view_functions.get(request.endpoint or "")
        if view is None or request.endpoint == "static" or request.endpoint == "bootstrap.static":
            return None
        if getattr(view, "is_public", False) or getattr(view, "guards_itself", False):
            return None
        if current_user.is_authenticated:
            return None
        if wants_json() or request.method not in ("GET", "HEAD"):
            return failure(401)
        return redirect(url_for("accounts.show_sign_in", next=request.full_path.rstrip("?")), 303)


def _key_of_browser(secret: str) -> str:
    """What locks the person's unsaved text in a browser; it is told to nobody else."""
    words = f"the unsaved text of person {current_actor().id}"
    return hmac.new(secret.encode(), words.encode(), "sha256").hexdigest()


def note_refusal(problem: NotAllowed) -> None:
    """Write a refused act on the trail, in a transaction of its own: the act's was rolled back."""
    if not current_user.is_authenticated:
        return
    with transaction():
        record(
            AccountAct.REFUSED,
            current_actor(),
            subject=("address", request.path[:64].replace("\0", "\ufffd")),
            method=request.method,
            why=problem.message,
        )


def remember_language(language: str) -> None:
    """Keep the reader's choice in the cookie."""
    session["language"] = language
    g.language = language
