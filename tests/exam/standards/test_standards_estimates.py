"""A judge's estimates: numbers, tabs, what is seen of others' and when."""

from decimal import Decimal

from core.clock import now
from exam.models.standards import Estimate
from question_bank.models import Statistic
from tests.exam import panels
from tests.exam.panels import FIRST, rate


def test_bad_numbers_are_refused_and_what_was_typed_stays(house, session, cast, panel_id):
    bao, before = house.as_(cast.bao, "en"), panels.state(session)

    for typed in ("−1", "-1", "101", "12.5", "", "abc"):
        answer = rate(bao, panel_id, 1, typed)
        assert answer.status_code == 409
        assert "Give a whole number from 0 to 100." in answer.text
        assert f'value="{typed}"' in answer.text

    assert panels.state(session) == before


def test_full_width_digits_are_mended(house, session, cast, panel_id):
    assert rate(house.as_(cast.bao), panel_id, 1, "１２").status_code == 303

    session.commit()
    assert [each.percent for each in session.query(Estimate).all()] == [12]


def test_of_two_tabs_the_last_number_counts_and_both_stay_on_record(
    house, app, session, cast, panel_id
):
    one, two = house.as_(cast.bao), house.as_(cast.bao)

    rate(one, panel_id, 1, 40)
    rate(two, panel_id, 1, 55)

    session.commit()
    assert [each.percent for each in session.query(Estimate).order_by(Estimate.id)] == [40, 55]
    assert 'value="55"' in one.get(f"/standards/{panel_id}/estimates/1").text


def test_a_button_that_passes_by_keeps_what_was_typed_and_not_what_was_offered(
    house, session, cast, panel_id
):
    bao, page = house.as_(cast.bao), f"/standards/{panel_id}/estimates"

    empty = rate(bao, panel_id, 2, "", go="after")
    offered = rate(bao, panel_id, 3, "60", go="after", offered="60")
    typed = rate(bao, panel_id, 2, "70", go="before", offered="60")
    first = rate(bao, panel_id, 1, "", go="before")

    assert [each.location for each in (empty, offered, typed, first)] == [
        f"{page}/3", f"{page}/4", f"{page}/1", page,
    ]  # fmt: skip
    session.commit()
    assert [each.percent for each in session.query(Estimate).all()] == [70]


def test_nobody_sees_estimates_before_the_round_is_over_and_then_without_names(
    house, app, cast, panel_id, judges
):
    panels.estimated(app, panel_id, 1, zip(judges, FIRST, strict=True))
    bao, kong = house.as_(cast.bao, "en"), house.as_(cast.kong, "en")
    page = f"/standards/{panel_id}"

    running = [bao.get(f"{page}/estimates/1").text, kong.get(page).text]
    panels.ended(app, cast, panel_id, 1)
    second = bao.get(f"{page}/estimates/1").text

    assert not any("Mean" in text or "<circle" in text for text in running)
    assert "Mean 60.0, from 50 to 70." in second
    assert "Estimates of the first round: 50, 60, 70" in second
    assert second.count('class="dot"') == 3
    assert second.count('class="dot-own"') == 2
    assert not any(name in second for name in ("尚公", "宁正文"))
    assert "fewer than 30 papers" in second
    assert 'value="50"' in second


def test_the_measured_difficulty_is_told_in_the_second_round_from_30_papers(
    house, app, session, cast, panel_id, judges, bank
):
    for place, papers in (("sitting:1", 20), ("sitting:2", 12)):
        session.add(
            Statistic(
                revision_id=bank[0].id,
                place=place,
                papers=papers,
                answered=papers,
                share=Decimal("0.5") if papers == 20 else Decimal("0.75"),
                at=now(),
            )
        )
    session.commit()
    panels.estimated(app, panel_id, 1, zip(judges, FIRST, strict=True))
    bao = house.as_(cast.bao, "en")
    first = bao.get(f"/standards/{panel_id}/estimates/1").text
    panels.ended(app, cast, panel_id, 1)

    second = bao.get(f"/standards/{panel_id}/estimates/1").text

    assert "Measured" not in first
    assert "Measured: candidates earned 59.4% of the points on 32 papers." in second
