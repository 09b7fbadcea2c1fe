"""`flask credential …`: rules, why a gate is open or not, issuing, verification, evidence."""

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from accounts.queries import actor_of, person_with
from core.config import Settings
from core.errors import Failure
from credentials.actions import evidence, issuing, ruling
from credentials.documents.status_list import status_list
from credentials.queries.gate import verdict
from credentials.queries.genuine import faults_of
from credentials.queries.register import all_credentials, numbered
from credentials.queries.rules import current_rule
from credentials.rules.definition import BadRule, read_rule, warnings
from credentials.rules.findings import Finding, as_data
from credentials.rules.phrases import Phrase
from credentials.rules.status_list import Purpose
from exam.rules.dossier import Part

RULE = "qualification"


def group(settings: Settings) -> AppGroup:
    """The commands of an installation at this address."""
    credential = AppGroup("credential", help="The gate, credentials, their verification.")
    rule = AppGroup("rule", help="Files of credential types.")
    credential.add_command(rule)
    for command in (check, keep):
        rule.add_command(command)
    house = settings.base_url
    for command in (explain, propose, confirm, verify, _evidence(house), _status_list(house)):
        credential.add_command(command)
    return credential


def _definition(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise click.ClickException(f"{file}: {problem}") from problem


FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.command("check")
@FILE
@with_appcontext
def check(file: Path) -> None:
    """Read a rule and say what is wrong with it, and what should be thought over.

    Example: flask credential rule check credentials/content/qualification.toml
    """
    try:
        found = read_rule(_definition(file))
    except BadRule as bad:
        for message, values in bad.reasons:
            click.echo(message % values, err=True)
        raise SystemExit(1) from bad
    for message, values in warnings(found):
        click.echo(message % values)
    click.echo(f"{found.code}, version {found.version}: {len(found.conditions)} conditions.")


@click.command("keep")
@FILE
@with_appcontext
def keep(file: Path) -> None:
    """Keep this version of a rule. Example: flask credential rule keep qualification.toml."""
    try:
        kept = ruling.keep_rule(_definition(file), actor=None)
    except (BadRule, Failure) as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Rule {kept.code}, version {kept.version}, is kept.")


@click.command("explain")
@click.argument("login")
@click.option("--rule", "code", default=RULE, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_appcontext
def explain(login: str, code: str, *, as_json: bool) -> None:
    """Say why somebody's gate is open or not, condition by condition; status 1 if it is not.

    Example: flask credential explain lin
    """
    try:
        found = verdict(current_rule(code), person_with(login).id)
    except Failure as problem:
        raise click.ClickException(str(problem)) from problem
    if as_json:
        click.echo(json.dumps(as_data(found), ensure_ascii=False))
    else:
        click.echo(f"The gate is {'open' if found.is_open else 'not open'} ({found.answer}).")
        for finding in found.findings:
            click.echo("\n".join(_lines(finding)))
    raise SystemExit(0 if found.is_open else 1)


def _lines(finding: Finding) -> Iterable[str]:
    yield f"{finding.answer:<8} {finding.titles['en']}: {_words(finding.required)}"
    for phrase in finding.on_record:
        yield f"         on record: {_words(phrase)}"
    if finding.missing:
        yield f"         missing:   {_words(finding.missing)}"


def _words(phrase: Phrase) -> str:
    return phrase.message % phrase.said("en")


@click.command("propose")
@click.argument("login")
@click.option("--rule", "code", default=RULE, show_default=True)
@click.option("--as", "issuer", required=True, help="The issuer who answers for it.")
@with_appcontext
def propose(login: str, code: str, issuer: str) -> None:
    """Propose a credential. Example: flask credential propose lin --as yin."""
    try:
        made = issuing.propose(
            person_with(login).id, rule_code=code, actor=actor_of(person_with(issuer))
        )
    except Failure as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Proposal {made.id}; another issuer confirms it.")


@click.command("confirm")
@click.argument("proposal_id", type=int)
@click.option("--as", "issuer", required=True, help="The second issuer, who answers for it.")
@with_appcontext
def confirm(proposal_id: int, issuer: str) -> None:
    """Issue what another issuer proposed. Example: flask credential confirm 7 --as fu."""
    try:
        made = issuing.confirm(proposal_id, actor=actor_of(person_with(issuer)))
    except Failure as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"{made.number} is issued.")


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_appcontext
def verify(*, as_json: bool) -> None:
    """Compare every credential with its seal, its decision and the trail; status 1 if one is not.

    Example: flask credential verify --json
    """
    credentials = all_credentials()
    faults = faults_of(credentials)
    found = [
        {"number": each.number, "fault": fault.code, "what": fault.message % fault.values}
        for each in credentials
        if (fault := faults.get(each.id))
    ]
    if as_json:
        click.echo(json.dumps({"credentials": len(credentials), "faults": found}))
    else:
        for each in found:
            click.echo(f"{each['number']}: {each['what']}", err=True)
        click.echo(f"{len(credentials)} credentials, {len(found)} not genuine.")
    raise SystemExit(1 if found else 0)


def _evidence(house: str) -> click.Command:
    @click.command("evidence")
    @click.argument("number")
    @click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
    @click.option(
        "--without",
        type=click.Choice([str(part) for part in Part]),
        multiple=True,
        help="Leave this out of the dossiers; may be given several times.",
    )
    @with_appcontext
    def write(number: str, out: Path, without: tuple[str, ...]) -> None:
        """Write a credential's evidence file: one signed bundle that verify.py checks.

        Example: flask credential evidence CZ-songyan-2026-0001 --out evidence.json
        """
        try:
            bundle = evidence.make(
                numbered(number).id,
                without=[Part(each) for each in without],
                house=house,
                actor=None,
            )
        except Failure as problem:
            raise click.ClickException(str(problem)) from problem
        out.write_text(json.dumps(bundle, ensure_ascii=False), encoding="utf-8")
        click.echo(f"{out}: {bundle['head']['count']} records.")

    return write


def _status_list(house: str) -> click.Command:
    @click.command("status-list")
    @click.argument("purpose", type=click.Choice([str(purpose) for purpose in Purpose]))
    @with_appcontext
    def write(purpose: str) -> None:
        """Write the signed status list of a purpose.

        Example: flask credential status-list revocation
        """
        click.echo(json.dumps(status_list(Purpose(purpose), house=house)))

    return write
