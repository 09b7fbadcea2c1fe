"""`flask exam …`: blueprints, sealing, the board, closing, marking and repeating draws."""

import json
import tomllib
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from accounts.queries import actor_of, person_with
from audit.rules.bundle import redacted
from core.clock import exam_ms
from core.config import Settings
from core.database import db
from core.errors import Failure
from exam.actions import blueprints, closing, dossier, grading, sealing, sweeping
from exam.models.sittings import Sitting
from exam.queries.analysis import analysed_again, analysis_of
from exam.queries.blueprints import known_blueprint
from exam.queries.board import whole_board
from exam.queries.computed import repeats
from exam.queries.feasibility import coverage_of
from exam.queries.replay import FIRST_WAY, can_be_repeated, differences
from exam.queries.results import newest_run, rows_of
from exam.queries.sittings import phase
from exam.rules.blueprint import BadBlueprint
from exam.rules.dossier import Part, keeping

exam = AppGroup("exam", help="Blueprints, sittings, marking.")
blueprint = AppGroup("blueprint", help="Blueprint files.")
exam.add_command(blueprint)
"""Exit status everywhere: 0 fine, 1 found a problem, 2 wrong use."""


def group(settings: Settings) -> AppGroup:
    """The commands of the exam, with those that name the house."""
    named = AppGroup("exam", help=exam.help)
    for command in (*exam.commands.values(), dossier_command(settings.base_url)):
        named.add_command(command)
    return named


