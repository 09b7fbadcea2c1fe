"""What an author decides about a question with odd figures."""

from accounts.queries import demand
from accounts.rules.duties import Right
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, NotAllowed, Refused
from question_bank.actions.storing import note
from question_bank.acts import QuestionAct
from question_bank.models import FigureAnswer
from question_bank.queries.flagged import flagged_one


def answer_figures(
    code: str, *, statistic_id: int, kept: bool, reason: str, actor: Actor
) -> FigureAnswer:
    """Keep the question as it is, or say that it will be changed: by the figures that were seen."""
    with transaction() as session:
        demand(actor, Right.WRITE_QUESTIONS)
        found = flagged_one(actor, code)
        if not found.may_answer:
            raise NotAllowed(N_("Whoever wrote a question answers for it."))
        if found.statistic.id != statistic_id:
            raise Refused(N_("There are newer figures of this question. Look at them first."))
        answer = FigureAnswer(
            question_id=found.revision.question_id,
            statistic_id=statistic_id,
            kept=kept,
            reason=reason.strip(),
            by_id=actor.id,
            at=now(),
        )
        session.add(answer)
        note(
            QuestionAct.FIGURES_ANSWERED,
            found.revision,
            actor,
            place=found.statistic.place,
            flags=(found.statistic.figures or {})["flags"],
            kept=kept,
            reason=reason.strip(),
        )
    return answer
