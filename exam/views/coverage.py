"""Does the bank cover the exams: what is short, the map of the bank, what was seen how often."""

from collections.abc import Collection

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import demand, may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.errors import N_, Missing
from core.http import attachment
from core.language import content_language
from core.tables import CSV, Sheet, as_csv
from exam.queries.bank import LANGUAGES
from exam.queries.coverage import coverages, newest_blueprints
from exam.queries.sittings import titles_of
from exam.rules.blueprint import DIFFICULTIES
from exam.rules.places import sitting_of
from exam.views.shortages import shortage_text
from question_bank.kinds import KINDS
from question_bank.queries.content import topic_tree, topics
from question_bank.queries.counting import by_topic, counts
from question_bank.queries.exposure import SORTS, exposures, hands, occasions
from question_bank.queries.questions import question_of

bp = Blueprint("coverage", __name__, url_prefix="/coverage")
POOLS = ("exam", "practice")
READ = Right.READ_COVERAGE


@bp.get("/")
def show() -> ResponseReturnValue:
    """What a blueprint needs against what is there; and the whole bank as a map."""
    actor = current_actor()
    demand(actor, READ)
    language = _one_of("language", LANGUAGES, content_language())
    pool = _one_of("pool", POOLS, "exam")
    blueprints = newest_blueprints()
    chosen = blueprints.get(request.args.get("blueprint", "")) or next(
        iter(blueprints.values()), None
    )
    cells = by_topic(counts(language), pool)
    return render_template(
        "coverage/show.html",
        blueprints=blueprints,
        chosen=chosen,
        found=coverages(chosen) if chosen else [],
        bank_language=language,
        pool=pool,
        cells=cells,
        kinds=[kind for kind in KINDS if any(kind in row for row in cells.values())],
        topics=[topic.code for topic in topic_tree().all if topic.parent or topic.code in cells],
        difficulties=DIFFICULTIES,
        shortage_text=shortage_text,
        most=max(
            (sum(c.ready for c in cell) for row in cells.values() for cell in row.values()),
            default=1,
        ),
        may_read=may(actor, Right.READ_BANK),
        may_write=may(actor, Right.WRITE_QUESTIONS),
    )


@bp.get("/map.csv")
def export_map() -> ResponseReturnValue:
    """The whole map, a row for each pool, language, topic, difficulty and kind."""
    demand(current_actor(), READ)
    rows = [
        (row.pool, language, row.topic, row.difficulty, row.kind, row.ready, row.unsure, row.coming)
        for language in LANGUAGES
        for row in counts(language)
    ]
    columns = (
        _("Pool"), _("Language"), _("Topic"), _("Difficulty"), _("Kind"), _("Ready"),
        _("Not sure"), _("In the making"),
    )  # fmt: skip
    return attachment(as_csv(Sheet("bank", columns, rows)), CSV, "question-bank.csv")


@bp.get("/exposure")
def index() -> ResponseReturnValue:
    """The exam pool: how often each question was seen, when last, and how it fared."""
    actor = current_actor()
    demand(actor, READ)
    topic = _one_of("topic", topics(), "")
    sort = _one_of("sort", SORTS, SORTS[0])
    page = request.args.get("page", "1")
    return render_template(
        "coverage/exposure.html",
        found=exposures(
            actor,
            topic=topic,
            sort=sort,
            page=int(page) if page.isdecimal() and len(page) < 7 else 1,
        ),
        topic=topic,
        sort=sort,
        sorts=SORTS,
        topics=[each.code for each in topic_tree().all],
    )


@bp.get("/exposure/<code>")
def show_question(code: str) -> ResponseReturnValue:
    """One question: where it was seen, how it fared, and whose hands it went through."""
    actor = current_actor()
    demand(actor, READ)
    question = question_of(code)
    if not may(actor, READ, question.unit.path):
        raise Missing(N_("There is no such question."))
    found = occasions(question)
    ids = {each.place: sitting_of(each.place) for each in found}
    return render_template(
        "coverage/question.html",
        question=question,
        found=found,
        titles=titles_of({each for each in ids.values() if each}),
        ids=ids,
        hands=hands(question),
        may_read=may(actor, Right.READ_BANK, question.unit.path),
    )


def _one_of(name: str, allowed: Collection[str], default: str) -> str:
    given = request.args.get(name, "")
    return given if given in allowed else default
