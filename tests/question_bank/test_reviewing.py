"""What people decide about a question, and who may not be whom."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from accounts.queries import actor_of, person_of
from audit.models import Entry
from core.errors import NotAllowed, Refused
from question_bank.actions import reviewing, writing
from question_bank.models import Clearance, Move, Revision
from question_bank.queries.listing import Search, waiting_for
from tests.people import add_person, grant
from tests.question_bank.writing import BOTH, CODE, EN, ZH, reworded

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def people(cast):
    return {login: actor_of(person_of(person.id)) for login, person in cast.people.items()}


@pytest.fixture
def draft(people):
    return writing.save(BOTH, code=None, base=0, actor=people["chen"])


@pytest.fixture
def submitted(draft, people):
    reviewing.submit(draft.id, actor=people["chen"])
    return draft


def states(session):
    session.rollback()
    return list(session.scalars(select(Revision.state).order_by(Revision.number)))


def moves(session):
    columns = (Move.before, Move.after, Move.comment, Move.by_id)
    return [tuple(row) for row in session.execute(select(*columns).order_by(Move.id))]


def acts(session):
    return list(session.scalars(select(Entry.act).order_by(Entry.id)))


def test_a_question_goes_from_draft_through_review_to_approved(session, people, submitted):
    reviewing.approve(submitted.id, actor=people["xu"])

    chen, xu = people["chen"].id, people["xu"].id
    assert states(session) == ["approved"]
    assert moves(session) == [
        (None, "draft", "", chen),
        ("draft", "in_review", "", chen),
        ("in_review", "approved", "", xu),
    ]
    assert acts(session) == ["question.revised", "question.submitted", "question.approved"]


def test_a_returned_question_is_a_draft_again_with_the_comment(session, people, submitted):
    reviewing.send_back(submitted.id, comment=" 第三项太短。 ", actor=people["xu"])

    assert states(session) == ["draft"]
    assert moves(session)[-1] == ("in_review", "draft", "第三项太短。", people["xu"].id)
    assert acts(session)[-1] == "question.returned"


def test_its_author_takes_it_back(session, people, submitted):
    reviewing.withdraw(submitted.id, actor=people["chen"])

    assert (states(session), acts(session)[-1]) == (["draft"], "question.withdrawn")


def test_approving_a_newer_revision_retires_the_older_one(session, people, submitted):
    reviewing.approve(submitted.id, actor=people["xu"])
    newer = writing.save(reworded(), code=CODE, base=1, actor=people["wu"])
    reviewing.submit(newer.id, actor=people["wu"])
    assert states(session) == ["approved", "in_review"]

    reviewing.approve(newer.id, actor=people["xu"])

    assert states(session) == ["retired", "approved"]
    assert acts(session)[-2:] == ["question.retired", "question.approved"]


def test_an_approved_question_is_retired_with_a_reason(session, people, submitted):
    reviewing.approve(submitted.id, actor=people["xu"])

    reviewing.retire(submitted.id, comment="条文已修订", actor=people["chen"])

    assert states(session) == ["retired"]
    assert moves(session)[-1] == ("approved", "retired", "条文已修订", people["chen"].id)


def test_the_author_may_not_review_even_as_a_reviewer(session, cast, people, submitted):
    grant(session, cast.chen, "reviewer", cast.units["nation"])
    both = actor_of(person_of(cast.chen.id))

    for decide in (
        lambda: reviewing.approve(submitted.id, actor=both),
        lambda: reviewing.send_back(submitted.id, comment="x", actor=both),
    ):
        with pytest.raises(NotAllowed, match="You wrote this question"):
            decide()
    assert states(session) == ["in_review"]


def test_the_author_of_an_older_revision_may_not_review_a_newer_one(session, cast, people, draft):
    grant(session, cast.chen, "reviewer", cast.units["nation"])
    newer = writing.save(reworded(), code=CODE, base=1, actor=people["wu"])
    reviewing.submit(newer.id, actor=people["wu"])

    with pytest.raises(NotAllowed, match="You wrote this question"):
        reviewing.approve(newer.id, actor=actor_of(person_of(cast.chen.id)))
    assert states(session) == ["draft", "in_review"]


def test_only_the_author_submits_and_takes_back(session, people, draft):
    with pytest.raises(NotAllowed, match="陈述文 wrote this revision"):
        reviewing.submit(draft.id, actor=people["wu"])
    reviewing.submit(draft.id, actor=people["chen"])
    with pytest.raises(NotAllowed):
        reviewing.withdraw(draft.id, actor=people["wu"])
    assert states(session) == ["in_review"]


def test_one_revision_of_a_question_is_in_review_at_a_time(session, people, submitted):
    newer = writing.save(reworded(), code=CODE, base=1, actor=people["wu"])

    with pytest.raises(Refused, match="Revision 1 is with the reviewers"):
        reviewing.submit(newer.id, actor=people["wu"])
    assert states(session) == ["in_review", "draft"]


@pytest.mark.parametrize("login", ["lin", "chen", "wu", "kong", "meng", "shen", "lu"])
def test_only_reviewers_decide(session, people, submitted, login):
    with pytest.raises(NotAllowed):
        reviewing.approve(submitted.id, actor=people[login])
    with pytest.raises(NotAllowed):
        reviewing.send_back(submitted.id, comment="x", actor=people[login])
    assert states(session) == ["in_review"]


def test_a_reviewer_of_another_unit_may_not_decide(session, cast, submitted):
    far = add_person(session, "far", "远", cast.units["shibei"])
    grant(session, far, "reviewer", cast.units["shibei"])

    with pytest.raises(NotAllowed):
        reviewing.approve(submitted.id, actor=actor_of(person_of(far.id)))
    assert states(session) == ["in_review"]


def test_what_was_decided_is_not_decided_again(session, people, submitted):
    reviewing.approve(submitted.id, actor=people["xu"])
    before = moves(session)

    for decide in (
        lambda: reviewing.approve(submitted.id, actor=people["gu"]),
        lambda: reviewing.send_back(submitted.id, comment="x", actor=people["gu"]),
        lambda: reviewing.withdraw(submitted.id, actor=people["chen"]),
        lambda: reviewing.submit(submitted.id, actor=people["chen"]),
    ):
        with pytest.raises(Refused):
            decide()
    assert moves(session) == before


@pytest.mark.parametrize("comment", ["", "  \n"])
def test_a_return_and_a_retirement_say_why(session, people, submitted, comment):
    with pytest.raises(Refused, match="Say why"):
        reviewing.send_back(submitted.id, comment=comment, actor=people["xu"])
    with pytest.raises(Refused, match="Say why"):
        reviewing.retire(submitted.id, comment=comment, actor=people["xu"])
    assert states(session) == ["in_review"]


def test_of_two_reviewers_at_once_one_decides(app, session, people, submitted):
    def approve(login):
        with app.app_context():
            try:
                reviewing.approve(submitted.id, actor=people[login])
            except Refused:
                return "refused"
            return "approved"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(approve, ["xu", "gu"]))

    assert results == ["approved", "refused"]
    assert [after for _, after, _, _ in moves(session)].count("approved") == 1
    assert acts(session).count("question.approved") == 1


def unsure(people):
    texts = {"zh": ZH.replace("confidence: A", "confidence: A*")}
    return writing.save(texts, code=None, base=0, actor=people["chen"])


def test_a_legal_reviewer_clears_what_is_not_fully_sourced(session, people):
    revision = unsure(people)

    reviewing.clear(revision.id, remark="对照 2021 年文本第四十二条", actor=people["gu"])

    assert [(c.note, c.by_id) for c in session.scalars(select(Clearance))] == [
        ("对照 2021 年文本第四十二条", people["gu"].id)
    ]
    assert acts(session)[-1] == "question.cleared"
    with pytest.raises(Refused, match="cleared already"):
        reviewing.clear(revision.id, remark="x", actor=people["gu"])


@pytest.mark.parametrize("login", ["xu", "wu", "chen", "shen", "lu", "kong"])
def test_nobody_else_clears(session, people, login):
    revision = unsure(people)

    with pytest.raises(NotAllowed):
        reviewing.clear(revision.id, remark="x", actor=people[login])
    assert session.scalar(select(func.count()).select_from(Clearance)) == 0


def test_the_author_does_not_clear_their_own(session, cast, people):
    revision = unsure(people)
    grant(session, cast.chen, "legal_reviewer", cast.units["nation"])

    with pytest.raises(NotAllowed, match="somebody else must clear"):
        reviewing.clear(revision.id, remark="x", actor=actor_of(person_of(cast.chen.id)))


def test_there_is_nothing_to_clear_where_facts_are_sourced(people, draft):
    with pytest.raises(Refused, match="fully sourced"):
        reviewing.clear(draft.id, remark="x", actor=people["gu"])


def test_the_queue_is_in_the_order_of_submission(people):
    codes = ("law-penalty-0911", "law-penalty-0912", "law-penalty-0913")
    drafts = {
        code: writing.save(
            {"zh": ZH.replace(CODE, code), "en": EN.replace(CODE, code)},
            code=None, base=0, actor=people["chen"],
        )
        for code in codes
    }  # fmt: skip
    for code in (codes[1], codes[0], codes[2], codes[1]):
        if drafts[code].state == "in_review":
            reviewing.send_back(drafts[code].id, comment="x", actor=people["xu"])
        reviewing.submit(drafts[code].id, actor=people["chen"])

    found = waiting_for(people["xu"], Search(), "zh")

    assert [row.code for row in found.rows] == [codes[0], codes[2], codes[1]]
