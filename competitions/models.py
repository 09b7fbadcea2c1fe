"""Competitions: who takes part, what judges marked, the list of scores, what was confirmed.

Rows are only ever added. Guard columns that decide a race: `Competition.last_score` numbers the
scores of a competition without gaps, under a lock on its row.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person, Unit
from core.database import Base
from exam.models.sittings import Sitting

BigId = BigInteger().with_variant(Integer(), "sqlite")


class Competition(Base):
    """A competition of a unit, by a definition as `rules.definition` reads it.

    `series` is what gates name; `key` opens the board without signing in. Times are readings of
    the exam clock.
    """

    __tablename__ = "competition"

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(64), index=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(160))
    definition: Mapped[dict[str, Any]]
    entries_close_ms: Mapped[int] = mapped_column(BigInteger)
    starts_ms: Mapped[int] = mapped_column(BigInteger)
    ends_ms: Mapped[int] = mapped_column(BigInteger)
    last_score: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()


class Entry(Base):
    """Somebody's entry; `number` is the start number, the only thing some boards show."""

    __tablename__ = "competition_entry"
    __table_args__ = (
        UniqueConstraint("competition_id", "person_id"),
        UniqueConstraint("competition_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[int]
    division: Mapped[str] = mapped_column(String(32), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at_ms: Mapped[int] = mapped_column(BigInteger)

    competition: Mapped[Competition] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    unit: Mapped[Unit] = relationship()


class EntryWithdrawal(Base):
    """An entry taken back before it had a score."""

    __tablename__ = "entry_withdrawal"

    entry_id: Mapped[int] = mapped_column(ForeignKey("competition_entry.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Team(Base):
    """A team of a unit; its score is that of its best members."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("competition_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(80))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()


class TeamMember(Base):
    """An entry that belongs to a team; one team at most."""

    __tablename__ = "team_member"

    entry_id: Mapped[int] = mapped_column(ForeignKey("competition_entry.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)


class RoundSitting(Base):
    """A sitting of the exam that is held for a round; a drill has several over the year."""

    __tablename__ = "round_sitting"
    __table_args__ = (UniqueConstraint("sitting_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), index=True)
    round: Mapped[str] = mapped_column(String(32))
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    sitting: Mapped[Sitting] = relationship()


class Seat(Base):
    """A judge's seat on the panel of a station; the head judge also confirms the standings."""

    __tablename__ = "panel_seat"
    __table_args__ = (UniqueConstraint("competition_id", "round", "station", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    round: Mapped[str] = mapped_column(String(32))
    station: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    is_head: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class SeatEnd(Base):
    """A judge who leaves a panel; what they marked stays."""

    __tablename__ = "panel_seat_end"

    seat_id: Mapped[int] = mapped_column(ForeignKey("panel_seat.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Sheet(Base):
    """One judge's marks for one entry at one station: `marks` is criterion → grade (0 to 4)."""

    __tablename__ = "judge_sheet"
    __table_args__ = (
        UniqueConstraint("entry_id", "round", "station", "judge_id"),
        Index("ix_judge_sheet_competition_id", "competition_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    round: Mapped[str] = mapped_column(String(32))
    station: Mapped[str] = mapped_column(String(32))
    entry_id: Mapped[int] = mapped_column(ForeignKey("competition_entry.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    marks: Mapped[dict[str, Any]]
    points: Mapped[Decimal] = mapped_column(Numeric(9, 3))
    remark: Mapped[str] = mapped_column(String(500), default="")
    at_ms: Mapped[int] = mapped_column(BigInteger)


class Score(Base):
    """One line of a competition's list of scores, numbered from 1 without gaps.

    `kind`: "score" (from a sitting or a panel), "correction" (takes the place of line
    `replaces`) or "out" (the entry is disqualified; no points). `station` is empty for a round
    that has none. `source` says where it comes from: {"sitting", "attempt", "result"},
    {"sheets": […]} or {"ruling"}.
    """

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("competition_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    entry_id: Mapped[int] = mapped_column(ForeignKey("competition_entry.id"), index=True)
    round: Mapped[str] = mapped_column(String(32), default="")
    station: Mapped[str] = mapped_column(String(32), default="")
    points: Mapped[Decimal | None] = mapped_column(Numeric(9, 3))
    full: Mapped[Decimal | None] = mapped_column(Numeric(9, 3))
    used_ms: Mapped[int | None] = mapped_column(BigInteger)
    limit_ms: Mapped[int | None] = mapped_column(BigInteger)
    finished_ms: Mapped[int | None] = mapped_column(BigInteger)
    replaces: Mapped[int | None]
    source: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    second_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at_ms: Mapped[int] = mapped_column(BigInteger)


class Ruling(Base):
    """A correction or disqualification that somebody asks for; a second person decides."""

    __tablename__ = "ruling"

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    entry_id: Mapped[int] = mapped_column(ForeignKey("competition_entry.id"))
    score_number: Mapped[int | None]
    points: Mapped[Decimal | None] = mapped_column(Numeric(9, 3))
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    entry: Mapped[Entry] = relationship()
    decision: Mapped["RulingDecision | None"] = relationship(back_populates="ruling")


class RulingDecision(Base):
    """The second person's answer to a ruling."""

    __tablename__ = "ruling_decision"

    ruling_id: Mapped[int] = mapped_column(ForeignKey("ruling.id"), primary_key=True)
    agreed: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    ruling: Mapped[Ruling] = relationship(back_populates="decision")


class Freeze(Base):
    """From here on the board shows the list as it was at this number."""

    __tablename__ = "board_freeze"

    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), primary_key=True)
    at_number: Mapped[int]
    at_ms: Mapped[int] = mapped_column(BigInteger)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Reveal(Base):
    """One step of the reveal, from the bottom of the frozen board up."""

    __tablename__ = "board_reveal"

    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at_ms: Mapped[int] = mapped_column(BigInteger)


class RoundEnd(Base):
    """The end of a round; objections are taken for a day from here."""

    __tablename__ = "round_end"

    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), primary_key=True)
    round: Mapped[str] = mapped_column(String(32), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at_ms: Mapped[int] = mapped_column(BigInteger)


class Objection(Base):
    """What an officer objects to in their own round."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("competition_entry.id"), index=True)
    round: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigInteger)

    entry: Mapped[Entry] = relationship()
    decision: Mapped["ObjectionDecision | None"] = relationship(back_populates="objection")


class ObjectionDecision(Base):
    """The answer to an objection, with reasons."""

    __tablename__ = "objection_decision"

    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"), primary_key=True)
    upheld: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    objection: Mapped[Objection] = relationship(back_populates="decision")


class Confirmation(Base):
    """A word that the standings at this number are final; `part` is head_judge or supervisor."""

    __tablename__ = "standings_confirmation"
    __table_args__ = (UniqueConstraint("competition_id", "at_number", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    at_number: Mapped[int]
    part: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Final(Base):
    """Standings that two people confirmed, computed from the list up to this number.

    Who entered later than start number `last_entry` is not in them: a drill goes on.
    """

    __tablename__ = "final_standings"
    __table_args__ = (UniqueConstraint("competition_id", "at_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    at_number: Mapped[int]
    last_entry: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    competition: Mapped[Competition] = relationship()


class FinalPlace(Base):
    """One entry's place in final standings, kept for quick reading; `flask competition rebuild`.

    `total` is out of 100. `rounds` is code → points out of 100; `stations` is code →
    {"points", "full"}.
    """

    __tablename__ = "final_place"

    final_id: Mapped[int] = mapped_column(ForeignKey("final_standings.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("competition_entry.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    rank: Mapped[int | None]
    out_of: Mapped[int]
    total: Mapped[Decimal] = mapped_column(Numeric(9, 3))
    rounds: Mapped[dict[str, Any]]
    stations: Mapped[dict[str, Any]]

    final: Mapped[Final] = relationship()
