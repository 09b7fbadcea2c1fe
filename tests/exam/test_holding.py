"""An examiner before and during the day: planning, registration, extra time."""

import pytest
from sqlalchemy import select

from accounts.models import Person
from accounts.queries import actor_of
from core.clock import now
from core.errors import NotAllowed
from exam.actions import holding
from exam.models.candidates import Registration, Withdrawal
from exam.models.sittings import Blueprint, Sitting
from tests import factories
from tests.exam import steps
from tests.factories import HOUR, MINUTE
from tests.people import add_person, grant


@pytest.fixture
def blueprint(session, cast):
    kept = Blueprint(
        code="small", version=1, definition=factories.DEFINITION, by_id=cast.kong.id, at=now()
    )
    session.add(kept)
    session.commit()
    return kept


@pytest.fixture
def wanted(cast, blueprint):
    """A sitting as an examiner types it; Shanghai's nine o'clock is one in the morning in UTC."""
    return {
        "blueprint": blueprint.id,
        "unit": cast.units["yunxi"].id,
        "title": "春季考试",
        "title_en": "",
        "place": "一号教室",
        "opens": "2050-03-01T09:00",
        "closes": "2050-03-01T10:30",
    }


NINE = 2_529_709_200_000


def sittings(session):
    session.commit()
    rows = session.scalars(select(Sitting).order_by(Sitting.id)).all()
    session.commit()
    return [
        (s.title, s.title_en, s.place, s.opens_ms, s.closes_ms, s.minutes, s.unit_id, s.by_id)
        for s in rows
    ]


def people_in(session, sitting):
    session.commit()
    withdrawn = select(Withdrawal.registration_id)
    rows = session.execute(
        select(Registration.person_id, Registration.language)
        .where(Registration.sitting_id == sitting.id, Registration.id.not_in(withdrawn))
        .order_by(Registration.id)
    ).all()
    session.commit()
    return [tuple(row) for row in rows]


def test_a_sitting_is_planned_in_the_time_of_the_examiners_unit(house, session, cast, wanted):
    answer = house.as_(cast.kong).post("/sittings/", wanted)

    unit = cast.units["yunxi"].id
    assert sittings(session) == [
        ("春季考试", "春季考试", "一号教室", NINE, NINE + 90 * MINUTE, 60, unit, cast.kong.id)
    ]
    assert (answer.status_code, answer.location) == (303, f"/sittings/{_only(session).id}")
    assert steps.acts(session) == ["exam.sitting_created"]
    assert steps.entry(session, "exam.sitting_created")["opens_ms"] == NINE


def _only(session):
    return session.scalars(select(Sitting)).one()


@pytest.mark.parametrize(
    "changes",
    [
        {"closes": "2050-03-01T09:00"},
        {"closes": "2050-03-01T08:59"},
        {"opens": ""},
        {"opens": "tomorrow"},
        {"opens": "2050-02-30T09:00"},
        {"opens": "0001-01-01T00:00"},
        {"opens": "2001-01-01T00:00", "closes": "2001-01-02T00:00"},
        {"opens": "2050-03-01T09:00", "closes": "9999-12-31T23:59"},
        {"title": ""},
        {"title": "字" * 121},
        {"place": "字" * 121},
        {"blueprint": "99999"},
        {"blueprint": "x"},
        {"blueprint": ""},
        {"unit": "99999"},
    ],
)
def test_a_plan_that_cannot_be_is_shown_again_and_nothing_is_kept(
    house, session, cast, wanted, changes
):
    kong = house.as_(cast.kong)

    answer = kong.post("/sittings/", wanted | changes)

    assert answer.status_code == 422
    assert sittings(session) == []
    assert kong.get("/sittings/").status_code == 200


def test_an_examiner_plans_for_units_under_their_duty_alone(house, session, cast, wanted):
    answer = house.as_(cast.tang).post("/sittings/", wanted)

    assert answer.status_code == 422
    assert sittings(session) == []


def test_no_way_leads_around_the_duty(app, session, cast, wanted):
    with app.app_context(), pytest.raises(NotAllowed):
        holding.plan_sitting(
            blueprint_id=wanted["blueprint"],
            unit_id=wanted["unit"],
            title="考",
            title_en="",
            place="",
            opens_ms=NINE,
            closes_ms=NINE + HOUR,
            actor=actor_of(cast.tang),
        )

    assert sittings(session) == []


