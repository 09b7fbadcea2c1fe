"""Whether this server can take work: for a load balancer, without signing in."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError

from core.clock import clock_correction
from core.database import db
from core.http import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def show() -> ResponseReturnValue:
    """Ready only where a row could be written; the row is never kept."""
    try:
        with db.engine.connect() as connection:
            connection.execute(insert(clock_correction).values(ms=0, reason="a health check"))
            connection.rollback()
    except SQLAlchemyError:
        return {"ready": False}, 503
    return {"ready": True}
