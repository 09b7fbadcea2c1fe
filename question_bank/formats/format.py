"""What every format of another system can do; one pure file a format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from question_bank.rules.diagnostics import Severity
from question_bank.rules.document import Draft


@dataclass(frozen=True)
class Place:
    """Where something stands in a file, as its owner finds it again.

    `words` is a message id with its values: "line %(line)s", "sheet %(sheet)s, cell %(cell)s".
    """

    words: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Note:
    """Something to be told about a file: what is wrong with it, or what cannot be carried over.

    An error keeps the whole file from being stored. `code` is QI1xx for errors, QI2xx for the
    rest; message and mend are message ids with the same values.
    """

    severity: Severity
    code: str
    place: Place
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    mend: str | None = None


class Damaged(Exception):
    """The file as a whole cannot be read, or is over the limits; the note says why."""

    def __init__(self, note: Note) -> None:
        """Carry the note."""
        super().__init__(note.message)
        self.note = note


@dataclass(frozen=True)
class Choice:
    """An option, an item of an order, or a line of a rubric, as Markdown.

    `worth` is what a judgement's option earns or a rubric's line is worth; `pair` the right side
    of a matching.
    """

    text: str
    is_right: bool = False
    feedback: str | None = None
    worth: str | None = None
    pair: str | None = None
    place: Place | None = None


@dataclass(frozen=True)
class Came:
    """One question as another system had it, its texts as Markdown without any structure of ours.

    `kind` is a name of question_bank.kinds. In a fill_blank's stem the k-th gap is the character
    U+E000 + k (k from 0), and `blanks[k]` its accepted spellings; elsewhere braces are text.
    `answer`, `tolerance` and `unit` are those of a numeric; `answer` is "true" or "false" of a
    true_false.
    `fields` are further field lines by their canonical names (difficulty, points, ref, tags,
    partial, shuffle, time, topic, pool, fact, confidence …); `name` is what the other system calls
    it, `id` our own id if it carries one. `parts` are those of a case.
    """

    kind: str
    stem: str
    place: Place
    choices: tuple[Choice, ...] = ()
    blanks: tuple[tuple[str, ...], ...] = ()
    heads: tuple[str, str] | None = None
    answer: str | None = None
    tolerance: str | None = None
    unit: str | None = None
    rationale: str | None = None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    id: str | None = None
    name: str | None = None
    parts: tuple["Came", ...] = ()


class Brought(NamedTuple):
    """What a file holds: its questions in their order, what is to be told, and its pictures.

    A picture is named as the texts name it, `media/name.png`.
    """

    questions: tuple[Came, ...]
    notes: tuple[Note, ...] = ()
    pictures: Mapping[str, bytes] = {}


class Sent(NamedTuple):
    """A file for another system, and everything that it cannot carry."""

    data: bytes
    notes: tuple[Note, ...] = ()


class Format(Protocol):
    """A format of another system. All its functions are pure; bytes in, bytes out."""

    name: str
    label: str
    suffix: str
    mimetype: str
    reads: bool
    writes: bool

    def recognises(self, name: str, data: bytes) -> bool:
        """Whether a file of this name and content is probably of this format; it never raises."""

    def bring(self, data: bytes) -> Brought:
        """Everything the file holds; raises Damaged only where nothing of it can be read."""

    def send(self, drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
        """The questions as a file; every loss is noted under the question's id."""
