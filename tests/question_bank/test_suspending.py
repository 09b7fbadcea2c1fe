"""A new version of a statute: exactly what cites a changed article is suspended, and comes back."""

import json
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from accounts.queries import actor_of, person_of
from accounts.rules.duties import Right
from audit.models import Entry
from core.database import db
from core.errors import Missing, NotAllowed, Refused
from practice.queries.questions import practised
from question_bank.actions import reviewing, suspending, upholding, writing
from question_bank.models import (
    Move,
    Question,
    Revision,
    StatuteVersion,
    Suspension,
    Upholding,
    UpholdingAnswer,
)
from question_bank.queries import content
from question_bank.queries.drawing import drawable, practice_questions
from question_bank.queries.questions import involved
from question_bank.queries.statutes import statutes_here, statutes_now
from question_bank.queries.suspended import suspended, waiting
from question_bank.rules.suspension import Doubt
from tests.people import add_person, grant
from tests.question_bank.citing import enter, typed, version, write
from tests.question_bank.writing import file_of
from tests.racing import at_once, refusals

pytestmark = pytest.mark.usefixtures("in_app")
REFS = {
    "q-41": "penalty-law 41",
    "q-42": "penalty-law 42",
    "q-42-p1": "penalty-law 42(1)",
    "q-42-bis": "penalty-law 42-1",
    "q-other": "compulsion-law 42",
    "q-words": "局内规定：第42条",
    "q-two": "penalty-law 41\nref: penalty-law 55",
}


@pytest.fixture
def people(cast):
    return {login: actor_of(person_of(person.id)) for login, person in cast.people.items()}


@pytest.fixture
def written(cast):
    """Writes a question that cites these articles, and takes it as far as is said."""
    return partial(write, cast)


def states(session):
    session.rollback()
    rows = session.execute(
        select(Question.code, Revision.number, Revision.state)
        .join(Revision.question)
        .order_by(Question.code, Revision.number)
    )
    return {f"{code}/{number}": state for code, number, state in rows}


def acts(session, since=0):
    session.rollback()
    rows = session.execute(
        select(Entry.act, Entry.subject_id).where(Entry.id > since).order_by(Entry.id)
    )
    return [tuple(row) for row in rows]


def last_entry(session):
    session.rollback()
    return session.scalar(select(func.max(Entry.id))) or 0


def counts(session):
    session.rollback()
    tables = (StatuteVersion, Suspension, Upholding, UpholdingAnswer, Move)
    return [session.scalar(select(func.count()).select_from(each)) for each in tables]


def test_exactly_the_approved_questions_that_cite_a_changed_article_are_suspended(
    session, people, written
):
    for code, ref in REFS.items():
        written(code, ref)
    written("q-draft", state="draft")
    written("q-waits", state="in_review")
    since = last_entry(session)

    suspending.enter("penalty-law", version(), actor=people["gu"], remark=" 修订 ")

    assert states(session) == {
        "q-41/1": "approved",
        "q-42-bis/1": "approved",
        "q-42-p1/1": "suspended",
        "q-42/1": "suspended",
        "q-draft/1": "draft",
        "q-other/1": "approved",
        "q-two/1": "approved",
        "q-waits/1": "in_review",
        "q-words/1": "approved",
    }
    assert acts(session, since) == [
        ("question.suspended", "q-42"),
        ("question.suspended", "q-42-p1"),
        ("question.statute_entered", "penalty-law"),
    ]
    kept = session.scalars(select(StatuteVersion)).one()
    assert (kept.code, kept.name, kept.changed, kept.removed, kept.note, kept.by_id) == (
        "penalty-law", "2026", ["42"], [], "修订", people["gu"].id,
    )  # fmt: skip
    moves = select(Move.before, Move.after, Move.comment, Move.by_id).where(
        Move.after == "suspended"
    )
    gu = people["gu"].id
    assert [tuple(row) for row in session.execute(moves)] == [
        ("approved", "suspended", "penalty-law 2026: 42", gu)
    ] * 2
    assert sorted(session.scalars(select(Suspension.articles))) == [["42"], ["42"]]


