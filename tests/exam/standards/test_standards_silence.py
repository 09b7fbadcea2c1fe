"""A judge who does not answer the minutes: an examiner notes it, and it counts as a decline."""

import pytest
from sqlalchemy import select

from accounts.models import GrantEnd, RoleGrant
from core.clock import now
from core.database import db
from exam.models.sittings import Sitting
from exam.models.standards import Panel, PanelSignature
from exam.queries.standards import standard_for
from tests import factories
from tests.audit.bundles import checked, ran, resigned
from tests.exam import panels, steps
from tests.exam.panels import SECOND
from tests.exam.test_on_paper_printing import pages
from tests.people import add_person, grant

WHY = "已调离"


@pytest.fixture
def held(session, cast):
    """A sitting that opens in an hour, with Lin and Zhao registered."""
    steps.bank(session, cast.chen)
    made = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=factories.HOUR
    )
    steps.registered(session, made, cast.lin, cast.zhao)
    session.commit()
    return made


@pytest.fixture
def drawn(app, session, cast, held):
    """A panel whose minutes wait for three judges; and their digest."""
    return panels.drawn_up(app, session, cast, held.blueprint_id, SECOND)


@pytest.fixture
def panel_id(app, cast, drawn):
    """A panel whose minutes all but Ning signed."""
    panels.signed(app, *drawn, cast.shang, cast.bao)
    return drawn[0]


@pytest.fixture
def left(session, cast, panel_id):
    """Ning is a judge no more."""
    given = session.scalars(select(RoleGrant).where(RoleGrant.person_id == cast.ning.id)).one()
    session.add(GrantEnd(grant_id=given.id, by_id=cast.lu.id, reason=WHY, at=now()))
    session.commit()


def silence(session, panel_id, judge):
    """Where it is noted that a judge does not answer."""
    seats = {seat.judge_id: seat.id for seat in session.get(Panel, panel_id).seats}
    session.commit()
    return f"/standards/{panel_id}/seats/{seats[judge.id]}/silence"


def test_a_panel_goes_on_though_a_judge_lost_the_role_and_says_why(
    house, app, session, cast, held, panel_id, left, drawn
):
    kong, page = house.as_(cast.kong, "en"), f"/standards/{panel_id}"
    assert "Note as not answering" in kong.get(page).text

    answer = kong.post(silence(session, panel_id, cast.ning), {"reason": WHY})

    session.commit()
    found = session.scalars(select(PanelSignature).where(PanelSignature.by_id.is_not(None))).one()
    assert answer.status_code == 303
    assert (found.agreed, found.reason, found.by_id) == (False, WHY, cast.kong.id)
    noted = steps.entry(session, "exam.judge_silent")
    assert {name: noted[name] for name in ("digest", "judge", "reason")} == {
        "digest": drawn[1],
        "judge": cast.ning.id,
        "reason": WHY,
    }
    shown = " ".join(kong.get(page).text.split())
    assert "The standard holds" in shown
    assert "did not answer, counts as declined" in shown
    assert f"noted by 孔令仪: {WHY}" in shown
    assert "Note as not answering" not in shown
    steps.sealed(app, held, cast.kong)
    with app.app_context():
        assert standard_for(db.session.get_one(Sitting, held.id)).id == panel_id


def test_two_of_three_who_do_not_answer_leave_no_standard(house, app, session, cast, drawn, held):
    panel_id, digest = drawn
    panels.signed(app, panel_id, digest, cast.shang)
    kong = house.as_(cast.kong, "en")
    for judge in (cast.bao, cast.ning):
        kong.post(silence(session, panel_id, judge), {"reason": WHY})

    assert "No standard came of it" in kong.get(f"/standards/{panel_id}").text
    steps.sealed(app, held, cast.kong)
    with app.app_context():
        assert standard_for(db.session.get_one(Sitting, held.id)) is None


def test_who_was_noted_answers_no_more_and_reads_who_noted_it(
    house, session, cast, drawn, panel_id
):
    house.as_(cast.kong).post(silence(session, panel_id, cast.ning), {"reason": WHY})
    ning, before = house.as_(cast.ning, "en"), panels.state(session)

    late = ning.post(f"/standards/{panel_id}/signature", {"agreed": "yes", "digest": drawn[1]})

    assert late.status_code == 409
    assert "It was noted that you did not answer these minutes" in late.text
    assert f"noted by 孔令仪: {WHY}" in ning.get(f"/standards/{panel_id}/estimates").text
    assert panels.state(session) == before


