"""Who may do what, and who may not be whom: the table of `docs/roles.md` as data."""

from collections.abc import Iterable
from enum import StrEnum

from core.errors import N_


class Role(StrEnum):
    """A role that a person holds within a unit and the units below it."""

    OFFICER = "officer"
    TRAINER = "trainer"
    REVIEWER = "reviewer"
    LEGAL_REVIEWER = "legal_reviewer"
    EXAMINER = "examiner"
    MARKER = "marker"
    JUDGE = "judge"
    MANAGER = "manager"
    ISSUER = "issuer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: dict[Role, str] = {
    Role.OFFICER: N_("Officer"),
    Role.TRAINER: N_("Trainer"),
    Role.REVIEWER: N_("Reviewer"),
    Role.LEGAL_REVIEWER: N_("Legal reviewer"),
    Role.EXAMINER: N_("Examiner"),
    Role.MARKER: N_("Marker"),
    Role.JUDGE: N_("Judge"),
    Role.MANAGER: N_("Manager"),
    Role.ISSUER: N_("Issuer"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.ADMINISTRATOR: N_("Administrator"),
}


class Right(StrEnum):
    """Something that only some roles may do."""

    SIT_EXAMS = "sit_exams"
    WRITE_QUESTIONS = "write_questions"
    READ_BANK = "read_bank"
    READ_COVERAGE = "read_coverage"
    REVIEW_QUESTIONS = "review_questions"
    CLEAR_SOURCES = "clear_sources"
    HOLD_SITTINGS = "hold_sittings"
    READ_SITTINGS = "read_sittings"
    MANAGE_PEOPLE = "manage_people"
    READ_PEOPLE = "read_people"
    COUNTERSIGN_ROLES = "countersign_roles"
    READ_TRAIL = "read_trail"
    MARK_ANSWERS = "mark_answers"
    CONFIRM_VOIDING = "confirm_voiding"
    CONFIRM_REGRADES = "confirm_regrades"
    DECIDE_APPEALS = "decide_appeals"
    SET_STANDARDS = "set_standards"
    WAIVE = "waive"
    READ_PROGRESS = "read_progress"
    COMPETE = "compete"
    HOLD_COMPETITIONS = "hold_competitions"
    READ_COMPETITIONS = "read_competitions"
    ENTER_PEOPLE = "enter_people"
    SCORE_ROUNDS = "score_rounds"
    CONFIRM_STANDINGS = "confirm_standings"
    READ_GATE = "read_gate"
    ISSUE_CREDENTIALS = "issue_credentials"
    HOLD_ISSUANCE = "hold_issuance"


RIGHTS: dict[Right, frozenset[Role]] = {
    Right.SIT_EXAMS: frozenset({Role.OFFICER}),
    Right.WRITE_QUESTIONS: frozenset({Role.TRAINER}),
    Right.READ_BANK: frozenset({Role.TRAINER, Role.REVIEWER, Role.LEGAL_REVIEWER, Role.SUPERVISOR}),
    Right.READ_COVERAGE: frozenset(
        {Role.TRAINER, Role.REVIEWER, Role.LEGAL_REVIEWER, Role.EXAMINER, Role.SUPERVISOR}
    ),
    Right.REVIEW_QUESTIONS: frozenset({Role.REVIEWER, Role.LEGAL_REVIEWER}),
    Right.CLEAR_SOURCES: frozenset({Role.LEGAL_REVIEWER}),
    Right.HOLD_SITTINGS: frozenset({Role.EXAMINER}),
    Right.READ_SITTINGS: frozenset({Role.EXAMINER, Role.SUPERVISOR}),
    Right.MANAGE_PEOPLE: frozenset({Role.ADMINISTRATOR}),
    Right.READ_PEOPLE: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
    Right.COUNTERSIGN_ROLES: frozenset({Role.SUPERVISOR}),
    Right.READ_TRAIL: frozenset({Role.SUPERVISOR}),
    Right.MARK_ANSWERS: frozenset({Role.MARKER}),
    Right.CONFIRM_VOIDING: frozenset({Role.SUPERVISOR}),
    Right.CONFIRM_REGRADES: frozenset({Role.SUPERVISOR}),
    Right.DECIDE_APPEALS: frozenset({Role.SUPERVISOR}),
    Right.SET_STANDARDS: frozenset({Role.JUDGE}),
    Right.WAIVE: frozenset({Role.SUPERVISOR}),
    Right.READ_PROGRESS: frozenset({Role.MANAGER, Role.SUPERVISOR}),
    Right.COMPETE: frozenset({Role.OFFICER}),
    Right.HOLD_COMPETITIONS: frozenset({Role.EXAMINER}),
    Right.READ_COMPETITIONS: frozenset({Role.EXAMINER, Role.JUDGE, Role.MANAGER, Role.SUPERVISOR}),
    Right.ENTER_PEOPLE: frozenset({Role.MANAGER, Role.EXAMINER}),
    Right.SCORE_ROUNDS: frozenset({Role.JUDGE}),
    Right.CONFIRM_STANDINGS: frozenset({Role.SUPERVISOR}),
    Right.READ_GATE: frozenset({Role.MANAGER, Role.ISSUER, Role.SUPERVISOR}),
    Right.ISSUE_CREDENTIALS: frozenset({Role.ISSUER}),
    Right.HOLD_ISSUANCE: frozenset({Role.SUPERVISOR}),
}

ALONE = frozenset({Role.OFFICER})
WATCHING = frozenset({Role.SUPERVISOR})


def needs_countersign(role: Role) -> bool:
    """Whether an administrator alone cannot give this role."""
    return role not in ALONE


def conflict(role: Role, held: Iterable[Role]) -> Role | None:
    """The held role that forbids this one: a supervisor acts in nothing that is supervised."""
    others = set(held) - ALONE - {role}
    if role in WATCHING:
        return min(others, default=None)
    if role not in ALONE:
        return min(others & WATCHING, default=None)
    return None
