"""Modules that come first: what somebody has to complete before a module opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.rules.completion import CourseProgress, ModuleProgress


@dataclass(frozen=True, slots=True)
class Prior:
    """A module that is still to be completed, in the course that has it."""

    course: str
    module: ModuleProgress


def waits(
    needs: Mapping[str, Sequence[str]], courses: Sequence[CourseProgress]
) -> dict[str, tuple[Prior, ...]]:
    """By module: what it still waits for; one that waits for nothing is left out.

    `needs` names by module those that come first. What was begun stays open, and a module that
    no course has any more is in nobody's way.
    """
    known = {
        module.code: Prior(course.code, module) for course in courses for module in course.modules
    }
    found = {
        code: tuple(
            known[each]
            for each in needs.get(code, ())
            if each in known and not known[each].module.standing.is_complete
        )
        for code, prior in known.items()
        if not prior.module.standing.is_read
    }
    return {code: priors for code, priors in found.items() if priors}
