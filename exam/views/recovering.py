"""Handing in the file that a candidate's browser kept."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.config import Settings
from core.errors import Refused
from core.http import takes_files, translated
from exam.actions.recovering import hand_in
from exam.forms import RecoveryForm
from exam.queries.journal import attempt_in
from exam.queries.recoveries import recoveries_of
from exam.queries.sittings import sitting_for
from exam.rules.recovery import MOST_BYTES

ROOM_FOR_THE_FORM = 64 * 1024


def blueprint(settings: Settings) -> Blueprint:
    """The page for one candidate; the settings give the key of the receipts."""
    bp = Blueprint(
        "recovering",
        __name__,
        url_prefix="/sittings/<int:sitting_id>/registrations/<int:registration_id>/recovery",
    )
    key = settings.receipt_key.encode()

    @bp.get("")
    def show(sitting_id: int, registration_id: int) -> ResponseReturnValue:
        """What was handed in so far, and a form for one more file."""
        return _page(sitting_id, registration_id, RecoveryForm())

    @bp.post("")
    @takes_files(MOST_BYTES + ROOM_FOR_THE_FORM)
    def create(sitting_id: int, registration_id: int) -> ResponseReturnValue:
        """Hand in a file."""
        form = RecoveryForm()
        if not form.validate_on_submit():
            return _page(sitting_id, registration_id, form), 422
        try:
            done = hand_in(
                sitting_id,
                registration_id,
                content=form.file.data.read(MOST_BYTES + 1),
                reason=form.reason.data or "",
                accepts_claims=form.accepts_claims.data,
                receipt_key=key,
                actor=current_actor(),
            )
        except Refused as refusal:
            return _page(sitting_id, registration_id, form, translated(refusal)), 409
        flash(
            _(
                "%(added)s restored, %(held)s on record already, %(claimed)s noted as claims.",
                added=done.added,
                held=done.held,
                claimed=done.claimed,
            )
        )
        return redirect(
            url_for("recovering.show", sitting_id=sitting_id, registration_id=registration_id),
            303,
        )

    return bp


def _page(
    sitting_id: int, registration_id: int, form: RecoveryForm, refusal: str | None = None
) -> str:
    actor = current_actor()
    sitting = sitting_for(actor, sitting_id, Right.READ_SITTINGS)
    attempt = attempt_in(sitting, registration_id)
    return render_template(
        "holding/recovery.html",
        sitting=sitting,
        attempt=attempt,
        recoveries=recoveries_of(attempt),
        form=form,
        problem=refusal,
        may_hold=may(actor, Right.HOLD_SITTINGS, sitting.unit.path),
        is_encrypted=bool(sitting.sealing and sitting.sealing.recovery_public),
    )
