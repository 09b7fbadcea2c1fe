"""Rows as a test needs them, with nothing surprising in them."""

import secrets
from decimal import Decimal

from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from accounts.models import Person, SignIn, Unit
from core.clock import CORRECTED, clock_correction, now
from exam.models.attempts import Attempt
from exam.models.candidates import Form, Registration
from exam.models.proctoring import Message, Pause, Resumption
from exam.models.sittings import Blueprint, Sealing, Sitting
from question_bank.models import Cited, Move, Question, Revision, Tagged, Wording
from question_bank.rules.folding import fold
from question_bank.rules.statutes import articles
from question_bank.rules.wording import tokens

MINUTE = 60_000
HOUR = 60 * MINUTE


def clock(session: Session) -> int:
    """The exam clock's reading."""
    expression = CORRECTED[session.get_bind().dialect.name]
    return session.execute(text(f"SELECT {expression}")).scalar_one()


def move_clock(session: Session, ms: int) -> None:
    """Let so much time pass by the exam clock."""
    session.execute(insert(clock_correction).values(ms=ms, reason="a test"))
    session.commit()


def question(
    session: Session,
    code: str,
    *,
    author: Person,
    kind: str = "single",
    topic: str = "law.penalty",
    difficulty: str = "easy",
    pool: str = "exam",
    key: dict | None = None,
    size: int = 4,
    state: str = "approved",
    points: str = "1",
    partial: str = "none",
    languages: tuple[str, ...] = ("zh", "en"),
    confidence: str = "A",
    approver: Person | None = None,
    **details,
) -> Revision:
    """A question with one revision, asked in both languages with plain words."""
    options = [f"{code} option {index}" for index in range(size)]
    gap = " {{1}}" if kind == "fill_blank" else ""
    asked = {"stem": f"{code} stem{gap}", "options": options}
    if kind == "matching":
        lefts, rights = [f"{code} left {at}" for at in range(size)], asked.pop("options")
        asked |= {"heads": ["", ""], "lefts": lefts, "rights": rights}
    if kind == "numeric":
        asked = {"stem": asked["stem"], "unit": "日"}
    told = {"rationale": f"{code} rationale", "feedback": [None] * size}
    words = "\n".join([code, asked["stem"], *options])
    details = {"enemies": [], "refs": [], "facts": [], "tags": [], **details}
    asking = Question(code=code, pool=pool, unit_id=author.unit_id, created_at=now())
    revision = Revision(
        question=asking,
        number=1,
        state=state,
        kind=kind,
        topic=topic,
        difficulty=difficulty,
        expected={"easy": Decimal(".85"), "medium": Decimal(".65"), "hard": Decimal(".45")}[
            difficulty
        ],
        points=Decimal(points),
        partial=partial,
        shuffle=True,
        seconds=60,
        confidence=confidence,
        size=size,
        key=key or {"right": 1, "size": 4},
        asked=dict.fromkeys(languages, asked),
        told=dict.fromkeys(languages, told),
        sources={},
        details=details,
        languages=" ".join(sorted(languages)),
        cited=[Cited(code=law, article=article) for law, article in articles(details["refs"])],
        tagged=[Tagged(tag=tag) for tag in details["tags"]],
        wording=Wording(words=fold(words), tokens=" ".join(tokens([words]))),
        fingerprint=secrets.token_hex(32),
        author_id=author.id,
        at=now(),
    )
    session.add(revision)
    session.flush()
    if approver:
        session.add(
            Move(
                revision_id=revision.id,
                before="in_review",
                after=state,
                by_id=approver.id,
                at=now(),
            )
        )
    session.commit()
    return revision


def case(session: Session, code: str, *, author: Person, parts: tuple[str, ...]) -> Revision:
    """A case with one part of each of these kinds, 2 points each."""
    keys = {
        "single": ({"right": 1, "size": 4}, 4),
        "true_false": ({"right": True}, 2),
        "numeric": ({"number": "7", "tolerance": "0", "units": []}, 1),
        "short_answer": ({"rubric": ["2"]}, 1),
    }
    revision = question(
        session,
        code,
        author=author,
        kind="case",
        size=len(parts),
        points=str(2 * len(parts)),
        key={
            "parts": [
                {
                    "id": f"part-{at}",
                    "kind": kind,
                    "points": "2",
                    "partial": "none",
                    "shuffle": False,
                    "seconds": 60,
                    "size": keys[kind][1],
                    "key": keys[kind][0],
                }
                for at, kind in enumerate(parts, start=1)
            ]
        },
    )
    asked = {"stem": f"<p>{code} shared text</p>", "parts": []}
    told = {"rationale": f"{code} rationale", "feedback": [], "parts": []}
    for at, kind in enumerate(parts, start=1):
        words = {"id": f"part-{at}", "kind": kind, "stem": f"{code} part {at} stem"}
        if kind == "single":
            words["options"] = [f"{code} part {at} option {index}" for index in range(4)]
        if kind == "numeric":
            words["unit"] = ""
        why = {"rationale": f"{code} part {at} rationale", "feedback": [None] * keys[kind][1]}
        if kind == "short_answer":
            why["rubric"] = [f"<p>{code} part {at} rubric</p>"]
        asked["parts"].append(words)
        told["parts"].append(why)
    revision.asked = dict.fromkeys(("zh", "en"), asked)
    revision.told = dict.fromkeys(("zh", "en"), told)
    session.commit()
    return revision


