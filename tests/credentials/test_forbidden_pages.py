"""What roles.md forbids at the gate, tried over HTTP by everyone who might; nothing changes."""

import io

import pytest
from sqlalchemy import select

from core.clock import now
from credentials.actions import holding, status
from credentials.models import Concern, Photo
from tests.credentials import steps
from tests.people import add_person, grant

REASON = {"reason": "x"}
ISSUERS_ACTS = {
    "papers": ("/issuing/people/{zhao}/eligibility", {"education": "bachelor"}),
    "propose": ("/issuing/people/{zhao}/proposals/small", {}),
    "replace": ("/issuing/people/{lin}/proposals/small", {"replaces": "{credential}"}),
    "confirm": ("/issuing/proposals/{proposal}/credential", {}),
    "decline": ("/issuing/proposals/{proposal}/refusal", REASON),
    "withdraw": ("/issuing/proposals/{proposal}/withdrawal", REASON),
    "ask": ("/credentials/{credential}/changes", {"change": "revoke/breach"} | REASON),
    "agree": ("/credentials/{credential}/changes/{change}/decision", {"agreed": "yes"}),
    "disagree": ("/credentials/{credential}/changes/{change}/decision", {"agreed": "no"} | REASON),
    "keep": ("/credentials/{credential}/concerns/{concern}/answer", {"kept": "yes"} | REASON),
    "act": ("/credentials/{credential}/concerns/{concern}/answer", {"kept": "no"} | REASON),
}
SUPERVISORS_ACTS = {
    "hold": ("/issuing/proposals/{proposal}/holds", REASON),
    "let go": ("/issuing/proposals/{proposal}/holds/{hold}/end", REASON),
    "waive": (
        "/issuing/people/{lin}/waivers",
        {"condition": "small/exam", "until": "2027-01-31"} | REASON,
    ),
}
PAGES = {
    "person": "/issuing/people/{lin}",
    "photo": "/issuing/people/{lin}/photo",
    "proposal": "/issuing/proposals/{proposal}",
    "credential": "/credentials/{credential}",
    "card": "/credentials/{credential}/card.pdf",
    "certificate": "/credentials/{credential}/certificate.pdf",
    "own card": "/credential/{uid}/card.pdf",
    "own certificate": "/credential/{uid}/certificate.pdf",
    "own badge": "/credential/{uid}/badge.json",
}


@pytest.fixture
def case(app, session, cast, issued, actor):
    """Lin's credential with a change and a concern open; Zhao's proposal, held. Their ids."""
    with app.app_context():
        change = status.ask(
            issued.id, kind="suspend", reason_class="inquiry", reason="查", actor=actor(cast.yin)
        )
    concern = Concern(credential_id=issued.id, cause="result_voided", fact_id=1, at=now())
    session.add(concern)
    session.commit()
    proposal = steps.proposal(app, cast, actor, cast.zhao)
    with app.app_context():
        hold = holding.hold(proposal.id, reason="核", actor=actor(cast.shen))
    return {
        "lin": cast.lin.id,
        "zhao": cast.zhao.id,
        "credential": issued.id,
        "uid": issued.uid,
        "change": change.id,
        "concern": concern.id,
        "proposal": proposal.id,
        "hold": hold.id,
    }


def tried(browser, acts, case):
    """Each act as the browser tries it: what was answered."""
    return {
        name: browser.post(
            path.format(**case), {key: value.format(**case) for key, value in form.items()}
        ).status_code
        for name, (path, form) in acts.items()
    }


def seen(browser, case):
    return {name: browser.get(path.format(**case)).status_code for name, path in PAGES.items()}


def new_person(session, cast, login, role, unit):
    person = add_person(session, login, "外人", cast.units[unit])
    grant(session, person, role, cast.units[unit])
    session.commit()
    return person


@pytest.mark.parametrize(
    "login", ["lin", "zhao", "chen", "xu", "gu", "kong", "shang", "meng", "shen", "lu"]
)
def test_who_is_no_issuer_does_nothing_that_issuers_do(house, session, cast, case, login):
    who, before = house.as_(getattr(cast, login)), steps.state(session, without=(steps.Entry,))

    answers = tried(who, ISSUERS_ACTS, case)

    assert answers == dict.fromkeys(ISSUERS_ACTS, 403)
    assert steps.state(session, without=(steps.Entry,)) == before


@pytest.mark.parametrize(
    "login", ["lin", "chen", "xu", "gu", "kong", "shang", "meng", "yin", "fu", "lu"]
)
def test_who_is_no_supervisor_neither_holds_nor_waives(house, session, cast, case, login):
    who, before = house.as_(getattr(cast, login)), steps.state(session, without=(steps.Entry,))

    answers = tried(who, SUPERVISORS_ACTS, case)

    assert answers == dict.fromkeys(SUPERVISORS_ACTS, 403)
    assert steps.state(session, without=(steps.Entry,)) == before


