"""Question files coming in: what is wrong with them, and keeping them whole."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from question_bank.actions.examining import (
    Findings,
    SourceFile,
    examined_group,
    pictures_in_bank,
    together,
)
from question_bank.actions.picturing import keep_named
from question_bank.actions.storing import Work, store_all
from question_bank.acts import QuestionAct
from question_bank.models import Picture, QuestionFile, Revision
from question_bank.queries import questions
from question_bank.queries.pictures import Named
from question_bank.queries.statutes import statutes_now
from question_bank.rules.document import Draft
from question_bank.rules.reading import read
from question_bank.rules.sources import draft_of, sources_in
from question_bank.rules.statutes import Statutes
from question_bank.rules.writing import canonical

_IN_HEADINGS = re.compile(r"(?m)^[#＃]{2}[ \u3000]*(\S+)")


@dataclass(frozen=True)
class Imported:
    """What became of files that belong together."""

    paths: tuple[str, ...]
    findings: Findings
    is_stored: bool
    new: int = 0
    changed: int = 0
    unchanged: int = 0


def import_files(files: Sequence[SourceFile], *, actor: Actor) -> list[Imported]:
    """Store every file that is sound with all that share its questions; the others not at all."""
    demand(actor, Right.WRITE_QUESTIONS)
    _refuse_same_names(files)
    known = statutes_now()
    return [_imported(group, known, actor) for group in together(files)]


def _imported(files: Sequence[SourceFile], statutes: Statutes, actor: Actor) -> Imported:
    codes = {draft.id for file in files for draft in file.document.drafts}
    with transaction() as session:
        newest = questions.newest_revisions(codes)
        group = examined_group(
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
        if newest:
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
