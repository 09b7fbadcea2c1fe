"""Acts on many questions at once: each is judged by the rules of the single act."""

import pytest
from sqlalchemy import select

from audit.models import Entry
from question_bank.actions.many import MOST
from question_bank.models import Move, Revision
from tests.factories import question
from tests.people import add_person, grant

SUBMIT, WITHDRAW = "/questions/submissions", "/questions/withdrawals"
RETIRE, RETURN = "/bank/retirements", "/review/returns"
ALL = (SUBMIT, WITHDRAW, RETIRE, RETURN)


@pytest.fixture
def made(session, cast):
    """Questions by id, in the state that is asked for."""

    def make(code, state="draft", author=cast.chen, **fields):
        return question(session, code, author=author, state=state, **fields).id

    return make


@pytest.fixture
def trainer(house, cast):
    return house.as_(cast.chen, "en")


@pytest.fixture
def reviewer(house, cast):
    return house.as_(cast.xu, "en")


def states(session):
    session.rollback()
    return dict(session.execute(select(Revision.id, Revision.state)).all())


def acts(session):
    session.rollback()
    entries = session.execute(select(Entry.act, Entry.subject_id).order_by(Entry.id))
    return [tuple(row) for row in entries]


def ticked(*ids, **more):
    return {"revision": [str(each) for each in ids], **more}


def test_drafts_are_submitted_together_with_an_entry_for_each(trainer, session, made):
    a, b, c = (made(code) for code in ("a", "b", "c"))

    answer = trainer.post(f"{SUBMIT}?state=draft", ticked(a, b))

    assert (answer.status_code, answer.location) == (303, "/questions/?state=draft")
    assert states(session) == {a: "in_review", b: "in_review", c: "draft"}
    assert acts(session) == [("question.submitted", "a"), ("question.submitted", "b")]
    assert "Done for 2 questions." in trainer.get(answer.location).text


def test_what_may_not_be_done_is_left_and_named_with_its_reason(trainer, session, cast, made):
    mine, approved = made("mine"), made("approved", "approved")
    of_wu = made("of-wu", author=cast.wu)

    answer = trainer.post(SUBMIT, ticked(approved, of_wu, mine, 999_999))

    assert answer.status_code == 200
    assert states(session) == {mine: "in_review", approved: "approved", of_wu: "draft"}
    for said in (
        "Done for 1 question.",
        "3 questions were left as they are.",
        "/bank/approved/1",
        "This has been decided meanwhile.",
        "/bank/of-wu/1",
        "吴问渠 wrote this revision and alone may submit or withdraw it.",
        "A question that is not yours to see",
        "There is no such question.",
    ):
        assert said in answer.text
    assert acts(session)[-1][0] == "account.refused"


def test_questions_are_taken_back_together(trainer, session, made):
    a, b = made("a", "in_review"), made("b", "draft")

    answer = trainer.post(WITHDRAW, ticked(a, b))

    assert states(session) == {a: "draft", b: "draft"}
    assert "It is not with the reviewers." in answer.text


@pytest.mark.parametrize("login", ["chen", "wu", "xu"])
def test_questions_are_retired_together_for_one_reason(house, session, cast, made, login):
    a, b = made("a", "approved"), made("b", "suspended")

    answer = house.as_(cast.people[login]).post(RETIRE, ticked(a, b, comment="The law changed."))

    assert (answer.status_code, answer.location) == (303, "/bank/")
    assert states(session) == {a: "retired", b: "retired"}
    assert session.scalars(select(Move.comment)).all() == ["The law changed."] * 2
    assert acts(session) == [("question.retired", "a"), ("question.retired", "b")]


def test_retiring_means_the_revision_in_use_and_not_the_newer_draft(trainer, session, made):
    used = session.get(Revision, made("a", "approved"))
    used.is_newest = False
    session.flush()
    columns = {each.key for each in Revision.__table__.columns} - {"id"}
    values = {name: getattr(used, name) for name in columns}
    newer = Revision(**values | {"number": 2, "state": "draft", "is_newest": True})
    session.add(newer)
    session.commit()

    trainer.post(RETIRE, ticked(newer.id, comment="Out of date."))

    assert states(session) == {used.id: "retired", newer.id: "draft"}


def test_revisions_are_returned_together_but_never_ones_own(reviewer, session, cast, made):
    a = made("a", "in_review")
    own = made("own", "in_review", author=cast.xu)

    answer = reviewer.post(RETURN, ticked(a, own, comment="Name the article."))

    assert states(session) == {a: "draft", own: "in_review"}
    assert "You wrote this question, so somebody else must review it." in answer.text
    assert session.scalars(select(Move.comment)).all() == ["Name the article."]


