"""Loading the demonstration: the starter content and a bureau with officers at every stage.

Everything is done by the same acts as in earnest, by the people whose duty it is.
"""

import time
import tomllib
from collections.abc import Callable
from random import Random
from typing import Any

from sqlalchemy import func, select, update

from accounts.actions import people, roles, units
from accounts.actions.signing_in import HASHER
from accounts.models import Person, SignIn, Unit
from accounts.queries import actor_of, person_with
from accounts.rules.duties import Role
from core.actor import Actor
from core.clock import exam_ms, now
from core.config import ROOT
from core.database import db, transaction
from core.errors import N_, Refused
from courses import importing as course_importing
from courses.actions import answer_check
from courses.queries.outline import current_courses
from courses.queries.reading import Check, page_of
from exam.actions import grading, holding, sealing, taking
from exam.models import Attempt, Sitting
from exam.rules.arrivals import read_batch
from oversight.importing.bureau import OFFICERS, STAFF, UNITS, Officer
from question_bank.actions import reviewing
from question_bank.importing import import_files, opened
from question_bank.kinds import KINDS
from question_bank.kinds.kind import LETTERS
from question_bank.models import Revision
from question_bank.queries import revisions

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
SHORTEST_SITTING_MS = 3_000
Tell = Callable[[str], None]


def load(*, password: str, tell: Tell) -> None:
    """Fill an empty database; refused if anybody is in it."""
    if db.session.scalar(select(func.count()).select_from(Person)):
        raise Refused(
            N_("There are people in this database already; the demonstration needs an empty one.")
        )
    chance = Random(2026)  # noqa: S311 - an invented bureau, the same each time
    tell("people")
    _load_people(password)
    tell("courses and questions")
    _load_content()
    tell("officers at work")
    _study(chance)
    examiner = _actor("examiner")
    blueprint = holding.keep_blueprint(_starter_blueprint(), actor=examiner)
    tell("a sitting open now")
    begun_ms = exam_ms()
    _hold_present(blueprint.id, examiner, chance)
    took_ms = exam_ms() - begun_ms
    tell("a sitting that is over, and one to come")
    _hold_past(blueprint.id, examiner, chance, max(SHORTEST_SITTING_MS, 10 * took_ms))
    _plan(
        blueprint.id,
        "yunxi",
        ("冬季资格考试（报名中）", "Winter qualification exam (registration)"),
        7 * DAY,
        8 * DAY,
        examiner,
    )


def _actor(login: str) -> Actor:
    return actor_of(person_with(login))


def _load_people(password: str) -> None:
    ids: dict[str, int] = {}
    for code, parent, name, name_en in UNITS:
        unit = units.add_unit(
            code=code, name=name, name_en=name_en, parent_id=ids.get(parent or ""), actor=None
        )
        ids[code] = unit.id
    for staff in STAFF:
        person = people.add_person(
            login=staff.login, name=staff.name, unit_id=ids[staff.home], actor=None
        )
        roles.grant(person.id, role=staff.role, unit_id=ids[staff.over])
    for officer in OFFICERS:
        person = people.add_person(
            login=officer.login, name=officer.name, unit_id=ids[officer.home], actor=None
        )
        roles.grant(person.id, role=Role.OFFICER, unit_id=ids[officer.home])
    with transaction() as session:
        session.execute(update(Person).values(is_demo=True, password_hash=HASHER.hash(password)))


