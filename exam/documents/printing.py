"""Files of many forms, made as long work: PDFs of some candidates each, in a ZIP if several."""

import io
from collections.abc import Callable, Sequence
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from core.database import db
from core.jobs import Progress, job
from exam.actions.printing import What, keep_printed
from exam.documents.answer_key import keys_pdf
from exam.documents.paper import papers_pdf
from exam.models.printing import Printing
from exam.models.sittings import Sitting
from exam.queries.printing import PrintedForm, forms_to_print

Document = Callable[[Sitting, Sequence[PrintedForm]], bytes]

AT_ONCE = 25
"""How many forms go into one PDF: a stack that one person can carry and check."""


def document_of(what: What) -> Document:
    """What sets the pages."""
    return keys_pdf if what is What.KEYS else papers_pdf


@job("exam.print")
def print_as_job(progress: Progress, arguments: dict[str, Any]) -> dict[str, Any]:
    """Make the file of a printing that was asked for and noted."""
    asked = db.session.get_one(Printing, arguments["printing_id"])
    sitting = db.session.get_one(Sitting, asked.sitting_id)
    forms = forms_to_print(sitting, asked.forms)
    file, suffix = _file(sitting, forms, What(asked.what), progress)
    keep_printed(asked.id, file=file, suffix=suffix)
    return {"forms": len(forms)}


def _file(
    sitting: Sitting, forms: Sequence[PrintedForm], what: What, progress: Progress
) -> tuple[bytes, str]:
    made: list[tuple[str, bytes]] = []
    for start in range(0, len(forms), AT_ONCE):
        stack = forms[start : start + AT_ONCE]
        name = f"{what}-{stack[0].code}-{stack[-1].code}.pdf"
        made.append((name, document_of(what)(sitting, stack)))
        progress.told(start + len(stack), len(forms))
    if len(made) == 1:
        return made[0][1], "pdf"
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_STORED) as together:
        for name, content in made:
            together.writestr(name, content)
    return archive.getvalue(), "zip"
