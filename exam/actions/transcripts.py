"""An officer's transcript: all their released results on one sheet, each time noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from accounts.models import Person
from accounts.queries import person_of
from audit.actions import record
from audit.rules.entry import canonical
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Missing
from exam.acts import ExamAct
from exam.queries.own_papers import OwnPaper, own_record


@dataclass(frozen=True, slots=True)
class Transcript:
    """Whose results, which, when they were put together, and the digest that the trail keeps."""

    person: Person
    papers: Sequence[OwnPaper]
    at: datetime
    digest: str


def make_transcript(actor: Actor) -> Transcript:
    """The actor's own released results, voided ones among them; without one there is none."""
    with transaction():
        papers = own_record(actor.id)
        if not papers:
            raise Missing(N_("None of your results is released yet; there is nothing to print."))
        at = now()
        digest = sha256(canonical([_facts(each) for each in papers])).hexdigest()
        record(
            ExamAct.TRANSCRIPT_MADE,
            actor,
            subject=("person", actor.id),
            unit_path=actor.unit_path,
            attempts=[each.attempt_id for each in papers],
            digest=digest,
        )
        return Transcript(person_of(actor.id), papers, at, digest)


def _facts(own: OwnPaper) -> dict[str, object]:
    return {
        "attempt": own.attempt_id,
        "run": own.digest,
        "score": str(own.score),
        "full": str(own.full),
        "passed": own.passed,
        "voided": own.is_voided,
    }
