"""Question files coming in: what is wrong with them, and keeping them whole."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from core.pictures import Encoded
from question_bank.actions.picturing import keep_named, read_picture
from question_bank.actions.storing import Work, draft_of, sources_in, store_all
from question_bank.acts import QuestionAct
from question_bank.models import Picture, QuestionFile, Revision
from question_bank.queries import content, questions
from question_bank.queries.pictures import Named, newest_named, shown_by
from question_bank.queries.statutes import statutes_now
from question_bank.rules.checking import changed_pools, check
from question_bank.rules.diagnostics import Diagnostic, errors, found
from question_bank.rules.document import Document, Draft
from question_bank.rules.languages import joined
from question_bank.rules.pictures import is_kept_name, mentions
from question_bank.rules.question import Question as Value
from question_bank.rules.reading import read
from question_bank.rules.statutes import Statutes
from question_bank.rules.writing import canonical

_IN_HEADINGS = re.compile(r"(?m)^[#＃]{2}[ \u3000]*(\S+)")
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


@dataclass(frozen=True)
class Imported:
    """What became of files that belong together."""

    paths: tuple[str, ...]
    findings: Findings
    is_stored: bool
    new: int = 0
    changed: int = 0
    unchanged: int = 0


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
        _group(group, pools or {}, stored or {}, pictures, statutes or content.statutes())
        for group in _together(files)
    ]


def import_files(files: Sequence[SourceFile], *, actor: Actor) -> list[Imported]:
    """Store every file that is sound with all that share its questions; the others not at all."""
    demand(actor, Right.WRITE_QUESTIONS)
    _refuse_same_names(files)
    known = statutes_now()
    return [_imported(group, known, actor) for group in _together(files)]


def _together(files: Iterable[SourceFile]) -> list[list[SourceFile]]:
    groups: list[list[SourceFile]] = []
    group_of: dict[str, list[SourceFile]] = {}
    for file in files:
        ids = {draft.id for draft in file.document.drafts}
        near = {id(group_of[code]): group_of[code] for code in ids if code in group_of}
        group = [*(each for one in near.values() for each in one), file]
        groups = [one for one in groups if id(one) not in near] + [group]
        group_of |= {draft.id: group for each in group for draft in each.document.drafts}
    return groups


def _group(
    files: Sequence[SourceFile],
    pools: Mapping[str, str],
    stored: Mapping[str, Drafts],
    pictures: Collection[str],
    statutes: Statutes,
) -> Examined:
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


def _imported(files: Sequence[SourceFile], statutes: Statutes, actor: Actor) -> Imported:
    codes = {draft.id for file in files for draft in file.document.drafts}
    with transaction() as session:
        newest = questions.newest_revisions(codes)
        group = _group(
            files,
            {code: revision.question.pool for code, revision in newest.items()},
            {code: drafts_of(revision) for code, revision in newest.items()},
            pictures_in_bank(files, codes, actor),
            statutes,
        )
        paths = tuple(file.path for file in files)
        if not group.is_sound:
            return Imported(paths, group.findings, is_stored=False)
        rows = {file.path: _kept(session, file, actor) for file in files}
        sources = sources_of(files, newest)
        brought = _brought(files, actor)
        homes = {
            draft.id: rows[file.path].id
            for file in reversed(files)
            for draft in file.document.drafts
        }
        made = store_all(
            [
                Work(value, sources[code], homes[code], brought[code])
                for code, value in group.values.items()
            ],
            actor=actor,
        )
        _forget_elsewhere(files)
        stored = [code for code, each in zip(group.values, made, strict=True) if each]
        changed = len(newest.keys() & set(stored))
        new = len(stored) - changed
        for file in files:
            record(
                QuestionAct.FILE_IMPORTED,
                actor,
                subject=("question_file", rows[file.path].id),
                path=file.kept_as,
                questions=len(file.document.drafts),
            )
    return Imported(
        paths,
        group.findings,
        is_stored=True,
        new=new,
        changed=changed,
        unchanged=len(made) - new - changed,
    )


def pictures_in_bank(files: Sequence[SourceFile], codes: Collection[str], actor: Actor) -> set[str]:
    """The pictures that these questions show already, or that the actor may use."""
    wanted = {name for file in files for name in _named(file.document) if name not in file.media}
    if not wanted:
        return set()
    shown = (named for each in shown_by(codes).values() for named in each.values())
    return {name for named in shown for name in named} | newest_named(wanted, actor).keys()


def _brought(files: Sequence[SourceFile], actor: Actor) -> dict[str, Named]:
    """By question and language: the pictures of the file in which that text stands."""
    brought: dict[str, Named] = defaultdict(dict)
    for file in files:
        kept: dict[str, Picture] = {
            name: keep_named(name, picture, actor=actor) for name, picture in file.pictures.items()
        }
        for draft in file.document.drafts:
            brought[draft.id][draft.settings.lang] = kept
    return brought


def drafts_of(revision: Revision) -> dict[str, Draft]:
    """What a revision says in each of its languages."""
    return {language: draft_of(text, language) for language, text in revision.sources.items()}


def sources_of(
    files: Sequence[SourceFile], newest: Mapping[str, Revision]
) -> dict[str, dict[str, str]]:
    """The Markdown of each question: that of the files, and in other languages that of the bank."""
    sources = {code: dict(revision.sources) for code, revision in newest.items()}
    for file in files:
        texts = sources_in(file.document, file.text)
        for draft in file.document.drafts:
            sources.setdefault(draft.id, {})[draft.settings.lang] = texts[draft.id]
    return sources


def _kept(session: Session, file: SourceFile, actor: Actor) -> QuestionFile:
    row = session.scalars(select(QuestionFile).where(QuestionFile.path == file.kept_as)).first()
    if row is None:
        row = QuestionFile(path=file.kept_as)
        session.add(row)
    if row.text != file.text:
        row.language, row.text, row.by_id, row.at = file.language, file.text, actor.id, now()
    session.flush()
    return row


def _forget_elsewhere(files: Sequence[SourceFile]) -> None:
    """A question that now comes in one file no longer stands in another one of its language."""
    here = {file.kept_as for file in files}
    moved = {(draft.settings.lang, draft.id) for f in files for draft in f.document.drafts}
    codes = {code for _, code in moved}
    for row in questions.kept_files():
        if row.path in here or codes.isdisjoint(_IN_HEADINGS.findall(row.text)):
            continue
        document = read(row.text)
        left = tuple(each for each in document.drafts if (each.settings.lang, each.id) not in moved)
        if left != document.drafts:
            row.text = canonical(replace(document, drafts=left))


def _refuse_same_names(files: Sequence[SourceFile]) -> None:
    names = [file.kept_as for file in files]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refused(
            N_("Two files would both be kept as %(name)s. Give one another name."), name=twice[0]
        )
