"""The application: settings, extensions, blueprints, listeners. Imported by nobody."""

import logging
import os
from pathlib import Path

import click
from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy import inspect
from werkzeug.middleware.proxy_fix import ProxyFix

import accounts.commands
import accounts.queries
import accounts.session
import accounts.views.notices
import accounts.views.password_links
import accounts.views.people
import accounts.views.profile
import accounts.views.roles
import accounts.views.rosters
import accounts.views.signing_in
import accounts.views.units
import accounts.views.waivers
import audit.actions
import audit.commands
import audit.signing
import competitions.actions.scoring
import competitions.commands
import competitions.events
import competitions.queries.scores
import competitions.views.boards
import competitions.views.desk.entries
import competitions.views.desk.finishing
import competitions.views.desk.holding
import competitions.views.desk.ruling
import competitions.views.judging
import competitions.views.listing
import core.commands
import core.http
import core.job_pages
import core.language
import courses.actions.suspending
import courses.actions.taking
import courses.commands
import courses.views.changing
import courses.views.finding
import courses.views.learning
import courses.views.noting
import courses.views.proposing
import courses.views.reviewing
import courses.views.testing
import courses.views.workshop
import credentials.actions.concerns
import credentials.commands
import credentials.queries.concerns
import credentials.views.holders
import credentials.views.issuing
import credentials.views.public
import credentials.views.register
import credentials.views.supervising
import exam.actions.closing
import exam.actions.sweeping
import exam.commands
import exam.events
import exam.queries.pictures
import exam.views.agreement
import exam.views.analysis
import exam.views.appealing
import exam.views.appeals
import exam.views.blueprints
import exam.views.candidates
import exam.views.coverage
import exam.views.dossiers
import exam.views.draws
import exam.views.entering
import exam.views.entrance
import exam.views.estimates
import exam.views.holding
import exam.views.marking
import exam.views.news
import exam.views.noted
import exam.views.on_paper
import exam.views.own_results
import exam.views.proctoring
import exam.views.recovering
import exam.views.regrading
import exam.views.results
import exam.views.rooms
import exam.views.signals
import exam.views.sitting_results
import exam.views.sittings
import exam.views.standards
import exam.views.taking
import exam.views.transcribing
import exam.views.voiding
import oversight.commands
import oversight.views.health
import oversight.views.home
import oversight.views.learning
import oversight.views.phone
import oversight.views.progress
import oversight.views.statutes
import oversight.views.trail
import oversight.views.verification
import oversight.views.worklist
import practice.actions.mock_exams
import practice.views.goal
import practice.views.mock_exams
import practice.views.notebook
import practice.views.offline
import practice.views.practising
import question_bank.commands.group
import question_bank.events
import question_bank.views.bringing
import question_bank.views.bulk
import question_bank.views.comparing
import question_bank.views.deciding
import question_bank.views.flagged
import question_bank.views.pictures
import question_bank.views.reading
import question_bank.views.sending
import question_bank.views.writing
from accounts.models import Person
from core.config import ROOT, BadSetting, Settings, from_environment
from core.cookies import KeptCookies
from core.database import db
from core.jobs import Jobs, every_second
from exam.views.opening import OpeningLane
from exam.views.saving import SavingLane
from exam.views.showing import ShowingLane
from oversight.views.frame import frame_values


def create_app(settings: Settings | None = None) -> Flask:
    """One application from checked settings (by default from the environment)."""
    settings = settings or from_environment(os.environ)
    app = Flask(__name__, template_folder="app/templates", static_folder="app/static")
    _configure(app, settings)
    _extend(app, settings)
    _register(app, settings)
    _listen()
    if settings.production and _will_serve():
        _refuse_unfit_database(app)
    if settings.worker == "thread":
        app.extensions["jobs"].work_in_thread()
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=settings.max_body,
        MAX_FORM_MEMORY_SIZE=settings.max_body,
        MAX_FORM_PARTS=2_000,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=14 * 3600,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        BOOTSTRAP_SERVE_LOCAL=True,
        TESTING=settings.place == "testing",
    )
    app.url_map.converters["int"] = core.http.Number
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.logger.setLevel(logging.INFO)


