"""The blueprints: what each version states, what differs, and the editor for the next one."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from accounts.queries import demand, may
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.errors import N_, Refused
from core.http import attachment, translated, wants_json
from core.language import content_language
from exam.actions import blueprints as keeping
from exam.queries.blueprints import (
    blueprint_of,
    course_titles,
    kept_versions,
    newest_version,
    unknown_names,
    version_in,
)
from exam.queries.feasibility import coverage_of, coverages_of
from exam.rules.blueprint import BadBlueprint, Reason
from exam.rules.blueprint_changes import changes
from exam.rules.blueprint_check import Checked, check, placed
from exam.rules.blueprint_parts import DIFFICULTIES
from exam.rules.blueprint_text import as_toml
from exam.rules.blueprint_typed import (
    ROWS,
    Typed,
    sums,
    typed_file,
    typed_in,
    typed_of,
    with_rows,
)
from exam.views.shortages import LANGUAGE_NAMES, shortage_text, topics_text
from question_bank.kinds import KINDS, MARKED_BY_MACHINE
from question_bank.queries.content import topic_tree

bp = Blueprint("blueprints", __name__, url_prefix="/blueprints")
READ = Right.READ_COVERAGE
HOLD = Right.HOLD_SITTINGS
LIST_NAMES = {"kinds": N_("Kinds"), "groups": N_("Topics"), "sections": N_("Sections")}
FIELD_NAMES = {
    "code": N_("Code"),
    "title.zh": N_("Title in Chinese"),
    "title.en": N_("Title in English"),
    "minutes": N_("Time"),
    "pass_percent": N_("Pass mark"),
    "gap": N_("Third marker from a gap of more than"),
    "exposure": N_("One question is on at most"),
    "unseen": N_("Avoid what a candidate saw in their last"),
    "target": N_("Right answers expected"),
    "tolerance": N_("A paper may be off by"),
    "retakes.number": N_("Retakes in a cycle"),
    "retakes.cycle_days": N_("A cycle lasts"),
    "retakes.cooling_days": N_("Between two papers at least"),
    "retakes.repeat_after": N_("Course repeated after every"),
    "appeals.window_days": N_("A result may be appealed against for"),
    "appeals.decision_days": N_("An appeal is decided within"),
}
TOML = "application/toml; charset=utf-8"


@bp.get("/")
def index() -> ResponseReturnValue:
    """Every blueprint in its newest version, and whether the bank can meet it now."""
    return _index()


@bp.get("/<code>/<int:version>")
def show(code: str, version: int) -> ResponseReturnValue:
    """Everything that one version states, and what differs from another that was asked for."""
    actor = current_actor()
    demand(actor, READ)
    versions = kept_versions(code)
    kept = version_in(versions, version)
    other = request.args.get("with", type=int)
    before = version_in(versions, other) if other is not None else None
    rule = blueprint_of(kept.blueprint)
    return render_template(
        "blueprints/blueprint.html",
        kept=kept,
        rule=rule,
        versions=versions,
        before=before,
        changes=changes(blueprint_of(before.blueprint), rule) if before else [],
        coverages=coverage_of(rule),
        is_marked_by_people=any(share.kind not in MARKED_BY_MACHINE for share in rule.kinds),
        courses=course_titles(),
        may_hold=may(actor, HOLD),
        **_words(),
    )


@bp.get("/<code>/<int:version>/file")
def download(code: str, version: int) -> ResponseReturnValue:
    """The version as a file, as the command line reads it."""
    demand(current_actor(), READ)
    kept = version_in(kept_versions(code), version).blueprint
    return attachment(as_toml(kept.definition), TOML, f"{kept.code}-{kept.version}.toml")


@bp.get("/new")
def new() -> ResponseReturnValue:
    """The editor: empty, or with what a version states, to become the next one."""
    demand(current_actor(), HOLD)
    code = request.args.get("code", "")
    if not code:
        return _editor(_empty(), base=0)
    versions = kept_versions(code)
    kept = version_in(versions, request.args.get("version", default=0, type=int))
    return _editor(typed_of(kept.blueprint.definition), base=versions[0].blueprint.version)


@bp.post("/")
def create() -> ResponseReturnValue:
    """Keep what was typed as the next version."""
    actor = current_actor()
    demand(actor, HOLD)
    typed, base = typed_in(request.form.getlist), _base()
    checked = _checked(typed, base)
    if checked.rule is None or checked.reasons:
        return _editor(typed, base=base, checked=checked), 422
    try:
        kept = keeping.keep_next(checked.definition, base=base, actor=actor)
    except keeping.Overtaken as problem:
        said, newest = translated(problem), problem.newest
        return _editor(typed, base=newest, refusal=said, overtaken_by=newest), 409
    except Refused as problem:
        return _editor(typed, base=base, refusal=translated(problem)), 409
    return redirect(url_for(".show", code=kept.code, version=kept.version), 303)


@bp.post("/check")
def create_check() -> ResponseReturnValue:
    """Say what is wrong with what was typed, and whether the bank can meet it; keep nothing."""
    demand(current_actor(), HOLD)
    base = _base()
    typed = with_rows(typed_in(request.form.getlist), request.form.get("rows", ""))
    checked = _checked(typed, base)
    if not wants_json():
        return _editor(typed, base=base, checked=checked)
    return {
        "html": render_template("blueprints/_found.html", **_found(typed, checked)),
        "places": _by_place(checked.reasons),
        "sums": _sums(typed),
    }


@bp.post("/file")
def create_from_file() -> ResponseReturnValue:
    """Bring a file into the editor; nothing is kept yet."""
    demand(current_actor(), HOLD)
    file = request.files.get("file")
    try:
        typed = typed_file(file.read().decode() if file else "")
    except (BadBlueprint, UnicodeDecodeError) as problem:
        said = _text(problem.reasons[0]) if isinstance(problem, BadBlueprint) else None
        return _index(said or gettext("This file is not UTF-8 text.")), 422
    newest = newest_version(typed.fields["code"])
    base = newest.version if newest else 0
    return _editor(typed, base=base, checked=_checked(typed, base))


def _index(refusal: str | None = None) -> str:
    actor = current_actor()
    demand(actor, READ)
    versions = kept_versions()
    newest = {each.blueprint.code: each for each in reversed(versions)}
    shown = [newest[code] for code in sorted(newest)]
    coverages = coverages_of([blueprint_of(each.blueprint) for each in shown])
    used = {
        code: sum(each.sittings for each in versions if each.blueprint.code == code)
        for code in newest
    }
    return render_template(
        "blueprints/index.html",
        rows=list(zip(shown, coverages, strict=True)),
        used=used,
        may_hold=may(actor, HOLD),
        refusal=refusal,
        **_words(),
    )


def _base() -> int:
    text = request.form.get("base", "")
    return int(text) if len(text) < 6 and text.isascii() and text.isdigit() else 0


def _empty() -> Typed:
    rows = {name: [dict.fromkeys(columns, "")] for name, columns in ROWS.items()}
    return Typed(typed_in(lambda _: ()).fields, rows, show_paper=False)


def _checked(typed: Typed, base: int) -> Checked:
    """What was typed, with the names that this house does not know among the reasons."""
    found = check(typed, base + 1, frozenset(KINDS))
    if found.rule is None:
        return found
    return Checked(found.definition, found.rule, placed(typed, unknown_names(found.rule)))


def _editor(
    typed: Typed,
    *,
    base: int,
    checked: Checked | None = None,
    refusal: str | None = None,
    overtaken_by: int | None = None,
) -> str:
    """The editor with what was typed; reasons stand at their fields once something was sent."""
    is_typed, language = request.method == "POST", content_language()
    checked = checked or _checked(typed, base)
    return render_template(
        "blueprints/editor.html",
        base=base,
        is_typed=is_typed,
        refusal=refusal,
        overtaken_by=overtaken_by,
        problems=_by_place(checked.reasons) if is_typed else {},
        blank={name: dict.fromkeys(columns, "") for name, columns in ROWS.items()},
        kind_names={name: gettext(kind.label) for name, kind in KINDS.items()},
        course_names={code: titles[language] for code, titles in course_titles().items()},
        topics=topic_tree().all,
        sums=_sums(typed),
        **_found(typed, checked),
    )


def _found(typed: Typed, checked: Checked) -> dict[str, Any]:
    """What the check says, beside the form."""
    return {
        "typed": typed,
        "reasons": [(_where(each.place), _text(each)) for each in checked.reasons],
        "coverages": coverage_of(checked.rule) if checked.rule else [],
        **_words(),
    }


def _by_place(reasons: Sequence[Reason]) -> dict[str, str]:
    """The first reason at each field."""
    return {each.place: _text(each) for each in reversed(reasons) if each.place}


def _text(reason: Reason) -> str:
    return str(gettext(reason.message, **reason.values))


def _where(place: str) -> str:
    """The field of a reason as the page names it, with the number of its row."""
    name, *rest = place.split(".")
    if name in LIST_NAMES:
        row = gettext("row %(number)s", number=int(rest[0]) + 1) if rest else ""
        return " ".join(filter(None, [gettext(LIST_NAMES[name]), row]))
    return gettext(FIELD_NAMES[place]) if place in FIELD_NAMES else ""


def _sums(typed: Typed) -> dict[str, str]:
    """What the rows come to, in words, by list."""
    found = sums(typed)
    return {
        "kinds": gettext(
            "%(count)s questions, %(points)s points",
            count=found.questions,
            points=f"{found.points.normalize():f}",
        ),
        "groups": gettext(
            "%(easy)s easy, %(medium)s medium, %(hard)s hard: %(count)s questions",
            count=found.by_topics,
            **found.by_difficulty,
        ),
    }


def _words() -> dict[str, Any]:
    return {
        "difficulties": DIFFICULTIES,
        "language_names": LANGUAGE_NAMES,
        "shortage_text": shortage_text,
        "topics_text": topics_text,
    }