def test_several_articles_and_an_inserted_one_suspend_what_cites_any_of_them(
    session, people, written
):
    for code, ref in REFS.items():
        written(code, ref)

    suspending.enter("penalty-law", version(changed=("41", "42-1", "55")), actor=people["gu"])

    assert [code for code, state in states(session).items() if state == "suspended"] == [
        "q-41/1", "q-42-bis/1", "q-two/1",
    ]  # fmt: skip
    found = session.execute(
        select(Question.code, Suspension.articles)
        .join(Suspension.revision)
        .join(Revision.question)
        .order_by(Question.code)
    )
    assert dict(found.all()) == {
        "q-41": ["41"],
        "q-42-bis": ["42-1"],
        "q-two": ["41", "55"],
    }


def test_a_suspended_question_is_neither_drawn_nor_practised(people, written):
    written("q-exam")
    written("q-practice", pool="practice")
    assert [each.code for each in drawable("zh")] == ["q-exam"]
    assert set(practice_questions(["q-practice"], "zh")) == {"q-practice"}
    assert [each.code for each in practised()] == ["q-practice"]

    suspending.enter("penalty-law", version(), actor=people["gu"])

    assert drawable("zh") == []
    assert practice_questions(["q-practice"], "zh") == {}
    assert practised() == []


def test_a_version_counts_from_the_moment_it_is_entered(people, written):
    suspending.enter(
        "penalty-law",
        version(changed=("42",), removed=("43",), articles=90),
        actor=people["gu"],
    )
    statute = statutes_now()["penalty-law"]

    assert [each.name for each in statute.versions] == ["2021", "2026"]
    assert (statute.articles, statute.has("90"), statute.has("91")) == (90, True, False)
    assert (statute.without("43").name, statute.without("42")) == ("2026", None)
    refs = ("penalty-law 42", "penalty-law 43", "penalty-law 87", "penalty-law 91")
    said = {ref: findings(ref, people["chen"]) for ref in refs}
    assert said == {
        "penalty-law 42": [],
        "penalty-law 43": ["QB220"],
        "penalty-law 87": [],
        "penalty-law 91": ["QB212"],
    }


def findings(ref, actor):
    sheet = writing.sheet_of(typed(ref=ref), None, actor=actor)
    return [each.code for each in sheet.wordings["zh"].findings]


@pytest.mark.parametrize(
    ("code", "new", "error", "words"),
    [
        ("penalty-law", version(name="2021"), Refused, "in the list already"),
        ("penalty-law", version(changed=()), Refused, "Name the articles"),
        ("penalty-law", version(changed=("87",)), Refused, "has 86 articles"),
        ("penalty-law", version(changed=("42",), removed=("42",)), Refused, "at once"),
        ("no-law", version(), Missing, "no such statute"),
    ],
)
def test_a_version_that_cannot_be_is_refused_and_nothing_is_suspended(
    session, people, written, code, new, error, words
):
    written("q-42")
    before = states(session), counts(session), last_entry(session)

    with pytest.raises(error, match=words):
        suspending.enter(code, new, actor=people["gu"])

    assert (states(session), counts(session), last_entry(session)) == before


def test_the_same_version_is_entered_once(session, people, written):
    written("q-42")
    suspending.enter("penalty-law", version(), actor=people["gu"])

    with pytest.raises(Refused, match="in the list already"):
        suspending.enter("penalty-law", version(), actor=people["gu"])
    assert counts(session)[:2] == [1, 1]


def test_of_two_who_enter_the_same_version_at_once_one_is_told(app, session, people, written):
    written("q-42")
    act = partial(suspending.enter, "penalty-law", version(), actor=people["gu"])

    assert refusals(at_once(app, act, act)) == ["The version %(name)s is in the list already."]
    assert (states(session), counts(session)[:2]) == ({"q-42/1": "suspended"}, [1, 1])


