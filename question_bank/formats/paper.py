"""Papers as text, typed or pasted: 1．题干 A．… B．… 答案：B."""

from collections.abc import Mapping, Sequence

from core.errors import N_
from question_bank.formats.bounds import decoded
from question_bank.formats.format import Brought, Damaged, Sent
from question_bank.formats.papers.lines import typed
from question_bank.formats.papers.reading import brought
from question_bank.formats.papers.sending import without_pictures, written
from question_bank.rules.document import Draft


class Paper:
    """A paper as Chinese trainers type it."""

    name = "paper"
    label = N_("Chinese paper (text)")
    suffix = ".txt"
    mimetype = "text/plain; charset=utf-8"
    reads = True
    writes = True

    def recognises(self, name: str, data: bytes) -> bool:
        """A text in which a numbered question with options or an answer is found."""
        if not name.lower().endswith((".txt", ".text")):
            return False
        try:
            return bool(brought(typed(decoded(data))).questions)
        except Damaged:
            return False

    def bring(self, data: bytes) -> Brought:
        """The questions of the paper."""
        return brought(typed(decoded(data)))

    def send(self, drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
        """A paper that reads back as what it was written from."""
        paper = written(drafts)
        return Sent(paper.text.encode(), (*paper.notes, *without_pictures(pictures)))
