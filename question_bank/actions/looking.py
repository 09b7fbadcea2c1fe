"""What storing a file of another system would do, question by question, and what is wrong."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from accounts.queries import may
from accounts.rules.duties import Right
from core.actor import Actor
from core.errors import N_
from question_bank.actions.examining import SourceFile, examined, pictures_in_bank
from question_bank.actions.picturing import digests
from question_bank.formats.bounds import WHOLE
from question_bank.formats.format import Note, Place
from question_bank.formats.gathering import Gathered
from question_bank.importing import drafts_of, sources_of
from question_bank.models import Picture, Revision
from question_bank.queries import questions
from question_bank.queries.pictures import Named, newest_named, shown_by
from question_bank.queries.statutes import statutes_now
from question_bank.queries.uploads import Known
from question_bank.rules.diagnostics import Diagnostic, Severity
from question_bank.rules.document import Draft
from question_bank.rules.pictures import names_in
from question_bank.rules.question import Question as Value
from question_bank.rules.question import fingerprint
from question_bank.rules.writing import written


class Fate(StrEnum):
    """What storing would make of a question."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older"


STORED = frozenset({Fate.NEW, Fate.CHANGED})


@dataclass(frozen=True)
class Looked:
    """A question of the file: as our Markdown has it, what is said of it, what becomes of it.

    The fate is known once nothing keeps the file from being stored.
    """

    draft: Draft
    text: str
    name: str
    place: Place
    notes: tuple[Note, ...] = ()
    fate: Fate | None = None


@dataclass(frozen=True)
class Report:
    """All questions of a file in its order, what is said of the file as a whole, and the values."""

    questions: tuple[Looked, ...]
    notes: tuple[Note, ...]
    values: Mapping[str, Value] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fates: Mapping[str, Fate] = field(default_factory=dict)
    pictures: Mapping[str, Named] = field(default_factory=dict)

    @property
    def all_notes(self) -> tuple[Note, ...]:
        """Everything that is said, of the file and of its questions."""
        return (*self.notes, *(note for each in self.questions for note in each.notes))

    @property
    def is_sound(self) -> bool:
        """Whether nothing keeps the file from being stored."""
        return bool(self.questions) and not errors(self.all_notes)

    @property
    def counts(self) -> dict[Fate, int]:
        """How many questions have each fate."""
        counted = Counter(self.fates.values())
        return {fate: counted[fate] for fate in Fate}


def errors(notes: Sequence[Note]) -> list[Note]:
    """Those that keep a file from being stored."""
    return [note for note in notes if note.severity is Severity.ERROR]


def looked_at(
    gathered: Gathered, *, path: str, actor: Actor, bank: Callable[[Collection[str]], Known]
) -> Report:
    """The file against the bank as it is now; nothing is stored."""
    document = gathered.document()
    file = SourceFile(path, "", document=document)
    codes = {draft.id for draft in document.drafts}
    newest = questions.newest_revisions(codes)
    found = bank(codes)
    group = examined(
        [file],
        pools={code: revision.question.pool for code, revision in newest.items()},
        stored={code: drafts_of(revision) for code, revision in newest.items()},
        pictures=pictures_in_bank([file], codes, actor),
        statutes=statutes_now(),
    )[0]
    pictures = _pictures(group.values, actor)
    values = {
        code: replace(value, pictures=digests(pictures.get(code, {})))
        for code, value in group.values.items()
    }
    fates = {code: _fate(value, newest.get(code), found) for code, value in values.items()}
    notes = _by_question(document.drafts, group.findings[path], gathered)
    for at, draft in enumerate(document.drafts):
        notes[at] += _about(draft, gathered.place_of(draft.line), found, fates, values, actor)
    return Report(
        questions=tuple(
            Looked(
                draft=draft,
                text=written(draft),
                name=gathered.names.get(draft.id, ""),
                place=gathered.place_of(draft.line),
                notes=tuple(notes[at]),
                fate=fates.get(draft.id),
            )
            for at, draft in enumerate(document.drafts)
        ),
        notes=(*gathered.notes, *notes[-1], *_empty(document.drafts)),
        values=group.values,
        sources=sources_of([file], newest),
        fates=fates,
        pictures=pictures,
    )


def _fate(value: Value, newest: Revision | None, found: Known) -> Fate:
    """A wording that the bank once had and has no more is not stored again."""
    made = fingerprint(value)
    if newest is None:
        return Fate.NEW
    if newest.fingerprint == made:
        return Fate.UNCHANGED
    return Fate.OLDER if made in found.wordings.get(value.id, {}) else Fate.CHANGED


def _pictures(values: Mapping[str, Value], actor: Actor) -> dict[str, Named]:
    """The pictures that each question will show, all looked up together."""
    names = {
        code: {
            language: names_in(value.asked[language]) | names_in(value.told[language])
            for language in value.languages
        }
        for code, value in values.items()
    }
    wanted = {name for each in names.values() for inner in each.values() for name in inner}
    if not wanted:
        return {}
    shown, newest = shown_by(names), newest_named(wanted, actor)
    return {code: _meant(each, shown.get(code, {}), newest) for code, each in names.items()}


def _meant(names: Mapping[str, set[str]], standing: Named, newest: dict[str, Picture]) -> Named:
    shown = {name: each for named in standing.values() for name, each in named.items()}
    anywhere = newest | shown
    found = {
        language: {
            name: picture
            for name in each
            if (picture := standing.get(language, {}).get(name) or anywhere.get(name))
        }
        for language, each in names.items()
    }
    return {language: named for language, named in found.items() if named}


def _by_question(
    drafts: Sequence[Draft], findings: Sequence[Diagnostic], gathered: Gathered
) -> dict[int, list[Note]]:
    """What is said, by the place of the question among all; -1 is the file before its first."""
    starts = [draft.line for draft in drafts]
    notes: dict[int, list[Note]] = defaultdict(list)
    for each in findings:
        notes[bisect_right(starts, each.line) - 1].append(_noted(each, gathered))
    return notes


def _noted(finding: Diagnostic, gathered: Gathered) -> Note:
    """A finding at its place in the file; a line that it names is a place there too."""
    values = {
        name: gathered.place_of(value) if name == "first" and isinstance(value, int) else value
        for name, value in finding.values.items()
    }
    return Note(
        finding.severity,
        finding.code,
        gathered.place_of(finding.line),
        finding.message,
        values,
        finding.mend,
    )


def _about(
    draft: Draft,
    place: Place,
    found: Known,
    fates: Mapping[str, Fate],
    values: Mapping[str, Value],
    actor: Actor,
) -> Iterator[Note]:
    path = found.paths.get(draft.id)
    if path and not may(actor, Right.WRITE_QUESTIONS, path):
        yield Note(
            Severity.ERROR,
            "QI111",
            place,
            N_("the question '%(id)s' belongs to a unit for which you write no questions"),
            {"id": draft.id},
            N_("give it another id"),
        )
    if fates.get(draft.id) is Fate.OLDER:
        number = found.wordings[draft.id][fingerprint(values[draft.id])]
        yield Note(
            Severity.WARNING,
            "QI202",
            place,
            N_(
                "'%(id)s' is in the bank as revision %(number)s, with a newer one after it; "
                "it is not stored again"
            ),
            {"id": draft.id, "number": number},
        )


def _empty(drafts: Sequence[Draft]) -> Iterator[Note]:
    if not drafts:
        yield Note(
            Severity.ERROR,
            "QI112",
            WHOLE,
            N_("no question was found in the file"),
            mend=N_("choose its format"),
        )