def _engine_options(settings: Settings) -> dict[str, object]:
    if settings.database_url.startswith("sqlite"):
        settings.instance.mkdir(parents=True, exist_ok=True)
        return {}
    return {"pool_size": 16, "max_overflow": 16, "pool_pre_ping": False, "pool_recycle": 1800}


def _extend(app: Flask, settings: Settings) -> None:
    app.session_interface = cookies = KeptCookies()
    app.wsgi_app = OpeningLane(app, cookies, settings.secret_key)  # type: ignore[method-assign]
    app.wsgi_app = ShowingLane(app, cookies)  # type: ignore[method-assign]
    app.wsgi_app = SavingLane(app, cookies, settings.receipt_key.encode())  # type: ignore[method-assign]
    db.init_app(app)
    with app.app_context():
        audit.signing.install(
            settings.keys_folder,
            make_key=None if settings.production else audit.actions.new_key,
        )
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    core.http.bound_bodies(app)
    app.extensions["forms"] = CSRFProtect(app)
    Bootstrap5(app)
    core.language.install(app, zone=settings.zone)
    accounts.session.install(app)
    core.http.STATIC_FOLDERS.update(
        {"static": ROOT / "app/static", "bootstrap.static": _bootstrap_folder(app)}
    )
    core.http.install(app, on_refusal=accounts.session.note_refusal)
    app.extensions["jobs"] = Jobs(app, settings)
    app.context_processor(frame_values)
    if settings.trusted_proxies:
        proxies = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def _bootstrap_folder(app: Flask) -> Path:
    return Path(app.blueprints["bootstrap"].static_folder or "")


def _register(app: Flask, settings: Settings) -> None:
    app.register_blueprint(accounts.views.password_links.blueprint(settings))
    app.register_blueprint(accounts.views.rosters.blueprint(app.extensions["jobs"]))
    app.register_blueprint(accounts.views.signing_in.blueprint(settings))
    app.register_blueprint(exam.views.dossiers.blueprint(settings))
    app.register_blueprint(exam.views.entering.blueprint(settings))
    app.register_blueprint(exam.views.entrance.blueprint(settings))
    app.register_blueprint(exam.views.standards.blueprint(settings))
    app.register_blueprint(competitions.views.desk.finishing.blueprint(settings))
    app.register_blueprint(credentials.views.public.blueprint(settings))
    app.register_blueprint(credentials.views.holders.blueprint(settings))
    app.register_blueprint(credentials.views.register.blueprint(settings))
    app.register_blueprint(exam.views.holding.blueprint(app.extensions["jobs"]))
    app.register_blueprint(exam.views.recovering.blueprint(settings))
    app.register_blueprint(exam.views.own_results.blueprint(settings))
    app.register_blueprint(exam.views.on_paper.blueprint(app.extensions["jobs"]))
    app.register_blueprint(exam.views.taking.blueprint(settings))
    app.register_blueprint(question_bank.views.bringing.blueprint(app.extensions["jobs"]))
    app.register_blueprint(oversight.views.verification.blueprint(app.extensions["jobs"], settings))
    app.extensions["forms"].exempt(app.view_functions["taking.save_answers"])
    for module in (
        core.job_pages,
        accounts.views.notices,
        accounts.views.people,
        accounts.views.profile,
        accounts.views.roles,
        accounts.views.units,
        accounts.views.waivers,
        competitions.views.boards,
        competitions.views.desk.entries,
        competitions.views.desk.holding,
        competitions.views.desk.ruling,
        competitions.views.judging,
        competitions.views.listing,
        courses.views.changing,
        courses.views.finding,
        courses.views.learning,
        courses.views.noting,
        courses.views.proposing,
        courses.views.reviewing,
        courses.views.testing,
        courses.views.workshop,
        credentials.views.issuing,
        credentials.views.supervising,
        exam.views.agreement,
        exam.views.candidates,
        exam.views.analysis,
        exam.views.appealing,
        exam.views.appeals,
        exam.views.blueprints,
        exam.views.coverage,
        exam.views.draws,
        exam.views.estimates,
        exam.views.marking,
        exam.views.news,
        exam.views.noted,
        exam.views.proctoring,
        exam.views.regrading,
        exam.views.results,
        exam.views.rooms,
        exam.views.signals,
        exam.views.sitting_results,
        exam.views.sittings,
        exam.views.transcribing,
        exam.views.voiding,
        oversight.views.health,
        oversight.views.home,
        oversight.views.phone,
        oversight.views.learning,
        oversight.views.progress,
        oversight.views.statutes,
        oversight.views.trail,
        oversight.views.worklist,
        practice.views.goal,
        practice.views.mock_exams,
        practice.views.notebook,
        practice.views.offline,
        practice.views.practising,
        question_bank.views.bulk,
        question_bank.views.comparing,
        question_bank.views.deciding,
        question_bank.views.flagged,
        question_bank.views.pictures,
        question_bank.views.reading,
        question_bank.views.sending,
        question_bank.views.writing,
    ):
        app.register_blueprint(module.bp)
    question_bank.commands.group.questions.add_command(oversight.commands.statute)
    app.cli.add_command(core.commands.work_command(app.extensions["jobs"]))
    for commands in (
        accounts.commands.group(settings),
        audit.commands.group(settings),
        competitions.commands.group(settings),
        courses.commands.courses,
        credentials.commands.group(settings),
        question_bank.commands.group.questions,
        exam.commands.group(settings),
        oversight.commands.group(settings),
    ):
        app.cli.add_command(commands)


