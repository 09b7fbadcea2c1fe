"""Standards: the panels that set them, for the examiners who hold them and who supervises."""

import json
from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]

from accounts.forms import row_number
from accounts.queries import demand, may, units_under
from accounts.rules.duties import Right
from accounts.rules.names import tidy_remark
from accounts.session import current_actor
from core.actor import Actor
from core.config import Settings
from core.errors import N_, Missing, Refused
from core.http import translated
from core.language import content_language
from exam.actions.standards import convening, estimating, minuting
from exam.documents.minutes import minutes_pdf
from exam.forms import PanelForm
from exam.models.standards import Panel
from exam.queries.blueprints import all_blueprints, blueprint_of
from exam.queries.minutes import figures_of, item_rows
from exam.queries.panels import (
    counted_in,
    judges_for,
    panel_to_read,
    panels_for,
    progress_of,
    stage,
)
from exam.queries.sittings import sittings_under
from exam.queries.standards import signed_of
from exam.rules.panels import STAGE_NAMES, Stage
from exam.views.cuts import rounds_shown


def blueprint(settings: Settings) -> Blueprint:
    """The pages; the settings name the house that signs bundles."""
    bp = Blueprint("standards", __name__, url_prefix="/standards")

    @bp.get("/")
    def index() -> ResponseReturnValue:
        """The panels of my units, and those on which I sit."""
        actor = current_actor()
        reads = may(actor, Right.READ_SITTINGS)
        if not reads:
            demand(actor, Right.SET_STANDARDS)
        panels = panels_for(actor)
        return render_template(
            "standards/index.html",
            panels=[(panel, stage(panel), _seat_of(panel, actor)) for panel in panels],
            rules={panel.id: blueprint_of(panel.blueprint) for panel in panels},
            progress=progress_of([panel.id for panel in panels]),
            stage_names=STAGE_NAMES,
            Stage=Stage,
            may_hold=may(actor, Right.HOLD_SITTINGS),
            reads=reads,
            readable={panel.id for panel in panels if _may_read(panel, actor)},
        )

    @bp.get("/new")
    def new() -> ResponseReturnValue:
        """A form for a new panel."""
        return render_template(
            "standards/new.html", form=_panel_form(current_actor()), refusal=None
        )

    @bp.post("/")
    def create() -> ResponseReturnValue:
        """Convene a panel, for a blueprint or for a sealed sitting."""
        actor = current_actor()
        form = _panel_form(actor)
        if not form.validate_on_submit():
            return render_template("standards/new.html", form=form, refusal=None), 422
        try:
            panel = _convened(form, actor)
        except Refused as refusal:
            refused = translated(refusal)
            return render_template("standards/new.html", form=form, refusal=refused), 409
        flash(_("The panel is convened. Seat its judges now."))
        return _back(panel.id)

    @bp.get("/<int:panel_id>")
    def show(panel_id: int) -> ResponseReturnValue:
        """A panel with what its next step is, its judges, and what has come of it."""
        actor = current_actor()
        return _page(panel_to_read(actor, panel_id), actor)

    @bp.post("/<int:panel_id>/seats")
    def create_seats(panel_id: int) -> ResponseReturnValue:
        """Seat the judges that were ticked."""
        return _done(
            panel_id,
            lambda actor: convening.seat(panel_id, _ticked(), actor=actor),
        )

    @bp.post("/<int:panel_id>/seats/<int:seat_id>/exclusion")
    def create_exclusion(panel_id: int, seat_id: int) -> ResponseReturnValue:
        """Exclude a judge, with a reason."""
        return _done(
            panel_id,
            lambda actor: convening.exclude(panel_id, seat_id, reason=_reason(), actor=actor),
        )

    @bp.post("/<int:panel_id>/rounds/<int:number>/end")
    def create_round_end(panel_id: int, number: int) -> ResponseReturnValue:
        """End a round."""
        return _done(
            panel_id,
            lambda actor: estimating.end_round(panel_id, number, reason=_reason(), actor=actor),
        )

    @bp.post("/<int:panel_id>/minutes")
    def create_minutes(panel_id: int) -> ResponseReturnValue:
        """Draw up the minutes."""
        return _done(panel_id, lambda actor: minuting.minute(panel_id, actor=actor))

    @bp.post("/<int:panel_id>/seats/<int:seat_id>/silence")
    def create_silence(panel_id: int, seat_id: int) -> ResponseReturnValue:
        """Note that a judge does not answer the minutes, with a reason."""
        return _done(
            panel_id,
            lambda actor: minuting.note_silent(panel_id, seat_id, reason=_reason(), actor=actor),
        )

    @bp.get("/<int:panel_id>/minutes.pdf")
    def show_minutes(panel_id: int) -> ResponseReturnValue:
        """The minutes as PDF, in the reader's language."""
        panel = minuting.minuted(panel_id, current_actor())
        content = minutes_pdf(panel, content_language())
        return _download(content, f"standard-{panel.id}.pdf", "application/pdf")

    @bp.post("/<int:panel_id>/bundles")
    def create_bundle(panel_id: int) -> ResponseReturnValue:
        """The minutes as a signed bundle."""
        bundle = minuting.hand_out(panel_id, house=settings.base_url, actor=current_actor())
        content = json.dumps(bundle, ensure_ascii=False, indent=1).encode()
        return _download(content, f"chizheng-standard-{panel_id}.json", "application/json")

    return bp


