"""What the documents say is so: links, commands, settings, codes, roles, the words on buttons."""

import ast
import re
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from accounts.rules.duties import Right, Role
from accounts.views.signing_in import DEMO_PASSWORD
from audit.rules.entry import canonical
from courses.rules import findings
from oversight.importing.bureau import OFFICERS, STAFF
from question_bank.kinds import KINDS
from question_bank.rules import diagnostics

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
CATALOGUE = ROOT / "app" / "translations" / "zh_Hans" / "LC_MESSAGES" / "messages.po"


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its level or above."""
    level = len(heading) - len(heading.lstrip("#"))
    found = re.search(
        rf"^{re.escape(heading)}$(.*?)(?=^#{{1,{level}}} |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, heading
    return found[1]


def fenced(text: str, language: str) -> str:
    """The first code block of this language."""
    found = re.search(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, language
    return found[1]


def anchors(text: str) -> set[str]:
    """The anchors of the headings outside code."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.pure
def test_every_link_and_picture_leads_somewhere():
    broken = []
    for file in DOCUMENTS:
        prose = re.sub(
            r"^```.*?^```$|`[^`\n]*`", "", file.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
        )
        for target in re.findall(r"\]\(([^)\s]+)\)", prose):
            path, _hash, anchor = target.partition("#")
            place = (file.parent / path).resolve() if path else file
            if not place.exists() or (anchor and anchor not in anchors(place.read_text("utf-8"))):
                broken.append(f"{file.name}: {target}")

    assert broken == []


@pytest.mark.pure
def test_every_file_and_folder_that_is_named_is_there():
    pattern = re.compile(
        r"`((?:app|accounts|audit|bench|bin|core|courses|exam|oversight|question_bank|tests|\.ci)"
        r"/[\w./-]*)`"
    )
    missing = [
        f"{file.name}: {path}"
        for file in DOCUMENTS
        for path in pattern.findall(file.read_text("utf-8"))
        if not (ROOT / path).exists()
    ]

    assert missing == []


def test_every_command_that_is_named_is_there(app):
    known = set(commands(app.cli))
    named = {
        (file.name, *words.split())
        for file in DOCUMENTS
        for words in re.findall(
            r"\bflask (?:--app app )?([a-z]+(?: [a-z][a-z-]*){0,2})", file.read_text("utf-8")
        )
    }

    unknown = [name for name in named if not any(name[1 : n + 1] in known for n in (1, 2, 3))]

    assert unknown == []


def commands(group: click.Group, above: tuple[str, ...] = ()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*above, name))
        else:
            yield (*above, name)


@pytest.mark.pure
def test_the_settings_are_those_that_are_read():
    tree = ast.parse(text_of("core/config.py"))
    reading = next(n for n in tree.body if getattr(n, "name", "") == "from_environment")
    read = {
        node.value
        for node in ast.walk(reading)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[A-Z][A-Z_]+", node.value)
    }
    rows = re.findall(
        r"^\| (`[A-Z].*?) \|", section(text_of("docs/operations.md"), "## Settings"), re.MULTILINE
    )

    assert {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)} == read


def table(codes) -> list[str]:
    """The rows of a table of diagnostics."""
    return [
        f"| {code} | {shown(entry.message)} | {shown(entry.mend or '')} |"
        for code, entry in codes.items()
    ]


def shown(message: str) -> str:
    named = re.sub(r"%\((\w+)\)s", r"‹\1›", message)
    return named.replace("%%", "%").replace("|", "\\|")


@pytest.mark.pure
@pytest.mark.parametrize(
    ("document", "codes"),
    [
        ("docs/question-format.md", diagnostics.CODES),
        ("docs/course-format.md", findings.CODES),
    ],
)
def test_every_diagnostic_is_in_the_table(document, codes):
    rows = section(text_of(document), "## Diagnostics").splitlines()

    assert [row for row in rows if re.match(r"\| [A-Z]{2}\d", row)] == table(codes)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("document", "heading"),
    [("docs/question-format.md", "## Kinds"), ("docs/exam-protocol.md", "## Marks")],
)
def test_every_kind_is_in_the_tables(document, heading):
    rows = re.findall(r"^\| (`.*?) \|", section(text_of(document), heading), re.MULTILINE)

    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} - {"none"} == set(KINDS)


@pytest.mark.pure
def test_every_role_and_right_is_explained():
    named = set(re.findall(r"^\| `(\w+)`", text_of("docs/roles.md"), re.MULTILINE))

    assert named == {str(each) for each in (*Role, *Right)}


@pytest.mark.pure
def test_the_demonstration_accounts_are_those_of_the_readme():
    readme = text_of("README.md")
    listed = re.findall(r"^\| `(\w+)`", section(readme, "## Look around"), re.MULTILINE)
    officers = [each.login for each in OFFICERS]

    assert sorted(listed) == sorted(["officer", *(each.login for each in STAFF)])
    assert f"`{officers[0]}` … `{officers[-1]}`" in readme
    assert f"{len(OFFICERS) + len(STAFF)} people" in readme
    assert f"`{DEMO_PASSWORD}`" in readme


@pytest.mark.pure
def test_the_content_that_ships_is_counted_right():
    questions = {
        code
        for file in (ROOT / "question_bank" / "content").glob("*/*.md")
        for code in re.findall(r"^## (\S+)$", file.read_text("utf-8"), re.MULTILINE)
    }
    modules = list((ROOT / "courses" / "content").glob("*/zh/*.md"))

    assert f"{len(questions)} questions and {len(modules)} course modules" in text_of(
        "CHANGELOG.md"
    )


@pytest.mark.pure
def test_the_words_on_buttons_are_those_of_the_catalogue():
    with CATALOGUE.open("rb") as file:
        known = {str(message.id): message.string for message in read_po(file)}
    named = [
        (file.name, english, chinese)
        for file in DOCUMENTS
        for english, chinese in re.findall(
            r"\*\*([^*\n]+)\*\* \(([^()\n]*[\u4e00-\u9fff][^()\n]*)\)", file.read_text("utf-8")
        )
    ]

    assert len(named) > 50
    assert [each for each in named if known.get(each[1]) != each[2]] == []


@pytest.mark.pure
def test_canonical_is_as_the_page_on_the_trail_says():
    assert canonical({"b": "证", "a": [1, None]}) == '{"a":[1,null],"b":"证"}'.encode()
