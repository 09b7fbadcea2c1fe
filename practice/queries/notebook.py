"""The notebook of wrong questions: each with the try at which it was missed."""

from dataclasses import dataclass

from courses.queries.outline import Place, places
from practice.queries.missed import Missed, missed_at
from practice.queries.questions import practised, shown
from practice.queries.tries import records_of
from practice.rules.records import Tried
from practice.rules.rounds import NOTEBOOK, about
from question_bank.models import Revision
from question_bank.queries.content import topics


@dataclass(frozen=True, slots=True)
class Noted:
    """A question of the notebook, the try at which it was missed, and what was answered there.

    `module` is that of a self-check, if it still stands in a course. The answer is missing where
    the question was revised since.
    """

    revision: Revision
    is_right: bool
    tried: Tried
    missed: Missed | None
    module: Place | None


def notebook(person_id: int) -> list[Noted]:
    """The questions of somebody's notebook, by topic; always as many queries."""
    records = records_of(person_id)
    noted = about(NOTEBOOK, practised(), records)
    place = {code: at for at, code in enumerate(topics())}
    noted.sort(key=lambda each: (place.get(each.topic, len(place)), each.code))
    tried = {each.code: missed for each in noted if (missed := records[each.code].missed)}
    revisions = shown(each.revision_id for each in noted)
    answers = missed_at([each.spot for each in tried.values()])
    modules = _modules()
    found = []
    for each in noted:
        revision, answer = revisions[each.revision_id], answers[tried[each.code].spot]
        found.append(
            Noted(
                revision=revision,
                is_right=records[each.code].is_right,
                tried=tried[each.code],
                missed=answer if answer.revision_id == revision.id else None,
                module=modules.get(answer.module_id) if answer.module_id else None,
            )
        )
    return found


def _modules() -> dict[int, Place]:
    """Each module that stands in a course now, by its id; in the first course that has it."""
    found: dict[int, Place] = {}
    for each in places():
        found.setdefault(each.module.module_id, each)
    return found
