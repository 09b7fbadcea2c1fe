"""Articles and topics as people write them."""

from pathlib import Path

import pytest

from question_bank.rules.citing import counted, in_words
from question_bank.rules.naming import refs_of, topic_of
from question_bank.rules.statutes import parse as parse_statutes
from question_bank.rules.topics import parse as parse_topics

pytestmark = pytest.mark.pure

CONTENT = Path("question_bank/content")
STATUTES = parse_statutes((CONTENT / "statutes.toml").read_text("utf-8"))
TOPICS = parse_topics((CONTENT / "topics.toml").read_text("utf-8"))
ENDS = [
    "1",
    "2",
    "10",
    "11",
    "20",
    "42",
    "86",
    "100",
    "101",
    "110",
    "225",
    "42(1)",
    "2-1",
    "2-1(3)",
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", STATUTES)
def test_what_is_written_in_words_is_read_back(code, language):
    refs = [f"{code} {end}" for end in ENDS]

    assert [refs_of(in_words(ref, STATUTES, language), STATUTES) for ref in refs] == [
        (ref,) for ref in refs
    ]


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("《中华人民共和国行政处罚法》第42条第一款", ("penalty-law 42(1)",)),
        ("行政处罚法第四十二条", ("penalty-law 42",)),
        ("《行政处罚法》第４２条、第五十五条", ("penalty-law 42", "penalty-law 55")),
        ("《行政处罚法》第四十二条；《烟草专卖法》第三条", ("penalty-law 42", "tobacco-law 3")),
        ("《行政处罚法》", ()),
        ("《没有这部法》第四十二条", ()),
        ("第四十二条", ()),
        ("《行政处罚法》第四二条", ()),
        ("《行政处罚法》第一五条", ()),
        ("《行政处罚法》第一四十二条", ()),
        ("《行政处罚法》第四十二条第一二款", ()),
        ("《行政处罚法》第一十二条", ("penalty-law 12",)),
        ("《行政处罚法》第42条之100", ()),
        ("《行政处罚法》第42条第100款", ()),
        ("《行政处罚法》第四十二条、第42条", ("penalty-law 42",)),
        ("Administrative Penalty Law, article 042", ()),
        ("Administrative Penalty Law, article 0", ()),
        (
            "Administrative Penalty Law, article 42; article 55",
            ("penalty-law 42", "penalty-law 55"),
        ),
        (
            "Administrative Penalty Law, art. 42; Tobacco Monopoly Law, article 3",
            ("penalty-law 42", "tobacco-law 3"),
        ),
        ("article 42", ()),
        ("《行政处罚法》第四十二条" + "、第四十二条" * 100, ()),
        ("《行政处罚法》第四十二条的规定", ()),
        ("《行政处罚法》第零条", ()),
        ("按内部规定", ()),
        ("penalty-law 42", ()),
        ("", ()),
    ],
)
def test_an_article_is_understood_whole_or_not_at_all(text, refs):
    assert refs_of(text, STATUTES) == refs


def test_a_chinese_number_is_read_only_as_statutes_write_it():
    numbers = [*range(1, 130), *range(130, 10_000, 7)]

    read = {each: refs_of(f"行政处罚法第{counted(each)}条", STATUTES) for each in numbers}
    misspelt = {each: refs_of(f"行政处罚法第一{counted(each)}条", STATUTES) for each in numbers}

    assert read == {each: (f"penalty-law {each}",) for each in numbers}
    assert {each: refs for each, refs in misspelt.items() if refs} == {
        each: (f"penalty-law {each}",) for each in range(10, 20)
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("行政处罚法", "law.penalty"),
        (" administrative penalty law ", "law.penalty"),
        ("law.penalty", "law.penalty"),
        ("处罚", None),
        ("", None),
    ],
)
def test_a_topic_is_known_by_its_whole_name(text, code):
    assert topic_of(text, TOPICS) == code
