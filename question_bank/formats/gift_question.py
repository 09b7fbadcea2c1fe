"""One GIFT question while it is read: its texts, its places, what there is to say about it."""

import re
from dataclasses import dataclass, field

from question_bank.formats.carried import Carried
from question_bank.formats.format import Note, Place
from question_bank.formats.gift_cutting import Answer, Chunk, Cut
from question_bank.formats.gift_notes import at_line, said
from question_bank.formats.gift_texts import AUTOMATIC, Stated, as_markdown, stated
from question_bank.formats.leaving import FIRST_GAP
from question_bank.rules.diagnostics import Severity

GAP = chr(FIRST_GAP)
_PRIVATE = re.compile("[\ue000-\uf8ff]")


@dataclass
class Reader:
    """One question while it is read, and what there is to say about it."""

    chunk: Chunk
    cut: Cut
    carried: Carried = field(default_factory=Carried)
    form: str = AUTOMATIC
    notes: list[Note] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """Where the question begins."""
        return at_line(self.chunk.lines[0])

    def at(self, answer: Answer) -> Place:
        """Where an answer begins."""
        return at_line(self.chunk.line_at(answer.offset))

    def say(self, code: str, place: Place, **values: object) -> None:
        """Note something."""
        self.notes.append(said(code, place, **values))

    def text(self, text: str, place: Place) -> str:
        """A text as Markdown; what it loses is noted."""
        return self.converted(stated(text, self.form), place)

    def converted(self, each: Stated, place: Place) -> str:
        """A text of a known format as Markdown."""
        written, losses = as_markdown(each)
        self.notes += [
            Note(Severity.WARNING, "QI233", place, loss.message, loss.values) for loss in losses
        ]
        return written

    def stem(self, gap: str) -> str:
        """What is asked; the gap stands where the braces are, if text follows them."""
        before, after = stated(self.cut.before).text, self.cut.after
        if gap == GAP and _PRIVATE.search(before + after):
            before, after = _PRIVATE.sub("\ufffd", before), _PRIVATE.sub("\ufffd", after)
            self.say("QI231", self.place)
        elif gap != GAP:
            before, after = before.rstrip(), after.strip()
        whole = f"{before}{gap}{after}" if after or gap == GAP else before
        return self.converted(Stated(self.form, whole), self.place)

    def join(self, feedback: str | None, place: Place) -> None:
        """Feedback that has no place of its own goes into the rationale."""
        text = self.text(feedback, place) if feedback else ""
        if text and text not in self.told:
            self.told.append(text)
            self.say("QI227", place)

    def rationale(self) -> str | None:
        """The general feedback, and what else was said."""
        general = self.text(self.cut.general, self.place) if self.cut.general else ""
        return "\n\n".join(filter(None, [general, *self.told])) or None
