"""One's own notes: on a module, all of them on a page, and as a file."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.session import current_actor
from core.clock import now
from core.errors import Missing, Refused
from core.http import attachment, failure, translated, wants_json
from core.language import content_language
from courses.actions import noting
from courses.forms import NoteForm, WordsForm
from courses.models.modules import Module
from courses.models.studying import Note
from courses.queries.notes import all_notes, course_of, notes_on, notes_with, own_note
from courses.rules.noting import Chapter, Draft, as_markdown

bp = Blueprint("course_notes", __name__, url_prefix="/courses")
MARKDOWN = "text/markdown; charset=utf-8"
MOST_ASKED = 100


@bp.get("/notes")
def index() -> ResponseReturnValue:
    """All one's notes by course and module, or those that say something."""
    asked = request.args.get("q", "")[:MOST_ASKED].strip()
    actor = current_actor()
    found = notes_with(asked, actor.id) if asked else all_notes(actor.id)
    return render_template("courses/notes.html", asked=asked, found=found)


@bp.get("/notes/export")
def export() -> ResponseReturnValue:
    """All one's notes as a Markdown file."""
    language = content_language()
    chapters = [
        Chapter(
            course=_in(each.course.titles, language) if each.course else _("No longer taught"),
            module=_in(each.module.titles, language),
            notes=[(note.quote, note.words) for note in each.notes],
        )
        for each in all_notes(current_actor().id)
    ]
    name = f"notes-{now():%Y-%m-%d}.md"
    return attachment(as_markdown(_("My notes"), chapters), MARKDOWN, name)


@bp.post("/<course>/<module>/notes")
def create(course: str, module: str) -> ResponseReturnValue:
    """Keep a note or a highlight."""
    form = NoteForm()
    draft = form.draft
    if not form.validate():
        return _again(draft, draft.words, form.problem)
    try:
        return _kept(noting.add(course, module, draft, actor=current_actor()))
    except Refused as problem:
        return _again(draft, draft.words, translated(problem))


@bp.get("/notes/<int:note_id>")
def show(note_id: int) -> ResponseReturnValue:
    """A note, to be changed or deleted."""
    note = own_note(note_id, current_actor().id)
    return _page(note, note.words, "")


@bp.post("/notes/<int:note_id>")
def update(note_id: int) -> ResponseReturnValue:
    """Say something else; what was typed is shown again, also where the note is gone meanwhile."""
    form, actor = WordsForm(), current_actor()
    words = form.words.data or ""
    try:
        note = own_note(note_id, actor.id)
        if not form.validate():
            return _again(note, words, form.problem)
        return _kept(noting.edit(note_id, words=words, actor=actor))
    except Refused as problem:
        return _again(note, words, translated(problem))
    except Missing as problem:
        if wants_json():
            raise
        return render_template(
            "courses/note_gone.html", words=words, problem=translated(problem)
        ), 404


@bp.post("/notes/<int:note_id>/deletion")
def create_deletion(note_id: int) -> ResponseReturnValue:
    """Delete a note for good."""
    module = noting.delete(note_id, actor=current_actor())
    if wants_json():
        return {"notes": _list_of(module)}
    flash(_("The note was deleted."))
    return redirect(_place_of(module, "notes"), 303)


def _kept(note: Note) -> ResponseReturnValue:
    if wants_json():
        return {"id": note.id, "notes": _list_of(note.module)}
    return redirect(_place_of(note.module, f"note-{note.id}"), 303)


def _again(of: Note | Draft, words: str, problem: str | None) -> ResponseReturnValue:
    if wants_json():
        return failure(422, problem)
    return _page(of, words, problem or ""), 422


def _page(of: Note | Draft, words: str, problem: str) -> str:
    note = of if isinstance(of, Note) else None
    return render_template("courses/note.html", of=of, note=note, words=words, problem=problem)


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