def test_an_examiner_registers_those_who_were_ticked_and_passes_over_who_is_in(
    house, session, cast, planned
):
    steps.registered(session, planned, cast.zhao, language="en")

    answer = house.as_(cast.kong).post(
        f"/sittings/{planned.id}/registrations",
        {"person": [cast.lin.id, cast.zhao.id, cast.lin.id], "language": "zh"},
    )

    assert answer.status_code == 303
    assert people_in(session, planned) == [(cast.zhao.id, "en"), (cast.lin.id, "zh")]
    assert steps.acts(session) == ["exam.registered"]
    assert steps.entry(session, "exam.registered")["person"] == cast.lin.id


@pytest.mark.parametrize(
    "ticked", ["999999", "2147483648", "9" * 40, "²", "-1", "x", "1.0", "' OR 1=1 --"]
)
def test_registering_somebody_who_is_not_there_changes_nothing(
    house, session, cast, planned, ticked
):
    answer = house.as_(cast.kong).post(
        f"/sittings/{planned.id}/registrations", {"person": [cast.lin.id, ticked]}
    )

    assert answer.status_code in (404, 422)
    assert people_in(session, planned) == []


@pytest.mark.parametrize("who", ["he", "chen", "meng", "shen"])
def test_who_is_no_officer_of_the_unit_is_not_registered_nor_anybody_with_them(
    house, session, cast, planned, who
):
    person = getattr(cast, who)

    answer = house.as_(cast.kong).post(
        f"/sittings/{planned.id}/registrations", {"person": [cast.lin.id, person.id]}
    )

    assert answer.status_code == 409
    assert people_in(session, planned) == []
    assert steps.acts(session) == []


def test_a_closed_account_is_not_registered(house, session, cast, planned):
    session.get(Person, cast.lin.id).closed_at = now()
    session.commit()

    answer = house.as_(cast.kong).post(
        f"/sittings/{planned.id}/registrations", {"person": [cast.lin.id]}
    )

    assert answer.status_code == 409
    assert people_in(session, planned) == []


@pytest.fixture
def duo(session, cast):
    """An officer of Songyan who has another part to play as well."""

    def add(role, over="nation"):
        person = add_person(session, "duo", "双任", cast.units["songyan"])
        grant(session, person, "officer", cast.units["songyan"])
        grant(session, person, role, cast.units[over])
        return person

    return add


def involve_as_author(session, cast, duo):
    author = duo("manager")
    factories.question(session, "law-own", author=author)
    return author


def involve_as_reviewer(session, cast, duo):
    reviewer = duo("manager")
    factories.question(session, "law-own", author=cast.chen, approver=reviewer)
    return reviewer


def involve_as_reader_of_the_bank(session, cast, duo):
    return duo("trainer")


def involve_as_examiner(session, cast, duo):
    return duo("examiner", over="yunxi")


@pytest.mark.parametrize(
    "involve",
    [
        involve_as_author,
        involve_as_reviewer,
        involve_as_reader_of_the_bank,
        involve_as_examiner,
    ],
)
@pytest.mark.parametrize("how", ["by the examiner", "by oneself", "late"])
def test_who_wrote_reviewed_may_read_or_holds_it_cannot_sit_it(
    house, app, session, cast, planned, duo, involve, how
):
    person = involve(session, cast, duo)
    steps.registered(session, planned, cast.lin)
    if how == "late":
        steps.sealed(app, planned, cast.kong)
    before = steps.state(session)

    if how == "by oneself":
        who = person
        answer = house.as_(who).post(f"/exam/sittings/{planned.id}/registration")
    elif how == "late":
        who = cast.kong
        form = {"person": person.id, "language": "zh", "reason": "迟到"}
        answer = house.as_(who).post(f"/sittings/{planned.id}/late-entries", form)
    else:
        who = cast.kong
        answer = house.as_(who).post(
            f"/sittings/{planned.id}/registrations", {"person": [person.id]}
        )

    assert answer.status_code == 403
    assert steps.state(session) == before
    assert steps.acts(session, "account.") == ["account.refused"]
    assert steps.entry(session, "account.refused")["actor"] == who.id