def slots_of(revision: Revision) -> list[dict]:
    """What stands on a form for a question: a slot, or one for each part of a case."""
    parts = revision.key["parts"] if revision.kind == "case" else [None]
    return [
        {
            "revision": revision.id,
            "order": list(range(part["size"] if part else revision.size)),
            "points": part["points"] if part else str(revision.points),
            **({"part": at} if part else {}),
        }
        for at, part in enumerate(parts)
    ]


def message(session: Session, attempt: Attempt, text: str) -> Message:
    """A word to one candidate, told to their page."""
    sent = Message(text=text, at_ms=clock(session), at=now(), **_of(attempt))
    session.commit()
    session.add(sent)
    tell(session, attempt)
    return sent


def pause(session: Session, attempt: Attempt, reason: str) -> Pause:
    """Stop the clock of one candidate."""
    begun = Pause(reason=reason, from_ms=clock(session), at=now(), **_of(attempt))
    session.commit()
    session.add(begun)
    tell(session, attempt, state="paused", paused_ms=begun.from_ms)
    return begun


def resume(session: Session, attempt: Attempt, begun: Pause) -> None:
    """Let the clock run on, with the time given back."""
    at_ms = clock(session)
    ended = Resumption(pause_id=begun.id, to_ms=at_ms, by_id=begun.by_id, at=now())
    session.commit()
    session.add(ended)
    deadline_ms = Attempt.deadline_ms + at_ms - begun.from_ms
    tell(session, attempt, state="open", paused_ms=None, deadline_ms=deadline_ms)


def _of(attempt: Attempt) -> dict[str, int]:
    return {
        "sitting_id": attempt.sitting_id,
        "attempt_id": attempt.id,
        "by_id": attempt.sitting.by_id,
    }


def tell(session: Session, attempt: Attempt, **changes: object) -> None:
    """Change an attempt and add to its news."""
    changed = update(Attempt).where(Attempt.id == attempt.id)
    session.execute(changed.values(news=Attempt.news + 1, **changes))
    session.commit()


DEFINITION = {
    "code": "small",
    "version": 1,
    "title": {"zh": "小考", "en": "Small exam"},
    "minutes": 60,
    "pass_percent": "60",
    "pool": "exam",
    "exposure": "1",
    "show_paper": True,
    "sections": [
        {"code": "law", "zh": "法律", "en": "Law", "topics": ["law.*"], "floor_percent": "0"}
    ],
    "kinds": [{"kind": "single", "count": 2, "points": "1"}],
    "groups": [{"topics": ["law.*"], "easy": 2, "medium": 0, "hard": 0}],
}


def sitting(
    session: Session,
    *,
    unit: Unit,
    examiner: Person,
    definition: dict | None = None,
    opens_in: int = -MINUTE,
    lasts: int = HOUR,
    minutes: int = 60,
) -> Sitting:
    """A sitting of a small blueprint, open now if nothing else is said; not sealed."""
    definition = definition or DEFINITION
    drawn = Blueprint(
        code=f"{definition['code']}-{secrets.token_hex(4)}",
        version=1,
        definition=definition,
        by_id=examiner.id,
        at=now(),
    )
    start = clock(session) + opens_in
    held = Sitting(
        blueprint=drawn,
        unit_id=unit.id,
        title="秋季资格考试",
        title_en="Autumn certification exam",
        opens_ms=start,
        closes_ms=start + lasts,
        minutes=minutes,
        by_id=examiner.id,
        at=now(),
    )
    session.add(held)
    session.commit()
    return held


def attempt(
    session: Session,
    held: Sitting,
    candidate: Person,
    revisions: list[Revision],
    *,
    state: str = "open",
    language: str = "zh",
    extra_minutes: int = 0,
) -> Attempt:
    """A candidate's attempt on a form of these revisions, every order as in the bank."""
    registered = Registration(
        sitting_id=held.id,
        person_id=candidate.id,
        language=language,
        extra_minutes=extra_minutes,
        by_id=held.by_id,
        at=now(),
    )
    slots = [slot for revision in revisions for slot in slots_of(revision)]
    form = Form(
        sitting_id=held.id,
        language=language,
        number=candidate.id,
        slots=slots,
        expected=Decimal("0.5"),
    )
    session.add_all([registered, form])
    session.flush()
    at = clock(session)
    opened = state != "ready"
    made = Attempt(
        token=secrets.token_hex(16),
        sitting_id=held.id,
        registration_id=registered.id,
        candidate_id=candidate.id,
        form_id=form.id,
        slot_count=len(slots),
        state=state,
        lease=1 if opened else 0,
        opened_ms=at if opened else None,
        deadline_ms=at + (held.minutes + extra_minutes) * MINUTE if opened else None,
        grace_ms=5_000,
    )
    session.add(made)
    session.commit()
    return made


def sealing(session: Session, held: Sitting) -> Sealing:
    """Mark a sitting as sealed without drawing anything."""
    sealed = Sealing(
        sitting_id=held.id,
        seed="00" * 32,
        seed_hash="00" * 32,
        plan={},
        bank={},
        bank_hash="00" * 32,
        is_demonstration=True,
        by_id=held.by_id,
        at=now(),
    )
    session.add(sealed)
    session.commit()
    return sealed


def sign_in(session: Session, person: Person) -> int:
    """The id of a standing sign-in of this person."""
    from datetime import timedelta  # noqa: PLC0415

    opened = SignIn(
        person_id=person.id, at=now(), expires_at=now() + timedelta(hours=1), agent="test"
    )
    session.add(opened)
    session.commit()
    return opened.id
