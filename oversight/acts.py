"""What the desks leave on the trail."""

from enum import StrEnum


class OversightAct(StrEnum):
    """Acts of supervisors at their desk."""

    TRAIL_CHECKED = "oversight.trail_checked"
