"""The notebook: by topic, narrowed, one topic of it practised, printed."""

import pytest
from sqlalchemy import select

from practice.models import Round
from tests.factories import question
from tests.practice.conftest import KINDS


@pytest.fixture
def noted(lin, pool, calendar) -> dict[str, str]:
    """Lin, who knew nothing at all; the address of the last try by question."""
    found = {}
    for about in ("law", "proc", "serv"):
        address = lin.begin(about)
        page = address.rpartition("/")[0]
        for number in range(1, 5 if about == "law" else 2):
            lin.browser.post(f"{page}/{number}/answer", {"unknown": "1"})
            found[f"{about}-{number}"] = f"{page}/{number}"
    return found


def stems(page: str) -> set[str]:
    return {kind for kind in KINDS if f"q-{kind.replace('_', '-')} stem" in page}


def test_the_notebook_can_be_narrowed_to_a_topic_or_a_last_try(lin, noted):
    again = lin.begin("notebook:serv.phone")
    lin.answer(again, {"a1": lin.letter(again, "q-judgement-1")})

    def at(query: str) -> set[str]:
        return stems(lin.browser.get(f"/practice/notebook{query}").text)

    assert at("") == set(KINDS)
    assert at("?topic=law.minor") == {"true_false", "fill_blank"}
    assert at("?last=right") == {"judgement"}
    assert at("?last=wrong") == set(KINDS) - {"judgement"}
    assert at("?topic=law.minor&last=right") == set()
    assert at("?topic=nothing&last=strange") == set()


def test_it_says_what_was_answered_last_and_when(lin, noted):
    again = lin.begin("notebook:serv.phone")
    lin.answer(again, {"a1": lin.letter(again, "q-judgement-0")})

    page = lin.browser.get("/practice/notebook").text

    assert '2 Mar, 09:00: <span lang="en">q-judgement-0</span>' in page
    assert page.count("you did not know it") == len(KINDS) - 1


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("true_false", {"a1": "false"}, "False"),
        ("fill_blank", {"a1.0": "八"}, "八"),
        ("multiple", {"a1": ["a"]}, "q-multiple-"),
        ("ordering", {"a1.a": "1", "a1.b": "2", "a1.c": "3"}, "→"),
    ],
)
def test_every_kind_says_its_answer_in_words(lin, session, pool, calendar, kind, fields, said):
    for other in set(pool) - {kind}:
        pool[other].state = "retired"
    session.commit()
    lin.answer(lin.begin(pool[kind].topic), fields)

    page = lin.browser.get("/practice/notebook").text

    assert said in page.partition('class="line-said"')[2].partition("</p>")[0]


@pytest.fixture
def matching(session, cast):
    """A question with three pairs, of which each right one is called by its row."""
    key = {"length": 3}
    made = question(
        session,
        "q-matching",
        author=cast.chen,
        kind="matching",
        pool="practice",
        topic="law.crime",
        key=key,
        size=3,
    )
    rows = {"lefts": ["<b>one</b>", "two", "three"], "rights": ["A", "B", "C"]}
    shown = {"stem": "<p>q-matching stem</p>", "heads": ["", ""]} | rows
    made.asked = {"zh": shown, "en": shown}
    told = {"rationale": "<p>so</p>", "feedback": []}
    made.told = {"zh": told, "en": told}
    session.commit()
    return made


def test_pairs_are_said_in_words_and_a_row_without_any_by_dots(lin, session, matching, calendar):
    address = lin.begin("law.crime")
    order = session.scalars(select(Round.slots)).one()[0]["order"]
    letters = {text: "abc"[order.index(at)] for at, text in enumerate("ABC")}
    lin.answer(address, {"a1.0": letters["C"], "a1.1": letters["B"]})

    page = lin.browser.get("/practice/notebook").text

    assert ">one – C; two – B; three – …</span>" in page


def test_a_round_of_one_topic_of_the_notebook_has_that_topic_alone(lin, session, noted):
    lin.begin("notebook:law.minor")

    newest = session.scalars(select(Round).order_by(Round.id.desc())).first()
    assert newest.about == "notebook:law.minor"
    assert {slot["question"] for slot in newest.slots} == {"q-true-false", "q-fill-blank"}


@pytest.mark.parametrize("about", ["notebook:law.crime", "notebook:", "notebook:law"])
def test_a_topic_without_wrong_questions_is_refused(lin, session, noted, about):
    before = len(session.scalars(select(Round)).all())

    assert lin.browser.post("/practice/rounds", {"about": about}).status_code == 409
    session.rollback()
    assert len(session.scalars(select(Round)).all()) == before


def test_the_print_has_the_questions_with_right_answers_and_reasons(lin, noted):
    page = lin.browser.get("/practice/notebook/print?topic=law.basics").text

    assert stems(page) == {"single", "multiple"}
    assert "q-single rationale" in page
    assert "article 42, paragraph 1" in page
    assert "Right answer" in page


def test_the_notebook_is_only_ones_own(house, cast, noted):
    zhao = house.as_(cast.zhao, "en")

    assert [stems(zhao.get(f"/practice/notebook{end}").text) for end in ("", "/print")] == [
        set(), set(),
    ]  # fmt: skip


def test_strangers_are_sent_to_the_door(house):
    for end in ("", "/print"):
        assert house.stranger().get(f"/practice/notebook{end}").status_code == 303
