"""Which rooms the masthead leads to, by role."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import N_


@dataclass(frozen=True, slots=True)
class Room:
    """A room of the house: where its door is, what it is called, whose it is (or everyone's)."""

    endpoint: str
    name: str
    roles: frozenset[str] = frozenset()


ROOMS = (
    Room("home.show", N_("My way"), frozenset({"officer"})),
    Room("home.show", N_("My desk")),
    Room("courses.index", N_("Courses")),
    Room("practice.index", N_("Practice"), frozenset({"officer", "trainer"})),
    Room("questions.index", N_("My questions"), frozenset({"trainer"})),
    Room("review.index", N_("Review"), frozenset({"reviewer", "legal_reviewer"})),
    Room("statutes.index", N_("Statutes"), frozenset({"trainer", "reviewer", "legal_reviewer"})),
    Room("bank.index", N_("Question bank"), frozenset({"supervisor"})),
    Room(
        "coverage.show",
        N_("Coverage"),
        frozenset({"trainer", "examiner"}),
    ),
    Room("progress_learning.index", N_("Learners"), frozenset({"trainer"})),
    Room("sittings.index", N_("Exams"), frozenset({"officer"})),
    Room(
        "competitions.index",
        N_("Competitions"),
        frozenset({"officer", "examiner", "judge", "manager", "supervisor"}),
    ),
    Room("marking.index", N_("Marking"), frozenset({"marker"})),
    Room("judging.index", N_("Judging"), frozenset({"judge"})),
    Room("standards.index", N_("Standards"), frozenset({"judge"})),
    Room("gate.show", N_("My credential"), frozenset({"officer"})),
    Room("issuing.index", N_("Issuing"), frozenset({"issuer", "supervisor"})),
    Room("register.index", N_("Register"), frozenset({"issuer", "manager"})),
    Room("holding.index", N_("Sittings"), frozenset({"examiner", "supervisor"})),
    Room("blueprints.index", N_("Blueprints"), frozenset({"examiner"})),
    Room("progress.index", N_("My units"), frozenset({"manager", "supervisor"})),
    Room("roles.waiting", N_("Roles waiting"), frozenset({"supervisor"})),
    Room("trail.index", N_("The trail"), frozenset({"supervisor"})),
    Room("people.index", N_("People"), frozenset({"administrator", "supervisor"})),
)


def rooms_for(roles: Iterable[str]) -> list[Room]:
    """The rooms open to somebody with these roles, each door once, in the order of the table."""
    held = set(roles)
    doors: dict[str, Room] = {}
    for room in ROOMS:
        if not room.roles or room.roles & held:
            doors.setdefault(room.endpoint, room)
    return list(doors.values())
