"""Making a competition, its judges and rounds; entering, leaving, teams."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from accounts.queries import actor_of, person_of
from competitions.actions import entering, holding
from competitions.models import Competition, Entry
from competitions.queries.listing import competition_for, open_to, own_entries
from competitions.queries.shipped import shipped_definitions, shipped_rubrics
from core.errors import Missing, NotAllowed, Refused
from tests import factories
from tests.competitions import steps
from tests.competitions.definitions import definition


def create(app, session, actor, unit, mapping=None, **other):
    at = factories.clock(session)
    session.commit()
    times = {
        "entries_close_ms": at + factories.HOUR,
        "starts_ms": at + factories.HOUR,
        "ends_ms": at + 2 * factories.HOUR,
    }
    return steps.do(
        app,
        actor,
        holding.create,
        mapping or shipped_definitions()["county"],
        unit_id=unit.id,
        title=other.pop("title", "县级竞赛"),
        title_en="",
        **{**times, **other},
    )


def test_a_competition_keeps_its_rubric_in_whole(app, session, cast):
    made = create(app, session, cast.kong, cast.units["yunxi"])

    held = session.get_one(Competition, made.id)
    assert (
        held.definition["rounds"][1]["stations"][0]["rubric"]
        == (shipped_rubrics()["service-etiquette"])
    )
    assert (held.series, held.title_en, held.last_score, len(held.key)) == (
        "county",
        "县级竞赛",
        0,
        22,
    )
    assert steps.acts(session) == ["competition.created"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"mapping": definition(show="photo")},
        {"starts_ms": 9, "ends_ms": 9, "entries_close_ms": 9},
        {"starts_ms": 8, "ends_ms": 9, "entries_close_ms": 9},
        {"entries_close_ms": 10**15},
    ],
)
def test_a_competition_that_cannot_be_is_refused(app, session, cast, wrong):
    with pytest.raises(Refused):
        create(app, session, cast.kong, cast.units["yunxi"], **wrong)

    assert session.scalars(select(Competition)).all() == []


def test_only_an_examiner_over_the_unit_holds_competitions_there(app, session, cast):
    for person in (cast.tang, cast.lin, cast.meng, cast.shen, cast.shang):
        with pytest.raises(NotAllowed):
            create(app, session, person, cast.units["yunxi"])


def test_seats_are_for_judges_over_the_unit_who_do_not_take_part(app, session, cast, contest):
    def seat(person, round_code="service", station="etiquette", **other):
        return steps.do(
            app, cast.kong, holding.seat, contest.id, round_code, station, person.id, **other
        )

    for person, failure in ((cast.meng, Refused), (cast.lin, Refused), (cast.shang, Refused)):
        with pytest.raises(failure):
            seat(person)
    with pytest.raises(Missing):
        seat(cast.ning, station="nowhere")
    with pytest.raises(Refused, match="head judge already"):
        seat(cast.ning, is_head=True)
    given = seat(cast.ning)
    steps.do(app, cast.kong, holding.end_seat, given.id, reason="回避")
    with pytest.raises(Refused, match="does not come back"):
        seat(cast.ning)
    assert steps.acts(session) == ["competition.seated", "competition.seat_ended"]


def test_a_round_ends_once(app, session, cast, contest):
    steps.do(app, cast.kong, holding.end_round, contest.id, "theory")
    with pytest.raises(Refused, match="already"):
        steps.do(app, cast.kong, holding.end_round, contest.id, "theory")
    with pytest.raises(Missing):
        steps.do(app, cast.kong, holding.end_round, contest.id, "nowhere")
    with pytest.raises(Missing):
        steps.do(app, cast.tang, holding.end_round, contest.id, "service")


def test_an_officer_enters_once_while_entries_are_open(app, session, cast, contest):
    entry = steps.do(app, cast.yao, entering.enter_oneself, contest.id)

    assert (entry.number, entry.unit_id) == (4, cast.yao.unit_id)
    with pytest.raises(Refused, match="already"):
        steps.do(app, cast.yao, entering.enter_oneself, contest.id)
    for person in (cast.kong, cast.shang, cast.meng):
        with pytest.raises(NotAllowed):
            steps.do(app, person, entering.enter_oneself, contest.id)
    assert steps.acts(session) == ["competition.entered"]


def test_entries_close_by_the_exams_clock(app, session, cast, contest):
    factories.move_clock(session, factories.HOUR)

    with pytest.raises(Refused, match="closed"):
        steps.do(app, cast.yao, entering.enter_oneself, contest.id)


def test_a_manager_enters_their_own_people_only(app, session, cast):
    held = steps.competition(session, cast.units["qinglan"], cast.kong)

    made = steps.do(
        app, cast.meng, entering.enter_people, held.id, [cast.lin.id, cast.zhao.id, cast.lin.id]
    )
    assert [entry.number for entry in made] == [1, 2]
    before = steps.state(session)
    with pytest.raises(Missing):
        steps.do(app, cast.meng, entering.enter_people, held.id, [cast.he.id])
    with pytest.raises(Refused, match="not an officer"):
        steps.do(app, cast.meng, entering.enter_people, held.id, [cast.meng.id])
    with pytest.raises(NotAllowed):
        steps.do(app, cast.lin, entering.enter_people, held.id, [cast.lin.id])
    assert steps.state(session) == before


def test_a_competition_of_another_unit_is_not_there(app, session, cast):
    held = steps.competition(session, cast.units["hezhou"], cast.tang)

    with pytest.raises(Missing):
        steps.do(app, cast.lin, entering.enter_oneself, held.id)
    with app.app_context():
        with pytest.raises(Missing):
            competition_for(actor_of(cast.lin), held.id)
        assert competition_for(actor_of(cast.he), held.id).id == held.id


def test_an_officer_sees_what_is_open_to_them_and_what_they_entered(app, session, cast, contest):
    other = steps.competition(session, cast.units["songyan"], cast.kong)
    at = factories.clock(session)
    session.commit()

    with app.app_context():
        lin = actor_of(cast.lin)
        assert [held.id for held in open_to(lin, at)] == [other.id]
        assert [entry.competition_id for entry in own_entries(lin)] == [contest.id]
        assert open_to(actor_of(cast.kong), at) == []


def test_an_entry_with_a_score_stays(app, session, cast, contest):
    own = steps.entry_of(session, contest, cast.lin)
    other = steps.entry_of(session, contest, cast.he)
    with pytest.raises(Missing):
        steps.do(app, cast.zhao, entering.withdraw, own.id)
    with pytest.raises(Missing):
        steps.do(app, cast.meng, entering.withdraw, other.id)
    steps.score(session, contest, cast.lin, 10)
    with pytest.raises(Refused, match="score already"):
        steps.do(app, cast.lin, entering.withdraw, own.id)

    steps.do(app, cast.he, entering.withdraw, other.id)

    assert steps.acts(session) == ["competition.withdrawn"]


def test_a_team_is_of_one_unit_and_of_the_size_that_is_asked(app, session, cast, contest):
    lin, zhao, he = (
        steps.entry_of(session, contest, person).id for person in (cast.lin, cast.zhao, cast.he)
    )

    def make(actor, name, ids):
        return steps.do(app, actor, entering.make_team, contest.id, name, ids)

    for actor, name, ids, failure in (
        (cast.meng, "松岩队", [lin], Refused),
        (cast.meng, "松岩队", [lin, lin], Refused),
        (cast.meng, "", [lin, zhao], Refused),
        (cast.meng, "松岩队", [lin, he], Missing),
        (cast.kong, "松岩队", [lin, he], Refused),
        (cast.lin, "松岩队", [lin, zhao], NotAllowed),
    ):
        with pytest.raises(failure):
            make(actor, name, ids)
    team = make(cast.meng, "松岩队", [lin, zhao])
    assert (team.name, team.unit_id) == ("松岩队", cast.units["songyan"].id)
    with pytest.raises(Refused, match="team already"):
        make(cast.meng, "二队", [lin, zhao])
    with pytest.raises(Refused, match="belongs to a team"):
        steps.do(app, cast.lin, entering.withdraw, lin)
    assert steps.acts(session) == ["competition.team_made"]


def test_start_numbers_have_no_gaps_when_many_enter_at_once(app, session, cast):
    held = steps.competition(session, cast.units["qinglan"], cast.kong)

    def enter(person_id):
        with app.app_context():
            entering.enter_oneself(held.id, actor=actor_of(person_of(person_id)))

    with ThreadPoolExecutor(3) as pool:
        people = (cast.lin.id, cast.zhao.id, cast.he.id)
        for each in [pool.submit(enter, person_id) for person_id in people]:
            each.result(timeout=60)

    numbers = session.scalars(select(Entry.number).where(Entry.competition_id == held.id)).all()
    assert sorted(numbers) == [1, 2, 3]
