"""Downloads of attempts' dossiers. Each is signed anew and noted on the trail, so it is a POST."""

import json
from collections.abc import Collection

from flask import Blueprint, Response, render_template, stream_with_context
from flask.typing import ResponseReturnValue

from accounts.rules.duties import Right
from accounts.session import current_actor
from audit.rules.bundle import Bundle
from core.config import Settings
from core.http import attachment, failure
from exam.actions import dossier
from exam.documents.zipped import zipped
from exam.forms import dossier_form
from exam.queries.dossier import with_dossiers
from exam.queries.sittings import sitting_to_judge
from exam.rules.dossier import PART_NAMES, Part


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

    @bp.get("/sittings/<int:sitting_id>/dossiers")
    def show_all(sitting_id: int) -> ResponseReturnValue:
        """How many dossiers a sitting has, and what their readers can do with them."""
        actor = current_actor()
        sitting = sitting_to_judge(actor, sitting_id, Right.READ_SITTINGS)
        return render_template(
            "holding/dossiers.html",
            sitting=sitting,
            count=len(with_dossiers(sitting.id)),
            key_problem=dossier.key_problem_in(sitting, actor),
            part_names=PART_NAMES,
        )

    @bp.post("/sittings/<int:sitting_id>/dossiers")
    def create_all(sitting_id: int) -> ResponseReturnValue:
        """Every dossier of a sitting in one ZIP, sent while they are made."""
        without = _without()
        if without is None:
            return failure(422)
        bundles = dossier.hand_out_all(
            sitting_id, without=without, house=settings.base_url, actor=current_actor()
        )
        files = ((_name(bundle), _text(bundle).encode()) for bundle in bundles)
        return Response(
            stream_with_context(zipped(files)),
            mimetype="application/zip",
            headers={"Content-Disposition": f'attachment; filename="dossiers-{sitting_id}.zip"'},
        )

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
    return attachment(_text(bundle), "application/json", _name(bundle))


def _text(bundle: Bundle) -> str:
    return json.dumps(bundle, ensure_ascii=False, indent=1) + "\n"


def _name(bundle: Bundle) -> str:
    return f"chizheng-attempt-{bundle['head']['about']['attempt']}.json"
