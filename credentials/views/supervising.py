"""What supervisors do at issuing: hold a proposal and let it go on, waive a condition."""

from datetime import date, datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import demand, may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.actor import Actor
from core.clock import now
from core.errors import N_, Missing, Refused
from core.http import translated
from core.language import content_language
from credentials.actions import holding, waiving
from credentials.forms import WaiverForm
from credentials.models import Proposal
from credentials.queries.holders import person_for, waiver_for, waivers_under
from credentials.queries.proposals import holds_under, proposal_for
from credentials.queries.rules import rule_of, rules_in_force
from credentials.rules.definition import Rule
from credentials.views.issuing import proposal_page
from credentials.views.typed import Failed, failed, typed_reason

bp = Blueprint("gate_waivers", __name__, url_prefix="/issuing")


@bp.post("/proposals/<int:proposal_id>/holds")
def create_hold(proposal_id: int) -> ResponseReturnValue:
    """Stop a proposal."""
    actor = current_actor()
    _proposal_to_hold(actor, proposal_id)
    try:
        holding.hold(proposal_id, reason=typed_reason(), actor=actor)
    except Refused as refusal:
        return proposal_page(actor, proposal_id, failed("hold", refusal)), 409
    flash(_("The issuance is held. Nobody confirms it until you let it go on."))
    return redirect(url_for("issuing.show_proposal", proposal_id=proposal_id), 303)


@bp.post("/proposals/<int:proposal_id>/holds/<int:hold_id>/end")
def create_hold_end(proposal_id: int, hold_id: int) -> ResponseReturnValue:
    """Let a proposal go on."""
    actor = current_actor()
    proposal = _proposal_to_hold(actor, proposal_id)
    if hold_id not in {each.id for each in proposal.holds}:
        raise Missing(N_("There is no such hold."))
    try:
        holding.let_go(hold_id, reason=typed_reason(), actor=actor)
    except Refused as refusal:
        return proposal_page(actor, proposal_id, failed("hold", refusal)), 409
    flash(_("The issuance may go on."))
    return redirect(url_for("issuing.show_proposal", proposal_id=proposal_id), 303)


def _proposal_to_hold(actor: Actor, proposal_id: int) -> Proposal:
    demand(actor, Right.HOLD_ISSUANCE)
    return proposal_for(actor, proposal_id, Right.HOLD_ISSUANCE)


@bp.get("/waivers")
def index() -> ResponseReturnValue:
    """Every waived condition and every hold under my duty, with its end."""
    return _index_page(current_actor())


def _index_page(actor: Actor, problem: Failed | None = None) -> str:
    waivers = waivers_under(actor)
    return render_template(
        "credentials/waivers.html",
        waivers=waivers,
        holds=holds_under(actor),
        names=_condition_names(),
        at=now(),
        may_end={each.id for each in waivers if may(actor, Right.WAIVE, each.person.unit.path)},
        failed=problem,
    )


def _condition_names() -> dict[tuple[str, str], str]:
    language = content_language()
    return {
        (row.code, each.code): each.titles[language]
        for row in rules_in_force()
        for each in rule_of(row).conditions
    }


@bp.get("/people/<int:person_id>/waivers/new")
def new(person_id: int) -> ResponseReturnValue:
    """A form to waive a condition for somebody."""
    actor = current_actor()
    demand(actor, Right.WAIVE)
    return _page(actor, person_id, _form())


def _page(actor: Actor, person_id: int, form: WaiverForm, refusal: str | None = None) -> str:
    person = person_for(actor, person_id, Right.WAIVE)
    return render_template("credentials/new_waiver.html", person=person, form=form, refusal=refusal)


def _form() -> WaiverForm:
    form = WaiverForm()
    language = content_language()
    form.condition.choices = [
        (f"{rule.code}/{each.code}", f"{each.titles[language]} ({rule.titles[language]})")
        for rule in _rules()
        for each in rule.conditions
        if each.waivable
    ]
    return form


def _rules() -> list[Rule]:
    return [rule_of(row) for row in rules_in_force()]


@bp.post("/people/<int:person_id>/waivers")
def create(person_id: int) -> ResponseReturnValue:
    """Waive a condition until a day, with a reason."""
    actor = current_actor()
    demand(actor, Right.WAIVE)
    person_for(actor, person_id, Right.WAIVE)
    form = _form()
    if not form.validate_on_submit():
        return _page(actor, person_id, form), 422
    try:
        _waive(person_id, form, actor)
    except Refused as refusal:
        return _page(actor, person_id, form, translated(refusal)), 409
    flash(_("The condition is waived."))
    return redirect(url_for("issuing.show_person", person_id=person_id), 303)


def _waive(person_id: int, form: WaiverForm, actor: Actor) -> None:
    rule_code, _slash, condition = form.condition.data.partition("/")
    last = datetime.combine(cast(date, form.until.data), time.max)
    waiving.waive(
        person_id,
        rule_code=rule_code,
        condition=condition,
        reason=form.reason.data or "",
        until=last.replace(tzinfo=ZoneInfo(actor.zone)),
        actor=actor,
    )


@bp.post("/waivers/<int:waiver_id>/end")
def create_end(waiver_id: int) -> ResponseReturnValue:
    """Take a waiver back."""
    actor = current_actor()
    demand(actor, Right.WAIVE)
    waiver_for(actor, waiver_id, Right.WAIVE)
    try:
        waiving.end(waiver_id, reason=typed_reason(), actor=actor)
    except Refused as refusal:
        return _index_page(actor, failed(f"waiver-{waiver_id}", refusal)), 409
    flash(_("The waiver is taken back."))
    return redirect(url_for("gate_waivers.index"), 303)
