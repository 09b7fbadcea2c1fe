"""A trainer saves questions: what is kept, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from accounts.queries import actor_of, person_of
from audit.models import Entry
from core.errors import Missing, NotAllowed, Refused
from question_bank.actions import reviewing, writing
from question_bank.models import Move, Question, Revision
from question_bank.queries import questions
from tests.question_bank.writing import BOTH, CODE, EN, ZH, reworded

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def chen(cast):
    return actor_of(person_of(cast.chen.id))


@pytest.fixture
def wu(cast):
    return actor_of(person_of(cast.wu.id))


def saved(actor, texts=BOTH, *, code=None, base=0):
    return writing.save(texts, code=code, base=base, actor=actor)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_new_question_becomes_a_draft_with_everything_that_others_need(session, cast, chen):
    saved(chen)

    revision = session.scalars(select(Revision)).one()
    kept = {
        column.key: getattr(revision, column.key)
        for column in Revision.__table__.columns
        if column.key not in ("id", "question_id", "at", "fingerprint")
    }
    assert kept == {
        "number": 1,
        "state": "draft",
        "kind": "single",
        "topic": "law.penalty",
        "difficulty": "easy",
        "expected": Decimal("0.85"),
        "points": Decimal(1),
        "partial": "none",
        "shuffle": True,
        "seconds": 60,
        "confidence": "A",
        "size": 3,
        "key": {"right": 1, "size": 3},
        "asked": {
            "zh": {"stem": "<p>执法人员不得少于几人？</p>", "options": ["一人", "两人", "三人"]},
            "en": {
                "stem": "<p>How many officers are needed at least?</p>",
                "options": ["one", "two", "three"],
            },
        },
        "told": {
            "zh": {
                "rationale": "<p>两人以上执法，保证公正。</p>",
                "feedback": [None, None, "三人是合议的要求。"],
            },
            "en": {
                "rationale": "<p>Two officers keep it fair.</p>",
                "feedback": [None, None, "Three is what deliberation needs."],
            },
        },
        "sources": {"zh": ZH, "en": EN},
        "details": {
            "refs": ["penalty-law 42"], "facts": ["F-APL-42"], "enemies": [], "tags": [],
        },
        "is_newest": True,
        "languages": "en zh",
        "author_id": chen.id,
    }  # fmt: skip
    question = session.scalars(select(Question)).one()
    assert (question.code, question.pool, question.unit_id) == (CODE, "exam", cast.chen.unit_id)
    assert [(m.before, m.after, m.by_id) for m in revision.moves] == [(None, "draft", chen.id)]
    assert session.scalars(select(Entry.act)).all() == ["question.revised"]


def test_a_changed_question_is_a_new_revision_and_the_old_one_stays_as_it_was(session, chen):
    first = saved(chen)
    before = (first.sources, first.asked, first.fingerprint)

    second = saved(chen, reworded(), code=CODE, base=1)

    assert second.number == 2
    old = session.get(Revision, first.id)
    assert (old.sources, old.asked, old.fingerprint) == before
    assert old.state == "draft"


def test_an_unchanged_question_makes_no_revision(session, chen):
    saved(chen)

    assert (
        saved(chen, {"zh": ZH.replace("\n", "\r\n"), "en": EN + "\n\n"}, code=CODE, base=1) is None
    )
    assert count(session, Revision) == 1


def test_a_blank_keeps_its_number_as_text_and_other_braces_stay_braces(session, chen):
    text = ZH.split("执法")[0].replace("0901", "0902")
    text += "《行政处罚法》第**四十二**条：不得少于{{两|2}}人，"
    text += "\\{{9}}不是空，{{一|1}}人不行。\n\n> 两人。\n"

    saved(chen, {"zh": text})

    revision = session.scalars(select(Revision)).one()
    assert revision.asked["zh"]["stem"] == (
        "<p>《行政处罚法》第<strong>四十二</strong>条：不得少于{{1}}人，&#123;{9}}不是空，{{2}}人不行。</p>"
    )
    assert (revision.size, revision.key) == (2, {"blanks": [["两", "2"], ["一", "1"]]})


def test_whoever_saves_second_over_a_newer_revision_is_refused(session, chen, wu):
    saved(chen)
    saved(wu, reworded("甲？"), code=CODE, base=1)

    with pytest.raises(writing.Stale) as refusal:
        saved(chen, reworded("乙？"), code=CODE, base=1)

    assert refusal.value.values == {"name": wu.name, "number": 2}
    assert count(session, Revision) == 2


def test_of_two_trainers_saving_at_once_one_is_refused(app, session, chen, wu):
    saved(chen)

    def save(pair):
        actor, text = pair
        with app.app_context():
            try:
                return saved(actor, reworded(text), code=CODE, base=1).number
            except writing.Stale:
                return "stale"

    with ThreadPoolExecutor(2) as pool:
        results = set(pool.map(save, [(chen, "甲？"), (wu, "乙？")]))

    assert results == {2, "stale"}
    assert count(session, Revision) == 2


@pytest.mark.parametrize(
    "texts",
    [
        {"zh": "", "en": ""},
        {"zh": "no heading at all"},
        {"zh": ZH + "\n" + ZH.replace("0901", "0902")},
        {"zh": ZH, "en": EN.replace("0901", "0902")},
        {"zh": ZH.replace("[x]", "[ ]")},
        {"zh": ZH, "en": EN.replace("- [x] two", "- [ ] two").replace("- [ ] one", "- [x] one")},
        {"zh": ZH.replace("confidence: A", "confidence: A\nlang: en")},
        {"zh": "---\ntopic: law.penalty\n---\n\n" + ZH},
        {"zh": ZH.replace("一人", "![图](media/none.png)")},
        {"zh": ZH.replace("执法人员", "长" * 21 * 1024)},
        {"zh": "\x00"},
        {"zh": "\ud800" + ZH},
    ],
)
def test_a_text_with_errors_is_not_saved(session, chen, texts):
    with pytest.raises(Refused):
        saved(chen, texts)

    assert (count(session, Question), count(session, Revision), count(session, Move)) == (0, 0, 0)


def test_an_id_that_is_taken_is_refused(session, chen, wu):
    saved(chen)

    with pytest.raises(Refused, match=f"The id {CODE} is taken"):
        saved(wu, reworded())

    assert count(session, Revision) == 1


@pytest.mark.parametrize(
    ("old", "new"), [("0901", "0902"), ("pool: exam", "pool: practice")], ids=["id", "pool"]
)
def test_id_and_pool_never_change(session, chen, old, new):
    saved(chen)

    with pytest.raises(Refused):
        saved(chen, {"zh": ZH.replace(old, new)}, code=CODE, base=1)

    assert count(session, Revision) == 1


def test_a_question_that_does_not_exist_cannot_be_revised(chen):
    with pytest.raises(Missing):
        saved(chen, code=CODE, base=1)


@pytest.mark.parametrize("login", ["lin", "xu", "gu", "kong", "meng", "shen", "lu"])
def test_only_trainers_write(session, cast, login):
    with pytest.raises(NotAllowed):
        saved(actor_of(person_of(cast.people[login].id)))

    assert count(session, Question) == 0


def test_a_trainer_of_another_unit_may_not_revise_it(session, cast, chen):
    from tests.people import add_person, grant  # noqa: PLC0415

    saved(chen)
    far = add_person(session, "far", "远", cast.units["shibei"])
    grant(session, far, "trainer", cast.units["shibei"])

    with pytest.raises(NotAllowed):
        saved(actor_of(person_of(far.id)), reworded(), code=CODE, base=1)

    assert count(session, Revision) == 1


def test_a_language_left_empty_is_a_language_the_question_does_not_have(chen):
    saved(chen)

    second = saved(chen, {"zh": ZH, "en": "  \n"}, code=CODE, base=1)

    assert (second.number, set(second.asked), set(second.sources)) == (2, {"zh"}, {"zh"})


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("[x](javascript:alert(1))", '<a rel="noopener noreferrer">x</a>'),
    ],
)
def test_what_could_run_is_stored_as_what_cannot(session, chen, written, shown):
    saved(chen, {"zh": ZH.replace("一人", written).replace("保证公正", written)})

    revision = session.scalars(select(Revision)).one()
    assert revision.asked["zh"]["options"][0] == shown
    assert shown in revision.told["zh"]["rationale"]


def test_hundreds_of_brackets_do_not_keep_a_preview_waiting(chen):
    sheet = writing.sheet_of({"zh": ZH.replace("一人", "[" * 18_000)}, None, actor=chen)

    assert sheet.wordings["zh"].look.asked["options"][0] == "[" * 18_000


def test_checking_stores_nothing(session, chen):
    writing.sheet_of(BOTH, None, actor=chen)

    assert count(session, Question) == 0


def test_the_next_free_id_of_a_topic_is_offered(chen):
    assert questions.next_code("law.penalty") == "law-penalty-0001"
    saved(chen)
    assert questions.next_code("law.penalty") == "law-penalty-0902"


def test_a_draft_superseded_by_a_newer_one_cannot_be_submitted(chen):
    first = saved(chen)
    saved(chen, reworded(), code=CODE, base=1)

    with pytest.raises(Refused, match="newer revision"):
        reviewing.submit(first.id, actor=chen)
