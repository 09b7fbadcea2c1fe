"""Texts that trainers propose, and what reviewers say of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.database import Base
from courses.models.modules import ModuleRevision


class ModuleProposal(Base):
    """A trainer's own text for a module of a course, until a reviewer lets it stand.

    `position` is the place in the course of a module that is new, counted from 1.
    """

    __tablename__ = "course_module_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_code: Mapped[str] = mapped_column(String(32))
    module_code: Mapped[str] = mapped_column(String(32), index=True)
    position: Mapped[int | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
    texts: Mapped[list["ProposalText"]] = relationship(
        back_populates="proposal", order_by="ProposalText.number"
    )
    sendings: Mapped[list["ProposalSending"]] = relationship(
        back_populates="proposal", order_by="ProposalSending.id"
    )
    withdrawal: Mapped["ProposalWithdrawal | None"] = relationship(back_populates="proposal")


class ProposalText(Base):
    """What a proposal said when it was saved: the whole files by language.

    It was written over the revision `base_id`; a new module has none.
    """

    __tablename__ = "course_proposal_text"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("course_module_proposal.id"))
    number: Mapped[int]
    files: Mapped[dict[str, Any]]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("course_module_revision.id"), index=True)
    at: Mapped[datetime]

    proposal: Mapped[ModuleProposal] = relationship(back_populates="texts")
    base: Mapped[ModuleRevision | None] = relationship()


class ProposalSending(Base):
    """A text of a proposal was handed to the reviewers."""

    __tablename__ = "course_proposal_sending"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("course_module_proposal.id"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]

    proposal: Mapped[ModuleProposal] = relationship(back_populates="sendings")
    answer: Mapped["ProposalAnswer | None"] = relationship(back_populates="sending")


class ProposalAnswer(Base):
    """A reviewer's answer: agreed, and the revision that the text became, or why it is returned."""

    __tablename__ = "course_proposal_answer"

    sending_id: Mapped[int] = mapped_column(
        ForeignKey("course_proposal_sending.id"), primary_key=True
    )
    agreed: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text, default="")
    revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("course_module_revision.id"), unique=True
    )
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
    sending: Mapped[ProposalSending] = relationship(back_populates="answer")


class ProposalWithdrawal(Base):
    """The writer gave a proposal up."""

    __tablename__ = "course_proposal_withdrawal"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("course_module_proposal.id"), primary_key=True
    )
    at: Mapped[datetime]

    proposal: Mapped[ModuleProposal] = relationship(back_populates="withdrawal")
