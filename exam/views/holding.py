"""The examiner's pages: sittings, registration, sealing, release."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]

from accounts.queries import demand, may, units_under
from accounts.rules.duties import Right
from accounts.rules.names import tidy_remark
from accounts.session import current_actor
from core.actor import Actor
from core.clock import exam_ms, milliseconds
from core.errors import N_, Missing, Refused
from core.http import translated, wants_json
from core.jobs import Jobs
from core.language import content_language
from exam.actions import holding, registering, releasing
from exam.forms import SittingForm
from exam.models.candidates import Registration
from exam.queries.blueprints import all_blueprints, blueprint_of
from exam.queries.doubtful import doubtful_on
from exam.queries.feasibility import coverage_of
from exam.queries.passing import cuts_of, passing_of
from exam.queries.replay import FIRST_WAY, can_be_repeated, differences
from exam.queries.results import newest_run, totals_of
from exam.queries.retakes import barred_in
from exam.queries.review import review_of
from exam.queries.sittings import (
    is_closed_to,
    people_to_register,
    phase,
    registration_counts,
    registrations,
    rule_of,
    sitting_for,
    sitting_to_hold,
    sittings_under,
)
from exam.queries.voidings import waiting_voidings
from exam.rules.blueprint import Blueprint as Rule
from exam.rules.phases import PHASE_NAMES, Phase
from exam.views.shortages import LANGUAGE_NAMES, shortage_text

READ = Right.READ_SITTINGS


def blueprint(jobs: Jobs) -> Blueprint:
    """The examiner's pages; long work goes to the jobs."""
    bp = Blueprint("holding", __name__, url_prefix="/sittings")

    @bp.get("/")
    def index() -> ResponseReturnValue:
        """Sittings under my duty, newest first, with what still blocks each."""
        actor = current_actor()
        demand(actor, READ)
        at_ms = exam_ms()
        sittings = sittings_under(actor, READ)
        return render_template(
            "holding/index.html",
            sittings=[(sitting, phase(sitting, at_ms)) for sitting in sittings],
            counts=registration_counts([sitting.id for sitting in sittings]),
            phase_names=PHASE_NAMES,
            may_hold=may(actor, Right.HOLD_SITTINGS),
            may_void=may(actor, Right.CONFIRM_VOIDING),
            waiting=waiting_voidings(actor),
        )

    @bp.get("/new")
    def new() -> ResponseReturnValue:
        """A form for a new sitting."""
        return _new_page(_sitting_form(current_actor()))

    @bp.post("/")
    def create() -> ResponseReturnValue:
        """Plan a sitting."""
        actor = current_actor()
        form = _sitting_form(actor)
        if not form.validate_on_submit():
            return _new_page(form), 422
        try:
            sitting = holding.plan_sitting(
                blueprint_id=form.blueprint.data,
                unit_id=form.unit.data,
                title=form.title.data or "",
                title_en=form.title_en.data or "",
                place=form.place.data or "",
                opens_ms=_reading(cast(datetime, form.opens.data), actor),
                closes_ms=_reading(cast(datetime, form.closes.data), actor),
                actor=actor,
            )
        except Refused as refusal:
            return _new_page(form, translated(refusal)), 422
        return redirect(url_for("holding.show", sitting_id=sitting.id), 303)

    @bp.get("/<int:sitting_id>")
    def show(sitting_id: int) -> ResponseReturnValue:
        """One sitting: where it stands, who is in it, what can be done now."""
        actor = current_actor()
        sitting = sitting_for(actor, sitting_id, READ)
        stands = phase(sitting, exam_ms())
        run, passing = newest_run(sitting.id), passing_of(sitting)
        sits_it = is_closed_to(sitting, actor)
        entered = registrations(sitting.id)
        candidates = people_to_register(sitting) if stands is Phase.PLANNED else []
        return render_template(
            "holding/sitting.html",
            sitting=sitting,
            phase=stands,
            phase_names=PHASE_NAMES,
            Phase=Phase,
            rule=rule_of(sitting),
            registrations=entered,
            candidates=candidates,
            barred=barred_in(sitting, [person.id for person in candidates], exam_ms()),
            shortages=_shortages(rule_of(sitting), entered) if stands is Phase.PLANNED else [],
            run=run,
            totals=totals_of(run) if run and not sits_it else None,
            sits_it=sits_it,
            may_hold=may(actor, Right.HOLD_SITTINGS, sitting.unit.path),
            doubtful=doubtful_on(sitting),
            review=review_of(sitting) if stands is Phase.CLOSED else None,
            passing=passing,
            cuts=cuts_of(sitting, passing) if "cuts" in request.args else {},
        )

    @bp.post("/<int:sitting_id>/registrations")
    def create_registrations(sitting_id: int) -> ResponseReturnValue:
        """Register the people that were ticked."""
        made = registering.register(
            sitting_id,
            _ticked(),
            language=request.form.get("language", "zh"),
            actor=current_actor(),
            set_aside=_reason("set_aside"),
        )
        flash(_("%(count)s registered.", count=len(made)))
        return redirect(url_for("holding.show", sitting_id=sitting_id), 303)

    @bp.post("/<int:sitting_id>/registrations/<int:registration_id>/withdrawal")
    def create_withdrawal(sitting_id: int, registration_id: int) -> ResponseReturnValue:
        """Take a registration back."""
        registering.withdraw(sitting_id, registration_id, actor=current_actor())
        return redirect(url_for("holding.show", sitting_id=sitting_id), 303)

    @bp.post("/<int:sitting_id>/sealing")
    def create_sealing(sitting_id: int) -> ResponseReturnValue:
        """Draw the forms, as long work with its own page."""
        actor = current_actor()
        sitting = sitting_to_hold(actor, sitting_id)
        noted = jobs.start(
            "exam.seal",
            {"sitting_id": sitting.id, "person_id": actor.id},
            owner_id=actor.id,
            back=url_for("holding.show", sitting_id=sitting_id),
        )
        return redirect(url_for("jobs.show", job_id=noted.id), 303)

    @bp.post("/<int:sitting_id>/release")
    def create_release(sitting_id: int) -> ResponseReturnValue:
        """Let candidates see their results."""
        releasing.release(sitting_id, actor=current_actor())
        return redirect(url_for("holding.show", sitting_id=sitting_id), 303)

    @bp.get("/<int:sitting_id>/replay")
    def show_replay(sitting_id: int) -> ResponseReturnValue:
        """Draw every form again from the seed and say whether it is the same; after closing."""
        sitting = sitting_for(current_actor(), sitting_id, READ)
        if sitting.closing is None or sitting.sealing is None:
            raise Refused(N_("The draws can be repeated once the sitting has closed."))
        found = [_(each.message, **each.values) for each in differences(sitting)]
        if wants_json():
            return {
                "same": not found and can_be_repeated(sitting),
                "differences": found,
                "seed": sitting.sealing.seed,
            }
        return render_template(
            "holding/replay.html",
            sitting=sitting,
            differences=found,
            first_way=None if can_be_repeated(sitting) else FIRST_WAY,
        )

    return bp


