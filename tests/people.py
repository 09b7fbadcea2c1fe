"""The cast: a province with two cities and four counties, and one person for each part to play."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from accounts.models import GrantDecision, Person, RoleGrant, Unit
from core.clock import now

UNITS = (
    ("nation", "全国", "National", "nation", None),
    ("qinglan", "青岚省", "Qinglan Province", "province", "nation"),
    ("yunxi", "云溪市", "Yunxi City", "city", "qinglan"),
    ("hezhou", "鹤洲市", "Hezhou City", "city", "qinglan"),
    ("songyan", "松岩县", "Songyan County", "county", "yunxi"),
    ("lanting", "兰汀县", "Lanting County", "county", "yunxi"),
    ("shibei", "石碑县", "Shibei County", "county", "hezhou"),
    ("heping", "和坪县", "Heping County", "county", "hezhou"),
)
PARTS = (
    ("lin", "林知夏", "songyan", "officer", "songyan"),
    ("zhao", "赵一帆", "songyan", "officer", "songyan"),
    ("he", "何望舒", "shibei", "officer", "shibei"),
    ("chen", "陈述文", "qinglan", "trainer", "nation"),
    ("wu", "吴问渠", "qinglan", "trainer", "nation"),
    ("xu", "许慎行", "qinglan", "reviewer", "nation"),
    ("gu", "顾明法", "qinglan", "legal_reviewer", "nation"),
    ("kong", "孔令仪", "yunxi", "examiner", "qinglan"),
    ("tang", "唐守正", "hezhou", "examiner", "hezhou"),
    ("meng", "孟仲平", "songyan", "manager", "songyan"),
    ("shen", "沈观澜", "qinglan", "supervisor", "nation"),
    ("lu", "陆在野", "qinglan", "administrator", "nation"),
    ("shang", "尚公", "qinglan", "judge", "qinglan"),
    ("bao", "包仲裁", "hezhou", "judge", "qinglan"),
    ("ning", "宁正文", "songyan", "judge", "qinglan"),
    ("cun", "方寸", "hezhou", "marker", "qinglan"),
    ("yan", "严核", "qinglan", "marker", "qinglan"),
    ("rong", "荣评", "songyan", "marker", "qinglan"),
    ("yin", "印有信", "qinglan", "issuer", "qinglan"),
    ("fu", "符有据", "qinglan", "issuer", "qinglan"),
)


@dataclass
class Cast:
    """People by login, units by code."""

    people: dict[str, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        """`cast.lin` is Lin."""
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def cast_of(session: Session) -> Cast:
    """Put the whole cast into the database."""
    cast = Cast()
    for code, name, name_en, level, parent in UNITS:
        cast.units[code] = add_unit(session, code, name, name_en, level, cast.units.get(parent))
    for login, name, home, role, over in PARTS:
        cast.people[login] = add_person(session, login, name, cast.units[home])
        grant(session, cast.people[login], role, cast.units[over])
    session.commit()
    return cast


def add_unit(session: Session, code, name, name_en, level, parent) -> Unit:
    unit = Unit(code=code, name=name, name_en=name_en, level=level, path=code)
    unit.parent_id = parent.id if parent else None
    unit.zone = "Asia/Shanghai"
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    return unit


def add_person(session: Session, login, name, unit: Unit) -> Person:
    person = Person(login=login, name=name, unit_id=unit.id, unit=unit, created_at=now())
    session.add(person)
    session.flush()
    return person


def grant(session: Session, person: Person, role: str, unit: Unit) -> RoleGrant:
    """Give a role that holds, countersigned where it must be."""
    given = RoleGrant(person_id=person.id, role=role, unit_id=unit.id, at=now())
    session.add(given)
    session.flush()
    if role != "officer":
        session.add(GrantDecision(grant_id=given.id, agreed=True, at=now()))
    session.commit()
    return given
