"""Setting a standard: who may not, what comes too early or too late, who cannot be seated."""

import pytest
from sqlalchemy import select

from accounts.models import GrantEnd, RoleGrant
from accounts.queries import actor_of
from core.clock import now
from core.errors import NotAllowed
from exam.actions import late_entries
from exam.models.candidates import Registration
from exam.models.standards import Panel
from tests import factories
from tests.exam import panels, steps
from tests.exam.panels import FIRST, SECOND, form, rate
from tests.people import add_person, grant

OTHERS = ("lin", "chen", "xu", "tang", "meng", "cun", "yin", "lu")


@pytest.mark.parametrize("login", OTHERS)
def test_nobody_else_sees_a_panel_or_a_question_or_does_anything(
    house, session, cast, panel_id, login
):
    browser, page = house.as_(cast.people[login]), f"/standards/{panel_id}"
    before = panels.state(session)

    pages = [page, f"{page}/estimates", f"{page}/estimates/1", f"{page}/minutes.pdf"]
    shown = [browser.get(each) for each in pages]
    done = [
        rate(browser, panel_id, 1, 50),
        browser.post(f"{page}/seats", {"person": cast.people[login].id}),
        browser.post(f"{page}/rounds/1/end", {"reason": "x"}),
        browser.post(f"{page}/minutes"),
        browser.post(f"{page}/bundles"),
        browser.post(f"{page}/signature", {"agreed": "yes"}),
    ]

    assert {answer.status_code for answer in [*shown, *done]} <= {403, 404}
    assert not any("stem" in answer.text for answer in shown)
    assert panels.state(session) == before


def test_the_examiner_and_the_supervisor_never_see_a_question(house, cast, panel_id):
    for person in (cast.kong, cast.shen):
        browser = house.as_(person)
        assert browser.get(f"/standards/{panel_id}").status_code == 200
        assert browser.get(f"/standards/{panel_id}/estimates/1").status_code == 403
        assert "law-1 stem" not in browser.get(f"/standards/{panel_id}").text


