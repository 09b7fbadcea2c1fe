"""What a note may be, and one's notes as a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

MOST_NOTES = 1_000
MOST_WORDS = 5_000
MOST_QUOTE = 2_000
MOST_CONTEXT = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """A note to be kept: words, a passage with what stands around it, or both."""

    language: str
    words: str = ""
    quote: str = ""
    before: str = ""
    after: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it neither says nor marks anything."""
        return not (self.words or self.quote)


@dataclass(frozen=True, slots=True)
class Choice:
    """Sentences of a section that somebody chose to mark, by their numbers in one `edition`.

    `number` counts from 0, the heading; `more` are those after it.
    """

    edition: str
    number: int | None
    more: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The notes on one module: pairs of a quote and words, each may be empty."""

    course: str
    module: str
    notes: Sequence[tuple[str, str]]


def version_of(words: str) -> str:
    """What a page carries of the words that it shows, so that a save over others is known."""
    return sha256(words.encode()).hexdigest()


def tidied(text: str | None) -> str:
    """Text as it is kept: lines end alike, nothing around it, nothing that cannot be stored."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def as_markdown(title: str, chapters: Iterable[Chapter]) -> str:
    """One's notes as Markdown: a heading a course and a module, quotes as quotes."""
    parts, course = [f"# {title}"], None
    for each in chapters:
        if each.course != course:
            course = each.course
            parts.append(f"## {course}")
        parts.append(f"### {each.module}")
        parts += ["\n\n".join(filter(None, (_quoted(quote), words))) for quote, words in each.notes]
    return "\n\n".join(parts) + "\n"


def _quoted(quote: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in quote.split("\n")) if quote else ""
