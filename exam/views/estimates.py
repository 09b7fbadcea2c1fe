"""A judge's room on a panel: the questions with their keys, the estimates, the minutes to sign."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from accounts.rules.names import tidy_remark
from accounts.session import current_actor
from core.actor import Actor
from core.errors import N_, Missing, Refused
from core.http import translated
from core.language import content_language
from exam.actions.standards import estimating, minuting
from exam.models.standards import Panel, PanelSeat
from exam.queries.blueprints import blueprint_of
from exam.queries.panel_items import actual_shares, part_share
from exam.queries.panels import counted_in, own_seat, panel_of, stage
from exam.queries.standards import Rounds, estimates_of, signed_of
from exam.rules.panel_figures import shown
from exam.rules.panel_plots import estimate_dots
from exam.rules.panels import STAGE_NAMES, Stage, shows_questions
from exam.rules.slots import question_of
from exam.views.cuts import rounds_shown
from question_bank.kinds import KINDS
from question_bank.models import Revision
from question_bank.queries.questions import revisions, spoken
from question_bank.views.reviewing import with_key

bp = Blueprint("estimates", __name__, url_prefix="/standards/<int:panel_id>")
Json = dict[str, Any]
WAYS = ("before", "after")
"""Buttons that pass by: a number that was offered and not touched is not kept by them."""


@bp.get("/estimates")
def index(panel_id: int) -> ResponseReturnValue:
    """My seat on a panel: for whom the standard is, how far I am, what waits for me."""
    actor = current_actor()
    panel, seat = _seated(panel_id, actor)
    return _overview(panel, seat, actor)


@bp.get("/estimates/<int:position>")
def show(panel_id: int, position: int) -> ResponseReturnValue:
    """One question with its key, and my estimate."""
    actor = current_actor()
    panel, seat = _seated(panel_id, actor)
    return _question(panel, seat, position, actor)


@bp.post("/estimates/<int:position>")
def create(panel_id: int, position: int) -> ResponseReturnValue:
    """Keep my estimate and go on: to the next without one, or where the button says."""
    actor = current_actor()
    typed, go = request.form.get("percent", "").strip(), request.form.get("go", "")
    number = 2 if request.form.get("round") == "2" else 1
    is_passing = go in WAYS and typed in ("", request.form.get("offered", ""))
    try:
        if not is_passing:
            estimating.rate(panel_id, position, number, typed, actor=actor)
    except Refused as refusal:
        panel, seat = _seated(panel_id, actor)
        return _question(panel, seat, position, actor, translated(refusal)), 409
    panel, _seat = _seated(panel_id, actor)
    return redirect(_onward(panel, actor, position, go), 303)


@bp.post("/signature")
def create_signature(panel_id: int) -> ResponseReturnValue:
    """Sign the minutes, or decline with a reason."""
    actor = current_actor()
    try:
        minuting.sign(
            panel_id,
            request.form.get("digest", ""),
            agreed=request.form.get("agreed") == "yes",
            reason=tidy_remark(request.form.get("reason", ""))[:500],
            actor=actor,
        )
    except Refused as refusal:
        panel, seat = _seated(panel_id, actor)
        return _overview(panel, seat, actor, translated(refusal)), 409
    return redirect(url_for("estimates.index", panel_id=panel_id), 303)


def _seated(panel_id: int, actor: Actor) -> tuple[Panel, PanelSeat]:
    panel = panel_of(panel_id)
    return panel, own_seat(actor, panel)


def _onward(panel: Panel, actor: Actor, position: int, go: str) -> str:
    total = len(panel.items)
    if go in WAYS:
        onward = position + (1 if go == "after" else -1)
        return _address(panel, onward if 0 < onward <= total else None)
    waiting = _unrated(panel, actor, estimates_of(panel.id))
    nearest = [each for each in waiting if each > position] or waiting
    return _address(panel, nearest[0] if nearest else None)


def _address(panel: Panel, position: int | None) -> str:
    if position is None:
        return url_for("estimates.index", panel_id=panel.id)
    return url_for("estimates.show", panel_id=panel.id, position=position)


def _unrated(panel: Panel, actor: Actor, estimates: Rounds) -> list[int]:
    """The positions without an estimate of mine in the round that runs."""
    mine = estimates[min(2, len(panel.ends) + 1)].get(actor.id, {})
    return [
        position
        for position, (revision_id, part) in enumerate(panel.items, start=1)
        if (revision_id, part) not in mine
    ]


def _overview(panel: Panel, seat: PanelSeat, actor: Actor, refusal: str | None = None) -> str:
    stands, estimates = stage(panel), estimates_of(panel.id)
    figures = panel.minutes.figures if panel.minutes else None
    return render_template(
        "standards/seat.html",
        panel=panel,
        rule=blueprint_of(panel.blueprint),
        seat=seat,
        stage=stands,
        Stage=Stage,
        stage_names=STAGE_NAMES,
        total=len(panel.items),
        waiting=_unrated(panel, actor, estimates),
        shows_questions=shows_questions(stands, has_answered=seat.signature is not None),
        figures=figures,
        own=next((j for j in figures["judges"] if j["judge"] == actor.id), None)
        if figures
        else None,
        rounds=rounds_shown(panel, figures) if figures else [],
        signed=signed_of(panel, counted_in(panel)),
        reason=request.form.get("reason", ""),
        refusal=refusal,
    )


def _question(
    panel: Panel, seat: PanelSeat, position: int, actor: Actor, refusal: str | None = None
) -> str:
    stands = stage(panel)
    if not shows_questions(stands, has_answered=seat.signature is not None):
        raise Missing(N_("The questions are shown until the minutes are signed."))
    revision_id, part = item = estimating.item_at(panel, position)
    revision, estimates = revisions([revision_id])[revision_id], estimates_of(panel.id)
    mine = {number: estimates[number].get(actor.id, {}).get(item) for number in (1, 2)}
    return render_template(
        "standards/question.html",
        panel=panel,
        stage=stands,
        Stage=Stage,
        position=position,
        total=len(panel.items),
        waiting=_unrated(panel, actor, estimates),
        revision=revision,
        part=part,
        points=_points(panel, revision, part),
        shown=_shown(revision, part),
        first=_first_round(panel, estimates, item, actor) if panel.ends else None,
        actual=actual_shares([revision_id]).get(revision_id) if panel.ends else None,
        mine=mine,
        typed=request.form.get("percent") if refusal else None,
        refusal=refusal,
    )


def _points(panel: Panel, revision: Revision, part: int | None) -> str:
    whole = blueprint_of(panel.blueprint).points_of(revision.kind)
    return shown(Fraction(whole) * part_share(revision, part))


def _shown(revision: Revision, part: int | None) -> Json:
    """The question with its key, in the reader's language or else in Chinese."""
    language = spoken(revision.asked, content_language())
    question = question_of({"part": part}, revision)
    case = None if part is None else Markup(revision.asked[language]["stem"])  # noqa: S704
    return {
        "kind": question.kind,
        "is_whole": question.partial == "none" and not KINDS[question.kind].marked_by_people,
        "case": case,
        "tag": "en" if language == "en" else "zh-CN",
        "html": with_key(
            question.kind,
            question.asked[language],
            question.told[language],
            question.key,
            question.size,
        ),
    }


def _first_round(
    panel: Panel, estimates: Rounds, item: tuple[int, int | None], actor: Actor
) -> Json:
    """How the judges who sit now estimated in the first round; only the reader's is marked."""
    sitting = {seat.judge_id for seat in panel.seats if seat.exclusion is None}
    found: Mapping[int, Any] = {
        judge: rows[item]
        for judge, rows in estimates[1].items()
        if judge in sitting and item in rows
    }
    others = sorted(percent for judge, percent in found.items() if judge != actor.id)
    values = sorted(found.values())
    return {
        "dots": estimate_dots(others, found.get(actor.id)),
        "values": values,
        "mean": sum(values) / len(values) if values else None,
    }