def test_a_supervisor_reads_and_does_nothing(house, session, cast, panel_id):
    shen, page = house.as_(cast.shen, "en"), f"/standards/{panel_id}"
    before = panels.state(session)

    answers = [
        shen.post(f"{page}/rounds/1/end", {"reason": "x"}),
        shen.post(f"{page}/seats", {"person": cast.bao.id}),
        shen.post(f"{page}/minutes"),
        shen.get("/standards/new"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert "End the" not in shen.get(page).text
    assert panels.state(session) == before


def test_a_judge_who_has_no_seat_here_finds_nothing(house, app, session, cast, blueprint, judges):
    other = panels.convened(app, session, cast, blueprint.id, cast.shang)
    bao = house.as_(cast.bao)

    assert bao.get(f"/standards/{other}/estimates/1").status_code == 404
    assert rate(bao, other, 1, 50).status_code == 404
    assert "定标" not in bao.get("/standards/").text


def test_an_excluded_judge_sees_and_estimates_no_more(house, session, cast, panel_id):
    bao, kong = house.as_(cast.bao), house.as_(cast.kong)
    assert rate(bao, panel_id, 1, 50).status_code == 303
    seats = {seat.judge_id: seat.id for seat in session.get(Panel, panel_id).seats}
    session.commit()

    exclusion = f"/standards/{panel_id}/seats/{seats[cast.bao.id]}/exclusion"
    refused = kong.post(exclusion, {"reason": " "})
    answer = kong.post(exclusion, {"reason": "与考生有亲属关系"})
    before = panels.state(session)

    assert (refused.status_code, answer.status_code) == (409, 303)
    assert bao.get(f"/standards/{panel_id}/estimates/1").status_code == 404
    assert rate(bao, panel_id, 2, 50).status_code == 404
    assert kong.post(exclusion, {"reason": "again"}).status_code == 409
    assert panels.state(session) == before
    assert steps.entry(session, "exam.judge_excluded")["reason"] == "与考生有亲属关系"


def test_who_lost_the_role_of_judge_estimates_no_more(house, session, cast, panel_id):
    bao = house.as_(cast.bao)
    given = session.scalars(select(RoleGrant).where(RoleGrant.person_id == cast.bao.id)).one()
    session.add(GrantEnd(grant_id=given.id, by_id=None, reason="x", at=now()))
    session.commit()

    assert bao.get(f"/standards/{panel_id}/estimates/1").status_code == 403


# Seating


def test_neither_who_convened_nor_an_officer_nor_a_judge_of_elsewhere_is_seated(
    house, session, cast, panel_id
):
    grant(session, cast.kong, "judge", cast.units["qinglan"])
    elsewhere = add_person(session, "elsewhere", "外人", cast.units["hezhou"])
    grant(session, elsewhere, "judge", cast.units["hezhou"])
    kong, before = house.as_(cast.kong), panels.state(session)

    answers = [
        kong.post(f"/standards/{panel_id}/seats", {"person": person.id})
        for person in (cast.kong, cast.lin, elsewhere)
    ]
    strange = kong.post(f"/standards/{panel_id}/seats", {"person": "x"})

    assert [answer.status_code for answer in answers] == [403, 409, 409]
    assert strange.status_code == 404
    assert panels.state(session) == before


def test_who_is_registered_for_a_sitting_of_the_blueprint_is_not_seated_until_it_is_released(
    house, app, session, cast, bank
):
    grant(session, cast.lin, "judge", cast.units["qinglan"])
    held = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=factories.HOUR
    )
    steps.registered(session, held, cast.lin)
    panel_id = panels.convened(app, session, cast, held.blueprint_id, cast.bao)
    before = panels.state(session)

    answer = house.as_(cast.kong, "en").post(
        f"/standards/{panel_id}/seats", {"person": cast.lin.id}
    )

    assert answer.status_code == 403
    assert "may not see them" in answer.text
    assert panels.state(session) == before


def test_who_sat_on_a_panel_is_refused_registration_late_entry_and_their_own_entry(
    house, app, session, cast, bank, panel_id
):
    grant(session, cast.bao, "officer", cast.units["hezhou"])
    held = factories.sitting(
        session, unit=cast.units["qinglan"], examiner=cast.kong, opens_in=factories.HOUR
    )
    kong, bao = house.as_(cast.kong, "en"), house.as_(cast.bao, "en")

    registered = kong.post(
        f"/sittings/{held.id}/registrations", {"person": cast.bao.id, "language": "zh"}
    )
    own = bao.post(f"/exam/sittings/{held.id}/registration", {"language": "zh"})
    steps.registered(session, held, cast.lin)
    steps.sealed(app, held, cast.kong)
    with app.app_context(), pytest.raises(NotAllowed, match="sat on a panel"):
        late_entries.admit_late(
            held.id, cast.bao.id, language="zh", reason="x", actor=actor_of(cast.kong)
        )

    assert registered.status_code == 403
    assert "sat on a panel" in registered.text
    assert own.status_code == 403
    assert session.query(Registration).filter_by(person_id=cast.bao.id).all() == []


def test_a_judge_who_was_registered_before_holds_the_sealing_up(app, session, cast, bank, panel_id):
    grant(session, cast.bao, "officer", cast.units["hezhou"])
    held = factories.sitting(
        session, unit=cast.units["qinglan"], examiner=cast.kong, opens_in=factories.HOUR
    )
    steps.registered(session, held, cast.bao, cast.lin)

    with pytest.raises(NotAllowed, match="sat on a panel"):
        steps.sealed(app, held, cast.kong)


def test_a_round_ends_only_when_all_are_done_or_with_a_reason(house, app, session, cast, panel_id):
    kong, page = house.as_(cast.kong, "en"), f"/standards/{panel_id}"
    panels.estimated(app, panel_id, 1, [(cast.shang, FIRST[0]), (cast.bao, FIRST[1])])
    before = panels.state(session)

    refused = kong.post(f"{page}/rounds/1/end")
    assert refused.status_code == 409
    assert "Not everybody is done: 宁正文." in refused.text
    assert panels.state(session) == before

    assert kong.post(f"{page}/rounds/1/end", {"reason": "病假"}).status_code == 303
    assert kong.post(f"{page}/rounds/1/end", {"reason": "again"}).status_code == 409
    assert steps.entry(session, "exam.round_ended") | {"at": 0} == {
        **steps.entry(session, "exam.round_ended"),
        "at": 0,
        "round": 1,
        "judges": 3,
        "missing": [cast.ning.id],
        "reason": "病假",
    }


def test_what_comes_too_early_or_too_late_is_refused_and_changes_nothing(
    house, app, session, cast, panel_id, judges
):
    kong, bao, page = house.as_(cast.kong), house.as_(cast.bao), f"/standards/{panel_id}"
    early = panels.state(session)
    answers = [
        kong.post(f"{page}/rounds/2/end", {"reason": "x"}),
        kong.post(f"{page}/minutes"),
        rate(bao, panel_id, 1, 50, number=2),
        bao.post(f"{page}/signature", {"agreed": "yes"}),
    ]
    assert [answer.status_code for answer in answers] == [409] * 4
    assert bao.get(f"{page}/minutes.pdf").status_code == 404
    assert rate(bao, panel_id, 7, 50).status_code == 404
    assert panels.state(session) == early

    for number in (1, 2):
        panels.estimated(app, panel_id, number, zip(judges, SECOND, strict=True))
        panels.ended(app, cast, panel_id, number)
    digest = panels.minuted(app, cast, panel_id)
    late = panels.state(session)
    seat = session.get(Panel, panel_id).seats[0].id
    session.commit()
    answers = [
        rate(bao, panel_id, 1, 50, number=2),
        kong.post(f"{page}/seats", {"person": cast.bao.id}),
        kong.post(f"{page}/seats/{seat}/exclusion", {"reason": "x"}),
        kong.post(f"{page}/rounds/3/end", {"reason": "x"}),
        kong.post(f"{page}/minutes"),
        bao.post(f"{page}/signature", {"agreed": "yes", "digest": "0" * 64}),
        bao.post(f"{page}/signature", {"agreed": "no", "digest": digest}),
    ]
    assert [answer.status_code for answer in answers] == [409] * 7
    assert panels.state(session) == late

    once = bao.post(f"{page}/signature", {"agreed": "yes", "digest": digest})
    twice = bao.post(f"{page}/signature", {"agreed": "no", "digest": digest, "reason": "x"})
    assert (once.status_code, twice.status_code) == (303, 409)


def test_a_judge_who_did_not_finish_does_not_count_and_signs_nothing(
    house, app, session, cast, panel_id, judges
):
    panels.estimated(app, panel_id, 1, zip(judges, FIRST, strict=True))
    panels.ended(app, cast, panel_id, 1)
    rows = (*zip(judges[:2], SECOND[:2], strict=True), (cast.ning, SECOND[2][:3]))
    panels.estimated(app, panel_id, 2, rows)
    panels.ended(app, cast, panel_id, 2, reason="中途离会")
    digest = panels.minuted(app, cast, panel_id)
    figures = panels.figures(app, panel_id)

    answer = house.as_(cast.ning).post(
        f"/standards/{panel_id}/signature", {"agreed": "yes", "digest": digest}
    )
    panels.signed(app, panel_id, digest, cast.shang, cast.bao)
    page = house.as_(cast.kong, "en").get(f"/standards/{panel_id}").text

    assert answer.status_code == 409
    assert [each["counted"] for each in figures["judges"]] == [True, True, False]
    assert figures["summaries"][1] == {
        "round": 2, "judges": 2, "cut": None, "spread": None, "error": None,
        "t": None, "low": None, "high": None,
    }  # fmt: skip
    assert "No standard came of it" in page


def test_a_panel_without_anybody_or_a_question_is_refused(
    house, app, session, cast, blueprint, bank
):
    kong = house.as_(cast.kong, "en")
    empty = panels.convened(app, session, cast, blueprint.id)
    assert kong.post(f"/standards/{empty}/rounds/1/end", {"reason": "x"}).status_code == 409
    unsealed = kong.post("/standards/", form(blueprint, cast, sitting=1))
    no_target = kong.post("/standards/", form(blueprint, cast, target=" "))
    elsewhere = kong.post("/standards/", form(blueprint, cast, unit=cast.units["nation"].id))
    assert [each.status_code for each in (unsealed, no_target, elsewhere)] == [422] * 3
    for revision in bank:
        revision = session.merge(revision)
        revision.state = "retired"
    session.commit()

    nothing = kong.post("/standards/", form(blueprint, cast))

    assert nothing.status_code == 409
    assert "no approved question" in nothing.text
    assert session.query(Panel).count() == 1
