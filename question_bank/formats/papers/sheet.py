"""A paper cut up, before anybody asks what its answers mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from question_bank.formats.format import Note, Place
from question_bank.formats.papers.lines import Typed, in_question, unmarked


@dataclass
class Option:
    """A lettered (or numbered) line below a stem."""

    letter: str
    place: Place
    lines: list[Typed] = field(default_factory=list)
    feedback: list[Typed] = field(default_factory=list)
    is_ticked: bool = False


@dataclass
class Label:
    """What stands behind a label, as 解析：, in one line or several."""

    name: str
    word: str
    place: Place
    lines: list[Typed] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its lines as one."""
        return unmarked("\n".join(line.text for line in self.lines)).strip()


@dataclass
class Section:
    """A run of questions under one heading."""

    place: Place | None = None
    ordinal: str = ""
    kind: str | None = None
    each: str | None = None
    total: str | None = None
    is_each_blank: bool = False
    style: str | None = None
    questions: list["Asked"] = field(default_factory=list)


@dataclass
class Asked:
    """One question (or one part of a case) as it was typed."""

    number: int
    typed: str
    style: str
    line_place: Place
    section: Section
    stem: list[Typed] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    parts: list["Asked"] = field(default_factory=list)
    parent: "Asked | None" = None

    @property
    def name(self) -> str:
        """Its number as people say it: 12, or 12（2） for a part."""
        own = self.typed or (f"{self.number}" if self.number else "")
        return f"{self.parent.name}（{own}）" if self.parent else own

    @property
    def place(self) -> Place:
        """Where it begins."""
        return in_question(self.line_place, self.name)

    def all(self, name: str) -> list[Label]:
        """All labels of this name."""
        return [label for label in self.labels if label.name == name]

    def first(self, name: str) -> Label | None:
        """The first label of this name."""
        return next(iter(self.all(name)), None)

    @property
    def kind(self) -> str | None:
        """The kind that its heading names; a part of a case has none."""
        return None if self.parent else self.section.kind


@dataclass
class Sheet:
    """All of a paper, and what belongs to none of its questions."""

    sections: list[Section] = field(default_factory=list)
    defaults: list[Label] = field(default_factory=list)
    left: list[Typed] = field(default_factory=list)
    answers: Sequence[Typed] = ()
    notes: list[Note] = field(default_factory=list)

    @property
    def questions(self) -> Iterator[Asked]:
        """The questions in their order."""
        return (asked for section in self.sections for asked in section.questions)
