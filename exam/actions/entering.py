"""What a candidate passes on the way in: an address, a browser that proves itself, a code."""

import secrets
from dataclasses import dataclass, replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from accounts.models import Person
from accounts.queries import actor_of
from audit.actions import record
from core.clock import exam_ms, now
from core.database import transaction
from core.errors import N_, Refused
from exam.acts import ExamAct
from exam.models.attempts import Attempt, AttemptEvent
from exam.models.sittings import Sitting, WrongCode
from exam.queries.entrance import ADDRESS, Gate, gate_of, wrong_codes
from exam.rules.entrance import ATTACK_FROM, OWN_FREE, Standing, is_within, opens, standing, wait_s
from exam.rules.safe_browser import Shown


@dataclass(frozen=True, slots=True)
class Visit:
    """A request as the entrance sees it: where from, what it shows of its browser, which pass."""

    sign_in: int
    address: str
    shown: Shown
    carried: str


class Elsewhere(Refused):
    """Not from an address of this sitting."""

    def __init__(self, address: str) -> None:
        """Tell the candidate which address was seen, for the examiner."""
        self.address = address
        super().__init__(
            N_(
                "This exam can only be written in its rooms. Your address is %(address)s. "
                "If you sit in the room, tell the examiner this address."
            ),
            address=address,
        )


class OtherBrowser(Refused):
    """Not the browser that the sitting asks for."""

    def __init__(self) -> None:
        """Say what is asked."""
        super().__init__(N_("This exam is written in Safe Exam Browser, with its own settings."))


class WrongAccessCode(Refused):
    """The access code is not right, or has to wait; `seconds` is 0 for no wait."""

    def __init__(self, message: str, seconds: int = 0) -> None:
        """Keep the seconds for the Retry-After header."""
        super().__init__(message, seconds=seconds)
        self.seconds = seconds


def stands(gate: Gate, visit: Visit) -> Standing:
    """How a request stands at a gate."""
    return standing(
        visit.shown,
        carried=visit.carried,
        browser_pass=gate.browser_pass,
        config_key=gate.config_key,
        browser_keys=gate.browser_keys or [],
    )


def enter(token: str, visit: Visit, *, code: str) -> Gate | None:
    """Let a candidate in who comes from the right place, in the right browser, with the code.

    None where there is nothing to enter. A wrong code is counted before it is refused.
    """
    with transaction() as session:
        gate = gate_of(token, visit.sign_in)
        if gate is None or gate.is_opened:
            return None
        refuse_strange(gate, visit)
        refusal = _code_refusal(gate, code, visit.address, session)
        if refusal is None:
            gate = _with_pass(gate, visit, session)
    if refusal is not None:
        raise refusal
    return gate


def refuse_strange(gate: Gate, visit: Visit) -> None:
    """Refuse whoever is in another place or another browser than the sitting asks for."""
    if not is_within(visit.address, gate.ranges):
        raise Elsewhere(visit.address)
    if stands(gate, visit) is Standing.REFUSED:
        raise OtherBrowser


def prove(token: str, visit: Visit) -> Gate | None:
    """Give a pass to the browser that proves itself; the pass that another had ends.

    None where no certain browser is asked for.
    """
    with transaction() as session:
        gate = gate_of(token, visit.sign_in)
        if gate is None or gate.config_key is None:
            return None
        if stands(gate, visit) is Standing.REFUSED:
            raise OtherBrowser
        return _with_pass(gate, visit, session)


def come_back(gate: Gate, visit: Visit) -> Gate:
    """A new page of an opened attempt: from the right place, in the right browser."""
    refuse_strange(gate, visit)
    return go_on(gate, visit)


def go_on(gate: Gate, visit: Visit) -> Gate:
    """A step of an opened attempt in the right browser; a change of address is only noted."""
    found = stands(gate, visit)
    if found is Standing.REFUSED:
        raise OtherBrowser
    has_moved = gate.last_address not in (None, visit.address)
    if found is not Standing.PROVED and not has_moved:
        return gate
    with transaction() as session:
        if has_moved:
            session.add(_moved(gate, visit))
        return _with_pass(gate, visit, session)


def _moved(gate: Gate, visit: Visit) -> AttemptEvent:
    return AttemptEvent(
        attempt_id=gate.attempt_id, kind=ADDRESS, note=visit.address[:200], at_ms=exam_ms()
    )


def _with_pass(gate: Gate, visit: Visit, session: Session) -> Gate:
    if stands(gate, visit) is not Standing.PROVED:
        return gate
    browser_pass = secrets.token_hex(16)
    renewed = update(Attempt).where(Attempt.id == gate.attempt_id)
    session.execute(renewed.values(browser_pass=browser_pass))
    return replace(gate, browser_pass=browser_pass)


def _code_refusal(gate: Gate, code: str, address: str, session: Session) -> WrongAccessCode | None:
    """Why a code does not open; candidates' own tries come one after the other."""
    if gate.access_code is None:
        return None
    session.execute(select(Attempt.id).where(Attempt.id == gate.attempt_id).with_for_update())
    at = now()
    wrong = wrong_codes(gate.sitting_id, gate.candidate_id, at)
    wait = wait_s(wrong)
    if wait:
        return WrongAccessCode(
            N_("Too many wrong access codes. Please wait %(seconds)s seconds and try again."), wait
        )
    if opens(code, gate.access_code):
        return None
    session.add(
        WrongCode(
            sitting_id=gate.sitting_id,
            person_id=gate.candidate_id,
            address=address[:45],
            at=at,
        )
    )
    _alert(gate, own=wrong.own + 1, of_all=wrong.all + 1, session=session)
    return WrongAccessCode(
        N_("The access code is not right. The examiner in the room has it; please type it again.")
    )


def _alert(gate: Gate, *, own: int, of_all: int, session: Session) -> None:
    """Tell the trail when a candidate has used up the free tries, and when many guess."""
    if own % OWN_FREE and of_all % ATTACK_FROM:
        return
    sitting = session.get_one(Sitting, gate.sitting_id)
    record(
        ExamAct.CODES_GUESSED,
        actor_of(session.get_one(Person, gate.candidate_id)),
        subject=("sitting", sitting.id),
        unit_path=sitting.unit.path,
        of_candidate=own,
        of_all=of_all,
    )
