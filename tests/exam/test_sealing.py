"""Sealing: every form drawn before the sitting opens, repeatable afterwards; late entries."""

import copy
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import delete, func, select

from accounts.queries import actor_of
from core.errors import Failure
from core.jobs import Job
from exam.actions import holding, sealing
from exam.models import Attempt, Form, Registration, Sealing, Sitting
from exam.queries.replay import differences
from exam.rules.draws import seed_hash
from tests import factories
from tests.exam import steps
from tests.factories import HOUR, MINUTE
from tests.people import add_person, grant


def seal_over_http(house, cast, sitting):
    """Press the button and look at the page of the work."""
    kong = house.as_(cast.kong, "en")
    pressed = kong.post(f"/sittings/{sitting.id}/sealing")
    assert pressed.status_code == 303
    return kong.get(pressed.location, headers={"Accept": "application/json"}).json


def test_sealing_lays_out_a_form_for_everybody_and_reserves_in_every_language(
    house, session, cast, planned
):
    steps.registered(session, planned, cast.lin)
    steps.registered(session, planned, cast.zhao, language="en")

    job = seal_over_http(house, cast, planned)

    assert job == {
        "done": 1,
        "total": 1,
        "ended": True,
        "problem": None,
        "back": f"/sittings/{planned.id}",
    }
    counted = session.execute(
        select(Form.language, func.count()).group_by(Form.language).order_by(Form.language)
    ).all()
    session.commit()
    assert [tuple(row) for row in counted] == [("en", 4), ("zh", 4)]
    for person, language in ((cast.lin, "zh"), (cast.zhao, "en")):
        attempt = steps.attempt_of(session, planned, person)
        assert (attempt.state, attempt.lease, attempt.opened_ms) == ("ready", 0, None)
        assert (attempt.form.language, attempt.form.number) == (language, 1)
        assert attempt.slot_count == len(attempt.form.slots) == 2
        assert len(attempt.token) == 32


def test_the_trail_holds_the_seeds_hash_and_nobody_is_told_the_seed(house, session, cast, planned):
    steps.registered(session, planned, cast.lin)

    seal_over_http(house, cast, planned)

    sealed = session.scalars(select(Sealing)).one()
    fields = steps.entry(session, "exam.sealed")
    assert fields["seed_hash"] == sealed.seed_hash == seed_hash(bytes.fromhex(sealed.seed))
    assert (fields["candidates"], fields["forms"]) == (1, {"zh": 4})
    assert sealed.seed not in str(fields)
    jobs = session.scalars(select(Job.outcome)).all()
    assert sealed.seed not in str(jobs)
    for person in (cast.kong, cast.shen):
        browser = house.as_(person)
        assert sealed.seed not in browser.get(f"/sittings/{planned.id}").text
        assert browser.get(f"/sittings/{planned.id}/replay").status_code == 409


def test_many_candidates_get_a_twentieth_more_in_reserve(app, session, cast, planned):
    officers = [add_person(session, f"o{n}", f"o{n}", cast.units["lanting"]) for n in range(61)]
    for officer in officers:
        grant(session, officer, "officer", cast.units["lanting"])
    steps.registered(session, planned, *officers)

    steps.sealed(app, planned, cast.kong)

    forms = session.scalars(select(Form.number).order_by(Form.number)).all()
    given = session.scalars(select(Attempt.form_id)).all()
    assert forms == list(range(1, 66))
    assert len(set(given)) == 61


def test_each_form_has_its_own_order_of_options(app, session, cast, planned):
    officers = [add_person(session, f"o{n}", f"o{n}", cast.units["lanting"]) for n in range(20)]
    for officer in officers:
        grant(session, officer, "officer", cast.units["lanting"])
    steps.registered(session, planned, *officers)

    steps.sealed(app, planned, cast.kong)

    forms = session.scalars(select(Form.slots)).all()
    orders = {tuple(slot["order"]) for slots in forms for slot in slots}
    assert len(orders) > 10
    assert {tuple(sorted(order)) for order in orders} == {(0, 1, 2, 3)}


def nobody_registered(session, cast, planned):
    return "Nobody is registered yet."


def sealed_already(session, cast, planned):
    steps.registered(session, planned, cast.lin)
    factories.sealing(session, planned)
    return "This sitting is sealed already."


def over(session, cast, planned):
    steps.registered(session, planned, cast.lin)
    factories.move_clock(session, 2 * HOUR)
    return "The time of this sitting is over. Plan a new one."


