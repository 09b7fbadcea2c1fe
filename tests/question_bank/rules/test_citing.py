"""What a ref says in words."""

import pytest

from question_bank.rules.citing import counted, in_words
from question_bank.rules.statutes import Statute

pytestmark = pytest.mark.pure

STATUTES = {"penalty-law": Statute("penalty-law", {"zh": "行政处罚法", "en": "Penalty Law"})}


@pytest.mark.parametrize(
    ("ref", "zh", "en"),
    [
        ("penalty-law 42", "《行政处罚法》第四十二条", "Penalty Law, article 42"),
        ("penalty-law 5(1)", "《行政处罚法》第五条第一款", "Penalty Law, article 5, paragraph 1"),
        ("penalty-law 201-1", "《行政处罚法》第二百零一条之一", "Penalty Law, article 201-1"),
        ("unheard-law 5", "unheard-law 5", "unheard-law 5"),
        ("本平台标准", "本平台标准", "本平台标准"),
    ],
)
def test_an_article_is_cited_by_the_name_of_its_statute(ref, zh, en):
    assert [in_words(ref, STATUTES, language) for language in ("zh", "en", "fr")] == [zh, en, en]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"),
        (100, "一百"), (101, "一百零一"), (110, "一百一十"), (225, "二百二十五"),
        (1000, "一千"), (1001, "一千零一"), (1010, "一千零一十"), (1260, "一千二百六十"),
        (9999, "九千九百九十九"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_in_statutes(number, words):
    assert counted(number) == words
