"""Where a blueprint keeps papers closed, nobody who may sit such an exam reads its questions."""

import pytest

from tests.exam.appealing import (
    GROUNDS,
    closed_sitting,
    lodged,
    marked,
    paper,
    released,
    with_script,
)
from tests.exam.scripts import ANSWER, Pile
from tests.people import grant

STEM = "What is told beforehand?"


def appeal_of(app, session, cast, *, show_paper):
    """Lin's appeal about a paper of two questions."""
    held = closed_sitting(session, cast, show_paper=show_paper)
    attempt = paper(session, cast, held, cast.lin)
    released(session, held, marked(session, held, [attempt]), cast.kong)
    return lodged(app, session, cast.lin, attempt)


def asked_of(page):
    """What of the questions stands on the page of a case."""
    words = ("law-lin-1 stem", "law-lin-2 stem", "law-lin-1, revision", 'class="question"')
    return [each for each in words if each in page]


@pytest.fixture
def may_sit(session, cast):
    """Kong, the examiner, may sit exams too."""
    grant(session, cast.kong, "officer", cast.units["yunxi"])
    session.commit()
    return cast.kong


def test_an_examiner_who_may_sit_reads_the_case_without_its_questions(
    house, app, session, cast, may_sit
):
    case = appeal_of(app, session, cast, show_paper=False)

    page = house.as_(may_sit, "en").get(f"/appeals/{case}")

    assert page.status_code == 200
    assert asked_of(page.text) == []
    assert GROUNDS.split("\n")[1] in page.text
    assert "you may still sit an exam with these questions" in page.text


def test_who_sits_no_exams_reads_all_of_it(house, app, session, cast):
    case = appeal_of(app, session, cast, show_paper=False)

    for person in (cast.kong, cast.shen):
        page = house.as_(person, "en").get(f"/appeals/{case}").text
        assert len(asked_of(page)) == 4
        assert "you may still sit" not in page


def test_of_a_paper_that_is_shown_all_read_the_questions(house, app, session, cast, may_sit):
    case = appeal_of(app, session, cast, show_paper=True)

    assert len(asked_of(house.as_(may_sit, "en").get(f"/appeals/{case}").text)) == 4


def test_the_marks_by_line_and_their_remarks_are_left_out_with_the_questions(
    house, app, session, cast, may_sit
):
    held = closed_sitting(session, cast, show_paper=False)
    attempt, _ = with_script(session, cast, held, cast.lin, cast.cun)
    released(session, held, marked(session, held, [attempt]), cast.kong)
    case = lodged(app, session, cast.lin, attempt)

    page = house.as_(may_sit, "en").get(f"/appeals/{case}").text

    assert [each for each in (STEM, "要点不全", "Marker 1") if each in page] == []


def test_whoever_may_sit_sees_of_seeds_neither_what_was_asked_nor_what_was_written(
    house, session, cast
):
    pile = Pile(session, cast, 1)
    for person in (cast.cun, cast.yan):
        pile.give(house.as_(person), pile.scripts[0], "2", "1")
    kong, path = house.as_(cast.kong, "en"), f"/sittings/{pile.id}/marking/seeds"
    written = (STEM, ANSWER.split("\n")[0])
    before = kong.get(path).text
    grant(session, cast.kong, "officer", cast.units["yunxi"])
    session.commit()

    after = kong.get(path)

    assert [each for each in written if each in before] == list(written)
    assert "you may still sit" not in before
    assert after.status_code == 200
    assert [each for each in written if each in after.text] == []
    assert "you may still sit an exam with these questions" in after.text
    assert f'value="{pile.scripts[0]}"' in after.text
