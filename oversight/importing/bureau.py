"""The invented bureau of the demonstration: units, people, and how far each officer is."""

from dataclasses import dataclass
from fractions import Fraction

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
    Staff("marker2", "严核", "qinglan", Role.MARKER, "qinglan"),
    Staff("marker3", "荣评议", "qinglan", Role.MARKER, "qinglan"),
    Staff("judge", "尚公", "qinglan", Role.JUDGE, "qinglan"),
    Staff("judge2", "包仲裁", "qinglan", Role.JUDGE, "qinglan"),
    Staff("judge3", "宁正文", "qinglan", Role.JUDGE, "qinglan"),
    Staff("manager", "孟仲平", "yunxi", Role.MANAGER, "yunxi"),
    Staff("issuer", "印有信", "qinglan", Role.ISSUER, "qinglan"),
    Staff("issuer2", "符有据", "qinglan", Role.ISSUER, "qinglan"),
    Staff("supervisor", "沈观澜", "qinglan", Role.SUPERVISOR, "nation"),
    Staff("supervisor2", "闻人清", "nation", Role.SUPERVISOR, "nation"),
    Staff("admin", "陆在野", "qinglan", Role.ADMINISTRATOR, "nation"),
)


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer: share of right answers and of modules done, what sittings and contests they have.

    `past` is sat, absent or none; `present` is ready, writing or none; `contest` is the contests
    that they entered: finished, running, both or none; `credential` is how theirs stands in the
    end: none, open (the gate), proposed, or a state of credentials.
    """

    login: str
    name: str
    home: str
    skill: float
    studied: Fraction
    past: str
    present: str
    contest: str = "none"
    credential: str = "none"


NOTHING, A_SIXTH, A_THIRD = Fraction(0), Fraction(1, 6), Fraction(1, 3)
HALF, TWO_THIRDS, ALL = Fraction(1, 2), Fraction(2, 3), Fraction(1)
OFFICERS = (
    Officer("officer", "林知夏", "songyan", 0.70, HALF, "none", "ready", "running"),
    Officer("officer2", "赵一帆", "songyan", 0.55, A_THIRD, "sat", "writing", "running"),
    Officer("officer3", "苏晚", "songyan", 0.95, ALL, "sat", "none", "finished", "issued"),
    Officer("officer4", "周正言", "lanting", 0.92, ALL, "sat", "none", "finished", "open"),
    Officer("officer5", "何望舒", "lanting", 0.45, A_SIXTH, "sat", "ready", "running"),
    Officer("officer6", "秦川", "shibei", 0.80, TWO_THIRDS, "sat", "none", "finished"),
    Officer("officer7", "冯若谷", "shibei", 0.60, NOTHING, "absent", "ready", "running"),
    Officer("officer8", "白露", "heping", 0.94, ALL, "sat", "none", "both", "proposed"),
    Officer("officer9", "田野", "heping", 0.50, NOTHING, "none", "none"),
    Officer("officer10", "江照", "lanting", 0.93, ALL, "sat", "none", "finished", "suspended"),
    Officer("officer11", "程砚", "heping", 0.95, ALL, "sat", "none", "finished", "revoked"),
    Officer("officer12", "柳青岩", "songyan", 0.96, ALL, "sat", "none", "finished", "expired"),
    Officer("officer13", "尹川", "shibei", 0.94, ALL, "sat", "none", "finished", "recalled"),
    Officer("officer14", "贺兰舟", "shibei", 0.97, ALL, "sat", "none", "finished", "replaced"),
)
