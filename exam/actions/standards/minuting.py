"""The minutes of a panel: drawn up, signed or declined by its judges, handed out as a bundle."""

from accounts.queries import may
from accounts.rules.duties import Right
from audit.actions import make_bundle, record
from audit.rules.bundle import Bundle
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Missing, NotAllowed, Refused
from exam.acts import ExamAct
from exam.models.standards import Panel, PanelMinutes, PanelSignature
from exam.queries.minutes import digest_of_figures, figures_of, records_of
from exam.queries.panels import (
    NO_PANEL,
    counted_in,
    lock_panel,
    locked_panel,
    own_seat,
    panel_of,
    seat_in,
    stage,
)
from exam.rules.panels import Stage


def minute(panel_id: int, *, actor: Actor) -> PanelMinutes:
    """Draw up the minutes once both rounds are over; from here on the figures stand."""
    with transaction() as session:
        panel = locked_panel(actor, panel_id)
        if panel.minutes:
            raise Refused(N_("The minutes are drawn up already."))
        if stage(panel) is not Stage.ENDED:
            raise Refused(N_("Minutes are drawn up when both rounds are over."))
        figures = figures_of(panel)
        if not any(each["counted"] for each in figures["judges"]):
            raise Refused(N_("No judge estimated everything: there is nothing to minute."))
        minutes = PanelMinutes(
            panel_id=panel.id,
            figures=figures,
            digest=digest_of_figures(figures),
            by_id=actor.id,
            at=now(),
        )
        session.add(minutes)
        record(
            ExamAct.STANDARD_MINUTED,
            actor,
            subject=("panel", panel.id),
            unit_path=panel.unit.path,
            digest=minutes.digest,
            cut=figures["summaries"][1]["cut"],
            judges=figures["summaries"][1]["judges"],
        )
    return minutes


def sign(panel_id: int, digest: str, *, agreed: bool, reason: str, actor: Actor) -> None:
    """A judge whose estimates count signs the minutes of this digest, or declines with a reason."""
    with transaction() as session:
        lock_panel(panel_id)
        panel = panel_of(panel_id)
        seat = own_seat(actor, panel)
        if panel.minutes is None:
            raise Refused(N_("The minutes are not drawn up yet."))
        if actor.id not in counted_in(panel):
            raise Refused(N_("Your estimates do not count, so there is nothing for you to sign."))
        if seat.signature and seat.signature.by_id:
            raise Refused(N_("It was noted that you did not answer these minutes, and it stands."))
        if seat.signature:
            raise Refused(N_("You have answered these minutes already."))
        if panel.minutes.digest != digest:
            raise Refused(N_("These are not the minutes as they stand. Look at them again."))
        if not agreed and not reason:
            raise Refused(N_("Say why you do not sign."))
        session.add(
            PanelSignature(
                seat_id=seat.id, agreed=agreed, reason="" if agreed else reason, at=now()
            )
        )
        record(
            ExamAct.STANDARD_SIGNED,
            actor,
            subject=("panel", panel.id),
            unit_path=panel.unit.path,
            digest=digest,
            agreed=agreed,
            reason="" if agreed else reason,
        )


def note_silent(panel_id: int, seat_id: int, *, reason: str, actor: Actor) -> None:
    """An examiner notes, with a reason, that a judge does not answer: it counts as declined."""
    with transaction() as session:
        panel = locked_panel(actor, panel_id)
        seat = seat_in(panel, seat_id)
        if panel.minutes is None:
            raise Refused(N_("The minutes are not drawn up yet."))
        if seat.judge_id == actor.id:
            raise NotAllowed(N_("You sit on this panel: sign the minutes yourself, or decline."))
        if seat.judge_id not in counted_in(panel):
            raise Refused(N_("This judge does not count, so no answer is waited for."))
        if seat.signature:
            raise Refused(N_("This judge's answer stands already."))
        if not reason:
            raise Refused(N_("Say why."))
        session.add(
            PanelSignature(seat_id=seat.id, agreed=False, reason=reason, by_id=actor.id, at=now())
        )
        record(
            ExamAct.JUDGE_SILENT,
            actor,
            subject=("panel", panel.id),
            unit_path=panel.unit.path,
            digest=panel.minutes.digest,
            judge=seat.judge_id,
            reason=reason,
        )


def hand_out(panel_id: int, *, house: str, actor: Actor) -> Bundle:
    """The minutes as a signed bundle, for examiners and supervisors and the panel's judges."""
    with transaction():
        panel = minuted(panel_id, actor)
        about = {"panel": panel.id}
        return make_bundle("standard", about, records_of(panel), house=house, actor=actor)


def minuted(panel_id: int, actor: Actor) -> Panel:
    """A panel with minutes, for who may read them: over its unit, or one of its judges."""
    panel = panel_of(panel_id)
    sat = any(seat.judge_id == actor.id for seat in panel.seats)
    if not (sat or may(actor, Right.READ_SITTINGS, panel.unit.path)):
        raise Missing(NO_PANEL)
    if panel.minutes is None:
        raise Missing(N_("The minutes are not drawn up yet."))
    return panel
