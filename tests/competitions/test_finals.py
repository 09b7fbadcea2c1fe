"""Rulings, objections and final standings: second persons, nothing open, and recomputation."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from accounts.queries import actor_of, person_of
from audit import verify
from competitions import events
from competitions.actions import evidence, finals, holding, objecting, rulings, showing
from competitions.models import Confirmation, Final, FinalPlace
from competitions.queries.finals import final_places
from competitions.queries.listing import competition_with
from competitions.queries.scores import standings_at
from competitions.rules.standings import digest_of
from core.errors import Missing, NotAllowed, Refused
from tests import factories
from tests.competitions import steps


@pytest.fixture
def over(app, session, cast, contest):
    """Lin 90, Zhao 50 and He 70; both rounds ended and a day gone by."""
    for person, points in ((cast.lin, 90), (cast.zhao, 50), (cast.he, 70)):
        steps.score(session, contest, person, points)
    for code in ("theory", "service"):
        steps.do(app, cast.kong, holding.end_round, contest.id, code)
    factories.move_clock(session, 24 * factories.HOUR)
    return contest


@pytest.fixture
def heard(monkeypatch):
    """What those above were told."""
    told: list = []
    monkeypatch.setattr(events.standings_changed, "_listeners", [told.append])
    return told


def digest(app, held):
    with app.app_context():
        return digest_of(standings_at(competition_with(held.id)).places)


def confirm(app, held, person, value=None):
    return steps.do(app, person, finals.confirm, held.id, digest=value or digest(app, held))


def test_head_judge_and_supervisor_make_standings_final(app, session, cast, over):
    assert confirm(app, over, cast.shang) is None
    final = confirm(app, over, cast.shen)

    rows = session.execute(
        select(FinalPlace.person_id, FinalPlace.rank, FinalPlace.out_of, FinalPlace.total)
        .where(FinalPlace.final_id == final.id)
        .order_by(FinalPlace.rank)
    ).all()
    assert [tuple(row) for row in rows] == [
        (cast.lin.id, 1, 3, Decimal("36.000")),
        (cast.he.id, 2, 3, Decimal("28.000")),
        (cast.zhao.id, 3, 3, Decimal("20.000")),
    ]
    assert (final.at_number, final.last_entry, final.digest) == (3, 3, digest(app, over))
    assert steps.acts(session)[-3:] == [
        "competition.confirmed",
        "competition.confirmed",
        "competition.final",
    ]


def test_only_the_head_judge_and_a_supervisor_confirm_and_each_once(app, session, cast, over):
    confirm(app, over, cast.shang)
    before = steps.state(session)

    for person, failure in (
        (cast.shang, Refused),
        (cast.bao, NotAllowed),
        (cast.kong, NotAllowed),
        (cast.lin, NotAllowed),
        (cast.tang, NotAllowed),
    ):
        with pytest.raises(failure):
            confirm(app, over, person)

    assert steps.state(session) == before


def test_other_standings_than_those_now_are_not_confirmed(app, session, cast, over):
    with pytest.raises(Refused, match="changed since you read"):
        confirm(app, over, cast.shang, "0" * 64)

    assert session.scalars(select(Confirmation)).all() == []


def test_a_line_between_the_two_confirmations_makes_both_new(app, session, cast, over):
    confirm(app, over, cast.shang)
    steps.score(session, over, cast.zhao, 95, kind="correction", replaces=2)

    assert confirm(app, over, cast.shen) is None
    assert confirm(app, over, cast.shang).at_number == 4


def test_parallel_confirmations_make_one_final(app, session, cast, over):
    value = digest(app, over)

    def confirm_alone(person_id):
        with app.app_context():
            actor = actor_of(person_of(person_id))
            try:
                return finals.confirm(over.id, digest=value, actor=actor)
            except Refused:
                return None

    with ThreadPoolExecutor(6) as pool:
        people = [cast.shang.id, cast.shen.id] * 3
        made = [each.result(timeout=60) for each in [pool.submit(confirm_alone, p) for p in people]]

    assert sum(final is not None for final in made) == 1
    assert len(session.scalars(select(Final)).all()) == 1
    assert len(session.scalars(select(Confirmation)).all()) == 2


def test_standings_are_not_final_while_something_is_open(app, session, cast, contest):
    def refused():
        with pytest.raises(Refused) as why:
            confirm(app, contest, cast.shang)
        return str(why.value)

    assert refused() == "There is no score yet."
    steps.score(session, contest, cast.lin, 90)
    assert refused() == "A round has not been ended."
    steps.do(app, cast.kong, showing.freeze, contest.id)
    for code in ("theory", "service"):
        steps.do(app, cast.kong, holding.end_round, contest.id, code)
    assert refused() == "Objections to a round are still taken."
    own = steps.entry_of(session, contest, cast.lin)
    made = steps.do(app, cast.lin, objecting.object, own.id, "theory", text="题目有误")
    factories.move_clock(session, 24 * factories.HOUR)
    assert refused() == "An objection waits for its answer."
    steps.do(app, cast.bao, objecting.decide, made.id, upheld=False, reason="题目无误")
    asked = steps.do(app, cast.shang, rulings.ask_disqualification, own.id, reason="替考")
    assert refused() == "A correction or disqualification waits for a second person."
    steps.do(app, cast.bao, rulings.decide, asked.id, agreed=False, reason="查无此事")
    assert refused() == "The board is frozen and not yet revealed."
    steps.do(app, cast.kong, showing.reveal, contest.id)
    assert confirm(app, contest, cast.shang) is None


def test_objections_are_taken_from_the_end_of_a_round_to_the_deadline(app, session, cast, contest):
    own = steps.entry_of(session, contest, cast.lin)

    def object_as(person):
        return steps.do(app, person, objecting.object, own.id, "theory", text="计分有误")

    with pytest.raises(Refused, match="once the round has ended"):
        object_as(cast.lin)
    steps.do(app, cast.kong, holding.end_round, contest.id, "theory")
    with pytest.raises(Missing):
        object_as(cast.zhao)
    object_as(cast.lin)
    with pytest.raises(Refused, match="waits for its answer"):
        object_as(cast.lin)
    factories.move_clock(session, 24 * factories.HOUR)
    with pytest.raises(Refused, match="over"):
        object_as(cast.lin)
    assert steps.acts(session) == ["competition.round_ended", "competition.objected"]


def test_a_correction_needs_a_second_person_of_another_unit(app, session, cast, over):
    steps.seat(session, over, cast.ning)
    asked = steps.do(
        app, cast.shang, rulings.ask_correction, over.id, 1, points=Decimal(60), reason="加错了"
    )
    before = steps.state(session)
    for person, failure in (
        (cast.shang, NotAllowed),
        (cast.ning, NotAllowed),
        (cast.lin, NotAllowed),
        (cast.tang, Missing),
        (cast.shen, NotAllowed),
    ):
        with pytest.raises(failure):
            steps.do(app, person, rulings.decide, asked.id, agreed=True, reason="")
    assert steps.state(session) == before

    steps.do(app, cast.bao, rulings.decide, asked.id, agreed=True, reason="")

    assert steps.lines(session, over)[-1] == (4, "correction", 1, "theory", Decimal("60.000"))
    with pytest.raises(Refused, match="answered already"):
        steps.do(app, cast.bao, rulings.decide, asked.id, agreed=True, reason="")


def test_a_ruling_says_whom_it_would_move(app, session, cast, over):
    own = steps.entry_of(session, over, cast.lin)
    asked = steps.do(app, cast.shang, rulings.ask_disqualification, own.id, reason="替考")

    moved = steps.do(app, cast.bao, rulings.preview, asked.id)

    assert [(m.before.rank, m.after.rank) for m in moved] == [(1, None), (2, 1), (3, 2)]


@pytest.mark.parametrize(("number", "points"), [(1, "90"), (1, "101"), (1, "-1"), (1, "NaN")])
def test_an_impossible_correction_is_refused(app, session, cast, over, number, points):
    before = steps.state(session)

    with pytest.raises(Refused):
        steps.do(
            app,
            cast.shang,
            rulings.ask_correction,
            over.id,
            number,
            points=Decimal(points),
            reason="错",
        )

    assert steps.state(session) == before


def disqualify(app, session, cast, held, person):
    own = steps.entry_of(session, held, person)
    asked = steps.do(app, cast.shang, rulings.ask_disqualification, own.id, reason="替考")
    steps.do(app, cast.bao, rulings.decide, asked.id, agreed=True, reason="")


def test_those_above_hear_of_a_ruling_after_final_standings_only(app, session, cast, over, heard):
    disqualify(app, session, cast, over, cast.zhao)
    assert heard == []
    confirm(app, over, cast.shang)
    confirm(app, over, cast.shen)

    disqualify(app, session, cast, over, cast.lin)

    assert heard == [events.StandingsChanged(over.id, 5)]


def places_of(app, cast):
    with app.app_context():
        found = final_places([cast.lin.id, cast.he.id], ["county"])
        return [(p.person_id, p.rank, p.out_of, str(p.total), p.stands) for p in found]


def test_a_final_place_stands_until_a_ruling_and_again_with_the_next_final(
    app, session, cast, over, heard
):
    assert places_of(app, cast) == []
    confirm(app, over, cast.shang)
    confirm(app, over, cast.shen)
    first = [(cast.lin.id, 1, 3, "36.000"), (cast.he.id, 2, 3, "28.000")]
    assert sorted(places_of(app, cast)) == sorted((*row, True) for row in first)

    disqualify(app, session, cast, over, cast.lin)
    assert sorted(places_of(app, cast)) == sorted((*row, False) for row in first)

    confirm(app, over, cast.shang)
    confirm(app, over, cast.shen)
    assert sorted(places_of(app, cast)) == sorted(
        [(cast.lin.id, None, 2, "36.000", True), (cast.he.id, 1, 2, "28.000", True)]
    )


def test_stored_places_equal_the_ones_computed_anew_and_a_changed_one_is_mended(
    app, session, cast, over
):
    confirm(app, over, cast.shang)
    confirm(app, over, cast.shen)
    with app.app_context():
        assert finals.rebuild(over.id) == []
    kept = steps.state(session)
    own = steps.entry_of(session, over, cast.zhao)
    session.execute(update(FinalPlace).where(FinalPlace.entry_id == own.id).values(rank=1))
    session.commit()

    with app.app_context():
        assert finals.rebuild(over.id) == [own.id]

    assert steps.state(session) == kept


def export(app, cast, held):
    return steps.do(app, cast.kong, evidence.make, held.id, house="https://example")


def test_an_export_is_recomputed_without_the_house(app, session, cast, over, tmp_path):
    confirm(app, over, cast.shang)
    confirm(app, over, cast.shen)
    file = tmp_path / "board.json"
    file.write_text(json.dumps(export(app, cast, over)))

    done = subprocess.run(
        [sys.executable, "-I", verify.__file__, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "the places, computed again from the list of scores" in done.stdout


def test_an_export_with_a_changed_place_does_not_verify(app, session, cast, over, tmp_path):
    confirm(app, over, cast.shang)
    confirm(app, over, cast.shen)
    own = steps.entry_of(session, over, cast.zhao)
    session.execute(update(FinalPlace).where(FinalPlace.entry_id == own.id).values(rank=1))
    session.commit()
    file = tmp_path / "board.json"
    file.write_text(json.dumps(export(app, cast, over)))

    done = subprocess.run(
        [sys.executable, "-I", verify.__file__, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "place" in done.stdout
