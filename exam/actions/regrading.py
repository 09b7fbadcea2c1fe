"""Regrades: proposed by an examiner, confirmed by a supervisor, released again by both."""

from accounts.actions import notices
from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import exam_ms, moment, now
from core.database import db, transaction
from core.errors import N_, NotAllowed, Refused
from exam.actions import grading
from exam.actions.correcting import path_to, record_of, release_again, titles_of
from exam.acts import ExamAct
from exam.models.appeals import AppealSettlement
from exam.models.regrades import Regrade, RegradeDecision
from exam.models.sittings import GradingRun, Sitting
from exam.queries.appeals import upheld_open
from exam.queries.deciders import has_held
from exam.queries.regrade_checks import check_appeals, check_changes
from exam.queries.regrade_previews import Facts, Preview, basis_of, basis_with, facts_of, preview
from exam.queries.regrades import (
    confirmers_of,
    is_waiting,
    regrade_of,
    shown_run,
)
from exam.queries.results import newest_run
from exam.queries.ruled import asked_in
from exam.queries.sittings import lock_sitting, locked_sitting, sits_in, sitting_to_hold
from exam.rules.regrades import Wanted, answer_problem, proposer_problem
from exam.rules.rulings import as_rows

STALE = N_(
    "Something changed since this was proposed: a mark, a voiding, or another regrade. Decline it, "
    "and let the examiner propose it again on what stands now."
)


def propose(sitting_id: int, wanted: Wanted, *, digest: str, reason: str, actor: Actor) -> Regrade:
    """Ask, as an examiner, that a sitting be marked anew; `digest` is what the preview showed.

    Nothing changes until a supervisor confirms it; one regrade of a sitting waits at a time. What
    would come of it is computed before anything is locked, and holds if its facts still do.
    """
    found, facts = _computed_before(sitting_to_hold(actor, sitting_id), wanted)
    with transaction() as session:
        sitting = locked_sitting(actor, sitting_id)
        problem = proposer_problem(sits=sits_in(sitting.id, actor.id))
        if problem:
            raise NotAllowed(problem)
        if is_waiting(sitting.id):
            raise Refused(N_("A regrade of this sitting waits for a supervisor already."))
        check_appeals(sitting, wanted)
        if found.digest != digest or facts_of(sitting) != facts:
            raise Refused(N_("Something changed since this preview. Look at the new one below."))
        if found.is_the_same and not wanted.appeal_ids:
            raise Refused(N_("This changes nothing: every mark stays as it is."))
        if not reason:
            raise Refused(N_("Say why."))
        proposed = Regrade(
            sitting_id=sitting.id,
            base_run_id=facts.newest_run,
            rulings=as_rows(wanted.rulings),
            panel_id=wanted.panel_id,
            appeals=list(wanted.appeal_ids),
            reason=reason,
            digest=digest,
            by_id=actor.id,
            at=now(),
        )
        session.add(proposed)
        session.flush()
        record_of(
            ExamAct.REGRADE_PROPOSED,
            actor,
            proposed,
            base_run=proposed.base_run_id,
            rulings=proposed.rulings,
            panel=proposed.panel_id,
            appeals=proposed.appeals,
            digest=digest,
        )
        notices.tell(
            confirmers_of(sitting),
            N_("A regrade of “%(sitting)s” waits for a supervisor."),
            {"sitting": titles_of(sitting)},
            path_to(proposed),
        )
    return proposed


def confirm(regrade_id: int, *, actor: Actor) -> GradingRun:
    """Agree as a supervisor: the sitting is marked anew and, if it was released, released again.

    Only what was previewed can be confirmed: the new run must have the proposed digest.
    """
    with transaction() as session:
        regrade = _to_answer(regrade_id, actor)
        sitting = regrade.sitting
        holds = _base(sitting)
        if _newest(sitting).id != regrade.base_run_id:
            raise Refused(STALE)
        run = grading.run(sitting.id, actor=actor, basis=basis_of(regrade))
        if run.digest != regrade.digest:
            raise Refused(STALE)
        _decide(regrade, actor, agreed=True, reason="", run_id=run.id)
        _settle(regrade, run, actor)
        record_of(
            ExamAct.REGRADED,
            actor,
            regrade,
            run=run.id,
            digest=run.digest,
            proposed_by=regrade.by_id,
        )
        _tell_proposer(regrade, N_("The regrade of “%(sitting)s” that you proposed was confirmed."))
        session.flush()
        if sitting.release:
            release_again(regrade, run, holds, actor=actor)
    return run


