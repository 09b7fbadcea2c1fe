"""Appeals: lodged and withdrawn by candidates, decided and settled by supervisors."""

from collections.abc import Collection

from accounts.actions import notices
from accounts.actions.waivers import use_waiver
from accounts.queries import demand
from accounts.rules.conflicts import Conflict
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, moment
from core.database import db, transaction
from core.errors import N_, Missing, NotAllowed, Refused
from exam.actions.correcting import titles_of
from exam.acts import ExamAct
from exam.models.appeals import (
    Appeal,
    AppealDecision,
    AppealSettlement,
    AppealWithdrawal,
)
from exam.models.attempts import Attempt
from exam.models.marking import Remarking
from exam.queries.appeals import (
    appeal_of,
    appeals_of,
    facts_of,
    regrade_under_way,
    scripts_about,
    state_of,
)
from exam.queries.attempts import own_attempt
from exam.queries.deciders import deciders_of, relations_of
from exam.queries.markers import fresh_markers
from exam.queries.scripts import last_mark
from exam.queries.sittings import lock_sitting, rule_of
from exam.rules.appeals import (
    LONGEST_GROUNDS,
    AppealState,
    Deed,
    Remedy,
    decision_problem,
    deed_problem,
    last_moment,
    settlement_problem,
)
from exam.rules.outcome import Event, move_problem, outcome
from exam.rules.voiding import VOIDED

NOBODY_LEFT = N_(
    "Nobody is left to mark these answers once more: every marker of this exam has marked one of "
    "them, was set aside, or is of the candidate's unit. Have somebody else made a marker first, "
    "or uphold the appeal with a corrected key or ruling."
)


def lodge(token: str, *, grounds: str, slots: Collection[int], actor: Actor) -> Appeal:
    """Appeal against one's own released result while its time runs; no slots: the whole paper."""
    with transaction() as session:
        attempt = _own_locked(token, actor)
        at = moment(exam_ms())
        facts = facts_of(attempt)
        problem = move_problem(outcome(facts, at), Event.LODGE)
        if problem:
            raise Refused(problem)
        if not 0 < len(grounds) <= LONGEST_GROUNDS:
            raise Refused(N_("Say what you find wrong, in at most 2,000 characters."))
        if not set(slots) <= set(range(1, attempt.slot_count + 1)):
            raise Missing(N_("There is no such question on your paper."))
        sitting = attempt.sitting
        days = rule_of(sitting).appeals.decision_days
        lodged = Appeal(
            attempt=attempt,
            result_id=facts.results[-1].result_id,
            slots=sorted(set(slots)),
            grounds=grounds,
            due_at=last_moment(at, days, sitting.unit.zone),
            at=at,
        )
        session.add(lodged)
        session.flush()
        _record(
            ExamAct.APPEAL_LODGED,
            actor,
            lodged,
            result=lodged.result_id,
            slots=lodged.slots,
            due=lodged.due_at.isoformat(),
        )
        _tell_house(lodged, N_("Somebody appealed against a result of “%(sitting)s”."))
    return lodged


def withdraw(token: str, *, actor: Actor) -> None:
    """Take one's own appeal back before it is decided; it cannot be lodged again."""
    with transaction() as session:
        attempt = _own_locked(token, actor)
        appeal = next(
            (each for each in appeals_of(attempt.id) if state_of(each) is AppealState.LODGED), None
        )
        if appeal is None:
            raise Refused(N_("No appeal of yours waits for a decision."))
        session.add(AppealWithdrawal(appeal_id=appeal.id, at=moment(exam_ms())))
        _record(ExamAct.APPEAL_WITHDRAWN, actor, appeal)
        _tell_house(appeal, N_("An appeal against a result of “%(sitting)s” was withdrawn."))


def dismiss(appeal_id: int, *, reasons: str, actor: Actor) -> None:
    """Decide as a supervisor without ties that the result stands, with reasons."""
    with transaction():
        appeal = _to_decide(appeal_id, Deed.DISMISS, reasons, actor)
        _decide(appeal, None, reasons, actor)
        _tell_candidate(appeal, N_("Your appeal about “%(sitting)s” was dismissed."))


def uphold(appeal_id: int, *, remedy: Remedy, reasons: str, actor: Actor) -> None:
    """Decide as a supervisor without ties that the candidate is right, and what is to be done.

    To be marked once more there must be written answers among its questions; a new marker gets
    each of them, and what they give decides.
    """
    with transaction():
        appeal = _to_decide(appeal_id, Deed.UPHOLD, reasons, actor)
        if remedy is Remedy.REMARK:
            _order_remarking(appeal, actor)
        _decide(appeal, remedy, reasons, actor)
        _tell_candidate(appeal, N_("Your appeal about “%(sitting)s” was upheld."))
        _tell_examiner(appeal, N_("An appeal about “%(sitting)s” was upheld; carry it out."))


def settle(appeal_id: int, *, note: str, actor: Actor) -> None:
    """End an upheld appeal as a supervisor without a regrade: nothing changed, as the note says."""
    with transaction() as session:
        appeal = _locked(appeal_id, actor)
        problem = settlement_problem(relations_of(actor, appeal))
        if problem:
            raise NotAllowed(problem)
        _refuse(deed_problem(state_of(appeal), Deed.SETTLE))
        if not note:
            raise Refused(N_("Say what came of it: the candidate reads it."))
        if regrade_under_way(appeal):
            raise Refused(N_("A regrade that carries this appeal out waits for an answer."))
        session.add(
            AppealSettlement(appeal_id=appeal.id, note=note, by_id=actor.id, at=moment(exam_ms()))
        )
        _record(ExamAct.APPEAL_SETTLED, actor, appeal, note=note)
        _tell_candidate(appeal, N_("Your appeal about “%(sitting)s” was carried out."))


