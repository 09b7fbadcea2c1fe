"""Standings: ranking, weights, tie-breaks, corrections, speed; and a second opinion."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import verify
from competitions.queries.ladder import Ladder
from competitions.rules.definition import read_definition
from competitions.rules.standings import (
    ScoreLine,
    digest_of,
    moves,
    place_of,
    standing_lines,
    standings,
)
from tests.competitions.definitions import CONTEST, definition, round_of, station

pytestmark = pytest.mark.pure
QUIZ = read_definition(definition())
WHOLE = read_definition(CONTEST)


def line(number, entry, points, *, kind="score", round_="theory", full="100", **other):
    return ScoreLine(
        number=number,
        kind=kind,
        entry_id=entry,
        round=round_,
        points=None if points is None else Decimal(points),
        full=Decimal(full),
        **other,
    )


def ranks(definition, entries, lines):
    return [(place.entry_id, place.rank) for place in standings(definition, entries, lines)]


def test_equal_totals_share_a_rank_and_the_next_is_left_out():
    lines = [line(1, 1, "90"), line(2, 2, "80"), line(3, 3, "80"), line(4, 4, "70")]

    assert ranks(QUIZ, [1, 2, 3, 4], lines) == [(1, 1), (2, 2), (3, 2), (4, 4)]


def test_who_has_no_score_or_is_out_has_no_rank_and_comes_last():
    lines = [line(1, 1, "0"), line(2, 2, "99"), ScoreLine(3, "out", 2)]

    places = standings(QUIZ, [1, 2, 3], lines)

    assert [(p.entry_id, p.rank, p.is_out) for p in places] == [
        (1, 1, False),
        (3, None, False),
        (2, None, True),
    ]


def test_rounds_are_weighted_to_the_total_and_rounded_once():
    lines = [
        line(1, 1, "2", full="3"),
        line(2, 1, "55.5", round_="service", station="etiquette"),
    ]

    place = place_of(WHOLE, 1, lines)

    assert place.rounds == {"theory": Decimal("66.667"), "service": Decimal("55.500")}
    assert place.total == Decimal("59.967")
    assert place.stations["etiquette"].points == Decimal("55.5")


def test_a_round_that_is_missing_counts_for_nothing():
    assert place_of(WHOLE, 1, [line(1, 1, "100")]).total == Decimal("40.000")


def test_tie_breaks_are_taken_in_their_order():
    lines = [
        line(1, 1, "60", used_ms=5, finished_ms=9),
        line(2, 1, "40", round_="service", station="etiquette"),
        line(3, 2, "30", used_ms=9, finished_ms=1),
        line(4, 2, "60", round_="service", station="etiquette"),
        line(5, 3, "60", used_ms=4, finished_ms=9),
        line(6, 3, "40", round_="service", station="etiquette"),
        line(7, 4, "60", used_ms=5, finished_ms=8),
        line(8, 4, "40", round_="service", station="etiquette"),
    ]

    assert ranks(WHOLE, [1, 2, 3, 4], lines) == [(2, 1), (3, 2), (4, 3), (1, 4)]


@pytest.mark.parametrize(
    ("used", "expected"),
    [(0, "80.000"), (30, "76.000"), (60, "72.000"), (90, "72.000"), (None, "80.000")],
)
def test_speed_decides_its_part_of_what_was_earned(used, expected):
    fast = read_definition(definition(round_of("theory", speed_percent=10)))

    place = place_of(fast, 1, [line(1, 1, "80", used_ms=used, limit_ms=60)])

    assert place.total == Decimal(expected)


def test_the_best_of_the_first_tries_of_a_drill_counts():
    drill = read_definition(definition(round_of("theory", kind="drill", best_of=2)))
    tries = [line(1, 1, "50"), line(2, 1, "60"), line(3, 1, "90")]

    assert place_of(drill, 1, tries).total == Decimal("60.000")


def test_a_correction_stands_where_the_line_stood_and_may_be_corrected_itself():
    lines = [
        line(1, 1, "50"),
        line(2, 2, "55"),
        line(3, 1, "70", kind="correction", replaces=1),
        line(4, 1, "60", kind="correction", replaces=3),
    ]

    assert [each.number for each in standing_lines(lines)] == [4, 2]
    assert place_of(QUIZ, 1, [lines[0], *lines[2:]]).total == Decimal("60.000")


def test_moves_are_those_whose_rank_or_total_differs():
    before = standings(QUIZ, [1, 2, 3], [line(1, 1, "90"), line(2, 2, "80"), line(3, 3, "10")])
    after = standings(QUIZ, [1, 2, 3], [line(1, 1, "70"), line(2, 2, "80"), line(3, 3, "10")])

    found = moves(before, after)

    assert [(m.entry_id, m.before.rank, m.after.rank) for m in found] == [(1, 1, 2), (2, 2, 1)]


@st.composite
def lists_of_scores(draw):
    """A sound list: quiz and station once an entry, corrections of what stands, some out."""
    entries = list(range(1, draw(st.integers(1, 6)) + 1))
    lines: list[ScoreLine] = []
    number = 0
    for entry in entries:
        for round_, code in (("theory", ""), ("service", "etiquette")):
            if draw(st.booleans()):
                number += 1
                lines.append(
                    line(
                        number,
                        entry,
                        draw(st.integers(0, 4)) * 25,
                        round_=round_,
                        station=code,
                        used_ms=draw(st.integers(0, 2)),
                        finished_ms=draw(st.integers(0, 2)),
                    )
                )
    for held in list(lines):
        if draw(st.integers(0, 3)) == 0:
            number += 1
            lines.append(
                line(
                    number,
                    held.entry_id,
                    draw(st.integers(0, 100)),
                    kind="correction",
                    round_=held.round,
                    station=held.station,
                    replaces=held.number,
                )
            )
    for entry in entries:
        if draw(st.integers(0, 5)) == 0:
            number += 1
            lines.append(ScoreLine(number, "out", entry))
    return entries, lines


@given(lists_of_scores())
def test_ranks_are_one_more_than_the_number_of_better_ones(made):
    entries, lines = made

    places = [place for place in standings(WHOLE, entries, lines) if place.rank]

    for place in places:
        assert sum(other.total > place.total for other in places) < place.rank
        assert place.rank <= 1 + sum(
            other.total >= place.total for other in places if other != place
        )


@given(lists_of_scores(), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(made, random):
    entries, lines = made
    mixed = list(entries)
    random.shuffle(mixed)

    assert standings(WHOLE, mixed, lines) == standings(WHOLE, entries, lines)
    assert digest_of(standings(WHOLE, mixed, lines)) == digest_of(standings(WHOLE, entries, lines))


@given(lists_of_scores())
def test_more_points_never_rank_lower(made):
    entries, lines = made
    scored = [each for each in lines if each.kind == "score"]
    if not scored:
        return
    raised = ScoreLine(
        number=len(lines) + 1,
        kind="correction",
        entry_id=scored[0].entry_id,
        round=scored[0].round,
        station=scored[0].station,
        points=Decimal(100),
        full=Decimal(100),
        used_ms=scored[0].used_ms,
        finished_ms=scored[0].finished_ms,
        replaces=scored[0].number,
    )
    newest = {each.replaces for each in lines}
    if scored[0].number in newest:
        return

    before = {place.entry_id: place.rank for place in standings(WHOLE, entries, lines)}
    after = {place.entry_id: place.rank for place in standings(WHOLE, entries, [*lines, raised])}

    entry = scored[0].entry_id
    assert before[entry] is None or after[entry] <= before[entry]


@given(lists_of_scores())
def test_the_ladder_shows_what_the_rules_say_line_by_line(made):
    entries, lines = made
    ladder = Ladder(WHOLE)
    ladder.fill(entries, [])

    for count, each in enumerate(lines, start=1):
        ladder.show(each)
        expected = standings(WHOLE, entries, lines[:count])
        assert ladder.every_place() == expected
        assert [ladder.place(place.entry_id) for place in expected] == expected
        assert [ladder.position(place.entry_id) for place in expected] == list(range(len(entries)))
        assert ladder.places(1, 2) == expected[1:3]
    assert ladder.lines() == lines


def text(value):
    return None if value is None else str(value)


def second_opinion(mapping, entries, lines):
    """What the program that checks bundles computes, as entry → (rank, total, rounds)."""
    records = [
        ("competition", {"definition": mapping}),
        *(("entry", {"entry": entry, "withdrawn": False}) for entry in entries),
        *(
            (
                "line",
                {
                    "number": each.number,
                    "kind": each.kind,
                    "entry": each.entry_id,
                    "round": each.round,
                    "station": each.station,
                    "points": text(each.points),
                    "full": text(each.full),
                    "used_ms": each.used_ms,
                    "limit_ms": each.limit_ms,
                    "finished_ms": each.finished_ms,
                    "replaces": each.replaces,
                },
            )
            for each in lines
        ),
    ]
    rows = [
        verify.Row(index, kind, fields, dict.fromkeys(fields, ""))
        for index, (kind, fields) in enumerate(records)
    ]
    places = verify.standings(verify.Rows(rows), None)
    return {entry: (p["rank"], p["total"], p["rounds"]) for entry, p in places.items()}


def own_opinion(rule, entries, lines):
    places = standings(rule, entries, lines)
    return {place.entry_id: (place.rank, place.total, place.rounds) for place in places}


@given(lists_of_scores())
def test_the_program_that_checks_bundles_comes_to_the_same_standings(made):
    entries, lines = made

    assert own_opinion(WHOLE, entries, lines) == second_opinion(CONTEST, entries, lines)


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 30), st.integers(0, 90)), max_size=9),
    st.integers(0, 100),
    st.integers(0, 2),
)
def test_the_program_that_checks_bundles_lets_speed_and_tries_count_alike(tries, speed, best_of):
    mapping = definition(round_of("theory", kind="drill", speed_percent=speed, best_of=best_of))
    lines = [
        line(number, entry, points, full="30", used_ms=used, limit_ms=60)
        for number, (entry, points, used) in enumerate(tries, start=1)
    ]

    held = read_definition(mapping)
    assert own_opinion(held, [1, 2, 3], lines) == second_opinion(mapping, [1, 2, 3], lines)


def test_two_stations_share_the_round_by_weight():
    two = read_definition(
        definition(
            round_of(
                "service",
                kind="practical",
                stations=[station("a", weight=25), station("b", weight=75)],
            )
        )
    )
    lines = [
        line(1, 1, "100", round_="service", station="a"),
        line(2, 1, "50", round_="service", station="b"),
    ]

    assert place_of(two, 1, lines).total == Decimal("62.500")
