"""The worklist after a new version of a statute: still right, or revised; then confirmed."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.forms import row_number
from accounts.session import current_actor
from core.language import content_language
from courses.actions import suspending
from courses.queries.suspended import module_revision
from oversight.forms import WordForm
from oversight.queries.worklist import worklist
from question_bank.actions import upholding
from question_bank.queries.content import statutes
from question_bank.queries.questions import revision_of
from question_bank.rules.suspension import Doubt

bp = Blueprint("worklist", __name__, url_prefix="/statutes/worklist")
STAGES = {"trainer": Doubt.OPEN, "reviewer": Doubt.UPHELD}


@bp.get("/")
def index() -> ResponseReturnValue:
    """What waits for a trainer, or for a reviewer."""
    return _page(request.args.get("for", "trainer"))


@bp.post("/questions/<code>/<int:number>/upholdings")
def create_upholding(code: str, number: int) -> ResponseReturnValue:
    """It is still right."""
    revision = revision_of(code, number)
    return _said(
        lambda note: upholding.uphold(revision.id, reason=note, actor=current_actor()),
        place=f"question-{code}",
    )


@bp.post("/questions/<code>/<int:number>/confirmation")
def create_confirmation(code: str, number: int) -> ResponseReturnValue:
    """It may be used again."""
    upholding.confirm(revision_of(code, number).id, actor=current_actor())
    flash(_("%(code)s is in use again.", code=code))
    return redirect(_back("reviewer"), 303)


@bp.post("/questions/<code>/<int:number>/return")
def create_return(code: str, number: int) -> ResponseReturnValue:
    """A trainer should look again."""
    revision = revision_of(code, number)
    return _returned(
        lambda note: upholding.send_back(revision.id, comment=note, actor=current_actor()),
        place=f"question-{code}",
    )


@bp.post("/modules/<code>/<int:number>/upholdings")
def create_module_upholding(code: str, number: int) -> ResponseReturnValue:
    """The module is still right."""
    revision = module_revision(code, number)
    return _said(
        lambda note: suspending.uphold(revision, reason=note, actor=current_actor()),
        place=f"module-{code}",
    )


@bp.post("/modules/<code>/<int:number>/confirmation")
def create_module_confirmation(code: str, number: int) -> ResponseReturnValue:
    """Readers need no longer be told."""
    suspending.confirm(module_revision(code, number), actor=current_actor())
    flash(_("The module is confirmed."))
    return redirect(_back("reviewer"), 303)


@bp.post("/modules/<code>/<int:number>/return")
def create_module_return(code: str, number: int) -> ResponseReturnValue:
    """A trainer should look at the module again."""
    revision = module_revision(code, number)
    return _returned(
        lambda note: suspending.send_back(revision, comment=note, actor=current_actor()),
        place=f"module-{code}",
    )


def _said(say: Callable[[str], None], *, place: str) -> ResponseReturnValue:
    form = WordForm()
    if not form.validate_on_submit():
        return _page("trainer", form, place), 422
    say(form.note.data or "")
    flash(_("Noted. A reviewer who did not write it confirms."))
    return redirect(_back("trainer"), 303)


def _returned(say: Callable[[str], None], *, place: str) -> ResponseReturnValue:
    form = WordForm()
    if not form.validate_on_submit():
        return _page("reviewer", form, place), 422
    say(form.note.data or "")
    flash(_("Sent back with your comment."))
    return redirect(_back("reviewer"), 303)


def _back(stage: str) -> str:
    return f"{url_for('worklist.index')}?for={stage}"


def _page(stage: str, form: WordForm | None = None, place: str = "") -> str:
    """The list; `place` is where a form was sent that lacks something."""
    stage = stage if stage in STAGES else "trainer"
    code = request.args.get("statute", "")
    code = code if code in statutes() else ""
    return render_template(
        "statutes/worklist.html",
        found=worklist(
            current_actor(),
            STAGES[stage],
            code=code,
            page=request.args.get("page", 1, row_number),
            language=content_language(),
        ),
        stage=stage,
        stages=STAGES,
        code=code,
        form=form or WordForm(formdata=None),
        place=place,
    )
