"""Regrades: the examiner chooses and previews, a supervisor answers."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from accounts.forms import row_number
from accounts.queries import demand, may, paged
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.actor import Actor
from core.errors import N_, Refused
from core.http import translated
from exam.actions import regrading
from exam.forms import RegradeAnswerForm, RegradeForm
from exam.models.regrades import Regrade
from exam.models.sittings import GradingRun, Sitting
from exam.queries.appeals import upheld_open
from exam.queries.computed import repeats
from exam.queries.deciders import has_held
from exam.queries.regrade_checks import check_appeals, check_changes
from exam.queries.regrade_previews import (
    Preview,
    basis_of,
    basis_with,
    later_standards,
    outcome_of,
    preview,
)
from exam.queries.regrades import (
    candidates_of,
    is_waiting,
    regrade_in,
    regrades_of,
    regrades_under,
    runs_of,
    shown_run,
)
from exam.queries.results import newest_run
from exam.queries.ruled import Asked, Item, asked_in, corrections_for, worded_like
from exam.queries.sittings import (
    refuse_own_outcome,
    sits_in,
    sitting_to_hold,
    sitting_to_judge,
)
from exam.rules.regrades import answer_problem
from exam.rules.rulings import read_rulings
from exam.views.regrade_choices import Choices, chosen_items, name_of, read_choices
from exam.views.rulings import rulings_shown
from question_bank.models import Revision

bp = Blueprint("regrading", __name__)
READ = Right.READ_SITTINGS


@bp.get("/regrades/")
def index() -> ResponseReturnValue:
    """What waits for a supervisor, and what was answered."""
    actor = current_actor()
    demand(actor, Right.CONFIRM_REGRADES)
    page = regrades_under(actor, request.args.get("page", 1, row_number))
    return render_template("regrades/index.html", regrades=page)


@bp.get("/sittings/<int:sitting_id>/regrades")
def show_all(sitting_id: int) -> ResponseReturnValue:
    """The regrades of a sitting and its runs."""
    actor = current_actor()
    sitting = sitting_to_judge(actor, sitting_id, READ)
    regrades = regrades_of(sitting.id)
    return render_template(
        "regrades/sitting.html",
        sitting=sitting,
        regrades=regrades,
        runs=runs_of(sitting.id),
        holds=shown_run(sitting),
        waits=any(each.decision is None for each in regrades),
        may_propose=_may_propose(sitting, actor),
    )


@bp.get("/sittings/<int:sitting_id>/runs")
def show_runs(sitting_id: int) -> ResponseReturnValue:
    """Compute every run again from what is on record, and say whether it is the same."""
    sitting = sitting_to_judge(current_actor(), sitting_id, READ)
    return render_template("regrades/runs.html", sitting=sitting, runs=repeats(sitting)[::-1])


@bp.get("/sittings/<int:sitting_id>/regrades/new")
def new(sitting_id: int) -> ResponseReturnValue:
    """Choose the questions, and what is done about each."""
    return _new_page(_to_regrade(sitting_id), request.args)


@bp.get("/sittings/<int:sitting_id>/regrades/preview")
def show_preview(sitting_id: int) -> ResponseReturnValue:
    """What would come of the choices; nothing is stored."""
    sitting = _to_regrade(sitting_id)
    try:
        return _preview_page(sitting, request.args, RegradeForm())
    except Refused as refusal:
        return _new_page(sitting, request.args, translated(refusal)), 409


@bp.post("/sittings/<int:sitting_id>/regrades")
def create(sitting_id: int) -> ResponseReturnValue:
    """Propose what was previewed."""
    actor = current_actor()
    sitting = _to_regrade(sitting_id)
    form = RegradeForm()
    if not form.validate_on_submit():
        return _preview_again(sitting, form), 422
    _asked, choices, _corrections = _chosen(sitting, request.form)
    try:
        proposed = regrading.propose(
            sitting_id,
            choices.wanted,
            digest=form.digest.data or "",
            reason=form.reason.data or "",
            actor=actor,
        )
    except Refused as refusal:
        return _preview_again(sitting, form, translated(refusal)), 409
    flash(_("The regrade is proposed. A supervisor will answer; nothing has changed so far."))
    here = url_for("regrading.show", sitting_id=sitting_id, regrade_id=proposed.id)
    return redirect(here, 303)


@bp.get("/sittings/<int:sitting_id>/regrades/<int:regrade_id>")
def show(sitting_id: int, regrade_id: int) -> ResponseReturnValue:
    """One regrade: what is ruled, whom it moves, who said what."""
    sitting = sitting_to_judge(current_actor(), sitting_id, READ)
    return _page(sitting, regrade_in(sitting, regrade_id))


@bp.post("/sittings/<int:sitting_id>/regrades/<int:regrade_id>/decision")
def decide(sitting_id: int, regrade_id: int) -> ResponseReturnValue:
    """Agree or decline, as a supervisor."""
    actor = current_actor()
    demand(actor, Right.CONFIRM_REGRADES)
    sitting = sitting_to_judge(actor, sitting_id, READ)
    regrade = regrade_in(sitting, regrade_id)
    form = RegradeAnswerForm()
    if not form.validate_on_submit():
        return _page(sitting, regrade, _("Agree or decline.")), 422
    try:
        if form.agreed.data == "yes":
            regrading.confirm(regrade.id, actor=actor)
            flash(_("The sitting is marked anew."))
        else:
            regrading.decline(regrade.id, reason=form.reason.data or "", actor=actor)
            flash(_("The regrade is declined. Every result stays as it is."))
    except Refused as refusal:
        return _page(sitting, regrade_in(sitting, regrade_id), translated(refusal)), 409
    here = url_for("regrading.show", sitting_id=sitting_id, regrade_id=regrade_id)
    return redirect(here, 303)


@bp.post("/sittings/<int:sitting_id>/regrades/<int:regrade_id>/withdrawal")
def create_withdrawal(sitting_id: int, regrade_id: int) -> ResponseReturnValue:
    """Take one's own proposal back."""
    actor = current_actor()
    regrade = regrade_in(sitting_to_hold(actor, sitting_id), regrade_id)
    regrading.take_back(regrade.id, actor=actor)
    flash(_("The proposal is taken back."))
    return redirect(url_for("regrading.show_all", sitting_id=sitting_id), 303)


