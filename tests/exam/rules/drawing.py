"""Made-up banks, and blueprints that ask for what they hold."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from exam.rules.assembly.cells import Drawable, Part, sorted_into_cells
from exam.rules.assembly.forms import draw
from exam.rules.assembly.plans import planned
from exam.rules.blueprint import read_blueprint

SEED = b"seed"
KINDS = ("single", "multiple", "ordering", "case", "true_false")
TOPICS = ("law.a", "law.b", "serv.c")
LEVELS = ("easy", "medium", "hard")
EXPECTED = {"easy": Decimal(".85"), "medium": Decimal(".65"), "hard": Decimal(".45")}
PARTS = (Part(4, True, Decimal(2)), Part(1, False, Decimal(1)))


def question(number, kind="single", topic="law.a", difficulty="easy", *, size=4, **details):
    return Drawable(
        revision_id=number,
        code=f"q{number:03}",
        kind=kind,
        topic=topic,
        difficulty=difficulty,
        expected=details.pop("expected", EXPECTED[difficulty]),
        size=size,
        shuffles=details.pop("shuffles", kind != "case"),
        enemies=frozenset(f"q{enemy:03}" for enemy in details.pop("enemies", ())),
        parts=details.pop("parts", PARTS if kind == "case" else ()),
    )


def blueprint(kinds, groups, exposure="1", **fields):
    """A blueprint with (kind, count) and (topics, easy, medium, hard)."""
    definition = {
        "code": "b",
        "version": 1,
        "title": {"zh": "卷", "en": "Paper"},
        "minutes": 60,
        "pass_percent": "60",
        "exposure": exposure,
        "kinds": [
            {"kind": kind, "count": count, "points": str(place + 1)}
            for place, (kind, count) in enumerate(kinds)
        ],
        "groups": [
            {"topics": topics, "easy": easy, "medium": medium, "hard": hard}
            for topics, easy, medium, hard in groups
        ],
        "sections": [],
        "tolerance": "1",
        **fields,
    }
    return read_blueprint(definition, frozenset(KINDS))


def asking_like(chosen, exposure="1", **fields):
    """The blueprint whose margins are those of the chosen questions."""
    kinds = Counter(each.kind for each in chosen)
    levels = Counter((each.topic.partition(".")[0], each.difficulty) for each in chosen)
    return blueprint(
        [(kind, kinds[kind]) for kind in KINDS if kinds[kind]],
        [([f"{part}.*"], *(levels[part, level] for level in LEVELS)) for part in ("law", "serv")],
        exposure,
        **fields,
    )


def drawn(rule, bank, *, count, seed=SEED, language="zh", seen=None):
    plans = planned(rule, sorted_into_cells(rule, bank), count)
    return draw(rule, bank, plans, seed=seed, language=language, seen=seen or {})


@st.composite
def banks(draw_from, enemies=False):
    """A small bank, and some of its questions to make a blueprint like."""
    several = st.tuples(
        *map(st.sampled_from, (KINDS, TOPICS, LEVELS)), st.integers(2, 5), st.integers(30, 95)
    )
    rows = draw_from(st.lists(several, min_size=1, max_size=24))
    bank = [
        question(i, *row[:3], size=row[3], expected=Decimal(row[4]) / 100)
        for i, row in enumerate(rows)
    ]
    if enemies:
        pairs = draw_from(st.lists(st.tuples(*[st.integers(0, len(bank) - 1)] * 2), max_size=5))
        bank = [
            replace(
                each,
                enemies=frozenset(f"q{b:03}" for a, b in pairs if a == each.revision_id and a != b),
            )
            for each in bank
        ]
    chosen = draw_from(st.lists(st.sampled_from(bank), min_size=1, unique=True))
    return bank, chosen
