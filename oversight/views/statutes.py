"""Statutes: their versions, what tests each article, and entering a new version."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from accounts.queries import may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.errors import Refused
from core.http import translated
from oversight.forms import VersionForm
from oversight.queries.statutes import SHOWN, Preview, listed_statutes, preview, statute_page
from question_bank.actions import suspending
from question_bank.queries.statutes import demand_whole_bank, statute_of

bp = Blueprint("statutes", __name__, url_prefix="/statutes")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Every statute that may be cited."""
    return render_template("statutes/index.html", statutes=listed_statutes(current_actor()))


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """A statute: its versions, and what tests and teaches each article."""
    actor = current_actor()
    shown = request.args.get("show", "")
    return render_template(
        "statutes/statute.html",
        page=statute_page(actor, code, shown),
        shown=shown if shown in SHOWN else "",
        filters=SHOWN,
        may_enter=may(actor, Right.CLEAR_SOURCES),
    )


@bp.get("/<code>/versions/new")
def new(code: str) -> ResponseReturnValue:
    """A form for a new version."""
    return _page(code, VersionForm())


@bp.post("/<code>/versions")
def create(code: str) -> ResponseReturnValue:
    """Show what a version would suspend; enter it once exactly that was seen."""
    actor = current_actor()
    demand_whole_bank(actor)
    form = VersionForm()
    if not form.validate_on_submit():
        return _page(code, form), 422
    try:
        found = preview(actor, code, form.version)
    except Refused as refusal:
        return _page(code, form, refusal=translated(refusal)), 422
    if "enter" not in request.form:
        return _page(code, form, found)
    if request.form.get("seen") != found.seen:
        return _page(code, form, found, is_other=True), 409
    suspending.enter(code, form.version, actor=actor, remark=form.remark.data or "")
    suspended = len(found.questions)
    flash(ngettext("Entered. %(num)s question is suspended.",
                   "Entered. %(num)s questions are suspended.", suspended))  # fmt: skip
    return redirect(url_for("statutes.show", code=code), 303)


def _page(
    code: str,
    form: VersionForm,
    found: Preview | None = None,
    *,
    refusal: str | None = None,
    is_other: bool = False,
) -> str:
    demand_whole_bank(current_actor())
    return render_template(
        "statutes/new_version.html",
        statute=statute_of(code),
        form=form,
        found=found,
        refusal=refusal,
        is_other=is_other,
    )
