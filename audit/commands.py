"""`flask audit …`: verify the trail, sign and export it; keys; redaction."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from audit import actions, signing
from audit.models import SigningKey
from audit.queries import Verification
from audit.rules.bundle import FORMAT, redacted
from audit.rules.checkpoint import BadCheckpoint, Checkpoint, read_checkpoint
from core.config import Settings
from core.errors import Failure

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


class Unusable(click.ClickException):
    """What was given cannot be read: exit status 2."""

    exit_code = 2


def group(settings: Settings) -> AppGroup:
    """The commands of one installation."""
    audit = AppGroup(
        "audit", help="The trail: what was done, by whom, and whether it was tampered with."
    )
    for command in (verify, seal, redact, erase):
        audit.add_command(command)
    audit.add_command(_checkpoint(settings.base_url))
    audit.add_command(_export(settings.base_url))
    audit.add_command(keys)
    return audit


@click.command("verify")
@click.option("--checkpoint", "files", type=FILE, multiple=True, help="What a witness holds.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_appcontext
def verify(*, files: tuple[Path, ...], as_json: bool) -> None:
    """Walk the whole trail and say what does not fit.

    With checkpoints that a witness outside kept, a cut end, a history written anew and an old
    backup are found too. Exit status 0: it holds. 1: something was changed. 2: a file cannot be
    read.

    Example: flask audit verify --checkpoint monday.json --checkpoint tuesday.json --json
    """
    found = signing.verify_witnessed([_checkpoint_in(file) for file in files])
    click.echo(json.dumps(asdict(found), ensure_ascii=False) if as_json else _said(found))
    if not as_json:
        for fault in found.faults:
            click.echo(f"  {fault.place}: {fault.what}", err=True)
    raise SystemExit(1 if found.faults else 0)


def _said(found: Verification) -> str:
    verdict = "The trail holds." if not found.faults else f"{len(found.faults)} faults."
    return (
        f"{found.entries} entries in {found.blocks} blocks, {found.unsealed} not yet sealed, "
        f"{found.unwitnessed} not witnessed.\n{verdict}"
    )


def _checkpoint_in(file: Path) -> Checkpoint:
    try:
        return read_checkpoint(_json_in(file))
    except BadCheckpoint as problem:
        raise Unusable(f"{file}: {problem}") from problem


def _json_in(file: Path) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as problem:
        raise Unusable(f"{file}: this is no JSON: {problem}") from problem


@click.command("seal")
@with_appcontext
def seal() -> None:
    """Seal what is not yet sealed into a block. Example: flask audit seal."""
    click.echo(f"{actions.seal()} entries sealed.")


def _checkpoint(house: str) -> click.Command:
    @click.command("checkpoint")
    @click.option("--out", type=OUT, required=True, help="The file to write.")
    @click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
    @with_appcontext
    def checkpoint(*, out: Path, as_json: bool) -> None:
        """Seal what is open and sign the last block, for a witness outside the house.

        Example: flask audit checkpoint --out checkpoint-$(date +%F).json
        """
        try:
            made = actions.checkpoint(house=house)
        except Failure as problem:
            raise click.ClickException(str(problem)) from problem
        _write(out, made)
        head: Any = made["head"]
        said = f"Block {head['height']} with {head['entries']} entries so far: {out}"
        click.echo(json.dumps(head, ensure_ascii=False) if as_json else said)

    return checkpoint


def _export(house: str) -> click.Command:
    @click.command("export")
    @click.option("--out", type=OUT, required=True, help="The file to write.")
    @click.option("--first", type=click.IntRange(1), default=1, help="Begin at this block.")
    @click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
    @with_appcontext
    def export(*, out: Path, first: int, as_json: bool) -> None:
        """Write the sealed trail as a signed bundle, to be checked with verify.py.

        Example: flask audit export --out trail.json
        """
        try:
            made = actions.export_trail(house=house, actor=None, first=first)
        except Failure as problem:
            raise click.ClickException(str(problem)) from problem
        _write(out, made)
        said = f"{made['head']['count']} records: {out}"
        click.echo(json.dumps(made["head"], ensure_ascii=False) if as_json else said)

    return export


def _write(out: Path, document: Mapping[str, object]) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=1)
    try:
        out.write_text(f"{text}\n", encoding="utf-8")
    except OSError as problem:
        raise Unusable(f"{out}: {problem.strerror}") from problem


@click.command("redact")
@click.argument("bundle", type=FILE)
@click.option("--hide", multiple=True, required=True, help="record.field, or record.* for all.")
@click.option("--out", type=OUT, required=True, help="The file to write.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def redact(*, bundle: Path, hide: tuple[str, ...], out: Path, as_json: bool) -> None:
    """Take values out of a bundle; what is left still verifies, signature included.

    Example: flask audit redact dossier.json --hide arrival.value --hide candidate.name --out r.json
    """
    whole = _json_in(bundle)
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise Unusable(f"{bundle}: this is no {FORMAT}.")
    taken: list[str] = []

    def keep(kind: str, name: str) -> bool:
        is_hidden = f"{kind}.{name}" in hide or f"{kind}.*" in hide
        if is_hidden:
            taken.append(f"{kind}.{name}")
        return not is_hidden

    _write(out, redacted(whole, keep))
    said = f"{len(taken)} values taken out: {out}"
    click.echo(json.dumps({"taken_out": taken}) if as_json else said)
    raise SystemExit(0 if taken else 1)


@click.command("erase")
@click.argument("entry", type=int)
@click.argument("fields", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why; it stays on the trail.")
@with_appcontext
def erase(*, entry: int, fields: tuple[str, ...], reason: str) -> None:
    """Take fields out of an entry of the trail for good; it still verifies.

    Example: flask audit erase 4711 actor_name --reason "request for erasure no. 12"
    """
    try:
        actions.redact(entry, fields, reason=reason)
    except Failure as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Entry {entry}: {', '.join(fields)} taken out.")


keys = AppGroup("keys", help="The keys that sign for the house. Private halves are never shown.")


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON, as verify.py reads it.")
def list_keys(*, as_json: bool) -> None:
    """List every key, newest first. Example: flask audit keys list --json > keys.json."""
    if as_json:
        click.echo(json.dumps({"keys": signing.key_history()}))
        return
    for key in signing.keys_on_record():
        click.echo(f"{key.code}  {key.public}  {key.at.date()}  {_state(key)}")


def _state(key: SigningKey) -> str:
    return f"{key.end.kind} since {key.end.effective_at.isoformat()}" if key.end else "signs"


@keys.command("new")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def new(*, as_json: bool) -> None:
    """Make a new key; the present one is retired, and what it signed stands.

    Example: flask audit keys new
    """
    key = actions.new_key()
    said = f"{key.code} signs from now on. Public half: {key.public}"
    click.echo(json.dumps({"code": key.code, "public": key.public}) if as_json else said)


@keys.command("compromised")
@click.argument("code")
@click.option("--since", required=True, help="ISO 8601 with its zone: 2027-01-31T08:00:00+08:00.")
@click.option("--reason", required=True, help="What happened.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def compromised(*, code: str, since: str, reason: str, as_json: bool) -> None:
    """Report that a key may be in other hands: what it signed since then does not stand.

    Example: flask audit keys compromised key-… --since 2027-01-31T08:00:00+08:00 --reason theft
    """
    try:
        moment = datetime.fromisoformat(since)
    except ValueError as problem:
        raise Unusable(f"{since!r} is no time such as 2027-01-31T08:00:00+08:00.") from problem
    if moment.tzinfo is None:
        raise Unusable("Say the zone too: 2027-01-31T08:00:00+08:00.")
    try:
        key = actions.report_compromised(code, moment, reason)
    except Failure as problem:
        raise click.ClickException(str(problem)) from problem
    said = f"{key.code}: {_state(key)}. If it was the present one: flask audit keys new"
    click.echo(json.dumps({"code": key.code, "since": moment.isoformat()}) if as_json else said)
