"""Whether a credential is what the house issued: the seal, and the trail's account of its life."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.errors import N_


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a credential is not genuine: `code` says where, the message what."""

    code: str
    message: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened to a credential, in the same words for a row and for an entry."""

    what: str
    change: int
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is compared: the seal's verdict, digests as kept and as computed, rows and entries."""

    seal_fits: bool
    kept_decision: str
    computed_decision: str
    sealed_digest: str
    issued_digests: tuple[str, ...]
    entries_are_whole: bool
    rows: Sequence[Told] = ()
    entries: Sequence[Told] = ()


NOT_ISSUED = Fault("trail", N_("The trail does not tell of its issue."))
SEAL = Fault("seal", N_("Its seal does not fit what it says."))
DECISION = Fault("decision", N_("The decision that it stands on was changed."))
OTHER_ISSUE = Fault("trail", N_("What the trail tells of its issue differs from what it says."))
ENTRY = Fault("trail", N_("An entry of the trail about it was changed."))


def fault_of(evidence: Evidence) -> Fault | None:
    """The first thing that does not fit, or None: the credential is genuine."""
    checks = (
        (evidence.seal_fits, SEAL),
        (evidence.kept_decision == evidence.computed_decision, DECISION),
        (bool(evidence.issued_digests), NOT_ISSUED),
        (evidence.issued_digests == (evidence.sealed_digest,), OTHER_ISSUE),
        (evidence.entries_are_whole, ENTRY),
    )
    first = next((fault for holds, fault in checks if not holds), None)
    return first or _life_fault(evidence.rows, evidence.entries)


def _life_fault(rows: Sequence[Told], entries: Sequence[Told]) -> Fault | None:
    gone = [each for each in entries if each not in rows]
    if gone:
        message = N_("The trail tells of a change of status (%(what)s) that is gone or differs.")
        return Fault("status", message, {"what": gone[0].what})
    added = [each for each in rows if each not in entries]
    if added:
        message = N_("A change of status (%(what)s) is there of which the trail does not tell.")
        return Fault("status", message, {"what": added[0].what})
    return None
