"""What a supervisor does at issuing, over HTTP, and who may not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from audit.models import Entry
from core.clock import now
from credentials.actions import holding, waiving
from credentials.models import Hold, HoldEnd, Waiver, WaiverEnd
from credentials.queries.gate import verdict
from tests.credentials import steps
from tests.people import add_person, grant


def day(days):
    return (now() + timedelta(days=days)).date().isoformat()


def waived(app, cast, actor, person, days=30):
    with app.app_context():
        return waiving.waive(
            person.id,
            rule_code="small",
            condition="exam",
            reason="驻外",
            until=now() + timedelta(days=days),
            actor=actor(cast.shen),
        )


def test_a_supervisor_holds_a_proposal_and_lets_it_go_on(house, session, cast, proposed):
    shen = house.as_(cast.shen, "en")
    address = f"/issuing/proposals/{proposed.id}"

    shen.post(f"{address}/holds", {"reason": "photo is doubtful"})
    session.commit()
    held = session.scalars(select(Hold)).one()
    assert "photo is doubtful" in shen.get("/issuing/waivers").text
    shen.post(f"{address}/holds/{held.id}/end", {"reason": "seen the person"})

    session.commit()
    ended = session.scalars(select(HoldEnd)).one()
    assert (held.by_id, held.reason) == (cast.shen.id, "photo is doubtful")
    assert (ended.hold_id, ended.reason) == (held.id, "seen the person")
    assert steps.acts(session)[-2:] == ["credential.held", "credential.let_go"]
    assert "seen the person" in shen.get("/issuing/waivers").text


def test_a_supervisor_waives_a_condition_and_takes_it_back(house, app, session, cast, row):
    shen = house.as_(cast.shen, "en")
    form = {"condition": "small/exam", "until": day(30), "reason": "abroad"}

    answer = shen.post(f"/issuing/people/{cast.lin.id}/waivers", form)
    session.commit()
    waiver = session.scalars(select(Waiver)).one()
    assert (answer.status_code, waiver.reason, waiver.by_id) == (303, "abroad", cast.shen.id)
    with app.app_context():
        found = {each.condition: each for each in verdict(row, cast.lin.id).findings}
    assert found["exam"].waiver_id == waiver.id
    assert "abroad" in house.as_(cast.lin, "en").get("/credential/").text
    shen.post(f"/issuing/waivers/{waiver.id}/end", {"reason": "back again"})

    session.commit()
    assert session.scalars(select(WaiverEnd.reason)).one() == "back again"
    assert "taken back" in shen.get("/issuing/waivers").text


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"until": day(-2)}, 409, "A waiver ends in the future"),
        ({"until": day(400)}, 409, "A waiver ends in the future"),
        ({"until": "soon"}, 422, ""),
        ({"reason": ""}, 422, ""),
        ({"condition": "small/papers"}, 422, ""),
        ({"condition": "other/exam"}, 422, ""),
    ],
)
def test_a_waiver_that_does_not_fit_is_refused_and_what_was_typed_stays(
    house, session, cast, row, changed, status, words
):
    form = {"condition": "small/exam", "until": day(30), "reason": "my own words", **changed}
    shen, before = house.as_(cast.shen, "en"), steps.state(session)

    answer = shen.post(f"/issuing/people/{cast.lin.id}/waivers", form)

    assert answer.status_code == status
    assert words in answer.text
    assert ("my own words" in answer.text) == ("reason" not in changed)
    assert steps.state(session) == before


@pytest.mark.parametrize("login", ["lin", "meng", "yin", "fu", "lu"])
def test_nobody_else_holds_or_waives(house, app, session, cast, proposed, actor, login):
    waiver = waived(app, cast, actor, cast.zhao)
    with app.app_context():
        held = holding.hold(proposed.id, reason="x", actor=actor(cast.shen))
    who, before = house.as_(getattr(cast, login)), steps.state(session, without=(Entry,))
    form = {"condition": "small/exam", "until": day(30), "reason": "x"}

    answers = [
        who.post(f"/issuing/proposals/{proposed.id}/holds", form).status_code,
        who.post(f"/issuing/proposals/{proposed.id}/holds/{held.id}/end", form).status_code,
        who.get(f"/issuing/people/{cast.lin.id}/waivers/new").status_code,
        who.post(f"/issuing/people/{cast.lin.id}/waivers", form).status_code,
        who.post(f"/issuing/waivers/{waiver.id}/end", form).status_code,
    ]

    assert answers == [403] * 5
    assert steps.state(session, without=(Entry,)) == before


def test_to_a_supervisor_of_another_city_none_of_it_exists(
    house, app, session, cast, proposed, actor
):
    far = add_person(session, "far", "远不及", cast.units["hezhou"])
    grant(session, far, "supervisor", cast.units["hezhou"])
    waiver = waived(app, cast, actor, cast.zhao)
    who, before = house.as_(far), steps.state(session)
    form = {"condition": "small/exam", "until": day(30), "reason": "x"}

    answers = [
        who.post(f"/issuing/proposals/{proposed.id}/holds", form).status_code,
        who.post(f"/issuing/people/{cast.lin.id}/waivers", form).status_code,
        who.post(f"/issuing/waivers/{waiver.id}/end", form).status_code,
    ]

    assert answers == [404] * 3
    assert steps.state(session) == before
    assert "驻外" not in who.get("/issuing/waivers").text


def test_nobody_waives_a_condition_for_themselves(house, session, cast, row):
    shen, before = house.as_(cast.shen), steps.state(session, without=(Entry,))
    form = {"condition": "small/exam", "until": day(30), "reason": "x"}

    answer = shen.post(f"/issuing/people/{cast.shen.id}/waivers", form)

    assert answer.status_code == 403
    assert steps.state(session, without=(Entry,)) == before


def test_what_was_typed_stays_when_it_is_refused(house, app, session, cast, proposed, actor):
    waiver = waived(app, cast, actor, cast.zhao)
    shen = house.as_(cast.shen, "en")
    address = f"/issuing/proposals/{proposed.id}/holds"
    shen.post(address, {"reason": "first"})

    twice = shen.post(address, {"reason": "second words"})
    empty = shen.post(f"/issuing/waivers/{waiver.id}/end", {"reason": " "})

    assert (twice.status_code, empty.status_code) == (409, 409)
    assert 'value="second words"' in twice.text
    assert f'id="waiver-{waiver.id}-error"' in empty.text
    session.commit()
    assert session.scalars(select(Hold.reason)).all() == ["first"]
    assert session.scalars(select(WaiverEnd)).all() == []


def test_a_hold_is_let_go_on_its_own_proposal(house, app, session, cast, proposed, actor):
    with app.app_context():
        held = holding.hold(proposed.id, reason="x", actor=actor(cast.shen))

    answer = house.as_(cast.shen).post(
        f"/issuing/proposals/{proposed.id}/holds/{held.id + 1}/end", {"reason": "x"}
    )

    assert answer.status_code == 404


def test_the_list_costs_the_same_for_one_and_for_three(
    house, app, session, cast, proposed, actor, statements
):
    shen = house.as_(cast.shen)

    def queries():
        with statements() as heard:
            assert shen.get("/issuing/waivers").status_code == 200
        return len(heard)

    waived(app, cast, actor, cast.zhao)
    queries()
    one = queries()
    for person in (cast.lin, cast.he):
        waived(app, cast, actor, person)

    assert queries() == one
