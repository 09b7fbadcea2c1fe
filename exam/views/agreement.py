"""The examiner's and the supervisor's view of marking: how far it is, how markers agree, seeds."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from accounts.queries import names_of
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.errors import N_, Missing, Refused
from core.http import translated
from exam.actions import seeding, setting_aside
from exam.actions.dossier import key_problem_in
from exam.queries.agreement import marking_of
from exam.queries.markers import may_end, may_seed
from exam.queries.results import newest_run
from exam.queries.seeds import settled_scripts
from exam.queries.sittings import sitting_to_judge
from exam.queries.written_answers import texts_of
from exam.rules.agreement import TOO_FEW
from exam.rules.marking_plots import apart_plot, severity_plot

READ = Right.READ_SITTINGS
KEPT_CLOSED = N_(
    "The questions and the answers are left out: you may still sit an exam with these questions. "
    "An examiner or a supervisor who sits no exams can read them."
)

bp = Blueprint("agreement", __name__, url_prefix="/sittings/<int:sitting_id>/marking")


@bp.get("")
def show(sitting_id: int) -> ResponseReturnValue:
    """How far the marking is, how far markers agree, how severe each is."""
    return _page(sitting_id)


@bp.post("/ends")
def create_end(sitting_id: int) -> ResponseReturnValue:
    """Set a marker's marks aside, with a reason."""
    try:
        setting_aside.set_marker_aside(
            sitting_id,
            _number(request.form.get("marker", "")),
            reason=request.form.get("reason", ""),
            actor=current_actor(),
        )
    except Refused as refusal:
        return _page(sitting_id, translated(refusal)), 409
    flash(_("The marks are set aside. Their scripts wait for other markers."))
    return redirect(url_for("agreement.show", sitting_id=sitting_id), 303)


@bp.get("/seeds")
def index_seeds(sitting_id: int) -> ResponseReturnValue:
    """Settled scripts, unnamed, from which an examiner makes seeds."""
    return _seeds_page(sitting_id)


@bp.post("/seeds")
def create_seeds(sitting_id: int) -> ResponseReturnValue:
    """Make the scripts that were ticked seeds."""
    ticked = [_number(each) for each in request.form.getlist("script")]
    try:
        made = seeding.set_seeds(sitting_id, ticked, actor=current_actor())
    except Refused as refusal:
        return _seeds_page(sitting_id, translated(refusal)), 409
    flash(ngettext("%(num)s script is a seed now.", "%(num)s scripts are seeds now.", len(made)))
    return redirect(url_for("agreement.index_seeds", sitting_id=sitting_id), 303)


def _number(text: str) -> int:
    if not (len(text) < 10 and text.isascii() and text.isdigit()):
        raise Missing(N_("There is no such script."))
    return int(text)


def _page(sitting_id: int, refusal: str | None = None) -> str:
    actor = current_actor()
    sitting = sitting_to_judge(actor, sitting_id, READ)
    found = marking_of(sitting)
    return render_template(
        "holding/marking.html",
        sitting=sitting,
        found=found,
        too_few=TOO_FEW,
        apart=apart_plot(found.pairs, found.gap),
        forest=severity_plot(each.severity for each in found.markers if each.end is None),
        names={each.person.id: each.person.name for each in found.markers},
        enders=names_of(each.end.by_id for each in found.markers if each.end),
        may_end=may_end(sitting, actor),
        refusal=refusal,
    )


def _seeds_page(sitting_id: int, refusal: str | None = None) -> str:
    actor = current_actor()
    sitting = sitting_to_judge(actor, sitting_id, READ)
    page = settled_scripts(sitting, request.args.get("page", 1, type=int))
    problem = key_problem_in(sitting, actor)
    texts = {} if problem else texts_of(sitting, [each.script.id for each in page.rows])
    return render_template(
        "holding/seeds.html",
        sitting=sitting,
        page=page,
        key_problem=KEPT_CLOSED if problem else None,
        texts=texts,
        stems={each: Markup(text.stem) for each, text in texts.items()},  # noqa: S704 - cleaned
        run=newest_run(sitting.id),
        may_seed=may_seed(sitting, actor),
        ticked=request.form.getlist("script"),
        refusal=refusal,
    )
