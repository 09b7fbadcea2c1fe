"""Files of other systems: sent, looked at question by question, and stored as drafts."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from accounts.queries import demand, paged
from accounts.rules.duties import Right
from accounts.session import current_actor
from core.http import attachment, takes_files
from core.jobs import Jobs
from core.language import content_language
from question_bank.actions import bringing
from question_bank.actions.looking import STORED, Fate, Looked, Report
from question_bank.actions.picturing import places
from question_bank.actions.writing import Wording
from question_bank.documents import Said, alike, errors_first, placed, said
from question_bank.formats.bounds import LARGEST_UPLOAD
from question_bank.formats.excel import Excel
from question_bank.formats.format import Damaged
from question_bank.forms import UploadForm
from question_bank.models import Upload
from question_bank.queries.content import topic_tree
from question_bank.queries.uploads import own_upload, own_uploads
from question_bank.rules.document import Document
from question_bank.views.findings import candidate_view

MOST_BODY = LARGEST_UPLOAD + 1024 * 1024
"""A file, and the form that it comes in."""
PASTED = "pasted.txt"
ERROR, REMARK = "error", "remark"
MOST_SAID = 100


@dataclass(frozen=True)
class Shown:
    """A question of the file as the report shows it."""

    code: str
    kind: str | None
    name: str
    place: str
    fate: Fate | None
    said: list[Said]
    text: str
    tag: str
    asked: Markup | None
    rationale: Markup | None


def blueprint(jobs: Jobs) -> Blueprint:
    """The pages of files that come in; a long one is handed to the jobs."""
    bp = Blueprint("imports", __name__, url_prefix="/questions/imports")

    @bp.get("/")
    def index() -> ResponseReturnValue:
        return first_page(UploadForm())

    @bp.post("/")
    @takes_files(MOST_BODY)
    def create() -> ResponseReturnValue:
        form = UploadForm()
        if not form.validate_on_submit():
            return first_page(form), 422
        name, data = sent(form)
        if not data:
            return first_page(form, _("Choose a file, or paste a text.")), 422
        try:
            upload = bringing.keep_upload(
                data,
                name=name,
                format_name=form.format.data or "",
                defaults=form.defaults,
                actor=current_actor(),
            )
        except Damaged as damaged:
            told = said(damaged.note)
            return first_page(form, f"{told.message}{_('; ')}{told.mend}"), 422
        return redirect(url_for("imports.show", token=upload.token), 303)

    @bp.get("/<token>")
    def show(token: str) -> ResponseReturnValue:
        actor = current_actor()
        demand(actor, Right.WRITE_QUESTIONS)
        upload = own_upload(token, actor)
        return report_page(upload, bringing.look(upload, actor=actor))

    @bp.post("/<token>/storing")
    def create_storing(token: str) -> ResponseReturnValue:
        actor = current_actor()
        demand(actor, Right.WRITE_QUESTIONS)
        upload = own_upload(token, actor)
        if upload.questions > bringing.MANY:
            started = jobs.start(
                bringing.STORING,
                {"token": token, "actor_id": actor.id},
                owner_id=actor.id,
                back=url_for("questions.index"),
            )
            return redirect(url_for("jobs.show", job_id=started.id), 303)
        made = bringing.store_upload(token, actor=actor)
        count = sum(made[fate] for fate in STORED)
        flash(ngettext("%(num)s draft was stored.", "%(num)s drafts were stored.", count))
        return redirect(url_for("questions.index"), 303)

    @bp.post("/<token>/end")
    def create_end(token: str) -> ResponseReturnValue:
        bringing.throw_away(token, actor=current_actor())
        flash(_("The file is thrown away. Nothing was stored."))
        return redirect(url_for("imports.index"), 303)

    @bp.get("/template.xlsx")
    def template() -> ResponseReturnValue:
        demand(current_actor(), Right.WRITE_QUESTIONS)
        data = Excel().template(content_language(), topic_tree())
        return attachment(data, Excel.mimetype, "questions.xlsx")

    return bp


def sent(form: UploadForm) -> tuple[str, bytes]:
    """The file, or else the text as a file."""
    file = form.file.data
    if file and file.filename:
        return file.filename, file.read()
    return PASTED, (form.text.data or "").strip().encode("utf-8", "replace")


def first_page(form: UploadForm, refusal: str | None = None) -> str:
    """The form, and the files that wait to be looked at."""
    actor = current_actor()
    demand(actor, Right.WRITE_QUESTIONS)
    return render_template(
        "question_bank/imports.html", form=form, refusal=refusal, waiting=own_uploads(actor)
    )


def report_page(upload: Upload, report: Report) -> str:
    """What is wrong with a file, what it would become, and its questions page by page."""
    which = request.args.get("which", "")
    number = request.args.get("page", "1")
    notes = errors_first(report.all_notes)
    errors = [each for each in notes if each.is_error]
    chosen = [each for each in report.questions if is_chosen(each, which)]
    page = paged(chosen, int(number) if number.isascii() and number.isdigit() else 1)
    return render_template(
        "question_bank/import.html",
        upload=upload,
        report=report,
        to_store=sum(report.counts[fate] for fate in STORED),
        errors=errors[:MOST_SAID],
        error_count=len(errors),
        remark_count=len(notes) - len(errors),
        of_the_file=alike(each for each in errors_first(report.notes) if not each.is_error),
        which=which,
        page=page,
        shown=[shown(each, report) for each in page.rows],
    )


def is_chosen(looked: Looked, which: str) -> bool:
    """Whether a question belongs to what the reader wants to see."""
    if which in (ERROR, REMARK):
        return any((str(note.severity) == ERROR) == (which == ERROR) for note in looked.notes)
    return which == looked.fate if which in list(Fate) else True


def shown(looked: Looked, report: Report) -> Shown:
    """A question with its notes and, where it is whole enough, its look."""
    draft = looked.draft
    language = draft.settings.lang
    pictures = places(report.pictures.get(draft.id, {}).get(language, {}))
    look = Wording(looked.text, Document(drafts=(draft,)), pictures=pictures).look
    rationale = look.told["rationale"] if look else None
    return Shown(
        code=draft.id,
        kind=draft.kind,
        name=looked.name,
        place=placed(looked.place),
        fate=looked.fate,
        said=errors_first(looked.notes),
        text=looked.text,
        tag="zh-CN" if language == "zh" else language,
        asked=candidate_view(look.kind, look.asked, look.size, draft.id) if look else None,
        rationale=Markup(rationale) if rationale else None,  # noqa: S704 - cleaned when rendered
    )
