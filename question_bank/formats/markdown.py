"""Our own Markdown as a file that leaves: everything is carried but the pictures themselves."""

from collections.abc import Mapping, Sequence

from core.errors import N_
from question_bank.formats.format import Note, Place, Sent
from question_bank.rules.diagnostics import Severity
from question_bank.rules.document import Document, Draft
from question_bank.rules.fields import Field
from question_bank.rules.pictures import mentions
from question_bank.rules.writing import canonical

NAME = "markdown"


class Markdown:
    """Canonical Markdown; coming in it is no format of another system, but a file of our own."""

    name = NAME
    label = N_("Markdown of this platform")
    suffix = ".md"
    mimetype = "text/markdown; charset=utf-8"
    writes = True

    def send(self, drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
        """One file of all questions; pictures are named and not held."""
        language = next((draft.settings.lang for draft in drafts), "zh")
        document = Document(front=(Field("lang", language),), drafts=tuple(drafts))
        notes = (_pictures(draft) for draft in drafts)
        return Sent(canonical(document).encode(), tuple(note for note in notes if note))


def _pictures(draft: Draft) -> Note | None:
    names = dict.fromkeys(each.name for each in mentions(draft.body))
    if not names:
        return None
    return Note(
        Severity.WARNING,
        "QI203",
        Place(N_("question %(id)s"), {"id": draft.id}),
        N_("its pictures are named and do not go with the file: %(names)s"),
        {"names": ", ".join(names)},
    )
