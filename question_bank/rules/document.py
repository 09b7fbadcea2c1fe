"""A question file as a value: its head, its prose, its questions, in their order."""

from dataclasses import dataclass, field

from question_bank.rules.blocks import Item
from question_bank.rules.diagnostics import Diagnostic
from question_bank.rules.fields import Field
from question_bank.rules.settings import Settings


@dataclass(frozen=True)
class Answer:
    """What the answer block says, in the order of the file.

    A matching has the titles of its two columns, a case its parts.
    """

    items: tuple[Item, ...] = ()
    heads: tuple[str, str] | None = None
    parts: tuple["Draft", ...] = ()


@dataclass(frozen=True)
class Draft:
    """A question as one file has it, in one language.

    A body that could not be cut up is kept as `text`; then `answer` is None. Otherwise `text` is
    empty. Where a draft stands in its file is no part of what it says.
    """

    id: str
    fields: tuple[Field, ...] = ()
    kind: str | None = None
    stem: str = ""
    answer: Answer | None = None
    rationale: str | None = None
    text: str = ""
    settings: Settings = field(default=Settings(), compare=False)
    body: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)
    stem_line: int = field(default=0, compare=False)


def parts_of(draft: Draft) -> tuple[Draft, ...]:
    """The parts of a case; none for any other question, or for one that could not be cut up."""
    return draft.answer.parts if draft.answer else ()


@dataclass(frozen=True)
class Document:
    """All of a file; `untouched` holds a file over the limits, as it came and not cut up."""

    front: tuple[Field, ...] | None = None
    prose: str = ""
    drafts: tuple[Draft, ...] = ()
    untouched: str | None = None
    diagnostics: tuple[Diagnostic, ...] = field(default=(), compare=False)

    @property
    def defaults(self) -> tuple[Field, ...]:
        """The fields of the head, which stand for every question."""
        return self.front or ()
