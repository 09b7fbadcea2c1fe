"""Signing in and out, the one-time link, and the language switch."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from accounts import session
from accounts.actions import profile, signing_in
from accounts.forms import NewPasswordForm, SignInForm
from accounts.queries import demo_accounts, roles_of
from core.config import Settings
from core.errors import N_, Missing, Refused
from core.http import public, translated
from core.language import LANGUAGES

DEMO_PASSWORD = "demo-2026-chizheng"  # noqa: S105 - known to all; production refuses demo accounts


def blueprint(settings: Settings) -> Blueprint:
    """Pages of signing in; the settings give the key for hashes and whether to show the demo."""
    bp = Blueprint("accounts", __name__)

    @bp.get("/sign-in")
    @public
    def show_sign_in() -> ResponseReturnValue:
        if current_user.is_authenticated:
            return redirect(inside(request.args.get("next")), 303)
        return page(SignInForm(next=request.args.get("next", "")))

    @bp.post("/sign-in")
    @public
    def create_sign_in() -> ResponseReturnValue:
        form = SignInForm()
        if not form.validate_on_submit():
            return page(form), 422
        try:
            opened = signing_in.sign_in(
                form.login.data or "",
                form.password.data or "",
                address=request.remote_addr or "",
                agent=request.user_agent.string,
                secret=settings.secret_key,
            )
        except signing_in.MustWait as wait:
            return page(form, translated(wait)), 429, {"Retry-After": str(wait.seconds)}
        except Refused as refusal:
            return page(form, translated(refusal)), 422
        session.begin(opened)
        return redirect(inside(form.next.data), 303)

    @bp.post("/sign-out")
    def create_sign_out() -> ResponseReturnValue:
        signing_in.sign_out(current_user.sign_in_id, actor=session.current_actor())
        session.end()
        return redirect(url_for("accounts.show_sign_in"), 303)

    @bp.get("/password/<key>")
    @public
    def show_reset(key: str) -> ResponseReturnValue:
        return reset_page(key, NewPasswordForm())

    @bp.post("/password/<key>")
    @public
    def create_password(key: str) -> ResponseReturnValue:
        form = NewPasswordForm()
        if not form.validate_on_submit():
            return reset_page(key, form), 422
        try:
            signing_in.use_reset(key, form.password.data or "")
        except Refused as refusal:
            return reset_page(key, form, translated(refusal)), 422
        return redirect(url_for("accounts.show_sign_in"), 303)

    @bp.post("/language")
    @public
    def choose_language() -> ResponseReturnValue:
        language = request.form.get("language", "")
        if language not in LANGUAGES:
            raise Missing(N_("There is no such language here."))
        session.remember_language(language)
        if current_user.is_authenticated:
            profile.choose_language(language, actor=session.current_actor())
        return redirect(inside(request.form.get("next")), 303)

    def page(form: SignInForm, refusal: str | None = None) -> str:
        demo = [] if settings.production else demo_accounts()
        return render_template(
            "accounts/sign_in.html",
            form=form,
            refusal=refusal,
            demo_accounts=demo,
            demo_roles=roles_of(person.id for person in demo),
            demo_password=DEMO_PASSWORD,
        )

    def reset_page(key: str, form: NewPasswordForm, refusal: str | None = None) -> str:
        link = signing_in.standing_link(key)
        if link is None:
            raise Missing(N_("This link has been used or is too old. Ask for a new one."))
        return render_template(
            "accounts/new_password.html", form=form, refusal=refusal, name=link.person.name
        )

    return bp


def inside(address: str | None) -> str:
    """The address if it is one of our own pages, else the first page."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return url_for("home.show")
    parts = urlsplit(address)
    return url_for("home.show") if parts.scheme or parts.netloc else address
