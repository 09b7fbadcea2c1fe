"""The paper as a page: cases and written answers, one question at a time, what it may not hold."""

import re

import pytest

from exam.models.attempts import Attempt
from exam.queries.attempts import answers_on_record
from tests import factories
from tests.exam import steps

SENTINELS = ("rubric", "rationale")


@pytest.fixture
def paper(session, cast, held):
    """Lin's open attempt: a question, a case of three parts, a short answer."""
    revisions = [
        factories.question(session, "law-one", author=cast.chen),
        factories.case(
            session, "law-case", author=cast.chen, parts=("single", "true_false", "short_answer")
        ),
        steps.written(session, cast.chen),
    ]
    return factories.attempt(session, held, cast.lin, revisions)


def sections(page):
    return page.split('<section class="question"')[1:]


def recorded(app, attempt):
    with app.app_context():
        return {slot: found.value for slot, found in answers_on_record(attempt.id).items()}


def test_each_part_of_a_case_is_a_question_under_the_same_text(house, cast, paper):
    page = house.as_(cast.lin).get(f"/exam/attempts/{paper.token}").text

    parts = sections(page)
    assert [re.search(r'data-kind="(\w+)"', part)[1] for part in parts] == [
        "single",
        "single",
        "true_false",
        "short_answer",
        "short_answer",
    ]
    shared = "<p>law-case shared text</p>"
    assert [part.count(shared) for part in parts] == [0, 1, 1, 1, 0]
    assert ["case-again" in part for part in parts] == [False, False, True, True, False]
    assert [f"law-case part {at} stem" in parts[at] for at in (1, 2, 3)] == [True] * 3
    assert "案例第 2 题，共 3 题" in parts[2]


def test_the_paper_holds_no_key_no_rubric_and_no_points_of_its_lines(house, cast, paper):
    page = house.as_(cast.lin).get(f"/exam/attempts/{paper.token}").text

    assert [word for word in SENTINELS if word in page] == []
    assert "<p>content</p>" not in page
    assert "<p>rights</p>" not in page


def test_parts_and_written_answers_are_saved_and_shown_again(house, app, cast, paper):
    lin = house.as_(cast.lin)
    text = "先告知内容。\n<b>再告知权利</b> {{1}} 😀"
    steps.save(lin, paper.token, (2, 1, "b"), (3, 2, True), (4, 3, text), (5, 4, text))

    page = lin.get(f"/exam/attempts/{paper.token}").text

    parts = sections(page)
    shown = "先告知内容。\n&lt;b&gt;再告知权利&lt;/b&gt; {{1}} 😀</textarea>"
    assert re.search(r'value="b" checked', parts[1])
    assert re.search(r'value="true" checked', parts[2])
    assert shown in parts[3]
    assert shown in parts[4]


def test_the_form_saves_parts_and_written_answers(house, app, cast, paper):
    lin = house.as_(cast.lin)

    lin.post(
        f"/exam/attempts/{paper.token}/pages",
        {"lease": "1", "a2": "c", "a3": "false", "a4": "一", "a5": "二\r\n三", "go": "review"},
    )

    assert recorded(app, paper) == {
        2: '"c"',
        3: "false",
        4: '"\\u4e00"',
        5: '"\\u4e8c\\r\\n\\u4e09"',
    }


def test_one_question_alone_is_shown_and_saving_it_clears_no_other(house, app, cast, paper):
    lin = house.as_(cast.lin)
    steps.save(lin, paper.token, (1, 1, "a"), (5, 2, "写了"))
    address = f"/exam/attempts/{paper.token}"

    page = lin.get(f"{address}?question=2").text
    turned = lin.post(f"{address}/pages", {"lease": "1", "shown": "2", "a2": "d", "go": "3"})

    assert len(sections(page)) == 1
    assert 'data-slot="2"' in page
    assert 'data-single="2"' in page
    assert turned.location.endswith("?question=3")
    assert recorded(app, paper) == {1: '"a"', 2: '"d"', 5: '"\\u5199\\u4e86"'}


