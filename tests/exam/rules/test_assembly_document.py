"""The page on drawing is true: its program, with the standard library alone, draws what we draw."""

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from exam.rules.assembly.cells import CannotMeet, Part, sorted_into_cells
from exam.rules.assembly.forms import draw
from exam.rules.assembly.kept import bank_from, kept_bank, kept_plans, plans_from
from exam.rules.assembly.plans import planned
from tests.exam.rules.drawing import KINDS, LEVELS, TOPICS, asking_like, blueprint, question

pytestmark = pytest.mark.pure
PAGE = (Path(__file__).parents[3] / "docs" / "draws.md").read_text(encoding="utf-8")
SEED = bytes(range(32))


def fenced(language):
    return re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[1]


@pytest.fixture(scope="module")
def program():
    """What the page's program defines."""
    names = {"__name__": "a stranger's"}
    exec(fenced("python"), names)
    return names


def by_the_program(program, sealed):
    return [line(number, paper) for number, paper in program["Draw"](sealed, "zh").papers()]


def by_the_house(rule, sealed):
    bank = bank_from(sealed["bank"]["zh"])
    seen = {int(number): frozenset(codes) for number, codes in sealed["seen"]["zh"].items()}
    found = draw(
        rule,
        bank,
        plans_from(sealed["plan"]["zh"]),
        seed=bytes.fromhex(sealed["seed"]),
        language="zh",
        seen=seen,
    )
    codes = {each.revision_id: each.code for each in bank}
    return [
        line(
            form.number,
            [
                (codes[s.revision_id] + ("" if s.part is None else f"#{s.part}"), s.order)
                for s in form.slots
            ],
        )
        for form in found.forms()
    ]


def line(number, paper):
    """A paper as the page prints it: its questions, each with the order of its options."""
    return " ".join([str(number), *(f"{code}:{','.join(map(str, o))}" for code, o in paper)])


def test_the_example_is_what_the_house_and_the_program_of_the_page_draw(program):
    sealed = json.loads(fenced("json"))
    rule = blueprint([(kind, 1) for kind in sealed["kinds"]], [(["law.*"], 3, 0, 0)])
    for number, row in enumerate(sealed["bank"]["zh"]):
        row.update(revision_id=number, topic="law.a")

    printed = by_the_program(program, sealed)

    assert printed == fenced("text").splitlines()
    assert printed == by_the_house(rule, sealed)


def made_up(roll):
    """A bank with cases, enemies and unlike difficulty, a blueprint, and what was seen."""
    bank = []
    for number in range(roll.randint(20, 80)):
        kind = roll.choice(KINDS)
        parts = tuple(
            Part(roll.randint(1, 4), roll.random() < 0.5, Decimal(roll.randint(1, 4)))
            for _ in range(roll.randint(1, 6))
        )
        bank.append(
            question(
                number,
                kind,
                roll.choice(TOPICS),
                roll.choice(LEVELS),
                size=roll.randint(2, 5),
                shuffles=kind != "case" and roll.random() < 0.8,
                expected=Decimal(roll.randint(3000, 9500)) / 10_000,
                enemies=[roll.randint(0, 80)] if roll.random() < 0.1 else [],
                parts=parts if kind == "case" else (),
            )
        )
    rule = asking_like(roll.sample(bank, roll.randint(3, 12)), roll.choice(["0.5", "0.7", "1"]))
    seen = {n: {q.code for q in roll.sample(bank, len(bank) // 4)} for n in range(1, 6)}
    return bank, rule, seen


def test_a_stranger_draws_what_we_draw(program):
    """Enemies, what was seen, cases and several plans are all among what is drawn here."""
    roll, met = Random(11), Counter()
    while met["draws"] < 25:
        bank, rule, seen = made_up(roll)
        try:
            plans = planned(rule, sorted_into_cells(rule, bank), roll.choice([6, 11, 24]))
            sealed = {
                "seed": roll.randbytes(32).hex(),
                "kinds": [share.kind for share in rule.kinds],
                "plan": {"zh": kept_plans(plans)},
                "bank": {"zh": kept_bank(rule, bank)},
                "seen": {"zh": {str(n): sorted(codes) for n, codes in seen.items()}},
            }
            ours = by_the_house(rule, json.loads(json.dumps(sealed)))
        except CannotMeet:
            continue

        assert by_the_program(program, sealed) == ours
        met.update(
            draws=1,
            plans=len(plans.plans) > 1,
            cases=any("#" in paper for paper in ours),
            enemies=any(each.enemies for each in bank),
        )

    assert min(met.values()) > 5
    assert set(met) == {"draws", "plans", "cases", "enemies"}
