"""The goal of one's practice, and the plan that follows from it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from accounts.session import current_actor
from core.errors import Refused
from core.http import translated
from practice.actions import goals
from practice.forms import GoalForm
from practice.queries.plans import Plan, plan_of
from practice.views.charting import chart_of

bp = Blueprint("goal", __name__, url_prefix="/practice/goal")


@bp.get("")
def show() -> ResponseReturnValue:
    """The goal, the plan of the next weeks, and what is held now and on the day."""
    plan = plan_of(current_actor().id)
    form = GoalForm(on=plan.aim.own_day, daily=plan.aim.daily)
    return _page(plan, form)


@bp.post("")
def create() -> ResponseReturnValue:
    """Set a goal."""
    form = GoalForm()
    if not form.validate():
        return _page(plan_of(current_actor().id), form), 422
    try:
        goals.set_goal(form.on.data, form.daily.data, actor=current_actor())
    except Refused as problem:
        form.on.errors = [translated(problem)]
        return _page(plan_of(current_actor().id), form), 422
    flash(gettext("Saved."))
    return redirect(url_for(".show"), 303)


def _page(plan: Plan, form: GoalForm) -> str:
    """The page; where something is wrong with the day, the focus is there when it opens."""
    if form.on.errors:
        form.on.render_kw = {"autofocus": True}
    return render_template("practice/goal.html", plan=plan, form=form, chart=chart_of(plan))
