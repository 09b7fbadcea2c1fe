"""The people room: lists by unit, one person's page, and what an administrator does there."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import queries, session
from accounts.actions import people
from accounts.actions.roles import standing_of
from accounts.forms import ParticularsForm, PersonForm, ReasonForm, row_number, unit_choices
from accounts.models import Person, Unit
from accounts.rules.duties import Right
from accounts.rules.grants import STANDING_NAMES
from accounts.rules.names import storable
from core.clock import now
from core.errors import Refused
from core.http import translated

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Units and people under one's duty, by unit and by part of a name."""
    actor = session.current_actor()
    queries.demand(actor, Right.READ_PEOPLE)
    words = storable(request.args.get("q", "")).strip()[:64]
    unit, units = _place(words)
    return render_template(
        "accounts/people.html",
        unit=unit,
        above=_above(unit),
        units=units,
        words=words,
        people=queries.people_in(
            actor, unit=unit, words=words, page=request.args.get("page", 1, row_number)
        ),
        can_manage=queries.may(actor, Right.MANAGE_PEOPLE, unit.path if unit else None),
        may_waive=queries.may(actor, Right.WAIVE),
    )


def _place(words: str) -> tuple[Unit | None, list[queries.ListedUnit]]:
    """The unit that is looked at, if one is, and the units to list with it."""
    actor = session.current_actor()
    asked = request.args.get("unit", type=row_number)
    top = queries.top_units(actor)
    unit = queries.visible_unit(actor, asked) if asked else None
    if unit is None and len(top) == 1:
        unit = top[0].unit
    if words:
        return unit, queries.units_found(actor, words)
    return unit, queries.units_in(unit) if unit else top


def _above(unit: Unit | None) -> list[Unit]:
    actor = session.current_actor()
    above = queries.units_above(unit) if unit else []
    return [place for place in above if queries.may(actor, Right.READ_PEOPLE, place.path)]


@bp.get("/new")
def show_new() -> ResponseReturnValue:
    """The form for somebody new."""
    return _new_page(PersonForm(unit_id=request.args.get("unit", type=row_number)))


@bp.post("/new")
def create() -> ResponseReturnValue:
    """Add somebody."""
    form = PersonForm()
    if not form.validate_on_submit():
        return _new_page(form), 422
    try:
        person = people.add_person(
            login=form.login.data or "",
            name=form.name.data or "",
            unit_id=form.unit_id.data,
            actor=session.current_actor(),
        )
    except Refused as refusal:
        return _new_page(form, translated(refusal)), 422
    flash(
        _("%(name)s is added. Give a role and a one-time link for the password.", name=person.name)
    )
    return redirect(url_for("people.show", person_id=person.id), 303)


def _new_page(form: PersonForm, refusal: str | None = None) -> str:
    actor = session.current_actor()
    queries.demand(actor, Right.MANAGE_PEOPLE)
    form.unit_id.choices = unit_choices(queries.units_under(actor, Right.MANAGE_PEOPLE))
    return render_template("accounts/new_person.html", form=form, refusal=refusal)


@bp.get("/<int:person_id>")
def show(person_id: int) -> ResponseReturnValue:
    """One person: particulars, roles with how they came to be, and sign-ins."""
    actor = session.current_actor()
    person = queries.visible_person(actor, person_id)
    grants = [(grant, standing_of(grant)) for grant in queries.grants_of(person.id)]
    return render_template(
        "accounts/person.html",
        person=person,
        grants=grants,
        standing_names={str(key): _(name) for key, name in STANDING_NAMES.items()},
        sign_ins=queries.sign_ins_of(person.id),
        at=now(),
        can_manage=queries.may(actor, Right.MANAGE_PEOPLE, person.unit.path),
        is_self=actor.id == person.id,
    )


@bp.get("/<int:person_id>/particulars")
def show_particulars(person_id: int) -> ResponseReturnValue:
    """The form for name and unit."""
    person = _managed(person_id)
    return _particulars_page(person, ParticularsForm(name=person.name, unit_id=person.unit_id))


@bp.post("/<int:person_id>/particulars")
def change(person_id: int) -> ResponseReturnValue:
    """Change name and unit."""
    form = ParticularsForm()
    if not form.validate_on_submit():
        return _particulars_page(_managed(person_id), form), 422
    try:
        people.change_person(
            person_id,
            name=form.name.data or "",
            unit_id=form.unit_id.data,
            actor=session.current_actor(),
        )
    except Refused as refusal:
        return _particulars_page(_managed(person_id), form, translated(refusal)), 422
    return redirect(url_for("people.show", person_id=person_id), 303)


def _managed(person_id: int) -> Person:
    actor = session.current_actor()
    person = queries.visible_person(actor, person_id)
    queries.demand_people(actor, person.unit.path)
    return person


def _particulars_page(person: Person, form: ParticularsForm, refusal: str | None = None) -> str:
    units = queries.units_under(session.current_actor(), Right.MANAGE_PEOPLE)
    form.unit_id.choices = unit_choices(units)
    return render_template("accounts/particulars.html", person=person, form=form, refusal=refusal)


@bp.get("/<int:person_id>/closure")
def show_closure(person_id: int) -> ResponseReturnValue:
    """Ask why an account is closed."""
    return _closure_page(_managed(person_id), ReasonForm())


@bp.post("/<int:person_id>/closure")
def close(person_id: int) -> ResponseReturnValue:
    """Close an account at once."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _closure_page(_managed(person_id), form), 422
    people.close_person(person_id, reason=form.reason.data or "", actor=session.current_actor())
    return redirect(url_for("people.show", person_id=person_id), 303)


def _closure_page(person: Person, form: ReasonForm) -> str:
    return render_template("accounts/closure.html", person=person, form=form)


@bp.post("/<int:person_id>/reopening")
def reopen(person_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    people.reopen_person(person_id, actor=session.current_actor())
    return redirect(url_for("people.show", person_id=person_id), 303)