def short(session, cast, planned):
    steps.registered(session, planned, cast.lin)
    for revision in session.scalars(select(factories.Revision)):
        revision.state = "suspended"
    session.commit()
    return "Kind single: 2 questions are needed, 0 are there."


def short_in_english(session, cast, planned):
    steps.registered(session, planned, cast.lin, language="en")
    for revision in session.scalars(select(factories.Revision)):
        revision.asked = {"zh": revision.asked["zh"]}
    session.commit()
    return "Kind single: 2 questions are needed, 0 are there."


def all_enemies(session, cast, planned):
    steps.registered(session, planned, cast.lin)
    for revision in session.scalars(select(factories.Revision)):
        revision.details = {**revision.details, "enemies": [f"law-{n}" for n in range(1, 7)]}
    session.commit()
    return "Enemies leave too few questions in one of the cells."


def not_fit_any_more(session, cast, planned):
    steps.registered(session, planned, cast.lin)
    factories.question(session, "law-lins", author=cast.lin)
    return "林知夏 wrote or reviewed questions that this sitting draws from."


@pytest.mark.parametrize(
    "given",
    [
        nobody_registered,
        sealed_already,
        over,
        short,
        short_in_english,
        all_enemies,
        not_fit_any_more,
    ],
)
def test_what_cannot_be_sealed_is_said_and_nothing_is_laid_out(
    house, session, cast, planned, given
):
    problem = given(session, cast, planned)
    before = steps.state(session)

    job = seal_over_http(house, cast, planned)

    assert job["problem"] == problem
    assert steps.state(session) == before
    assert "exam.sealed" not in steps.acts(session)


@pytest.mark.parametrize("which", ["unapproved", "practice", "doubtful"])
def test_only_approved_and_sure_questions_of_the_exam_pool_are_drawn(
    app, session, cast, planned, which
):
    steps.registered(session, planned, cast.lin)
    how = {
        "unapproved": {"state": "in_review"},
        "practice": {"pool": "practice"},
        "doubtful": {"confidence": "B"},
    }[which]
    banned = {q.id for q in steps.bank(session, cast.chen, 30, prefix="banned", **how)}

    sealed = steps.sealed(app, planned, cast.kong)

    assert {row["revision_id"] for row in sealed.bank["zh"]} & banned == set()
    slots = [slot for form in session.scalars(select(Form.slots)) for slot in form]
    assert {slot["revision"] for slot in slots} & banned == set()


def test_a_sitting_that_draws_a_shipped_question_is_marked_as_a_demonstration(
    app, session, cast, planned
):
    steps.registered(session, planned, cast.lin)
    assert not steps.sealed(app, planned, cast.kong).is_demonstration

    code = next(iter(sorted(sealing.shipped_codes())))
    factories.question(session, code, author=cast.chen)
    other = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    steps.registered(session, other, cast.zhao)

    assert steps.sealed(app, other, cast.kong).is_demonstration


def test_two_who_seal_at_once_seal_once(app, session, cast, planned):
    steps.registered(session, planned, cast.lin, cast.zhao)
    begin = Barrier(2)

    def seal():
        with app.app_context():
            begin.wait()
            try:
                return sealing.seal(planned.id, actor=actor_of(cast.kong)).seed_hash
            except Failure as refused:
                return str(refused)

    with ThreadPoolExecutor(2) as pool:
        told = sorted(future.result() for future in [pool.submit(seal), pool.submit(seal)])

    assert "This sitting is sealed already." in told
    assert steps.acts(session) == ["exam.sealed"]
    assert session.scalar(select(func.count()).select_from(Form)) == 5