def _convened(form: PanelForm, actor: Actor) -> Panel:
    title, target = form.title.data or "", (form.target.data or "").strip()
    if form.sitting.data:
        return convening.convene_for_sitting(
            form.sitting.data, title=title, target=target, actor=actor
        )
    return convening.convene(
        form.blueprint.data, form.unit.data, title=title, target=target, actor=actor
    )


def _panel_form(actor: Actor) -> PanelForm:
    demand(actor, Right.HOLD_SITTINGS)
    form, language = PanelForm(), content_language()
    form.blueprint.choices = [
        SelectChoice(
            found.id, f"{blueprint_of(found).titles[language]} ({found.code} {found.version})"
        )
        for found in all_blueprints()
    ]
    form.unit.choices = [
        SelectChoice(unit.id, unit.name if language == "zh" else unit.name_en)
        for unit in units_under(actor, Right.HOLD_SITTINGS)
    ]
    form.sitting.choices = [
        SelectChoice(0, _("everything that the blueprint can draw")),
        *(
            SelectChoice(each.id, each.title if language == "zh" else each.title_en)
            for each in sittings_under(actor, Right.HOLD_SITTINGS)
            if each.sealing
        ),
    ]
    return form


def _page(panel: Panel, actor: Actor, refusal: str | None = None) -> str:
    stands = stage(panel)
    figures = panel.minutes.figures if panel.minutes else None
    if stands is Stage.ENDED:
        figures = figures_of(panel)
    may_hold = may(actor, Right.HOLD_SITTINGS, panel.unit.path)
    return render_template(
        "standards/panel.html",
        panel=panel,
        rule=blueprint_of(panel.blueprint),
        stage=stands,
        Stage=Stage,
        stage_names=STAGE_NAMES,
        progress=progress_of([panel.id]),
        total=len(panel.items),
        figures=figures,
        judged={each["judge"]: each for each in figures["judges"]} if figures else {},
        rounds=rounds_shown(panel, figures),
        items=item_rows(figures) if figures else [],
        signed=signed_of(panel, counted_in(panel)),
        judges=judges_for(panel) if may_hold and stands is Stage.FIRST else [],
        may_hold=may_hold,
        refusal=refusal,
    )


def _done(panel_id: int, act: Callable[[Actor], object]) -> ResponseReturnValue:
    """Do an examiner's act, and show the panel; what is refused is said on its page."""
    actor = current_actor()
    try:
        act(actor)
    except Refused as refusal:
        return _page(panel_to_read(actor, panel_id), actor, translated(refusal)), 409
    return _back(panel_id)


def _seat_of(panel: Panel, actor: Actor) -> bool:
    return any(seat.judge_id == actor.id and seat.exclusion is None for seat in panel.seats)


def _may_read(panel: Panel, actor: Actor) -> bool:
    return may(actor, Right.READ_SITTINGS, panel.unit.path)


def _ticked() -> list[int]:
    """The people that were ticked; what is no number of a person is nobody."""
    try:
        return [row_number(each) for each in request.form.getlist("person")]
    except ValueError:
        raise Missing(N_("There is no such person.")) from None


def _reason() -> str:
    return tidy_remark(request.form.get("reason", ""))[:500]


def _back(panel_id: int) -> ResponseReturnValue:
    return redirect(url_for("standards.show", panel_id=panel_id), 303)


def _download(content: bytes, name: str, mimetype: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype=mimetype, headers=headers)
