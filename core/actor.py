"""Who acts: a person's id, name, unit and duties, as known at the start of the act."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Duty:
    """A role held in a unit and all units below it; `path` is that unit's path ("/1/4/")."""

    role: str
    path: str

    def covers(self, path: str) -> bool:
        """Whether a unit lies in or below the duty's own."""
        return path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts. Actions take it as an argument and never look it up."""

    id: int
    name: str
    unit_id: int
    unit_path: str
    duties: frozenset[Duty]
    zone: str = "Asia/Shanghai"

    def holds(self, roles: frozenset[str] | set[str], path: str | None = None) -> bool:
        """Whether one of the roles is held, over the unit with this path if one is given."""
        return any(d.role in roles and (path is None or d.covers(path)) for d in self.duties)

    @property
    def roles(self) -> frozenset[str]:
        """All roles held anywhere."""
        return frozenset(duty.role for duty in self.duties)
