"""Which standard holds for a sitting, what it asks of each paper, and what its page says."""

import re
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest

from accounts.queries import actor_of
from core.database import db
from exam.actions.standards import convening
from exam.models.candidates import Form
from exam.models.sittings import Sitting
from exam.models.standards import Estimate, Panel, PanelSignature, RoundEnd
from exam.queries.panels import panel_of
from exam.queries.standards import cut_ranges, mean_estimates, signed_before, standard_for
from tests import factories
from tests.exam import panels, steps
from tests.exam.panels import SECOND

MEANS = [Fraction(each, 300) for each in (180, 165, 140, 240, 210, 185)]


@pytest.fixture
def bank(session, cast):
    return steps.bank(session, cast.chen)


@pytest.fixture
def held(session, cast, bank):
    """A sitting that opens in an hour, with Lin and Zhao registered."""
    made = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=factories.HOUR
    )
    steps.registered(session, made, cast.lin, cast.zhao)
    return made


def holding(app, sitting):
    """The id of the standard that holds, or None."""
    with app.app_context():
        found = standard_for(db.session.get_one(Sitting, sitting.id))
        return found.id if found else None


def test_the_standard_that_was_signed_before_the_opening_holds_once_sealed(
    app, session, cast, held, bank
):
    panel_id = panels.standard(app, session, cast, held.blueprint_id, SECOND)
    assert holding(app, held) is None

    steps.sealed(app, held, cast.kong)

    assert holding(app, held) == panel_id
    with app.app_context():
        means = mean_estimates(panel_of(panel_id))
    assert means == dict(zip(((each.id, None) for each in bank), MEANS, strict=True))


def test_of_two_standards_the_one_that_was_signed_last_holds(app, session, cast, held):
    panels.standard(app, session, cast, held.blueprint_id, SECOND)
    later = panels.standard(app, session, cast, held.blueprint_id, SECOND)
    steps.sealed(app, held, cast.kong)

    assert holding(app, held) == later


def test_a_standard_that_was_signed_when_the_sitting_was_open_does_not_hold(
    app, session, cast, bank
):
    made = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    steps.registered(session, made, cast.lin)
    steps.sealed(app, made, cast.kong)

    panels.standard(app, session, cast, made.blueprint_id, SECOND)

    assert holding(app, made) is None


def test_the_standard_of_another_blueprint_does_not_hold(app, session, cast, held):
    other = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=factories.HOUR
    )
    panels.standard(app, session, cast, other.blueprint_id, SECOND)
    steps.sealed(app, held, cast.kong)

    assert holding(app, held) is None


@pytest.mark.parametrize(
    ("unit", "holds"), [("qinglan", True), ("yunxi", True), ("hezhou", False), ("songyan", False)]
)
def test_a_standard_holds_for_its_unit_and_those_under_it_and_for_no_other(
    app, session, cast, held, unit, holds
):
    panel_id = panels.standard(app, session, cast, held.blueprint_id, SECOND, unit=unit)
    with app.app_context():
        foreseen = [each.id for each in signed_before(db.session.get_one(Sitting, held.id))]
    steps.sealed(app, held, cast.kong)

    assert foreseen == ([panel_id] if holds else [])
    assert holding(app, held) == (panel_id if holds else None)


def test_a_standard_of_another_unit_signed_later_does_not_push_out_the_own(
    app, session, cast, held
):
    own = panels.standard(app, session, cast, held.blueprint_id, SECOND)
    panels.standard(app, session, cast, held.blueprint_id, SECOND, unit="hezhou")
    steps.sealed(app, held, cast.kong)

    assert holding(app, held) == own


def test_a_standard_that_leaves_out_a_question_of_a_paper_does_not_hold(
    house, app, session, cast, held, bank
):
    panel_id = panels.standard(app, session, cast, held.blueprint_id, SECOND)
    kong = house.as_(cast.kong, "en")
    assert "so it will hold" in kong.get(f"/sittings/{held.id}").text
    session.commit()
    panel = session.get(Panel, panel_id)
    panel.items = panel.items[1:]
    session.commit()
    assert "does not rate 1 question" in kong.get(f"/sittings/{held.id}").text

    steps.sealed(app, held, cast.kong)
    form = session.query(Form).first()
    slots = [{**form.slots[0], "revision": bank[0].id}, *form.slots[1:]]
    form.slots = slots
    session.commit()

    assert holding(app, held) is None
    assert "no standard was set" in kong.get(f"/sittings/{held.id}").text


@pytest.mark.parametrize("declining", [1, 2])
def test_one_of_three_may_decline_and_not_two(app, session, cast, held, declining):
    panel_id = panels.standard(app, session, cast, held.blueprint_id, SECOND)
    for signature in session.query(PanelSignature).limit(declining):
        signature.agreed, signature.reason = False, "不同意"
    session.commit()
    steps.sealed(app, held, cast.kong)

    assert holding(app, held) == (panel_id if declining == 1 else None)


def test_a_standard_waits_until_the_last_judge_has_answered(app, session, cast, held):
    panels.standard(app, session, cast, held.blueprint_id, SECOND)
    session.delete(session.query(PanelSignature).first())
    session.commit()
    steps.sealed(app, held, cast.kong)

    assert holding(app, held) is None


