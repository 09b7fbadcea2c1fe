"""The issuers' desk over HTTP: what waits for whom, who may act, what nobody may do."""

import pytest
from sqlalchemy import delete, select

from audit.models import Entry
from credentials.actions import holding, issuing, status
from credentials.models import Credential, Eligibility, Proposal, ProposalEnd
from tests.credentials import steps
from tests.people import add_person, grant


@pytest.fixture
def far(session, cast):
    """An issuer of another city, who has nothing to do with Songyan."""
    person = add_person(session, "far", "远不及", cast.units["hezhou"])
    grant(session, person, "issuer", cast.units["hezhou"])
    return person


def refusals(session, person):
    """How often an act was refused to somebody, as the trail tells."""
    session.commit()
    statement = select(Entry.id).where(Entry.act == "account.refused", Entry.actor_id == person.id)
    found = len(session.scalars(statement).all())
    session.commit()
    return found


def test_the_desk_says_what_waits_for_whom(house, session, cast, app, proposed):
    steps.photo(session, cast.he)

    mine = house.as_(cast.yin, "en").get("/issuing/").text
    others = house.as_(cast.fu, "en").get("/issuing/").text

    assert "Proposed by me; somebody else confirms them" in mine
    assert "Proposed by me" not in others
    link = f"/issuing/proposals/{proposed.id}"
    assert (mine.count(link), others.count(link)) == (1, 1)
    for page in (mine, others):
        assert f"/issuing/people/{cast.zhao.id}" in page
        assert f"/issuing/people/{cast.he.id}" in page
        assert f"/issuing/people/{cast.lin.id}" not in page


def test_an_open_gate_says_how_the_credential_before_ended(
    house, session, cast, app, issued, actor
):
    with app.app_context():
        asked = status.ask(
            issued.id,
            kind="revoke",
            reason_class="breach",
            reason="查实",
            actor=actor(cast.yin),
        )
        status.decide(asked.id, agreed=True, reason="", actor=actor(cast.fu))

    page = house.as_(cast.fu, "en").get("/issuing/").text

    assert f"/issuing/people/{cast.lin.id}" in page
    assert f"{issued.number}: Revoked" in page


def test_papers_are_looked_at_a_credential_is_proposed_and_another_issuer_confirms(
    house, session, cast, row
):
    steps.photo(session, cast.lin)
    steps.released(session, cast, cast.lin)
    yin, fu = house.as_(cast.yin, "en"), house.as_(cast.fu, "en")
    person = f"/issuing/people/{cast.lin.id}"

    assert "Propose the credential" not in yin.get(person).text
    yin.post(f"{person}/eligibility", {"education": "bachelor"})
    assert "Propose the credential" in yin.get(person).text
    answer = yin.post(f"{person}/proposals/small")
    assert "Confirm and issue" not in yin.get(answer.location).text
    assert "Confirm and issue" in fu.get(answer.location).text
    answer = fu.post(f"{answer.location}/credential")

    session.commit()
    made = session.scalars(select(Credential)).one()
    assert answer.location == f"/credentials/{made.id}"
    assert (made.by_id, made.proposal.by_id) == (cast.fu.id, cast.yin.id)
    assert session.scalars(select(Eligibility.education)).one() == "bachelor"
    assert steps.acts(session) == [
        "credential.eligibility_checked",
        "credential.proposed",
        "credential.issued",
    ]
    history = fu.get(person).text
    assert "Decided so far" in history
    assert [history.count(f"{who.name}: Met</summary>") for who in (cast.yin, cast.fu)] == [1, 1]
    assert made.decision.digest in history


def test_nobody_issues_alone_or_to_themselves(house, session, cast, proposed):
    yin, before = house.as_(cast.yin), steps.state(session, without=(Entry,))

    alone = yin.post(f"/issuing/proposals/{proposed.id}/credential").status_code
    declined = yin.post(f"/issuing/proposals/{proposed.id}/refusal", {"reason": "x"}).status_code

    assert (alone, declined) == (403, 403)
    assert steps.state(session, without=(Entry,)) == before


