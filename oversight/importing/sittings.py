"""The sittings of the demonstration: held, sat, closed, marked and released for real."""

import re
import time
import tomllib
from collections.abc import Iterable
from random import Random

from sqlalchemy import select

from accounts.models import SignIn, Unit
from accounts.queries import actor_of, person_with
from core.actor import Actor
from core.clock import exam_ms, now
from core.config import ROOT
from core.database import db, transaction
from exam.actions import (
    blueprints,
    closing,
    holding,
    opening,
    registering,
    releasing,
    saving,
    sealing,
    sweeping,
    taking,
)
from exam.models.attempts import Attempt
from exam.models.sittings import Sitting
from exam.rules.arrivals import read_batch
from oversight.importing.bureau import OFFICERS, Officer
from question_bank.kinds import KINDS
from question_bank.kinds.kind import LETTERS
from question_bank.models import Revision
from question_bank.queries.questions import revisions

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def acting(login: str) -> Actor:
    """Somebody of the bureau as one who acts."""
    return actor_of(person_with(login))


def kept_blueprint(name: str) -> int:
    """Keep a starter blueprint; its id."""
    file = ROOT / "exam" / "content" / f"{name}.toml"
    definition = tomllib.loads(file.read_text(encoding="utf-8"))
    return blueprints.keep_blueprint(definition, actor=acting("examiner")).id


def unit_id(code: str) -> int:
    """The id of a unit of the bureau."""
    return db.session.scalars(select(Unit.id).where(Unit.code == code)).one()


def plan(
    blueprint_id: int, unit: str, titles: tuple[str, str], *, opens: int, closes: int
) -> Sitting:
    """A sitting by the examiner; its window in milliseconds from now."""
    at_ms = exam_ms()
    return holding.plan_sitting(
        blueprint_id=blueprint_id,
        unit_id=unit_id(unit),
        title=titles[0],
        title_en=titles[1],
        place="培训中心机房",
        opens_ms=at_ms + opens,
        closes_ms=at_ms + closes,
        actor=acting("examiner"),
    )


def seal_for(sitting: Sitting, officers: Iterable[Officer]) -> dict[str, Attempt]:
    """Register these officers and seal; their papers by login."""
    examiner = acting("examiner")
    ids = {officer.login: person_with(officer.login).id for officer in officers}
    registering.register(sitting.id, list(ids.values()), language="zh", actor=examiner)
    sealing.seal(sitting.id, actor=examiner)
    attempts = db.session.scalars(select(Attempt).where(Attempt.sitting_id == sitting.id)).all()
    by_person = {attempt.candidate_id: attempt for attempt in attempts}
    return {login: by_person[person_id] for login, person_id in ids.items()}


def hold_past(blueprint_id: int, chance: Random, lasts_ms: int) -> Sitting:
    """The qualification exam of autumn: sat, and over in seconds."""
    officers = [officer for officer in OFFICERS if officer.past != "none"]
    titles = ("秋季资格考试（示范）", "Autumn qualification exam (demonstration)")
    sitting = plan(blueprint_id, "qinglan", titles, opens=-2 * HOUR, closes=lasts_ms)
    attempts = seal_for(sitting, officers)
    for officer in officers:
        if officer.past == "sat":
            sit(attempts[officer.login], officer, chance, share=1.0, hands_in=True)
    return sitting


def hold_present(blueprint_id: int, chance: Random) -> None:
    """The qualification exam of winter: open now, with somebody writing."""
    officers = [officer for officer in OFFICERS if officer.present != "none"]
    titles = (
        "冬季资格考试（示范，正在进行）",
        "Winter qualification exam (demonstration, open now)",
    )
    sitting = plan(blueprint_id, "qinglan", titles, opens=-MINUTE, closes=30 * DAY)
    attempts = seal_for(sitting, officers)
    for officer in officers:
        if officer.present == "writing":
            sit(attempts[officer.login], officer, chance, share=0.4, hands_in=False)


def release_when_over(sittings: Iterable[Sitting]) -> None:
    """Wait until the windows are over, then close, mark and release."""
    ended = list(sittings)
    while exam_ms() < max(sitting.closes_ms for sitting in ended):
        time.sleep(0.2)
    sweeping.close_due()
    closing.close_ended()
    for sitting in ended:
        releasing.release(sitting.id, actor=acting("examiner"))


def sit(
    attempt: Attempt, officer: Officer, chance: Random, *, share: float, hands_in: bool
) -> None:
    """Open a paper, answer a share of it as well as the officer can, and hand it in or go on."""
    actor = acting(officer.login)
    sign_in = _sign_in(actor)
    if not opening.open_attempt(attempt.token, sign_in=sign_in):
        opening.refuse_unopened(attempt.token, actor=actor)
    slots = attempt.form.slots
    known = revisions({slot["revision"] for slot in slots})
    answers = [
        {
            "slot": number,
            "seq": number,
            "typed_under": 0,
            "value": _answer(known[slot["revision"]], slot["order"], officer.skill, chance),
        }
        for number, slot in enumerate(slots[: round(len(slots) * share)], start=1)
    ]
    lease, batch = read_batch({"lease": 0, "answers": answers})
    saving.save(attempt.token, lease=lease, answers=batch, sign_in=sign_in)
    if hands_in:
        taking.submit(attempt.token, sign_in=sign_in)


def _sign_in(actor: Actor) -> int:
    with transaction() as session:
        at = now()
        passing = SignIn(
            person_id=actor.id, at=at, expires_at=at.replace(year=at.year + 1), agent="demo"
        )
        session.add(passing)
        session.flush()
        return passing.id


def _answer(revision: Revision, order: list[int], skill: float, chance: Random) -> object:
    """A right answer as often as the officer's skill says, else some other one."""
    if KINDS[revision.kind].marked_by_people:
        return _written(revision, skill, chance)
    right = KINDS[revision.kind].right(revision.key, order)
    if chance.random() < skill:
        return right
    letters = list(LETTERS[: len(order)])
    if revision.kind == "true_false":
        return not right
    if revision.kind == "fill_blank":
        return ["三"] * len(order)
    if revision.kind == "ordering":
        return chance.sample(letters, len(letters))
    if revision.kind == "multiple":
        return sorted(chance.sample(letters, 2))
    return chance.choice(letters)


def _written(revision: Revision, skill: float, chance: Random) -> str:
    """In an officer's words what the rubric asks for, line by line as far as they know it."""
    lines = [plain_text(line) for line in revision.told["zh"]["rubric"]]
    known = [line for line in lines if chance.random() < skill]
    return "\n\n".join(["经研究，我的意见如下：", *(known or ["这个提议不妥当，应当依法办理。"])])


def plain_text(html: str) -> str:
    """The words of a line of rubric, without its marks and without what each part is worth."""
    return re.sub(r"<[^>]+>|（[^（）]*分）", "", html).strip()
