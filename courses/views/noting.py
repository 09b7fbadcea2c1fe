"""One's own notes: on a module, all of them on a page, and as a file."""

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.session import current_actor
from core.clock import now
from core.errors import Missing, Refused
from core.http import attachment, failure, translated, wants_json
from core.language import content_language
from courses.actions import noting
from courses.forms import EditForm, NoteForm, SentencesForm, WordsForm
from courses.models.modules import Module
from courses.models.studying import Note
from courses.queries.notes import all_notes, course_of, notes_on, notes_with, own_note
from courses.queries.sentences import ReadSection, section_of
from courses.rules.noting import Chapter, Choice, Draft, as_markdown
from courses.rules.searching import as_asked

bp = Blueprint("course_notes", __name__, url_prefix="/courses")
MARKDOWN = "text/markdown; charset=utf-8"


@bp.get("/notes")
def index() -> ResponseReturnValue:
    """All one's notes by course and module, or those that say something."""
    asked = as_asked(request.args.get("q", ""))
    actor = current_actor()
    found = notes_with(asked, actor.id) if asked else all_notes(actor.id)
    return render_template("courses/notes.html", asked=asked, found=found)


@bp.get("/notes/export")
def export() -> ResponseReturnValue:
    """All one's notes as a Markdown file."""
    actor, language = current_actor(), content_language()
    chapters = [
        Chapter(
            course=_in(each.course.titles, language) if each.course else _("No longer taught"),
            module=_in(each.module.titles, language),
            notes=[(note.quote, note.words) for note in each.notes],
        )
        for each in all_notes(actor.id)
    ]
    name = f"notes-{now().astimezone(ZoneInfo(actor.zone)):%Y-%m-%d}.md"
    return attachment(as_markdown(_("My notes"), chapters), MARKDOWN, name)


@bp.post("/<course>/<module>/notes")
def create(course: str, module: str) -> ResponseReturnValue:
    """Keep a note or a highlight."""
    form = NoteForm()
    draft = form.draft
    if not form.validate():
        return _again(draft, form, form.problem)
    try:
        return _kept(noting.add(course, module, draft, actor=current_actor()))
    except Refused as problem:
        return _again(draft, form, translated(problem))
    except Missing as problem:
        return _gone(draft.words, problem)


@bp.get("/<course>/<module>/sections/<anchor>")
def show_section(course: str, module: str, anchor: str) -> ResponseReturnValue:
    """The sentences of a section, to mark one of them."""
    read = _read(course, module, anchor)
    return _sentences(read, Choice(read.edition, None))


@bp.post("/<course>/<module>/sections/<anchor>/notes")
def create_in_section(course: str, module: str, anchor: str) -> ResponseReturnValue:
    """Highlight the sentences that were chosen, with what was written about them."""
    form = SentencesForm()
    try:
        return _marked(course, module, anchor, form)
    except Missing as problem:
        return _gone(form.choice.words, problem)


@bp.get("/notes/<int:note_id>")
def show(note_id: int) -> ResponseReturnValue:
    """A note, to be changed or deleted."""
    note = own_note(note_id, current_actor().id)
    return _page(note, note.words, note.version)


@bp.post("/notes/<int:note_id>")
def update(note_id: int) -> ResponseReturnValue:
    """Say something else; what was typed is shown again where the note changed or is gone."""
    form = EditForm()
    try:
        return _changed(note_id, form)
    except Missing as problem:
        return _gone(form.words.data or "", problem)


@bp.post("/notes/<int:note_id>/deletion")
def create_deletion(note_id: int) -> ResponseReturnValue:
    """Delete a note for good; one that changed meanwhile is shown first."""
    actor, base = current_actor(), request.form.get("base", "")
    try:
        module = noting.delete(note_id, base=base, actor=actor)
    except noting.Stale as problem:
        note = own_note(note_id, actor.id)
        if wants_json():
            return _newer(note, translated(problem))
        return _page(note, note.words, note.version, translated(problem)), 409
    if wants_json():
        return {"notes": _list_of(module)}
    flash(_("The note was deleted."))
    return redirect(_place_of(module, "notes"), 303)


def _marked(course: str, module: str, anchor: str, form: SentencesForm) -> ResponseReturnValue:
    read, choice = _read(course, module, anchor), form.choice
    if not form.validate():
        return _sentences(read, choice, form.problem), 422
    try:
        return _kept(
            noting.mark(
                course, module, anchor, choice, language=content_language(), actor=current_actor()
            )
        )
    except noting.Stale as problem:
        return _sentences(_read(course, module, anchor), choice, translated(problem)), 409
    except Refused as problem:
        return _sentences(read, choice, translated(problem)), 422


def _changed(note_id: int, form: EditForm) -> ResponseReturnValue:
    """After a refusal the note is read anew: another page may have deleted it since."""
    actor, words = current_actor(), form.words.data or ""
    if not form.validate():
        return _again(own_note(note_id, actor.id), form, form.problem)
    try:
        return _kept(noting.edit(note_id, words=words, base=form.base.data or "", actor=actor))
    except noting.Stale as problem:
        note = own_note(note_id, actor.id)
        if wants_json():
            return _newer(note, translated(problem))
        return render_template(
            "courses/note_changed.html", note=note, words=words, problem=translated(problem)
        ), 409
    except Refused as problem:
        return _again(own_note(note_id, actor.id), form, translated(problem))


def _gone(words: str, problem: Missing) -> ResponseReturnValue:
    """What a note was to be kept at is not there any more; its words are given back."""
    if wants_json():
        raise problem
    return render_template("courses/note_gone.html", words=words, problem=translated(problem)), 404


def _kept(note: Note) -> ResponseReturnValue:
    if wants_json():
        return {"id": note.id, "notes": _list_of(note.module)}
    return redirect(_place_of(note.module, f"note-{note.id}"), 303)


def _again(of: Note | Draft, form: WordsForm, problem: str | None) -> ResponseReturnValue:
    if wants_json():
        return failure(422, problem)
    base = form.base.data if isinstance(form, EditForm) else ""
    return _page(of, form.words.data or "", base or "", problem or ""), 422


def _newer(note: Note, problem: str | None) -> ResponseReturnValue:
    """For the script: what the note says now, so that its writer decides."""
    return failure(409, problem, words=note.words, base=note.version, notes=_list_of(note.module))


def _page(of: Note | Draft, words: str, base: str, problem: str = "") -> str:
    note = of if isinstance(of, Note) else None
    return render_template(
        "courses/note.html", of=of, note=note, words=words, base=base, problem=problem
    )


def _read(course: str, module: str, anchor: str) -> ReadSection:
    actor, language = current_actor(), content_language()
    return section_of(course, module, anchor, actor=actor, language=language)


def _sentences(read: ReadSection, choice: Choice, problem: str | None = "") -> str:
    """The form; what was chosen in another text of the module is to be chosen anew."""
    if choice.edition != read.edition:
        choice = replace(choice, number=None, more=0)
    return render_template("courses/sentences.html", read=read, choice=choice, problem=problem)


def _list_of(module: Module) -> str:
    notes = notes_on(module.id, current_actor().id)
    return render_template("courses/_note_list.html", notes=notes)


def _place_of(module: Module, anchor: str) -> str:
    """The module's page, or the page of all notes where it no longer stands in a course."""
    course = course_of(module.code)
    if course is None:
        return url_for(".index", _anchor=anchor)
    return url_for("courses.show_module", course=course, module=module.code, _anchor=anchor)


def _in(titles: Mapping[str, str], language: str) -> str:
    return titles.get(language, titles["zh"])
