"""What can be said about a Word file besides its paper, by code."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.errors import N_
from question_bank.formats.bounds import WHOLE
from question_bank.formats.format import Damaged, Note, Place
from question_bank.rules.diagnostics import Severity

_NOTES: dict[str, tuple[str, str | None]] = {
    "QI180": (
        N_("this is a file of an old Word (.doc), which cannot be read"),
        N_("open it in Word or WPS and save it as .docx"),
    ),
    "QI181": (
        N_("this Word file holds macros (.docm), which are not accepted"),
        N_("save it as .docx"),
    ),
    "QI182": (
        N_("this is no Word file"),
        N_("save it as .docx"),
    ),
    "QI290": (N_("changes were tracked; the text was taken with all of them accepted"), None),
    "QI291": (
        N_("a text box was left out: '%(text)s'"),
        N_("move its text into the paragraphs"),
    ),
    "QI292": (N_("%(count)s comments were left out"), None),
    "QI293": (
        N_("a picture that is neither PNG, JPEG nor GIF was left out"),
        N_("insert it again as PNG"),
    ),
    "QI294": (
        N_("an equation became plain text: '%(text)s'"),
        N_("compare it with the file, or insert it as a picture"),
    ),
    "QI295": (N_("hidden text was left out: '%(text)s'"), None),
    "QI296": (N_("a footnote was left out"), N_("write it in the text")),
    "QI297": (N_("headers and footers of the pages were left out: '%(text)s'"), None),
    "QI298": (
        N_("the picture '%(name)s' could not be put into the file; its name stands there"),
        N_("send it as Markdown"),
    ),
    "QI299": (
        N_("an embedded object or shape was left out"),
        N_("insert it as a picture, or write it as text"),
    ),
}
_SHOWN = 40


def noted(code: str, place: Place, /, **values: object) -> Note:
    """A note with the words of its code."""
    severity = Severity.ERROR if code.startswith("QI1") else Severity.WARNING
    message, mend = _NOTES[code]
    return Note(severity, code, place, message, values, mend)


def refused(code: str) -> Damaged:
    """The file as a whole cannot be read."""
    return Damaged(noted(code, WHOLE))


@dataclass
class Noticed:
    """Collects what is noticed; the same thing of one paragraph only once."""

    notes: list[Note] = field(default_factory=list)
    _once: set[str] = field(default_factory=set)

    def add(self, code: str, place: Place, **values: object) -> None:
        """Notice something at a place."""
        note = noted(code, place, **values)
        if note not in self.notes:
            self.notes.append(note)

    def once(self, code: str, place: Place) -> None:
        """Notice something at the first place where it is seen."""
        if code not in self._once:
            self._once.add(code)
            self.notes.append(noted(code, place))


def shortened(texts: Iterable[str]) -> str:
    """The beginning of some texts."""
    text = " ".join(" ".join(texts).split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
