"""Adding a unit to the bureau tree."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import queries, session
from accounts.actions import units
from accounts.forms import UnitForm, row_number, unit_choices
from accounts.rules.duties import Right
from core.errors import Refused
from core.http import translated

bp = Blueprint("units", __name__, url_prefix="/units")


@bp.get("/new")
def show_new() -> ResponseReturnValue:
    """The form for a new unit."""
    return _page(UnitForm(parent_id=request.args.get("parent", type=row_number)))


@bp.post("/new")
def create() -> ResponseReturnValue:
    """Add a unit."""
    form = UnitForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        unit = units.add_unit(
            code=form.code.data or "",
            name=form.name.data or "",
            name_en=form.name_en.data or "",
            parent_id=form.parent_id.data,
            actor=session.current_actor(),
        )
    except Refused as refusal:
        return _page(form, translated(refusal)), 422
    return redirect(url_for("people.index", unit=unit.id), 303)


def _page(form: UnitForm, refusal: str | None = None) -> str:
    actor = session.current_actor()
    queries.demand(actor, Right.MANAGE_PEOPLE)
    parents = queries.units_under(actor, Right.MANAGE_PEOPLE)
    form.parent_id.choices = unit_choices(unit for unit in parents if unit.level != "county")
    return render_template("accounts/new_unit.html", form=form, refusal=refusal)
