"""What the public is answered about a credential."""

from enum import StrEnum

from core.errors import N_
from credentials.rules.genuine import Fault
from credentials.rules.status import STATUS_NAMES, Standing, Status


class Answer(StrEnum):
    """The status of a genuine credential, or that there is none."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    RECALLED = "recalled"
    REPLACED = "replaced"
    NOT_GENUINE = "not_genuine"
    UNKNOWN = "unknown"


ANSWER_NAMES: dict[str, str] = {
    Answer.VALID: STATUS_NAMES[Status.ISSUED],
    Answer.SUSPENDED: STATUS_NAMES[Status.SUSPENDED],
    Answer.REVOKED: STATUS_NAMES[Status.REVOKED],
    Answer.EXPIRED: STATUS_NAMES[Status.EXPIRED],
    Answer.RECALLED: STATUS_NAMES[Status.RECALLED],
    Answer.REPLACED: STATUS_NAMES[Status.REPLACED],
    Answer.NOT_GENUINE: N_("Not genuine"),
    Answer.UNKNOWN: N_("Unknown"),
}
MEANINGS: dict[str, str] = {
    Answer.VALID: N_(
        "The holder passed the training, the exams and the practical assessment that this "
        "credential asks for, and two issuers confirmed it one after the other. Compare the person "
        "before you with the photo on the card."
    ),
    Answer.SUSPENDED: N_(
        "This number does not count for now. Do not accept it until this page says that it is "
        "valid again."
    ),
    Answer.REVOKED: N_(
        "This number proves nothing any more. If somebody shows it to you as valid, please tell "
        "the unit that issued it."
    ),
    Answer.EXPIRED: N_("The time for which this credential was issued is over."),
    Answer.RECALLED: N_("This credential was taken back. It proves nothing any more."),
    Answer.REPLACED: N_(
        "A newer credential took the place of this one. Ask to be shown the newer one."
    ),
    Answer.NOT_GENUINE: N_(
        "What is on record under this number is not what was issued and signed. Do not rely on "
        "it, and please tell the unit that issued it."
    ),
    Answer.UNKNOWN: N_(
        "Nothing was issued under this address. Check what you typed or scan the code again; if it "
        "is on a card, the card is not one of ours."
    ),
}

DEMONSTRATION = N_(
    "It shows how a credential looks and how it is checked. Nobody was trained, examined or "
    "confirmed for it; do not accept it as anything else."
)


def meaning_of(answer: Answer, *, is_demonstration: bool) -> str:
    """What a reader is to make of an answer."""
    return DEMONSTRATION if is_demonstration else MEANINGS[answer]


def answer_of(standing: Standing, fault: Fault | None) -> Answer:
    """What is not genuine has no status at all."""
    if fault:
        return Answer.NOT_GENUINE
    if standing.status is Status.ISSUED:
        return Answer.VALID
    return Answer(str(standing.status))