def _own_locked(token: str, actor: Actor) -> Attempt:
    """The actor's own attempt, read after its sitting was locked: acts on one come in turn."""
    attempt = own_attempt(token, actor)
    lock_sitting(attempt.sitting_id)
    db.session.refresh(attempt)
    return attempt


def _locked(appeal_id: int, actor: Actor) -> Appeal:
    """An appeal that the actor's duty covers, read after its sitting was locked."""
    demand(actor, Right.DECIDE_APPEALS)
    lock_sitting(appeal_of(appeal_id).attempt.sitting_id)
    appeal = appeal_of(appeal_id)
    demand(actor, Right.DECIDE_APPEALS, appeal.attempt.sitting.unit.path)
    db.session.refresh(appeal.attempt)
    return appeal


def _to_decide(appeal_id: int, deed: Deed, reasons: str, actor: Actor) -> Appeal:
    """An appeal that waits, which nothing ties the actor to; a waiver is used up for a shared unit.

    Whoever is tied to it is told so before anything else.
    """
    appeal = _locked(appeal_id, actor)
    relations = relations_of(actor, appeal)
    problem = decision_problem(relations, is_waived=True)
    if problem:
        raise NotAllowed(problem)
    _refuse(deed_problem(state_of(appeal), deed))
    if not 0 < len(reasons) <= LONGEST_GROUNDS:
        raise Refused(
            N_("Give the reasons, in at most 2,000 characters: the candidate reads them.")
        )
    problem = decision_problem(
        relations, is_waived=relations.shares_unit and _waived(appeal, actor)
    )
    if problem:
        raise NotAllowed(problem)
    return appeal


def _waived(appeal: Appeal, actor: Actor) -> bool:
    subject = ("appeal", appeal.id)
    return use_waiver(actor, Conflict.APPEAL_OWN_UNIT, act=ExamAct.APPEAL_DECIDED, subject=subject)


def _refuse(problem: str | None) -> None:
    if problem:
        raise Refused(problem)


def _decide(appeal: Appeal, remedy: Remedy | None, reasons: str, actor: Actor) -> None:
    decision = AppealDecision(
        appeal_id=appeal.id,
        upheld=remedy is not None,
        remedy=str(remedy or ""),
        reasons=reasons,
        by_id=actor.id,
        at=moment(exam_ms()),
    )
    db.session.add(decision)
    _record(
        ExamAct.APPEAL_DECIDED,
        actor,
        appeal,
        upheld=decision.upheld,
        remedy=decision.remedy,
        reasons=reasons,
    )


def _order_remarking(appeal: Appeal, actor: Actor) -> None:
    """Have the written answers of an appeal marked once more: marks after the newest decide.

    Only while somebody is left who can; they are told that answers wait, not why.
    """
    attempt = appeal.attempt
    if attempt.state == VOIDED:
        raise Refused(N_("This paper was voided, so its answers are not marked again."))
    scripts = scripts_about(appeal)
    if not scripts:
        raise Refused(N_("There is no written answer among the questions of this appeal."))
    fresh = fresh_markers(attempt, [script.id for script in scripts])
    if not all(fresh.values()):
        raise Refused(NOBODY_LEFT)
    after, at = last_mark(attempt.sitting), moment(exam_ms())
    db.session.add_all(
        Remarking(script_id=script.id, appeal_id=appeal.id, after_id=after, by_id=actor.id, at=at)
        for script in scripts
    )
    _record(
        ExamAct.REMARKING_ORDERED,
        actor,
        appeal,
        scripts=[script.id for script in scripts],
        after=after,
    )
    markers = set[int]().union(*fresh.values())
    waiting = N_("Written answers of “%(sitting)s” wait for you to mark them.")
    _tell(markers, waiting, appeal, f"/marking/{attempt.sitting_id}")


def _record(act: ExamAct, actor: Actor, appeal: Appeal, **fields: object) -> None:
    attempt = appeal.attempt
    record(
        act,
        actor,
        subject=("appeal", appeal.id),
        unit_path=attempt.sitting.unit.path,
        sitting=attempt.sitting_id,
        attempt=attempt.id,
        person=attempt.candidate_id,
        **fields,
    )


def _tell_house(appeal: Appeal, text: str) -> None:
    """Tell the supervisors who can decide, and the examiner of the sitting."""
    attempt = appeal.attempt
    deciders = deciders_of(attempt.sitting, but=[attempt.candidate.unit_id])
    people = {*deciders, attempt.sitting.by_id} - {attempt.candidate_id}
    _tell(people, text, appeal, f"/appeals/{appeal.id}")


def _tell_examiner(appeal: Appeal, text: str) -> None:
    _tell({appeal.attempt.sitting.by_id}, text, appeal, f"/appeals/{appeal.id}")


def _tell_candidate(appeal: Appeal, text: str) -> None:
    attempt = appeal.attempt
    _tell({attempt.candidate_id}, text, appeal, f"/exam/attempts/{attempt.token}/appeal")


def _tell(people: Collection[int], text: str, appeal: Appeal, path: str) -> None:
    notices.tell(people, text, {"sitting": titles_of(appeal.attempt.sitting)}, path)
