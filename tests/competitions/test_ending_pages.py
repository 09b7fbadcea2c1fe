"""The end of a contest over HTTP: disqualified by two, final by two; paging, finding, the chart."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import select

from competitions import board
from competitions.actions import holding
from competitions.models import Confirmation, Final, FinalPlace, Ruling, Score, Team, TeamMember
from competitions.queries.scores import standings_at
from competitions.rules.standings import digest_of
from core.clock import now
from core.database import db
from tests.competitions import steps
from tests.factories import HOUR, move_clock
from tests.people import add_person


@pytest.fixture
def ended(app, session, cast, contest):
    """Lin, Zhao and He with a score in each round; both rounds ended, objections over."""
    for person, points in ((cast.lin, 60), (cast.zhao, 70), (cast.he, 80)):
        steps.score(session, contest, person, points)
        steps.score(session, contest, person, points, round_code="service", station="etiquette")
    for code in ("theory", "service"):
        steps.do(app, cast.kong, holding.end_round, contest.id, code)
    move_clock(session, 25 * HOUR)
    board.forget()
    return contest


def where(held, page=""):
    return f"/competitions/{held.id}{page}"


def digest(app, held) -> str:
    with app.app_context():
        found = digest_of(standings_at(db.session.get(type(held), held.id)).places)
        db.session.remove()
    return found


def confirm(house, person, held, value):
    answer = house.as_(person).post(where(held, "/confirmations"), {"digest": value})
    return answer.status_code


def test_head_judge_and_supervisor_make_the_standings_final(app, house, session, cast, ended):
    value = digest(app, ended)

    answers = [confirm(house, each, ended, value) for each in (cast.shang, cast.shen)]

    rows = session.scalars(select(Confirmation).order_by(Confirmation.id)).all()
    assert answers == [303, 303]
    assert [(each.part, each.by_id, each.digest) for each in rows] == [
        ("head_judge", cast.shang.id, value),
        ("supervisor", cast.shen.id, value),
    ]
    final = session.scalars(select(Final)).one()
    places = session.execute(
        select(FinalPlace.person_id, FinalPlace.rank).order_by(FinalPlace.rank)
    ).all()
    assert (final.at_number, final.digest) == (6, value)
    assert [tuple(each) for each in places] == [
        (cast.he.id, 1),
        (cast.zhao.id, 2),
        (cast.lin.id, 3),
    ]


@pytest.mark.parametrize(
    ("who", "status"),
    [("lin", 403), ("kong", 403), ("bao", 403), ("meng", 403), ("lu", 403), ("yin", 403)],
)
def test_nobody_else_confirms_standings(app, house, session, cast, ended, who, status):
    before = steps.state(session)

    answer = confirm(house, getattr(cast, who), ended, digest(app, ended))

    assert (answer, steps.state(session)) == (status, before)


def test_the_same_part_is_not_given_twice(app, house, session, cast, ended):
    value = digest(app, ended)
    confirm(house, cast.shang, ended, value)
    before = steps.state(session)

    assert (confirm(house, cast.shang, ended, value), steps.state(session)) == (409, before)


def test_standings_that_were_not_read_are_not_confirmed(house, session, cast, ended):
    before = steps.state(session)

    assert (confirm(house, cast.shang, ended, "0" * 64), steps.state(session)) == (409, before)


def test_a_disqualification_needs_a_second_person_and_takes_the_rank(house, session, cast, ended):
    entry = steps.entry_of(session, ended, cast.he)
    asked = house.as_(cast.kong).post(
        where(ended, f"/entries/{entry.id}/disqualification"), {"reason": "夹带资料"}
    )
    ruling = session.scalars(select(Ruling)).one()
    path = where(ended, f"/rulings/{ruling.id}/decision")
    own = house.as_(cast.kong).post(path, {"agreed": "yes"})
    page = house.as_(cast.shang).get(where(ended, "/scores")).text
    agreed = house.as_(cast.shang).post(path, {"agreed": "yes"})

    session.commit()
    out = session.scalars(select(Score).where(Score.kind == "out")).all()
    assert (asked.status_code, own.status_code, agreed.status_code) == (303, 403, 303)
    assert "1 → –" in page
    assert [(each.entry_id, each.number, each.by_id, each.second_id) for each in out] == [
        (entry.id, 7, cast.kong.id, cast.shang.id)
    ]


def test_a_page_of_the_board_leads_to_the_next_and_a_search_to_its_own(
    house, session, cast, contest
):
    for number in range(60):
        person = add_person(session, f"p{number}", f"选手{number:02}", cast.units["shibei"])
        session.commit()
        steps.entry(session, contest, person)
        steps.score(session, contest, person, 100 - number)
    board.forget()
    reader = house.as_(cast.kong)

    first, second = (reader.get(where(contest, f"/board?page={n}")).text for n in (1, 2))
    found = reader.get(where(contest, "/board?find=选手55")).text
    missed = reader.get(where(contest, "/board?find=nobody")).text

    assert ("选手49" in first, "选手50" in first) == (True, False)
    assert ("选手49" in second, "选手50" in second) == (False, True)
    assert re.search(r'class="is-own"[^§]*?选手55', found)
    assert "榜单上没有相符的人。" in missed


def test_the_chart_and_its_table_say_the_same_ranks(house, session, cast, contest):
    for person, points in ((cast.lin, 60), (cast.he, 80), (cast.zhao, 70)):
        steps.score(session, contest, person, points)
    steps.score(session, contest, cast.lin, 90, kind="correction", replaces=1)
    board.forget()

    page = house.as_(cast.lin).get(where(contest, "/board")).text
    table = page[page.index("<figure") : page.index("</figure>")]
    rows = {
        name: re.findall(r'<td class="num">(\d+|–)</td>', row)
        for name, row in re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', table, re.DOTALL)
    }
    lines = page.count("<polyline")

    assert lines == 3
    assert rows == {
        cast.lin.name: ["1", "2", "3", "1"],
        cast.he.name: ["–", "1", "1", "2"],
        cast.zhao.name: ["–", "–", "2", "3"],
    }
    assert (
        Decimal(90) == session.scalars(select(Score.points).where(Score.kind == "correction")).one()
    )


def test_teams_stand_on_the_page_and_in_the_part_that_renews_itself(house, session, cast, contest):
    entries = [steps.entry_of(session, contest, each) for each in (cast.lin, cast.zhao)]
    team = Team(
        competition_id=contest.id,
        unit_id=cast.units["songyan"].id,
        name="松岩一队",
        by_id=cast.kong.id,
        at=now(),
    )
    session.add(team)
    session.flush()
    session.add_all(TeamMember(entry_id=each.id, team_id=team.id) for each in entries)
    session.commit()
    for person, points in ((cast.lin, 60), (cast.zhao, 80)):
        steps.score(session, contest, person, points)
    board.forget()
    reader = house.as_(cast.kong)

    pages = [
        reader.get(path).text
        for path in (where(contest, "/board"), f"/boards/{contest.key}/standings")
    ]

    ranked = r'<td class="rank">1</td><th scope="row">松岩一队'
    assert [len(re.findall(ranked, page)) for page in pages] == [1, 1]


def test_three_rulings_that_wait_cost_no_more_queries_than_one(
    house, session, cast, ended, statements
):
    asker, reader = house.as_(cast.kong), house.as_(cast.shang)

    def asked():
        board.forget()
        with statements() as heard:
            reader.get(where(ended, "/scores"))
        return len(heard)

    counts = []
    for number in (1, 2, 3):
        asker.post(where(ended, f"/scores/{number}/correction"), {"points": "1", "reason": "复核"})
        counts.append(asked())

    assert session.scalars(select(Ruling.score_number).order_by(Ruling.id)).all() == [1, 2, 3]
    assert counts[2] == counts[0]
