"""A credential's life: which status it has on a day, which moves are allowed, for which reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import N_


class Status(StrEnum):
    """What a credential is on a given day."""

    ISSUED = "issued"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    RECALLED = "recalled"
    REPLACED = "replaced"


class Kind(StrEnum):
    """A change of status."""

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    RECALL = "recall"
    REPLACE = "replace"


STATUS_NAMES: dict[str, str] = {
    Status.ISSUED: N_("Valid"),
    Status.SUSPENDED: N_("Suspended"),
    Status.REVOKED: N_("Revoked"),
    Status.EXPIRED: N_("Expired"),
    Status.RECALLED: N_("Recalled"),
    Status.REPLACED: N_("Replaced"),
}
KIND_NAMES: dict[str, str] = {
    Kind.SUSPEND: N_("Suspend"),
    Kind.REINSTATE: N_("Reinstate"),
    Kind.REVOKE: N_("Revoke"),
    Kind.RECALL: N_("Recall"),
    Kind.REPLACE: N_("Replace"),
}
REASON_CLASSES: dict[Kind, dict[str, str]] = {
    Kind.SUSPEND: {
        "inquiry": N_("Facts are being looked into"),
        "lost": N_("Card reported lost"),
        "own_request": N_("At the holder's request"),
    },
    Kind.REINSTATE: {
        "cleared": N_("The reason for the suspension has gone"),
    },
    Kind.REVOKE: {
        "basis_gone": N_("What it rested on no longer holds"),
        "issued_in_error": N_("Issued in error"),
        "breach": N_("Breach of duty"),
    },
    Kind.RECALL: {
        "left_post": N_("The holder left the post"),
        "own_request": N_("At the holder's request"),
    },
    Kind.REPLACE: {
        "new_one": N_("A new credential took its place"),
    },
}
MOVES: dict[Status, dict[Kind, Status]] = {
    Status.ISSUED: {
        Kind.SUSPEND: Status.SUSPENDED,
        Kind.REVOKE: Status.REVOKED,
        Kind.RECALL: Status.RECALLED,
        Kind.REPLACE: Status.REPLACED,
    },
    Status.SUSPENDED: {
        Kind.REINSTATE: Status.ISSUED,
        Kind.REVOKE: Status.REVOKED,
        Kind.RECALL: Status.RECALLED,
    },
    Status.EXPIRED: {Kind.REVOKE: Status.REVOKED},
    Status.REVOKED: {},
    Status.RECALLED: {},
    Status.REPLACED: {},
}
"""An expired credential can still turn out to have been issued wrongly; the rest is final."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change that two people agreed on, and the day from which it holds."""

    kind: Kind
    reason_class: str
    day: date


@dataclass(frozen=True, slots=True)
class Standing:
    """The status on a day, since when, and the class of reason that the public is told."""

    status: Status
    since: date | None = None
    reason_class: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether the credential counts."""
        return self.status is Status.ISSUED


def allowed(status: Status) -> tuple[Kind, ...]:
    """What may be asked for; one is replaced only by issuing another in its place."""
    return tuple(kind for kind in MOVES[status] if kind is not Kind.REPLACE)


def standing_of(changes: Sequence[Change], valid_until: date, on: date) -> Standing:
    """The standing on a day, from the agreed changes in their order; `valid_until` still counts.

    A change that is no move from where the credential stood changes nothing.
    """
    found = Standing(Status.ISSUED)
    for change in changes:
        to = MOVES[found.status].get(change.kind)
        if to is Status.ISSUED:
            found = Standing(Status.ISSUED)
        elif to:
            found = Standing(to, change.day, change.reason_class)
    if found.status in (Status.ISSUED, Status.SUSPENDED) and on > valid_until:
        return Standing(Status.EXPIRED, valid_until)
    return found


def status_of(changes: Sequence[Change], valid_until: date, on: date) -> Status:
    """The status on a day."""
    return standing_of(changes, valid_until, on).status
