"""The papers of a sitting, without a word of them: how hard, how often seen, how alike."""

from collections.abc import Collection

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import may
from accounts.rules.duties import Right
from accounts.session import current_actor
from audit.rules.entry import canonical
from core.actor import Actor
from core.errors import N_, Missing, Refused
from core.http import attachment
from core.tables import CSV, Sheet, as_csv
from exam.models.sittings import Sealing, Sitting
from exam.queries.papers import (
    all_papers,
    exposed_in,
    figures_in,
    languages_of,
    papers_in,
    questions_in,
    reserves_of,
)
from exam.queries.replay import draw_kept
from exam.queries.sittings import rule_of, sitting_for
from exam.rules.plots import difficulty_plot, exposure_plot, overlap_plot
from exam.views.shortages import DIFFICULTY_NAMES

bp = Blueprint("draws", __name__, url_prefix="/sittings/<int:sitting_id>/papers")
READ = Right.READ_SITTINGS


@bp.get("")
def show(sitting_id: int) -> ResponseReturnValue:
    """The report that shows all papers to be alike; from sealing on."""
    actor = current_actor()
    sitting = sitting_for(actor, sitting_id, READ)
    languages = languages_of(sitting)
    if sitting.sealing is None or not languages:
        return render_template("holding/papers_none.html", sitting=sitting)
    language = _one_of(languages)
    figures = figures_in(sitting, language)
    return render_template(
        "holding/papers.html",
        sitting=sitting,
        paper_languages=languages,
        paper_language=language,
        figures=figures,
        difficulty=difficulty_plot(figures),
        exposure=exposure_plot(figures),
        overlap=overlap_plot(figures),
        reserves=reserves_of(sitting, language),
        page=papers_in(sitting, language, _page()),
        questions=exposed_in(sitting.sealing, language),
        shows_codes=_shows_codes(sitting, actor),
        difficulty_names=DIFFICULTY_NAMES,
    )


@bp.get("/questions")
def index(sitting_id: int) -> ResponseReturnValue:
    """Every question that could be drawn, the most used first."""
    actor = current_actor()
    sitting = sitting_for(actor, sitting_id, READ)
    languages = _sealed_languages(sitting)
    language = _one_of(languages)
    return render_template(
        "holding/papers_questions.html",
        sitting=sitting,
        paper_language=language,
        figures=figures_in(sitting, language),
        page=questions_in(_sealing(sitting), language, _page()),
        most=max(use for _code, use in figures_in(sitting, language)["exposure"]),
        shows_codes=_shows_codes(sitting, actor),
        difficulty_names=DIFFICULTY_NAMES,
    )


@bp.get("/papers.csv")
def export_papers(sitting_id: int) -> ResponseReturnValue:
    """Every paper with its mean."""
    sitting = sitting_for(current_actor(), sitting_id, READ)
    languages = _sealed_languages(sitting)
    rows = [
        (
            language,
            each.number,
            each.expected,
            int(each.is_reserve),
            int(each.is_in_hand),
        )
        for language in languages
        for each in all_papers(sitting, language)
    ]
    columns = (
        _("Language"), _("Paper"), _("Mean expected share"), _("Drawn in reserve"),
        _("With somebody"),
    )  # fmt: skip
    return attachment(as_csv(Sheet("papers", columns, rows)), CSV, f"papers-{sitting.id}.csv")


@bp.get("/questions.csv")
def export_questions(sitting_id: int) -> ResponseReturnValue:
    """Every question that could be drawn, with the papers it is on."""
    actor = current_actor()
    sitting = sitting_for(actor, sitting_id, READ)
    shows = _shows_codes(sitting, actor)
    rows = [
        (
            language,
            each.code if shows else number,
            each.topic,
            each.difficulty,
            each.kind,
            each.papers,
            figures_in(sitting, language)["limit"],
        )
        for language in _sealed_languages(sitting)
        for number, each in enumerate(exposed_in(_sealing(sitting), language), start=1)
    ]
    columns = (
        _("Language"), _("Question"), _("Topic"), _("Difficulty"), _("Kind"),
        _("Papers with it"), _("At most"),
    )  # fmt: skip
    name = f"questions-{sitting.id}.csv"
    return attachment(as_csv(Sheet("questions", columns, rows)), CSV, name)


@bp.get("/draw.json")
def show_draw(sitting_id: int) -> Response:
    """Seed, plans, list and what was to be spared, for whoever draws again; after closing."""
    sitting = sitting_for(current_actor(), sitting_id, READ)
    if sitting.closing is None:
        raise Refused(N_("The draws can be repeated once the sitting has closed."))
    kinds = [share.kind for share in rule_of(sitting).kinds]
    content = canonical(draw_kept(_sealing(sitting), kinds))
    return attachment(content, "application/json", f"draw-{sitting.id}.json")


def _sealing(sitting: Sitting) -> Sealing:
    if sitting.sealing is None:
        raise Missing(N_("This sitting is not sealed."))
    return sitting.sealing


def _sealed_languages(sitting: Sitting) -> list[str]:
    languages = languages_of(sitting)
    if not languages:
        raise Missing(N_("No figures were kept of this sitting's papers."))
    return languages


def _shows_codes(sitting: Sitting, actor: Actor) -> bool:
    """Whoever writes questions does not learn before the end which of them are on the papers."""
    return sitting.closing is not None or not may(actor, Right.WRITE_QUESTIONS)


def _one_of(languages: Collection[str]) -> str:
    given = request.args.get("language", "")
    return given if given in languages else max(languages)


def _page() -> int:
    page = request.args.get("page", "1")
    return int(page) if page.isdecimal() and len(page) < 7 else 1
