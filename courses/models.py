"""Courses and modules as imported, what people read of them, and how they checked themselves."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.database import Base, Json
from question_bank.models import StatuteVersion


class Course(Base):
    """A course by its stable code."""

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)


class CourseRevision(Base):
    """One import of a course's own file; the newest one holds."""

    __tablename__ = "course_revision"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    position: Mapped[int]
    titles: Mapped[dict[str, Any]]
    descriptions: Mapped[dict[str, Any]]
    modules: Mapped[list[Any]]
    required_percent: Mapped[int]
    hours: Mapped[int] = mapped_column(default=0, server_default="0")
    needs: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    quiz: Mapped[dict[str, Any] | None]
    test: Mapped[dict[str, Any] | None]
    source: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    course: Mapped[Course] = relationship()


class Module(Base):
    """A module by its stable code."""

    __tablename__ = "course_module"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)


class ModuleRevision(Base):
    """One wording of a module in all its languages; the newest one holds."""

    __tablename__ = "course_module_revision"
    __table_args__ = (UniqueConstraint("module_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"))
    number: Mapped[int]
    titles: Mapped[dict[str, Any]]
    minutes: Mapped[int]
    edition: Mapped[str] = mapped_column(String(7))
    confidence: Mapped[str] = mapped_column(String(4))
    topics: Mapped[list[Any]] = mapped_column(default=list)
    refs: Mapped[list[Any]] = mapped_column(default=list)
    facts: Mapped[list[Any]]
    checks: Mapped[list[Any]]
    fingerprint: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    module: Mapped[Module] = relationship()
    texts: Mapped[list["ModuleText"]] = relationship(back_populates="revision")
    passages: Mapped[list["Passage"]] = relationship(back_populates="revision")
    suspensions: Mapped[list["ModuleSuspension"]] = relationship(
        back_populates="revision", order_by="ModuleSuspension.id"
    )


class ModuleText(Base):
    """A revision in one language: its file as it came, and its HTML."""

    __tablename__ = "course_module_text"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("course_module_revision.id"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    file: Mapped[str] = mapped_column(String(100))
    parts: Mapped[list[Any]]
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)

    revision: Mapped[ModuleRevision] = relationship(back_populates="texts")


class Passage(Base):
    """A section of a revision in one language as plain words: what search reads.

    `anchor` is the id of its heading on the page, empty before the first heading; `folded` is
    heading and words as search compares them.
    """

    __tablename__ = "course_passage"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("course_module_revision.id"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    anchor: Mapped[str] = mapped_column(String(80))
    heading: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)

    revision: Mapped[ModuleRevision] = relationship(back_populates="passages")


class Stretch(Base):
    """Some time that a person had a module in front of them, and the section they were at.

    It counts towards required hours and says where to go on; it completes nothing.
    """

    __tablename__ = "course_stretch"
    __table_args__ = (Index("ix_course_stretch_person_id_module_id", "person_id", "module_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"), index=True)
    anchor: Mapped[str] = mapped_column(String(80))
    seconds: Mapped[int]
    at: Mapped[datetime]


