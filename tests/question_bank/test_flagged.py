"""Questions with odd figures: whose they are, what is decided, and when they come again."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from core.clock import now
from question_bank.actions.using import Figures, note_figures
from question_bank.models import FigureAnswer, Statistic
from tests import factories
from tests.exam.steps import acts, entry
from tests.question_bank.faring import ODD


def fare(app, revision, place="sitting:7", **changed):
    """Let a question fare so."""
    figures = Figures(60, 58, Decimal("0.4"), Decimal("-0.42"), Decimal("-0.8"), ODD | changed)
    with app.app_context():
        note_figures(place, {revision.id: figures})


@pytest.fixture
def odd(app, session, cast):
    """A question of Chen's with odd figures, and one of Wu's with good ones."""
    revision = factories.question(session, "law-1", author=cast.chen)
    good = factories.question(session, "law-2", author=cast.wu)
    session.commit()
    fare(app, revision)
    fare(app, good, flags=[])
    return revision


def english(house, person):
    browser = house.as_(person)
    browser.post("/language", {"language": "en"})
    return browser


def answers(session):
    session.commit()
    rows = session.execute(
        select(
            FigureAnswer.question_id,
            FigureAnswer.statistic_id,
            FigureAnswer.kept,
            FigureAnswer.reason,
            FigureAnswer.by_id,
        )
    ).all()
    session.commit()
    return [tuple(row) for row in rows]


def first(session, revision):
    session.commit()
    found = session.scalars(
        select(Statistic.id)
        .where(Statistic.revision_id == revision.id)
        .order_by(Statistic.id.desc())
    ).first()
    session.commit()
    return found


def test_the_author_finds_their_flagged_questions_with_the_figures(house, cast, odd):
    page = english(house, cast.chen).get("/questions/flagged").text

    assert all(word in page for word in ("law-1", "The key may be wrong", "-0.42", "40%"))
    assert "law-1 option 3" in page
    assert "Keep it as it is" in page
    assert "law-2" not in page


def test_the_desk_counts_them_for_the_author_alone(house, cast, odd):
    desks = [english(house, getattr(cast, who)).get("/").text for who in ("chen", "wu")]

    assert ["Questions of yours with odd figures" in desk for desk in desks] == [True, False]


@pytest.mark.parametrize(("who", "sees"), [("xu", 1), ("gu", 1), ("shen", 1), ("wu", 0)])
def test_reviewers_and_supervisors_see_all_and_answer_none(house, cast, odd, who, sees):
    page = english(house, getattr(cast, who)).get("/questions/flagged").text

    assert ("law-1" in page) == bool(sees)
    assert "Keep it as it is" not in page


@pytest.mark.parametrize("who", ["kong", "lin", "meng", "lu"])
def test_who_reads_no_bank_sees_none(house, session, cast, odd, who):
    browser = house.as_(getattr(cast, who))

    page = browser.get("/questions/flagged")
    post = browser.post(
        "/questions/flagged/law-1/answers",
        {"statistic": first(session, odd), "decision": "keep", "reason": "so"},
    )

    assert (page.status_code, post.status_code) == (403, 403)
    assert answers(session) == []


def test_kept_with_a_reason_it_goes_from_the_list_and_onto_the_trail(house, session, cast, odd):
    browser = english(house, cast.chen)
    statistic = first(session, odd)

    answer = browser.post(
        "/questions/flagged/law-1/answers",
        {"statistic": statistic, "decision": "keep", "reason": " It is meant to be hard. "},
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, "/questions/flagged")
    assert answers(session) == [
        (odd.question_id, statistic, True, "It is meant to be hard.", cast.chen.id)
    ]
    assert acts(session, "question.figures") == ["question.figures_answered"]
    fields = entry(session, "question.figures_answered")
    assert {name: fields[name] for name in ("place", "flags", "kept", "reason")} == {
        "place": "sitting:7",
        "flags": ["miskey", "negative", "harder"],
        "kept": True,
        "reason": "It is meant to be hard.",
    }
    assert "law-1" not in browser.get("/questions/flagged").text


def test_to_change_it_needs_no_reason(house, session, cast, odd):
    browser = house.as_(cast.chen)

    browser.post(
        "/questions/flagged/law-1/answers",
        {"statistic": first(session, odd), "decision": "change", "reason": ""},
    )

    assert [(kept, reason) for _, _, kept, reason, _ in answers(session)] == [(False, "")]


def test_newer_figures_raise_the_flag_anew(house, app, session, cast, odd):
    browser = house.as_(cast.chen)
    browser.post(
        "/questions/flagged/law-1/answers",
        {"statistic": first(session, odd), "decision": "keep", "reason": "so"},
    )
    gone = "law-1" not in browser.get("/questions/flagged").text

    fare(app, odd, "sitting:8")

    assert gone
    assert "law-1" in browser.get("/questions/flagged").text


def test_better_figures_take_the_flag_away(house, app, cast, odd):
    fare(app, odd, "sitting:8", flags=[])

    assert "law-1" not in house.as_(cast.chen).get("/questions/flagged").text


def test_a_newer_approved_revision_takes_the_flag_away(house, session, cast, odd):
    odd.state = "retired"
    session.commit()

    assert "law-1" not in house.as_(cast.chen).get("/questions/flagged").text


def test_an_answer_to_older_figures_is_refused(house, app, session, cast, odd):
    before = first(session, odd)
    fare(app, odd, "sitting:8")

    answer = house.as_(cast.chen).post(
        "/questions/flagged/law-1/answers",
        {"statistic": before, "decision": "keep", "reason": "so"},
    )

    assert answer.status_code == 409
    assert answers(session) == []


@pytest.mark.parametrize(("who", "status"), [("wu", 404), ("xu", 403), ("shen", 403)])
def test_nobody_answers_for_another_author(house, session, cast, odd, who, status):
    answer = house.as_(getattr(cast, who)).post(
        "/questions/flagged/law-1/answers",
        {"statistic": first(session, odd), "decision": "keep", "reason": "so"},
    )

    assert answer.status_code == status
    assert answers(session) == []


def test_where_the_author_has_left_another_trainer_answers(house, session, cast, odd):
    cast.chen.closed_at = now()
    session.commit()
    browser = english(house, cast.wu)
    shown = browser.get("/questions/flagged").text

    browser.post(
        "/questions/flagged/law-1/answers",
        {"statistic": first(session, odd), "decision": "keep", "reason": "so"},
    )

    assert "Keep it as it is" in shown
    assert [row[-1] for row in answers(session)] == [cast.wu.id]


@pytest.mark.parametrize(
    "sent",
    [
        {"decision": "keep", "reason": "  "},
        {"decision": "keep", "reason": "x" * 501},
        {"decision": "neither", "reason": "so"},
        {"decision": "", "reason": "so"},
        {"decision": "keep", "reason": "so", "statistic": "none"},
    ],
)
def test_what_is_not_an_answer_is_shown_again(house, session, cast, odd, sent):
    answer = house.as_(cast.chen).post(
        "/questions/flagged/law-1/answers", {"statistic": first(session, odd)} | sent
    )

    assert answer.status_code == 422
    assert "law-1" in answer.text
    assert answers(session) == []


def test_an_answer_to_what_is_not_flagged_finds_nothing(house, session, cast, odd):
    answer = house.as_(cast.chen).post(
        "/questions/flagged/law-2/answers", {"statistic": 1, "decision": "change"}
    )

    assert answer.status_code == 404
    assert answers(session) == []


def test_an_empty_list_says_so(house, cast):
    page = english(house, cast.chen).get("/questions/flagged").text

    assert "No question has odd figures that nobody answered for." in page


def test_the_list_asks_the_database_the_same_for_one_question_and_for_three(
    house, app, session, cast, odd, statements
):
    browser = house.as_(cast.chen)
    browser.get("/questions/flagged")
    with statements() as one:
        browser.get("/questions/flagged")
    for number in (3, 4):
        fare(app, factories.question(session, f"law-{number}", author=cast.chen))
    with statements() as three:
        browser.get("/questions/flagged")

    assert len(one) == len(three)


def test_the_banks_page_of_a_question_shows_how_it_fared(house, cast, odd):
    page = english(house, cast.chen).get("/bank/law-1").text

    assert all(word in page for word in ("How it fared", "The key may be wrong", "<polyline"))
