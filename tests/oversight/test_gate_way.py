"""The officer's way with the gate: every condition, the next step, the credential at its end."""

import re
import secrets
from datetime import timedelta

import pytest
from sqlalchemy import delete

from accounts.queries import actor_of
from competitions.models import Competition, Entry
from core.clock import now
from credentials.actions import issuing, status
from credentials.models import Credential, Eligibility
from oversight.rules.next_step import Step
from tests.credentials import steps
from tests.factories import HOUR, clock
from tests.oversight.conftest import DRILL
from tests.oversight.pages import next_step, said, words

LANGUAGES = ("zh_Hans", "en")
PRACTICAL = {
    "code": "skills", "kind": "practical", "title": {"zh": "实操", "en": "Skills"}, "weight": "100",
    "stations": [],
}  # fmt: skip
CONTEST = {
    "code": "contest", "kind": "competition", "title": {"zh": "竞赛", "en": "Competition"},
    "series": ["drill"], "months": 24, "percent": "60",
}  # fmt: skip
TITLES = {
    Step.FILE_PHOTO: "Hand in your photo",
    Step.ENTER_COMPETITION: "Enter a competition",
    Step.WAIT_FOR_ISSUERS: "Now it is the issuers' turn",
    Step.LOOK_AT_CREDENTIAL: "You hold the credential",
}


@pytest.fixture
def rule(session):
    """A credential type that asks for papers, an exam and a competition."""
    return steps.rule(session, conditions=[*steps.DEFINITION["conditions"], CONTEST])


@pytest.fixture
def lin(house, cast):
    return house.as_(cast.lin, "en")


@pytest.fixture
def issued(app, session, cast):
    """Lin's credential, by both issuers' acts."""

    def given():
        with app.app_context():
            proposed = issuing.propose(cast.lin.id, rule_code="small", actor=actor_of(cast.yin)).id
            made = issuing.confirm(proposed, actor=actor_of(cast.fu)).id
        return session.get(Credential, made)

    return given


def contest(session, cast, **how):
    """A drill of Yunxi City that takes entries."""
    at = clock(session)
    held = Competition(
        **{
            "series": "drill", "key": secrets.token_hex(16), "unit_id": cast.units["yunxi"].id,
            "title": "岗位练兵", "title_en": "Drill", "definition": DRILL,
            "entries_close_ms": at + HOUR, "starts_ms": at + HOUR, "ends_ms": at + 2 * HOUR,
            "by_id": cast.kong.id, "at": now(), **how,
        }
    )  # fmt: skip
    session.add(held)
    session.commit()
    return held


def entry(session, held, person):
    session.add(
        Entry(
            competition_id=held.id, person_id=person.id, unit_id=person.unit_id, number=1,
            by_id=person.id, at_ms=0,
        )
    )  # fmt: skip
    session.commit()


def door(app, endpoint, **values):
    with app.test_request_context():
        return app.url_for(endpoint, **values)


def marks(page):
    """Each condition with its class and its state."""
    way = re.search(r'<ol class="way">(.*?)</ol>', page, re.DOTALL)[1]
    rows = re.findall(
        r'<li class="([^"]*)">\s.*?<h3>(.*?)</h3><span[^>]*>(.*?)</span>', way, re.DOTALL
    )
    return [(title, kind, said(f"<main>{state}").strip()) for kind, title, state in rows]


def test_every_condition_is_named_with_what_is_required_on_record_and_missing(
    session, cast, rule, lin, confirmed
):
    confirmed({cast.he: "90", cast.lin: "58"})
    steps.released(session, cast, cast.lin)

    page = lin.get("/").text

    assert [mark[0] for mark in marks(page)] == ["A", "A", "Competition"]
    assert [mark[2] for mark in marks(page)] == ["Not met", "passed", "Not met"]
    text = said(page)
    assert "A photo is still to be handed in." in text
    assert "72 of 100 points, passed." in text
    assert "58 of the 60 points needed." in text
    assert "Take part in the next competition or drill and reach 60 points." in text
    assert "1 of 3 conditions met" in text


def test_the_condition_that_the_next_step_is_about_is_marked(session, cast, rule, lin):
    steps.released(session, cast, cast.lin)

    found = marks(lin.get("/").text)

    assert [kind for _, kind, _ in found] == ["is-next", "is-met", ""]


