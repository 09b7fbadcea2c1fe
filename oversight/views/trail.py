"""The trail: what is on it, one entry with its proof, and marking it as seen."""

import json
from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from accounts.forms import row_number
from accounts.queries import demand, names_of
from accounts.rules.duties import Right
from accounts.session import current_actor
from oversight.actions.looking import mark_seen
from oversight.forms import TrailForm
from oversight.queries.proof import proven_entry
from oversight.queries.trail import Line, Stretch, trail_page
from oversight.rules.acts import ACT_NAMES, SUBJECT_NAMES
from oversight.rules.trail import REFUSALS, Wanted

bp = Blueprint("trail", __name__, url_prefix="/trail")


@bp.get("")
def index() -> ResponseReturnValue:
    """What is wanted of the trail, newest first."""
    actor = current_actor()
    demand(actor, Right.READ_TRAIL)
    form = TrailForm(request.args)
    if not form.validate():
        return _list_page(form, Wanted(), None), 422
    wanted = form.wanted
    stretch = trail_page(
        actor,
        wanted,
        older=request.args.get("older", type=row_number),
        newer=request.args.get("newer", type=row_number),
    )
    return _list_page(form, wanted, stretch)


@bp.get("/<int:entry_id>")
def show(entry_id: int) -> ResponseReturnValue:
    """One entry: its fields with their digests, its block, the way to the block's root."""
    proven = proven_entry(current_actor(), entry_id)
    return render_template(
        "desks/entry.html",
        proven=proven,
        entry=proven.entry,
        values={each.name: _as_text(each.value) for each in proven.fields},
        act_names=ACT_NAMES,
        subject_names=SUBJECT_NAMES,
    )


@bp.post("/looks")
def create_look() -> ResponseReturnValue:
    """Mark the trail as seen up to an entry."""
    mark_seen(request.form.get("upto", 0, row_number), actor=current_actor())
    return redirect(url_for("home.show"), 303)


def _list_page(form: TrailForm, wanted: Wanted, stretch: Stretch | None) -> str:
    lines = stretch.lines if stretch else []
    return render_template(
        "desks/trail.html",
        form=form,
        wanted=wanted,
        stretch=stretch,
        names=names_of(_people_acted_on(lines)),
        reasons={line.entry.id: _reason(line) for line in lines if line.entry.act in REFUSALS},
        act_names=ACT_NAMES,
        subject_names=SUBJECT_NAMES,
    )


def _people_acted_on(lines: Sequence[Line]) -> set[int]:
    """People whom these entries are about."""
    about = [line.entry.subject_id for line in lines if line.entry.subject_kind == "person"]
    return {int(number) for number in about if number and number.isdigit()}


def _reason(line: Line) -> str:
    """Why something was refused, in the reader's language."""
    return str(gettext(str(line.entry.fields.get("why", ""))))


def _as_text(value: object) -> str:
    """A field as it was hashed, readable."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
