"""Words as an index keeps them: pairs of Chinese characters, and other words whole."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from question_bank.rules.folding import CHINESE, fold

LONGEST = 40
_RUNS = re.compile(rf"[{CHINESE}]+|[^\W_{CHINESE}]+")
_IS_CHINESE = re.compile(rf"[{CHINESE}]")


@dataclass(frozen=True, slots=True)
class Sought:
    """A word that is looked for: what the index must hold, and what it must hold a beginning of.

    Where the index cannot tell whether the word itself is there, the text must be looked at.
    """

    word: str
    whole: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    is_certain: bool = False


def tokens(texts: Iterable[str]) -> list[str]:
    """Each pair of neighbouring Chinese characters of a line, the last alone, and other words."""
    lines = [line for text in texts for line in text.splitlines()]
    runs = [run for line in lines for run in _RUNS.findall(fold(line))]
    return sorted({token for run in runs for token in _tokens(run)})


def sought(word: str) -> Sought:
    """What a text that holds this word has in the index; other words count from their start."""
    word = fold(word)
    runs = _RUNS.findall(word)
    pairs = [pair for run in runs if _is_pairs(run) for pair in _pairs(run)]
    begun = [run[:LONGEST] for run in runs if not _is_pairs(run)]
    is_certain = runs == [word] and (len(pairs) == 1 if _is_pairs(word) else len(word) < LONGEST)
    return Sought(word, tuple(sorted(set(pairs))), tuple(sorted(set(begun))), is_certain)


def _tokens(run: str) -> list[str]:
    return [*_pairs(run), run[-1]] if _IS_CHINESE.match(run) else [run[:LONGEST]]


def _is_pairs(run: str) -> bool:
    return len(run) > 1 and _IS_CHINESE.match(run) is not None


def _pairs(run: str) -> list[str]:
    return [run[index : index + 2] for index in range(len(run) - 1)]
