"""`flask audit …`: verify the trail, seal it."""

import json
from dataclasses import asdict

import click
from flask.cli import AppGroup

from audit import actions, queries

audit = AppGroup(
    "audit", help="The trail: what was done, by whom, and whether it was tampered with."
)


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def verify(*, as_json: bool) -> None:
    """Walk the whole trail and say what does not fit.

    Exit status 0: it holds. 1: something was changed. Example: flask audit verify --json
    """
    found = queries.verify()
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
    else:
        click.echo(
            f"{found.entries} entries in {found.blocks} blocks, {found.unsealed} not yet sealed."
        )
        for fault in found.faults:
            click.echo(f"  {fault.place}: {fault.what}", err=True)
        click.echo("The trail holds." if not found.faults else f"{len(found.faults)} faults.")
    raise SystemExit(1 if found.faults else 0)


@audit.command("seal")
def seal() -> None:
    """Seal what is not yet sealed into a block. Example: flask audit seal."""
    click.echo(f"{actions.seal()} entries sealed.")
