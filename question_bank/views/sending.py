"""Questions going out: what the other system cannot carry first, then the file."""

from collections.abc import Callable

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.queries import demand
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.http import attachment
from question_bank.actions import sending
from question_bank.actions.sending import Parcel
from question_bank.documents import alike, errors_first
from question_bank.forms import SendingForm
from question_bank.queries.outgoing import Wanted

bp = Blueprint("exports", __name__)


@bp.get("/bank/export")
def bank() -> ResponseReturnValue:
    """What a file of questions of my units would hold."""
    demand(current_actor(), Right.READ_BANK)
    return _page("bank", sending.parcel_of_bank)


@bp.post("/bank/export")
def create_of_bank() -> ResponseReturnValue:
    """The file of questions of my units, with their keys."""
    demand(current_actor(), Right.READ_BANK)
    return _file("bank", sending.parcel_of_bank)


@bp.get("/questions/export")
def own() -> ResponseReturnValue:
    """What a file of my own questions would hold."""
    demand(current_actor(), Right.WRITE_QUESTIONS)
    return _page("own", sending.parcel_of_own)


@bp.post("/questions/export")
def create_of_own() -> ResponseReturnValue:
    """The file of my own questions, with their keys."""
    demand(current_actor(), Right.WRITE_QUESTIONS)
    return _file("own", sending.parcel_of_own)


def _page(whose: str, parcel_of: Callable[..., Parcel]) -> ResponseReturnValue:
    form = SendingForm(request.args)
    if not request.args or not form.validate():
        status = 422 if request.args else 200
        return render_template(
            "question_bank/export.html", form=form, whose=whose, parcel=None
        ), status
    parcel = _parcel(form, parcel_of)
    notes = errors_first(parcel.notes)
    return render_template(
        "question_bank/export.html",
        form=form,
        whose=whose,
        parcel=parcel,
        said=alike(notes),
        left_out=sum(each.is_error for each in notes),
    )


def _file(whose: str, parcel_of: Callable[..., Parcel]) -> ResponseReturnValue:
    form = SendingForm(request.form)
    if not form.validate():
        return render_template(
            "question_bank/export.html", form=form, whose=whose, parcel=None
        ), 422
    parcel = sending.send(_parcel(form, parcel_of), actor=current_actor())
    answer = attachment(parcel.data, parcel.mimetype, parcel.file_name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _parcel(form: SendingForm, parcel_of: Callable[..., Parcel]) -> Parcel:
    wanted = Wanted(
        language=form.lang.data,
        topic=form.topic.data or "",
        pool=form.pool.data or "",
        state=form.state.data or "",
    )
    return parcel_of(form.format.data, wanted, actor=current_actor())
