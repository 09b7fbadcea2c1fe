"""What an answered self-check question shows: what was chosen, what is right, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from courses.rules.asking import Option


@dataclass(frozen=True)
class Line:
    """An option, a truth or an item as it is told afterwards.

    `mark` stands before it: a letter, a number, or the truth itself, whose words the page knows.
    `place` is where the reader put an item of an ordering.
    """

    mark: str
    html: str
    is_chosen: bool
    is_right: bool
    feedback: str | None = None
    place: int | None = None


def lines(
    kind: str,
    options: Sequence[Option],
    *,
    value: object,
    right: object,
    feedback: Sequence[str | None],
) -> tuple[Line, ...]:
    """One line for each thing that could be chosen; an ordering in its right order."""
    if kind == "true_false":
        return tuple(
            Line(str(truth).lower(), "", is_chosen=value is truth, is_right=right is truth)
            for truth in (True, False)
        )
    if kind == "ordering":
        return _ordered(options, _listed(value), _listed(right))
    chosen, good = _listed(value), _listed(right)
    return tuple(
        Line(
            mark=option.letter.upper(),
            html=option.html,
            is_chosen=option.letter in chosen,
            is_right=option.letter in good,
            feedback=said if option.letter in {*chosen, *good} else None,
        )
        for option, said in zip_longest(options, feedback[: len(options)])
    )


def blanks(kind: str, answer: object) -> tuple[str, ...]:
    """The texts that fill the gaps of a question that has some."""
    return tuple(map(str, _listed(answer))) if kind == "fill_blank" else ()


def _ordered(
    options: Sequence[Option], value: Sequence[object], right: Sequence[object]
) -> tuple[Line, ...]:
    by_letter = {option.letter: option.html for option in options}
    return tuple(
        Line(
            mark=str(position),
            html=by_letter[str(letter)],
            is_chosen=False,
            is_right=value.index(letter) + 1 == position,
            place=value.index(letter) + 1,
        )
        for position, letter in enumerate(right, start=1)
    )


def _listed(answer: object) -> Sequence[object]:
    return answer if isinstance(answer, list) else [answer]
