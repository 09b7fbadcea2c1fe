"""Papers as Word files (.docx), the way most trainers keep them."""

from collections.abc import Mapping, Sequence

from core.errors import N_
from question_bank.formats.bounds import WHOLE
from question_bank.formats.format import Brought, Sent
from question_bank.formats.papers.sending import said, written
from question_bank.formats.wordfile.notes import noted
from question_bank.formats.wordfile.opening import is_word
from question_bank.formats.wordfile.reading import read
from question_bank.formats.wordfile.setting import word
from question_bank.rules.document import Draft


class Word:
    """A paper in Word."""

    name = "word"
    label = N_("Chinese paper (Word)")
    suffix = ".docx"
    mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    reads = True
    writes = True

    def recognises(self, name: str, data: bytes) -> bool:
        """A file of Word; one of an old Word too, so that it is told what to do about it."""
        return name.lower().endswith((".docx", ".docm", ".doc", ".wps")) and is_word(data)

    def bring(self, data: bytes) -> Brought:
        """The questions of the file, with its pictures."""
        return read(data)

    def send(self, drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
        """A paper that reads back as what it was written from."""
        paper = written(drafts)
        made = word(paper.lines, pictures, is_rich=True)
        if paper.questions and said(read(made.data).questions) != said(paper.questions):
            made = word(paper.lines, pictures, is_rich=False)
        missing = [noted("QI298", WHOLE, name=name) for name in made.missing]
        return Sent(made.data, (*paper.notes, *missing))
