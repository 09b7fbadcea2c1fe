"""The trainer's room: my questions, the editor, submitting."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import demand
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.errors import N_, Missing, Refused
from core.http import takes_files, translated
from question_bank.actions import reviewing, writing
from question_bank.forms import NewQuestionForm
from question_bank.kinds import KINDS
from question_bank.models import Revision
from question_bank.queries import questions, remarks
from question_bank.rules.adding import with_picture
from question_bank.rules.lifecycle import State
from question_bank.views import lists
from question_bank.views.comparing import compared
from question_bank.views.findings import mended, shown
from question_bank.views.lists import listed
from question_bank.views.pictures import LARGEST_UPLOAD, kept_upload
from question_bank.views.remarking import line_text

bp = Blueprint("questions", __name__, url_prefix="/questions")


@bp.get("/")
def index() -> ResponseReturnValue:
    """The questions I wrote, by where they stand."""
    return listed(lists.mine, "questions.index")


@bp.get("/new")
def show_new() -> ResponseReturnValue:
    """Choose a kind, a topic and a pool; then the editor with a question to fill in."""
    demand(current_actor(), Right.WRITE_QUESTIONS)
    form = NewQuestionForm(request.args)
    if not request.args or not form.validate():
        return render_template("question_bank/new.html", form=form), 422 if request.args else 200
    code = questions.next_code(form.topic.data)
    return _editor(_skeletons(form, code), code=None)


@bp.post("/")
@takes_files(LARGEST_UPLOAD)
def create() -> ResponseReturnValue:
    """Save a new question, or only check it."""
    return _saved(None)


@bp.get("/<code>/text")
def show(code: str) -> ResponseReturnValue:
    """The newest revision in the editor."""
    newest = _newest(code)
    return _editor(dict(newest.sources), code=code, newest=newest)


@bp.post("/<code>/text")
@takes_files(LARGEST_UPLOAD)
def update(code: str) -> ResponseReturnValue:
    """Save a new revision, or only check it."""
    return _saved(code)


@bp.post("/preview")
def preview() -> ResponseReturnValue:
    """What is wrong with a text and how it looks, as parts of the editor; stores nothing."""
    demand(current_actor(), Right.WRITE_QUESTIONS)
    pages = shown(
        writing.sheet_of(_texts(), request.form.get("code") or None, actor=current_actor())
    )
    return {
        page.language: {
            "html": render_template("question_bank/_findings.html", page=page),
            "marks": page.marks,
            "errors": page.error_count,
        }
        for page in pages
    }


@bp.post("/<code>/revisions/<int:number>/submission")
def create_submission(code: str, number: int) -> ResponseReturnValue:
    """Hand a draft to the reviewers."""
    reviewing.submit(questions.revision_of(code, number).id, actor=current_actor())
    flash(_("Submitted. A reviewer who did not write it decides; you will see the comment here."))
    return redirect(url_for("questions.index"), 303)


@bp.post("/<code>/revisions/<int:number>/withdrawal")
def create_withdrawal(code: str, number: int) -> ResponseReturnValue:
    """Take it back from the reviewers."""
    reviewing.withdraw(questions.revision_of(code, number).id, actor=current_actor())
    flash(_("Taken back. It is a draft again."))
    return redirect(url_for("bank.show", code=code), 303)


def _newest(code: str) -> Revision:
    actor = current_actor()
    demand(actor, Right.WRITE_QUESTIONS)
    question = questions.question_of(code)
    demand(actor, Right.WRITE_QUESTIONS, question.unit.path)
    return questions.newest_of(question)


def _saved(code: str | None) -> ResponseReturnValue:
    demand(current_actor(), Right.WRITE_QUESTIONS)
    newest = _newest(code) if code else None
    texts = _texts()
    if "fix" in request.form:
        return _editor(_mended(texts, request.form["fix"], code), code=code, newest=newest)
    if "picture" in request.form:
        return _with_picture(texts, request.form["picture"], code, newest)
    if "check" in request.form:
        return _editor(texts, code=code, newest=newest)
    base = request.form.get("base", "0")
    try:
        revision = writing.save(
            texts, code=code, base=int(base) if base.isdigit() else 0, actor=current_actor()
        )
    except writing.Stale as stale:
        return _editor(
            texts, code=code, newest=newest, refusal=translated(stale), theirs=newest
        ), 409
    except Refused as refusal:
        return _editor(texts, code=code, newest=newest, refusal=translated(refusal)), 422
    if revision is None:
        flash(_("Nothing has changed since the last revision."))
        return redirect(url_for("questions.show", code=code), 303)
    flash(_("Saved as revision %(number)s, a draft.", number=revision.number))
    return redirect(url_for("questions.show", code=revision.question.code), 303)


def _editor(
    texts: dict[str, str],
    *,
    code: str | None,
    newest: Revision | None = None,
    refusal: str | None = None,
    theirs: Revision | None = None,
) -> str:
    actor = current_actor()
    pages = shown(writing.sheet_of(texts, code, actor=actor))
    return render_template(
        "question_bank/editor.html",
        code=code,
        newest=newest,
        pages=pages,
        refusal=refusal,
        theirs=theirs,
        remarks=remarks.for_author(newest.question_id) if newest else [],
        line_text=line_text,
        differences=compared(theirs.sources, texts) if theirs else [],
        error_count=sum(page.error_count for page in pages),
        can_submit=newest is not None
        and newest.state == State.DRAFT
        and newest.author_id == actor.id
        and texts == newest.sources,
    )


def _with_picture(
    texts: dict[str, str], language: str, code: str | None, newest: Revision | None
) -> ResponseReturnValue:
    """Keep the picture of a language's file field and show it at the end of the stem."""
    if language not in texts:
        raise Missing(N_("There is no such language here."))
    try:
        picture = kept_upload(request.files.get(f"picture-{language}"))
    except Refused as refusal:
        return _editor(texts, code=code, newest=newest, refusal=translated(refusal)), 422
    longer = with_picture(texts[language], picture.name)
    return _editor({**texts, language: longer}, code=code, newest=newest)


def _texts() -> dict[str, str]:
    return {
        language: request.form.get(language, "").replace("\r\n", "\n")
        for language in writing.LANGUAGES
    }


def _mended(texts: dict[str, str], place: str, code: str | None) -> dict[str, str]:
    """The texts with the mend that was asked for, if it is still there."""
    language, _colon, number = place.partition(":")
    sheet = writing.sheet_of(texts, code, actor=current_actor())
    wording = sheet.wordings.get(language)
    if wording is None or not number.isdigit() or int(number) >= len(wording.findings):
        raise Missing(N_("There is no such mend for this text any more."))
    fix = wording.findings[int(number)].fix
    return {**texts, language: mended(texts[language], fix)} if fix else texts


def _skeletons(form: NewQuestionForm, code: str) -> dict[str, str]:
    kind = KINDS[form.kind.data].name
    return {
        language: render_template(
            f"question_bank/skeletons/{kind}.{language}.md",
            code=code,
            topic=form.topic.data,
            pool=form.pool.data,
        )
        for language in writing.LANGUAGES
    }
