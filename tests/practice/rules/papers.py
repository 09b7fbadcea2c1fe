"""Blueprints, pools and simulated officers for tests of mock exams and predictions."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np

from core.config import ROOT
from exam.rules.assembly.cells import Drawable
from exam.rules.blueprint import DIFFICULTIES, Blueprint, read_blueprint
from practice.rules.ability import KIND_SHIFT, USUAL
from practice.rules.first_tries import FirstTry, Source
from practice.rules.outlook_paper import STEPS
from question_bank.kinds import KINDS

TODAY = date(2026, 6, 1)


def qualification() -> Blueprint:
    """The blueprint of the real exam that ships."""
    text = (ROOT / "exam/content/qualification.toml").read_text(encoding="utf-8")
    return read_blueprint(tomllib.loads(text), frozenset(KINDS))


SMALL = {
    "code": "small",
    "version": 1,
    "title": {"zh": "小考", "en": "Small exam"},
    "minutes": 60,
    "pass_percent": "60",
    "sections": [
        {"code": "law", "zh": "法律", "en": "Law", "topics": ["law.*"], "floor_percent": "50"},
        {"code": "proc", "zh": "程序", "en": "Procedure", "topics": ["proc.*"]},
    ],
    "kinds": [
        {"kind": "single", "count": 3, "points": "2"},
        {"kind": "true_false", "count": 1, "points": "1"},
    ],
    "groups": [
        {"topics": ["law.basics"], "easy": 1, "medium": 1, "hard": 0},
        {"topics": ["law.minor"], "easy": 1, "medium": 0, "hard": 0},
        {"topics": ["proc.notice"], "easy": 1, "medium": 0, "hard": 0},
    ],
}


def small(**changes) -> Blueprint:
    return read_blueprint(SMALL | changes, frozenset(KINDS))


def drawable(number, kind="single", topic="law.basics", difficulty="easy", **more) -> Drawable:
    """A question of a pool, called q<number>."""
    values = {"expected": Decimal("0.5"), "size": 4, "shuffles": True} | more
    return Drawable(number, f"q{number}", kind, topic, difficulty, **values)


def full_pool(rule: Blueprint, each: int = 1) -> list[Drawable]:
    """So many questions for every group, difficulty and kind of a blueprint."""
    found: list[Drawable] = []
    for group in rule.groups:
        for level in DIFFICULTIES:
            for share in rule.kinds:
                for _ in range(each):
                    found.append(drawable(len(found) + 1, share.kind, group.topics[0], level))
    return found


class Officer:
    """A simulated officer with true abilities; questions differ beyond their difficulty, too."""

    def __init__(self, rule: Blueprint, chance: np.random.Generator, sort: str) -> None:
        self.rule, self.chance = rule, chance
        self.whole = {"strong": 1.2, "weak": -1.2, "uneven": 0.0}[sort]
        apart = 0.9 if sort == "uneven" else 0.4
        self.sections = {section.code: chance.normal(0, apart) for section in rule.sections}
        self.groups = chance.normal(0, 0.35, len(rule.groups))
        self.kinds = {kind: chance.normal(0, 0.3) for kind in KINDS}

    def right(self, group: int, level: str, kind: str) -> float:
        """The share of a new question that the officer gets."""
        section = self.rule.section_of(self.rule.groups[group].topics[0])
        log_odds = USUAL[level] + KIND_SHIFT.get(kind, 0.0) + self.whole
        log_odds += self.sections.get(section, 0.0) + self.groups[group] + self.kinds[kind]
        known = 1 / (1 + np.exp(-log_odds - self.chance.normal(0, 0.5)))
        steps = STEPS.get(kind, 1)
        return float(self.chance.binomial(steps, known) / steps)

    def practises(self, count: int) -> list[FirstTry]:
        """First tries of practice over two months, at kinds that a machine marks."""
        kinds = ["single"] * 4 + ["multiple"] * 2 + ["true_false"] * 2 + ["fill_blank", "ordering"]
        return [
            self._tried(
                int(self.chance.integers(len(self.rule.groups))),
                DIFFICULTIES[self.chance.choice(3, p=[0.4, 0.45, 0.15])],
                kinds[self.chance.integers(len(kinds))],
                Source.PRACTICE,
            )
            for _ in range(count)
        ]

    def sits_mock(self) -> list[FirstTry]:
        """First tries on a mock exam half of whose questions are new to the officer."""
        return [
            self._tried(group, level, kind, Source.MOCK)
            for group, level, kind, _points in self.paper()
            if kind not in STEPS and self.chance.random() < 0.5
        ]

    def sits_exam(self) -> tuple[float, bool]:
        """The points of a real paper, and whether it passes with every floor."""
        earned = {section.code: 0.0 for section in self.rule.sections}
        full = dict(earned)
        for group, level, kind, points in self.paper():
            section = self.rule.section_of(self.rule.groups[group].topics[0])
            earned[section] += points * self.right(group, level, kind)
            full[section] += points
        total = sum(earned.values())
        has_floors = all(
            100 * earned[section.code] >= float(section.floor_percent) * full[section.code]
            for section in self.rule.sections
        )
        return total, has_floors and total >= 60

    def paper(self) -> list[tuple[int, str, str, float]]:
        """The places of a real paper: group, difficulty, kind and points."""
        cells = [
            (at, level)
            for at, group in enumerate(self.rule.groups)
            for level in DIFFICULTIES
            for _ in range(group.counts[level])
        ]
        kinds = [(s.kind, float(s.points)) for s in self.rule.kinds for _ in range(s.count)]
        self.chance.shuffle(kinds)
        return [(*cell, *kind) for cell, kind in zip(cells, kinds, strict=True)]

    def _tried(self, group: int, level: str, kind: str, source: Source) -> FirstTry:
        days = int(self.chance.integers(0, 60 if source is Source.PRACTICE else 30))
        share = Fraction(self.right(group, level, kind))
        topic = self.rule.groups[group].topics[0]
        return FirstTry(topic, level, kind, share, TODAY - timedelta(days), source)
