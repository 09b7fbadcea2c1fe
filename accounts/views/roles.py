"""Roles: proposed by an administrator, answered by a supervisor, ended with a reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import queries, session
from accounts.actions import roles
from accounts.forms import (
    DecisionForm,
    ReasonForm,
    RoleForm,
    role_choices,
    row_number,
    unit_choices,
)
from accounts.rules.duties import Right, needs_countersign
from accounts.rules.grants import decision_problem
from core.errors import Refused
from core.http import translated

bp = Blueprint("roles", __name__)


@bp.get("/people/<int:person_id>/roles/new")
def show_new(person_id: int) -> ResponseReturnValue:
    """The form that proposes a role."""
    return _new_page(person_id, RoleForm())


@bp.post("/people/<int:person_id>/roles/new")
def create(person_id: int) -> ResponseReturnValue:
    """Propose a role; an officer's holds at once."""
    form = RoleForm()
    form.role.choices = role_choices()
    if not form.validate_on_submit():
        return _new_page(person_id, form), 422
    role, unit_id = form.role.data, form.unit_id.data
    try:
        roles.propose(person_id, role=role, unit_id=unit_id, actor=session.current_actor())
    except Refused as refusal:
        return _new_page(person_id, form, translated(refusal)), 422
    if needs_countersign(role):
        flash(_("The role is proposed. It holds once a supervisor has countersigned it."))
    else:
        flash(_("The role holds from now on."))
    return redirect(url_for("people.show", person_id=person_id), 303)


def _new_page(person_id: int, form: RoleForm, refusal: str | None = None) -> str:
    actor = session.current_actor()
    person = queries.visible_person(actor, person_id)
    queries.demand_people(actor, person.unit.path)
    form.role.choices = role_choices()
    form.unit_id.choices = unit_choices(queries.units_under(actor, Right.MANAGE_PEOPLE))
    if form.unit_id.data is None:
        form.unit_id.data = person.unit_id
    return render_template("accounts/new_role.html", person=person, form=form, refusal=refusal)


@bp.get("/roles/<int:grant_id>/end")
def show_end(grant_id: int) -> ResponseReturnValue:
    """Ask why a role ends."""
    return _end_page(grant_id, ReasonForm())


@bp.post("/roles/<int:grant_id>/end")
def end(grant_id: int) -> ResponseReturnValue:
    """End a role, or take a proposal back."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _end_page(grant_id, form), 422
    roles.end(grant_id, reason=form.reason.data or "", actor=session.current_actor())
    person_id = queries.grant_of(grant_id).person_id
    return redirect(url_for("people.show", person_id=person_id), 303)


def _end_page(grant_id: int, form: ReasonForm) -> str:
    grant = queries.grant_of(grant_id)
    queries.demand_people(session.current_actor(), grant.unit.path)
    return render_template("accounts/role_end.html", grant=grant, form=form)


@bp.get("/roles/waiting")
def waiting() -> ResponseReturnValue:
    """Proposed roles that wait for a supervisor, oldest first."""
    return _waiting_page()


def _waiting_page(refusal: str | None = None) -> str:
    actor = session.current_actor()
    queries.demand(actor, Right.COUNTERSIGN_ROLES)
    page = queries.waiting_grants(actor, request.args.get("page", 1, row_number))
    problems = {
        grant.id: decision_problem(actor.id, person_id=grant.person_id, proposer_id=grant.by_id)
        for grant in page.rows
    }
    return render_template(
        "accounts/roles_waiting.html", grants=page, problems=problems, refusal=refusal
    )


@bp.get("/roles/<int:grant_id>/decision")
def leave_decision(grant_id: int) -> ResponseReturnValue:
    """The question stands on the page of what waits."""
    return redirect(url_for("roles.waiting", _anchor=f"role-{grant_id}"), 303)


@bp.post("/roles/<int:grant_id>/decision")
def decide(grant_id: int) -> ResponseReturnValue:
    """Countersign or decline."""
    form = DecisionForm()
    if not form.validate_on_submit():
        return _waiting_page(_("Agree or decline.")), 422
    agreed = form.agreed.data == "yes"
    reason = (form.reason.data or "").strip()
    try:
        roles.decide(grant_id, agreed=agreed, reason=reason, actor=session.current_actor())
    except Refused as refusal:
        return _waiting_page(translated(refusal)), 409
    flash(_("The role holds from now on.") if agreed else _("The role is declined."))
    return redirect(url_for("roles.waiting"), 303)
