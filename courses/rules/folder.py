"""A folder of courses: every file read, checked, and put together."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from courses.rules import checking, course_file, module_file
from courses.rules.checking import AUTHORITATIVE, LANGUAGES
from courses.rules.course_file import CourseHead
from courses.rules.findings import Finding, found
from courses.rules.module_file import ModuleText

_FILE = re.compile(r"([a-z-]+)/(zh|en)/([^/]+)")
_NAME = re.compile(r"[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*\.md")


@dataclass(frozen=True)
class CourseContent:
    """A course with the texts of its modules, in the course's order, by language."""

    head: CourseHead
    modules: tuple[Mapping[str, ModuleText], ...]


@dataclass(frozen=True)
class Folder:
    """The courses of a folder in their order, and everything found in it."""

    courses: tuple[CourseContent, ...]
    findings: tuple[Finding, ...]


def read(files: Mapping[str, str]) -> Folder:
    """The courses in files given by path, such as law/course.toml and law/zh/01-system.md.

    A course with errors is left out of `courses`; what is wrong with it is among the findings.
    """
    said: list[Finding] = []
    courses: list[CourseContent] = []
    folders = sorted({path.split("/")[0] for path in files})
    for name in folders:
        course, found_here = _course(name, files)
        said += found_here
        courses += [course] if course else []
    if not folders:
        said.append(found("CM123", "."))
    said += [*_shared(courses), *_needs(courses)]
    in_order = sorted(courses, key=lambda each: (each.head.position, each.head.code))
    return Folder(tuple(in_order), tuple(said))


def _course(name: str, files: Mapping[str, str]) -> tuple[CourseContent | None, list[Finding]]:
    path = f"{name}/course.toml"
    if path not in files:
        return None, [found("CM120", name)]
    head, said = course_file.read(path, name, files[path])
    texts, about_texts = _texts(name, files)
    said = [*said, *about_texts]
    if head is None:
        return None, said
    modules = _by_module(texts)
    said += [
        found("CM117", text.path, module=code)
        for code, by_language in modules.items()
        if code not in head.modules
        for text in by_language.values()
    ]
    said += [found("CM118", path, module=code) for code in head.modules if code not in modules]
    said += [finding for each in modules.values() for finding in together(each)]
    if any(each.is_error for each in said):
        return None, said
    return CourseContent(head, tuple(modules[code] for code in head.modules)), said


def _texts(name: str, files: Mapping[str, str]) -> tuple[list[ModuleText], list[Finding]]:
    texts: list[ModuleText] = []
    said: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for path in sorted(files):
        place = _FILE.fullmatch(path)
        if place is None or place[1] != name:
            continue
        if not _NAME.fullmatch(place[3]):
            said.append(found("CM121", path))
        text, about_head = module_file.read(path, place[2], files[path])
        said += about_head
        if text is None:
            continue
        if (text.language, text.code) in seen:
            said.append(found("CM115", path, module=text.code))
        seen.add((text.language, text.code))
        texts.append(text)
        said += checking.check(text)
    return texts, said


def _by_module(texts: Sequence[ModuleText]) -> dict[str, dict[str, ModuleText]]:
    modules: dict[str, dict[str, ModuleText]] = {}
    for text in texts:
        modules.setdefault(text.code, {})[text.language] = text
    return {
        code: {language: each[language] for language in LANGUAGES if language in each}
        for code, each in modules.items()
    }


def together(texts: Mapping[str, ModuleText]) -> list[Finding]:
    """What is wrong with the texts of one module beside each other, or lacking among them."""
    first = next(iter(texts.values()))
    if AUTHORITATIVE not in texts:
        return [found("CM116", first.path, module=first.code)]
    missing = [found("CM202", first.path) for language in LANGUAGES if language not in texts]
    return [*checking.disagreements(texts), *missing]


def _shared(courses: Sequence[CourseContent]) -> list[Finding]:
    owner: dict[str, str] = {}
    said = []
    for course in courses:
        for code in course.head.modules:
            if code in owner:
                said.append(found("CM122", f"{course.head.code}/course.toml", module=code))
            owner.setdefault(code, course.head.code)
    return said


def _needs(courses: Sequence[CourseContent]) -> list[Finding]:
    """A module may need others of any course; none may wait for itself."""
    known = {code for course in courses for code in course.head.modules}
    needs = {code: before for course in courses for code, before in course.head.needs.items()}
    paths = {code: f"{each.head.code}/course.toml" for each in courses for code in each.head.needs}
    said = [
        found("CM125", paths[code], module=code, before=each)
        for code, before in needs.items()
        for each in (code, *before)
        if each not in known
    ]
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as problem:
        circle: Sequence[str] = problem.args[1]
        path = next(paths[each] for each in circle if each in paths)
        said.append(found("CM126", path, circle=", ".join(circle)))
    return said
