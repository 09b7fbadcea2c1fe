"""Keeping, changing and deleting one's own notes. Nothing of them goes on the trail."""

from dataclasses import asdict

from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from courses.models.modules import Module
from courses.models.studying import Note
from courses.queries.notes import count_of, own_note
from courses.queries.outline import place_of
from courses.queries.prerequisites import demand_open
from courses.rules.noting import MOST_NOTES, Draft


def add(course_code: str, module_code: str, draft: Draft, *, actor: Actor) -> Note:
    """Keep a note on a module that is open to its writer."""
    at = now()
    with transaction() as session:
        place = place_of(course_code, module_code)
        demand_open(place, actor)
        if draft.is_empty:
            raise Refused(N_("Nothing was written yet."))
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


def edit(note_id: int, *, words: str, actor: Actor) -> Note:
    """Say something else in a note; a highlight may lose its words, a plain note may not."""
    with transaction():
        note = own_note(note_id, actor.id)
        if not (words or note.quote):
            raise Refused(N_("Nothing was written yet."))
        note.words, note.changed_at = words, now()
    return note


def delete(note_id: int, *, actor: Actor) -> Module:
    """Take a note away for good; the module it was on."""
    with transaction() as session:
        note = own_note(note_id, actor.id)
        module = note.module
        session.delete(note)
    return module
