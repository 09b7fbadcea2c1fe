"""Late entries: a reserve paper for whoever comes after the sealing, while the window is open."""

import pytest
from sqlalchemy import select

from accounts.queries import actor_of
from core.errors import Failure
from exam.actions import late_entries
from exam.models.attempts import Attempt
from exam.models.candidates import Form
from question_bank.models import Revision
from tests import factories
from tests.exam import steps
from tests.factories import MINUTE
from tests.people import add_person, grant


def admit(house, cast, sitting, late, **changes):
    form = {"person": late.id, "language": "zh", "reason": "火车晚点", **changes}
    return house.as_(cast.kong).post(f"/sittings/{sitting.id}/late-entries", form)


@pytest.fixture
def wei(session, cast):
    """An officer of Yunxi who comes late."""
    person = add_person(session, "wei", "韦迟", cast.units["lanting"])
    grant(session, person, "officer", cast.units["lanting"])
    return person


def test_a_late_entry_takes_the_first_reserve_and_can_start(house, session, cast, running, wei):
    answer = admit(house, cast, running, wei)

    attempt = steps.attempt_of(session, running, wei)
    assert answer.status_code == 303
    assert (attempt.state, attempt.form.number) == ("ready", 3)
    fields = steps.entry(session, "exam.late_entry")
    assert (fields["person"], fields["reason"]) == (wei.id, "火车晚点")
    browser, _attempt = steps.start(house, session, running, wei)
    assert browser.get(f"/exam/attempts/{attempt.token}").status_code == 200


def test_a_late_entry_gets_the_reserve_on_which_they_have_seen_least(
    house, session, cast, running, wei
):
    forms = session.scalars(select(Form).where(Form.number > 2).order_by(Form.number)).all()
    shown = {slot["revision"] for form in forms[:-1] for slot in form.slots}
    fresh = {slot["revision"] for slot in forms[-1].slots} - shown
    other = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    factories.attempt(
        session, other, wei, [session.get(Revision, each) for each in shown], state="closed"
    )

    admit(house, cast, running, wei)

    left = {form.number: len({s["revision"] for s in form.slots} & shown) for form in forms}
    taken = steps.attempt_of(session, running, wei).form.number
    assert taken == min(left, key=lambda number: (left[number], number))
    assert left[taken] == 2 - len(fresh)


def test_when_the_reserves_are_gone_nobody_is_let_in(house, session, cast, running):
    late = []
    for number in range(4):
        late.append(add_person(session, f"late{number}", "迟", cast.units["lanting"]))
        grant(session, late[-1], "officer", cast.units["lanting"])

    answers = [admit(house, cast, running, person).status_code for person in late]

    assert answers == [303, 303, 303, 409]
    assert len(session.scalars(select(Attempt.id)).all()) == 5


@pytest.mark.parametrize(("minutes", "status"), [(-120, 303), (0, 303), (58, 303), (60, 409)])
def test_late_entries_are_for_the_time_from_sealing_to_the_end_of_the_window(
    house, session, cast, running, wei, minutes, status
):
    factories.move_clock(session, minutes * MINUTE)

    assert admit(house, cast, running, wei).status_code == status


def test_before_sealing_there_is_no_late_entry(house, session, cast, planned, wei):
    before = steps.state(session)

    assert admit(house, cast, planned, wei).status_code == 409
    assert steps.state(session) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""},
        {"reason": "x" * 201},
        {"language": "fr"},
        {"person": "9" * 30},
        {"person": ""},
    ],
)
def test_a_late_entry_of_the_wrong_form_changes_nothing(
    house, session, cast, running, wei, changes
):
    before = steps.state(session)

    answer = admit(house, cast, running, wei, **changes)

    assert answer.status_code == 303
    assert steps.state(session) == before


def test_who_cannot_come_late_is_refused(house, app, session, cast, planned, wei):
    lins, _weis = steps.registered(session, planned, cast.lin, wei)
    house.as_(cast.kong).post(f"/sittings/{planned.id}/registrations/{lins.id}/withdrawal")
    steps.sealed(app, planned, cast.kong)
    before = steps.state(session)

    with app.app_context():
        told = []
        for person in (cast.lin, wei, cast.he, cast.meng):
            with pytest.raises(Failure) as refused:
                late_entries.admit_late(
                    planned.id, person.id, language="zh", reason="r", actor=actor_of(cast.kong)
                )
            told.append(str(refused.value))

    assert told == [
        "林知夏 was withdrawn from this sitting.",
        "韦迟 is registered already.",
        "何望舒 is not an officer of this unit or one below it.",
        "孟仲平 is not an officer of this unit or one below it.",
    ]
    assert steps.state(session) == before
    assert admit(house, cast, planned, wei).status_code == 303
    assert steps.state(session) == before


def test_no_late_entry_in_a_language_without_papers(house, session, cast, running, wei):
    before = steps.state(session)

    assert admit(house, cast, running, wei, language="en").status_code == 409
    assert steps.state(session) == before
