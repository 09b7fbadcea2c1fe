"""One question out of its languages, and its fingerprint."""

from dataclasses import replace
from decimal import Decimal
from json import dumps

import pytest

from question_bank.rules.languages import joined
from question_bank.rules.question import Question, content, fingerprint
from question_bank.rules.reading import read
from question_bank.rules.settings import Difficulty, difficulty_of

pytestmark = pytest.mark.pure

ZH = """---
lang: zh
topic: law.penalty
pool: exam
---

## q-1
difficulty: hard
points: 2
ref: penalty-law 42
fact: F-1, F-2
confidence: A
enemies: q-3, q-2
tags: 程序

期限为{{七|7}}日。

> 理由
"""
EN = (
    ZH.replace("lang: zh", "lang: en")
    .replace("程序", "procedure")
    .replace("理由", "Why")
    .replace("期限为{{七|7}}日。", "The period is {{seven|7}} days.")
)


def drafts():
    return {"en": read(EN).drafts[0], "zh": read(ZH).drafts[0]}


def test_one_question_holds_all_languages_and_one_key():
    question, said = joined(drafts())

    assert said == []
    assert question == Question(
        id="q-1",
        kind="fill_blank",
        topic="law.penalty",
        pool="exam",
        difficulty=Difficulty("hard", Decimal("0.45")),
        points=Decimal(2),
        refs=("penalty-law 42",),
        facts=("F-1", "F-2"),
        confidence="A",
        enemies=("q-3", "q-2"),
        partial="none",
        shuffle=False,
        seconds=60,
        tags=("程序",),
        key={"blanks": [["七", "7", "seven"]]},
        asked={"zh": {"stem": "期限为{{1}}日。"}, "en": {"stem": "The period is {{1}} days."}},
        told={
            "zh": {"rationale": "理由", "feedback": []},
            "en": {"rationale": "Why", "feedback": []},
        },
    )
    assert question.languages == ("en", "zh")


def test_a_question_may_be_in_one_language_alone():
    question, said = joined({"en": read(EN).drafts[0]})

    assert (question.languages, question.key, said) == (("en",), {"blanks": [["seven", "7"]]}, [])


@pytest.mark.parametrize(
    "text", ["## q-1\n\n题干？\n", "## q-1\n\n题干？\n\n- [x] 甲\n- [ ] 乙\n\n又一段\n"]
)
def test_a_draft_with_errors_cannot_be_joined(text):
    broken = read(text).drafts[0]

    with pytest.raises(ValueError, match="cannot be joined"):
        joined({"zh": broken})


@pytest.mark.parametrize(
    ("field", "kind", "shuffled"),
    [
        ("shuffle: yes", "single", True),
        ("shuffle: no", "single", False),
        ("shuffle: no", "ordering", True),
    ],
)
def test_an_order_is_always_shuffled_and_options_as_asked(field, kind, shuffled):
    block = "1. 甲\n2. 乙" if kind == "ordering" else "- [ ] 甲\n- [x] 乙"
    draft = read(f"## q-1\ntype: {kind}\n{field}\n\n题干？\n\n{block}\n").drafts[0]

    question, _ = joined({"zh": draft})

    assert question.shuffle is shuffled


def test_the_fingerprint_is_that_of_the_content_alone():
    question, _ = joined(drafts())
    other_order = dict(reversed(drafts().items()))
    moved = {"zh": read("\n\n" + ZH).drafts[0], "en": read(EN).drafts[0]}

    same = [
        fingerprint(joined(other_order).question),
        fingerprint(joined(moved).question),
        fingerprint(replace(question, points=Decimal("2.00"))),
        fingerprint(replace(question, enemies=("q-2", "q-3"))),
    ]

    assert set(same) == {fingerprint(question)}
    assert len(fingerprint(question)) == 64
    assert dumps(content(question))


@pytest.mark.parametrize(
    "change",
    [
        {"points": Decimal(20)},
        {"points": Decimal("2.5")},
        {"key": {"blanks": [["八"]]}},
        {"tags": ()},
        {"asked": {}},
        {"difficulty": Difficulty("hard", Decimal("0.4"))},
    ],
)
def test_any_change_of_content_changes_the_fingerprint(change):
    question, _ = joined(drafts())

    assert fingerprint(replace(question, **change)) != fingerprint(question)


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("easy", "easy"),
        ("medium", "medium"),
        ("hard", "hard"),
        ("1", "easy"),
        ("0.75", "easy"),
        ("0.749", "medium"),
        ("0.55", "medium"),
        ("0.549", "hard"),
        ("0", "hard"),
    ],
)
def test_a_proportion_has_its_label(value, label):
    assert difficulty_of(value).label == label


@pytest.mark.parametrize("value", ["1.01", "-0.1", "", "easier", "1e0", "٠", ".5"])
def test_other_words_are_no_difficulty(value):
    assert difficulty_of(value) is None
