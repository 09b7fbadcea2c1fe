"""`flask questions bring` and `send`: questions from other systems and for them."""

import json
from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from accounts.queries import actor_of, person_with
from core.actor import Actor
from core.errors import Failure
from core.http import translated
from question_bank.actions import bringing, sending
from question_bank.actions.looking import STORED, Report
from question_bank.commands.terminal import reader
from question_bank.documents import Said, errors_first, said
from question_bank.formats import FORMATS
from question_bank.formats.format import Damaged
from question_bank.formats.markdown import Markdown
from question_bank.models import Upload
from question_bank.queries.outgoing import Wanted

FILE = click.argument("file", type=click.Path(path_type=Path))
LANG = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
POOL = click.option("--pool", type=click.Choice(["practice", "exam"]))
TOPIC = click.option("--topic", default="", help="A code of the topic tree.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
READERS = (Markdown.name, *(each.name for each in FORMATS.values() if each.reads))


@click.command("bring")
@FILE
@click.option("--as", "login", required=True, help="The trainer in whose name they are stored.")
@click.option("--format", "format_name", type=click.Choice(READERS))
@TOPIC
@POOL
@LANG
@click.option("--dry-run", is_flag=True, help="Only say what storing would do.")
@AS_JSON
@with_appcontext
def bring(
    file: Path,
    *,
    login: str,
    format_name: str | None,
    topic: str,
    pool: str | None,
    lang: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Store the questions of a file of another system as drafts, all of them or none.

    The format is found out if it is not given; topic, pool and language are for questions that
    state none. Exit status 0: stored, or could be. 1: errors, nothing is stored. 2: wrong use.

    Example: flask questions bring paper.docx --as chen --topic law.penalty --pool practice
    """
    defaults = {"topic": topic, "pool": pool or "", "lang": lang, "difficulty": "medium"}
    with force_locale(reader()):
        try:
            actor = actor_of(person_with(login))
            upload = bringing.keep_upload(
                _data(file),
                name=file.name,
                format_name=format_name or "",
                defaults=defaults,
                actor=actor,
            )
            report = bringing.look(upload, actor=actor)
            is_stored = _settled(upload, report, actor, only_look=dry_run)
        except Damaged as damaged:
            _say([said(damaged.note)], {"stored": False}, as_json=as_json)
            raise SystemExit(1) from damaged
        except Failure as failure:
            raise click.ClickException(translated(failure)) from failure
        counts = {str(fate): count for fate, count in report.counts.items()}
        facts = {"format": upload.format, "questions": len(report.questions), **counts}
        _say(errors_first(report.all_notes), facts | {"stored": is_stored}, as_json=as_json)
    raise SystemExit(0 if report.is_sound else 1)


@click.command("send")
@FILE
@click.option("--format", "format_name", required=True, type=click.Choice(list(sending.WRITERS)))
@TOPIC
@POOL
@LANG
@AS_JSON
@with_appcontext
def send(
    file: Path, *, format_name: str, topic: str, pool: str | None, lang: str, as_json: bool
) -> None:
    """Write questions, with their keys, to a file for another system; the trail knows of it.

    Exit status 0: all are in it. 1: something had to be left out, or there is nothing. 2: wrong
    use.

    Example: flask questions send /tmp/penalty.xml --format moodle --topic law.penalty
    """
    wanted = Wanted(language=lang, topic=topic, pool=pool or "")
    with force_locale(reader()):
        try:
            parcel = sending.send(sending.parcel_of_all(format_name, wanted), actor=None)
        except Failure as failure:
            raise click.ClickException(translated(failure)) from failure
        file.write_bytes(parcel.data)
        notes = errors_first(parcel.notes)
        _say(notes, {"format": format_name, "questions": parcel.count}, as_json=as_json)
    raise SystemExit(1 if any(each.is_error for each in notes) else 0)


def _data(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise click.UsageError(f"{file}: {fault.strerror}") from fault


def _settled(upload: Upload, report: Report, actor: Actor, *, only_look: bool) -> bool:
    """Stored if it can and shall be, or else thrown away."""
    to_store = sum(report.counts[fate] for fate in STORED)
    if report.is_sound and to_store and not only_look:
        bringing.store_upload(upload.token, actor=actor)
        return True
    bringing.throw_away(upload.token, actor=actor)
    return False


def _say(notes: Iterable[Said], facts: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        told = [
            {
                "severity": "error" if each.is_error else "warning",
                "code": each.code,
                "place": each.place,
                "message": each.message,
                "mend": each.mend or None,
            }
            for each in notes
        ]
        click.echo(json.dumps({**facts, "notes": told}, ensure_ascii=False, indent=1))
        return
    for each in notes:
        click.echo(
            f"{each.place}: {each.code} {'; '.join(filter(None, (each.message, each.mend)))}"
        )
    click.echo(", ".join(f"{name}: {value}" for name, value in facts.items()))
