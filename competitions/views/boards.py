"""The board: a page for the signed in, a screen for the hall, and the part that renews itself."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from competitions.board import BoardRow, BoardView, view_by_key, view_of
from competitions.models import Competition
from competitions.queries.entries import entry_found, own_entry, teams_of
from competitions.queries.listing import (
    competition_for,
    competition_with,
    definition_of,
    freeze_of,
)
from competitions.rules.chart import rank_chart
from competitions.rules.phases import BOARD_PHASE_NAMES, BoardPhase
from core.http import public
from core.language import current

PER_PAGE = 50
HALL_ROWS = 10
CHARTED = 8

bp = Blueprint("boards", __name__)


@dataclass(frozen=True, slots=True)
class Window:
    """The rows of one page of the board, and where they stand in the whole."""

    rows: list[BoardRow]
    page: int
    pages: int


@bp.get("/competitions/<int:competition_id>/board")
def show(competition_id: int) -> ResponseReturnValue:
    """The standings as they may be seen now, one's own first."""
    actor = current_actor()
    competition = competition_for(actor, competition_id)
    view = view_of(competition.id)
    own = own_entry(actor, competition.id)
    words = request.args.get("find", "").strip()
    found = entry_found(competition, words) if words else None
    place = view.position_of(found.id) if found else None
    page = place // PER_PAGE + 1 if place is not None else request.args.get("page", 1, type=int)
    return render_template(
        "competitions/board.html",
        **_shown(competition, view, page=page, own_id=own.id if own else None),
        words=words,
        is_missed=bool(words) and place is None,
        found_id=found.id if found else None,
    )


@bp.get("/boards/<key>")
@public
def show_hall(key: str) -> ResponseReturnValue:
    """The screen in the hall: no sign-in, the secret address is the key."""
    view = view_by_key(key)
    competition = competition_with(view.competition_id)
    return render_template(
        "competitions/hall.html", **_shown(competition, view, page=1, per_page=HALL_ROWS)
    )


@bp.get("/boards/<key>/standings")
@public
def show_standings(key: str) -> ResponseReturnValue:
    """The part that renews itself; whoever has this state of it gets no more than a 304."""
    view = view_by_key(key)
    page = request.args.get("page", 1, type=int)
    own_id = request.args.get("entry", type=int)
    is_hall = "hall" in request.args
    tag = f"{view.tag}-{current()}"
    if tag in request.if_none_match:
        return _kept(make_response("", 304), tag)
    competition = competition_with(view.competition_id)
    shown = _shown(
        competition,
        view,
        page=page,
        own_id=own_id,
        per_page=HALL_ROWS if is_hall else PER_PAGE,
    )
    template = "competitions/_hall.html" if is_hall else "competitions/_board.html"
    return _kept(make_response(render_template(template, **shown)), tag)


def _kept(answer: Response, tag: str) -> Response:
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _shown(
    competition: Competition,
    view: BoardView,
    *,
    page: int,
    own_id: int | None = None,
    per_page: int = PER_PAGE,
) -> dict[str, object]:
    """Everything on a board, all from one view."""
    pages = max(1, -(-view.size // per_page))
    page = min(max(page, 1), pages)
    rows = view.rows((page - 1) * per_page, per_page)
    own = view.row_of(own_id) if own_id is not None else None
    return {
        "competition": competition,
        "definition": definition_of(competition),
        "board": view,
        "phase": view.phase,
        "Phase": BoardPhase,
        "phase_name": BOARD_PHASE_NAMES[view.phase],
        "frozen": freeze_of(competition.id) if view.phase in HIDING else None,
        "window": Window(rows, page, pages),
        "teams": {each.team.id: each.team for each in teams_of(competition.id)},
        "own": own,
        "above": _next_above(view, own),
        "chart": _chart(view, own),
        "names": {row.entry_id: row for row in _charted(view, own)},
    }


HIDING = (BoardPhase.FROZEN, BoardPhase.REVEALING)


def _next_above(view: BoardView, own: BoardRow | None) -> BoardRow | None:
    """The nearest row with more points."""
    position = view.position_of(own.entry_id) if own and own.place.rank else None
    if not own or not position:
        return None
    above = view.rows(max(0, position - 20), min(position, 20))
    better = [row for row in above if row.place.total > own.place.total]
    return better[-1] if better else None


def _charted(view: BoardView, own: BoardRow | None) -> list[BoardRow]:
    rows = [row for row in view.rows(0, CHARTED) if row.place.rank is not None]
    beyond = own is not None and own.place.rank and all(r.entry_id != own.entry_id for r in rows)
    return [*rows, own] if own and beyond else rows


def _chart(view: BoardView, own: BoardRow | None) -> object:
    ids = [row.entry_id for row in _charted(view, own)]
    return rank_chart(view.history(ids), ids, own.entry_id if own else None)
