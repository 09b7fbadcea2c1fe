"""What the gate and credentials leave on the trail."""

from enum import StrEnum


class CredentialAct(StrEnum):
    """Acts of the gate and on credentials."""

    RULE_KEPT = "credential.rule_kept"
    PHOTO_KEPT = "credential.photo_kept"
    ELIGIBILITY_CHECKED = "credential.eligibility_checked"
    WAIVED = "credential.waived"
    WAIVER_ENDED = "credential.waiver_ended"
    PROPOSED = "credential.proposed"
    WITHDRAWN = "credential.withdrawn"
    DECLINED = "credential.declined"
    HELD = "credential.held"
    LET_GO = "credential.let_go"
    ISSUED = "credential.issued"
    STATUS_ASKED = "credential.status_asked"
    STATUS_DECIDED = "credential.status_decided"
    CONCERN_NOTED = "credential.concern_noted"
    CONCERN_ANSWERED = "credential.concern_answered"