def test_how_much_is_shown_at_a_time_is_chosen_and_remembered(house, cast, paper):
    lin = house.as_(cast.lin)
    address = f"/exam/attempts/{paper.token}"

    one = lin.post(f"{address}/pages", {"lease": "1", "view": "one"})
    later = lin.get(address)
    alone = lin.get(f"{address}?question=1").text
    every = lin.post(f"{address}/pages", {"lease": "1", "shown": "1", "view": "all"})
    whole = lin.get(address).text

    assert one.location.endswith("?question=1")
    assert (later.status_code, later.location.endswith("?question=1")) == (303, True)
    assert 'name="view" value="all"' in alone
    assert every.location.endswith(f"{paper.token}#s1")
    assert len(sections(whole)) == 5


@pytest.mark.parametrize("asked", ["0", "6", "-1", "x", "99999999999999999999"])
def test_a_question_that_the_paper_does_not_have_shows_the_whole_paper(house, cast, paper, asked):
    page = house.as_(cast.lin).get(f"/exam/attempts/{paper.token}?question={asked}").text

    assert len(sections(page)) == 5


def test_without_a_script_the_page_tells_the_time_left_and_when_it_was_saved(
    house, session, cast, paper
):
    lin = house.as_(cast.lin)
    before = lin.get(f"/exam/attempts/{paper.token}").text
    steps.save(lin, paper.token, (1, 1, "a"))

    after = lin.get(f"/exam/attempts/{paper.token}").text

    assert re.search(r"<time [^>]*>(60:00|59:\d\d)</time>", after)
    assert "最近一次保存：–" in before
    assert re.search(r"最近一次保存：\d\d:\d\d", after)


def test_enter_in_a_field_saves_and_raises_no_flag(house, session, cast, paper):
    page = house.as_(cast.lin).get(f"/exam/attempts/{paper.token}").text
    form = page[page.index("data-exam") :]

    assert re.search(r"<button [^>]*>", form)[0] == '<button name="go" value="stay" hidden>'


def test_nothing_of_one_candidates_address_is_kept_for_another(house, session, cast, held, paper):
    lin = house.as_(cast.lin)
    lin.get(f"/exam/attempts/{paper.token}?secret=mine")

    other = factories.attempt(
        session, held, cast.zhao, [factories.question(session, "law-two", author=cast.chen)] * 5
    )
    page = house.as_(cast.zhao).get(f"/exam/attempts/{other.token}").text

    assert "secret=mine" not in page
    assert paper.token not in page
    assert cast.lin.name not in page


def test_a_voided_paper_shows_no_question(house, session, cast, paper):
    session.get(Attempt, paper.id).state = "voided"
    session.commit()

    page = house.as_(cast.lin).get(f"/exam/attempts/{paper.token}", follow_redirects=True)

    assert "stem" not in page.text


def test_after_release_each_part_of_a_case_is_shown_with_its_marks(house, app, session, cast, held):
    parts = ("single", "true_false", "numeric")
    case = factories.case(session, "law-case", author=cast.chen, parts=parts)
    attempt = factories.attempt(session, held, cast.lin, [case])
    lin = house.as_(cast.lin)
    steps.save(lin, attempt.token, (1, 1, "b"), (2, 2, False), (3, 3, "7"))
    lin.post(f"/exam/attempts/{attempt.token}/submission")
    steps.run_out(app, session)
    house.as_(cast.kong).post(f"/sittings/{held.id}/release")

    page = lin.get(f"/exam/attempts/{attempt.token}/result/paper").text

    shown = sections(page)
    assert [re.search(r"(\d+) / 2 分", part)[1] for part in shown] == ["2", "0", "2"]
    assert [part.count("law-case shared text") for part in shown] == [1, 0, 0]
    assert [f"law-case part {at} rationale" in part for at, part in enumerate(shown, 1)] == [
        *(True, True, True)
    ]
    assert "案例第 3 题，共 3 题" in shown[2]
