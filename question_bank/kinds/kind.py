"""What every kind of question can do; one pure file a kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, Protocol

from question_bank.rules.blocks import Block
from question_bank.rules.diagnostics import Diagnostic
from question_bank.rules.document import Answer, Draft
from question_bank.rules.source import Line

Json = Mapping[str, object]
Sent = Mapping[str, Sequence[str]]
"""What a form sent for one question, by the end of each field's name: "" or ".1", ".a"."""
LETTERS = "abcdefghij"


class Unreadable(ValueError):
    """What a browser sent is no answer to this kind of question."""


class NeedsMarker(Exception):
    """People mark this kind; there is no key that a machine could compare with."""


@dataclass(frozen=True)
class Body:
    """A question's text cut up: the stem, the answer block, and the fields that belong to it.

    A case has parts besides, each read already.
    """

    line: int
    stem: tuple[Line, ...] = ()
    stem_blocks: tuple[Block, ...] = ()
    block: Block | None = None
    answer: str | None = None
    tolerance: str | None = None
    unit: str | None = None
    points: Decimal = Decimal(1)
    parts: tuple[Draft, ...] = ()


class Parsed(NamedTuple):
    """The stem as it is to be kept, the answer, and what is wrong with them.

    No answer is given where writing it again would lose something that was typed.
    """

    stem: str
    answer: Answer | None
    diagnostics: list[Diagnostic] = []  # noqa: RUF012


class Kind(Protocol):
    """A kind of question. Keys, questions and values are JSON; a key holds no language.

    `order[position]` is the index in the bank of what stands at that position on the form.
    `label` is a message id, `sample` how the answer begins, `heading` what stands above it.
    """

    name: str
    label: str
    aliases: frozenset[str]
    seconds: int
    sample: str
    always_shuffled: bool
    keeps_order: bool
    has_block: bool
    heading: str | None
    marked_by_people: bool
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

    def from_form(self, sent: Sent, size: int) -> object:
        """The value that the fields of a submitted form make; None where nothing was chosen.

        It is not checked: `read` does that.
        """

    def read(self, value: object, size: int) -> object:
        """The value that a browser sent, if it has the right form; None where nothing is chosen.

        Raises Unreadable for anything else.
        """

    def share(self, value: object, key: Json, order: Sequence[int], partial: str) -> Fraction:
        """The part of full marks that a value earns; raises NeedsMarker where people mark."""

    def right(self, key: Json, order: Sequence[int]) -> object:
        """The right answer in the letters of a form."""
