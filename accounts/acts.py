"""What people, units and roles leave on the trail."""

from enum import StrEnum


class AccountAct(StrEnum):
    """Acts on accounts."""

    SIGNED_IN = "account.signed_in"
    SIGN_IN_FAILED = "account.sign_in_failed"
    SIGNED_OUT = "account.signed_out"
    UNIT_ADDED = "account.unit_added"
    PERSON_ADDED = "account.person_added"
    PERSON_CHANGED = "account.person_changed"
    PERSON_CLOSED = "account.person_closed"
    PERSON_REOPENED = "account.person_reopened"
    ROSTER_IMPORTED = "account.roster_imported"
    RESET_OFFERED = "account.reset_offered"
    PASSWORD_SET = "account.password_set"  # noqa: S105 - the name of an act
    ROLE_PROPOSED = "account.role_proposed"
    ROLE_GRANTED = "account.role_granted"
    ROLE_DECLINED = "account.role_declined"
    ROLE_ENDED = "account.role_ended"
    CONFLICT_WAIVED = "account.conflict_waived"
    WAIVER_USED = "account.waiver_used"
    WAIVER_ENDED = "account.waiver_ended"
    REFUSED = "account.refused"
