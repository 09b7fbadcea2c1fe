"""What a page needs for people to say something about the lines it shows."""

from dataclasses import dataclass

from flask import request

from core.actor import Actor
from question_bank.forms import RemarkForm
from question_bank.models import Question, Remark, Revision
from question_bank.queries.remarks import OPEN, may_take_part
from question_bank.rules.lines import Place, has_place, lines_of, place_of


@dataclass(frozen=True)
class Remarking:
    """Whether the reader may remark, the line they chose for it, and the form."""

    is_open: bool
    place: Place | None
    form: RemarkForm


def remarking_on(
    revision: Revision, question: Question, actor: Actor, form: RemarkForm | None
) -> Remarking:
    """For this reader: open while the revision is undecided, with the form that came back if any.

    The line is the one that the form or else the address names.
    """
    is_open = revision.state in OPEN and may_take_part(actor, question)
    form = form or RemarkForm(formdata=None, line=request.args.get("line", ""))
    place = place_of(form.line.data or "")
    is_there = is_open and place is not None and has_place(revision.sources, place)
    return Remarking(is_open, place if is_there else None, form)


def line_text(remark: Remark) -> str:
    """The line that a remark is about, as it stood in its revision."""
    lines = lines_of(remark.revision.sources.get(remark.language, ""))
    return lines[remark.line - 1] if remark.line <= len(lines) else ""
