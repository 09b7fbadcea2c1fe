"""The trainers' workshop: own proposals, what waits for review, and every module; its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Person
from accounts.queries import demand
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from courses.models.courses import CourseRevision
from courses.models.modules import ModuleRevision
from courses.models.proposals import ModuleProposal, ProposalAnswer, ProposalSending
from courses.queries.outline import current_courses, current_modules, place_of
from courses.queries.proposals import open_proposals
from courses.rules.proposing import OPEN, Standing, standing

MOST_ENDED = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal in a list; `titles` are the module's, none while it is new."""

    proposal: ModuleProposal
    standing: Standing
    titles: Mapping[str, str] | None

    @property
    def at(self) -> datetime:
        """When it was sent, or saved since."""
        sent = self.proposal.sendings[-1:] if self.standing is not Standing.DRAFT else []
        return sent[0].at if sent else self.proposal.texts[-1].at

    @property
    def comment(self) -> str:
        """What the last reviewer said, while that is still to be heard."""
        sent = self.proposal.sendings[-1] if self.proposal.sendings else None
        answer = sent.answer if sent else None
        return answer.comment if answer and not answer.agreed and self.standing in OPEN else ""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A module of a course, and who has an open proposal for it."""

    module: ModuleRevision
    open: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the list shows: one's own, what waits for a reviewer, and all modules by course."""

    mine: Sequence[Row]
    ended: Sequence[Row]
    waiting: Sequence[Row]
    courses: Sequence[tuple[CourseRevision, Sequence[Shelved]]]


@dataclass(frozen=True, slots=True)
class Past:
    """A revision of a module, who wrote it, and the answer that let it stand, if it was proposed.

    `by` is none for what was imported by whoever runs the machine.
    """

    revision: ModuleRevision
    by: str | None
    answer: ProposalAnswer | None


def workshop(actor: Actor) -> Workshop:
    """Everything on one page; ended proposals of one's own only the newest."""
    demand(actor, Right.READ_BANK)
    proposals = open_proposals(actor)
    courses = current_courses()
    codes = {code for each in courses for code in each.modules}
    modules = current_modules(codes | {each.module_code for each in proposals})
    rows = [_row(each, modules.get(each.module_code)) for each in proposals]
    mine = [each for each in reversed(rows) if each.proposal.by_id == actor.id]
    under_way = [each for each in rows if each.standing in OPEN]
    waiting = [each for each in under_way if each.standing is Standing.IN_REVIEW]
    return Workshop(
        mine=[each for each in mine if each.standing in OPEN],
        ended=[each for each in mine if each.standing not in OPEN][:MOST_ENDED],
        waiting=sorted(waiting, key=lambda each: each.proposal.sendings[-1].id),
        courses=[
            (course, [_shelved(modules[code], under_way) for code in course.modules])
            for course in courses
        ],
    )


def history_of(course_code: str, module_code: str) -> list[Past]:
    """Every revision of a module, the newest first."""
    module_id = place_of(course_code, module_code).module.module_id
    revisions = db.session.scalars(
        select(ModuleRevision)
        .where(ModuleRevision.module_id == module_id)
        .options(selectinload(ModuleRevision.texts), joinedload(ModuleRevision.module))
        .order_by(ModuleRevision.number.desc())
    ).all()
    ids = [each.id for each in revisions]
    answers = {
        each.revision_id: each
        for each in db.session.scalars(
            select(ProposalAnswer)
            .where(ProposalAnswer.revision_id.in_(ids))
            .options(
                joinedload(ProposalAnswer.by),
                joinedload(ProposalAnswer.sending).joinedload(ProposalSending.proposal),
            )
        )
    }
    writers = {each.by_id for each in revisions if each.by_id}
    people = db.session.scalars(select(Person).where(Person.id.in_(writers)))
    names = {each.id: each.name for each in people}
    return [Past(each, names.get(each.by_id or 0), answers.get(each.id)) for each in revisions]


def _row(proposal: ModuleProposal, module: ModuleRevision | None) -> Row:
    stands = standing(proposal, module.id if module else None)
    return Row(proposal, stands, module.titles if module else None)


def _shelved(module: ModuleRevision, under_way: Sequence[Row]) -> Shelved:
    code = module.module.code
    return Shelved(module, [each for each in under_way if each.proposal.module_code == code])
