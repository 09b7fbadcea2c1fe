"""Remarks on lines: who makes them, on what, who sees them, and what they are good for."""

import re

import pytest
from sqlalchemy import select

from accounts.queries import actor_of, person_of
from audit.models import Entry
from core.errors import Missing, NotAllowed, Refused
from question_bank.actions import remarking, reviewing, writing
from question_bank.models import Move, Remark, Revision
from question_bank.queries.questions import involved
from question_bank.queries.remarks import for_author
from question_bank.rules.lines import Place, has_place, lines_of, place_of
from tests.people import add_person, grant
from tests.question_bank.writing import BOTH, CODE, reworded

PATHS = (f"/review/{CODE}/1/remarks", f"/bank/{CODE}/1/remarks")
STEM = {"line": "zh:9", "words": " 请写明是哪种执法。 "}


@pytest.fixture
def trainer(house, cast):
    return house.as_(cast.chen, "en")


@pytest.fixture
def reviewer(house, cast):
    return house.as_(cast.xu, "en")


@pytest.fixture
def submitted(trainer):
    trainer.post("/questions/", BOTH | {"save": "1", "base": "0"})
    trainer.post(f"/questions/{CODE}/revisions/1/submission")


@pytest.fixture
def people(in_app, cast):
    return {login: actor_of(person_of(person.id)) for login, person in cast.people.items()}


@pytest.fixture
def draft(people):
    return writing.save(BOTH, code=None, base=0, actor=people["chen"])


def remarks(session):
    session.rollback()
    columns = (Revision.number, Remark.language, Remark.line, Remark.words, Remark.by_id)
    statement = select(*columns).join(Remark.revision).order_by(Remark.id)
    return [tuple(row) for row in session.execute(statement)]


def acts(session):
    statement = select(Entry.act).where(Entry.act.startswith("question.")).order_by(Entry.id)
    return list(session.scalars(statement))


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


@pytest.mark.parametrize(("path", "back"), [(PATHS[0], "/review"), (PATHS[1], "/bank")])
def test_a_reviewer_remarks_on_a_line_and_it_stands_there(
    session, cast, reviewer, submitted, path, back
):
    answer = reviewer.post(path, STEM)

    assert (answer.status_code, answer.location) == (303, f"{back}/{CODE}/1#zh-9")
    assert remarks(session) == [(1, "zh", 9, "请写明是哪种执法。", cast.xu.id)]
    assert acts(session) == ["question.revised", "question.submitted", "question.remarked"]
    page = reviewer.get(f"{back}/{CODE}/1").text
    line = re.search(r'<li id="zh-9" class="has-remarks">(.*?)</li>', page, re.DOTALL)[1]
    assert "执法人员不得少于几人？" in line
    assert "许慎行" in line
    assert "请写明是哪种执法。" in line


def test_the_author_answers_at_the_line(session, cast, trainer, reviewer, submitted):
    reviewer.post(PATHS[0], STEM)

    answer = trainer.post(PATHS[1], {"line": "zh:9", "words": "已写明。"})

    assert answer.status_code == 303
    assert [(words, by) for *_, words, by in remarks(session)] == [
        ("请写明是哪种执法。", cast.xu.id),
        ("已写明。", cast.chen.id),
    ]


def test_the_form_opens_under_its_line_without_a_script(reviewer, submitted):
    page = reviewer.get(f"/review/{CODE}/1?line=en:9").text

    line = re.search(r'<li id="en-9">(.*?)</li>', page, re.DOTALL)[1]
    assert 'value="en:9"' in line
    assert f'action="/review/{CODE}/1/remarks"' in line
    assert f'href="/review/{CODE}/1?line=zh:1#zh-1"' in page


def test_the_lines_of_a_comparison_lead_to_the_form(trainer, reviewer, submitted):
    reviewer.post(f"/review/{CODE}/1/approval")
    trainer.post(f"/questions/{CODE}/text", reworded() | {"save": "1", "base": "1"})
    trainer.post(f"/questions/{CODE}/revisions/2/submission")
    way = f'<a href="/review/{CODE}/2?line=zh:9#zh-9" lang="en"'

    assert reviewer.get(f"/review/{CODE}/2").text.count(way) == 1
    reviewer.post(f"/review/{CODE}/2/approval")
    assert way not in reviewer.get(f"/review/{CODE}/2").text


@pytest.mark.parametrize("line", ["zh:99", "fr:1", "x", "zh:0", "zh:-1", "zh:9999999", "\x00"])
def test_an_address_of_no_line_opens_no_form(reviewer, submitted, line):
    page = reviewer.get(f"/review/{CODE}/1", query_string={"line": line})

    assert (page.status_code, page.text.count("data-remark>")) == (200, 1)


