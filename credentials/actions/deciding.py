"""Asking the gate for an answer that is kept, with everything that it stood on."""

from sqlalchemy import select

from competitions.models import Competition, Final
from core.actor import Actor
from core.clock import now
from core.database import db
from credentials.models import Decision, DecisionGround, GateRule
from credentials.queries.gate import judged
from credentials.rules.decision import decision_digest
from credentials.rules.findings import Verdict, as_data
from credentials.rules.record import record_as_data
from exam.models.attempts import Attempt


def decide(row: GateRule, person_id: int, *, actor: Actor) -> Decision:
    """Ask the gate and keep the answer; to be called in the transaction of what rests on it.

    The facts that it stands on are held until then, so that whoever is about to void a result
    or to correct a score either comes first, and is seen, or later, and finds the decision.
    """
    _hold(judged(row, person_id, now())[0])
    at = now()
    verdict, record = judged(row, person_id, at)
    findings, facts = as_data(verdict)["findings"], record_as_data(record)
    decision = Decision(
        person_id=person_id,
        rule=row,
        answer=str(verdict.answer),
        findings=findings,
        facts=facts,
        digest=decision_digest(
            answer=str(verdict.answer), findings=findings, facts=facts, at=at.isoformat()
        ),
        by_id=actor.id,
        at=at,
    )
    db.session.add(decision)
    db.session.flush()
    db.session.add_all(
        DecisionGround(decision_id=decision.id, kind=kind, fact_id=fact_id)
        for kind, fact_id in verdict.grounds
    )
    return decision


def _hold(verdict: Verdict) -> None:
    """Keep attempts and competitions from being changed until the transaction ends."""
    attempts = [fact_id for kind, fact_id in verdict.grounds if kind == "attempt"]
    finals = [fact_id for kind, fact_id in verdict.grounds if kind == "final"]
    of_finals = select(Final.competition_id).where(Final.id.in_(finals))
    for column, ids in ((Attempt.id, attempts), (Competition.id, of_finals)):
        statement = select(column).where(column.in_(ids)).order_by(column)
        db.session.execute(statement.with_for_update(read=True))