def test_an_issuer_does_nothing_about_themselves(house, session, cast, row):
    steps.photo(session, cast.yin)
    steps.released(session, cast, cast.yin)
    person = f"/issuing/people/{cast.yin.id}"
    yin, before = house.as_(cast.yin, "en"), steps.state(session, without=(Entry,))

    answers = [
        yin.post(f"{person}/eligibility", {"education": "bachelor"}).status_code,
        yin.post(f"{person}/proposals/small").status_code,
    ]

    assert answers == [403, 403]
    assert steps.state(session, without=(Entry,)) == before
    page = yin.get(person).text
    assert (page.count("I looked at the papers"), page.count("Propose the credential")) == (0, 0)


def test_an_issuer_does_not_confirm_what_another_proposed_for_them(
    house, app, session, cast, row, actor
):
    steps.eligible(session, cast.fu, cast.yin)
    steps.released(session, cast, cast.fu)
    with app.app_context():
        proposal = issuing.propose(cast.fu.id, rule_code="small", actor=actor(cast.yin))
    fu, before = house.as_(cast.fu, "en"), steps.state(session, without=(Entry,))

    answer = fu.post(f"/issuing/proposals/{proposal.id}/credential")

    assert answer.status_code == 403
    assert steps.state(session, without=(Entry,)) == before
    assert "Confirm and issue" not in fu.get(f"/issuing/proposals/{proposal.id}").text


ACTS = (
    ("people/{person}/eligibility", {"education": "bachelor"}),
    ("people/{zhao}/proposals/small", {}),
    ("proposals/{proposal}/credential", {}),
    ("proposals/{proposal}/refusal", {"reason": "x"}),
    ("proposals/{proposal}/withdrawal", {"reason": "x"}),
)


@pytest.mark.parametrize("login", ["lin", "meng", "shen", "lu", "kong", "shang"])
def test_who_is_no_issuer_does_none_of_it_and_the_trail_tells(
    house, session, cast, proposed, login
):
    who, before = house.as_(getattr(cast, login)), steps.state(session, without=(Entry,))

    answers = [
        who.post(
            "/issuing/" + path.format(person=cast.lin.id, zhao=cast.zhao.id, proposal=proposed.id),
            form,
        ).status_code
        for path, form in ACTS
    ]

    assert answers == [403] * len(ACTS)
    assert steps.state(session, without=(Entry,)) == before
    assert refusals(session, getattr(cast, login)) == len(ACTS)


def test_to_an_issuer_of_another_city_none_of_it_exists(house, session, cast, proposed, far):
    who, before = house.as_(far), steps.state(session)

    seen = [
        who.get(f"/issuing/people/{cast.lin.id}").status_code,
        who.get(f"/issuing/people/{cast.lin.id}/photo").status_code,
        who.get(f"/issuing/proposals/{proposed.id}").status_code,
    ]
    done = [
        who.post(
            "/issuing/" + path.format(person=cast.lin.id, zhao=cast.zhao.id, proposal=proposed.id),
            form,
        ).status_code
        for path, form in ACTS
    ]

    assert (seen, done) == ([404] * 3, [404] * len(ACTS))
    assert steps.state(session) == before
    assert "林知夏" not in who.get("/issuing/").text


def test_a_manager_reads_the_gate_of_own_people_and_acts_on_none_of_it(
    house, session, cast, proposed
):
    meng = house.as_(cast.meng, "en")

    page = meng.get(f"/issuing/people/{cast.lin.id}").text

    assert "all conditions met" in page
    assert 'method="post"' not in page.split("<main")[1].split("</main>")[0]
    assert "/photo" not in page
    assert meng.get(f"/issuing/people/{cast.lin.id}/photo").status_code == 403
    assert meng.get(f"/issuing/people/{cast.he.id}").status_code == 404


def test_a_supervisor_sees_all_of_it_and_acts_on_none_of_it(house, session, cast, proposed):
    shen = house.as_(cast.shen, "en")

    assert f"/issuing/proposals/{proposed.id}" in shen.get("/issuing/").text
    person = shen.get(f"/issuing/people/{cast.zhao.id}").text
    proposal = shen.get(f"/issuing/proposals/{proposed.id}").text

    assert "Propose the credential" not in person
    assert "Confirm and issue" not in proposal
    assert "Hold this issuance" in proposal
    assert shen.get(f"/issuing/people/{cast.lin.id}/photo").data == b"jpeg"


