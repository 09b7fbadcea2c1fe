"""A trainer writes: one question in its languages, checked, shown and saved."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from accounts.queries import demand
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import transaction
from core.errors import N_, Missing, Refused
from question_bank.actions import rendering
from question_bank.actions.picturing import places
from question_bank.actions.storing import held, store
from question_bank.kinds import KINDS
from question_bank.models import Revision
from question_bank.queries import content, questions
from question_bank.queries.pictures import meant
from question_bank.queries.statutes import statutes_now
from question_bank.queries.twins import twin_of
from question_bank.rules.checking import changed_pools, check
from question_bank.rules.diagnostics import Diagnostic, errors, found
from question_bank.rules.document import Document, Draft
from question_bank.rules.languages import joined
from question_bank.rules.pictures import Place, is_kept_name, mentions, placed
from question_bank.rules.question import Question as Value
from question_bank.rules.reading import LARGEST_QUESTION, read
from question_bank.rules.sources import in_language, source_of
from question_bank.rules.statutes import Statutes

LANGUAGES = ("zh", "en")


class Stale(Refused):
    """Somebody saved a newer revision while this one was being written."""


@dataclass(frozen=True)
class Look:
    """What candidates would see, and be told afterwards, as HTML."""

    kind: str
    asked: Mapping[str, object]
    told: Mapping[str, object]
    size: int


@dataclass(frozen=True)
class Wording:
    """The text of one language: what it says, what is wrong with it, and how it looks.

    `pictures` has the place of each picture that it names.
    """

    text: str
    document: Document = field(default=Document(), repr=False)
    findings: tuple[Diagnostic, ...] = ()
    problems: tuple[Refused, ...] = ()
    pictures: Mapping[str, Place] = field(default_factory=dict)

    @property
    def draft(self) -> Draft | None:
        """The question, where the text holds one."""
        return self.document.drafts[0] if len(self.document.drafts) == 1 else None

    @property
    def error_count(self) -> int:
        """How many things keep it from being saved."""
        return len(self.problems) + len(errors(self.findings))

    @property
    def look(self) -> Look | None:
        """How it would look, where the text is whole enough to show it."""
        draft = self.draft
        if draft is None or draft.kind is None or draft.answer is None:
            return None
        kind, answer = KINDS[draft.kind], draft.answer
        return Look(
            kind=kind.name,
            asked=placed(rendering.asked(kind.name, kind.asked(draft.stem, answer)), self.pictures),
            told=placed(rendering.told(kind.told(draft.rationale, answer)), self.pictures),
            size=len(answer.items),
        )


@dataclass(frozen=True)
class Sheet:
    """A question as it stands in the editor; the value is there if nothing is wrong."""

    wordings: Mapping[str, Wording]
    value: Value | None = None

    @property
    def sources(self) -> dict[str, str]:
        """The canonical Markdown of each language that has any."""
        drafts = {language: wording.draft for language, wording in self.wordings.items()}
        return {language: source_of(each, ()) for language, each in drafts.items() if each}


def sheet_of(texts: Mapping[str, str], code: str | None, *, actor: Actor) -> Sheet:
    """Everything that is wrong with a question being written; `code` is its id once it has one.

    Stores nothing. An empty text is a language that the question does not have.
    """
    filled = [each for each in LANGUAGES if texts.get(each, "").strip()]
    documents = {language: _read(texts[language], language) for language in filled or LANGUAGES[:1]}
    model = code or next((d.drafts[0].id for d in documents.values() if d.drafts), "")
    pools = {model: pool} if code and (pool := questions.pool_of(code)) else {}
    names = {language: _pictures(document) for language, document in documents.items()}
    known = meant(names, code=code, actor=actor)
    statutes = statutes_now()
    wordings = {
        language: Wording(
            text=texts.get(language, ""),
            document=document,
            findings=(
                *_findings(document, pools, known.get(language, {}), statutes),
                *_twins(document, language, code, actor),
            ),
            problems=_problems(document, language, model, is_new=code is None),
            pictures=places(known.get(language, {})),
        )
        for language, document in documents.items()
    }
    if any(wording.error_count for wording in wordings.values()):
        return Sheet(_all(wordings, texts))
    one = joined({each: wording.draft for each, wording in wordings.items() if wording.draft})
    for each in one.diagnostics:
        other = str(each.values["other"])
        wordings[other] = replace(wordings[other], findings=(*wordings[other].findings, each))
    return Sheet(_all(wordings, texts), one.question)


def save(texts: Mapping[str, str], *, code: str | None, base: int, actor: Actor) -> Revision | None:
    """A new draft revision, or nothing where nothing changed; refused over a newer one than `base`.

    Without `code` it is a new question, and its id must be free.
    """
    demand(actor, Right.WRITE_QUESTIONS)
    sheet = sheet_of(texts, code, actor=actor)
    if sheet.value is None:
        raise Refused(N_("Nothing was saved: correct the errors first. Your text is kept here."))
    with transaction() as session:
        question = held(session, sheet.value.id)
        if code is not None and question is None:
            raise Missing(N_("There is no such question."))
        if code is None and question is not None:
            raise Refused(N_("The id %(code)s is taken. Choose another one."), code=question.code)
        if question is not None:
            demand(actor, Right.WRITE_QUESTIONS, question.unit.path)
            _refuse_stale(question.revisions[-1], base)
        return store(sheet.value, sheet.sources, actor=actor)


def _refuse_stale(newest: Revision, base: int) -> None:
    if newest.number != base:
        raise Stale(
            N_("%(name)s has saved revision %(number)s meanwhile. Your text is kept here."),
            name=newest.author.name,
            number=newest.number,
        )


def _read(text: str, language: str) -> Document:
    """A text far too long is not even looked at."""
    if len(text.encode("utf-8", "surrogatepass")) > 2 * LARGEST_QUESTION:
        return Document(untouched=text, diagnostics=(found("QB137", 1),))
    document = read(text)
    return replace(document, drafts=tuple(in_language(each, language) for each in document.drafts))


def _pictures(document: Document) -> set[str]:
    found_names = (each.name for draft in document.drafts for each in mentions(draft.body))
    return {name for name in found_names if is_kept_name(name)}


def _findings(
    document: Document, pools: Mapping[str, str], media: Collection[str], statutes: Statutes
) -> tuple[Diagnostic, ...]:
    if document.untouched is not None:
        return document.diagnostics
    said = check(document, topics=content.topic_tree(), statutes=statutes, media=media)
    return (*said, *changed_pools(document, pools))


def _twins(
    document: Document, language: str, code: str | None, actor: Actor
) -> Iterator[Diagnostic]:
    """What the bank has already that is nearly the same."""
    for draft in document.drafts[:1]:
        twin = twin_of(draft.stem, language, code=code or draft.id, actor=actor)
        if twin:
            yield found("QB209", draft.stem_line, other=twin)


def _problems(
    document: Document, language: str, model: str, *, is_new: bool
) -> tuple[Refused, ...]:
    """What is wrong with a text as the one place of one question; codes say the rest."""
    if document.untouched is not None:
        return ()
    if len(document.drafts) != 1 or document.front is not None or document.prose:
        return (Refused(N_("Write exactly one question here, beginning with '## ' and its id.")),)
    draft = document.drafts[0]
    said: list[Refused] = []
    if draft.id != model and is_new:
        said.append(Refused(N_("Both languages must have the same id, %(code)s."), code=model))
    elif draft.id != model:
        said.append(Refused(N_("The id %(code)s cannot be changed."), code=model))
    stated = next((each.value for each in draft.fields if each.name == "lang"), language)
    if stated != language:
        said.append(Refused(N_("The line 'lang' does not fit this language; remove it.")))
    return tuple(said)


def _all(wordings: Mapping[str, Wording], texts: Mapping[str, str]) -> dict[str, Wording]:
    return {each: wordings.get(each, Wording(texts.get(each, ""))) for each in LANGUAGES}