def test_who_registers_while_it_is_sealed_is_in_with_a_paper_or_refused(
    app, session, cast, planned
):
    steps.registered(session, planned, cast.lin)
    begin = Barrier(2)

    def seal():
        with app.app_context():
            begin.wait()
            sealing.seal(planned.id, actor=actor_of(cast.kong))

    def register():
        with app.app_context():
            begin.wait()
            try:
                holding.register(
                    planned.id, [cast.zhao.id], language="zh", actor=actor_of(cast.kong)
                )
            except Failure as refused:
                return str(refused)
            return None

    with ThreadPoolExecutor(2) as pool:
        sealed, registered = pool.submit(seal), pool.submit(register)
        sealed.result()
        refused = registered.result()

    entered = session.scalars(select(Registration.id)).all()
    with_paper = session.scalars(select(Attempt.registration_id)).all()
    assert sorted(with_paper) == sorted(entered)
    assert len(entered) == (1 if refused else 2)


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
                sealing.admit_late(
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


@pytest.fixture
def over_and_closed(app, session, cast, running):
    """A sitting that is over, with its forms."""
    steps.run_out(app, session)
    return running


def replayed(app, sitting):
    with app.app_context():
        from core.database import db  # noqa: PLC0415 - the context's own session

        return list(map(str, differences(db.session.get(Sitting, sitting.id))))


def test_after_closing_every_form_can_be_drawn_again(house, app, session, cast, over_and_closed):
    shen = house.as_(cast.shen, "en")
    url = f"/sittings/{over_and_closed.id}/replay"
    sealed = session.scalars(select(Sealing)).one()

    page, data = shen.get(url), shen.get(url, headers={"Accept": "application/json"}).json

    assert "Every form is exactly the one that the seed gives" in page.text
    assert data == {"same": True, "differences": [], "seed": sealed.seed}
    assert steps.entry(session, "exam.sitting_closed")["seed"] == sealed.seed


def other_question(session, sealed, form):
    kept = {row["revision_id"] for row in sealed.bank["zh"]}
    form.slots[0]["revision"] = min(kept - {slot["revision"] for slot in form.slots})


def other_order(session, sealed, form):
    form.slots[1]["order"] = form.slots[1]["order"][::-1]


def more_points(session, sealed, form):
    form.slots[0]["points"] = "2"


def one_question_less(session, sealed, form):
    form.slots.pop()


@pytest.mark.parametrize("tamper", [other_question, other_order, more_points, one_question_less])
def test_a_form_that_was_changed_is_found(house, app, session, cast, over_and_closed, tamper):
    sealed = session.scalars(select(Sealing)).one()
    form = session.scalars(select(Form).where(Form.number == 2)).one()
    form.slots = copy.deepcopy(form.slots)
    tamper(session, sealed, form)
    session.commit()

    told = "Paper zh 2 is not the one that was drawn."
    assert replayed(app, over_and_closed) == [told]
    page = house.as_(cast.shen, "en").get(f"/sittings/{over_and_closed.id}/replay").text
    assert told in page


def test_a_form_that_is_gone_is_found(app, session, cast, over_and_closed):
    session.execute(delete(Form).where(Form.number == 5))
    session.commit()

    assert replayed(app, over_and_closed) == ["zh: 4 papers are there, 5 were drawn."]


def test_forms_drawn_anew_from_another_seed_are_found_by_the_trail(
    app, session, cast, over_and_closed
):
    sealed = session.scalars(select(Sealing)).one()
    sealed.seed = "11" * 32
    sealed.seed_hash = seed_hash(bytes.fromhex(sealed.seed))
    session.commit()

    assert replayed(app, over_and_closed)[0] == (
        "The seed is not the one whose hash went on the trail."
    )


def test_a_bank_that_was_changed_is_found_by_the_trail(app, session, cast, over_and_closed):
    sealed = session.scalars(select(Sealing)).one()
    bank = copy.deepcopy(sealed.bank)
    bank["zh"][0]["expected"] = "0.1"
    sealed.bank = bank
    session.commit()

    assert replayed(app, over_and_closed) == [
        "The list of questions is not the one whose hash is on the trail."
    ]


def test_papers_that_were_exchanged_are_found(app, session, cast, over_and_closed):
    lins = session.get(Attempt, steps.attempt_of(session, over_and_closed, cast.lin).id)
    zhaos = session.get(Attempt, steps.attempt_of(session, over_and_closed, cast.zhao).id)
    first, second = lins.form_id, zhaos.form_id
    spare = session.scalars(select(Form.id).where(Form.number == 5)).one()
    for attempt, form_id in ((lins, spare), (zhaos, first), (lins, second)):
        attempt.form_id = form_id
        session.commit()

    assert replayed(app, over_and_closed) == [
        "Paper zh 2 is with somebody else than at sealing.",
        "Paper zh 1 is with somebody else than at sealing.",
    ]


def test_a_late_entry_is_no_exchange(house, app, session, cast, running, wei):
    admit(house, cast, running, wei)
    steps.run_out(app, session)

    assert replayed(app, running) == []
