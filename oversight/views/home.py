"""The first page after signing in."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """What next, for this person's roles."""
    return render_template("home/desk.html")
