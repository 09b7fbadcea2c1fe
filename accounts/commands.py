"""`flask accounts …`: people and roles from the command line, by whoever runs the machine."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from accounts.actions import people, roles, rosters, units
from accounts.importing.known import known_to
from accounts.importing.roster import RosterFile, read_roster
from accounts.models import RoleGrant
from accounts.queries import all_grants, person_with, standing_grant, unit_with
from accounts.rules.duties import Role
from accounts.rules.names import tidy_code, tidy_login
from accounts.rules.roster import Fate, Planned, counts, plan
from core.config import Settings
from core.errors import Failure

ROLE = click.Choice([str(role) for role in Role])
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
NOT_A_PROBLEM, A_PROBLEM = 0, 1


def group(settings: Settings) -> AppGroup:
    """The commands; the settings give the address that one-time links begin with."""
    accounts = AppGroup("accounts", help="People, units and roles.")
    for command in (import_roster, grant, revoke, list_roles, add_unit):
        accounts.add_command(command)

    @accounts.command("reset")
    @click.argument("login")
    def reset(login: str) -> None:
        """Print a one-time link with which LOGIN sets a new password; older links end.

        The link works for 48 hours. Example: flask accounts reset lin
        """
        with _told():
            key = people.offer_link(person_with(tidy_login(login)).id, actor=None)
        click.echo(f"{settings.base_url}/password/{key}")

    return accounts


@contextmanager
def _told() -> Iterator[None]:
    """Tell a refusal on standard error, with exit status 1."""
    try:
        yield
    except Failure as failure:
        raise click.ClickException(str(failure)) from failure


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen; store nothing.")
@AS_JSON
@with_appcontext
def import_roster(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Import people from a CSV or Excel FILE, whole or not at all.

    Columns: login, name, unit code and, if wanted, roles: an officer's holds at once, others wait
    for a supervisor. Exit status 0: fine. 1: something in the file is wrong, nothing was stored.

    Example: flask accounts import roster.xlsx --dry-run
    """
    data = file.read_bytes()
    with _told():
        roster = read_roster(data)
        rows = plan(roster.lines, known_to(None, roster.lines))
        is_right = counts(rows)[Fate.ERROR] == 0
        if is_right and not dry_run:
            digest = hashlib.sha256(data).hexdigest()
            rosters.import_lines(roster.lines, digest=digest, actor=None)
    is_stored = is_right and not dry_run
    if as_json:
        click.echo(json.dumps(_report(rows, roster, is_stored=is_stored), ensure_ascii=False))
    else:
        _print_report(rows, roster, is_stored=is_stored)
    raise SystemExit(NOT_A_PROBLEM if is_right else A_PROBLEM)


def _report(rows: list[Planned], roster: RosterFile, *, is_stored: bool) -> dict[str, object]:
    return {
        "stored": is_stored,
        "counts": counts(rows),
        "remarks": roster.remarks,
        "errors": [
            {"row": row.number, "login": row.login, "problems": [str(f) for f in row.faults]}
            for row in rows
            if row.faults
        ],
    }


def _print_report(rows: list[Planned], roster: RosterFile, *, is_stored: bool) -> None:
    for remark in roster.remarks:
        click.echo(remark, err=True)
    for row in rows:
        for fault in row.faults:
            click.echo(f"Row {row.number}: {fault}", err=True)
    click.echo(", ".join(f"{number} {fate}" for fate, number in counts(rows).items()))
    click.echo("Imported." if is_stored else "Nothing was stored.")


@click.command("grant")
@click.argument("login")
@click.argument("role", type=ROLE)
@click.argument("unit")
@with_appcontext
def grant(login: str, role: str, unit: str) -> None:
    """Give LOGIN a ROLE in the UNIT with that code, holding at once.

    Example: flask accounts grant shen supervisor nation
    """
    with _told():
        person, where = person_with(tidy_login(login)), unit_with(tidy_code(unit))
        roles.grant(person.id, role=Role(role), unit_id=where.id)
    click.echo(f"{person.login} is {role} in {where.code}.")


@click.command("revoke")
@click.argument("login")
@click.argument("role", type=ROLE)
@click.argument("unit")
@click.option("--reason", required=True, help="Why; it is kept on the trail.")
@with_appcontext
def revoke(login: str, role: str, unit: str, *, reason: str) -> None:
    """End LOGIN's ROLE in the UNIT with that code.

    Example: flask accounts revoke lin officer songyan --reason "moved away"
    """
    with _told():
        person, where = person_with(tidy_login(login)), unit_with(tidy_code(unit))
        roles.end(standing_grant(person.id, Role(role), where.id).id, reason=reason, actor=None)
    click.echo(f"{person.login} is no longer {role} in {where.code}.")


@click.command("list-roles")
@click.option("--login", help="Only this person's.")
@AS_JSON
@with_appcontext
def list_roles(login: str | None, *, as_json: bool) -> None:
    """List who has which role where, and what waits or has ended.

    Example: flask accounts list-roles --login lin --json
    """
    with _told():
        grants = all_grants(person_with(tidy_login(login)).id if login else None)
    rows = [_role_row(given) for given in grants]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo("\t".join(row.values()))


def _role_row(given: RoleGrant) -> dict[str, str]:
    return {
        "login": given.person.login,
        "role": given.role,
        "unit": given.unit.code,
        "standing": str(roles.standing_of(given)),
    }


@click.command("add-unit")
@click.argument("code")
@click.argument("name")
@click.option("--below", help="The code of the unit above; without it a new nation.")
@click.option("--name-en", default="", help="The name in English.")
@with_appcontext
def add_unit(code: str, name: str, *, below: str | None, name_en: str) -> None:
    """Add the unit CODE with its NAME; the level follows the unit above.

    Example: flask accounts add-unit songyan 松岩县 --below yunxi
    """
    with _told():
        parent_id = unit_with(tidy_code(below)).id if below else None
        unit = units.add_unit(
            code=code, name=name, name_en=name_en, parent_id=parent_id, actor=None
        )
    click.echo(f"{unit.code} is a {unit.level}.")
