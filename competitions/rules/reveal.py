"""The freeze and the reveal: which lines of the list may be seen."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from competitions.rules.standings import Place, ScoreLine


@dataclass(frozen=True, slots=True)
class Window:
    """What may be seen: lines up to `at_number`, and all lines of the `opened` entries.

    `at_number` None is no freeze: everything may be seen.
    """

    at_number: int | None = None
    opened: frozenset[int] = frozenset()

    def shows(self, line: ScoreLine) -> bool:
        """Whether a line may be seen."""
        return (
            self.at_number is None or line.number <= self.at_number or line.entry_id in self.opened
        )


OPEN = Window()


def reveal_order(frozen: Iterable[Place]) -> tuple[int, ...]:
    """The entries from the bottom of the frozen board up."""
    return tuple(place.entry_id for place in reversed(list(frozen)))


def window_after(order: Sequence[int], at_number: int, step: int) -> Window:
    """What may be seen once so many entries from the bottom up are opened; all at the top."""
    if step >= len(order):
        return OPEN
    return Window(at_number, frozenset(order[:step]))


def next_step(order: Sequence[int], step: int, hiding: Collection[int]) -> int:
    """The step that opens the next entry that hides something; the last one if none does."""
    ahead = (place for place in range(step, len(order)) if order[place] in hiding)
    return next(ahead, len(order) - 1) + 1


def revealed(lines: Iterable[ScoreLine], window: Window) -> list[ScoreLine]:
    """The lines that may be seen."""
    return [line for line in lines if window.shows(line)]
