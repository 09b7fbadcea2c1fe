"""A sitting of many papers, marked: answers by a fixed table, so that figures are known."""

from exam.models.attempts import Arrival
from tests import factories
from tests.exam import steps
from tests.people import add_person

PEOPLE, MISKEYED = 60, 1


def answer(number, question):
    """The letter that a person answers: the higher the number, the more questions they know.

    Of the miskeyed one the strong choose the last option.
    """
    if question == MISKEYED:
        return "d" if number >= 0.4 * PEOPLE else "b"
    return "b" if number * 6 >= question * PEOPLE else "c"


def sat(app, session, cast, *, people=PEOPLE, real=True, definition=None, prefix="law"):
    """So many people sat six questions of Chen's; the second is miskeyed. Marked, not released."""
    questions = steps.bank(session, cast.chen, prefix=prefix)
    held = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, definition=definition
    )
    factories.sealing(session, held).is_demonstration = not real
    at_ms = factories.clock(session)
    for number in range(people):
        person = add_person(session, f"{prefix}-{number}", f"考生{number}", cast.units["songyan"])
        attempt = factories.attempt(session, held, person, questions, state="closed")
        session.add_all(
            Arrival(
                attempt_id=attempt.id,
                slot=slot,
                typed_under=1,
                lease=1,
                seq=slot,
                value=f'"{answer(number, slot - 1)}"',
                standing="counted",
                at_ms=at_ms,
            )
            for slot in range(1, 7)
        )
    session.commit()
    steps.run_out(app, session)
    session.commit()
    return held