@pytest.mark.parametrize("unit", ["hezhou", "shibei"])
@pytest.mark.parametrize(
    ("role", "acts"), [("issuer", ISSUERS_ACTS), ("supervisor", SUPERVISORS_ACTS)]
)
def test_of_another_city_or_county_there_is_nothing_to_act_on_or_to_see(
    house, session, cast, case, role, acts, unit
):
    far = house.as_(new_person(session, cast, "far", role, unit))
    before = steps.state(session)

    assert tried(far, acts, case) == dict.fromkeys(acts, 404)
    assert seen(far, case) == dict.fromkeys(PAGES, 404)
    assert steps.state(session) == before


@pytest.mark.parametrize("unit", ["hezhou", "shibei"])
def test_a_manager_of_another_city_or_county_reads_nobody(house, session, cast, case, unit):
    far = house.as_(new_person(session, cast, "far", "manager", unit))

    assert seen(far, case) == dict.fromkeys(PAGES, 404)
    assert "林知夏" not in far.get("/credentials/").text


@pytest.mark.parametrize("login", ["zhao", "chen", "xu", "kong", "shang", "lu"])
def test_who_has_no_duty_at_the_gate_sees_nothing_of_anybody(house, cast, case, login):
    assert seen(house.as_(getattr(cast, login)), case) == dict.fromkeys(PAGES, 404)


def test_the_holder_sees_nothing_of_the_issuers_pages(house, cast, case):
    lin = house.as_(cast.lin)
    pages = {name: path for name, path in PAGES.items() if not name.startswith("own ")}

    answers = {name: lin.get(path.format(**case)).status_code for name, path in pages.items()}

    assert answers == dict.fromkeys(pages, 404)


@pytest.fixture
def held_by_an_issuer(app, session, cast, row, actor):
    """The credential of an issuer of Qinglan, with a change and a concern open."""
    third = new_person(session, cast, "third", "issuer", "qinglan")
    steps.qualified(session, cast, third)
    own = steps.issue(app, cast, actor, third)
    concern = Concern(credential_id=own.id, cause="result_voided", fact_id=1, at=now())
    session.add(concern)
    session.commit()
    with app.app_context():
        change = status.ask(
            own.id, kind="suspend", reason_class="inquiry", reason="查", actor=actor(cast.yin)
        )
    ids = {"credential": own.id, "change": change.id, "concern": concern.id, "lin": third.id}
    return third, ids | {"zhao": third.id}


def test_a_holder_who_is_an_issuer_decides_nothing_about_themselves(
    house, session, cast, held_by_an_issuer
):
    third, ids = held_by_an_issuer
    acts = {
        name: act
        for name, act in ISSUERS_ACTS.items()
        if name not in ("confirm", "decline", "withdraw")
    }
    who, before = house.as_(third), steps.state(session, without=(steps.Entry,))

    answers = tried(who, acts, ids)

    assert answers == dict.fromkeys(acts, 403)
    assert steps.state(session, without=(steps.Entry,)) == before


def test_who_asked_for_a_change_does_not_decide_it_either_way(house, session, cast, case):
    acts = {name: ISSUERS_ACTS[name] for name in ("agree", "disagree")}
    yin, before = house.as_(cast.yin), steps.state(session, without=(steps.Entry,))

    assert tried(yin, acts, case) == dict.fromkeys(acts, 403)
    assert steps.state(session, without=(steps.Entry,)) == before


@pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a"])
def test_an_upload_that_is_empty_or_no_picture_keeps_the_page_and_changes_nothing(
    house, session, cast, row, content
):
    lin, before = house.as_(cast.lin, "en"), steps.state(session)

    answer = lin.post("/credential/photo", {"photo": (io.BytesIO(content), "me.png")})

    assert answer.status_code == 422
    assert "<h1>My credential</h1>" in answer.text
    assert steps.state(session) == before
    assert session.scalars(select(Photo)).all() == []


def test_the_list_of_holds_costs_the_same_for_one_and_for_three(
    house, app, session, cast, row, actor, statements
):
    people = steps.many_qualified(session, cast, 3)
    shen = house.as_(cast.shen)

    def held(person):
        proposal = steps.proposal(app, cast, actor, person)
        with app.app_context():
            holding.hold(proposal.id, reason="核", actor=actor(cast.shen))

    def queries():
        with statements() as heard:
            assert shen.get("/issuing/waivers").status_code == 200
        return len(heard)

    held(people[0])
    queries()
    one = queries()
    for each in people[1:]:
        held(each)

    assert queries() == one