def _to_regrade(sitting_id: int) -> Sitting:
    sitting = sitting_to_hold(current_actor(), sitting_id)
    refuse_own_outcome(sitting, current_actor())
    return sitting


def _may_propose(sitting: Sitting, actor: Actor) -> bool:
    return may(actor, Right.HOLD_SITTINGS, sitting.unit.path) and not sits_in(sitting.id, actor.id)


def _holding(sitting: Sitting) -> GradingRun:
    found = shown_run(sitting)
    if found is None:
        raise Refused(N_("This sitting has not been marked yet."))
    return found


def _chosen(
    sitting: Sitting, source: MultiDict[str, str]
) -> tuple[dict[Item, Asked], Choices, dict[Item, list[Revision]]]:
    """The questions of the papers, what was chosen of them, and the keys that could count."""
    asked = asked_in(_holding(sitting))
    items = chosen_items(source, asked)
    corrections = corrections_for([asked[item] for item in items])
    return asked, read_choices(source, asked, corrections), corrections


def _new_page(sitting: Sitting, source: MultiDict[str, str], refusal: str | None = None) -> str:
    actor = current_actor()
    asked, choices, corrections = _chosen(sitting, source)
    words = source.get("words", "")
    return render_template(
        "regrades/new.html",
        sitting=sitting,
        refusal=refusal,
        choices=choices,
        panels=later_standards(sitting),
        appeals=upheld_open(sitting),
        page=paged(worded_like(asked, words), source.get("page", 1, row_number)),
        words=words,
        chosen=set(choices.items),
        corrections=corrections,
        waits=is_waiting(sitting.id),
        sits=sits_in(sitting.id, actor.id),
        name_of=name_of,
        **rulings_shown(actor, _holding(sitting), choices.rulings, asked),
    )


def _preview_page(
    sitting: Sitting,
    source: MultiDict[str, str],
    form: RegradeForm,
    refusal: str | None = None,
) -> str:
    actor = current_actor()
    asked, choices, _corrections = _chosen(sitting, source)
    check_changes(sitting, choices.wanted, asked)
    check_appeals(sitting, choices.wanted)
    basis = basis_with(sitting, choices.rulings, choices.panel_id)
    found = preview(sitting, _holding(sitting), basis)
    return render_template(
        "regrades/preview.html",
        sitting=sitting,
        choices=choices,
        panel=_panel_of(sitting, choices.panel_id),
        form=form,
        refusal=refusal,
        waits=is_waiting(sitting.id),
        sits=sits_in(sitting.id, actor.id),
        **rulings_shown(actor, _holding(sitting), choices.rulings, asked),
        **_preview_shown(found),
    )


def _preview_again(sitting: Sitting, form: RegradeForm, refusal: str | None = None) -> str:
    """The preview of what was sent; where there can be none, the choices with the reason."""
    try:
        return _preview_page(sitting, request.form, form, refusal)
    except Refused as problem:
        return _new_page(sitting, request.form, translated(problem))


def _panel_of(sitting: Sitting, panel_id: int | None) -> Any:  # noqa: ANN401 - a row or nothing
    return next((each for each in later_standards(sitting) if each.id == panel_id), None)


def _page(sitting: Sitting, regrade: Regrade, refusal: str | None = None) -> str:
    actor = current_actor()
    decision, rulings = regrade.decision, read_rulings(regrade.rulings)
    found = outcome_of(regrade) if decision else _looked_at(sitting, regrade)
    may_answer = may(actor, Right.CONFIRM_REGRADES, sitting.unit.path)
    sits = sits_in(sitting.id, actor.id)
    return render_template(
        "regrades/regrade.html",
        sitting=sitting,
        regrade=regrade,
        refusal=refusal,
        is_stale=decision is None and (found is None or found.digest != regrade.digest),
        stale=regrading.STALE,
        may_answer=may_answer,
        problem=answer_problem(
            actor.id, asker_id=regrade.by_id, sits=sits, held=has_held(actor.id, sitting)
        ),
        is_mine=regrade.by_id == actor.id and _may_propose(sitting, actor),
        again=Choices(rulings, regrade.panel_id, tuple(regrade.appeals)).arguments(),
        **rulings_shown(actor, _holding(sitting), rulings, None),
        **(_preview_shown(found) if found else {"preview": None}),
    )


def _looked_at(sitting: Sitting, regrade: Regrade) -> Preview | None:
    """What would come of a waiting regrade now; nothing where it can no longer come to anything."""
    newest = newest_run(sitting.id)
    if newest is None or newest.id != regrade.base_run_id:
        return None
    try:
        return preview(sitting, _holding(sitting), basis_of(regrade))
    except Refused:
        return None


def _preview_shown(found: Preview) -> dict[str, Any]:
    page = paged(found.changes, request.args.get("page", 1, row_number))
    at_stake = {each.attempt_id for each in found.standing}
    ids = {each.attempt_id for each in page.rows} | at_stake
    return {"preview": found, "page_of_changes": page, "candidates": candidates_of(ids)}
