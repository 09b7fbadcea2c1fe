"""`flask demo …`: the demonstration bureau. `flask questions statute …`: new versions."""

from datetime import date, datetime

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from accounts.actions import people
from accounts.models import Person
from accounts.queries import actor_of, demo_accounts, person_with
from accounts.views.signing_in import DEMO_PASSWORD
from core.config import Settings
from core.database import db
from core.errors import Failure
from oversight.importing import demo as loading
from oversight.queries.statutes import Preview, preview
from question_bank.actions.suspending import enter
from question_bank.rules.articles import read_articles
from question_bank.rules.statutes import Version

DAY = click.DateTime(["%Y-%m-%d"])


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
        click.echo("Loading the demonstration (a minute or two):")
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


statute = AppGroup("statute", help="Statutes: new versions, and what they suspend.")


@statute.command("enter")
@click.argument("code")
@click.option("--name", required=True, help="The version's name, such as 2026.")
@click.option("--in-force", type=DAY, required=True, help="The day of effect, 2027-01-01.")
@click.option("--adopted", type=DAY, help="The day of adoption, issue or publication.")
@click.option("--changed", default="", help='New or changed articles: "42, 44-46, 55-1".')
@click.option("--removed", default="", help="Articles that are there no more.")
@click.option("--articles", type=click.IntRange(1), help="How many articles it has now.")
@click.option("--note", default="", help="Where the new text was read.")
@click.option("--as", "login", required=True, help="The legal reviewer in whose name.")
@click.option("--look", is_flag=True, help="Only say what would be suspended.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def enter_version(
    *,
    code: str,
    name: str,
    in_force: datetime,
    adopted: datetime | None,
    changed: str,
    removed: str,
    articles: int | None,
    note: str,
    login: str,
    look: bool,
    yes: bool,
) -> None:
    """Enter a new version of a statute; suspend exactly what cites one of its articles.

    Exit status 0: entered, or only looked at. 1: refused. 2: wrong use.

    Example: flask questions statute enter penalty-law --name 2026 --in-force 2027-01-01
    --changed "42, 44-46, 55-1" --as gu
    """
    try:
        actor = actor_of(person_with(login))
        new = Version(
            name=name,
            adopted=_day(adopted),
            in_force=in_force.date(),
            changed=read_articles(changed),
            removed=read_articles(removed),
            articles=articles,
        )
        _say(preview(actor, code, new))
        if look:
            return
        if not yes:
            click.confirm("Enter this version?", abort=True)
        enter(code, new, actor=actor, remark=note)
    except Failure as failure:
        raise click.ClickException(str(failure)) from failure
    click.echo("Entered.")


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None


def _say(found: Preview) -> None:
    click.echo(f"In force from {found.new.in_force}.")
    click.echo(f"{len(found.questions)} questions to be suspended:")
    for each in found.questions:
        click.echo(f"  {each.revision.question.code:<32}{', '.join(each.articles)}")
    click.echo(f"{len(found.modules)} modules to be checked:")
    for one in found.modules:
        click.echo(f"  {one.place.code:<32}{', '.join(one.articles)}")
    click.echo(f"{len(found.sittings)} sealed sittings that hold one of these questions:")
    for held in found.sittings:
        click.echo(f"  {held.sitting.id:<8}{held.sitting.title}: {held.questions}")
