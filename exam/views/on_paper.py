"""Exams on paper: who sits on paper, how far each paper is, papers and keys to print."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.forms import row_number
from accounts.queries import may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.clock import exam_ms
from core.errors import N_, Missing
from core.jobs import Jobs
from exam.actions import on_paper, printing
from exam.actions.printing import What
from exam.documents.printing import document_of
from exam.queries.on_paper import ABSENT, PRESENT, STANDINGS, papers_of, standings_of
from exam.queries.on_screen import on_screen, rooms_on_screen
from exam.queries.printing import printing_of, printings_of
from exam.queries.sittings import phase, sitting_for, sitting_to_hold
from exam.rules.phases import PHASE_NAMES, Phase

MEDIA = {"pdf": "application/pdf", "zip": "application/zip"}
STANDING_NAMES = {
    "waiting": N_("not typed in"),
    "once": N_("typed in once"),
    "differs": N_("typed in twice, differs"),
    "agreed": N_("in, both agree"),
    "absent": N_("absent"),
    "voided": N_("voided"),
}


def blueprint(jobs: Jobs) -> Blueprint:
    """The pages; files for many are long work."""
    bp = Blueprint("on_paper", __name__, url_prefix="/sittings/<int:sitting_id>/on-paper")

    @bp.get("")
    def show(sitting_id: int) -> ResponseReturnValue:
        """Who sits on paper, and how far each paper is."""
        actor = current_actor()
        sitting = sitting_for(actor, sitting_id, Right.READ_SITTINGS)
        stands = phase(sitting, exam_ms())
        may_hold = may(actor, Right.HOLD_SITTINGS, sitting.unit.path)
        may_move = may_hold and stands in (Phase.SEALED, Phase.OPEN)
        return render_template(
            "holding/on_paper.html",
            sitting=sitting,
            phase=stands,
            Phase=Phase,
            phase_names=PHASE_NAMES,
            papers=papers_of(sitting.id, actor, request.args.get("page", 1, row_number)),
            counts=standings_of(sitting.id),
            standings=STANDINGS,
            standing_names=STANDING_NAMES,
            may_hold=may_hold,
            may_move=may_move,
            candidates=on_screen(sitting.id) if may_move else [],
            seated_rooms=rooms_on_screen(sitting.id) if may_move else [],
            printings=printings_of(sitting.id, actor) if may_hold else [],
            what_names=WHAT_NAMES,
        )

    @bp.post("/registrations")
    def create_registrations(sitting_id: int) -> ResponseReturnValue:
        """Move those that were ticked to paper."""
        ticked = _numbers(request.form.getlist("registration"))
        moved = on_paper.put_on_paper(sitting_id, ticked, actor=current_actor())
        return _said_moved(sitting_id, moved)

    @bp.post("/rooms/<int:room_id>/registrations")
    def create_room_registrations(sitting_id: int, room_id: int) -> ResponseReturnValue:
        """Move everybody in a room to paper."""
        moved = on_paper.put_room_on_paper(sitting_id, room_id, actor=current_actor())
        return _said_moved(sitting_id, moved)

    @bp.post("/registrations/<int:registration_id>/withdrawal")
    def create_withdrawal(sitting_id: int, registration_id: int) -> ResponseReturnValue:
        """Move one candidate back to the screen."""
        on_paper.take_off_paper(sitting_id, registration_id, actor=current_actor())
        return _back(sitting_id)

    @bp.post("/registrations/<int:registration_id>/absence")
    def create_absence(sitting_id: int, registration_id: int) -> ResponseReturnValue:
        """Note that a candidate on paper did not come."""
        on_paper.note_attendance(sitting_id, registration_id, came=ABSENT, actor=current_actor())
        return _back(sitting_id)

    @bp.post("/registrations/<int:registration_id>/presence")
    def create_presence(sitting_id: int, registration_id: int) -> ResponseReturnValue:
        """Take an absence back."""
        on_paper.note_attendance(sitting_id, registration_id, came=PRESENT, actor=current_actor())
        return _back(sitting_id)

    @bp.post("/registrations/<int:registration_id>/printings")
    def create_printing_of_one(sitting_id: int, registration_id: int) -> ResponseReturnValue:
        """The paper with its answer sheet, or the key, of one candidate as PDF."""
        what = _what()
        sitting, form = printing.print_one(
            sitting_id, registration_id, what=what, actor=current_actor()
        )
        content = document_of(what)(sitting, [form])
        return _download(content, f"{what}-{form.code}.pdf", MEDIA["pdf"])

    @bp.post("/printings")
    def create_printing(sitting_id: int) -> ResponseReturnValue:
        """All papers, reserves or keys in one file, as long work with its own page."""
        actor = current_actor()
        asked = printing.ask_for_printing(sitting_id, what=_what(), actor=actor)
        noted = jobs.start(
            "exam.print",
            {"printing_id": asked.id},
            owner_id=actor.id,
            back=url_for("on_paper.show", sitting_id=sitting_id),
        )
        return redirect(url_for("jobs.show", job_id=noted.id), 303)

    @bp.get("/printings/<int:printing_id>")
    def show_printing(sitting_id: int, printing_id: int) -> ResponseReturnValue:
        """My own file, for a day."""
        actor = current_actor()
        sitting = sitting_to_hold(actor, sitting_id)
        found = printing_of(sitting.id, printing_id, actor)
        name = f"{found.what}-{sitting.id}-{found.id}.{found.suffix}"
        return _download(found.file or b"", name, MEDIA[found.suffix])

    return bp


WHAT_NAMES = {
    What.PAPERS: N_("Papers with answer sheets"),
    What.RESERVES: N_("Reserve papers"),
    What.KEYS: N_("Keys"),
}


def _back(sitting_id: int) -> ResponseReturnValue:
    return redirect(url_for("on_paper.show", sitting_id=sitting_id), 303)


def _said_moved(sitting_id: int, moved: int) -> ResponseReturnValue:
    flash(_("%(count)s moved to paper.", count=moved))
    return _back(sitting_id)


def _numbers(texts: Sequence[str]) -> list[int]:
    """The registrations that were ticked; what is no number of one is nobody."""
    if not all(len(each) < 10 and each.isascii() and each.isdigit() for each in texts):
        raise Missing(N_("There is no such candidate in this sitting."))
    return [int(each) for each in texts]


def _what() -> What:
    try:
        return What(request.form.get("what", What.PAPERS))
    except ValueError as unknown:
        raise Missing(N_("There is nothing of that kind to print.")) from unknown


def _download(content: bytes, name: str, mimetype: str) -> Response:
    """A file to save; no cache keeps it."""
    return Response(
        content,
        mimetype=mimetype,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
