"""What tests of competitions do over and over, and how they look at what came of it."""

import secrets
from decimal import Decimal

from sqlalchemy import func, select

from accounts.queries import actor_of
from audit.models import Entry as TrailEntry
from competitions import board
from competitions.models import (
    Competition,
    Confirmation,
    Entry,
    EntryWithdrawal,
    Final,
    FinalPlace,
    Freeze,
    Objection,
    ObjectionDecision,
    Reveal,
    RoundEnd,
    RoundSitting,
    Ruling,
    RulingDecision,
    Score,
    Seat,
    SeatEnd,
    Sheet,
    Team,
    TeamMember,
)
from core.clock import now
from tests import factories
from tests.competitions.definitions import CONTEST

TABLES = (
    Competition,
    Entry,
    EntryWithdrawal,
    Team,
    TeamMember,
    RoundSitting,
    Seat,
    SeatEnd,
    Sheet,
    Score,
    Ruling,
    RulingDecision,
    Freeze,
    Reveal,
    RoundEnd,
    Objection,
    ObjectionDecision,
    Confirmation,
    Final,
    FinalPlace,
)


def state(session):
    """Every row of every competition."""
    session.commit()
    rows = [
        [
            tuple(row)
            for row in session.execute(
                select(table.__table__).order_by(*table.__table__.primary_key)
            )
        ]
        for table in TABLES
    ]
    session.commit()
    return rows


def acts(session):
    """What competitions left on the trail, in order."""
    session.commit()
    statement = select(TrailEntry.act).where(TrailEntry.act.startswith("competition."))
    found = list(session.scalars(statement.order_by(TrailEntry.id)))
    session.commit()
    return found


def competition(session, unit, examiner, *, definition=CONTEST, starts_in=-factories.MINUTE):
    """A competition that began a minute ago and takes entries for an hour."""
    session.commit()
    at = factories.clock(session)
    held = Competition(
        series=definition["series"],
        key=secrets.token_hex(16),
        unit_id=unit.id,
        title="技能竞赛",
        title_en="Skill contest",
        definition=definition,
        entries_close_ms=at + factories.HOUR,
        starts_ms=at + starts_in,
        ends_ms=at + 5 * factories.HOUR,
        last_score=0,
        by_id=examiner.id,
        at=now(),
    )
    session.add(held)
    session.commit()
    return held


def entry(session, held, person):
    """The person's entry, with the next start number."""
    last = session.scalar(select(func.max(Entry.number)).where(Entry.competition_id == held.id))
    made = Entry(
        competition_id=held.id,
        person_id=person.id,
        unit_id=person.unit_id,
        number=(last or 0) + 1,
        by_id=person.id,
        at_ms=factories.clock(session),
    )
    session.add(made)
    session.commit()
    return made


def entry_of(session, held, person):
    """The person's entry."""
    found = session.scalars(
        select(Entry).where(Entry.competition_id == held.id, Entry.person_id == person.id)
    ).one()
    session.commit()
    return found


def seat(session, held, judge, *, round_code="service", station="etiquette", is_head=False):
    """A judge's seat."""
    session.commit()
    made = Seat(
        competition_id=held.id,
        round=round_code,
        station=station,
        person_id=judge.id,
        is_head=is_head,
        by_id=held.by_id,
        at=now(),
    )
    session.add(made)
    session.commit()
    return made


def score(session, held, person, points, *, round_code="theory", kind="score", **other):
    """The next line of the list, as it would have come from a sitting."""
    session.commit()
    held = session.get_one(Competition, held.id, populate_existing=True)
    held.last_score += 1
    line = Score(
        competition_id=held.id,
        number=held.last_score,
        kind=kind,
        entry_id=entry_of(session, held, person).id,
        round=round_code,
        station=other.pop("station", ""),
        points=Decimal(points),
        full=Decimal(100),
        source={},
        at_ms=factories.clock(session),
        **other,
    )
    session.add(line)
    session.commit()
    return line


def lines(session, held):
    """The list of scores as (number, kind, start number, round, points)."""
    session.commit()
    rows = session.execute(
        select(Score.number, Score.kind, Entry.number, Score.round, Score.points)
        .join(Entry, Entry.id == Score.entry_id)
        .where(Score.competition_id == held.id)
        .order_by(Score.number)
    ).all()
    session.commit()
    return [tuple(row) for row in rows]


def do(app, person, verb, *args, **kwargs):
    """The person does something, in a context of its own."""
    with app.app_context():
        return verb(*args, actor=actor_of(person), **kwargs)


def look(app, held):
    """The board as everyone sees it now: (rank, start number, total) from the top down."""
    board.forget()
    with app.app_context():
        view = board.view_of(held.id)
        return [(row.place.rank, row.number, row.place.total) for row in view.rows(0, view.size)]