def _load_content() -> None:
    trainer, reviewer = _actor("trainer"), _actor("reviewer")
    folder = ROOT / "question_bank" / "content"
    files = [
        opened(str(path.relative_to(folder)), path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*/*.md"))
    ]
    import_files(files, actor=trainer)
    with transaction():
        for revision_id in db.session.scalars(select(Revision.id).order_by(Revision.id)).all():
            reviewing.submit(revision_id, actor=trainer)
            reviewing.approve(revision_id, actor=reviewer)
    course_importing.load(ROOT / "courses" / "content", actor=trainer)


def _study(chance: Random) -> None:
    modules = [
        (course.course.code, code) for course in current_courses() for code in course.modules
    ]
    for officer in OFFICERS:
        actor = _actor(officer.login)
        with transaction():
            for course_code, module_code in modules[: officer.modules]:
                for check in page_of(
                    course_code, module_code, person_id=actor.id, language="zh"
                ).checks:
                    _answer_check(course_code, module_code, check, actor)
            if officer.modules < len(modules) and officer.skill > 0.5:
                course_code, module_code = modules[officer.modules]
                for check in page_of(
                    course_code, module_code, person_id=actor.id, language="zh"
                ).checks[:2]:
                    _answer_check(course_code, module_code, check, actor)


def _answer_check(course_code: str, module_code: str, check: Check, actor: Actor) -> None:
    revision = revisions([check.revision_id])[check.revision_id]
    answer_check(
        course_code,
        module_code,
        check.id,
        revision_id=check.revision_id,
        sent=_as_fields(revision, check.order),
        actor=actor,
    )


def _as_fields(revision: Revision, order: tuple[int, ...]) -> list[str]:
    """The right answer as the fields of a self-check's form."""
    if revision.kind == "ordering":
        return [str(index + 1) for index in order]
    right = KINDS[revision.kind].right(revision.key, range(revision.size))
    if isinstance(right, bool):
        return [str(right).lower()]
    return [str(part) for part in right] if isinstance(right, list) else [str(right)]


def _starter_blueprint() -> dict[str, Any]:
    file = ROOT / "exam" / "content" / "certification.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _plan(
    blueprint_id: int, unit: str, titles: tuple[str, str], opens: int, closes: int, actor: Actor
) -> Sitting:
    at_ms = exam_ms()
    return holding.plan_sitting(
        blueprint_id=blueprint_id,
        unit_id=db.session.scalars(select(Unit.id).where(Unit.code == unit)).one(),
        title=titles[0],
        title_en=titles[1],
        place="培训中心机房",
        opens_ms=at_ms + opens,
        closes_ms=at_ms + closes,
        actor=actor,
    )


def _register(sitting: Sitting, officers: list[Officer], actor: Actor) -> dict[str, Attempt]:
    ids = {officer.login: person_with(officer.login).id for officer in officers}
    holding.register(sitting.id, list(ids.values()), language="zh", actor=actor)
    sealing.seal(sitting.id, actor=actor)
    attempts = db.session.scalars(select(Attempt).where(Attempt.sitting_id == sitting.id)).all()
    by_person = {attempt.candidate_id: attempt for attempt in attempts}
    return {login: by_person[person_id] for login, person_id in ids.items()}


def _hold_past(blueprint_id: int, examiner: Actor, chance: Random, lasts_ms: int) -> None:
    """A sitting that is over in seconds: held, handed in, closed, marked and released for real."""
    officers = [officer for officer in OFFICERS if officer.past != "none"]
    titles = ("秋季资格考试（示范）", "Autumn qualification exam (demonstration)")
    sitting = _plan(blueprint_id, "qinglan", titles, -2 * HOUR, lasts_ms, examiner)
    attempts = _register(sitting, officers, examiner)
    for officer in officers:
        if officer.past == "sat":
            _sit(attempts[officer.login], officer, chance, share=1.0, hands_in=True)
    while exam_ms() < sitting.closes_ms:
        time.sleep(0.2)
    taking.close_due()
    grading.close_ended()
    grading.release(sitting.id, actor=examiner)


def _hold_present(blueprint_id: int, examiner: Actor, chance: Random) -> None:
    officers = [officer for officer in OFFICERS if officer.present != "none"]
    titles = (
        "冬季资格考试（示范，正在进行）",
        "Winter qualification exam (demonstration, open now)",
    )
    sitting = _plan(blueprint_id, "qinglan", titles, -MINUTE, 30 * DAY, examiner)
    attempts = _register(sitting, officers, examiner)
    for officer in officers:
        if officer.present == "writing":
            _sit(attempts[officer.login], officer, chance, share=0.4, hands_in=False)


def _sit(
    attempt: Attempt, officer: Officer, chance: Random, *, share: float, hands_in: bool
) -> None:
    actor = _actor(officer.login)
    opened_now = taking.open_attempt(attempt.token, actor=actor)
    slots = opened_now.form.slots
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
    taking.save(attempt.token, lease=lease, answers=batch, sign_in=_sign_in(actor))
    if hands_in:
        taking.submit(attempt.token, actor=actor)


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