@pytest.mark.parametrize(
    ("path", "login"),
    [
        *((path, login) for path in ALL for login in ("lin", "kong", "tang", "meng", "lu", "shen")),
        (SUBMIT, "xu"), (WITHDRAW, "xu"), (RETURN, "chen"), (RETURN, "wu"),
    ],
)  # fmt: skip
def test_who_may_not_act_on_one_may_not_act_on_many(house, session, cast, made, path, login):
    ids = made("a"), made("b", "in_review"), made("c", "approved")
    before = states(session)

    answer = house.as_(cast.people[login]).post(path, ticked(*ids, comment="x"))

    assert answer.status_code == 403
    assert states(session) == before
    assert acts(session) == [("account.refused", path)]


@pytest.mark.parametrize("role", ["trainer", "reviewer"])
def test_questions_of_another_unit_are_left_alone_and_not_named(house, session, cast, made, role):
    ids = made("a"), made("b", "in_review"), made("c", "approved")
    stranger = add_person(session, "duan", "段无涯", cast.units["hezhou"])
    grant(session, stranger, role, cast.units["hezhou"])
    before = states(session)
    paths = (SUBMIT, WITHDRAW, RETIRE) if role == "trainer" else (RETIRE, RETURN)

    pages = [house.as_(stranger, "en").post(each, ticked(*ids, comment="x")) for each in paths]

    assert states(session) == before
    for page in pages:
        assert "Done for 0 questions." in page.text
        assert "A question that is not yours to see" in page.text
        assert "/bank/c" not in page.text


@pytest.mark.parametrize("path", ALL)
def test_a_stranger_and_a_form_without_token_change_nothing(house, session, cast, made, path):
    ids = made("a"), made("b", "in_review"), made("c", "approved")
    before = states(session)

    stranger = house.stranger().post(path, ticked(*ids, comment="x"))
    bare = house.as_(cast.chen).post(path, ticked(*ids, comment="x"), token=False)

    assert (stranger.status_code, bare.status_code) == (401, 400)
    assert states(session) == before


@pytest.mark.parametrize(
    ("path", "sent", "said"),
    [
        (SUBMIT, {}, "Choose at least one question."),
        (SUBMIT, {"revision": ["x", "-1", "99999999999", "4294967296"]}, "Choose at least one"),
        (SUBMIT, {"revision": [str(each) for each in range(1, MOST + 2)]}, "At most 500"),
        (SUBMIT, {"all": "1", "total": "3"}, "Meanwhile another number of questions fits."),
        (SUBMIT, {"all": "1"}, "Meanwhile another number of questions fits."),
        (RETIRE, {"revision": ["1"], "comment": " "}, "Say why, in a sentence or two."),
        (RETIRE, {"revision": ["1"]}, "Say why, in a sentence or two."),
    ],
)
def test_what_cannot_be_understood_shows_the_list_again(trainer, session, made, path, sent, said):
    a = made("a", "approved" if path == RETIRE else "draft")
    before = states(session)

    answer = trainer.post(path, sent)

    assert answer.status_code == 422
    assert said in answer.text
    assert "a stem" in answer.text
    assert states(session) == before
    assert a in before


def test_what_was_ticked_and_typed_is_kept_where_a_reason_is_missing(reviewer, session, made):
    a, b = made("a", "in_review"), made("b", "in_review")

    page = reviewer.post(RETURN, ticked(b, comment="  ")).text

    assert f'value="{b}" checked' in page
    assert f'value="{a}" checked' not in page
    assert "Say why, in a sentence or two." in page


def test_all_that_fit_are_meant_on_all_pages_and_nothing_else(trainer, session, made):
    fitting = [made(f"q-{each:02}") for each in range(22)]
    other = made("other", topic="serv.ethos")
    page = trainer.get("/questions/?topic=law").text

    trainer.post(f"{SUBMIT}?topic=law", {"all": "1", "total": "22"})

    assert "All 22 that fit, on all pages" in page
    assert states(session) == dict.fromkeys(fitting, "in_review") | {other: "draft"}


def test_more_than_the_most_are_not_acted_on(trainer, session, made, monkeypatch):
    monkeypatch.setattr("question_bank.actions.many.MOST", 2)
    ids = [made(f"q-{each}") for each in range(3)]

    answer = trainer.post(SUBMIT, {"all": "1", "total": "3"})

    assert (answer.status_code, set(states(session).values())) == (422, {"draft"})
    assert "At most 2 questions at once." in answer.text
    assert ids


def test_a_question_ticked_twice_is_acted_on_once(trainer, session, made):
    a = made("a")

    trainer.post(SUBMIT, ticked(a, a))

    assert acts(session) == [("question.submitted", "a")]


def test_only_who_may_act_is_offered_ticks(house, session, cast, made):
    made("a", "approved")
    made("b", "in_review", author=cast.xu)

    def has_ticks(login, path):
        return 'name="revision"' in house.as_(cast.people[login]).get(path).text

    assert has_ticks("chen", "/bank/")
    assert has_ticks("xu", "/bank/")
    assert not has_ticks("shen", "/bank/")
    assert not has_ticks("xu", "/review/")