def test_what_is_not_known_is_said_and_does_not_count(session, cast, rule, lin):
    steps.eligible(session, cast.lin, cast.yin)
    steps.photo(session, cast.lin)

    page = lin.get("/").text

    assert marks(page)[0] == ("A", "is-unknown", "Not known")
    assert "0 of 3 conditions met" in said(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_lacks_nothing_but_a_photo_is_sent_to_hand_it_in(
    app, house, session, cast, rule, confirmed, language
):
    steps.released(session, cast, cast.lin)
    confirmed({cast.lin: "90"})

    found = next_step(house.as_(cast.lin, language).get("/").text)

    assert found == (words(app, language, TITLES[Step.FILE_PHOTO]), door(app, "gate.show"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_lacks_a_competition_is_sent_to_the_one_that_counts(
    app, house, session, cast, rule, language
):
    steps.qualified(session, cast, cast.lin)
    contest(session, cast, series="other")
    later = contest(session, cast, entries_close_ms=clock(session) + 5 * HOUR)
    sooner = contest(session, cast)

    found = next_step(house.as_(cast.lin, language).get("/").text)

    assert later.id < sooner.id
    assert found == (
        words(app, language, TITLES[Step.ENTER_COMPETITION]),
        door(app, "competitions.show", competition_id=sooner.id),
    )


def test_who_has_entered_one_is_not_sent_to_another(session, cast, rule, lin):
    steps.qualified(session, cast, cast.lin)
    entry(session, contest(session, cast), cast.lin)
    contest(session, cast)

    assert next_step(lin.get("/").text)[0] == "Keep it fresh: practise a little"


def test_who_meets_the_condition_is_sent_to_none(session, cast, rule, lin, confirmed):
    steps.qualified(session, cast, cast.lin)
    confirmed({cast.lin: "90"})
    contest(session, cast)

    assert next_step(lin.get("/").text)[0] == TITLES[Step.WAIT_FOR_ISSUERS]


def test_a_drill_that_runs_all_year_keeps_nobody_from_the_next_step(session, cast, rule, lin):
    at = clock(session)
    entry(session, contest(session, cast, starts_ms=at - HOUR, ends_ms=at + HOUR), cast.lin)
    steps.released(session, cast, cast.lin)

    assert next_step(lin.get("/").text)[0] == TITLES[Step.FILE_PHOTO]


@pytest.mark.parametrize("language", LANGUAGES)
def test_whose_papers_are_with_the_issuers_waits(app, house, session, cast, language):
    steps.rule(session)
    steps.released(session, cast, cast.lin)
    steps.photo(session, cast.lin)

    page = house.as_(cast.lin, language).get("/").text

    title = words(app, language, TITLES[Step.WAIT_FOR_ISSUERS])
    assert next_step(page) == (title, door(app, "gate.show"))
    sentence = "Your part is done. An issuer is still to look at your papers."
    assert words(app, language, sentence) in said(page)


def test_whose_gate_is_open_waits_for_two_issuers(session, cast, lin):
    steps.rule(session)
    steps.qualified(session, cast, cast.lin)

    text = said(lin.get("/").text)

    assert "You meet every condition. Two issuers decide one after the other" in text
    assert "2 of 2 conditions met" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_the_end_of_the_way_stands_the_credential(app, house, session, cast, issued, language):
    steps.rule(session)
    steps.qualified(session, cast, cast.lin)
    credential = issued()

    page = house.as_(cast.lin, language).get("/").text

    assert next_step(page)[0] == words(app, language, TITLES[Step.LOOK_AT_CREDENTIAL])
    assert words(app, language, "Credential in force") in said(page)
    assert page.count(credential.number) == 2
    assert "end-seal" in page


def test_who_holds_it_is_sent_after_nothing_that_has_grown_old(session, cast, lin, issued):
    steps.rule(session)
    steps.qualified(session, cast, cast.lin)
    issued()
    session.execute(delete(Eligibility))
    session.commit()

    assert next_step(lin.get("/").text)[0] == TITLES[Step.LOOK_AT_CREDENTIAL]


def test_a_suspended_credential_has_no_seal_and_says_so(app, session, cast, lin, issued):
    steps.rule(session)
    steps.qualified(session, cast, cast.lin)
    credential = issued()
    with app.app_context():
        change = status.ask(
            credential.id, kind="suspend", reason_class="inquiry", reason="x",
            actor=actor_of(cast.yin),
        ).id  # fmt: skip
        status.decide(change, agreed=True, reason="", actor=actor_of(cast.fu))

    page = lin.get("/").text

    assert "end-seal" not in page
    assert f"{credential.number} Suspended" in said(page)


def test_an_expired_credential_has_no_seal(session, cast, lin, issued):
    steps.rule(session)
    steps.qualified(session, cast, cast.lin)
    issued().valid_until = now().date() - timedelta(days=2)
    session.commit()

    page = lin.get("/").text

    assert ("end-seal" in page, "Expired" in said(page)) == (False, True)


def test_of_two_credential_types_the_one_held_is_shown(session, cast, lin, issued):
    steps.rule(session)
    steps.rule(session, code="aaa", title={"zh": "先", "en": "First"})
    steps.qualified(session, cast, cast.lin)
    issued()

    assert "Small credential" in said(lin.get("/").text)


def test_the_page_asks_the_database_as_often_for_three_of_everything_as_for_one(
    session, cast, rule, lin, statements, confirmed
):
    def asked():
        lin.get("/")
        with statements() as heard:
            assert lin.get("/").status_code == 200
        return len(heard)

    def add():
        steps.qualified(session, cast, cast.lin)
        entry(session, contest(session, cast), cast.lin)
        contest(session, cast)
        confirmed({cast.lin: "90"})

    add()
    few = asked()
    add()
    add()

    assert asked() == few
