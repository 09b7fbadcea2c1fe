"""What a page needs for people to say something about the lines it shows."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.session import current_actor
from core.actor import Actor
from question_bank.actions.remarking import remark
from question_bank.forms import RemarkForm
from question_bank.models import Question, Remark, Revision
from question_bank.queries.questions import revision_of
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


def remarked(code: str, number: int, form: RemarkForm, back: str) -> Response:
    """Keep what the form says, and go back to its line on the page that it came from."""
    place = form.place
    remark(
        revision_of(code, number).id,
        place,
        words=form.words.data or "",
        actor=current_actor(),
    )
    flash(_("Your remark stands at line %(number)s.", number=place.line))
    at = f"{place.language}-{place.line}"
    return redirect(url_for(back, code=code, number=number, _anchor=at), 303)


def line_text(remark: Remark) -> str:
    """The line that a remark is about, as it stood in its revision."""
    lines = lines_of(remark.revision.sources.get(remark.language, ""))
    return lines[remark.line - 1] if remark.line <= len(lines) else ""
