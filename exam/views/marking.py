"""The marker's room: one written answer at a time, nobody named."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from accounts.session import current_actor
from core.errors import Refused
from core.http import translated
from exam.actions import marking
from exam.models.sittings import Sitting
from exam.queries.scripts import ToMark, next_script, piles_for, script_to_mark, sitting_to_mark

bp = Blueprint("marking", __name__, url_prefix="/marking")


@bp.get("/")
def index() -> ResponseReturnValue:
    """The sittings whose written answers wait for me."""
    return render_template("marking/index.html", piles=piles_for(current_actor()))


@bp.get("/<int:sitting_id>")
def show_next(sitting_id: int) -> ResponseReturnValue:
    """On to the next script that needs me; back to the list when there is none."""
    actor = current_actor()
    script_id = next_script(sitting_to_mark(sitting_id, actor), actor)
    if script_id is None:
        flash(_("Nothing of this sitting waits for you any more."))
        return redirect(url_for("marking.index"), 303)
    return redirect(url_for("marking.show", sitting_id=sitting_id, script_id=script_id), 303)


@bp.get("/<int:sitting_id>/scripts/<int:script_id>")
def show(sitting_id: int, script_id: int) -> ResponseReturnValue:
    """One script with its rubric."""
    actor = current_actor()
    sitting = sitting_to_mark(sitting_id, actor)
    return _page(sitting, script_to_mark(sitting, script_id, actor))


@bp.post("/<int:sitting_id>/scripts/<int:script_id>/marks")
def create_mark(sitting_id: int, script_id: int) -> ResponseReturnValue:
    """Give points, and go on to the next script."""
    actor = current_actor()
    try:
        marking.mark(
            sitting_id,
            script_id,
            request.form.getlist("points"),
            remark=request.form.get("remark", "")[:500],
            actor=actor,
        )
    except Refused as refusal:
        sitting = sitting_to_mark(sitting_id, actor)
        held = script_to_mark(sitting, script_id, actor)
        return _page(sitting, held, translated(refusal)), 409
    return redirect(url_for("marking.show_next", sitting_id=sitting_id), 303)


def _page(sitting: Sitting, held: ToMark, refusal: str | None = None) -> str:
    words = held.question.asked.get(held.language) or held.question.asked["zh"]
    return render_template(
        "marking/script.html",
        sitting=sitting,
        held=held,
        stem=Markup(words["stem"]),  # noqa: S704 - cleaned when it was stored
        shared=Markup(held.shared) if held.shared else None,  # noqa: S704
        rubric=[(points, Markup(line)) for points, line in held.rubric],  # noqa: S704
        given=request.form.getlist("points"),
        remark=request.form.get("remark", ""),
        refusal=refusal,
    )