@pytest.mark.parametrize("line", ["zh:99", "zh:18", "fr:1", "", "zh:0", "zh"])
@pytest.mark.parametrize("path", PATHS)
def test_a_line_that_is_not_there_is_not_found(session, reviewer, submitted, path, line):
    assert reviewer.post(path, STEM | {"line": line}).status_code == 404
    assert remarks(session) == []


@pytest.mark.parametrize("words", ["", "x" * 1_001])
@pytest.mark.parametrize("path", PATHS)
def test_a_remark_that_says_nothing_or_too_much_comes_back(
    session, reviewer, submitted, path, words
):
    answer = reviewer.post(path, STEM | {"words": words})

    assert answer.status_code == 422
    assert re.search(r'<li id="zh-9">.*?is-invalid', answer.text, re.DOTALL)
    assert words in answer.text
    assert remarks(session) == []


OUTSIDE = ("lin", "kong", "tang", "meng", "lu", "shen", "wu")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("login", OUTSIDE)
def test_others_may_not_remark(session, house, cast, submitted, path, login):
    answer = house.as_(cast.people[login]).post(path, STEM)

    assert answer.status_code == 403
    assert remarks(session) == []
    assert session.scalars(select(Entry.act).order_by(Entry.id.desc())).first() == "account.refused"


@pytest.mark.parametrize("path", PATHS)
def test_strangers_and_other_units_may_not_remark(session, house, cast, reviewer, submitted, path):
    far = add_person(session, "far", "远", cast.units["shibei"])
    grant(session, far, "reviewer", cast.units["shibei"])

    assert house.as_(far).post(path, STEM).status_code == 403
    assert house.stranger().post(path, STEM).status_code == 401
    assert reviewer.post(path, STEM, token=False).status_code == 400
    assert remarks(session) == []


def test_those_who_only_read_are_offered_no_form(house, cast, submitted):
    page = house.as_(cast.shen).get(f"/bank/{CODE}/1?line=zh:9").text

    assert ("data-remark" in page, 'id="zh-9"' in page) == (False, True)


def test_what_was_said_is_shown_to_readers_of_the_bank_alone(house, cast, reviewer, submitted):
    reviewer.post(PATHS[0], STEM)

    for login in ("chen", "wu", "gu", "shen"):
        assert "请写明是哪种执法。" in house.as_(cast.people[login]).get(f"/bank/{CODE}").text
    for login in ("lin", "kong", "lu"):
        assert "请写明" not in house.as_(cast.people[login]).get(f"/bank/{CODE}").text


def test_a_remark_never_runs(reviewer, submitted):
    attack = "<script>alert(1)</script>\n{{ 7 * 7 }}"
    reviewer.post(PATHS[0], STEM | {"words": attack})

    page = reviewer.get(f"/review/{CODE}/1").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n{{ 7 * 7 }}" in page


def test_nobody_remarks_on_what_is_decided(session, people, draft):
    reviewing.submit(draft.id, actor=people["chen"])
    reviewing.approve(draft.id, actor=people["xu"])

    with pytest.raises(Refused, match="decided meanwhile"):
        remarking.remark(draft.id, Place("zh", 9), words="晚了", actor=people["gu"])
    assert (remarks(session), acts(session)[-1]) == ([], "question.approved")


def test_a_page_of_what_is_decided_offers_no_form(reviewer, submitted):
    reviewer.post(f"/review/{CODE}/1/approval")

    assert "data-remark" not in reviewer.get(f"/review/{CODE}/1?line=zh:9").text


def test_rules_hold_where_nobody_checked_before(session, people, draft):
    with pytest.raises(Refused, match="Say why"):
        remarking.remark(draft.id, Place("zh", 9), words=" \n", actor=people["xu"])
    with pytest.raises(Missing):
        remarking.remark(draft.id, Place("zh", 17), words="x", actor=people["xu"])
    with pytest.raises(Missing):
        remarking.remark(draft.id + 1, Place("zh", 9), words="x", actor=people["xu"])
    with pytest.raises(NotAllowed):
        remarking.remark(draft.id, Place("zh", 9), words="x", actor=people["wu"])
    assert remarks(session) == []


def test_a_return_may_leave_the_comment_to_the_remarks(session, cast, reviewer, submitted):
    assert reviewer.post(f"/review/{CODE}/1/return", {"comment": ""}).status_code == 422
    reviewer.post(PATHS[0], STEM)

    answer = reviewer.post(f"/review/{CODE}/1/return", {"comment": ""})

    assert answer.status_code == 303
    session.rollback()
    assert session.scalars(select(Revision.state)).all() == ["draft"]
    last = session.scalars(select(Move).order_by(Move.id.desc())).first()
    assert (last.after, last.comment, last.by_id) == ("draft", "", cast.xu.id)


