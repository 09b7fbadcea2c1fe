"""`flask competition …`: standings, freeze and reveal, final standings, export, recomputation."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from accounts.queries import actor_of, person_with
from competitions.actions import evidence, finals, showing
from competitions.board import BoardRow, view_of
from competitions.queries.listing import competition_with
from competitions.queries.scores import standings_at
from competitions.rules.phases import BOARD_PHASE_NAMES
from competitions.rules.standings import digest_of
from core.actor import Actor
from core.config import Settings
from core.errors import Failure


def group(settings: Settings) -> AppGroup:
    """The commands of competitions, with the one that names the house."""
    named = AppGroup("competition", help="Standings, freeze and reveal, final standings.")
    for command in (standings, freeze, reveal, finalise, rebuild, _export(settings.base_url)):
        named.add_command(command)
    return named


@contextmanager
def _failing_in_words() -> Iterator[None]:
    try:
        yield
    except Failure as problem:
        raise click.ClickException(str(problem)) from problem


def _actor(login: str) -> Actor:
    return actor_of(person_with(login))


by_option = click.option("--by", "login", required=True, help="Who acts, by name for signing in.")


@click.command("standings")
@click.argument("competition_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_appcontext
def standings(competition_id: int, *, as_json: bool) -> None:
    """The board as everyone sees it, freeze included. Example: flask competition standings 3."""
    with _failing_in_words():
        view = view_of(competition_id)
    rows = view.rows(0, view.size)
    if as_json:
        found = {"phase": str(view.phase), "tag": view.tag, "rows": [_as_data(row) for row in rows]}
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    click.echo(BOARD_PHASE_NAMES[view.phase])
    for row in rows:
        rank = row.place.rank or ("out" if row.place.is_out else "-")
        click.echo(f"{rank:>5}  {row.number:>5}  {row.place.total:>8}  {row.name} {row.unit}")


def _as_data(row: BoardRow) -> dict[str, object]:
    place = row.place
    return {
        "rank": place.rank,
        "number": row.number,
        "name": row.name,
        "unit": row.unit,
        "total": str(place.total),
        "rounds": {code: str(points) for code, points in place.rounds.items()},
        "out": place.is_out,
    }


@click.command("freeze")
@click.argument("competition_id", type=int)
@by_option
@with_appcontext
def freeze(competition_id: int, login: str) -> None:
    """Freeze the board as it is. Example: flask competition freeze 3 --by kong."""
    with _failing_in_words():
        frozen = showing.freeze(competition_id, actor=_actor(login))
    click.echo(f"Frozen at line {frozen.at_number}.")


@click.command("reveal")
@click.argument("competition_id", type=int)
@by_option
@with_appcontext
def reveal(competition_id: int, login: str) -> None:
    """Reveal the next entry from the bottom up. Example: flask competition reveal 3 --by kong."""
    with _failing_in_words():
        made = showing.reveal(competition_id, actor=_actor(login))
    click.echo(f"{made.step} entries are open.")


@click.command("finalise")
@click.argument("competition_id", type=int)
@click.option("--digest", default="", help="Of the standings that were read; shown without it.")
@by_option
@with_appcontext
def finalise(competition_id: int, digest: str, login: str) -> None:
    """Confirm the standings as head judge or supervisor; without --digest say what they are.

    Example: flask competition finalise 3 --by shang --digest 5f0c…
    """
    with _failing_in_words():
        if not digest:
            places = standings_at(competition_with(competition_id)).places
            click.echo(digest_of(places))
            return
        final = finals.confirm(competition_id, digest=digest, actor=_actor(login))
    click.echo(f"Final at line {final.at_number}." if final else "Confirmed; one more is needed.")


@click.command("rebuild")
@click.argument("competition_id", type=int)
@with_appcontext
def rebuild(competition_id: int) -> None:
    """Compute the places of final standings anew from the list; exit 1 if stored ones differed.

    Example: flask competition rebuild 3
    """
    with _failing_in_words():
        wrong = finals.rebuild(competition_id)
    click.echo(f"Entries whose stored place was wrong: {wrong}" if wrong else "Every place fits.")
    raise SystemExit(1 if wrong else 0)


def _export(house: str) -> click.Command:
    @click.command("export")
    @click.argument("competition_id", type=int)
    @click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
    @with_appcontext
    def export(competition_id: int, out: Path) -> None:
        """Sign the board and all it follows from, for verify.py.

        Example: flask competition export 3 --out board-3.json
        """
        with _failing_in_words():
            bundle = evidence.make(competition_id, house=house, actor=None)
        out.write_text(json.dumps(bundle, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        click.echo(f"{out}: {bundle['head']['count']} records, root {bundle['head']['root']}")

    return export
