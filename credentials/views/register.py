"""The register: finding credentials, one credential with its whole life, changing its status."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.forms import row_number
from accounts.queries import demand, may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.actor import Actor
from core.config import Settings
from core.errors import N_, Missing, Refused
from core.http import attachment
from core.language import LANGUAGES
from core.tables import CSV, XLSX, as_csv, as_workbook
from credentials.actions import concerns, evidence, status
from credentials.actions.concerns import CAUSE_NAMES
from credentials.documents.card import card_pdf
from credentials.documents.certificate import certificate_pdf
from credentials.documents.register import register_sheet
from credentials.forms import StatusForm
from credentials.models import Credential
from credentials.queries.concerns import concerns_of
from credentials.queries.genuine import is_genuine
from credentials.queries.listing import (
    Filters,
    counts_by_status,
    every_under,
    expiring_under,
    under,
    units_with_credentials,
)
from credentials.queries.register import credential_for
from credentials.queries.rules import rule_of
from credentials.queries.statuses import standing_now
from credentials.rules.findings import ANSWER_NAMES, read_findings
from credentials.rules.status import KIND_NAMES, REASON_CLASSES, STATUS_NAMES, Kind, allowed
from credentials.views.holders import WARN_DAYS, asked_language, file_of, pdf
from credentials.views.typed import Failed, failed, typed_reason
from exam.rules.dossier import PART_NAMES, Part


def blueprint(settings: Settings) -> Blueprint:
    """The pages; `settings` knows the address of the house."""
    bp = Blueprint("register", __name__, url_prefix="/credentials")
    house = settings.base_url

    @bp.get("/")
    def index() -> ResponseReturnValue:
        """Credentials of my units, newest first; by words, status, unit, or what ends soon."""
        actor = current_actor()
        filters = _filters()
        return render_template(
            "credentials/register.html",
            page=under(actor, filters, page=request.args.get("page", 1, type=row_number)),
            filters=filters,
            asked=_as_asked(filters),
            counts=counts_by_status(actor),
            status_names=STATUS_NAMES,
            units=units_with_credentials(actor),
            days=WARN_DAYS,
            ending=expiring_under(actor, WARN_DAYS[0]),
        )

    @bp.get("/register.<kind>")
    def download(kind: str) -> ResponseReturnValue:
        """The register as it is filtered, as CSV or Excel."""
        if kind not in ("csv", "xlsx"):
            raise Missing(N_("The register comes as csv or xlsx."))
        sheet = register_sheet(every_under(current_actor(), _filters()))
        if kind == "xlsx":
            return attachment(as_workbook(sheet), XLSX, "register.xlsx")
        return attachment(as_csv(sheet), CSV, "register.csv")

    @bp.get("/<int:credential_id>")
    def show(credential_id: int) -> ResponseReturnValue:
        """One credential: what it says, what it stands on, its life, whether it is genuine."""
        actor = current_actor()
        return _page(actor, credential_for(actor, credential_id), StatusForm(formdata=None))

    @bp.post("/<int:credential_id>/changes")
    def create_change(credential_id: int) -> ResponseReturnValue:
        """Ask for a change of status."""
        actor, credential = _to_change(credential_id)
        form = StatusForm()
        form.offer(allowed(standing_now(credential).status))
        if not form.validate_on_submit():
            return _page(actor, credential, form), 422
        kind, _slash, reason_class = form.change.data.partition("/")
        try:
            status.ask(
                credential.id,
                kind=kind,
                reason_class=reason_class,
                reason=form.reason.data or "",
                actor=actor,
            )
        except Refused as refusal:
            return _page(actor, credential, form, failed("change", refusal)), 409
        flash(_("It is asked for. A second issuer decides."))
        return redirect(url_for("register.show", credential_id=credential_id), 303)

    @bp.post("/<int:credential_id>/changes/<int:change_id>/decision")
    def create_decision(credential_id: int, change_id: int) -> ResponseReturnValue:
        """Decide about a change as the second issuer."""
        actor, credential = _to_change(credential_id)
        if change_id not in {each.id for each in credential.changes}:
            raise Missing(N_("There is no such change of status."))
        agreed = request.form.get("agreed") == "yes"
        try:
            status.decide(change_id, agreed=agreed, reason=typed_reason(), actor=actor)
        except Refused as refusal:
            return _refused(actor, credential_id, failed("decision", refusal))
        flash(_("The new status holds from now on.") if agreed else _("The change is declined."))
        return redirect(url_for("register.show", credential_id=credential_id), 303)

    @bp.post("/<int:credential_id>/concerns/<int:concern_id>/answer")
    def create_answer(credential_id: int, concern_id: int) -> ResponseReturnValue:
        """Say what came of a concern."""
        actor, credential = _to_change(credential_id)
        if concern_id not in {each.id for each in concerns_of(credential.id)}:
            raise Missing(N_("There is no such concern."))
        kept = request.form.get("kept") == "yes"
        try:
            concerns.answer(concern_id, kept=kept, reason=typed_reason(), actor=actor)
        except Refused as refusal:
            return _refused(actor, credential_id, failed(f"concern-{concern_id}", refusal))
        flash(_("Your answer is on record."))
        return redirect(url_for("register.show", credential_id=credential_id), 303)

    @bp.get("/<int:credential_id>/card.pdf")
    def show_card(credential_id: int) -> ResponseReturnValue:
        """The card, to print."""
        credential = credential_for(current_actor(), credential_id, Right.ISSUE_CREDENTIALS)
        return pdf(card_pdf(credential, house=house, language=asked_language()), credential, "card")

    @bp.get("/<int:credential_id>/certificate.pdf")
    def show_certificate(credential_id: int) -> ResponseReturnValue:
        """The certificate, to print."""
        credential = credential_for(current_actor(), credential_id, Right.ISSUE_CREDENTIALS)
        return pdf(certificate_pdf(credential, house=house), credential, "certificate")

    @bp.post("/<int:credential_id>/evidence")
    def create_evidence(credential_id: int) -> ResponseReturnValue:
        """The signed evidence file, with what was ticked left out."""
        actor = current_actor()
        credential = credential_for(actor, credential_id)
        without = {each for each in Part if f"without-{each}" in request.form}
        bundle = evidence.make(credential.id, without=without, house=house, actor=actor)
        return file_of(bundle, f"evidence-{credential.number}.json")

    return bp


def _filters() -> Filters:
    asked = request.args
    days = asked.get("days", type=row_number)
    return Filters(
        words=asked.get("words", "").strip()[:64],
        status=asked.get("status", ""),
        unit_id=asked.get("unit", type=row_number),
        within_days=days if days in WARN_DAYS else None,
    )


def _as_asked(filters: Filters) -> dict[str, object]:
    """The filters as an address holds them."""
    asked = {
        "words": filters.words,
        "status": filters.status,
        "unit": filters.unit_id,
        "days": filters.within_days,
    }
    return {name: value for name, value in asked.items() if value}


def _to_change(credential_id: int) -> tuple[Actor, Credential]:
    """The issuer who asks, and the credential if it is of a unit under their duty."""
    actor = current_actor()
    demand(actor, Right.ISSUE_CREDENTIALS)
    return actor, credential_for(actor, credential_id, Right.ISSUE_CREDENTIALS)


def _refused(actor: Actor, credential_id: int, problem: Failed) -> ResponseReturnValue:
    credential = credential_for(actor, credential_id)
    return _page(actor, credential, StatusForm(formdata=None), problem), 409


def _page(
    actor: Actor, credential: Credential, form: StatusForm, problem: Failed | None = None
) -> str:
    standing = standing_now(credential)
    path = credential.unit.path
    issues = may(actor, Right.ISSUE_CREDENTIALS, path) and actor.id != credential.person_id
    waiting = next((each for each in credential.changes if each.decision is None), None)
    kinds = allowed(standing.status) if issues and waiting is None else ()
    form.offer(kinds)
    return render_template(
        "credentials/credential.html",
        credential=credential,
        rule=rule_of(credential.rule),
        standing=standing,
        status_names=STATUS_NAMES,
        kind_names=KIND_NAMES,
        reason_classes={code: name for kind in Kind for code, name in REASON_CLASSES[kind].items()},
        fault=is_genuine(credential),
        findings=read_findings(credential.decision.findings),
        answer_names=ANSWER_NAMES,
        concerns=concerns_of(credential.id),
        cause_names=CAUSE_NAMES,
        waiting=waiting,
        issues=issues,
        may_decide=issues and waiting is not None and waiting.by_id != actor.id,
        may_take=issues or may(actor, Right.HOLD_ISSUANCE, path),
        part_names=PART_NAMES,
        languages=LANGUAGES,
        form=form,
        failed=problem,
    )
