"""One's own account: language, scheme, password."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts import session
from accounts.actions import profile, signing_in
from accounts.forms import ChangePasswordForm, SchemeForm
from accounts.queries import duties_of
from core.errors import Refused
from core.http import translated

bp = Blueprint("profile", __name__, url_prefix="/me")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Who I am here, what I may do, and my settings."""
    return _page(ChangePasswordForm())


@bp.post("/scheme")
def choose_scheme() -> ResponseReturnValue:
    """Light, dark, or as the device says."""
    form = SchemeForm()
    if form.validate_on_submit():
        profile.choose_scheme(form.scheme.data or None, actor=session.current_actor())
    return redirect(url_for("profile.show"), 303)


@bp.get("/password")
def leave_password() -> ResponseReturnValue:
    """The form stands on the page of one's own account."""
    return redirect(url_for("profile.show"), 303)


@bp.post("/password")
def change_password() -> ResponseReturnValue:
    """A new password ends all sign-ins, this one too."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        signing_in.change_password(
            current_user.person,
            old=form.old.data or "",
            new=form.new.data or "",
            actor=session.current_actor(),
        )
    except Refused as refusal:
        return _page(form, translated(refusal)), 422
    session.end()
    flash(_("The password is changed. Please sign in with the new one."))
    return redirect(url_for("accounts.show_sign_in"), 303)


def _page(form: ChangePasswordForm, refusal: str | None = None) -> str:
    return render_template(
        "accounts/profile.html",
        form=form,
        refusal=refusal,
        scheme_form=SchemeForm(scheme=current_user.person.scheme or ""),
        duties=duties_of(session.current_actor()),
    )