@pytest.mark.parametrize("login", ["lin", "shen", "tang", "shang", "ning", "lu"])
def test_only_an_examiner_over_the_unit_notes_it(house, session, cast, panel_id, login):
    path, before = silence(session, panel_id, cast.ning), panels.state(session)

    answer = house.as_(cast.people[login], "en").post(path, {"reason": WHY})

    assert answer.status_code == 403
    assert (
        "Note as not answering" not in house.as_(cast.shen, "en").get(f"/standards/{panel_id}").text
    )
    assert panels.state(session) == before


def test_a_judge_who_is_examiner_too_does_not_note_themselves(house, session, cast, panel_id):
    grant(session, cast.ning, "examiner", cast.units["yunxi"])
    path, before = silence(session, panel_id, cast.ning), panels.state(session)

    answer = house.as_(cast.ning).post(path, {"reason": WHY})

    assert answer.status_code == 403
    assert panels.state(session) == before


def test_without_a_reason_or_twice_or_of_who_answered_or_is_not_there_it_is_refused(
    house, session, cast, panel_id
):
    kong, path = house.as_(cast.kong), silence(session, panel_id, cast.ning)
    before = panels.state(session)
    answers = [
        kong.post(path, {"reason": "  "}),
        kong.post(silence(session, panel_id, cast.shang), {"reason": WHY}),
        kong.post(f"/standards/{panel_id}/seats/999999/silence", {"reason": WHY}),
    ]
    assert [answer.status_code for answer in answers] == [409, 409, 404]
    assert panels.state(session) == before

    kong.post(path, {"reason": WHY})
    once = panels.state(session)
    assert kong.post(path, {"reason": "again"}).status_code == 409
    assert panels.state(session) == once


def test_before_the_minutes_or_of_who_does_not_count_it_is_refused(house, app, session, cast, held):
    judges = (cast.shang, cast.bao, cast.ning)
    panel_id = panels.convened(app, session, cast, held.blueprint_id, *judges)
    kong, path = house.as_(cast.kong), silence(session, panel_id, cast.ning)
    early = kong.post(path, {"reason": WHY})
    panels.ended(app, cast, panel_id, 1, reason="x")
    panels.estimated(app, panel_id, 2, zip(judges[:2], SECOND[:2], strict=True))
    panels.ended(app, cast, panel_id, 2, reason="x")
    panels.minuted(app, cast, panel_id)
    before = panels.state(session)

    uncounted = kong.post(path, {"reason": WHY})

    assert (early.status_code, uncounted.status_code) == (409, 409)
    assert panels.state(session) == before


@pytest.fixture
def bundle(house, session, cast, panel_id):
    """The signed bundle of minutes that Ning did not answer."""
    kong = house.as_(cast.kong)
    kong.post(silence(session, panel_id, cast.ning), {"reason": WHY})
    return kong.post(f"/standards/{panel_id}/bundles").json


def test_the_bundle_says_who_noted_it_and_fits(bundle, tmp_path):
    found = ran(tmp_path, bundle, "--key", bundle["key"]["public"])
    signatures = [each["fields"] for each in bundle["records"] if each["kind"] == "signature"]

    assert found.returncode == 0, found.stdout
    assert "1 did not answer the minutes: an examiner noted so" in found.stdout
    assert "3 judges count, 3 answered, 1 declined: the standard holds" in found.stdout
    assert "not checked" not in found.stdout
    assert [each["noted_by"] for each in signatures] == [None, None, "孔令仪"]


def test_a_signature_that_another_noted_does_not_fit(bundle):
    signature = [each for each in bundle["records"] if each["kind"] == "signature"][-1]
    signature["fields"]["agreed"] = True

    fault = checked(resigned(bundle))["fault"]

    assert (fault["kind"], fault["field"]) == ("signature", "agreed")


def test_the_minutes_as_pdf_say_it(house, session, cast, panel_id):
    kong = house.as_(cast.kong, "en")
    kong.post(silence(session, panel_id, cast.ning), {"reason": WHY})

    said = "".join(pages(kong.get(f"/standards/{panel_id}/minutes.pdf").data))

    assert f"didnotanswer,countsasdeclined(notedby孔令仪):{WHY}" in said


def test_minutes_that_wait_stand_on_the_desks_of_the_examiners_of_the_unit(
    house, session, cast, panel_id
):
    line = "Panels whose minutes wait for signatures"
    other = add_person(session, "other", "另一考官", cast.units["yunxi"])
    grant(session, other, "examiner", cast.units["yunxi"])
    examiners = [house.as_(each, "en") for each in (cast.kong, other)]

    assert [line in each.get("/").text for each in examiners] == [True, True]
    assert line not in house.as_(cast.tang, "en").get("/").text
    examiners[1].post(silence(session, panel_id, cast.ning), {"reason": WHY})
    assert [line in each.get("/").text for each in examiners] == [False, False]
