"""`flask courses …`: check, import and export the files of courses."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import AppGroup

from courses import importing
from courses.queries import outline
from courses.rules.findings import Finding, errors

courses = AppGroup("courses", help="Courses and their modules.")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@courses.command("check")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def check(folder: Path, *, as_json: bool) -> None:
    """Read a folder of courses and say what is wrong; nothing is stored.

    Exit status 0: no errors. 1: errors. 2: wrong use.
    Example: flask courses check courses/content
    """
    seen = importing.read_folder(folder)
    wrong = len(errors(seen.findings))
    counts = {"courses": len(seen.courses), "errors": wrong}
    if as_json:
        _say_as_json(seen.findings, **counts)
    else:
        _say(seen.findings)
        click.echo(f"{counts['courses']} courses without errors, {wrong} errors.")
    raise SystemExit(1 if wrong else 0)


@courses.command("import")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def import_folder(folder: Path, *, as_json: bool) -> None:
    """Store what is new in a folder of courses; with an error nothing is stored.

    Exit status 0: stored. 1: errors. 2: wrong use.
    Example: flask courses import courses/content
    """
    try:
        loaded = importing.load(folder, actor=None)
    except importing.Faulty as problem:
        if as_json:
            _say_as_json(problem.findings, courses=0, modules=0, unchanged=0)
        else:
            _say(problem.findings)
            click.echo(str(problem), err=True)
        raise SystemExit(1) from problem
    counts = {each: getattr(loaded, each) for each in ("courses", "modules", "unchanged")}
    if as_json:
        _say_as_json(loaded.findings, **counts)
    else:
        _say(loaded.findings)
        click.echo(
            f"New: {loaded.courses} courses, {loaded.modules} modules. "
            f"Unchanged: {loaded.unchanged}."
        )


@courses.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def export(folder: Path, *, as_json: bool) -> None:
    """Write the current files of all courses into a folder, byte for byte as they were imported.

    Exit status 0: written. 1: there are no courses. 2: wrong use.
    Example: flask courses export /tmp/courses
    """
    files = outline.files()
    for name, source in sorted(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.encode())
    if as_json:
        click.echo(json.dumps({"files": sorted(files)}, ensure_ascii=False))
    else:
        click.echo(f"{len(files)} files written.")
    raise SystemExit(0 if files else 1)


def _say(findings: tuple[Finding, ...]) -> None:
    for each in findings:
        message, mend = _words(each)
        click.echo(f"{each.path}:{each.line} {each.code} {message}; {mend}", err=True)


def _say_as_json(findings: tuple[Finding, ...], **counts: int) -> None:
    told = []
    for each in findings:
        message, mend = _words(each)
        told.append(asdict(each) | {"message": message, "mend": mend, "values": dict(each.values)})
    click.echo(json.dumps(counts | {"findings": told}, ensure_ascii=False))


def _words(finding: Finding) -> tuple[str, str]:
    return finding.message % finding.values, finding.mend % finding.values
