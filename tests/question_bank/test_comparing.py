"""Comparing any two revisions of a question."""

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from question_bank.kinds import KINDS
from question_bank.queries import questions
from question_bank.views.comparing import compared
from question_bank.views.differing import differences, key_in_words
from tests.people import add_person, grant
from tests.question_bank.writing import BOTH, CODE, EN, ZH, reworded

COMPARE = f"/bank/{CODE}/compare"
SECOND = {
    "zh": ZH.replace("easy", "hard").replace("- [ ] 一人\n- [x] 两人", "- [x] 一人\n- [ ] 两人")
    .replace("penalty-law 42", "penalty-law 44"),
    "en": EN.replace("easy", "hard").replace("- [ ] one\n- [x] two", "- [x] one\n- [ ] two")
    .replace("penalty-law 42", "penalty-law 44"),
}  # fmt: skip
THIRD = {
    language: text.replace("两人以上执法", "二人以上执法") for language, text in SECOND.items()
}


@pytest.fixture
def trainer(house, cast):
    return house.as_(cast.chen, "en")


@pytest.fixture
def three(trainer):
    for base, texts in enumerate((BOTH, SECOND, THIRD)):
        place = f"/questions/{CODE}/text" if base else "/questions/"
        assert trainer.post(place, texts | {"save": "1", "base": str(base)}).status_code == 303


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def chosen(page):
    return re.findall(r'<option value="(\d+)" selected>', page.text)


@contextmanager
def counted(engine):
    said = []
    listener = lambda *args: said.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    yield said
    event.remove(engine, "before_cursor_execute", listener)


def test_two_revisions_are_told_apart_by_settings_and_by_words(trainer, three):
    page = trainer.get(f"{COMPARE}?from=1&to=2")

    assert chosen(page) == ["1", "2"]
    words = text_of(page)
    article = "Administrative Penalty Law, article"
    assert f"Difficulty easy (0.85) hard (0.45) Key B A Articles {article} 42 {article} 44" in words
    assert "11 − - [removed: [ ] ] 一人 11 + - [added: [x] ] 一人" in words
    assert "11 − - [removed: [ ] ] one 11 + - [added: [x] ] one" in words
    assert "Points" not in words


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["2", "3"]),
        ("?to=2", ["1", "2"]),
        ("?from=1", ["1", "3"]),
        ("?from=3&to=1", ["3", "1"]),
        ("?from=x&to=%EF%BC%92", ["2", "3"]),
        ("?from=2&to=2", ["2", "2"]),
    ],
)
def test_without_a_choice_the_newest_is_compared_with_the_one_before(
    trainer, three, query, numbers
):
    page = trainer.get(f"{COMPARE}{query}")

    assert (page.status_code, chosen(page)) == (200, numbers)


@pytest.mark.parametrize("query", ["?from=4", "?to=0", "?to=999999", "?from=0&to=1"])
def test_a_revision_that_is_not_there_is_not_found(trainer, three, query):
    assert trainer.get(f"{COMPARE}{query}").status_code == 404


def test_a_question_that_is_not_there_is_not_found(trainer):
    assert trainer.get("/bank/none/compare").status_code == 404


def test_one_revision_alone_is_compared_with_nothing(trainer):
    trainer.post("/questions/", BOTH | {"save": "1", "base": "0"})

    assert "There is only one revision of this question." in text_of(trainer.get(COMPARE))


def test_what_is_the_same_is_said(trainer, three):
    page = text_of(trainer.get(f"{COMPARE}?from=2&to=3"))

    assert "All settings are the same." in page
    assert "English The text is the same." in page
    assert "16 − &gt; [removed: 两 ] 人以上执法，保证公正。" in page
    assert "13 lines as before" in page


@pytest.mark.parametrize("login", ["lin", "kong", "tang", "meng", "lu"])
def test_who_does_not_read_the_bank_compares_nothing(house, cast, three, login):
    page = house.as_(cast.people[login], "en").get(COMPARE)

    assert (page.status_code, "两人" in page.text) == (403, False)


def test_a_reader_of_another_unit_compares_nothing(session, house, cast, three):
    far = add_person(session, "far", "远", cast.units["shibei"])
    grant(session, far, "reviewer", cast.units["shibei"])

    assert house.as_(far).get(COMPARE).status_code == 403


