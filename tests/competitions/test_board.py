"""The board: live, frozen without a leak, revealed from the bottom up, the same for everyone."""

from decimal import Decimal

import pytest

from competitions import board
from competitions.actions import entering, evidence, showing
from competitions.rules.phases import BoardPhase
from core.errors import Missing, NotAllowed, Refused
from tests.competitions import steps
from tests.competitions.definitions import CONTEST


@pytest.fixture
def scored(session, cast, contest):
    """Lin 90, Zhao 50 and He 70 in theory."""
    for person, points in ((cast.lin, 90), (cast.zhao, 50), (cast.he, 70)):
        steps.score(session, contest, person, points)
    return contest


BEFORE = [(1, 1, Decimal("36.000")), (2, 3, Decimal("28.000")), (3, 2, Decimal("20.000"))]


def whole(app, held, watched=(1, 2, 3)):
    """Everything that a watcher could ask for."""
    with app.app_context():
        view = board.view_of(held.id)
        rows = view.rows(0, view.size)
        return (
            view.tag,
            view.phase,
            view.size,
            rows,
            [view.row_of(row.entry_id) for row in rows],
            [view.position_of(row.entry_id) for row in rows],
            [view.lines_of(row.entry_id) for row in rows],
            view.teams,
            view.history([row.entry_id for row in rows]),
        )


def test_a_new_line_moves_the_board_and_its_tag(app, session, cast, scored):
    assert steps.look(app, scored) == BEFORE
    tag = whole(app, scored)[0]

    steps.score(session, scored, cast.zhao, 100, round_code="service", station="etiquette")

    assert steps.look(app, scored)[0] == (1, 2, Decimal("80.000"))
    assert whole(app, scored)[0] != tag


def test_a_board_is_at_most_a_second_old(app, session, cast, scored, monkeypatch, statements):
    with app.app_context():
        board.view_of(scored.id)
        with statements() as heard:
            board.view_of(scored.id)
    assert heard == []

    steps.score(session, scored, cast.zhao, 100, round_code="service", station="etiquette")
    monkeypatch.setattr(board, "FRESH_S", 0.0)

    with app.app_context(), statements() as heard:
        assert board.view_of(scored.id).rows(0, 1)[0].number == 2
    assert len(heard) == 2


def test_nothing_that_comes_after_a_freeze_can_be_seen_anywhere(
    app, session, cast, scored, monkeypatch
):
    monkeypatch.setattr(board, "FRESH_S", 0.0)
    steps.do(app, cast.kong, showing.freeze, scored.id)
    kept = whole(app, scored)
    assert kept[1] is BoardPhase.FROZEN

    steps.score(session, scored, cast.zhao, 100, round_code="service", station="etiquette")
    steps.score(session, scored, cast.lin, 0, kind="out")
    first = steps.score(session, scored, cast.he, 10, kind="correction", replaces=3)

    assert first.number == 6
    assert whole(app, scored) == kept
    board.forget()
    assert whole(app, scored) == kept


def test_a_process_that_loads_the_frozen_board_late_shows_the_same(app, session, cast, scored):
    steps.do(app, cast.kong, showing.freeze, scored.id)
    steps.score(session, scored, cast.zhao, 100, round_code="service", station="etiquette")

    assert steps.look(app, scored) == BEFORE


def test_a_reveal_opens_one_who_hides_something_at_a_time(app, session, cast, scored, monkeypatch):
    monkeypatch.setattr(board, "FRESH_S", 0.0)
    steps.do(app, cast.kong, showing.freeze, scored.id)
    steps.score(session, scored, cast.zhao, 60, round_code="service", station="etiquette")
    steps.score(session, scored, cast.lin, 100, round_code="service", station="etiquette")
    whole(app, scored)

    assert steps.do(app, cast.kong, showing.reveal, scored.id).step == 1
    opened = [(1, 2, Decimal("56.000")), (2, 1, Decimal("36.000")), (3, 3, Decimal("28.000"))]
    long_lived = [(r.place.rank, r.number, r.place.total) for r in whole(app, scored)[3]]
    assert whole(app, scored)[1] is BoardPhase.REVEALING
    assert long_lived == opened == steps.look(app, scored)

    assert steps.do(app, cast.kong, showing.reveal, scored.id).step == 3
    assert steps.look(app, scored)[0] == (1, 1, Decimal("96.000"))
    assert whole(app, scored)[1] is BoardPhase.LIVE
    with pytest.raises(Refused, match="revealed already"):
        steps.do(app, cast.kong, showing.reveal, scored.id)
    assert steps.acts(session)[-2:] == ["competition.revealed", "competition.revealed"]


def test_a_board_that_hides_something_is_not_exported(app, session, cast, scored):
    steps.do(app, cast.kong, showing.freeze, scored.id)

    with pytest.raises(Refused, match="not yet revealed"):
        steps.do(app, cast.kong, evidence.make, scored.id, house="https://example")


def test_nobody_enters_or_leaves_a_frozen_board(app, session, cast, scored):
    steps.do(app, cast.kong, showing.freeze, scored.id)
    before = steps.state(session)

    with pytest.raises(Refused, match="frozen"):
        steps.do(app, cast.yao, entering.enter_oneself, scored.id)

    assert steps.state(session) == before


def test_freezing_is_the_examiners_and_happens_once(app, session, cast, scored):
    for person, failure in ((cast.lin, NotAllowed), (cast.shang, NotAllowed), (cast.tang, Missing)):
        with pytest.raises(failure):
            steps.do(app, person, showing.freeze, scored.id)
    with pytest.raises(Refused, match="not frozen"):
        steps.do(app, cast.kong, showing.reveal, scored.id)
    steps.do(app, cast.kong, showing.freeze, scored.id)
    with pytest.raises(Refused, match="already"):
        steps.do(app, cast.kong, showing.freeze, scored.id)


def test_entries_that_come_and_go_are_taken_in(app, session, cast, contest, monkeypatch):
    monkeypatch.setattr(board, "FRESH_S", 0.0)
    assert [row.number for row in whole(app, contest)[3]] == [1, 2, 3]

    own = steps.do(app, cast.yao, entering.enter_oneself, contest.id)
    assert [row.number for row in whole(app, contest)[3]] == [1, 2, 3, 4]

    steps.do(app, cast.yao, entering.withdraw, own.id)
    assert [row.number for row in whole(app, contest)[3]] == [1, 2, 3]


def test_a_board_of_numbers_names_nobody(app, session, cast):
    held = steps.competition(
        session, cast.units["qinglan"], cast.kong, definition={**CONTEST, "show": "number"}
    )
    steps.entry(session, held, cast.lin)

    row = whole(app, held)[3][0]

    assert (row.number, row.name, row.unit, row.unit_en) == (1, "", "", "")


def test_a_secret_link_opens_its_board_and_no_other(app, scored):
    with app.app_context():
        assert board.view_by_key(scored.key).size == 3
        with pytest.raises(Missing):
            board.view_by_key("a" * 32)
        with pytest.raises(Missing):
            board.view_of(scored.id + 1)
