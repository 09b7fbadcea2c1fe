"""Question files as they were given: put together by what they share, and all that is wrong."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.actor import Actor
from core.errors import Refused
from core.pictures import Encoded
from question_bank.actions.picturing import read_picture
from question_bank.queries import content
from question_bank.queries.pictures import newest_named, shown_by
from question_bank.rules.checking import changed_pools, check
from question_bank.rules.diagnostics import Diagnostic, errors, found
from question_bank.rules.document import Document, Draft
from question_bank.rules.languages import joined
from question_bank.rules.pictures import is_kept_name, mentions
from question_bank.rules.question import Question as Value
from question_bank.rules.reading import read
from question_bank.rules.statutes import Statutes

Drafts = Mapping[str, Draft]
Findings = dict[str, list[Diagnostic]]


@dataclass(frozen=True)
class SourceFile:
    """A file as it was given: where it was found, what it says, which pictures lie beside it.

    `pictures` are those that it names, written anew; `spoilt` those of them that are none.
    """

    path: str
    text: str
    media: Collection[str] = ()
    pictures: Mapping[str, Encoded] = field(default_factory=dict, compare=False)
    spoilt: Collection[str] = ()
    document: Document = field(default=Document(), compare=False)

    @property
    def language(self) -> str:
        """The language that its head states; Chinese if it states none."""
        stated = (each.value for each in self.document.defaults if each.name == "lang")
        return next(stated, "zh")

    @property
    def kept_as(self) -> str:
        """Its name in the bank: its language and its own name, wherever it was found."""
        return f"{self.language}/{self.path.rpartition('/')[2]}"


@dataclass(frozen=True)
class Examined:
    """What is wrong with files that belong together, and their questions if nothing is."""

    files: tuple[SourceFile, ...]
    findings: Findings
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        """Whether nothing keeps the files from being stored."""
        return not any(errors(each) for each in self.findings.values())


def opened(path: str, text: str, media: Mapping[str, bytes] | None = None) -> SourceFile:
    """A file, read, with the pictures that it names; `media` are the files beside it by name."""
    document, beside = read(text), media or {}
    pictures: dict[str, Encoded] = {}
    spoilt: set[str] = set()
    for name in sorted(_named(document) & beside.keys()):
        try:
            pictures[name] = read_picture(beside[name])
        except Refused:
            spoilt.add(name)
    return SourceFile(path, text, frozenset(beside), pictures, frozenset(spoilt), document)


def examined(
    files: Iterable[SourceFile],
    *,
    pools: Mapping[str, str] | None = None,
    stored: Mapping[str, Drafts] | None = None,
    pictures: Collection[str] = (),
    statutes: Statutes | None = None,
) -> list[Examined]:
    """Files grouped by the questions they share, and everything that is wrong with them.

    `pools`, `stored` and `pictures` are what the bank holds: the pool and the drafts of each
    question, and the names of pictures that need not come with the files. `statutes` are those
    that ship, unless others are given.
    """
    return [
        examined_group(group, pools or {}, stored or {}, pictures, statutes or content.statutes())
        for group in together(files)
    ]


def together(files: Iterable[SourceFile]) -> list[list[SourceFile]]:
    """Files in groups: those that share a question, directly or by another file."""
    groups: list[list[SourceFile]] = []
    group_of: dict[str, list[SourceFile]] = {}
    for file in files:
        ids = {draft.id for draft in file.document.drafts}
        near = {id(group_of[code]): group_of[code] for code in ids if code in group_of}
        group = [*(each for one in near.values() for each in one), file]
        groups = [one for one in groups if id(one) not in near] + [group]
        group_of |= {draft.id: group for each in group for draft in each.document.drafts}
    return groups


def examined_group(
    files: Sequence[SourceFile],
    pools: Mapping[str, str],
    stored: Mapping[str, Drafts],
    pictures: Collection[str],
    statutes: Statutes,
) -> Examined:
    """One group against what the bank holds; its questions if nothing is wrong."""
    findings = {file.path: _checked(file, pools, pictures, statutes) for file in files}
    places: dict[str, dict[str, tuple[SourceFile, Draft]]] = defaultdict(dict)
    for file in files:
        for draft in file.document.drafts:
            first = places[draft.id].setdefault(draft.settings.lang, (file, draft))
            if first[0] is not file:
                where = f"{first[0].path}:{first[1].line}"
                findings[file.path].append(found("QB103", draft.line, id=draft.id, first=where))
    whole = Examined(tuple(files), findings)
    if not whole.is_sound:
        return whole
    values = {}
    for code, place in places.items():
        own = {language: draft for language, (_, draft) in place.items()}
        one = joined({**stored.get(code, {}), **own})
        for each in one.diagnostics:
            file, at = _blamed(each, place)
            findings[file.path].append(at)
        if one.question:
            values[code] = one.question
    return replace(whole, values=values)


def _checked(
    file: SourceFile, pools: Mapping[str, str], pictures: Collection[str], statutes: Statutes
) -> list[Diagnostic]:
    said = [
        *check(
            file.document,
            topics=content.topic_tree(),
            statutes=statutes,
            media={*file.media, *pictures},
        ),
        *changed_pools(file.document, pools),
        *_spoilt(file),
    ]
    return sorted(said, key=lambda each: (each.line, each.column, each.code))


def _spoilt(file: SourceFile) -> list[Diagnostic]:
    return [
        found("QB145", draft.stem_line + each.line - 1, name=each.name)
        for draft in file.document.drafts
        for each in mentions(draft.body)
        if each.name in file.spoilt
    ]


def _named(document: Document) -> set[str]:
    names = (each.name for draft in document.drafts for each in mentions(draft.body))
    return {name for name in names if is_kept_name(name)}


def _blamed(
    finding: Diagnostic, place: Mapping[str, tuple[SourceFile, Draft]]
) -> tuple[SourceFile, Diagnostic]:
    """The file to be mended: the other language's, or the one at hand if that is in the bank."""
    other = str(finding.values["other"])
    if other in place:
        return place[other][0], finding
    file, draft = next(iter(place.values()))
    return file, replace(finding, line=draft.line)


def pictures_in_bank(files: Sequence[SourceFile], codes: Collection[str], actor: Actor) -> set[str]:
    """The pictures that these questions show already, or that the actor may use."""
    wanted = {name for file in files for name in _named(file.document) if name not in file.media}
    if not wanted:
        return set()
    shown = (named for each in shown_by(codes).values() for named in each.values())
    return {name for named in shown for name in named} | newest_named(wanted, actor).keys()
