"""Gate rules, what is on file about holders, decisions, credentials and their status.

Rows are only ever added. Guard column: `Series.last_serial` numbers the credentials of a series
without gaps, under a lock on its row.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person, Unit
from core.database import Base


class GateRule(Base):
    """One version of a credential type: its words, its conditions, their legal basis."""

    __tablename__ = "gate_rule"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    definition: Mapped[dict[str, Any]]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Photo(Base):
    """A holder's photograph, as it was read, cleaned and written again (JPEG)."""

    __tablename__ = "holder_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    image: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Eligibility(Base):
    """An issuer's look at the papers: unit, education, and that the photo shows the person.

    It stands while the person's unit and newest photo are those that were looked at.
    """

    __tablename__ = "eligibility"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    photo_id: Mapped[int] = mapped_column(ForeignKey("holder_photo.id"))
    education: Mapped[str] = mapped_column(String(32))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()


class Waiver(Base):
    """A condition of the gate that a supervisor waives for one person, with reason and end."""

    __tablename__ = "gate_waiver"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    rule_code: Mapped[str] = mapped_column(String(64))
    condition: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(500))
    until: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    end: Mapped["WaiverEnd | None"] = relationship(back_populates="waiver")


class WaiverEnd(Base):
    """A waiver taken back before its end."""

    __tablename__ = "gate_waiver_end"

    waiver_id: Mapped[int] = mapped_column(ForeignKey("gate_waiver.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    waiver: Mapped[Waiver] = relationship(back_populates="end")


class Decision(Base):
    """What the gate answered for somebody, with every finding and what it stood on."""

    __tablename__ = "gate_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("gate_rule.id"))
    answer: Mapped[str] = mapped_column(String(16))
    findings: Mapped[list[Any]]
    facts: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    rule: Mapped[GateRule] = relationship()


class DecisionGround(Base):
    """A fact that a decision stood on, so that whoever changes the fact finds the decision.

    `kind` is attempt, final (standings), eligibility or waiver.
    """

    __tablename__ = "gate_decision_ground"
    __table_args__ = (Index("ix_gate_decision_ground_fact", "kind", "fact_id"),)

    decision_id: Mapped[int] = mapped_column(ForeignKey("gate_decision.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    fact_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Series(Base):
    """Numbers of one unit and year: `last_serial` is the last one given."""

    __tablename__ = "credential_series"
    __table_args__ = (UniqueConstraint("unit_id", "year", "rule_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    rule_code: Mapped[str] = mapped_column(String(64))
    last_serial: Mapped[int] = mapped_column(default=0)


class Proposal(Base):
    """One issuer proposes a credential; a second one confirms it."""

    __tablename__ = "credential_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("gate_rule.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("gate_decision.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    unit: Mapped[Unit] = relationship()
    rule: Mapped[GateRule] = relationship()
    decision: Mapped[Decision] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    end: Mapped["ProposalEnd | None"] = relationship(back_populates="proposal")
    holds: Mapped[list["Hold"]] = relationship(back_populates="proposal", order_by="Hold.id")
    credential: Mapped["Credential | None"] = relationship(back_populates="proposal")
    replacement: Mapped["Replacement | None"] = relationship(back_populates="proposal")


class Replacement(Base):
    """The standing credential whose place the proposed one is to take."""

    __tablename__ = "credential_replacement"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("credential_proposal.id"), primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"), index=True)

    proposal: Mapped[Proposal] = relationship(back_populates="replacement")
    credential: Mapped["Credential"] = relationship()


class ProposalEnd(Base):
    """A proposal that was withdrawn by its author or declined by another issuer."""

    __tablename__ = "credential_proposal_end"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("credential_proposal.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    proposal: Mapped[Proposal] = relationship(back_populates="end")


class Hold(Base):
    """A supervisor's stop to a proposal; nobody confirms it while the stop stands."""

    __tablename__ = "issuance_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("credential_proposal.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    proposal: Mapped[Proposal] = relationship(back_populates="holds")
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    end: Mapped["HoldEnd | None"] = relationship(back_populates="hold")


class HoldEnd(Base):
    """A supervisor lets a proposal go on."""

    __tablename__ = "issuance_hold_end"

    hold_id: Mapped[int] = mapped_column(ForeignKey("issuance_hold.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    hold: Mapped[Hold] = relationship(back_populates="end")


class Credential(Base):
    """A credential as it was issued. `uid` is in the QR code; `seal` signs `sealed_facts`."""

    __tablename__ = "credential"
    __table_args__ = (UniqueConstraint("series_id", "serial"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("credential_proposal.id"), unique=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("gate_decision.id"))
    rule_id: Mapped[int] = mapped_column(ForeignKey("gate_rule.id"))
    series_id: Mapped[int] = mapped_column(ForeignKey("credential_series.id"))
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(64), unique=True)
    check_code: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("holder_photo.id"))
    name: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    status_index: Mapped[int] = mapped_column(unique=True)
    is_demonstration: Mapped[bool]
    key_code: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    proposal: Mapped[Proposal] = relationship(back_populates="credential")
    decision: Mapped[Decision] = relationship()
    rule: Mapped[GateRule] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    unit: Mapped[Unit] = relationship()
    photo: Mapped[Photo | None] = relationship()
    series: Mapped[Series] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    changes: Mapped[list["StatusChange"]] = relationship(
        back_populates="credential", order_by="StatusChange.id"
    )


class StatusChange(Base):
    """A change of status that one issuer asks for and another decides.

    `kind`: suspend, reinstate, revoke, recall or replace. `reason_class` is what the public is
    told; `reason` stays in the house.
    """

    __tablename__ = "credential_status_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    reason_class: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    credential: Mapped[Credential] = relationship(back_populates="changes")
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    decision: Mapped["StatusDecision | None"] = relationship(back_populates="change")


class StatusDecision(Base):
    """The second issuer's answer; an agreed change holds from `at` on."""

    __tablename__ = "credential_status_decision"

    change_id: Mapped[int] = mapped_column(
        ForeignKey("credential_status_change.id"), primary_key=True
    )
    agreed: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    change: Mapped[StatusChange] = relationship(back_populates="decision")
    by: Mapped[Person] = relationship(foreign_keys=[by_id])


class Concern(Base):
    """Something that a standing credential rests on has changed: for people to decide.

    `cause`: result_voided, result_corrected or standings_changed; `fact_id` is the attempt, the
    grading run that corrected it, or the final standings.
    """

    __tablename__ = "credential_concern"
    __table_args__ = (UniqueConstraint("credential_id", "cause", "fact_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"))
    cause: Mapped[str] = mapped_column(String(32))
    fact_id: Mapped[int]
    at: Mapped[datetime]

    credential: Mapped[Credential] = relationship()
    answer: Mapped["ConcernAnswer | None"] = relationship(back_populates="concern")


class ConcernAnswer(Base):
    """What was decided about a concern: kept, or acted on by a change of status."""

    __tablename__ = "credential_concern_answer"

    concern_id: Mapped[int] = mapped_column(ForeignKey("credential_concern.id"), primary_key=True)
    kept: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    concern: Mapped[Concern] = relationship(back_populates="answer")


class CheckCount(Base):
    """How often the public asked on a day, by outcome: counted, never written to the trail."""

    __tablename__ = "public_check"

    day: Mapped[date] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int]


class CheckFailure(Base):
    """A number with a wrong check code, by keyed hash of the address: to slow guessing down."""

    __tablename__ = "public_check_failure"
    __table_args__ = (Index("ix_public_check_failure_address_at", "address_hash", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