def test_what_is_approved_at_that_moment_is_either_suspended_or_approved_later(
    app, session, people, written
):
    waiting_ones = [written(f"q-{number}", state="in_review") for number in range(5)]

    came = at_once(
        app,
        partial(suspending.enter, "penalty-law", version(), actor=people["gu"]),
        *(partial(reviewing.approve, each.id, actor=people["xu"]) for each in waiting_ones),
    )

    assert came == [None] * 6
    now = states(session)
    rows = session.execute(
        select(Question.code).join(Question.revisions).join(Revision.suspensions)
    )
    assert {code for code, state in now.items() if state == "suspended"} == {
        f"{code}/1" for code in rows.scalars()
    }


def test_a_legal_reviewer_of_a_part_of_the_bank_enters_none(session, cast, people, written):
    written("q-42")
    near = add_person(session, "near", "近", cast.units["yunxi"])
    grant(session, near, "legal_reviewer", cast.units["yunxi"])

    with pytest.raises(NotAllowed):
        suspending.enter("penalty-law", version(), actor=actor_of(person_of(near.id)))
    assert (states(session), counts(session)[:2]) == ({"q-42/1": "approved"}, [0, 0])


def test_a_listener_that_fails_undoes_all(session, people, written, monkeypatch):
    written("q-42")

    def fail(news):
        raise RuntimeError(news.name)

    announcement = suspending.statute_changed
    monkeypatch.setattr(announcement, "_listeners", [fail])
    with pytest.raises(RuntimeError):
        suspending.enter("penalty-law", version(), actor=people["gu"])
    assert (states(session), counts(session)[:2]) == ({"q-42/1": "approved"}, [0, 0])


@pytest.fixture
def in_doubt(people, written):
    revision = written("q-42")
    suspending.enter("penalty-law", version(), actor=people["gu"])
    return revision


def listed(actor):
    return {
        standing.value: [each.question.code for each in suspended(actor, standing).rows]
        for standing in (Doubt.OPEN, Doubt.UPHELD)
    }


def test_a_trainer_upholds_and_a_reviewer_confirms(session, people, in_doubt):
    since = last_entry(session)
    assert listed(people["wu"]) == {"open": ["q-42"], "upheld": []}

    upholding.uphold(in_doubt.id, reason=" 条文仅改了标点。 ", actor=people["wu"])
    assert states(session) == {"q-42/1": "suspended"}
    assert listed(people["wu"]) == {"open": [], "upheld": ["q-42"]}
    upholding.confirm(in_doubt.id, actor=people["xu"])

    assert states(session) == {"q-42/1": "approved"}
    assert listed(people["wu"]) == {"open": [], "upheld": []}
    assert acts(session, since) == [("question.upheld", "q-42"), ("question.confirmed", "q-42")]
    last = session.scalars(select(Move).order_by(Move.id.desc()).limit(1)).one()
    assert (last.before, last.after, last.by_id) == ("suspended", "approved", people["xu"].id)
    word = session.scalars(select(Upholding)).one()
    answer = session.scalars(select(UpholdingAnswer)).one()
    assert (word.note, word.by_id, answer.agreed, answer.by_id) == (
        "条文仅改了标点。", people["wu"].id, True, people["xu"].id,
    )  # fmt: skip


