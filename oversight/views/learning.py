"""How the officers of a unit get on with the courses: for its managers and its trainers."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.language import content_language
from oversight.queries.learning import learning_figures, own_units_to_read
from oversight.rules.learning import QUIET_DAYS, STAGE_NAMES

bp = Blueprint("progress_learning", __name__, url_prefix="/progress")


@bp.get("/learning")
def index() -> ResponseReturnValue:
    """The highest units whose figures the reader may read; of one, its own page."""
    units = own_units_to_read(current_actor())
    if len(units) == 1:
        return show(units[0].id)
    return render_template("desks/learning_units.html", units=units)


@bp.get("/units/<int:unit_id>/learning")
def show(unit_id: int) -> ResponseReturnValue:
    """Every module: how far people came, where they stopped, and which self-checks fail."""
    return render_template(
        "desks/learning.html",
        found=learning_figures(current_actor(), unit_id, content_language()),
        stage_names=STAGE_NAMES,
        quiet_days=QUIET_DAYS,
    )
