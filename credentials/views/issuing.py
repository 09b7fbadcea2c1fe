"""The issuers' desk: what waits, one person at a time, proposing and confirming."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.forms import row_number
from accounts.queries import demand, may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.actor import Actor
from core.errors import N_, Missing, NotAllowed, Refused
from credentials.actions import filing, issuing
from credentials.actions.concerns import CAUSE_NAMES
from credentials.forms import EligibilityForm
from credentials.queries.concerns import open_concerns
from credentials.queries.decisions import decisions_about
from credentials.queries.gate import verdict
from credentials.queries.holders import (
    eligibilities_of,
    image_of,
    newest_photo,
    papers_to_see,
    person_for,
    waivers_of,
)
from credentials.queries.listing import last_held
from credentials.queries.proposals import (
    is_open,
    open_gates,
    proposal_for,
    proposals_about,
    standing_hold,
    waiting_proposals,
)
from credentials.queries.register import holds_standing, of_holder, waiting_changes
from credentials.queries.rules import all_rules, rule_of, rules_in_force
from credentials.queries.statuses import standing_now
from credentials.rules.conditions import EDUCATION_NAMES
from credentials.rules.definition import warnings
from credentials.rules.findings import ANSWER_NAMES, read_findings
from credentials.rules.status import KIND_NAMES, STATUS_NAMES
from credentials.views.typed import Failed, failed, typed_reason

bp = Blueprint("issuing", __name__, url_prefix="/issuing")


@bp.get("/")
def index() -> ResponseReturnValue:
    """What waits for issuers; a supervisor sees it too and changes none of it."""
    actor = current_actor()
    issues = may(actor, Right.ISSUE_CREDENTIALS)
    proposals = waiting_proposals(actor)
    gates = [(rule_of(row), open_gates(actor, row)) for row in rules_in_force()]
    return render_template(
        "credentials/issuing.html",
        issues=issues,
        papers=papers_to_see(actor) if issues else [],
        gates=gates,
        before=last_held([gate.person.id for _rule, found in gates for gate in found]),
        status_names=STATUS_NAMES,
        mine=[each for each in proposals if each.by_id == actor.id],
        others=[each for each in proposals if each.by_id != actor.id],
        held={each.id for each in proposals if standing_hold(each)},
        changes=waiting_changes(actor),
        kind_names=KIND_NAMES,
        concerns=open_concerns(actor),
        cause_names=CAUSE_NAMES,
        actor_id=actor.id,
    )


@bp.get("/people/<int:person_id>")
def show_person(person_id: int) -> ResponseReturnValue:
    """Everything about one person: papers, gate, proposals, credentials, decisions."""
    form = EligibilityForm(formdata=None)
    return _person_page(current_actor(), person_id, form)


def _person_page(
    actor: Actor, person_id: int, form: EligibilityForm, problem: Failed | None = None
) -> str:
    person = person_for(actor, person_id)
    form.offer()
    rows = rules_in_force()
    return render_template(
        "credentials/person.html",
        person=person,
        issues=may(actor, Right.ISSUE_CREDENTIALS, person.unit.path) and actor.id != person.id,
        photo=newest_photo(person.id),
        sees_photo=_sees_photo(actor, person.unit.path),
        papers=eligibilities_of([person.id]).get(person.id),
        education_names=EDUCATION_NAMES,
        gates=[
            (row.code, rule_of(row), verdict(row, person.id), holds_standing(person.id, row.code))
            for row in rows
        ],
        proposals=proposals_about(person.id),
        credentials=[(each, standing_now(each)) for each in of_holder(person.id)],
        decisions=[
            (each, name, rule_of(each.rule), read_findings(each.findings))
            for each, name in decisions_about(person.id)
        ],
        waivers=waivers_of(person.id),
        may_waive=may(actor, Right.WAIVE, person.unit.path) and actor.id != person.id,
        answer_names=ANSWER_NAMES,
        status_names=STATUS_NAMES,
        form=form,
        failed=problem,
    )


def _sees_photo(actor: Actor, path: str) -> bool:
    """A face is shown to who looks at the papers and who watches that, not to managers."""
    return may(actor, Right.ISSUE_CREDENTIALS, path) or may(actor, Right.HOLD_ISSUANCE, path)


@bp.get("/people/<int:person_id>/photo")
def show_photo(person_id: int) -> ResponseReturnValue:
    """The photo that an issuer has to look at."""
    actor = current_actor()
    person = person_for(actor, person_id)
    if not _sees_photo(actor, person.unit.path):
        raise NotAllowed(N_("Photos are shown to issuers and supervisors alone."))
    photo = newest_photo(person.id)
    if photo is None:
        raise Missing(N_("There is no photo yet."))
    return Response(image_of(photo), content_type="image/jpeg")


@bp.post("/people/<int:person_id>/eligibility")
def create_eligibility(person_id: int) -> ResponseReturnValue:
    """Say that the papers were looked at."""
    actor = _person_to_issue(person_id)
    form = EligibilityForm()
    form.offer()
    if not form.validate_on_submit():
        return _person_page(actor, person_id, form), 422
    try:
        filing.check_eligibility(person_id, education=form.education.data, actor=actor)
    except Refused as refusal:
        return _person_page(actor, person_id, form, failed("papers", refusal)), 409
    flash(_("It is on record that you looked at the papers."))
    return redirect(url_for("issuing.show_person", person_id=person_id), 303)


@bp.post("/people/<int:person_id>/proposals/<code>")
def create_proposal(person_id: int, code: str) -> ResponseReturnValue:
    """Propose a credential, or one in place of the one that stands."""
    actor = _person_to_issue(person_id)
    replaces = request.form.get("replaces", type=row_number)
    try:
        proposal = issuing.propose(person_id, rule_code=code, replaces_id=replaces, actor=actor)
    except Refused as refusal:
        form = EligibilityForm(formdata=None)
        return _person_page(actor, person_id, form, failed("proposal", refusal)), 409
    flash(_("It is proposed. A second issuer confirms it."))
    return redirect(url_for("issuing.show_proposal", proposal_id=proposal.id), 303)


def _person_to_issue(person_id: int) -> Actor:
    """The issuer who asks, if the person is under their duty; else there is nobody."""
    actor = current_actor()
    demand(actor, Right.ISSUE_CREDENTIALS)
    person_for(actor, person_id, Right.ISSUE_CREDENTIALS)
    return actor


@bp.get("/proposals/<int:proposal_id>")
def show_proposal(proposal_id: int) -> ResponseReturnValue:
    """A proposal with the gate as it is judged now."""
    return proposal_page(current_actor(), proposal_id)


def proposal_page(actor: Actor, proposal_id: int, problem: Failed | None = None) -> str:
    """A proposal with the gate as it is judged now, and what was refused about it."""
    proposal = proposal_for(actor, proposal_id)
    path = proposal.unit.path
    is_mine = actor.id == proposal.person_id
    issues = may(actor, Right.ISSUE_CREDENTIALS, path) and not is_mine
    return render_template(
        "credentials/proposal.html",
        proposal=proposal,
        rule=rule_of(proposal.rule),
        verdict=verdict(proposal.rule, proposal.person_id),
        then=read_findings(proposal.decision.findings),
        is_open=is_open(proposal),
        hold=standing_hold(proposal),
        may_answer=issues and actor.id != proposal.by_id,
        may_withdraw=issues and actor.id == proposal.by_id,
        may_hold=may(actor, Right.HOLD_ISSUANCE, path) and not is_mine,
        answer_names=ANSWER_NAMES,
        failed=problem,
    )


@bp.post("/proposals/<int:proposal_id>/credential")
def create_credential(proposal_id: int) -> ResponseReturnValue:
    """Confirm: the gate is asked again, and the credential is issued."""
    actor = _proposal_to_answer(proposal_id)
    try:
        credential = issuing.confirm(proposal_id, actor=actor)
    except Refused as refusal:
        return proposal_page(actor, proposal_id, failed("confirm", refusal)), 409
    flash(_("%(number)s is issued.", number=credential.number))
    return redirect(url_for("register.show", credential_id=credential.id), 303)


@bp.post("/proposals/<int:proposal_id>/withdrawal")
def create_withdrawal(proposal_id: int) -> ResponseReturnValue:
    """Take one's own proposal back."""
    actor = _proposal_to_answer(proposal_id)
    try:
        issuing.withdraw(proposal_id, reason=typed_reason(), actor=actor)
    except Refused as refusal:
        return proposal_page(actor, proposal_id, failed("withdraw", refusal)), 409
    flash(_("The proposal is taken back."))
    return redirect(url_for("issuing.index"), 303)


@bp.post("/proposals/<int:proposal_id>/refusal")
def create_refusal(proposal_id: int) -> ResponseReturnValue:
    """Decline another issuer's proposal."""
    actor = _proposal_to_answer(proposal_id)
    try:
        issuing.decline(proposal_id, reason=typed_reason(), actor=actor)
    except Refused as refusal:
        return proposal_page(actor, proposal_id, failed("decline", refusal)), 409
    flash(_("The proposal is declined."))
    return redirect(url_for("issuing.index"), 303)


def _proposal_to_answer(proposal_id: int) -> Actor:
    """The issuer who asks, if the proposal is of a unit under their duty; else there is none."""
    actor = current_actor()
    demand(actor, Right.ISSUE_CREDENTIALS)
    proposal_for(actor, proposal_id, Right.ISSUE_CREDENTIALS)
    return actor


@bp.get("/rules")
def show_rules() -> ResponseReturnValue:
    """Every credential type: its conditions and what they rest on, older versions too."""
    in_force = rules_in_force()
    newest = {row.id for row in in_force}
    return render_template(
        "credentials/rules.html",
        in_force=[(row, rule_of(row), warnings(rule_of(row))) for row in in_force],
        older=[row for row in all_rules() if row.id not in newest],
    )
