"""Waivers of conflicts: given by a supervisor, used up by one act, taken back."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from accounts.actions import waivers
from accounts.acts import AccountAct
from accounts.models import ConflictWaiver, ConflictWaiverEnd, ConflictWaiverUse, Person
from accounts.queries import actor_of
from accounts.rules.conflicts import Conflict
from accounts.rules.duties import Role
from audit.actions import record
from audit.models import Entry
from core.clock import now
from core.database import transaction
from core.errors import Refused
from tests.people import add_person, grant

OWN_UNIT = Conflict.JUDGE_OWN_UNIT
DAY = timedelta(days=1)


def day(days):
    """A day as the form sends it."""
    return (now() + days * DAY).date().isoformat()


def waive(browser, person, *, days=7, reason="全县只有一名裁判", conflict="judge_own_unit"):
    data = {"person_id": person.id, "conflict": conflict, "until": day(days), "reason": reason}
    return browser.post("/waivers/new", data)


def rows(session):
    """Every waiver: whose, by whom, why, whether used, whether taken back."""
    session.commit()
    found = session.execute(
        select(
            ConflictWaiver.person_id,
            ConflictWaiver.by_id,
            ConflictWaiver.reason,
            ConflictWaiverUse.subject_id,
            ConflictWaiverEnd.reason,
        )
        .outerjoin(ConflictWaiverUse, ConflictWaiverUse.waiver_id == ConflictWaiver.id)
        .outerjoin(ConflictWaiverEnd, ConflictWaiverEnd.waiver_id == ConflictWaiver.id)
        .order_by(ConflictWaiver.id)
    )
    kept = [tuple(row) for row in found]
    session.commit()
    return kept


def trail(session):
    session.commit()
    entries = session.scalars(select(Entry).order_by(Entry.id)).all()
    session.commit()
    return [
        (entry.act.removeprefix("account."), entry.actor_id, entry.subject_id) for entry in entries
    ]


def given(session, cast, person, *, days=7, reason="r"):
    """A waiver by Shen."""
    waiver = ConflictWaiver(
        person_id=person.id,
        conflict="judge_own_unit",
        reason=reason,
        until=now() + days * DAY,
        by_id=cast.shen.id,
        at=now() - 100 * DAY,
    )
    session.add(waiver)
    session.commit()
    return waiver


def used(app, person, subject=7):
    with app.app_context():
        return waivers.use_waiver(
            actor_of(person), OWN_UNIT, act="a.test", subject=("sheet", subject)
        )


def test_a_supervisor_waives_once_with_reason_and_end(house, session, cast):
    answer = waive(house.as_(cast.shen), cast.ning, reason=" 只有\u200b一名裁判 ")

    assert (answer.status_code, answer.location) == (303, "/waivers/")
    assert rows(session) == [(cast.ning.id, cast.shen.id, "只有一名裁判", None, None)]
    assert trail(session) == [("conflict_waived", cast.shen.id, str(cast.ning.id))]
    session.commit()
    entry = session.scalars(select(Entry)).one()
    waiver = session.scalars(select(ConflictWaiver)).one()
    assert entry.unit_path == cast.units["songyan"].path
    assert (entry.fields["conflict"], entry.fields["reason"]) == ("judge_own_unit", "只有一名裁判")
    assert entry.fields["until"] == waiver.until.isoformat()
    assert waiver.until.astimezone().utcoffset() is not None
    assert waiver.until > now() + 6 * DAY


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"days": 91}, 422),
        ({"days": -2}, 422),
        ({"reason": ""}, 422),
        ({"reason": " \u200b"}, 422),
        ({"reason": "因" * 501}, 422),
        ({"conflict": "another"}, 422),
    ],
)
def test_a_waiver_without_reason_or_end_in_reach_is_refused(house, session, cast, change, status):
    assert waive(house.as_(cast.shen), cast.ning, **change).status_code == status
    assert rows(session) == []


def test_only_an_open_account_with_that_role_gets_one(house, session, cast):
    cast.ning.closed_at = now()
    session.merge(cast.ning)
    session.commit()
    shen = house.as_(cast.shen, "en")

    answers = [waive(shen, person) for person in (cast.lin, cast.ning)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "holds no role with this conflict" in answers[0].text
    assert "宁正文 (ning)" not in answers[0].text
    assert rows(session) == []


def test_nobody_waives_a_conflict_of_their_own(house, session, cast):
    grant(session, cast.ning, "supervisor", cast.units["nation"])

    assert waive(house.as_(cast.ning), cast.ning).status_code == 403
    assert rows(session) == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_no_other_role_waives_or_reads_waivers(house, session, cast, role):
    waiver = given(session, cast, cast.ning)
    person = add_person(session, "holder", "某人", cast.units["qinglan"])
    grant(session, person, role, cast.units["nation"])
    browser = house.as_(person)
    end = f"/waivers/{waiver.id}/end"
    before = rows(session)

    answers = [
        waive(browser, cast.ning),
        browser.post(end, {"reason": "r"}),
        browser.get("/waivers/"),
        browser.get("/waivers/new"),
        browser.get(end),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert not any("宁正文" in answer.text for answer in answers)
    assert rows(session) == before
    assert [act for act, _, _ in trail(session)] == ["refused"] * 5


def test_a_supervisor_of_other_units_neither_waives_nor_finds_any(house, session, cast):
    waiver = given(session, cast, cast.ning)
    watch = add_person(session, "watch", "望", cast.units["hezhou"])
    grant(session, watch, "supervisor", cast.units["hezhou"])
    browser = house.as_(watch)
    before = rows(session)

    answers = [
        waive(browser, cast.ning).status_code,
        browser.get(f"/waivers/{waiver.id}/end").status_code,
        browser.post(f"/waivers/{waiver.id}/end", {"reason": "r"}).status_code,
        browser.get("/waivers/999/end").status_code,
    ]

    assert answers == [403, 404, 404, 404]
    assert "宁正文" not in browser.get("/waivers/").text
    assert "宁正文" not in browser.get("/waivers/new").text
    assert rows(session) == before


def test_a_waiver_is_used_up_by_one_act(app, session, cast):
    first, second = given(session, cast, cast.ning), given(session, cast, cast.ning)

    answers = [used(app, cast.ning, subject) for subject in (7, 8, 9)]

    session.commit()
    uses = session.scalars(select(ConflictWaiverUse).order_by(ConflictWaiverUse.waiver_id)).all()
    assert answers == [True, True, False]
    assert [(use.waiver_id, use.act, use.subject_kind, use.subject_id) for use in uses] == [
        (first.id, "a.test", "sheet", "7"),
        (second.id, "a.test", "sheet", "8"),
    ]
    assert trail(session) == [("waiver_used", cast.ning.id, str(cast.ning.id))] * 2


def test_one_that_is_over_or_taken_back_or_anothers_cannot_be_used(app, house, session, cast):
    given(session, cast, cast.ning, days=-1)
    given(session, cast, cast.shang)
    taken = given(session, cast, cast.ning)
    house.as_(cast.shen).post(f"/waivers/{taken.id}/end", {"reason": "找到了别人"})

    assert used(app, cast.ning) is False
    assert [row[3] for row in rows(session)] == [None, None, None]


def test_an_act_that_fails_uses_nothing_up(app, session, cast):
    given(session, cast, cast.ning)

    def act():
        with transaction():
            actor = actor_of(cast.ning)
            assert waivers.use_waiver(actor, OWN_UNIT, act="a.test", subject=("sheet", 7))
            record(AccountAct.PERSON_CHANGED, actor)
            raise Refused("no")

    with app.app_context(), pytest.raises(Refused):
        act()

    assert rows(session) == [(cast.ning.id, cast.shen.id, "r", None, None)]
    assert trail(session) == []


def test_of_two_acts_at_once_one_uses_the_waiver(app, session, cast):
    given(session, cast, cast.ning)
    barrier, answers = threading.Barrier(2), []

    def act(subject):
        with app.app_context():
            actor = actor_of(person)
            barrier.wait()
            answers.append(
                waivers.use_waiver(actor, OWN_UNIT, act="a.test", subject=("sheet", subject))
            )

    person = session.get(Person, cast.ning.id)
    threads = [threading.Thread(target=act, args=(subject,)) for subject in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [False, True]
    assert len(rows(session)) == 1


def test_a_waiver_is_taken_back_with_reason_once_and_not_after_use(app, house, session, cast):
    waiver, spent = given(session, cast, cast.ning), given(session, cast, cast.shang)
    assert used(app, cast.shang)
    shen = house.as_(cast.shen)

    def end(which, reason="找到了别人"):
        return shen.post(f"/waivers/{which.id}/end", {"reason": reason}).status_code

    answers = [end(waiver, ""), end(waiver), end(waiver), end(spent)]

    assert answers == [422, 303, 409, 409]
    assert rows(session) == [
        (cast.ning.id, cast.shen.id, "r", None, "找到了别人"),
        (cast.shang.id, cast.shen.id, "r", "7", None),
    ]
    assert trail(session)[-1] == ("waiver_ended", cast.shen.id, str(cast.ning.id))


def test_the_list_says_how_each_stands_and_asks_as_often_for_one_as_for_four(
    app, house, session, cast, statements
):
    shen = house.as_(cast.shen, "en")
    given(session, cast, cast.ning)

    def page():
        with statements() as heard:
            text = shen.get("/waivers/").text
        return len(heard), text

    one, _ = page()
    given(session, cast, cast.bao, days=-1)
    given(session, cast, cast.shang)
    used(app, cast.shang)
    ended = given(session, cast, cast.shang)
    shen.post(f"/waivers/{ended.id}/end", {"reason": "找到了别人"})
    shen.get("/waivers/")
    four, text = page()

    assert four == one
    for words in ("May be used once", "Used", "Taken back", "Expired", "找到了别人"):
        assert words in text
    assert text.count('/end"') == 1
    assert text.index("Taken back") < text.index("Expired") < text.index("May be used once")


def test_the_form_offers_judges_of_the_units_alone(house, session, cast):
    page = house.as_(cast.shen, "en").get("/waivers/new").text

    names = [person.name for person in cast.people.values() if f">{person.name} (" in page]
    assert sorted(names) == sorted([cast.shang.name, cast.bao.name, cast.ning.name])
