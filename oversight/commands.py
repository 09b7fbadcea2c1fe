"""`flask demo …`: the demonstration bureau."""

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from accounts.actions import people
from accounts.models import Person
from accounts.queries import demo_accounts
from accounts.views.signing_in import DEMO_PASSWORD
from core.config import Settings
from core.database import db
from core.errors import Failure
from oversight.importing import demo as loading


def group(settings: Settings) -> AppGroup:
    """The commands; a production installation never loads the demonstration."""
    demo = AppGroup("demo", help="An invented bureau to look around in.")

    @demo.command("load")
    @click.option("--if-empty", is_flag=True, help="Do nothing where there are people already.")
    def load(*, if_empty: bool) -> None:
        """Load the starter content and a demonstration bureau into an empty database.

        Example: flask demo load
        """
        if settings.production:
            raise click.ClickException("A production installation never holds the demonstration.")
        if if_empty and db.session.scalar(select(func.count()).select_from(Person)):
            return
        click.echo("Loading the demonstration (about half a minute):")
        try:
            loading.load(password=DEMO_PASSWORD, tell=lambda step: click.echo(f"  {step} …"))
        except Failure as problem:
            raise click.ClickException(str(problem)) from problem
        click.echo(f"Accounts, all with the password {DEMO_PASSWORD}:")
        for person in demo_accounts():
            click.echo(f"  {person.login:<12}{person.name}")

    @demo.command("close")
    def close() -> None:
        """Close every demonstration account, so that nobody signs in with a known password."""
        for person in demo_accounts():
            people.close_person(person.id, reason="end of the demonstration", actor=None)
        click.echo("The demonstration accounts are closed.")

    return demo
