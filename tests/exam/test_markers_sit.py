"""Who marked answers to a question knows its rubric, and sits no exam that draws it."""

import pytest

from accounts.queries import actor_of
from core.errors import NotAllowed
from exam.actions import late_entries
from exam.models.candidates import Registration
from question_bank.models import Revision
from tests import factories
from tests.exam import steps
from tests.exam.scripts import DEFINITION, Pile
from tests.people import grant

WORDS = "marked answers to questions that this sitting draws from"


@pytest.fixture
def marked(house, session, cast):
    """A written question, an answer to which Cun marked; Cun and Yan may sit exams too."""
    pile = Pile(session, cast, 1)
    assert pile.give(house.as_(cast.cun), pile.scripts[0], "1", "1").status_code == 303
    for person in (cast.cun, cast.yan):
        grant(session, person, "officer", cast.units["qinglan"])
    session.commit()
    return pile


def next_sitting(session, cast):
    """A sitting of the whole province that draws the question."""
    definition = DEFINITION | {"code": "written-next"}
    held = factories.sitting(
        session,
        unit=cast.units["qinglan"],
        examiner=cast.kong,
        opens_in=factories.HOUR,
        definition=definition,
    )
    session.commit()
    return held


def later(session, revision):
    """A corrected revision of the question takes its place."""
    revision.state = "retired"
    session.flush()
    values = {
        column.key: getattr(revision, column.key)
        for column in Revision.__table__.columns
        if column.key not in ("id", "number", "state", "is_newest")
    }
    session.add(Revision(**values, number=2, state="approved"))
    session.commit()


def registered(house, cast, held, person):
    kong = house.as_(cast.kong, "en")
    return kong.post(f"/sittings/{held.id}/registrations", {"person": person.id, "language": "zh"})


def entries(session, person):
    session.commit()
    return session.query(Registration).filter_by(person_id=person.id).all()


def test_a_marker_is_refused_registration_late_entry_and_their_own_entry(
    house, app, session, cast, marked
):
    cast.cun.unit = cast.units["qinglan"]
    held = next_sitting(session, cast)

    by_examiner = registered(house, cast, held, cast.cun)
    own = house.as_(cast.cun, "en").post(
        f"/exam/sittings/{held.id}/registration", {"language": "zh"}
    )
    steps.registered(session, held, cast.lin)
    steps.sealed(app, held, cast.kong)
    late = house.as_(cast.kong, "en").post(
        f"/sittings/{held.id}/late-entries",
        {"person": cast.cun.id, "language": "zh", "reason": "x"},
    )
    with app.app_context(), pytest.raises(NotAllowed, match="marked answers"):
        late_entries.admit_late(
            held.id, cast.cun.id, language="zh", reason="x", actor=actor_of(cast.kong)
        )

    assert [each.status_code for each in (by_examiner, own, late)] == [403, 403, 403]
    assert [WORDS in each.text for each in (by_examiner, own, late)] == [True] * 3
    assert entries(session, cast.cun) == []


def test_a_marker_who_was_registered_before_holds_the_sealing_up(app, session, cast, marked):
    cast.cun.unit = cast.units["qinglan"]
    held = next_sitting(session, cast)
    steps.registered(session, held, cast.cun, cast.lin)

    with pytest.raises(NotAllowed, match="marked answers"):
        steps.sealed(app, held, cast.kong)


def test_a_marker_who_marked_nothing_of_it_may_sit(house, session, cast, marked):
    held = next_sitting(session, cast)

    assert registered(house, cast, held, cast.yan).status_code == 303
    assert len(entries(session, cast.yan)) == 1


def test_of_a_later_revision_of_the_question_one_knows_as_much(house, session, cast, marked):
    cast.cun.unit = cast.units["qinglan"]
    later(session, marked.revision)
    held = next_sitting(session, cast)

    assert registered(house, cast, held, cast.cun).status_code == 403
    assert entries(session, cast.cun) == []
