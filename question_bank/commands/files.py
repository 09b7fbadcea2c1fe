"""`flask questions …`: check, put into canonical form, import, export and count questions."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale, gettext

from accounts.queries import actor_of, person_with
from core.errors import Failure
from core.http import translated
from question_bank.actions.examining import Findings, SourceFile, examined, opened
from question_bank.actions.exporting import export, export_pictures
from question_bank.commands.terminal import reader
from question_bank.importing import Imported, import_files
from question_bank.queries.questions import bank_counts
from question_bank.queries.statutes import statutes_here
from question_bank.rules.checking import starter_faults
from question_bank.rules.diagnostics import Diagnostic, errors
from question_bank.rules.writing import canonical

questions = AppGroup("questions", help="Questions in Markdown: check, format, import, export.")
PATHS = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@questions.command("lint")
@PATHS
@click.option("--starter", is_flag=True, help="Also what questions that ship must have.")
@AS_JSON
def lint(paths: tuple[Path, ...], *, starter: bool, as_json: bool) -> None:
    """Say everything that is wrong with question files, and what could be better.

    Exit status 0: no errors. 1: errors. 2: wrong use.

    Example: flask questions lint question_bank/content
    """
    files = _opened(paths)
    groups = examined(files, statutes=statutes_here())
    findings = {path: each for one in groups for path, each in one.findings.items()}
    if starter:
        for file in files:
            findings[file.path] = [*findings[file.path], *starter_faults(file.document)]
    with force_locale(reader()):
        if as_json:
            click.echo(json.dumps(list(_as_data(findings)), ensure_ascii=False, indent=1))
        else:
            _say(findings)
    raise SystemExit(1 if any(errors(each) for each in findings.values()) else 0)


@questions.command("format")
@PATHS
@click.option("--check", is_flag=True, help="Change nothing; only name the files that would be.")
def put_into_form(paths: tuple[Path, ...], *, check: bool) -> None:
    """Write question files in canonical form.

    Exit status 0: fine. 1: with --check, some file is not in canonical form. 2: wrong use.

    Example: flask questions format --check question_bank/content
    """
    forms = {file: canonical(file.document) for file in _opened(paths)}
    others = {file.path: form for file, form in forms.items() if form != file.text}
    for path, form in others.items():
        click.echo(path)
        if not check:
            Path(path).write_text(form, encoding="utf-8", newline="\n")
    raise SystemExit(1 if check and others else 0)


@questions.command("import")
@PATHS
@click.option("--as", "login", required=True, help="The trainer in whose name they are stored.")
def bring_in(paths: tuple[Path, ...], *, login: str) -> None:
    """Store question files as drafts. A file with errors is left out, with all it belongs to.

    Exit status 0: all stored. 1: some were not. 2: wrong use.

    Example: flask questions import question_bank/content --as chen
    """
    with force_locale(reader()):
        try:
            made = import_files(_opened(paths), actor=actor_of(person_with(login)))
        except Failure as failure:
            raise click.ClickException(translated(failure)) from failure
        for one in made:
            if not one.is_stored:
                _say({path: errors(each) for path, each in one.findings.items()})
    click.echo(_summary(made))
    raise SystemExit(0 if all(one.is_stored for one in made) else 1)


@questions.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def bring_out(folder: Path) -> None:
    """Write the whole bank as canonical Markdown, a folder a language. Contains every key.

    Exit status 0: all written. 1: one name stands for several pictures; they are named.

    Example: flask questions export /tmp/bank
    """
    texts = export()
    pictures = export_pictures()
    whole = {**{path: text.encode() for path, text in texts.items()}, **pictures.files}
    for path, content in whole.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    for path, codes in pictures.unlike.items():
        click.echo(f"{path} is another picture in {', '.join(codes)}; it was not written.")
    click.echo(f"{len(whole)} files.")
    raise SystemExit(1 if pictures.unlike else 0)


@questions.command("stats")
@AS_JSON
def stats(*, as_json: bool) -> None:
    """Count the questions of the bank by pool, state, kind and topic.

    Example: flask questions stats --json
    """
    rows = bank_counts()
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for name in ("pool", "state", "kind", "topic"):
        click.echo(name)
        counts: Counter[str] = Counter()
        for row in rows:
            counts[str(row[name])] += int(row["questions"])
        for value, count in sorted(counts.items()):
            click.echo(f"  {value:<20}{count:>6}")


def _opened(paths: Sequence[Path]) -> list[SourceFile]:
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    if not files:
        raise click.UsageError("There is no .md file.")
    return [opened(str(file), _text(file), _Beside(file)) for file in files]


def _files(path: Path) -> Iterator[Path]:
    yield from sorted(path.rglob("*.md")) if path.is_dir() else [path]


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as fault:
        raise click.ClickException(f"{file} is not UTF-8 (byte {fault.start}).") from fault


class _Beside(Mapping[str, bytes]):
    """The files of the media folder beside a file, read when they are asked for."""

    def __init__(self, file: Path) -> None:
        found = (each for each in (file.parent / "media").rglob("*") if each.is_file())
        self._files = {each.relative_to(file.parent).as_posix(): each for each in found}

    def __getitem__(self, name: str) -> bytes:
        return self._files[name].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _say(findings: Findings) -> None:
    for path, each in sorted(findings.items()):
        for one in each:
            click.echo(f"{path}:{one.line}:{one.column} {one.code} {_words(one)}")


def _words(one: Diagnostic) -> str:
    said = [one.message, *([one.mend] if one.mend else [])]
    return "; ".join(str(gettext(words, **one.values)) for words in said)


def _as_data(findings: Findings) -> Iterable[dict[str, object]]:
    for path, each in sorted(findings.items()):
        for one in each:
            yield {
                "path": path,
                "line": one.line,
                "column": one.column,
                "code": one.code,
                "severity": str(one.severity),
                "message": gettext(one.message, **one.values),
                "mend": gettext(one.mend, **one.values) if one.mend else None,
            }


def _summary(made: Sequence[Imported]) -> str:
    new, changed = sum(one.new for one in made), sum(one.changed for one in made)
    unchanged = sum(one.unchanged for one in made)
    left = sum(len(one.paths) for one in made if not one.is_stored)
    return f"{new} new, {changed} changed, {unchanged} unchanged; {left} files left out."
