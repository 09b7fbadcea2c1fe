"""What every kind of question can do; one pure file a kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Protocol

from question_bank.rules.blocks import Block, Item
from question_bank.rules.diagnostics import Diagnostic
from question_bank.rules.source import Line

Json = Mapping[str, object]
LETTERS = "abcdefghij"


class Unreadable(ValueError):
    """What a browser sent is no answer to this kind of question."""


@dataclass(frozen=True)
class Answer:
    """What the answer block says, in the order of the file."""

    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Body:
    """A question's text cut up: the stem, the answer block, and the `answer` field."""

    line: int
    stem: tuple[Line, ...] = ()
    stem_blocks: tuple[Block, ...] = ()
    block: Block | None = None
    answer: str | None = None


class Parsed(NamedTuple):
    """The stem as it is to be kept, the answer, and what is wrong with them."""

    stem: str
    answer: Answer
    diagnostics: list[Diagnostic] = []  # noqa: RUF012


class Kind(Protocol):
    """A kind of question. Keys, questions and values are JSON; a key holds no language.

    `order[position]` is the index in the bank of what stands at that position on the form.
    """

    name: str
    aliases: frozenset[str]
    seconds: int
    sample: str
    always_shuffled: bool
    keeps_order: bool
    has_block: bool
    partials: frozenset[str]

    def fits(self, block: Block) -> bool:
        """Whether a block has the form of this kind's answer block."""

    def recognises(self, blocks: Sequence[Block], answer: str | None) -> bool:
        """Whether a question that states no type is of this kind."""

    def parse(self, body: Body) -> Parsed:
        """The answer, and every fault in it; it never raises."""

    def write(self, answer: Answer) -> tuple[str, ...]:
        """The canonical lines of the answer block."""

    def key(self, answers: Sequence[Answer]) -> dict[str, object]:
        """The key, from the answers of all languages, the authoritative one first."""

    def shared(self, answer: Answer) -> dict[str, object]:
        """What all languages must have alike, by name."""

    def size(self, key: Json) -> int:
        """How many options, blanks or items there are."""

    def asked(self, stem: str, answer: Answer) -> dict[str, object]:
        """What a candidate is shown; nothing of the key."""

    def told(self, rationale: str | None, answer: Answer) -> dict[str, object]:
        """What is shown after release, or at once in practice."""

    def read(self, value: object, size: int) -> object:
        """The value that a browser sent, if it has the right form; None where nothing is chosen.

        Raises Unreadable for anything else.
        """

    def share(self, value: object, key: Json, order: Sequence[int], partial: str) -> Fraction:
        """The part of full marks that a value earns."""

    def right(self, key: Json, order: Sequence[int]) -> object:
        """The right answer in the letters of a form."""
