"""The marker's room: one written answer at a time, nobody named."""

from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from accounts.session import current_actor
from core.errors import Refused
from core.http import translated
from exam.actions import marking
from exam.queries.piles import pile_of, piles_for, sitting_to_mark
from exam.queries.written_answers import script_to_mark
from exam.rules.marking import steps

bp = Blueprint("marking", __name__, url_prefix="/marking")


@bp.get("/")
def index() -> ResponseReturnValue:
    """The sittings whose written answers wait for me."""
    return render_template("marking/index.html", piles=piles_for(current_actor()))


@bp.get("/<int:sitting_id>")
def show_next(sitting_id: int) -> ResponseReturnValue:
    """On to the next script that needs me; back to the list when there is none."""
    actor = current_actor()
    pile = pile_of(sitting_to_mark(sitting_id, actor), actor)
    if not pile.queue:
        flash(_("Nothing of this sitting waits for you any more."))
        return redirect(url_for("marking.index"), 303)
    return redirect(url_for("marking.show", sitting_id=sitting_id, script_id=pile.queue[0]), 303)


@bp.get("/<int:sitting_id>/scripts/<int:script_id>")
def show(sitting_id: int, script_id: int) -> ResponseReturnValue:
    """One script with its rubric, and what I gave if I have marked it."""
    return _page(sitting_id, script_id)


@bp.post("/<int:sitting_id>/scripts/<int:script_id>/marks")
def create_mark(sitting_id: int, script_id: int) -> ResponseReturnValue:
    """Give points, and go on to the next script."""
    try:
        marking.mark(
            sitting_id,
            script_id,
            request.form.getlist("points"),
            remark=request.form.get("remark", "")[:500],
            actor=current_actor(),
        )
    except Refused as refusal:
        return _page(sitting_id, script_id, translated(refusal)), 409
    return redirect(url_for("marking.show_next", sitting_id=sitting_id), 303)


def _page(sitting_id: int, script_id: int, refusal: str | None = None) -> str:
    actor = current_actor()
    sitting = sitting_to_mark(sitting_id, actor)
    held = script_to_mark(sitting, script_id, actor)
    own = [given for given in held.script.marks if given.marker_id == actor.id]
    return render_template(
        "marking/script.html",
        sitting=sitting,
        held=held,
        pile=pile_of(sitting, actor),
        own=own[0] if own else None,
        stem=Markup(held.stem),  # noqa: S704 - cleaned when it was stored
        shared=Markup(held.shared) if held.shared else None,  # noqa: S704
        model=Markup(held.model) if held.model else None,  # noqa: S704
        rubric=[
            (Decimal(points), Markup(line), steps(Decimal(points)))  # noqa: S704
            for points, line in held.rubric
        ],
        given=request.form.getlist("points"),
        remark=request.form.get("remark", ""),
        refusal=refusal,
    )
