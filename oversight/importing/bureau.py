"""The invented bureau of the demonstration: units, people, and how far each officer is."""

from dataclasses import dataclass

from accounts.rules.duties import Role

UNITS = (
    ("nation", None, "全国（示范）", "National (demonstration)"),
    ("qinglan", "nation", "青岚省烟草专卖局", "Qinglan Provincial Tobacco Bureau"),
    ("yunxi", "qinglan", "云溪市烟草专卖局", "Yunxi City Tobacco Bureau"),
    ("hezhou", "qinglan", "鹤洲市烟草专卖局", "Hezhou City Tobacco Bureau"),
    ("songyan", "yunxi", "松岩县烟草专卖局", "Songyan County Tobacco Bureau"),
    ("lanting", "yunxi", "兰汀县烟草专卖局", "Lanting County Tobacco Bureau"),
    ("shibei", "hezhou", "石碑县烟草专卖局", "Shibei County Tobacco Bureau"),
    ("heping", "hezhou", "和坪县烟草专卖局", "Heping County Tobacco Bureau"),
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody with a duty: home unit, role, and the unit over which it is held."""

    login: str
    name: str
    home: str
    role: Role
    over: str


STAFF = (
    Staff("trainer", "陈述文", "qinglan", Role.TRAINER, "nation"),
    Staff("reviewer", "许慎行", "qinglan", Role.REVIEWER, "nation"),
    Staff("legal", "顾明法", "qinglan", Role.LEGAL_REVIEWER, "nation"),
    Staff("examiner", "孔令仪", "qinglan", Role.EXAMINER, "qinglan"),
    Staff("marker", "方寸", "qinglan", Role.MARKER, "qinglan"),
    Staff("judge", "尚公", "qinglan", Role.JUDGE, "qinglan"),
    Staff("manager", "孟仲平", "yunxi", Role.MANAGER, "yunxi"),
    Staff("issuer", "印有信", "qinglan", Role.ISSUER, "qinglan"),
    Staff("supervisor", "沈观澜", "qinglan", Role.SUPERVISOR, "nation"),
    Staff("admin", "陆在野", "qinglan", Role.ADMINISTRATOR, "nation"),
)


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer: share of right answers, modules done, and what of the sittings they have."""

    login: str
    name: str
    home: str
    skill: float
    modules: int
    past: str
    present: str


# past: sat | absent | none      present: ready | writing | none
OFFICERS = (
    Officer("officer", "林知夏", "songyan", 0.70, 3, "none", "ready"),
    Officer("officer2", "赵一帆", "songyan", 0.55, 2, "sat", "writing"),
    Officer("officer3", "苏晚", "songyan", 0.95, 6, "sat", "none"),
    Officer("officer4", "周正言", "lanting", 0.88, 6, "sat", "none"),
    Officer("officer5", "何望舒", "lanting", 0.45, 1, "sat", "ready"),
    Officer("officer6", "秦川", "shibei", 0.80, 4, "sat", "none"),
    Officer("officer7", "冯若谷", "shibei", 0.60, 0, "absent", "ready"),
    Officer("officer8", "白露", "heping", 0.92, 6, "sat", "none"),
    Officer("officer9", "田野", "heping", 0.50, 0, "none", "none"),
)
