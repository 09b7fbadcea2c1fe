"""Definitions as tests need them, small, with nothing surprising in them."""

RUBRIC = {
    "code": "manner",
    "version": 1,
    "title": {"zh": "礼仪", "en": "Manner"},
    "scale": [{"grade": grade, "title": {"zh": "级", "en": "Grade"}} for grade in range(5)],
    "criteria": [
        {
            "code": "law",
            "title": {"zh": "合法", "en": "Lawful"},
            "weight": 60,
            "auto_fail": True,
            "facts": [{"id": "F-APL-55", "confidence": "A"}],
        },
        {
            "code": "tone",
            "title": {"zh": "语气", "en": "Tone"},
            "weight": 40,
            "facts": [{"id": "4.5", "confidence": "P"}],
        },
    ],
}


def station(code="etiquette", **other):
    return {
        "code": code,
        "title": {"zh": "站", "en": "Station"},
        "weight": 100,
        "rubric": RUBRIC,
        "pass_percent": 60,
        "judges": 2,
        **other,
    }


def round_of(code, kind="quiz", weight=100, **other):
    return {
        "code": code,
        "kind": kind,
        "title": {"zh": "轮", "en": "Round"},
        "weight": weight,
        **other,
    }


def definition(*rounds, **other):
    return {
        "series": "county",
        "version": 1,
        "show": "name",
        "objection_hours": 24,
        "title": {"zh": "竞赛", "en": "Contest"},
        "tie_breaks": [],
        "rounds": list(rounds) or [round_of("theory")],
        **other,
    }


CONTEST = definition(
    round_of("theory", weight=40),
    round_of("service", kind="practical", weight=60, stations=[station()]),
    tie_breaks=["round:service", "time", "earlier"],
    teams={"size": 2, "best": 1},
)
