"""Keeping, changing and deleting one's own notes. Nothing of them goes on the trail."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.actions.turns import in_turn
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from courses.models.modules import Module
from courses.models.studying import Note
from courses.queries.notes import count_of, own_note, same_note
from courses.queries.outline import place_of
from courses.queries.prerequisites import demand_open
from courses.queries.sentences import section_of
from courses.rules.noting import MOST_NOTES, MOST_QUOTE, Choice, Draft
from courses.rules.sentences import Sentence

CHANGED = N_(
    "This note was changed on another page after you opened it. Nothing was overwritten; both texts"
    " are here."
)
CHANGED_BEFORE_DELETION = N_(
    "This note was changed on another page after you opened it. It was not deleted: read first what"
    " it says now."
)
NEW_TEXT = N_(
    "The text of this module changed after you opened the page. These are its sentences now: choose"
    " again."
)
TOO_MUCH = N_("A passage has room for 2,000 characters; mark less.")


class Stale(Refused):
    """The note, or the text, says something else by now than where it was looked at."""


def add(course_code: str, module_code: str, draft: Draft, *, actor: Actor) -> Note:
    """Keep a note on a module that is open to its writer; the same one sent twice is one note."""
    with transaction() as session:
        at = in_turn(session, actor.id)
        place = place_of(course_code, module_code)
        demand_open(place, actor)
        if draft.is_empty:
            raise Refused(N_("Nothing was written yet."))
        kept = same_note(place.module.module_id, draft, actor.id)
        if kept:
            return kept
        if count_of(actor.id) >= MOST_NOTES:
            raise Refused(
                N_("You have %(most)s notes, as many as there is room for. Delete one first."),
                most=MOST_NOTES,
            )
        note = Note(
            person_id=actor.id,
            module_id=place.module.module_id,
            at=at,
            changed_at=at,
            **asdict(draft),
        )
        session.add(note)
    return note


def mark(
    course_code: str, module_code: str, anchor: str, choice: Choice, *, language: str, actor: Actor
) -> Note:
    """Highlight sentences that were chosen from a section, with words or without.

    What goes on beyond the section ends with it, and before an answer that its reader may not have
    seen yet; only what begins in an answer shows any of one.
    """
    with transaction():
        read = section_of(course_code, module_code, anchor, actor=actor, language=language)
        if choice.edition != read.edition:
            raise Stale(NEW_TEXT)
        if choice.number is None:
            raise Refused(N_("Choose the sentence to mark first."))
        chosen = _from(read.section.sentences[choice.number :], choice.more)
        if not chosen:
            raise Refused(N_("That sentence does not stand in this section."))
        draft = read.text.marked(
            chosen[0], chosen[-1], words=choice.words, language=read.source.language
        )
        if len(draft.quote) > MOST_QUOTE:
            raise Refused(TOO_MUCH)
        return add(course_code, module_code, draft, actor=actor)


def _from(sentences: Sequence[Sentence], more: int) -> Sequence[Sentence]:
    """The first sentence and so many more as stand together with it."""
    several = sentences[: more + 1]
    if several and several[0].is_answer:
        return several
    return list(takewhile(lambda each: not each.is_answer, several))


def edit(note_id: int, *, words: str, base: str, actor: Actor) -> Note:
    """Say something else in a note; a highlight may lose its words, a plain note may not.

    `base` is the version that was looked at while this was written. Words that were saved
    meanwhile, on another page, are not overwritten; the same words sent twice are one save.
    """
    with transaction() as session:
        note = _locked(session, note_id, actor)
        if not (words or note.quote):
            raise Refused(N_("Nothing was written yet."))
        if note.words == words:
            return note
        if base != note.version:
            raise Stale(CHANGED)
        note.words, note.changed_at = words, now()
    return note


def delete(note_id: int, *, base: str, actor: Actor) -> Module:
    """Take a note away for good, if it still says what its writer saw; the module it was on."""
    with transaction() as session:
        note = _locked(session, note_id, actor)
        if base != note.version:
            raise Stale(CHANGED_BEFORE_DELETION)
        module = note.module
        session.delete(note)
    return module


def _locked(session: Session, note_id: int, actor: Actor) -> Note:
    """One's own note while no other page changes it."""
    statement = select(Note.id).where(Note.id == note_id, Note.person_id == actor.id)
    session.execute(statement.with_for_update())
    return own_note(note_id, actor.id)
