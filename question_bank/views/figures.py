"""The figures of a question in the reader's words, with a picture of its options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from markupsafe import Markup

from core.language import content_language
from question_bank.kinds.kind import LETTERS
from question_bank.models import Revision
from question_bank.queries.questions import spoken
from question_bank.rules.curves import Plot, curve_plot
from question_bank.rules.flags import ENOUGH, ENOUGH_FOR_OPTIONS, FLAG_NAMES, Flag

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """An option: its letter in the bank, its words, and who chose it, the weakest fifth first."""

    letter: str
    text: Markup
    is_right: bool
    papers: int
    share: float
    curve: Sequence[float]


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of the question, or of one part of a case, counted from 1."""

    part: int | None
    options: Sequence[Chosen]
    plot: Plot | None


@dataclass(frozen=True, slots=True)
class ShownFigures:
    """The figures with flags in words; without a plot where papers are too few."""

    figures: Json
    flags: Sequence[str]
    choices: Sequence[Choices]
    language: str

    @property
    def fewest(self) -> int:
        """From how many papers on discrimination is told."""
        return ENOUGH


def shown_figures(figures: Json, revision: Revision) -> ShownFigures:
    """Figures of a revision, with its options in the reader's language."""
    language = spoken(revision.asked, content_language())
    parts = sorted({each["part"] for each in figures["options"]}, key=lambda part: part or 0)
    return ShownFigures(
        figures=figures,
        flags=flag_words(figures),
        choices=[_choices(figures, part, revision.asked[language]) for part in parts],
        language=language,
    )


def flag_words(figures: Json) -> list[str]:
    """The flags in words, the worst first."""
    return [str(gettext(FLAG_NAMES[Flag(flag)])) for flag in figures["flags"]]


def _choices(figures: Json, part: int | None, asked: Json) -> Choices:
    texts = _texts(asked if part is None else asked["parts"][part])
    rows = [each for each in figures["options"] if each["part"] == part]
    options = [
        Chosen(
            letter=LETTERS[each["option"]].upper(),
            text=texts[each["option"]],
            is_right=each["right"],
            papers=each["papers"],
            share=each["papers"] / figures["papers"] if figures["papers"] else 0.0,
            curve=each["curve"],
        )
        for each in rows
    ]
    lines = [(each.letter, each.is_right, each.curve) for each in options]
    is_enough = figures["papers"] >= ENOUGH_FOR_OPTIONS
    return Choices(
        None if part is None else part + 1, options, curve_plot(lines) if is_enough else None
    )


def _texts(asked: Json) -> list[Markup]:
    """The words of the options; of a statement, true and false."""
    if "options" not in asked:
        return [Markup.escape(gettext("True")), Markup.escape(gettext("False"))]
    return [Markup(text) for text in asked["options"]]  # noqa: S704 - cleaned when rendered