@pytest.mark.parametrize("login", ["lin", "zhao"])
def test_an_officer_opens_no_desk_and_nobodys_page(house, cast, proposed, login):
    who = house.as_(getattr(cast, login))

    assert who.get("/issuing/").status_code == 403
    assert who.get(f"/issuing/people/{cast.lin.id}").status_code == 404
    assert who.get(f"/issuing/people/{cast.lin.id}/photo").status_code == 404
    assert who.get(f"/issuing/proposals/{proposed.id}").status_code == 404


def test_what_was_typed_stays_when_it_is_refused(house, app, session, cast, proposed, actor):
    fu, yin = house.as_(cast.fu, "en"), house.as_(cast.yin, "en")
    address = f"/issuing/proposals/{proposed.id}"

    empty = fu.post(f"{address}/refusal", {"reason": " "})
    yin.post(f"{address}/withdrawal", {"reason": "too early"})
    late = fu.post(f"{address}/refusal", {"reason": "not this one"})

    assert (empty.status_code, late.status_code) == (409, 409)
    assert 'id="decline-error"' in empty.text
    session.commit()
    assert session.scalars(select(ProposalEnd.kind)).all() == ["withdrawn"]


def test_a_gate_that_closed_since_is_not_confirmed_and_the_page_says_why(
    house, session, cast, proposed
):
    session.execute(delete(Eligibility).where(Eligibility.person_id == cast.lin.id))
    session.commit()
    fu, before = house.as_(cast.fu, "en"), steps.state(session)

    answer = fu.post(f"/issuing/proposals/{proposed.id}/credential")

    assert answer.status_code == 409
    assert "The gate is not open for this person." in answer.text
    assert steps.state(session) == before


def test_a_held_proposal_is_marked_and_not_confirmed(house, app, session, cast, proposed, actor):
    with app.app_context():
        holding.hold(proposed.id, reason="photo is doubtful", actor=actor(cast.shen))
    fu, before = house.as_(cast.fu, "en"), steps.state(session)

    answer = fu.post(f"/issuing/proposals/{proposed.id}/credential")

    assert answer.status_code == 409
    assert "A supervisor holds this issuance: photo is doubtful" in answer.text
    assert steps.state(session) == before
    assert "held" in fu.get("/issuing/").text


def test_an_unknown_education_or_type_is_refused(house, session, cast, qualified):
    yin, before = house.as_(cast.yin), steps.state(session)
    person = f"/issuing/people/{cast.lin.id}"

    unchosen = yin.post(f"{person}/eligibility", {"education": ""})
    education = yin.post(f"{person}/eligibility", {"education": "wizard"})
    kind = yin.post(f"{person}/proposals/unknown")

    assert [each.status_code for each in (unchosen, education, kind)] == [422, 422, 404]
    assert steps.state(session) == before


def test_the_rules_are_shown_with_what_they_rest_on_and_older_versions(house, session, cast, row):
    basis = [{"fact": "F-1", "confidence": "A", "zh": "依据", "en": "the basis of it"}]
    steps.rule(session, version=2, basis=basis)

    page = house.as_(cast.lin, "en").get("/issuing/rules").text

    assert ("Small credential" in page, "the basis of it" in page) == (True, True)
    assert "(F-1, A)" in page
    assert "Older versions" in page


def test_the_desk_and_a_person_cost_the_same_for_one_and_for_three(
    house, app, session, cast, row, actor, statements
):
    people = steps.many_qualified(session, cast, 6)
    fu = house.as_(cast.fu)

    def queries(path):
        with statements() as heard:
            assert fu.get(path).status_code == 200
        return len(heard)

    with app.app_context():
        issuing.propose(people[0].id, rule_code="small", actor=actor(cast.yin))
    queries("/issuing/")
    one = queries("/issuing/"), queries(f"/issuing/people/{people[0].id}")
    with app.app_context():
        for each in people[1:3]:
            issuing.propose(each.id, rule_code="small", actor=actor(cast.yin))
    for _ in range(2):
        again = proposals_of(session, people[0])[0]
        with app.app_context():
            issuing.withdraw(again, reason="again", actor=actor(cast.yin))
            issuing.propose(people[0].id, rule_code="small", actor=actor(cast.yin))

    assert (queries("/issuing/"), queries(f"/issuing/people/{people[0].id}")) == one


def proposals_of(session, person):
    session.commit()
    statement = select(Proposal.id).where(Proposal.person_id == person.id)
    found = list(session.scalars(statement.order_by(Proposal.id.desc())))
    session.commit()
    return found
