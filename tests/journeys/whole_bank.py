"""The bank, the blueprint and the people of a whole sitting; two questions have a wrong key."""

from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.actions.signing_in import HASHER
from accounts.models import Person, RoleGrant
from accounts.queries import actor_of
from core.clock import now
from core.database import db
from exam.actions import blueprints
from question_bank.actions import reviewing
from question_bank.actions.examining import opened
from question_bank.importing import import_files
from question_bank.models import Revision
from tests.people import Cast, add_person, cast_of, grant

PASSWORD = "a password of this journey 2026"
WRONG = ("law-wrong-1", "law-wrong-2")
COUNTIES = ("songyan", "lanting", "shibei", "heping")
MORE_PEOPLE = (
    ("duan", "段明辨", "qinglan", "supervisor", "nation"),
    ("di", "狄三评", "qinglan", "marker", "qinglan"),
    ("si", "司再阅", "hezhou", "marker", "qinglan"),
)
BLUEPRINT = {
    "code": "whole",
    "version": 1,
    "title": {"zh": "全流程考试", "en": "Whole exam"},
    "minutes": 60,
    "pass_percent": "60",
    "pool": "exam",
    "exposure": "1",
    "gap": "1",
    "show_paper": True,
    "sections": [
        {"code": "law", "zh": "法律", "en": "Law", "topics": ["law.*"], "floor_percent": "30"},
        {"code": "procedure", "zh": "程序", "en": "Procedure", "topics": ["proc.*"]},
    ],
    "kinds": [
        {"kind": "single", "count": 5, "points": "2"},
        {"kind": "multiple", "count": 2, "points": "3"},
        {"kind": "true_false", "count": 2, "points": "1"},
        {"kind": "fill_blank", "count": 1, "points": "2"},
        {"kind": "numeric", "count": 1, "points": "2"},
        {"kind": "ordering", "count": 1, "points": "2"},
        {"kind": "matching", "count": 1, "points": "3"},
        {"kind": "judgement", "count": 1, "points": "2"},
        {"kind": "short_answer", "count": 1, "points": "4"},
        {"kind": "case", "count": 1, "points": "4"},
    ],
    "groups": [
        {"topics": ["law.penalty"], "easy": 2, "medium": 0, "hard": 0},
        {"topics": ["law.*", "proc.*"], "easy": 14, "medium": 0, "hard": 0},
    ],
    "appeals": {"window_days": 7, "decision_days": 15},
}
HEAD = """topic: {topic}
type: {kind}
pool: exam
difficulty: easy
ref: penalty-law 42
fact: F-APL-42
confidence: A
"""
ENDING = "> 依据规定作出判断。\n"
BODIES = {
    "single": "第{n}道单选题？\n\n- [x] 甲{n}号\n- [ ] 乙{n}号\n- [ ] 丙{n}号\n- [ ] 丁{n}号\n",
    "multiple": "第{n}道多选题？\n\n- [x] 子{n}\n- [x] 丑{n}\n- [ ] 寅{n}\n- [ ] 卯{n}\n",
    "true_false": "第{n}道判断题所述属实。\n",
    "fill_blank": "第{n}道填空题：期限为{{{{七|7}}}}日，由{{{{机关}}}}决定。\n",
    "numeric": "第{n}道数值题：共计多少日？\n",
    "ordering": "第{n}道排序题：排列步骤。\n\n1. 立案{n}\n2. 调查{n}\n3. 告知{n}\n4. 决定{n}\n",
    "matching": "第{n}道匹配题：\n\n| 左 | 右 |\n|---|---|\n| 东{n} | 春{n} |\n| 西{n} | 秋{n} |\n",
    "judgement": "第{n}道情景题怎么做？\n\n- [3] 上策{n}\n- [1] 中策{n}\n- [-1] 下策{n}\n",
    "short_answer": "第{n}道简答题：说明要点。\n",
    "case": "第{n}个案例：某日检查。\n",
}
MORE = {
    "true_false": "answer: true\n",
    "numeric": "answer: 7\ntolerance: 0.5\nunit: 日\n",
    "short_answer": "points: 4\n",
    "multiple": "partial: subset\n",
    "fill_blank": "partial: proportional\n",
    "ordering": "partial: adjacent\n",
    "matching": "partial: proportional\n",
}
TAILS = {
    "short_answer": "\n### Rubric\n\n- 2: 说出第一点\n- 2: 说出第二点\n",
    "case": "\n### p1\nanswer: true\npoints: 2\n\n应当出示证件{n}。\n\n> 表明身份。\n\n"
    "### p2\ntype: single\npoints: 2\n\n案例{n}下一步是什么？\n\n"
    "- [x] 先行{n}\n- [ ] 后行{n}\n- [ ] 不行{n}\n\n> 依次进行。\n",
}
COUNTS = dict.fromkeys(BODIES, 2) | {"single": 9, "multiple": 4, "true_false": 4}


