"""The examiner's rooms: sittings, registration, sealing, the live board, release."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]

from accounts.queries import demand, may, units_under
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.actor import Actor
from core.clock import exam_ms, milliseconds
from core.errors import N_, Missing, Refused
from core.http import translated, wants_json
from core.jobs import Jobs
from core.language import content_language
from exam.actions import grading, holding, sealing
from exam.actions.dossier import key_problem_of
from exam.forms import ExtraTimeForm, LateEntryForm, SittingForm, VoidingForm, dossier_form
from exam.models import Registration, Sitting
from exam.queries.bank import bank_for
from exam.queries.blueprints import all_blueprints, blueprint_of
from exam.queries.board import board_of
from exam.queries.dossier import has_dossier
from exam.queries.doubtful import doubtful_on
from exam.queries.journal import attempt_in, events_of, journal_of
from exam.queries.replay import differences
from exam.queries.results import newest_run, rows_of, totals_of
from exam.queries.sittings import (
    people_to_register,
    phase,
    registration_counts,
    registrations,
    rule_of,
    sitting_for,
    sitting_to_hold,
    sittings_under,
)
from exam.queries.voidings import voidings_of, waiting_voidings
from exam.rules.assembly import CannotMeet, settle, sorted_into_cells
from exam.rules.blueprint import Blueprint as Rule
from exam.rules.phases import PHASE_NAMES, Phase

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
        run = newest_run(sitting.id)
        entered = registrations(sitting.id)
        return render_template(
            "holding/sitting.html",
            sitting=sitting,
            phase=stands,
            phase_names=PHASE_NAMES,
            Phase=Phase,
            rule=rule_of(sitting),
            registrations=entered,
            candidates=people_to_register(sitting) if stands is Phase.PLANNED else [],
            shortages=_shortages(rule_of(sitting), entered) if stands is Phase.PLANNED else [],
            run=run,
            totals=totals_of(run) if run else None,
            may_hold=may(actor, Right.HOLD_SITTINGS, sitting.unit.path),
            doubtful=doubtful_on(sitting),
        )

    @bp.post("/<int:sitting_id>/registrations")
    def create_registrations(sitting_id: int) -> ResponseReturnValue:
        """Register the people that were ticked."""
        made = holding.register(
            sitting_id,
            _ticked(),
            language=request.form.get("language", "zh"),
            actor=current_actor(),
        )
        flash(_("%(count)s registered.", count=len(made)))
        return redirect(url_for("holding.show", sitting_id=sitting_id), 303)

    @bp.post("/<int:sitting_id>/registrations/<int:registration_id>/withdrawal")
    def create_withdrawal(sitting_id: int, registration_id: int) -> ResponseReturnValue:
        """Take a registration back."""
        holding.withdraw(sitting_id, registration_id, actor=current_actor())
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

    @bp.get("/<int:sitting_id>/board")
    def show_board(sitting_id: int) -> ResponseReturnValue:
        """Who is absent, ready, writing, done: a page that renews itself."""
        actor = current_actor()
        sitting = sitting_for(actor, sitting_id, READ)
        rows = board_of(sitting.id)
        template = "holding/_board.html" if "part" in request.args else "holding/board.html"
        page = render_template(
            template,
            sitting=sitting,
            phase=phase(sitting, exam_ms()),
            phase_names=PHASE_NAMES,
            Phase=Phase,
            rows=rows,
            states={state: sum(row.state == state for row in rows) for state in STATES},
            now_ms=exam_ms(),
            may_hold=may(actor, Right.HOLD_SITTINGS, sitting.unit.path),
            extra_form=ExtraTimeForm(),
            late_form=_late_form(sitting),
        )
        return make_response(page)

    @bp.get("/<int:sitting_id>/registrations/<int:registration_id>/journal")
    def show_journal(sitting_id: int, registration_id: int) -> ResponseReturnValue:
        """Every answer that arrived from one candidate, with its time."""
        actor = current_actor()
        sitting = sitting_for(actor, sitting_id, READ)
        attempt = attempt_in(sitting, registration_id)
        return render_template(
            "holding/journal.html",
            sitting=sitting,
            attempt=attempt,
            voidings=voidings_of(attempt.id),
            may_hold=may(actor, Right.HOLD_SITTINGS, sitting.unit.path),
            may_void=may(actor, Right.CONFIRM_VOIDING, sitting.unit.path),
            voiding_form=VoidingForm(),
            has_dossier=has_dossier(attempt),
            dossier_form=dossier_form(),
            key_problem=key_problem_of(attempt, actor),
            lines=journal_of(attempt),
            events=events_of(attempt),
            standings=STANDINGS,
            event_names=EVENTS,
        )

    @bp.post("/<int:sitting_id>/registrations/<int:registration_id>/extra-time")
    def create_extra_time(sitting_id: int, registration_id: int) -> ResponseReturnValue:
        """Give a candidate extra time."""
        form = ExtraTimeForm()
        if not form.validate_on_submit():
            flash(_("Write how many minutes (0 to 240) and why."), "care")
            return redirect(url_for("holding.show_board", sitting_id=sitting_id), 303)
        holding.give_extra_minutes(
            sitting_id,
            registration_id,
            minutes=form.minutes.data or 0,
            reason=form.reason.data or "",
            actor=current_actor(),
        )
        flash(_("The new time holds at once."))
        return redirect(url_for("holding.show_board", sitting_id=sitting_id), 303)

    @bp.post("/<int:sitting_id>/late-entries")
    def create_late_entry(sitting_id: int) -> ResponseReturnValue:
        """Admit somebody after the sealing, on a reserve form."""
        actor = current_actor()
        form = _late_form(sitting_to_hold(actor, sitting_id))
        if not form.validate_on_submit():
            flash(_("Choose an officer and write why they come late."), "care")
            return redirect(url_for("holding.show_board", sitting_id=sitting_id), 303)
        sealing.admit_late(
            sitting_id,
            form.person.data,
            language=form.language.data,
            reason=form.reason.data or "",
            actor=actor,
        )
        return redirect(url_for("holding.show_board", sitting_id=sitting_id), 303)

    @bp.post("/<int:sitting_id>/release")
    def create_release(sitting_id: int) -> ResponseReturnValue:
        """Let candidates see their results."""
        grading.release(sitting_id, actor=current_actor())
        return redirect(url_for("holding.show", sitting_id=sitting_id), 303)

    @bp.get("/<int:sitting_id>/results")
    def show_results(sitting_id: int) -> ResponseReturnValue:
        """The results of the newest run; scores are for those who hold or watch the sitting."""
        sitting = sitting_for(current_actor(), sitting_id, READ)
        run = newest_run(sitting.id)
        return render_template(
            "holding/results.html",
            sitting=sitting,
            run=run,
            rows=rows_of(run) if run else [],
            rule=rule_of(sitting),
            units={unit.id: unit for unit in units_under(current_actor(), READ)},
        )

    @bp.get("/<int:sitting_id>/replay")
    def show_replay(sitting_id: int) -> ResponseReturnValue:
        """Draw every form again from the seed and say whether it is the same; after closing."""
        sitting = sitting_for(current_actor(), sitting_id, READ)
        if sitting.closing is None or sitting.sealing is None:
            raise Refused(N_("The draws can be repeated once the sitting has closed."))
        found = [_(each.message, **each.values) for each in differences(sitting)]
        if wants_json():
            return {"same": not found, "differences": found, "seed": sitting.sealing.seed}
        return render_template("holding/replay.html", sitting=sitting, differences=found)

    return bp


STANDINGS = {
    "counted": N_("in time"),
    "late": N_("within the grace"),
    "moved": N_("from a page that had been taken over, not counted"),
    "closed": N_("too late, not counted"),
}
EVENTS = {
    "leased": N_("opened on a page"),
    "flagged": N_("flagged"),
    "unflagged": N_("flag taken away"),
}
STATES = ("registered", "ready", "open", "closed", "voided")


def _ticked() -> list[int]:
    """The people that were ticked; what is no number of a person is nobody."""
    ticked = request.form.getlist("person")
    if not all(len(each) < 10 and each.isascii() and each.isdigit() for each in ticked):
        raise Missing(N_("There is no such person."))
    return [int(each) for each in ticked]


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


def _late_form(sitting: Sitting) -> LateEntryForm:
    form = LateEntryForm()
    form.person.choices = [
        SelectChoice(person.id, f"{person.name} ({person.login})")
        for person in people_to_register(sitting)
    ]
    return form


def _reading(local: datetime, actor: Actor) -> int:
    """The exam clock's reading at a local time of the examiner's unit."""
    return milliseconds(local.replace(tzinfo=ZoneInfo(actor.zone)))


def _shortages(rule: Rule, entered: Sequence[Registration]) -> list[str]:
    """What the bank lacks for the blueprint now, in words, in the languages that were chosen."""
    found = []
    for language in sorted({each.language for each in entered} or holding.LANGUAGES):
        try:
            settle(rule, sorted_into_cells(rule, bank_for(rule, language)))
        except CannotMeet as problem:
            names = {"zh": "中文", "en": "English"}
            found += [
                f"{names[language]}: {_(short.message, **short.values)}"
                for short in problem.shortages
            ]
    return found