def test_who_wrote_an_earlier_revision_is_involved_as_well(house, session, cast, planned, duo):
    author = duo("manager")
    revision = factories.question(session, "law-old", author=author, state="retired")
    newer = factories.question(session, "law-new", author=cast.chen)
    newer.question_id, newer.number = revision.question_id, 2
    session.commit()

    answer = house.as_(author).post(f"/exam/sittings/{planned.id}/registration")

    assert answer.status_code == 403
    assert people_in(session, planned) == []


def test_an_author_of_questions_that_are_not_drawn_may_sit(house, session, cast, planned, duo):
    author = duo("manager")
    factories.question(session, "serv-1", author=author, topic="serv.words")
    factories.question(session, "law-practice", author=author, pool="practice")
    factories.question(
        session, "law-steps", author=author, kind="ordering", key={"length": 3}, size=3
    )

    house.as_(author).post(f"/exam/sittings/{planned.id}/registration")

    assert people_in(session, planned) == [(author.id, "zh")]


def test_an_officer_enters_their_own_name_once(house, session, cast, planned):
    lin = house.as_(cast.lin)
    page = lin.get(f"/exam/sittings/{planned.id}").text

    first = lin.post(f"/exam/sittings/{planned.id}/registration", {"language": "en"})
    again = lin.post(f"/exam/sittings/{planned.id}/registration", {"language": "zh"})

    assert f"/exam/sittings/{planned.id}/registration" in page
    assert (first.status_code, again.status_code) == (303, 303)
    assert people_in(session, planned) == [(cast.lin.id, "en")]
    assert steps.acts(session) == ["exam.registered"]


@pytest.mark.parametrize(
    ("who", "form", "status"),
    [
        ("he", {}, 404),
        ("meng", {}, 403),
        ("chen", {}, 404),
        ("lin", {"language": "fr"}, 409),
        ("lin", {"language": ""}, 409),
    ],
)
def test_nobody_enters_where_they_may_not(house, session, cast, planned, who, form, status):
    answer = house.as_(getattr(cast, who)).post(f"/exam/sittings/{planned.id}/registration", form)

    assert answer.status_code == status
    assert people_in(session, planned) == []


def test_after_sealing_nobody_is_registered_or_withdrawn(house, app, session, cast, planned):
    (lins,) = steps.registered(session, planned, cast.lin)
    steps.sealed(app, planned, cast.kong)
    before = steps.state(session)
    kong = house.as_(cast.kong)

    answers = [
        kong.post(f"/sittings/{planned.id}/registrations", {"person": [cast.zhao.id]}),
        kong.post(f"/sittings/{planned.id}/registrations/{lins.id}/withdrawal"),
        house.as_(cast.zhao).post(f"/exam/sittings/{planned.id}/registration"),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 404]
    assert steps.state(session) == before


def test_a_registration_is_taken_back_once_and_for_good(house, session, cast, planned):
    lins, _zhaos = steps.registered(session, planned, cast.lin, cast.zhao)
    kong = house.as_(cast.kong)
    url = f"/sittings/{planned.id}/registrations/{lins.id}/withdrawal"

    answers = [
        kong.post(url),
        kong.post(url),
        kong.post(f"/sittings/{planned.id}/registrations", {"person": [cast.lin.id]}),
        house.as_(cast.lin).post(f"/exam/sittings/{planned.id}/registration"),
    ]

    assert [answer.status_code for answer in answers] == [303, 409, 409, 409]
    assert people_in(session, planned) == [(cast.zhao.id, "zh")]
    assert steps.acts(session) == ["exam.withdrawn"]
    assert "林知夏" not in kong.get(f"/sittings/{planned.id}").text