class Note(Base):
    """A person's own note on a module, or a passage of it that they marked.

    `quote` is the passage with some words `before` and `after` it, all empty for a note on the
    whole module. Notes are their writer's own: they change and are deleted.
    """

    __tablename__ = "course_note"
    __table_args__ = (Index("ix_course_note_person_id_module_id", "person_id", "module_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    quote: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    changed_at: Mapped[datetime]

    module: Mapped[Module] = relationship()


class CourseTest(Base):
    """A module's quiz or a course's test as it was drawn for one person.

    `slots` is a list of {"revision", "question", "order"}; `percent` of full marks passes. A quiz
    names its module and has no `due_at`. A question withdrawn later stays in what was drawn.
    """

    __tablename__ = "course_test"
    __table_args__ = (
        Index("ix_course_test_person_id_course_id", "person_id", "course_id"),
        Index("ix_course_test_due_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    module_id: Mapped[int | None] = mapped_column(ForeignKey("course_module.id"), index=True)
    seed: Mapped[str] = mapped_column(String(16))
    slots: Mapped[list[Any]]
    percent: Mapped[int]
    at: Mapped[datetime]
    due_at: Mapped[datetime | None]

    answers: Mapped[list["CourseTestAnswer"]] = relationship(
        back_populates="test", order_by="CourseTestAnswer.id"
    )
    end: Mapped["CourseTestEnd | None"] = relationship(back_populates="test")


class CourseTestAnswer(Base):
    """An answer to the question at a place of a test, counted from 1; the newest one holds.

    `value` is JSON in the letters of the order shown.
    """

    __tablename__ = "course_test_answer"
    __table_args__ = (Index("ix_course_test_answer_test_id_number", "test_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    test_id: Mapped[int] = mapped_column(ForeignKey("course_test.id"))
    number: Mapped[int]
    value: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    test: Mapped[CourseTest] = relationship(back_populates="answers")


class CourseTestEnd(Base):
    """A test that was handed in, or ended with its time, and what each answer earned.

    `shares` are the parts of full marks by place: "1", "0", "2/3"; `share` is their mean.
    """

    __tablename__ = "course_test_end"

    test_id: Mapped[int] = mapped_column(ForeignKey("course_test.id"), primary_key=True)
    shares: Mapped[list[Any]]
    share: Mapped[str] = mapped_column(String(32))
    is_passed: Mapped[bool]
    at: Mapped[datetime]

    test: Mapped[CourseTest] = relationship(back_populates="end")


class Reading(Base):
    """A person has read a revision of a module."""

    __tablename__ = "course_reading"
    __table_args__ = (Index("ix_course_reading_person_id_revision_id", "person_id", "revision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_module_revision.id"), index=True)
    at: Mapped[datetime]


class CheckAnswer(Base):
    """An answer to a self-check question of a module, and the share of full marks it earned."""

    __tablename__ = "course_check_answer"
    __table_args__ = (
        Index("ix_course_check_answer_person_id_module_id", "person_id", "module_id", "question"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"), index=True)
    question: Mapped[str] = mapped_column(String(64))
    question_revision_id: Mapped[int] = mapped_column(
        ForeignKey("question_revision.id"), index=True
    )
    value: Mapped[object] = mapped_column(Json)
    earned: Mapped[int]
    full: Mapped[int]
    at: Mapped[datetime]

    @property
    def share(self) -> Fraction:
        """The part of full marks that the answer earned."""
        return Fraction(self.earned, self.full)


class ModuleSuspension(Base):
    """A revision that a new version of a statute made doubtful, by these articles."""

    __tablename__ = "course_module_suspension"
    __table_args__ = (UniqueConstraint("revision_id", "version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_module_revision.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("statute_version.id"), index=True)
    articles: Mapped[list[Any]]
    at: Mapped[datetime]

    revision: Mapped[ModuleRevision] = relationship(back_populates="suspensions")
    version: Mapped[StatuteVersion] = relationship()
    upholdings: Mapped[list["ModuleUpholding"]] = relationship(
        back_populates="suspension", order_by="ModuleUpholding.id"
    )


class ModuleUpholding(Base):
    """A trainer's word that a suspended module is still right."""

    __tablename__ = "course_module_upholding"

    id: Mapped[int] = mapped_column(primary_key=True)
    suspension_id: Mapped[int] = mapped_column(
        ForeignKey("course_module_suspension.id"), index=True
    )
    note: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
    suspension: Mapped[ModuleSuspension] = relationship(back_populates="upholdings")
    answer: Mapped["ModuleUpholdingAnswer | None"] = relationship(back_populates="upholding")


class ModuleUpholdingAnswer(Base):
    """A reviewer's answer to a trainer's word: agreed, or sent back with a comment."""

    __tablename__ = "course_module_upholding_answer"

    upholding_id: Mapped[int] = mapped_column(
        ForeignKey("course_module_upholding.id"), primary_key=True
    )
    agreed: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
    upholding: Mapped[ModuleUpholding] = relationship(back_populates="answer")


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
