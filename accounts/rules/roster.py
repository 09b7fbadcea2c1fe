"""What importing a roster would do, row by row: a pure plan over the lines and what is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from re import split

from accounts.rules.duties import ROLE_NAMES, Role
from accounts.rules.grants import conflict_problem
from accounts.rules.names import (
    login_problem,
    name_problem,
    tidy_code,
    tidy_login,
    tidy_name,
)
from core.errors import N_

CHINESE_ROLES = {
    "学员": Role.OFFICER,
    "教员": Role.TRAINER,
    "审题人": Role.REVIEWER,
    "法律审题人": Role.LEGAL_REVIEWER,
    "考官": Role.EXAMINER,
    "阅卷人": Role.MARKER,
    "裁判": Role.JUDGE,
    "管理者": Role.MANAGER,
    "发证人": Role.ISSUER,
    "监督员": Role.SUPERVISOR,
    "管理员": Role.ADMINISTRATOR,
}
ROLE_WORDS = (
    {str(role): role for role in Role}
    | {name.casefold(): role for role, name in ROLE_NAMES.items()}
    | CHINESE_ROLES
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a roster as it stands in the file; `number` is its row there."""

    number: int
    login: str
    name: str
    unit: str
    roles: str = ""


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit that exists, and whether it lies under whoever imports."""

    id: int
    code: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who exists.

    `ever`: role and unit of every grant there was; `held`: roles that hold or wait.
    """

    id: int
    name: str
    unit: KnownUnit
    is_closed: bool = False
    is_self: bool = False
    ever: frozenset[tuple[Role, int]] = frozenset()
    held: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What a roster is compared with: units by code, people by login."""

    units: Mapping[str, KnownUnit]
    people: Mapping[str, KnownPerson]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: a message with named placeholders, and their values."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The fault in English."""
        return self.message % self.values if self.values else self.message


class Fate(StrEnum):
    """What would happen to a row."""

    ERROR = "error"
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Planned:
    """A row with its fate: who it is about, what changes, which roles are new."""

    number: int
    login: str
    name: str
    unit_code: str
    fate: Fate
    unit: KnownUnit | None = None
    person: KnownPerson | None = None
    roles: tuple[Role, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def old_name(self) -> str | None:
        """The name before, if the row changes it."""
        return self.person.name if self.person and self.person.name != self.name else None

    @property
    def old_unit(self) -> str | None:
        """The unit's code before, if the row moves the person."""
        moved = self.person and self.unit and self.person.unit.id != self.unit.id
        return self.person.unit.code if self.person and moved else None


def plan(lines: Sequence[Line], known: Known) -> list[Planned]:
    """Every row with its fate, in the order of the file. The same file twice: all unchanged."""
    first_rows: dict[str, int] = {}
    for line in lines:
        first_rows.setdefault(tidy_login(line.login), line.number)
    return [_planned(line, known, first_rows) for line in lines]


def errors_first(rows: Iterable[Planned]) -> list[Planned]:
    """The wrong rows, then the others, each in the order of the file."""
    return sorted(rows, key=lambda row: row.fate is not Fate.ERROR)


def counts(rows: Iterable[Planned]) -> dict[str, int]:
    """How many rows have which fate."""
    found = {str(fate): 0 for fate in Fate}
    for row in rows:
        found[row.fate] += 1
    return found


def _planned(line: Line, known: Known, first_rows: Mapping[str, int]) -> Planned:
    login, name = tidy_login(line.login), tidy_name(line.name)
    unit, person = known.units.get(tidy_code(line.unit)), known.people.get(login)
    faults = _formula_faults(line) or _particular_faults(line, login, name, unit, first_rows)
    words, unknown = roles_in(line.roles)
    faults += [Fault(N_("The role %(word)s is unknown."), {"word": word}) for word in unknown]
    new_roles = _new_roles(words, unit, person)
    if person:
        faults += _person_faults(person, new_roles)
    faults += _conflict_faults(new_roles, person)
    row = Planned(
        number=line.number,
        login=login,
        name=name,
        unit_code=tidy_code(line.unit),
        fate=Fate.ERROR,
        unit=unit,
        person=person,
        roles=new_roles,
        faults=tuple(faults),
    )
    return row if faults else _with_fate(row)


def _with_fate(row: Planned) -> Planned:
    if row.person is None:
        fate = Fate.NEW
    elif row.old_name or row.old_unit or row.roles:
        fate = Fate.CHANGED
    else:
        fate = Fate.UNCHANGED
    return Planned(
        number=row.number,
        login=row.login,
        name=row.name,
        unit_code=row.unit_code,
        fate=fate,
        unit=row.unit,
        person=row.person,
        roles=row.roles,
    )


def _formula_faults(line: Line) -> list[Fault]:
    cells = (line.login, line.name, line.unit, line.roles)
    if any(cell.lstrip().startswith(("=", "＝")) for cell in cells):
        return [Fault(N_("There is a formula in this row. Put its value there as plain text."))]
    return []


def _particular_faults(
    line: Line, login: str, name: str, unit: KnownUnit | None, first_rows: Mapping[str, int]
) -> list[Fault]:
    faults = [Fault(found) for found in (login_problem(login), name_problem(name)) if found]
    if first_rows[login] != line.number and login:
        at = {"row": first_rows[login]}
        faults.append(Fault(N_("Row %(row)s has the same name for signing in."), at))
    if unit is None:
        code = {"code": tidy_code(line.unit)}
        faults.append(Fault(N_("There is no unit with the code “%(code)s”."), code))
    elif not unit.is_mine:
        faults.append(Fault(N_("The unit %(code)s is not under you."), {"code": unit.code}))
    return faults


def _person_faults(person: KnownPerson, new_roles: Sequence[Role]) -> list[Fault]:
    faults = []
    if not person.unit.is_mine:
        faults.append(Fault(N_("This person belongs to a unit that is not under you.")))
    if person.is_closed:
        faults.append(Fault(N_("This account is closed. Reopen it first.")))
    if person.is_self and new_roles:
        faults.append(Fault(N_("Nobody proposes a role for themselves.")))
    return faults


def _conflict_faults(new_roles: Sequence[Role], person: KnownPerson | None) -> list[Fault]:
    held = set(person.held if person else ()) | set(new_roles)
    problems = (conflict_problem(role, held) for role in new_roles)
    return [Fault(problem) for problem in dict.fromkeys(problems) if problem]


def roles_in(text: str) -> tuple[list[Role], list[str]]:
    """The roles that a cell names, each once, and the words that name none."""
    words = [" ".join(word.split()) for word in split(r"[,，;；、/|\n]", text)]
    found = {word: ROLE_WORDS.get(word.casefold()) for word in words if word}
    roles = dict.fromkeys(role for role in found.values() if role)
    return list(roles), [word for word, role in found.items() if role is None]


def _new_roles(
    roles: Sequence[Role], unit: KnownUnit | None, person: KnownPerson | None
) -> tuple[Role, ...]:
    """Roles of the row that were never given or proposed there: what was declined stays so."""
    if unit is None:
        return ()
    return tuple(r for r in roles if person is None or (r, unit.id) not in person.ever)
