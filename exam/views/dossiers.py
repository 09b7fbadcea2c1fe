"""Downloads of attempts' dossiers. Each is signed anew and noted on the trail, so it is a POST."""

import json
from collections.abc import Collection

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from audit.rules.bundle import Bundle
from core.config import Settings
from core.http import failure
from exam.actions import dossier
from exam.forms import dossier_form
from exam.rules.dossier import Part


def blueprint(settings: Settings) -> Blueprint:
    """The downloads; the settings name the house that signs."""
    bp = Blueprint("dossiers", __name__)

    @bp.post("/sittings/<int:sitting_id>/registrations/<int:registration_id>/dossiers")
    def create(sitting_id: int, registration_id: int) -> ResponseReturnValue:
        """A candidate's dossier, for examiners and supervisors."""
        without = _without()
        if without is None:
            return failure(422)
        bundle = dossier.hand_out(
            sitting_id,
            registration_id,
            without=without,
            house=settings.base_url,
            actor=current_actor(),
        )
        return _download(bundle)

    @bp.post("/exam/attempts/<token>/result/dossiers")
    def create_own(token: str) -> ResponseReturnValue:
        """My own dossier."""
        without = _without()
        if without is None:
            return failure(422)
        bundle = dossier.hand_out_own(
            token, without=without, house=settings.base_url, actor=current_actor()
        )
        return _download(bundle)

    return bp


def _without() -> Collection[Part] | None:
    form = dossier_form()
    if not form.validate_on_submit():
        return None
    ticked: list[Part] = form.without.data or []
    return ticked


def _download(bundle: Bundle) -> Response:
    name = f"chizheng-attempt-{bundle['head']['about']['attempt']}.json"
    return Response(
        json.dumps(bundle, ensure_ascii=False, indent=1) + "\n",
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
