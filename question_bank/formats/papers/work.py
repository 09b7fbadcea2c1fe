"""A question on the way from what was typed to what it says."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from question_bank.formats.format import Came, Choice, Note, Place
from question_bank.formats.papers import texts
from question_bank.formats.papers.lines import Typed, in_question
from question_bank.formats.papers.notes import noted
from question_bank.formats.papers.sheet import Asked, Label, Option

_SHOWN = 40


@dataclass
class Work:
    """What is known of a question so far; builders take from it and add notes."""

    asked: Asked
    stem: list[Typed]
    answer: Label | None
    rationale: list[Typed]
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    id: str | None = None
    name: str | None = None

    @property
    def said(self) -> str:
        """What the answer says, in one text."""
        return self.answer.text if self.answer else ""

    @property
    def options(self) -> list[Option]:
        """The options that were typed."""
        return self.asked.options

    def note(self, code: str, at: Place | None = None, /, **values: object) -> None:
        """Say something about this question."""
        place = in_question(at, self.asked.name) if at else self.asked.place
        self.notes.append(noted(code, place, **values))

    def note_answer(self, code: str, /, **values: object) -> None:
        """Say something about its answer."""
        self.note(code, self.answer.place if self.answer else None, **values)

    def explain(self, text: str) -> None:
        """Keep what follows an answer as the explanation."""
        if text and self.answer and self.answer.lines:
            self.note_answer("QI206", text=text[:_SHOWN])
            self.rationale.insert(0, self.answer.lines[0].with_text(text))

    def came(
        self,
        kind: str,
        *,
        stem: str | None = None,
        choices: Sequence[Choice] = (),
        blanks: Sequence[tuple[str, ...]] = (),
        heads: tuple[str, str] | None = None,
        answer: str | None = None,
        tolerance: str | None = None,
        unit: str | None = None,
        parts: Sequence[Came] = (),
    ) -> Came:
        """The question as it is handed on."""
        self._note_joined()
        return Came(
            kind=kind,
            stem=texts.markdown(self.stem) if stem is None else stem,
            place=self.asked.place,
            choices=tuple(choices),
            blanks=tuple(blanks),
            heads=heads,
            answer=answer,
            tolerance=tolerance,
            unit=unit,
            rationale=texts.markdown(self.rationale) or None,
            fields=self.fields,
            id=self.id,
            name=self.name,
            parts=tuple(parts),
        )

    def choice(self, option: Option, text: str, **values: object) -> Choice:
        """An option with its feedback and place."""
        feedback = texts.markdown(option.feedback) or None
        place = in_question(option.place, self.asked.name)
        worth, pair = values.get("worth"), values.get("pair")
        return Choice(
            text=text,
            is_right=bool(values.get("is_right")),
            feedback=feedback,
            worth=worth if isinstance(worth, str) else None,
            pair=pair if isinstance(pair, str) else None,
            place=place,
        )

    def _note_joined(self) -> None:
        runs = [self.stem, self.rationale, *(option.lines for option in self.options)]
        first = next(filter(None, map(texts.joined_from, runs)), None)
        if first:
            self.note("QI213", first.place)