def _listen() -> None:
    """Connect announcements to their listeners, and beats to the worker."""
    question_bank.events.picture_asked.listen(exam.queries.pictures.grant_to_candidates)
    question_bank.events.picture_asked.listen(exam.queries.pictures.grant_to_markers)
    question_bank.events.statute_changed.listen(courses.actions.suspending.suspend_citing)
    exam.events.results_released.listen(competitions.actions.scoring.note_results)
    exam.events.result_voided.listen(competitions.actions.scoring.note_voided)
    exam.events.result_voided.listen(credentials.actions.concerns.note_voided)
    exam.events.results_corrected.listen(competitions.actions.scoring.note_corrected)
    exam.events.results_corrected.listen(credentials.actions.concerns.note_corrected)
    exam.events.standing_asked.listen(competitions.queries.scores.find_standing)
    exam.events.standing_asked.listen(credentials.queries.concerns.find_standing)
    competitions.events.standings_changed.listen(credentials.actions.concerns.note_standings)
    for beat in (
        exam.actions.sweeping.close_due,
        exam.actions.closing.close_ended,
        courses.actions.taking.end_due,
        practice.actions.mock_exams.end_due,
        audit.actions.seal,
    ):
        every_second(beat)


def _will_serve() -> bool:
    """Whether pages will be served; commands work before that, or nobody could make it possible."""
    context = click.get_current_context(silent=True)
    return context is None or context.info_name == "run"


def _refuse_unfit_database(app: Flask) -> None:
    with app.app_context():
        try:
            problem = _what_keeps_production_from_starting()
        finally:
            db.session.remove()
            db.engine.dispose()
    if problem:
        raise BadSetting(problem)


def _what_keeps_production_from_starting() -> str | None:
    if not inspect(db.engine).has_table(Person.__tablename__):
        return "This database has no tables yet. Make them first: flask db upgrade"
    if accounts.queries.demo_accounts():
        return (
            "This database holds demonstration accounts with known passwords; production does not "
            "start with them. Use another database, or close them: flask demo close"
        )
    return None
