"""What a regrade is held against: keys that can count, what is seen, and when it is computed."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from core.database import db
from exam.actions import grading
from exam.models.sittings import GradingRun
from exam.queries.regrade_previews import outcome_of
from exam.queries.regrades import candidates_of, confirmers_of, regrade_of
from exam.queries.ruled import Asked, corrections_for
from exam.rules.basis import Basis
from exam.rules.regrades import Reached
from exam.rules.rulings import Rule, Ruling
from tests import factories
from tests.exam import panels, regrades, steps
from tests.people import add_person, grant

ABCD = ["甲", "乙", "丙", "丁"]


@pytest.fixture
def released(house, cast, running, both_done):
    assert house.as_(cast.kong).post(f"/sittings/{running.id}/release").status_code == 303
    return running


@pytest.fixture
def lins(session, cast, running, both_done):
    return steps.attempt_of(session, running, cast.lin)


def fits(session, before, after, *, part=None):
    """Whether the key of the later revision can count for the earlier one."""
    asked = Asked(before, part, 1, None, None)
    return [each.id for each in corrections_for([asked])[asked.item]] == [after.id]


@pytest.mark.parametrize(
    ("options", "counts"),
    [
        (ABCD, True),
        (["甲", "乙二", "丙", "丁"], True),
        (["甲甲", "乙乙", "丙丙", "丁丁"], True),
        (["甲", "甲", "丙", "丁"], True),
        (["乙", "甲", "丙", "丁"], False),
        (["乙", "甲", "丙", "丁丁"], False),
        (["丙", "乙乙", "甲甲", "丁"], False),
    ],
)
def test_no_option_stands_at_another_place_in_the_corrected_revision(
    session, in_app, cast, options, counts
):
    asked = {language: {"stem": "问", "options": ABCD} for language in ("zh", "en")}
    first = factories.question(session, "law-first", author=cast.chen)
    first.asked = asked
    turned = asked | {"zh": {"stem": "问", "options": options}}
    later = regrades.corrected(session, first, {"right": 0, "size": 4}, by=cast.xu, asked=turned)

    assert fits(session, first, later) is counts


def case_words(*stems):
    return {"zh": {"stem": "案", "parts": [{"stem": each, "options": ABCD} for each in stems]}}


@pytest.mark.parametrize(
    ("stems", "counts"),
    [
        (("一", "二"), True),
        (("一一", "二"), True),
        (("二", "一"), False),
        (("三", "一"), False),
    ],
)
def test_no_part_of_a_case_stands_at_another_place_in_the_corrected_revision(
    session, in_app, cast, stems, counts
):
    single = {"kind": "single", "size": 4, "points": "1", "partial": "none"}
    key = {"parts": [single | {"key": {"right": at, "size": 4}} for at in (0, 1)]}
    first = factories.question(session, "law-first", author=cast.chen)
    first.kind, first.size, first.key, first.asked = "case", 2, key, case_words("一", "二")
    first.told = {"zh": {"parts": [{}, {}]}}
    later = regrades.corrected(session, first, key, by=cast.xu, asked=case_words(*stems))

    assert fits(session, first, later, part=0) is counts


@pytest.mark.parametrize("kind", ["ordering", "matching"])
def test_an_order_has_no_other_key(session, in_app, cast, kind):
    first = factories.question(session, "law-first", author=cast.chen, kind=kind, key={"length": 4})
    later = regrades.corrected(session, first, {"length": 4}, by=cast.xu)

    assert not fits(session, first, later)


def open_panel(app, session, cast, blueprint_id):
    """A panel of which every estimate is given and nothing is signed."""
    judges = (cast.shang, cast.bao, cast.ning)
    panel_id = panels.convened(app, session, cast, blueprint_id, *judges)
    for number in (1, 2):
        panels.estimated(app, panel_id, number, zip(judges, [[100] * 6] * 3, strict=True))
        panels.ended(app, cast, panel_id, number)
    return panel_id


def test_what_could_not_be_proposed_is_not_previewed(house, app, session, cast, released, lins):
    kong, revision = house.as_(cast.kong, "en"), regrades.asked(session, lins)[0]
    unsigned = open_panel(app, session, cast, released.blueprint_id)
    draft = factories.question(session, "law-other", author=cast.chen)
    before = regrades.state(session)

    answers = [
        regrades.preview(kong, released, {"panel": "9999"}),
        regrades.preview(kong, released, {"panel": str(unsigned)}),
        regrades.preview(kong, released, {"appeal": "9999"}),
        regrades.preview(kong, released, regrades.choice((revision, "key", draft))),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 409]
    assert "no such standard" in answers[0].text
    assert "Choose the corrected revision" in answers[3].text
    assert regrades.state(session) == before


def test_an_unapproved_correction_is_shown_again_with_the_reason(
    house, session, cast, released, lins
):
    kong, revision = house.as_(cast.kong, "en"), regrades.asked(session, lins)[0]
    draft = factories.question(session, "law-other", author=cast.chen)

    answer = regrades.propose(
        kong, released, regrades.choice((revision, "key", draft)), digest="0" * 64
    )

    assert answer.status_code == 409
    assert "Choose the corrected revision" in answer.text
    assert 'name="item"' in answer.text


def test_what_came_of_a_regrade_is_told_beside_what_candidates_saw(
    house, app, session, cast, released, lins
):
    zhaos = steps.attempt_of(session, released, cast.zhao)
    first, second = regrades.asked(session, zhaos)
    rulings = (Ruling(first.id, None, Rule.CREDIT),)
    with app.app_context():
        grading.run(released.id, actor=None, basis=Basis(rulings=rulings))
    regrades.propose(house.as_(cast.kong), released, regrades.choice((second, "credit")))
    assert regrades.answer(house.as_(cast.shen), regrades.newest(session)).status_code == 303

    with app.app_context():
        seen = outcome_of(regrade_of(regrades.newest(session).id))
        runs = db.session.scalars(select(GradingRun.id).order_by(GradingRun.id)).all()

    changed = [(each.attempt_id, each.before, each.after) for each in seen.changes]
    nothing, everything = (
        Reached(Decimal(0), Decimal(2), False),
        Reached(Decimal(2), Decimal(2), True),
    )
    assert (seen.holds.id, len(runs)) == (runs[0], 3)
    assert changed == [(zhaos.id, nothing, everything)]


def test_nothing_is_computed_while_the_house_waits(
    house, session, cast, released, lins, statements
):
    zhaos = steps.attempt_of(session, released, cast.zhao)
    choices = regrades.choice(*((each, "credit") for each in regrades.asked(session, zhaos)))
    kong = house.as_(cast.kong)
    digest = regrades.digest_on(regrades.preview(kong, released, choices))

    with statements() as heard:
        assert regrades.propose(kong, released, choices, digest=digest).status_code == 303

    proposed = next(at for at, each in enumerate(heard) if each.startswith("INSERT INTO regrade "))
    locked = max(
        at
        for at, each in enumerate(heard[:proposed])
        if each.startswith("SELECT sitting.id \nFROM sitting \nWHERE sitting.id = ")
    )
    assert any("FROM journal" in each for each in heard[:locked])
    assert not [
        each for each in heard[locked:proposed] if "FROM journal" in each or "form.slots" in each
    ]


def test_many_candidates_are_looked_up_in_batches(in_app, cast, statements):
    with statements() as heard:
        assert candidates_of(range(1, 2502)) == {}

    assert len(heard) == 3


def test_a_command_marks_again_before_the_release_and_not_after(
    house, app, session, cast, running, both_done
):
    def grade():
        done = app.test_cli_runner().invoke(args=["exam", "grade", str(running.id)])
        session.commit()
        runs = list(session.scalars(select(GradingRun.digest)))
        session.commit()
        return done.exit_code, done.output, len(runs), len(set(runs))

    before = grade()
    assert house.as_(cast.kong).post(f"/sittings/{running.id}/release").status_code == 303
    after = grade()

    assert (before[0], before[2:]) == (0, (2, 1))
    assert (after[0], after[2:]) == (1, (2, 1))
    assert "Only a regrade" in after[1]


@pytest.mark.parametrize("deed", ["planned", "sealed", "released"])
def test_a_supervisor_who_held_the_sitting_neither_answers_nor_is_asked(
    house, app, session, cast, released, lins, deed
):
    other = add_person(session, "second", "钟再看", cast.units["qinglan"])
    grant(session, other, "supervisor", cast.units["nation"])
    session.commit()
    session.refresh(released, ["sealing", "release"])
    held = {"planned": released, "sealed": released.sealing, "released": released.release}[deed]
    held.by_id = cast.shen.id
    session.commit()
    revision = regrades.asked(session, lins)[0]
    choices = regrades.choice((revision, "drop"))
    assert regrades.propose(house.as_(cast.kong), released, choices).status_code == 303
    proposed, before = regrades.newest(session), regrades.state(session)
    shen = house.as_(cast.shen, "en")

    page = shen.get(f"/sittings/{released.id}/regrades/{proposed.id}").text
    answers = [
        regrades.answer(shen, proposed).status_code,
        regrades.answer(shen, proposed, "no", "x").status_code,
    ]

    assert "You planned or held this exam" in page
    assert answers == [403, 403]
    assert regrades.state(session) == before
    with app.app_context():
        assert confirmers_of(regrade_of(proposed.id).sitting) == [other.id]
    assert regrades.answer(house.as_(other), proposed).status_code == 303