def test_each_papers_cut_is_the_sum_over_its_own_questions(app, session, cast, held, bank):
    panel_id = panels.standard(app, session, cast, held.blueprint_id, SECOND)
    steps.sealed(app, held, cast.kong)
    means = {each.id: mean for each, mean in zip(bank, MEANS, strict=True)}
    session.commit()
    cuts = [sum(means[slot["revision"]] for slot in form.slots) for form in session.query(Form)]

    with app.app_context():
        found = cut_ranges(session.get(Sitting, held.id), panel_of(panel_id))

    assert {name: (cut.low, cut.high, cut.full) for name, cut in found.items()} == {
        "zh": (min(cuts), max(cuts), 2)
    }


def test_the_sittings_page_says_which_standard_holds_and_the_cuts_of_its_papers(
    house, app, session, cast, held
):
    kong, page = house.as_(cast.kong, "en"), f"/sittings/{held.id}"
    assert "Plain percentage; no standard was set." in kong.get(page).text
    panel_id = panels.standard(app, session, cast, held.blueprint_id, SECOND)
    steps.sealed(app, held, cast.kong)

    shown = kong.get(page).text
    link = re.search(r'href="([^"]*\?cuts=all)#standard"', shown)[1]

    assert f'href="/standards/{panel_id}"' in shown
    assert "Plain percentage" not in shown
    assert "Cut, papers in Chinese" not in shown
    assert "Cut, papers in Chinese" in kong.get(link).text


def test_a_standard_that_rates_all_that_could_be_drawn_is_found_without_the_papers(
    house, app, session, cast, held, statements
):
    panel_id = panels.standard(app, session, cast, held.blueprint_id, SECOND)
    steps.sealed(app, held, cast.kong)
    kong = house.as_(cast.kong, "en")

    with statements() as said:
        shown = kong.get(f"/sittings/{held.id}").text

    assert f'href="/standards/{panel_id}"' in shown
    assert [each for each in said if "form.slots" in each] == []


def test_a_panel_for_a_sealed_sitting_rates_what_stands_on_its_papers(
    house, app, session, cast, held, bank
):
    steps.sealed(app, held, cast.kong)
    session.commit()
    on_papers = {slot["revision"] for form in session.query(Form) for slot in form.slots}
    session.commit()

    with app.app_context():
        panel = convening.convene_for_sitting(
            held.id, title="定标", target="x", actor=actor_of(cast.kong)
        )

    assert {revision for revision, _ in panel.items} == on_papers
    assert steps.entry(session, "exam.panel_convened")["sitting"] == held.id


def test_a_case_is_rated_part_by_part_with_its_shared_text(house, app, session, cast):
    factories.case(session, "law-case", author=cast.chen, parts=("single", "short_answer"))
    made = factories.sitting(
        session,
        unit=cast.units["yunxi"],
        examiner=cast.kong,
        definition=factories.DEFINITION
        | {
            "kinds": [{"kind": "case", "count": 1, "points": "8"}],
            "groups": [{"topics": ["law.*"], "easy": 1, "medium": 0, "hard": 0}],
        },
    )
    panel_id = panels.convened(app, session, cast, made.blueprint_id, cast.bao)
    bao = house.as_(cast.bao, "en")

    first, second = (bao.get(f"/standards/{panel_id}/estimates/{at}").text for at in (1, 2))

    for shown, part in ((first, "part 1 stem"), (second, "part 2 stem")):
        assert "law-case shared text" in shown
        assert f"law-case {part}" in shown
        assert "4 points" in shown
    assert "how many get it right" in first
    assert "What share of the points" in second
    assert "law-case part 2 rubric" in second


def test_the_last_estimate_and_the_end_of_its_round_come_one_after_the_other(
    house, app, session, cast, held
):
    for _ in range(5):
        panel_id = panels.convened(app, session, cast, held.blueprint_id, cast.bao)
        panels.estimated(app, panel_id, 1, [(cast.bao, SECOND[0][:5])])
        bao, kong = house.as_(cast.bao), house.as_(cast.kong)
        with ThreadPoolExecutor(2) as pool:
            rated = pool.submit(
                bao.post,
                f"/standards/{panel_id}/estimates/6",
                {"percent": "50", "round": "1"},
            )
            ended = pool.submit(
                kong.post, f"/standards/{panel_id}/rounds/1/end", {"reason": "时间到"}
            )
        session.commit()
        kept = session.query(Estimate).filter_by(panel_id=panel_id, round=1).count()
        end = session.get(RoundEnd, (panel_id, 1))
        assert ended.result().status_code == 303
        assert (rated.result().status_code, kept, end.reason) in [
            (303, 6, ""),
            (409, 5, "时间到"),
        ]


@pytest.mark.parametrize(("is_set", "words"), [(True, "a panel, where"), (False, "no standard")])
def test_who_waits_to_start_is_told_who_set_what_passes(
    app, house, session, cast, held, is_set, words
):
    if is_set:
        panels.standard(app, session, cast, held.blueprint_id, SECOND)

    page = house.as_(cast.lin, "en").get(f"/exam/sittings/{held.id}").text

    assert page.count("Pass mark set by") == 1
    assert re.search(r"Pass mark set by</dt><dd>([^<]*)", page)[1].count(words) == 1