def test_what_a_reviewer_sends_back_waits_for_a_trainer_again(session, people, in_doubt):
    upholding.uphold(in_doubt.id, reason="没有变", actor=people["wu"])
    upholding.send_back(in_doubt.id, comment=" 请对照第二款。 ", actor=people["xu"])

    assert states(session) == {"q-42/1": "suspended"}
    assert listed(people["wu"]) == {"open": ["q-42"], "upheld": []}
    answer = session.scalars(select(UpholdingAnswer)).one()
    assert (answer.agreed, answer.comment) == (False, "请对照第二款。")

    upholding.uphold(in_doubt.id, reason="对照了第二款", actor=people["chen"])
    with pytest.raises(NotAllowed, match="You wrote this"):
        upholding.confirm(in_doubt.id, actor=as_reviewer(session, people, "chen"))
    upholding.confirm(in_doubt.id, actor=people["xu"])
    assert states(session) == {"q-42/1": "approved"}


def as_reviewer(session, people, login):
    session.rollback()
    person = person_of(people[login].id)
    grant(session, person, "reviewer", person.unit)
    db.session.rollback()
    return actor_of(person_of(person.id))


def test_the_trainer_who_upheld_it_may_not_confirm_it(session, people, in_doubt):
    upholding.uphold(in_doubt.id, reason="没有变", actor=people["wu"])
    both = as_reviewer(session, people, "wu")
    before = counts(session)

    for decide in (
        lambda: upholding.confirm(in_doubt.id, actor=both),
        lambda: upholding.send_back(in_doubt.id, comment="x", actor=both),
    ):
        with pytest.raises(NotAllowed, match="You said that it is still right"):
            decide()
    assert (states(session), counts(session)) == ({"q-42/1": "suspended"}, before)


@pytest.mark.parametrize("login", ["lin", "kong", "meng", "shen", "lu", "xu", "gu"])
def test_only_trainers_uphold(session, people, in_doubt, login):
    before = counts(session)
    with pytest.raises(NotAllowed):
        upholding.uphold(in_doubt.id, reason="x", actor=people[login])
    assert counts(session) == before


@pytest.mark.parametrize("login", ["lin", "kong", "meng", "shen", "lu", "chen", "wu"])
def test_only_reviewers_confirm(session, people, in_doubt, login):
    upholding.uphold(in_doubt.id, reason="x", actor=people["wu"])
    before = counts(session)
    for decide in (
        lambda: upholding.confirm(in_doubt.id, actor=people[login]),
        lambda: upholding.send_back(in_doubt.id, comment="x", actor=people[login]),
    ):
        with pytest.raises(NotAllowed):
            decide()
    assert (states(session), counts(session)) == ({"q-42/1": "suspended"}, before)


def test_nothing_is_confirmed_before_a_trainer_looked(session, people, in_doubt):
    with pytest.raises(Refused, match="decided meanwhile"):
        upholding.confirm(in_doubt.id, actor=people["xu"])
    with pytest.raises(Refused, match="Say why"):
        upholding.uphold(in_doubt.id, reason=" ", actor=people["wu"])
    upholding.uphold(in_doubt.id, reason="x", actor=people["wu"])
    with pytest.raises(Refused, match="decided meanwhile"):
        upholding.uphold(in_doubt.id, reason="y", actor=people["chen"])
    assert states(session) == {"q-42/1": "suspended"}


def test_a_question_in_use_is_neither_upheld_nor_confirmed(people, written):
    revision = written("q-42")

    with pytest.raises(Refused, match="decided meanwhile"):
        upholding.uphold(revision.id, reason="x", actor=people["wu"])
    with pytest.raises(Refused, match="decided meanwhile"):
        upholding.confirm(revision.id, actor=people["xu"])


def test_a_question_that_two_versions_touched_waits_for_both(session, people, written):
    revision = written("q-42", "penalty-law 42\nref: compulsion-law 18")
    suspending.enter("penalty-law", version(), actor=people["gu"])
    upholding.uphold(revision.id, reason="处罚法没有变", actor=people["wu"])
    suspending.enter("compulsion-law", version(changed=("18",)), actor=people["gu"])

    assert listed(people["wu"]) == {"open": ["q-42"], "upheld": []}
    with pytest.raises(Refused, match="decided meanwhile"):
        upholding.confirm(revision.id, actor=people["xu"])
    upholding.uphold(revision.id, reason="强制法也没有变", actor=people["chen"])
    assert listed(people["wu"]) == {"open": [], "upheld": ["q-42"]}
    upholding.confirm(revision.id, actor=people["xu"])

    assert states(session) == {"q-42/1": "approved"}
    assert counts(session)[:4] == [2, 2, 2, 2]
    moves = session.scalars(select(Move.after).order_by(Move.id)).all()
    assert moves == ["draft", "in_review", "approved", "suspended", "approved"]


