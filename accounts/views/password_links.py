"""The one-time link with which somebody sets a password, shown once to an administrator."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import session
from accounts.actions import people
from accounts.queries import visible_person
from core.config import Settings


def blueprint(settings: Settings) -> Blueprint:
    """The pages of links; the settings give the address that a link begins with."""
    bp = Blueprint("password_links", __name__, url_prefix="/people/<int:person_id>/password-link")

    @bp.get("")
    def leave(person_id: int) -> ResponseReturnValue:
        """A link is shown once; coming back leads to the person."""
        return redirect(url_for("people.show", person_id=person_id), 303)

    @bp.post("")
    def create(person_id: int) -> ResponseReturnValue:
        """Show a one-time link, this once: only its hash is kept."""
        key = people.offer_link(person_id, actor=session.current_actor())
        person = visible_person(session.current_actor(), person_id)
        link = settings.base_url + url_for("accounts.show_reset", key=key)
        return render_template("accounts/password_link.html", person=person, link=link)

    return bp
