"""Runs with rulings and standards: what they say of each paper, and what they refuse."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from core.clock import now
from core.database import db
from core.errors import Refused
from exam.actions import grading
from exam.models.attempts import Attempt
from exam.models.results import Result
from exam.models.sittings import GradingRun, Sitting
from exam.models.standards import Estimate, Panel, PanelSeat
from exam.queries.computed import basis_now, computed
from exam.rules.basis import Basis, as_row, read_basis
from exam.rules.rulings import Rule, Ruling
from tests import factories
from tests.exam import regrades, steps

HALF = {1: "b", 3: True, 6: "b"}


@pytest.fixture
def half(house, app, session, cast, attempt):
    """Lin answered three of six: two right, a third of the third."""
    lin = house.as_(cast.lin)
    steps.save(lin, attempt.token, *((slot, 1, value) for slot, value in HALF.items()))
    lin.post(f"/exam/attempts/{attempt.token}/submission")
    steps.run_out(app, session)
    return attempt


def run(app, sitting_id, *rulings, panel=None):
    with app.app_context():
        return grading.run(sitting_id, actor=None, basis=Basis(rulings, panel)).id


def row(session, run_id, attempt):
    """What a run says of an attempt."""
    session.commit()
    found = session.scalars(
        select(Result).where(Result.run_id == run_id, Result.attempt_id == attempt.id)
    ).one()
    session.commit()
    return {
        "score": str(found.score),
        "full": str(found.full),
        "passed": found.passed,
        "marks": found.marks,
        **found.breakdown,
    }


def test_without_a_ruling_a_run_says_what_it_stood_on(session, half):
    only = session.scalars(select(GradingRun)).one()

    assert (only.rules_version, only.basis) == (2, as_row(Basis()))
    assert row(session, only.id, half) == {
        "score": "2.333",
        "full": "6.000",
        "passed": False,
        "marks": ["1.000", None, "1.000", None, None, "0.333"],
        "missed": ["total"],
        "sections": {"law": ["2.333", "6.000"]},
        "topics": {"law.penalty": ["2.333", "6.000"]},
    }


def test_a_dropped_question_gives_its_points_to_all_others(app, session, half, bank):
    dropped = run(
        app,
        half.sitting_id,
        Ruling(bank[1].id, None, Rule.DROP),
        Ruling(bank[4].id, None, Rule.DROP),
    )

    assert row(session, dropped, half) == {
        "score": "3.500",
        "full": "6.000",
        "passed": False,
        "marks": ["1.500", "-", "1.500", None, "-", "0.500"],
        "missed": ["total"],
        "sections": {"law": ["3.500", "6.000"]},
        "topics": {"law.penalty": ["3.500", "6.000"]},
    }


@pytest.mark.parametrize(("also", "passed"), [(None, False), (3, True)])
def test_the_percentage_is_of_what_is_left(app, session, half, bank, also, passed):
    """Two and a third of four are 58 %; of three they are 78."""
    places = [1, 4] if also is None else [1, 4, also]

    dropped = run(app, half.sitting_id, *(Ruling(bank[at].id, None, Rule.DROP) for at in places))

    assert row(session, dropped, half)["passed"] is passed


def test_everyone_who_had_a_credited_question_earns_it_without_an_answer_too(
    app, session, half, bank
):
    credited = run(
        app,
        half.sitting_id,
        Ruling(bank[1].id, None, Rule.CREDIT),
        Ruling(bank[5].id, None, Rule.CREDIT),
    )

    found = row(session, credited, half)
    assert found["marks"] == ["1.000", "1.000", "1.000", None, None, "1.000"]
    assert (found["score"], found["full"], found["passed"]) == ("4.000", "6.000", True)


@pytest.mark.parametrize(
    ("rule", "right", "first"),
    [
        (Rule.KEY, 1, "1.000"),
        (Rule.KEY, 0, "0.000"),
        (Rule.ACCEPT, 0, "1.000"),
        (Rule.ACCEPT, 1, "1.000"),
    ],
)
def test_a_corrected_key_marks_alone_or_beside_the_old_one(
    app, session, cast, half, bank, rule, right, first
):
    other = regrades.corrected(session, bank[0], {"right": right, "size": 4}, by=cast.gu)

    corrected = run(app, half.sitting_id, Ruling(bank[0].id, None, rule, other.id))

    assert row(session, corrected, half)["marks"][0] == first


def test_a_part_of_a_case_is_dropped_alone(house, app, session, cast, held):
    case = factories.case(
        session, "law-case", author=cast.chen, parts=("single", "true_false", "numeric")
    )
    attempt = factories.attempt(session, held, cast.lin, [case])
    steps.save(house.as_(cast.lin), attempt.token, (1, 1, "b"), (3, 1, "7"))
    steps.run_out(app, session)

    part = run(app, held.id, Ruling(case.id, 1, Rule.DROP))

    assert row(session, part, attempt)["marks"] == ["3.000", "-", "3.000"]
    assert row(session, part, attempt)["score"] == "6.000"


@pytest.mark.parametrize(
    ("rulings", "said"),
    [
        (lambda bank: [Ruling(each.id, None, Rule.DROP) for each in bank], "every question"),
        (lambda bank: [Ruling(bank[0].id, None, Rule.KEY, bank[1].id)], "later revision"),
        (lambda bank: [Ruling(bank[0].id, 0, Rule.DROP)], "no such part"),
        (lambda bank: [Ruling(10**6, None, Rule.DROP)], "no such revision"),
    ],
)
def test_a_ruling_that_cannot_be_is_refused_and_nothing_is_stored(
    app, session, half, bank, rulings, said
):
    before = steps.state(session)

    with pytest.raises(Refused, match=said):
        run(app, half.sitting_id, *rulings(bank))

    assert steps.state(session) == before


def test_a_later_run_keeps_the_rulings_of_the_newest_one(app, session, half, bank):
    ruling = Ruling(bank[1].id, None, Rule.CREDIT)
    ruled = run(app, half.sitting_id, ruling)

    with app.app_context():
        again = grading.run(half.sitting_id, actor=None).id

    assert row(session, again, half) == row(session, ruled, half)
    assert read_basis(session.get(GradingRun, again).basis) == Basis((ruling,))


def held_of(session, attempt):
    return session.get(Sitting, attempt.sitting_id)


def panel(session, held, cast, rated):
    """A panel of two judges whose second estimates are these, in percent."""
    made = Panel(
        blueprint_id=held.blueprint_id,
        unit_id=held.unit_id,
        title="标准",
        items=[[revision_id, part] for revision_id, part in rated],
        by_id=cast.kong.id,
        at=now(),
        seats=[
            PanelSeat(judge_id=judge.id, by_id=cast.kong.id, at=now())
            for judge in (cast.shang, cast.bao)
        ],
    )
    session.add(made)
    session.flush()
    session.add_all(
        Estimate(
            panel_id=made.id,
            judge_id=judge.id,
            round=2,
            revision_id=revision_id,
            part=part,
            percent=percent,
            at=now(),
        )
        for (revision_id, part), percents in rated.items()
        for judge, percent in zip((cast.shang, cast.bao), percents, strict=True)
    )
    session.commit()
    return made.id


@pytest.mark.parametrize(
    ("last", "passed", "cut"), [((33, 34), False, "2.335"), ((33, 33), True, "2.330")]
)
def test_where_a_standard_holds_the_cut_passes_and_is_told(
    app, session, cast, half, bank, last, passed, cut
):
    rated = {(revision.id, None): (40, 40) for revision in bank[:5]} | {(bank[5].id, None): last}

    found = row(
        session,
        run(app, half.sitting_id, panel=panel(session, held_of(session, half), cast, rated)),
        half,
    )

    assert (found["score"], found["passed"], found["cut"]) == ("2.333", passed, cut)
    assert found["missed"] == ([] if passed else ["total"])


def test_the_cut_is_rescaled_with_the_points_and_leaves_out_what_is_dropped(
    app, session, cast, half, bank
):
    rated = {(revision.id, None): (50, 50) for revision in bank[:5]} | {
        (bank[5].id, None): (99, 99)
    }
    standard = panel(session, held_of(session, half), cast, rated)

    dropped = run(app, half.sitting_id, Ruling(bank[5].id, None, Rule.DROP), panel=standard)

    found = row(session, dropped, half)
    assert (found["cut"], found["score"], found["missed"]) == ("3.000", "2.400", ["total"])


def test_a_standard_that_leaves_a_question_out_is_refused(app, session, cast, half, bank):
    standard = panel(
        session, held_of(session, half), cast, {(each.id, None): (50, 50) for each in bank[1:]}
    )
    before = steps.state(session)

    with pytest.raises(Refused, match="does not rate every question"):
        run(app, half.sitting_id, panel=standard)

    assert steps.state(session) == before


def test_what_is_computed_stores_nothing_and_what_is_run_stores_just_that(app, session, half, bank):
    basis = Basis((Ruling(bank[0].id, None, Rule.DROP),))
    before = steps.state(session)

    with app.app_context():
        found = computed(db.session.get_one(Sitting, half.sitting_id), basis)
        now_it_is = basis_now(db.session.get_one(Sitting, half.sitting_id))
    unchanged = steps.state(session)
    stored = run(app, half.sitting_id, *basis.rulings)

    assert unchanged == before
    assert now_it_is == Basis()
    assert session.get(GradingRun, stored).digest == found.digest
    assert found.rows[0]["marks"] == row(session, stored, half)["marks"]
    assert found.rows[0]["score"] == Decimal("1.600")


def test_more_papers_cost_no_more_statements(app, session, cast, held, bank, statements):
    def asked(*people):
        for person in people:
            attempt = factories.attempt(session, held, person, bank)
            attempt.state = "closed"
        session.commit()
        with app.app_context(), statements() as seen:
            rows = computed(db.session.get_one(Sitting, held.id), Basis()).rows
        return len(rows), len(seen)

    one, three = asked(cast.lin), asked(cast.zhao, cast.he)

    assert (one[0], three[0]) == (1, 3)
    assert three[1] == one[1]


def test_a_paper_without_a_single_answer_is_marked_and_earns_nothing(
    app, session, cast, held, bank
):
    attempt = factories.attempt(session, held, cast.lin, bank)
    steps.run_out(app, session)

    first = session.scalar(select(func.min(GradingRun.id)))
    found = row(session, first, attempt)
    session.commit()
    assert (found["score"], found["marks"], found["passed"]) == ("0.000", [None] * 6, False)
    assert session.scalars(select(Attempt.state)).one() == "closed"