@pytest.mark.parametrize("login", ["chen", "wu", "xu", "gu", "shen"])
def test_readers_of_the_bank_find_the_way_from_history(house, cast, three, login):
    reader = house.as_(cast.people[login], "en")

    page = reader.get(f"/bank/{CODE}").text

    links = re.findall(rf'href="({COMPARE}[^"]*)"', page)
    assert links == [COMPARE, f"{COMPARE}?from=2&amp;to=3", f"{COMPARE}?from=1&amp;to=2"]
    for link in links:
        assert reader.get(link.replace("&amp;", "&")).status_code == 200


def test_comparing_takes_the_same_number_of_queries_at_any_number_of_revisions(
    engine, trainer, three
):
    trainer.get(COMPARE)
    with counted(engine) as short:
        trainer.get(COMPARE)
    for base in range(3, 6):
        texts = reworded(f"第{base}问？") | {"save": "1", "base": str(base)}
        trainer.post(f"/questions/{CODE}/text", texts)

    with counted(engine) as long:
        trainer.get(COMPARE)

    assert len(long) == len(short)


def test_what_a_trainer_wrote_never_runs_in_a_comparison(trainer):
    attack = "<script>alert(1)</script> {{ 7 * 7 }}？"
    trainer.post("/questions/", BOTH | {"save": "1", "base": "0"})
    trainer.post(f"/questions/{CODE}/text", reworded(attack) | {"save": "1", "base": "1"})

    page = trainer.get(COMPARE).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }}" in page


def test_every_field_that_differs_is_told_and_no_other(app, trainer, three):
    changed = {
        language: text.replace("topic: law.penalty", "topic: law.basics")
        .replace("difficulty: hard", "difficulty: medium\npoints: 2.50")
        .replace("fact: F-APL-42\nconfidence: A", "confidence: P\nshuffle: no\ntime: 30")
        .replace("pool: exam", "pool: exam\nenemies: q-1, q-2\ntags: 程序")
        for language, text in THIRD.items()
    }
    saved = trainer.post(f"/questions/{CODE}/text", changed | {"save": "1", "base": "3"})
    assert saved.status_code == 303

    with app.test_request_context(headers={"Accept-Language": "en"}):
        history = questions.history(questions.question_of(CODE))
        told = [
            (each.label, each.before, each.after) for each in differences(history[1], history[0])
        ]
        same = differences(history[0], history[0])

    assert told == [
        ("Topic", "Administrative Penalty Law", "Sources and force of law"),
        ("Difficulty", "hard (0.45)", "medium (0.65)"),
        ("Points", "1", "2.5"),
        ("Facts", "F-APL-42", "–"),
        ("Confidence", "A", "P"),
        ("Options in any order", "yes", "no"),
        ("Seconds", "60", "30"),
        ("Never together with", "–", "q-1, q-2"),
        ("Tags", "–", "程序"),
    ]
    assert same == []


KEYS = [
    ("single", {"right": 1, "size": 4}, 4, "B"),
    ("multiple", {"right": [0, 2], "size": 4}, 4, "A, C"),
    ("true_false", {"right": True}, 2, "True"),
    ("fill_blank", {"blanks": [["七", "7"], ["日"]]}, 2, "七 | 7, 日"),
    ("ordering", {"length": 3}, 3, "A, B, C"),
    ("judgement", {"earns": [0, 3, -1]}, 3, "0, 3, -1"),
    ("numeric", {"number": "7", "tolerance": "0.5", "units": ["日"]}, 1, "7 ± 0.5"),
    ("matching", {"length": 2}, 2, "A, B"),
    ("short_answer", {"rubric": ["2", "1"]}, 1, "2, 1"),
    (
        "case",
        {
            "parts": [
                {"kind": "single", "key": {"right": 1, "size": 3}},
                {"kind": "true_false", "key": {"right": False}},
            ]
        },
        2,
        "1. B; 2. False",
    ),
]


@pytest.mark.parametrize(("kind", "key", "size", "words"), KEYS)
def test_a_key_is_said_in_a_line(app, kind, key, size, words):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert key_in_words(kind, key, size) == words


def test_every_kind_has_its_key_in_words():
    assert {row[0] for row in KEYS} == set(KINDS)


def test_a_language_that_came_or_went_is_compared_with_nothing():
    found = compared({"en": EN}, {"zh": ZH, "en": EN})

    assert [(each.language, each.tag, len(each.rows)) for each in found] == [
        ("zh", "zh-CN", 16),
        ("en", "en", 0),
    ]
