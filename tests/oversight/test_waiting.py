"""What waits in competitions and at the issuing of credentials, counted from what there is."""

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import select

from accounts.models import ConflictWaiver
from accounts.queries import actor_of
from competitions.models import Competition, Entry, EntryWithdrawal, Objection, Ruling, Seat, Sheet
from core.clock import exam_ms, now
from credentials.actions import filing, holding, issuing, status, waiving
from credentials.models import Concern
from oversight.queries.desks.everyone import waiting_for
from tests.credentials import steps
from tests.factories import HOUR, clock

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def desk(app):
    """What waits for a person, by message; zeros and the officers there are left out."""

    def found(person):
        with app.app_context():
            lines = waiting_for(actor_of(person))
        return {
            line.message: line.count
            for line in lines
            if line.count and line.message != "Officers in your units"
        }

    return found


@pytest.fixture
def contest(session, cast):
    """A competition of Yunxi City under way, with one practical station and three entries."""
    at = clock(session)
    held = Competition(
        series="skills",
        key=secrets.token_hex(16),
        unit_id=cast.units["yunxi"].id,
        title="技能竞赛",
        title_en="Skills",
        definition={},
        entries_close_ms=at - HOUR,
        starts_ms=at - HOUR,
        ends_ms=at + HOUR,
        by_id=cast.kong.id,
        at=now(),
    )
    session.add(held)
    session.flush()
    for number, person in enumerate((cast.lin, cast.zhao, cast.he), start=1):
        session.add(
            Entry(
                competition_id=held.id,
                person_id=person.id,
                unit_id=person.unit_id,
                number=number,
                by_id=person.id,
                at_ms=at,
            )
        )
    session.commit()
    return held


def entries(session, contest):
    rows = session.scalars(select(Entry).where(Entry.competition_id == contest.id))
    return {entry.person_id: entry for entry in rows}


def seat(session, contest, judge):
    session.add(
        Seat(
            competition_id=contest.id,
            round="skills",
            station="service",
            person_id=judge.id,
            by_id=contest.by_id,
            at=now(),
        )
    )
    session.commit()


def test_a_judge_is_waited_for_by_entries_of_other_units_until_they_are_marked(
    session, cast, contest, desk
):
    for judge in (cast.shang, cast.ning):
        seat(session, contest, judge)
    by_person = entries(session, contest)

    assert (desk(cast.shang), desk(cast.ning), desk(cast.bao)) == (
        {"Entries that wait for your marks": 3},
        {"Entries that wait for your marks": 1},
        {},
    )
    session.add(
        Sheet(
            competition_id=contest.id,
            round="skills",
            station="service",
            entry_id=by_person[cast.lin.id].id,
            judge_id=cast.shang.id,
            marks={},
            points=0,
            at_ms=0,
        )
    )
    session.add(EntryWithdrawal(entry_id=by_person[cast.he.id].id, by_id=cast.he.id, at=now()))
    session.commit()
    assert desk(cast.shang) == {"Entries that wait for your marks": 1}


def test_an_examiner_and_a_supervisor_see_what_was_asked_for(session, cast, contest, desk):
    entry = entries(session, contest)[cast.lin.id]
    session.add(
        Ruling(
            competition_id=contest.id, kind="out", entry_id=entry.id, reason="x",
            by_id=cast.shang.id, at=now(),
        )
    )  # fmt: skip
    session.add(
        Objection(competition_id=contest.id, entry_id=entry.id, round="skills", text="x", at_ms=0)
    )
    session.commit()

    asked = {"Rulings that nobody decided": 1, "Objections open": 1}
    assert desk(cast.kong) == {"Competitions under way": 1, **asked}
    assert desk(cast.tang) == {}
    assert desk(cast.shen) == asked


def test_standings_wait_for_a_supervisor_once_it_is_over_and_until_they_are_final(
    confirmed, session, cast, desk
):
    held = confirmed({cast.lin: "80"})
    assert desk(cast.shen) == {}
    score(session, held, number=2)

    assert desk(cast.shen) == {"Standings to confirm": 1}


def score(session, held, *, number):
    from competitions.models import Score  # noqa: PLC0415 - for this row alone

    entry = session.scalars(select(Entry).where(Entry.competition_id == held.id)).first()
    session.add(
        Score(
            competition_id=held.id, number=number, kind="out", entry_id=entry.id, source={},
            at_ms=0,
        )
    )  # fmt: skip
    session.get(Competition, held.id).last_score = number
    session.commit()


def test_a_manager_sees_competitions_that_take_entries_from_their_units(
    app, session, cast, contest, desk
):
    with app.app_context():
        at_ms = exam_ms()
    session.get(Competition, contest.id).entries_close_ms = at_ms + HOUR
    session.commit()

    assert desk(cast.meng) == {"Competitions that take entries": 1}
    assert desk(cast.tang) == {}


def test_issuers_and_supervisors_see_papers_proposals_holds_and_waivers(app, session, cast, desk):
    steps.rule(session)
    steps.qualified(session, cast, cast.lin)
    until = now() + timedelta(days=30)
    with app.app_context():
        yin, fu, shen = (actor_of(each) for each in (cast.yin, cast.fu, cast.shen))
        filing.keep_photo(cast.zhao.id, image=b"jpeg", actor=actor_of(cast.zhao))
        proposed = issuing.propose(cast.lin.id, rule_code="small", actor=yin).id
        waiving.waive(
            cast.zhao.id, rule_code="small", condition="exam", reason="x", until=until, actor=shen
        )

    own = {"Papers to look at": 1}
    assert desk(cast.yin) == own
    assert desk(cast.fu) == {**own, "Proposals that wait for a second issuer": 1}
    watched = {
        "Sittings with results of your people": 1,
        "Proposals of credentials": 1,
        "Waived conditions that stand": 1,
    }
    assert desk(cast.shen) == watched

    with app.app_context():
        hold = holding.hold(proposed, reason="x", actor=shen).id
    assert desk(cast.shen) == {**watched, "Issuances held": 1}

    with app.app_context():
        holding.let_go(hold, reason="x", actor=shen)
        issued = issuing.confirm(proposed, actor=fu).id
        status.ask(issued, kind="suspend", reason_class="inquiry", reason="x", actor=fu)
    session.add(Concern(credential_id=issued, cause="result_voided", fact_id=1, at=now()))
    session.commit()
    assert desk(cast.yin) == {
        **own, "Changes of status that wait for a second issuer": 1, "Concerns open": 1,
    }  # fmt: skip
    assert desk(cast.fu) == {**own, "Concerns open": 1}
    assert desk(cast.shen) == {
        "Sittings with results of your people": 1,
        "Waived conditions that stand": 1,
        "Concerns open": 1,
    }


@pytest.mark.parametrize(("days", "stands"), [(1, True), (-1, False)])
def test_a_waived_conflict_stands_until_its_end(session, cast, desk, days, stands):
    session.add(
        ConflictWaiver(
            person_id=cast.ning.id,
            conflict="judge_own_unit",
            reason="x",
            until=now() + timedelta(days=days),
            by_id=cast.shen.id,
            at=now(),
        )
    )
    session.commit()

    assert desk(cast.shen) == ({"Waived conflicts that stand": 1} if stands else {})