def _ticked() -> list[int]:
    """The people that were ticked; what is no number of a person is nobody."""
    ticked = request.form.getlist("person")
    if not all(len(each) < 10 and each.isascii() and each.isdigit() for each in ticked):
        raise Missing(N_("There is no such person."))
    return [int(each) for each in ticked]


def _reason(name: str) -> str | None:
    """A reason that was typed, of at most 200 characters."""
    return tidy_remark(request.form.get(name, ""))[:200] or None


def _sitting_form(actor: Actor) -> SittingForm:
    demand(actor, Right.HOLD_SITTINGS)
    form = SittingForm()
    language = content_language()
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
    return form


def _new_page(form: SittingForm, refusal: str | None = None) -> str:
    return render_template("holding/new.html", form=form, refusal=refusal)


def _reading(local: datetime, actor: Actor) -> int:
    """The exam clock's reading at a local time of the examiner's unit."""
    return milliseconds(local.replace(tzinfo=ZoneInfo(actor.zone)))


def _shortages(rule: Rule, entered: Sequence[Registration]) -> list[str]:
    """What the bank lacks for the blueprint now, in words, in the languages that were chosen."""
    languages = sorted({each.language for each in entered} or registering.LANGUAGES)
    return [
        f"{LANGUAGE_NAMES[found.language]}: {shortage_text(short)}"
        for found in coverage_of(rule, languages)
        for short in found.shortages
    ]