@dataclass
class Company:
    """Everybody who takes part: the cast, and the logins of the candidates."""

    cast: Cast
    candidates: list[str]


def furnish(app: Flask, session: Session, candidates: int) -> Company:
    """People who can sign in, questions that were approved, a blueprint."""
    cast = cast_of(session)
    for login, name, home, role, over in MORE_PEOPLE:
        cast.people[login] = add_person(session, login, name, cast.units[home])
        grant(session, cast.people[login], role, cast.units[over])
    logins = _candidates(session, cast, candidates)
    with app.app_context():
        _bring_questions(actor_of(cast.wu), actor_of(cast.xu))
        blueprints.keep_blueprint(BLUEPRINT, actor=actor_of(cast.kong))
        db.session.remove()
    return Company(cast, logins)


def _candidates(session: Session, cast: Cast, count: int) -> list[str]:
    """Officers of four counties; everybody has the same password, so it is hashed once."""
    people = [
        Person(
            login=f"c{number:03}",
            name=f"考生{number:03}",
            unit_id=cast.units[COUNTIES[number % 4]].id,
            created_at=now(),
        )
        for number in range(1, count + 1)
    ]
    session.add_all(people)
    session.flush()
    session.add_all(
        RoleGrant(person_id=each.id, role="officer", unit_id=each.unit_id, at=now())
        for each in people
    )
    hashed = HASHER.hash(PASSWORD)
    for each in (*people, *cast.people.values()):
        each.password_hash = hashed
    session.commit()
    return [each.login for each in people]


def _bring_questions(trainer, reviewer) -> None:
    text = "---\nlang: zh\n---\n\n# 题目\n\n" + "\n".join(_questions())
    (stored,) = import_files([opened("zh/whole.md", text)], actor=trainer)
    assert stored.is_stored, stored
    for revision_id in db.session.scalars(select(Revision.id).order_by(Revision.id)).all():
        reviewing.submit(revision_id, actor=trainer)
        reviewing.approve(revision_id, actor=reviewer)


def _questions():
    """Two with the wrong option ticked, then the others, half of law and half of procedure."""
    for n, code in enumerate(WRONG, start=91):
        wrong = BODIES["single"].replace("[x] 甲", "[ ] 甲").replace("[ ] 乙", "[x] 乙")
        yield _question(code, "single", "law.penalty", n, wrong)
    number = 0
    for kind, count in COUNTS.items():
        for place in range(count):
            number += 1
            topic = "law.basics" if place % 2 else "proc.inspect"
            yield _question(
                f"q-{kind.replace('_', '-')}-{place}", kind, topic, number, BODIES[kind]
            )


def _question(code: str, kind: str, topic: str, n: int, body: str) -> str:
    head = HEAD.format(topic=topic, kind=kind) + MORE.get(kind, "")
    tail = TAILS.get(kind, "").format(n=n)
    ending = "" if kind == "case" else f"\n{ENDING}"
    if kind == "short_answer":
        return f"## {code}\n{head}\n{body.format(n=n)}\n{ENDING}{tail}"
    return f"## {code}\n{head}\n{body.format(n=n)}{ending}{tail}"
