"""The trainers' workshop: what is under way, every module with its history, a new one."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.queries import demand, may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.errors import Refused
from core.http import translated
from courses.actions import proposing
from courses.forms import NewModuleForm
from courses.models.proposals import ModuleProposal
from courses.queries.outline import place_of
from courses.queries.workshop import Past, history_of, workshop
from question_bank.views.comparing import compared

bp = Blueprint("courses_workshop", __name__, url_prefix="/courses/workshop")


@bp.get("/")
def index() -> ResponseReturnValue:
    """My proposals, those that wait for a reviewer, and all modules."""
    actor = current_actor()
    return render_template(
        "courses/workshop/index.html",
        found=workshop(actor),
        actor=actor,
        writes=may(actor, Right.WRITE_QUESTIONS),
        reviews=may(actor, Right.REVIEW_QUESTIONS),
    )


@bp.get("/new")
def show_new() -> ResponseReturnValue:
    """The code of a new module, and its place."""
    demand(current_actor(), Right.WRITE_QUESTIONS)
    return _new(NewModuleForm())


@bp.post("/proposals")
def create_new() -> ResponseReturnValue:
    """Begin a new module."""
    demand(current_actor(), Right.WRITE_QUESTIONS)
    form = NewModuleForm()
    if not form.validate_on_submit():
        return _new(form), 422
    course, position = form.chosen
    code = form.code.data or ""
    try:
        begun = proposing.begin_new(course, code, position=position, actor=current_actor())
    except Refused as refusal:
        form.code.errors = [translated(refusal)]
        return _new(form), 422
    return _to_editor(begun)


@bp.post("/<course>/<module>/proposals")
def create_change(course: str, module: str) -> ResponseReturnValue:
    """Begin to change a module, or go on with it."""
    return _to_editor(proposing.begin(course, module, actor=current_actor()))


@bp.get("/<course>/<module>/history")
def show_history(course: str, module: str) -> ResponseReturnValue:
    """Every revision of a module, and any two beside each other."""
    demand(current_actor(), Right.READ_BANK)
    place, history = place_of(course, module), history_of(course, module)
    after = _chosen(history, "to", 0)
    before = _chosen(history, "from", min(history.index(after) + 1, len(history) - 1))
    return render_template(
        "courses/workshop/history.html",
        place=place,
        history=history,
        before=before,
        after=after,
        texts=compared(_sources(before), _sources(after)),
    )


def _new(form: NewModuleForm) -> str:
    return render_template("courses/workshop/new.html", form=form)


def _to_editor(proposal: ModuleProposal) -> ResponseReturnValue:
    return redirect(url_for("courses_proposing.show", proposal_id=proposal.id), 303)


def _chosen(history: list[Past], name: str, otherwise: int) -> Past:
    """The revision that the address names; words that name none count as nothing."""
    said = request.args.get(name, "")
    named = [each for each in history if str(each.revision.number) == said]
    return named[0] if named else history[otherwise]


def _sources(past: Past) -> dict[str, str]:
    return {text.language: text.source for text in past.revision.texts}