def test_a_confirmed_question_is_suspended_again_by_the_next_version(session, people, in_doubt):
    upholding.uphold(in_doubt.id, reason="x", actor=people["wu"])
    upholding.confirm(in_doubt.id, actor=people["xu"])

    suspending.enter("penalty-law", version(name="2030"), actor=people["gu"])

    assert states(session) == {"q-42/1": "suspended"}
    assert listed(people["wu"]) == {"open": ["q-42"], "upheld": []}


def test_a_newer_revision_retires_the_suspended_one_and_is_not_suspended(session, people, in_doubt):
    text = {
        language: each.replace("三人是合议的要求。", "三人是集体讨论的要求。")
        for language, each in typed("q-42").items()
    }
    newer = writing.save(text, code="q-42", base=1, actor=people["wu"])
    reviewing.submit(newer.id, actor=people["wu"])
    reviewing.approve(newer.id, actor=people["xu"])

    assert states(session) == {"q-42/1": "retired", "q-42/2": "approved"}
    assert listed(people["wu"]) == {"open": [], "upheld": []}
    with pytest.raises(Refused):
        upholding.uphold(in_doubt.id, reason="x", actor=people["wu"])


def test_whoever_upheld_a_question_knows_it(people, in_doubt):
    assert not involved(people["wu"].id, [in_doubt.id])
    upholding.uphold(in_doubt.id, reason="x", actor=people["wu"])
    assert involved(people["wu"].id, [in_doubt.id])


def test_the_desk_counts_what_waits_under_each_right(people, in_doubt):
    assert waiting(people["wu"], Doubt.OPEN, Right.WRITE_QUESTIONS) == 1
    assert waiting(people["xu"], Doubt.UPHELD, Right.REVIEW_QUESTIONS) == 0
    upholding.uphold(in_doubt.id, reason="x", actor=people["wu"])
    assert waiting(people["wu"], Doubt.OPEN, Right.WRITE_QUESTIONS) == 0
    assert waiting(people["xu"], Doubt.UPHELD, Right.REVIEW_QUESTIONS) == 1


def test_suspending_asks_as_often_for_three_questions_as_for_one(people, written, statements):
    def asked(code, *codes):
        for each in codes:
            written(each, code)
        with statements() as said:
            suspending.enter(code.split()[0], version(changed=("18",)), actor=people["gu"])
        return [each for each in said if each.startswith("SELECT")]

    one = asked("compulsion-law 18", "q-1")
    assert len(asked("litigation-law 18", "q-2", "q-3", "q-4")) == len(one)


def test_what_was_entered_is_known_to_the_linter_at_a_terminal(app, cast, tmp_path):
    file = tmp_path / "law.penalty.md"
    file.write_text(file_of("zh", typed(ref="penalty-law 43")["zh"]), "utf-8")

    def lint():
        done = app.test_cli_runner().invoke(args=["questions", "lint", str(file), "--json"])
        return [each["code"] for each in json.loads(done.output)]

    assert lint() == []
    enter(cast, changed=(), removed=("43",))
    assert lint() == ["QB220"]


def test_the_linter_works_where_no_database_is_at_hand(monkeypatch):
    def unreachable(engine):
        raise OperationalError("select", {}, ConnectionError())

    monkeypatch.setattr("question_bank.queries.statutes.inspect", unreachable)
    assert statutes_here() == content.statutes()