def test_a_registration_of_another_sitting_is_not_touched(house, session, cast, planned):
    other = factories.sitting(session, unit=cast.units["hezhou"], examiner=cast.tang)
    (theirs,) = steps.registered(session, other, cast.he)
    kong = house.as_(cast.kong)
    url = f"/sittings/{planned.id}/registrations/{theirs.id}"

    answers = [
        kong.post(f"{url}/withdrawal"),
        kong.post(f"{url}/extra-time", {"minutes": "30", "reason": "r"}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert people_in(session, other) == [(cast.he.id, "zh")]


def extra(house, cast, sitting, registration, minutes, reason="手伤"):
    return house.as_(cast.kong).post(
        f"/sittings/{sitting.id}/registrations/{registration.id}/extra-time",
        {"minutes": minutes, "reason": reason},
    )


@pytest.fixture
def lins(session, cast, running):
    return steps.attempt_of(session, running, cast.lin).registration


def test_extra_time_given_before_the_start_holds_from_the_start(
    house, session, cast, running, lins
):
    extra(house, cast, running, lins, 30)

    steps.start(house, session, running, cast.lin)

    row = steps.attempt_of(session, running, cast.lin)
    assert row.deadline_ms - row.opened_ms == 90 * MINUTE
    fields = steps.entry(session, "exam.accommodated")
    assert (fields["before"], fields["after"], fields["reason"]) == (0, 30, "手伤")
    assert (fields["actor"], fields["subject"]) == (cast.kong.id, ["registration", str(lins.id)])


def test_extra_time_moves_a_running_deadline_and_back(house, session, cast, running, lins):
    browser, attempt = steps.start(house, session, running, cast.lin)

    left = []
    for minutes in (40, 10):
        extra(house, cast, running, lins, minutes)
        left.append(browser.post(f"/exam/attempts/{attempt.token}/lease").json["remaining_ms"])

    row = steps.attempt_of(session, running, cast.lin)
    assert row.deadline_ms - row.opened_ms == 70 * MINUTE
    assert [round(ms / MINUTE) for ms in left] == [100, 70]
    assert steps.acts(session)[-2:] == ["exam.accommodated"] * 2


def test_a_deadline_never_moves_into_the_past(house, session, cast, running, lins):
    extra(house, cast, running, lins, 60)
    steps.start(house, session, running, cast.lin)
    factories.move_clock(session, 90 * MINUTE)
    before = steps.state(session)

    answer = extra(house, cast, running, lins, 30)

    assert answer.status_code == 409
    assert steps.state(session) == before
    assert extra(house, cast, running, lins, 31).status_code == 303


def test_after_handing_in_no_time_is_added(house, session, cast, running, lins):
    browser, attempt = steps.start(house, session, running, cast.lin)
    browser.post(f"/exam/attempts/{attempt.token}/submission")
    before = steps.state(session)

    assert extra(house, cast, running, lins, 30).status_code == 409
    assert steps.state(session) == before


@pytest.mark.parametrize(("minutes", "kept"), [("0", 0), ("240", 240)])
def test_the_edges_of_extra_time_are_allowed(house, session, cast, running, lins, minutes, kept):
    extra(house, cast, running, lins, minutes)

    assert steps.attempt_of(session, running, cast.lin).registration.extra_minutes == kept


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [
        ("-1", "r"),
        ("241", "r"),
        ("9" * 40, "r"),
        ("x", "r"),
        ("", "r"),
        ("30", ""),
        ("30", "r" * 201),
    ],
)
def test_extra_time_of_the_wrong_form_changes_nothing(
    house, session, cast, running, lins, minutes, reason
):
    before = steps.state(session)

    answer = extra(house, cast, running, lins, minutes, reason)

    assert answer.status_code == 303
    assert steps.state(session) == before
    assert "exam.accommodated" not in steps.acts(session)


def test_nobody_gives_themselves_time(house, session, cast, running, lins):
    grant(session, cast.lin, "examiner", cast.units["yunxi"])
    before = steps.state(session)

    answer = house.as_(cast.lin).post(
        f"/sittings/{running.id}/registrations/{lins.id}/extra-time",
        {"minutes": "60", "reason": "r"},
    )

    assert answer.status_code == 403
    assert steps.state(session) == before
    assert steps.entry(session, "account.refused")["actor"] == cast.lin.id


def test_who_has_come_to_hold_the_sitting_or_is_no_officer_any_more_cannot_start_it(
    house, session, cast, running
):
    grant(session, cast.lin, "examiner", cast.units["yunxi"])
    attempt = steps.attempt_of(session, running, cast.lin)

    answer = house.as_(cast.lin).post(f"/exam/attempts/{attempt.token}/opening")

    assert answer.status_code == 403
    assert steps.attempt_of(session, running, cast.lin).state == "ready"


def test_the_whole_time_counts_from_a_late_start_as_the_ready_page_says(
    house, app, session, cast, running
):
    factories.move_clock(session, 58 * MINUTE)
    page = house.as_(cast.lin, "en").get(f"/exam/sittings/{running.id}").text

    browser, attempt = steps.start(house, session, running, cast.lin)
    factories.move_clock(session, 59 * MINUTE)
    closed = steps.beat(app)
    saved = steps.save(browser, attempt.token, (1, 1, "a"))

    assert "from your own start, also if you start late in the window" in " ".join(page.split())
    assert closed == (0, 0)
    assert (saved.status_code, round(saved.json["remaining_ms"] / MINUTE)) == (200, 1)


def test_what_the_bank_lacks_stands_on_the_page_before_anybody_seals(house, session, cast):
    steps.bank(session, cast.chen, 1)
    sitting = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=HOUR
    )

    page = house.as_(cast.kong, "en").get(f"/sittings/{sitting.id}").text

    assert "Kind Single choice: 2 questions are needed, 1 are there." in page
    assert "Law, easy: 2 are needed, 1 are there." in page


