"""An officer's own page: the gate, the photo, the credential and what can be taken along."""

import json
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.session import current_actor
from core.clock import now
from core.config import Settings
from core.errors import N_, Missing, Refused
from core.http import attachment, takes_files, translated
from core.language import LANGUAGES, TAGS, current
from credentials.actions import evidence, filing
from credentials.documents.badge import badge
from credentials.documents.card import card_pdf
from credentials.documents.certificate import certificate_pdf
from credentials.documents.photo import MOST_BYTES, cleaned
from credentials.forms import PhotoForm
from credentials.models import Credential
from credentials.queries.gate import verdict
from credentials.queries.holders import image_of, newest_photo
from credentials.queries.register import of_holder, own_credential
from credentials.queries.rules import rule_of, rules_in_force
from credentials.queries.statuses import standing_now
from credentials.rules.findings import ANSWER_NAMES, as_data
from credentials.rules.periods import local_day
from credentials.rules.status import STATUS_NAMES, Standing
from exam.rules.dossier import Part

WARN_DAYS = (90, 30, 7)
ROOM_FOR_FIELDS = 64 * 1024


@dataclass(frozen=True, slots=True)
class Held:
    """A credential as its holder sees it; `ends_in` is in days, from the first warning on.

    The last warning is urgent.
    """

    credential: Credential
    standing: Standing
    ends_in: int | None

    @property
    def is_urgent(self) -> bool:
        """Whether the last warning is due."""
        return self.ends_in is not None and self.ends_in <= WARN_DAYS[-1]


def blueprint(settings: Settings) -> Blueprint:
    """The pages; `settings` knows the address of the house."""
    bp = Blueprint("gate", __name__, url_prefix="/credential")
    house = settings.base_url

    @bp.get("/")
    def show() -> ResponseReturnValue:
        """Each condition of the gate, my photo, my credentials."""
        return _page(PhotoForm(formdata=None))

    @bp.get("/gate.json")
    def show_data() -> ResponseReturnValue:
        """The gate's answers as data: what the page says, and what is enforced."""
        actor = current_actor()
        return {
            row.code: {"version": row.version, **as_data(verdict(row, actor.id))}
            for row in rules_in_force()
        }

    @bp.post("/photo")
    @takes_files(MOST_BYTES + ROOM_FOR_FIELDS)
    def create_photo() -> ResponseReturnValue:
        """Keep my photo, cut and written anew."""
        actor = current_actor()
        form = PhotoForm()
        if not form.validate_on_submit():
            return _page(form), 422
        try:
            filing.keep_photo(actor.id, image=cleaned(form.photo.data.read()), actor=actor)
        except Refused as refusal:
            return _page(form, translated(refusal)), 422
        flash(_("Your photo is kept. An issuer looks at it together with your papers."))
        return redirect(url_for("gate.show"), 303)

    @bp.get("/photo")
    def show_photo() -> ResponseReturnValue:
        """My photo as it is kept."""
        photo = newest_photo(current_actor().id)
        if photo is None:
            raise Missing(N_("There is no photo yet."))
        return Response(image_of(photo), content_type="image/jpeg")

    @bp.get("/<uid>/card.pdf")
    def show_card(uid: str) -> ResponseReturnValue:
        """The card, to print."""
        credential = own_credential(current_actor(), uid)
        return pdf(card_pdf(credential, house=house, language=asked_language()), credential, "card")

    @bp.get("/<uid>/certificate.pdf")
    def show_certificate(uid: str) -> ResponseReturnValue:
        """The certificate, to print."""
        credential = own_credential(current_actor(), uid)
        return pdf(certificate_pdf(credential, house=house), credential, "certificate")

    @bp.get("/<uid>/badge.json")
    def show_badge(uid: str) -> ResponseReturnValue:
        """The Open Badge with my name."""
        credential = own_credential(current_actor(), uid)
        return file_of(badge(credential, house=house), f"badge-{credential.number}.json")

    @bp.post("/<uid>/evidence")
    def create_evidence(uid: str) -> ResponseReturnValue:
        """My evidence file; papers stay closed in it, so that they can be used again."""
        actor = current_actor()
        credential = own_credential(actor, uid)
        bundle = evidence.make_own(
            credential.id, without={Part.ANSWERS, Part.KEYS}, house=house, actor=actor
        )
        return file_of(bundle, f"evidence-{credential.number}.json")

    return bp


def _page(form: PhotoForm, refusal: str | None = None) -> str:
    actor = current_actor()
    today = local_day(now(), actor.zone)
    return render_template(
        "credentials/own.html",
        gates=[(rule_of(row), verdict(row, actor.id)) for row in rules_in_force()],
        answer_names=ANSWER_NAMES,
        status_names=STATUS_NAMES,
        photo=newest_photo(actor.id),
        held=[_held(each, today) for each in of_holder(actor.id)],
        languages=LANGUAGES,
        tags=TAGS,
        form=form,
        refusal=refusal,
    )


def _held(credential: Credential, today: date) -> Held:
    standing = standing_now(credential)
    left = (credential.valid_until - today).days
    warns = standing.is_valid and left <= WARN_DAYS[0]
    return Held(credential, standing, left if warns else None)


def asked_language() -> str:
    """The language that was asked for, or else the reader's."""
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else current()


def pdf(content: bytes, credential: Credential, name: str) -> Response:
    """A PDF to look at, with a name to keep it under."""
    answer = Response(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}-{credential.number}.pdf"'
    return answer


def file_of(data: object, name: str) -> Response:
    """Data as a JSON file to keep."""
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    return attachment(text, "application/json", name)