def test_a_remark_of_the_author_or_of_an_earlier_round_is_no_reason(people, draft):
    chen, xu = people["chen"], people["xu"]
    reviewing.submit(draft.id, actor=chen)
    remarking.remark(draft.id, Place("zh", 9), words="自注", actor=chen)
    with pytest.raises(Refused, match="Say why"):
        reviewing.send_back(draft.id, comment="", actor=xu)
    remarking.remark(draft.id, Place("zh", 9), words="请改", actor=xu)
    reviewing.send_back(draft.id, comment="", actor=xu)
    reviewing.submit(draft.id, actor=chen)

    with pytest.raises(Refused, match="Say why"):
        reviewing.send_back(draft.id, comment="", actor=xu)


def test_who_remarked_or_cleared_may_still_review(session, people):
    unsure = {key: text.replace("confidence: A", "confidence: B") for key, text in BOTH.items()}
    revision = writing.save(unsure, code=None, base=0, actor=people["chen"])
    reviewing.submit(revision.id, actor=people["chen"])
    remarking.remark(revision.id, Place("en", 9), words="Good.", actor=people["gu"])
    reviewing.clear(revision.id, remark="对照正式文本", actor=people["gu"])

    reviewing.approve(revision.id, actor=people["gu"])

    session.rollback()
    assert session.scalars(select(Revision.state)).all() == ["approved"]


def test_whoever_remarked_does_not_sit_an_exam_with_it(people, draft):
    assert not involved(people["xu"].id, [draft.id])

    remarking.remark(draft.id, Place("zh", 9), words="请改", actor=people["xu"])

    assert involved(people["xu"].id, [draft.id])


def test_the_author_finds_remarks_on_the_newest_and_on_the_returned_revision(
    session, people, draft
):
    chen, xu = people["chen"], people["xu"]

    def said():
        return [(each.revision.number, each.line) for each in for_author(draft.question_id)]

    reviewing.submit(draft.id, actor=chen)
    remarking.remark(draft.id, Place("zh", 11), words="乙", actor=xu)
    remarking.remark(draft.id, Place("zh", 9), words="甲", actor=xu)
    reviewing.send_back(draft.id, comment="", actor=xu)
    second = writing.save(reworded(), code=CODE, base=1, actor=chen)
    remarking.remark(second.id, Place("zh", 1), words="丙", actor=xu)
    assert said() == [(2, 1), (1, 9), (1, 11)]

    third = writing.save(reworded("再问？"), code=CODE, base=2, actor=chen)
    assert said() == [(1, 9), (1, 11)]

    reviewing.submit(third.id, actor=chen)
    reviewing.approve(third.id, actor=xu)
    assert said() == []


def test_remarks_stand_in_the_editor_and_are_counted_in_the_list(trainer, reviewer, submitted):
    reviewer.post(PATHS[0], STEM)
    reviewer.post(PATHS[0], {"line": "en:9", "words": "Which officers?"})

    mine = text_of(trainer.get("/questions/"))
    editor = trainer.get(f"/questions/{CODE}/text").text

    assert "2 remarks on lines" in mine
    assert re.search(r'data-remarks="zh".*?href="#zh-9".*?请写明是哪种执法。', editor, re.DOTALL)
    assert re.search(r'data-remarks="en".*?href="#en-9".*?Which officers\?', editor, re.DOTALL)

    trainer.post(f"/questions/{CODE}/text", reworded() | {"save": "1", "base": "1"})
    assert "remarks on lines" not in text_of(trainer.get("/questions/"))


def test_history_tells_remarks_with_their_revision(reviewer, submitted):
    reviewer.post(PATHS[0], STEM)

    page = text_of(reviewer.get(f"/bank/{CODE}"))

    assert "1 remark on lines Chinese, line 9, 许慎行" in page


@pytest.mark.pure
def test_places_are_read_from_addresses_and_found_in_texts():
    assert place_of("zh:12") == Place("zh", 12)
    assert [place_of(each) for each in ("zh:0", "zh:012", "ZH:1", "zh:１", "zh:1 ", "")] == [
        None
    ] * 6
    assert lines_of("甲\n乙\n") == ["甲", "乙"]
    assert lines_of("") == []
    assert has_place({"zh": "甲\n乙\n"}, Place("zh", 2))
    assert not has_place({"zh": "甲\n乙\n"}, Place("zh", 3))
    assert not has_place({"zh": "甲\n乙\n"}, Place("en", 1))
