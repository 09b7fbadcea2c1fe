"""Written answers: laid out for markers when a sitting closes, marked one by one."""

import secrets
from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from accounts.actions.notices import tell
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from exam.acts import ExamAct
from exam.models.marking import Script, WrittenMark
from exam.models.sittings import Sitting
from exam.queries.markers import markers_of
from exam.queries.piles import sitting_to_mark, waits_for
from exam.queries.results import newest_run
from exam.queries.sittings import lock_sitting
from exam.queries.written_answers import script_to_mark
from exam.rules.marking import BadMark, read_points


def lay_out(sitting_id: int, written: Sequence[tuple[int, int, int]]) -> None:
    """Keep the written answers of a sitting, as (attempt, slot, revision), in a random order.

    Its markers are told.
    """
    order = list(written)
    secrets.SystemRandom().shuffle(order)
    with transaction() as session:
        if order:
            session.execute(
                insert(Script),
                [
                    {
                        "sitting_id": sitting_id,
                        "attempt_id": attempt_id,
                        "slot": slot,
                        "revision_id": revision_id,
                    }
                    for attempt_id, slot, revision_id in order
                ],
            )
            sitting = session.get_one(Sitting, sitting_id)
            tell(
                markers_of(sitting),
                N_("Written answers of “%(title)s” wait to be marked."),
                {"title": {"zh": sitting.title, "en": sitting.title_en}},
                f"/marking/{sitting_id}",
            )


def mark(
    sitting_id: int, script_id: int, texts: Sequence[str], *, remark: str, actor: Actor
) -> WrittenMark:
    """Give points along the rubric; each marker once, blind to what others gave.

    A marker never marks somebody of their own unit, nor what does not wait for them: before the
    first run a settled script that is no seed, after it all but what is to be marked again.
    """
    with transaction() as session:
        lock_sitting(sitting_id)
        sitting = sitting_to_mark(sitting_id, actor)
        held = script_to_mark(sitting, script_id, actor)
        _refuse_finished(sitting, held.script, actor)
        try:
            lines = read_points(texts, [points for points, _ in held.rubric])
        except BadMark as problem:
            raise Refused(problem.message, **problem.values) from problem
        given = WrittenMark(
            script_id=held.script.id,
            marker_id=actor.id,
            lines=[f"{line:f}" for line in lines],
            points=sum(lines),
            remark=remark,
            at=now(),
        )
        session.add(given)
        try:
            session.flush()
        except IntegrityError as twice:
            raise Refused(N_("You have marked this script already.")) from twice
        record(
            ExamAct.ANSWER_MARKED,
            actor,
            subject=("script", held.script.id),
            unit_path=sitting.unit.path,
            sitting=sitting.id,
            points=f"{given.points:f}",
        )
    return given


def _refuse_finished(sitting: Sitting, script: Script, actor: Actor) -> None:
    if any(given.marker_id == actor.id for given in script.marks):
        raise Refused(N_("You have marked this script already."))
    if waits_for(sitting, script.id, actor):
        return
    if newest_run(sitting.id) is not None:
        raise Refused(N_("This sitting is marked already."))
    raise Refused(N_("Enough people have marked this script."))