def _definition(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise click.ClickException(f"{file}: {problem}") from problem


def _sitting(sitting_id: int) -> Sitting:
    sitting = db.session.get(Sitting, sitting_id)
    if sitting is None:
        raise click.ClickException(f"There is no sitting {sitting_id}.")
    return sitting


@blueprint.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def check(file: Path, *, as_json: bool) -> None:
    """Read a blueprint and say whether the bank can meet it, in each language.

    Example: flask exam blueprint check exam/content/certification.toml
    """
    try:
        rule = known_blueprint(_definition(file))
    except BadBlueprint as bad:
        found = {"blueprint": [reason.message % reason.values for reason in bad.reasons]}
    else:
        found = {
            each.language: [short.message % short.values for short in each.shortages]
            for each in coverage_of(rule)
        }
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for where, problems in found.items():
            click.echo(f"{where}: {'; '.join(problems) or 'can be met'}")
    raise SystemExit(1 if any(found.values()) else 0)


@blueprint.command("keep")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def keep(file: Path) -> None:
    """Keep this version of a blueprint. Example: flask exam blueprint keep certification.toml."""
    try:
        kept = blueprints.keep_blueprint(_definition(file), actor=None)
    except (BadBlueprint, Failure) as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Blueprint {kept.code}, version {kept.version}, is kept.")


@exam.command("seal")
@click.argument("sitting_id", type=int)
@click.option("--as", "login", required=True, help="The examiner who answers for it.")
def seal(sitting_id: int, login: str) -> None:
    """Draw and lay out every form of a sitting. Example: flask exam seal 7 --as kong."""
    try:
        sealed = sealing.seal(sitting_id, actor=actor_of(person_with(login)))
    except Failure as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Sealed. Hash of the seed: {sealed.seed_hash}")


@exam.command("board")
@click.argument("sitting_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def board(sitting_id: int, *, as_json: bool) -> None:
    """Who is absent, ready, writing, done. Example: flask exam board 7."""
    rows = whole_board(_sitting(sitting_id).id)
    if as_json:
        data = [
            {
                "login": r.person.login,
                "state": r.state,
                "answered": r.answered,
                "total": r.total,
            }
            for r in rows
        ]
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row.person.login:<16}{row.state:<12}{row.answered}/{row.total}")


@exam.command("close-due")
def close_due() -> None:
    """Write down what the clock decided, and close and mark ended sittings."""
    click.echo(f"{sweeping.close_due()} attempts and {closing.close_ended()} sittings closed.")


@exam.command("grade")
@click.argument("sitting_id", type=int)
def grade(sitting_id: int) -> None:
    """Mark a closed sitting again before its release: the same facts give the same digest."""
    try:
        marked = grading.run_again(_sitting(sitting_id).id)
    except Failure as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Run {marked.id}: {marked.digest}")


@exam.command("analyse")
@click.argument("sitting_id", type=int)
def analyse(sitting_id: int) -> None:
    """Compute the figures of the newest run again and compare. Example: flask exam analyse 7."""
    run = newest_run(_sitting(sitting_id).id)
    if run is None:
        raise click.ClickException("This sitting is not marked yet.")
    figures, stored = analysed_again(run), analysis_of(run)
    if stored is None:
        raise click.ClickException(f"No figures were kept of run {run.id}. Mark the sitting again.")
    alpha = "-" if figures["alpha"] is None else f"{figures['alpha']:.4f}"
    flagged = sum(bool(each["flags"]) for each in figures["questions"])
    click.echo(f"Run {run.id}: {figures['papers']} papers, alpha {alpha}, {flagged} flagged.")
    is_same = figures == stored.figures
    click.echo("The same as stored." if is_same else "NOT the same as stored.")
    raise SystemExit(0 if is_same else 1)


@exam.command("runs")
@click.argument("sitting_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def runs(sitting_id: int, *, as_json: bool) -> None:
    """Compute every past run again: is it the same to the byte? Example: flask exam runs 7."""
    found = repeats(_sitting(sitting_id))
    if as_json:
        rows = [{"run": run.id, "digest": run.digest, "same": same} for run, same in found]
        click.echo(json.dumps(rows))
    else:
        for run, same in found:
            click.echo(f"Run {run.id}: {run.digest} {'is the same' if same else 'IS ANOTHER'}")
    raise SystemExit(0 if all(same for _, same in found) else 1)


@exam.command("replay")
@click.argument("sitting_id", type=int)
def replay(sitting_id: int) -> None:
    """Draw every form again from the seed and compare. Example: flask exam replay 7."""
    sitting = _sitting(sitting_id)
    found = [str(each) for each in differences(sitting)]
    if sitting.sealing and not can_be_repeated(sitting):
        found.append(FIRST_WAY)
    click.echo("\n".join(found) or "Every form is as drawn.")
    raise SystemExit(1 if found else 0)


@exam.command("report")
@click.argument("sitting_id", type=int)
def report(sitting_id: int) -> None:
    """The results of the newest run, best first."""
    sitting = _sitting(sitting_id)
    run = newest_run(sitting.id)
    if run is None:
        raise click.ClickException(f"Not marked yet; the sitting is {phase(sitting, exam_ms())}.")
    for row in rows_of(run):
        click.echo(f"{row.score:>9} / {row.full}  {'pass' if row.passed else 'fail'}  {row.name}")


def dossier_command(house: str) -> click.Command:
    """The command that signs a dossier in the name of this house."""

    @click.command("dossier")
    @click.argument("attempt_id", type=int)
    @click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
    @click.option(
        "--without",
        multiple=True,
        type=click.Choice([str(part) for part in Part]),
        help="What to leave out; the rest still verifies. May be given several times.",
    )
    @with_appcontext
    def make(attempt_id: int, out: Path, without: tuple[str, ...]) -> None:
        """Sign everything on record of a released attempt, for verify.py. It holds keys.

        Example: flask exam dossier 12 --out dossier-12.json --without name
        """
        try:
            made = dossier.make(attempt_id, house=house, actor=None)
        except Failure as problem:
            raise click.ClickException(str(problem)) from problem
        kept = redacted(made, keeping([Part(each) for each in without]))
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        out.write_text(text + "\n", encoding="utf-8")
        click.echo(f"{out}: {kept['head']['count']} records, root {kept['head']['root']}")

    return make
