"""What the seal of a credential signs: everything that it says, and what it was decided on."""

from datetime import date, datetime
from typing import Any, Protocol

from audit.rules.entry import canonical

FORMAT = "chizheng-credential/1"


class Sealable(Protocol):
    """What a credential says of itself."""

    uid: Any
    number: Any
    check_code: Any
    serial: Any
    name: Any
    person_id: Any
    unit_id: Any
    valid_from: Any
    valid_until: Any
    status_index: Any
    is_demonstration: Any
    at: Any


def sealed_facts(
    credential: Sealable, *, rule: tuple[str, int], decision: str, photo: str
) -> dict[str, object]:
    """The facts under the seal; `decision` and `photo` are digests, `photo` "" for none."""
    return {
        "format": FORMAT,
        "uid": credential.uid,
        "number": credential.number,
        "check_code": credential.check_code,
        "serial": credential.serial,
        "name": credential.name,
        "person": credential.person_id,
        "unit": credential.unit_id,
        "rule": list(rule),
        "valid_from": _day(credential.valid_from),
        "valid_until": _day(credential.valid_until),
        "status_index": credential.status_index,
        "is_demonstration": credential.is_demonstration,
        "decision": decision,
        "photo": photo,
        "at": _moment(credential.at),
    }


def sealed_bytes(facts: dict[str, object]) -> bytes:
    """One set of facts, one sequence of bytes."""
    return canonical(facts)


def _day(day: date) -> str:
    return day.isoformat()


def _moment(moment: datetime) -> str:
    return moment.isoformat()
