"""The files of a proposed module: read, checked, and compared with those they are to replace."""

from collections.abc import Mapping
from dataclasses import dataclass

from courses.rules import checking, folder, module_file
from courses.rules.checking import LANGUAGES
from courses.rules.findings import Finding, found
from courses.rules.module_file import ModuleText


@dataclass(frozen=True)
class Paths:
    """Where a module stands: its code, and its files by language."""

    course: str
    module: str
    names: Mapping[str, str]

    def of(self, language: str) -> str:
        """The path of the file in a language; a language that was lacking is named as another."""
        name = self.names.get(language) or next(iter(self.names.values()))
        return f"{self.course}/{language}/{name}"


@dataclass(frozen=True)
class Examined:
    """The texts whose heads are sound, and everything found, in the order of the languages."""

    texts: Mapping[str, ModuleText]
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether an import would take it."""
        return not any(each.is_error for each in self.findings)


def new_names(code: str, position: int) -> dict[str, str]:
    """The file name of a module that has none yet."""
    return dict.fromkeys(LANGUAGES, f"{position:02}-{code}.md")


def examine(files: Mapping[str, str], paths: Paths) -> Examined:
    """All that an import would find in these files, and whether they are of this module."""
    texts: dict[str, ModuleText] = {}
    said: list[Finding] = []
    for language in LANGUAGES:
        if language not in files:
            continue
        text, about_head = module_file.read(paths.of(language), language, files[language])
        said += about_head
        if text:
            texts[language] = text
            said += [*_others(text, paths), *checking.check(text)]
    if checking.AUTHORITATIVE not in files:
        said.append(found("CM116", paths.of(checking.AUTHORITATIVE), module=paths.module))
    elif texts.keys() == files.keys():
        said += folder.together(texts)
    return Examined(texts, tuple(said))


def typed(said: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """What a form said, as files: empty ones left out, the lines of `before` with its own endings.

    A browser sends other line endings than the file may have; what nobody touched stays as it is.
    """
    files = {language: said.get(language, "").replace("\r\n", "\n") for language in LANGUAGES}
    return {
        language: before[language] if text == _plain(before.get(language)) else text
        for language, text in files.items()
        if text.strip()
    }


def _plain(source: str | None) -> str | None:
    return source.replace("\r\n", "\n") if source is not None else None


def _others(text: ModuleText, paths: Paths) -> list[Finding]:
    if text.code == paths.module:
        return []
    return [found("CM127", text.path, name=text.code, module=paths.module)]
