"""Exams on paper as their tests set them up, type them in and look at them."""

from sqlalchemy import select

from exam.models.attempts import Arrival, Attempt, AttemptEvent
from exam.models.candidates import Form, PaperEntry, Registration
from exam.models.printing import Printing
from exam.rules.transcribing import sheet_code
from tests import factories
from tests.exam import steps

TABLES = (Registration, Attempt, Arrival, AttemptEvent, PaperEntry)

CASE_KEY = {
    "parts": [
        {
            "id": "p1",
            "kind": "single",
            "points": "1",
            "partial": "none",
            "shuffle": True,
            "seconds": 60,
            "size": 4,
            "key": {"right": 2, "size": 4},
        },
        {
            "id": "p2",
            "kind": "short_answer",
            "points": "2",
            "partial": "none",
            "shuffle": False,
            "seconds": 60,
            "size": 1,
            "key": {"rubric": ["1", "1"]},
        },
    ]
}
KINDS = {
    "single": {"key": {"right": 1, "size": 4}},
    "multiple": {"key": {"right": [0, 2], "size": 4}},
    "true_false": {"key": {"right": True}, "size": 2},
    "fill_blank": {"key": {"blanks": [["七", "7"]]}, "size": 1},
    "numeric": {"key": {"number": "5", "tolerance": "0.5", "units": ["日", "days"]}, "size": 1},
    "ordering": {"key": {"length": 3}, "size": 3},
    "matching": {"key": {"length": 3}, "size": 3},
    "judgement": {"key": {"earns": [3, 1, 0, 2]}},
}


def questions(session, author):
    """One question of each kind that a machine marks."""
    made = []
    for kind, how in KINDS.items():
        revision = factories.question(
            session, f"law-{kind.replace('_', '-')}", author=author, kind=kind, **how
        )
        if kind == "ordering":
            asked = {"stem": "law-ordering stem", "items": revision.asked["zh"]["options"]}
            revision.asked = {"zh": asked, "en": asked}
        made.append(revision)
    session.commit()
    return made


def case(session, author):
    """A case of a single choice and a short answer."""
    revision = factories.question(
        session, "law-case", author=author, kind="case", key=CASE_KEY, size=2, points="3"
    )
    asked = {
        "stem": "<p>shared text of the case</p>",
        "parts": [
            {
                "id": "p1",
                "kind": "single",
                "stem": "<p>first part</p>",
                "options": [f"part option {at}" for at in range(4)],
            },
            {"id": "p2", "kind": "short_answer", "stem": "<p>second part</p>"},
        ],
    }
    told = {
        "rationale": None,
        "feedback": [],
        "parts": [
            {"rationale": None, "feedback": [None] * 4},
            {"rationale": None, "feedback": [], "rubric": ["names the law", "names the step"]},
        ],
    }
    revision.asked = {"zh": asked, "en": asked}
    revision.told = {"zh": told, "en": told}
    session.commit()
    return revision


def ready(session, held, candidate, revisions, *, language="zh", on_paper=True, parts=None):
    """A candidate's attempt that has not begun, on paper unless said otherwise."""
    made = factories.attempt(session, held, candidate, revisions, state="ready", language=language)
    if parts is not None:
        form = session.get_one(Form, made.form_id)
        form.slots = [
            *form.slots,
            {"revision": parts.id, "order": [3, 2, 1, 0], "points": "1", "part": 0},
            {"revision": parts.id, "order": [0], "points": "2", "part": 1},
        ]
        made.slot_count = len(form.slots)
    if on_paper:
        session.get_one(Registration, made.registration_id).on_paper = True
    session.commit()
    return made


def code_of(session, attempt):
    """The number printed on the attempt's answer sheet."""
    form = session.get_one(Form, attempt.form_id)
    return sheet_code(form.sitting_id, form.language, form.number, form.slots)


def home(sitting, part=""):
    return f"/sittings/{sitting.id}/on-paper{part}"


def fields(**typed):
    """The fields of a sheet: s1="b" for a slot, s2=["x", "y"] for its blanks."""
    return {
        f"{slot}.{at}": text
        for slot, texts in typed.items()
        for at, text in enumerate([texts] if isinstance(texts, str) else texts)
    }


def type_in(browser, session, attempt, **typed):
    """Post an entry for the attempt's sheet."""
    sitting_id, code = attempt.sitting_id, code_of(session, attempt)
    session.commit()
    address = f"/sittings/{sitting_id}/on-paper/sheets/{code}/entries"
    return browser.post(address, fields(**typed))


def everything(session):
    """All that anything on paper may change."""
    session.commit()
    rows = {
        table.__tablename__: [
            tuple(row)
            for row in session.execute(
                select(table.__table__).order_by(*table.__table__.primary_key)
            )
        ]
        for table in (*TABLES, Printing)
    }
    session.commit()
    return rows | {"acts": steps.acts(session)}


def journal(session, attempt):
    """The arrivals of an attempt as (slot, seq, typed under, value, standing)."""
    session.commit()
    rows = session.execute(
        select(Arrival.slot, Arrival.seq, Arrival.typed_under, Arrival.value, Arrival.standing)
        .where(Arrival.attempt_id == attempt.id)
        .order_by(Arrival.id)
    )
    found = [tuple(row) for row in rows]
    session.commit()
    return found


def events(session, attempt):
    """What else happened to an attempt, as (kind, slot, note)."""
    session.commit()
    rows = session.execute(
        select(AttemptEvent.kind, AttemptEvent.slot, AttemptEvent.note)
        .where(AttemptEvent.attempt_id == attempt.id)
        .order_by(AttemptEvent.id)
    )
    found = [tuple(row) for row in rows]
    session.commit()
    return found


def noted(session, act, *names):
    """Some fields of the last entry of an act."""
    fields = steps.entry(session, act)
    return {name: fields[name] for name in names}