def decline(regrade_id: int, *, reason: str, actor: Actor) -> None:
    """Answer no, with the reason; nothing changes."""
    with transaction():
        regrade = _to_answer(regrade_id, actor)
        if not reason:
            raise Refused(N_("Say why, so that the examiner knows."))
        _decide(regrade, actor, agreed=False, reason=reason, run_id=None)
        record_of(ExamAct.REGRADE_DECLINED, actor, regrade, decline=reason)
        _tell_proposer(regrade, N_("The regrade of “%(sitting)s” that you proposed was declined."))


def take_back(regrade_id: int, *, actor: Actor) -> None:
    """Take one's own proposal back before it is answered; it stays on record."""
    with transaction():
        regrade = _locked(regrade_id)
        locked_sitting(actor, regrade.sitting_id)
        if regrade.by_id != actor.id:
            raise NotAllowed(N_("Only who proposed a regrade takes it back."))
        _check_open(regrade)
        _decide(regrade, actor, agreed=False, reason="", run_id=None)
        record_of(ExamAct.REGRADE_TAKEN_BACK, actor, regrade)


def _computed_before(sitting: Sitting, wanted: Wanted) -> tuple[Preview, Facts]:
    """What would come of a regrade, and the facts that say so."""
    base, facts = _base(sitting), facts_of(sitting)
    check_changes(sitting, wanted, asked_in(base))
    basis = basis_with(sitting, wanted.rulings, wanted.panel_id)
    return preview(sitting, base, basis), facts


def _base(sitting: Sitting) -> GradingRun:
    found = shown_run(sitting)
    if found is None:
        raise Refused(N_("This sitting has not been marked yet."))
    return found


def _newest(sitting: Sitting) -> GradingRun:
    found = newest_run(sitting.id)
    if found is None:
        raise Refused(N_("This sitting has not been marked yet."))
    return found


def _to_answer(regrade_id: int, actor: Actor) -> Regrade:
    """An open regrade that this supervisor may answer, with its sitting locked."""
    demand(actor, Right.CONFIRM_REGRADES)
    regrade = _locked(regrade_id)
    demand(actor, Right.CONFIRM_REGRADES, regrade.sitting.unit.path)
    problem = answer_problem(
        actor.id,
        asker_id=regrade.by_id,
        sits=sits_in(regrade.sitting_id, actor.id),
        held=has_held(actor.id, regrade.sitting),
    )
    if problem:
        raise NotAllowed(problem)
    _check_open(regrade)
    return regrade


def _locked(regrade_id: int) -> Regrade:
    """The regrade, read after its sitting was locked: acts on one sitting come in turn."""
    lock_sitting(regrade_of(regrade_id).sitting_id)
    found = regrade_of(regrade_id)
    db.session.refresh(found.sitting, ["release"])
    return found


def _check_open(regrade: Regrade) -> None:
    if regrade.decision:
        raise Refused(N_("This has been answered already."))


def _decide(
    regrade: Regrade, actor: Actor, *, agreed: bool, reason: str, run_id: int | None
) -> None:
    db.session.add(
        RegradeDecision(
            regrade=regrade, agreed=agreed, reason=reason, run_id=run_id, by_id=actor.id, at=now()
        )
    )
    db.session.flush()


def _settle(regrade: Regrade, run: GradingRun, actor: Actor) -> None:
    """The appeals that the regrade carries out are settled by its run; who appealed is told."""
    waiting = {each.id: each for each in upheld_open(regrade.sitting)}
    if not set(regrade.appeals) <= waiting.keys():
        raise Refused(STALE)
    for appeal in (waiting[appeal_id] for appeal_id in regrade.appeals):
        attempt = appeal.attempt
        db.session.add(
            AppealSettlement(
                appeal_id=appeal.id, run_id=run.id, by_id=actor.id, at=moment(exam_ms())
            )
        )
        record(
            ExamAct.APPEAL_SETTLED,
            actor,
            subject=("appeal", appeal.id),
            unit_path=regrade.sitting.unit.path,
            sitting=regrade.sitting_id,
            attempt=attempt.id,
            person=attempt.candidate_id,
            regrade=regrade.id,
            run=run.id,
        )
        notices.tell(
            [attempt.candidate_id],
            N_("Your appeal about “%(sitting)s” was carried out."),
            {"sitting": titles_of(regrade.sitting)},
            f"/exam/attempts/{attempt.token}/appeal",
        )


def _tell_proposer(regrade: Regrade, text: str) -> None:
    values = {"sitting": titles_of(regrade.sitting)}
    notices.tell([regrade.by_id], text, values, path_to(regrade))
