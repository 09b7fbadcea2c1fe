"""One's own settings."""

from accounts.models import Person
from core.actor import Actor
from core.database import transaction


def choose_scheme(scheme: str | None, *, actor: Actor) -> None:
    """Keep light or dark with the person; None follows the device."""
    with transaction() as session:
        session.get_one(Person, actor.id).scheme = scheme


def choose_language(language: str, *, actor: Actor) -> None:
    """Keep the language with the person, for the next browser they sign in with."""
    with transaction() as session:
        session.get_one(Person, actor.id).language = language
