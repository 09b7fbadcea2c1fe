"""Where what is missing can be got: the doors that a finding points to."""

from typing import TypeAlias

Door: TypeAlias = tuple[str, dict[str, str]]

PHOTO: Door = ("gate.show", {})
COURSES: Door = ("courses.index", {})
EXAMS: Door = ("sittings.index", {})
COMPETITIONS: Door = ("competitions.index", {})


def course(code: str) -> Door:
    """The page of one course."""
    return ("courses.show", {"course": code})
