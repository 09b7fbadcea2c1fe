"""What practice, courses and exams ask of the bank."""

from decimal import Decimal
from fractions import Fraction

import pytest

from core.clock import now
from core.errors import Missing
from question_bank.kinds.kind import Unreadable
from question_bank.models import Clearance, Revision
from question_bank.queries import content, drawing, questions
from question_bank.queries.drawing import Drawable, PracticeQuestion, Told
from tests.factories import question

pytestmark = pytest.mark.usefixtures("in_app")


def codes(drawn):
    return [each.code for each in drawn]


def test_practice_gives_approved_practice_questions_in_the_language_or_in_chinese(session, cast):
    both = question(session, "both", author=cast.chen, pool="practice", topic="serv.phone")
    question(session, "chinese", author=cast.chen, pool="practice", languages=("zh",))
    question(session, "draft", author=cast.chen, pool="practice", state="draft")
    question(session, "exam", author=cast.chen)

    asked = drawing.practice_questions(["both", "chinese", "draft", "exam", "none"], "en")

    assert asked["both"] == PracticeQuestion(
        "both", both.id, "single", "serv.phone", "en", both.asked["en"], 4
    )
    assert {code: each.language for code, each in asked.items()} == {"both": "en", "chinese": "zh"}


def test_practice_tells_why_and_what_was_right(session, cast):
    asked = question(session, "a", author=cast.chen, pool="practice", key={"right": 2, "size": 4})

    assert drawing.told(asked.id, "en") == Told("a rationale", [None] * 4, "c", [])
    assert drawing.told(asked.id, "en", [2, 1, 0, 3]).right == "a"


def test_practice_tells_what_fills_a_blank_in_the_script_of_the_question(session, cast):
    blanks = {"blanks": [["七日", "7", "seven days"]]}
    asked = question(
        session, "a", author=cast.chen, pool="practice", kind="fill_blank", key=blanks, size=1
    )
    asked.asked = asked.asked | {"zh": {"stem": "应当在 {{1}} 内"}}
    session.commit()

    assert drawing.told(asked.id, "zh").right == ["七日"]
    assert drawing.told(asked.id, "en").right == ["7"]


def test_practice_gives_the_share_of_an_answer(session, cast):
    asked = question(session, "a", author=cast.chen, pool="practice", key={"right": 2, "size": 4})

    assert [drawing.share(asked.id, value) for value in ("c", "b", None)] == [
        Fraction(1), Fraction(0), Fraction(0),
    ]  # fmt: skip
    assert drawing.share(asked.id, "a", [2, 1, 0, 3]) == 1
    with pytest.raises(Unreadable):
        drawing.share(asked.id, "e")


@pytest.mark.parametrize("changes", [{"pool": "exam"}, {"pool": "practice", "state": "draft"}])
def test_practice_tells_nothing_of_exam_questions_and_drafts(session, cast, changes):
    kept = question(session, "a", author=cast.chen, **changes)

    with pytest.raises(Missing):
        drawing.told(kept.id, "zh")
    with pytest.raises(Missing):
        drawing.share(kept.id, "a")


def test_what_may_be_drawn_is_described_without_its_words(session, cast):
    drawn = question(session, "a", author=cast.chen, points="2", enemies=["b"])

    assert drawing.drawable("zh") == [
        Drawable(
            drawn.id,
            "a",
            "single",
            "law.penalty",
            "easy",
            Decimal("0.85"),
            Decimal(2),
            ("b",),
            True,
            4,
            60,
        )
    ]


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({}, True),
        ({"confidence": "P"}, True),
        ({"confidence": "A*"}, False),
        ({"confidence": "B"}, False),
        ({"confidence": None}, True),
        ({"pool": "practice"}, False),
        ({"state": "draft"}, False),
        ({"state": "in_review"}, False),
        ({"state": "suspended"}, False),
        ({"state": "retired"}, False),
        ({"languages": ("zh",)}, False),
        ({"languages": ("en",)}, True),
    ],
)
def test_only_approved_sure_exam_questions_of_the_language_may_be_drawn(
    session, cast, changes, may
):
    question(session, "a", author=cast.chen, **changes)

    assert codes(drawing.drawable("en")) == (["a"] if may else [])


def test_a_cleared_question_may_be_drawn(session, cast):
    unsure = question(session, "a", author=cast.chen, confidence="A*")
    session.add(Clearance(revision_id=unsure.id, note="checked", by_id=cast.gu.id, at=now()))
    session.commit()

    assert codes(drawing.drawable("zh")) == ["a"]


def test_topics_narrow_what_may_be_drawn(session, cast):
    for code, topic in [("a", "law.penalty"), ("b", "law.minor"), ("c", "proc.notice")]:
        question(session, code, author=cast.chen, topic=topic)

    assert codes(drawing.drawable("zh", ["law.*"])) == ["a", "b"]
    assert codes(drawing.drawable("zh", ["law.minor", "proc.notice"])) == ["b", "c"]
    assert codes(drawing.drawable("zh", ["law"])) == []
    assert codes(drawing.drawable("zh", [])) == []


def test_whoever_wrote_or_decided_about_a_question_is_involved(session, cast):
    drawn = question(session, "a", author=cast.chen, approver=cast.xu)
    other = question(session, "b", author=cast.wu)
    session.add(Clearance(revision_id=drawn.id, note="checked", by_id=cast.gu.id, at=now()))
    session.commit()

    people = ("chen", "xu", "gu", "wu", "lin")
    found = {login for login in people if questions.involved(cast.people[login].id, [drawn.id])}
    assert found == {"chen", "xu", "gu"}
    assert questions.involved(cast.wu.id, [drawn.id, other.id])
    assert not questions.involved(cast.chen.id, [])


def test_the_author_of_another_revision_of_the_question_is_involved(session, cast):
    drawn = question(session, "a", author=cast.chen)
    fields = {c.key: getattr(drawn, c.key) for c in Revision.__table__.columns if c.key != "id"}
    drawn.is_newest = False
    session.flush()
    newer = Revision(**(fields | {"number": 2, "state": "draft", "author_id": cast.wu.id}))
    session.add(newer)
    session.commit()

    assert questions.involved(cast.wu.id, [drawn.id])


def test_revisions_come_by_id_with_their_question(session, cast):
    one, two = (question(session, code, author=cast.chen) for code in ("a", "b"))

    found = questions.revisions([one.id, two.id, 999])

    assert {key: each.question.code for key, each in found.items()} == {one.id: "a", two.id: "b"}


def test_topics_have_names_in_both_languages():
    assert content.topics()["law.penalty"] == {
        "zh": "行政处罚法",
        "en": "Administrative Penalty Law",
    }