def test_a_language_in_which_nobody_sits_holds_nobody_up(house, session, cast, planned):
    for revision in session.scalars(select(factories.Revision)):
        revision.asked = {"zh": revision.asked["zh"]}
    session.commit()
    steps.registered(session, planned, cast.lin)

    page = house.as_(cast.kong).get(f"/sittings/{planned.id}").text

    assert f"/sittings/{planned.id}/sealing" in page


@pytest.mark.parametrize("person", ["kong", "lin"])
def test_lists_take_as_many_statements_for_three_as_for_one(
    house, app, session, cast, statements, person
):
    steps.bank(session, cast.chen)

    def more(count, by):
        for number in range(count):
            held = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
            officer = add_person(session, f"{by}{number}", f"{by}{number}", cast.units["lanting"])
            grant(session, officer, "officer", cast.units["lanting"])
            steps.registered(session, held, cast.lin)
            if held.id % 2:
                steps.sealed(app, held, cast.kong)

    def counted():
        browser = house.as_(getattr(cast, person))
        address = "/sittings/" if person == "kong" else "/exam/"
        browser.get(address)
        with statements() as heard:
            assert browser.get(address).status_code == 200
        return len(heard)

    more(2, "a")
    few = counted()
    more(4, "b")

    assert counted() == few


@pytest.mark.parametrize("page", ["", "/board", "/board?part=1", "/results"])
def test_pages_of_a_sitting_take_as_many_statements_for_three_candidates_as_for_one(
    house, app, session, cast, statements, page
):
    steps.bank(session, cast.chen)

    def counted(candidates):
        held = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
        people = []
        for number in range(candidates):
            login = f"many{candidates}{number}"
            people.append(add_person(session, login, login, cast.units["lanting"]))
            grant(session, people[-1], "officer", cast.units["lanting"])
        steps.registered(session, held, *people)
        steps.sealed(app, held, cast.kong)
        for each in people:
            browser, attempt = steps.start(house, session, held, each)
            steps.save(browser, attempt.token, (1, 1, "a"))
            browser.post(f"/exam/attempts/{attempt.token}/submission")
        if page == "/results":
            steps.run_out(app, session)
        kong = house.as_(cast.kong)
        kong.get(f"/sittings/{held.id}{page}")
        with statements() as heard:
            assert kong.get(f"/sittings/{held.id}{page}").status_code == 200
        return len(heard)

    assert counted(1) == counted(3)


@pytest.mark.parametrize("barred", ["holder", "reader of the bank", "withdrawn"])
def test_the_ready_page_offers_no_registration_to_whoever_would_be_refused(
    house, session, cast, planned, duo, barred
):
    if barred == "withdrawn":
        person = cast.lin
        registered = steps.registered(session, planned, person)[0]
        house.as_(cast.kong).post(
            f"/sittings/{planned.id}/registrations/{registered.id}/withdrawal"
        )
    else:
        person = duo("trainer") if barred == "reader of the bank" else duo("examiner", over="yunxi")
    page = f"/exam/sittings/{planned.id}"

    mine = house.as_(person, "en").get(page).text
    of_another = house.as_(cast.zhao, "en").get(page).text

    assert (f"{page}/registration" in mine, "You cannot enter this sitting" in mine) == (
        False,
        True,
    )
    assert (f"{page}/registration" in of_another, "You cannot" in of_another) == (True, False)
