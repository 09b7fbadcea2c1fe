"""The topic tree, the statutes, the lifecycle, and what is nearly the same."""

import math
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from question_bank.rules import statutes, topics
from question_bank.rules.lifecycle import MOVES, State, may_be_drawn, may_move
from question_bank.rules.similar import similar, similarity
from question_bank.rules.statutes import Citation, Statute, Version, cited, touched
from question_bank.rules.topics import Topic
from tests.counting import calls

pytestmark = pytest.mark.pure

CONTENT = Path("question_bank/content")


def test_the_topic_tree_has_four_groups_and_all_its_topics():
    tree = topics.parse((CONTENT / "topics.toml").read_text("utf-8"))

    assert [topic.code for topic in tree.roots()] == ["law", "proc", "serv", "cred"]
    assert [len(tree.under(root.code)) for root in tree.roots()] == [12, 13, 11, 2]
    assert "law.penalty" in tree
    assert "law.nothing" not in tree
    assert tree.name("law.penalty", "zh") == "行政处罚法"
    assert tree.name("law.penalty", "fr") == "Administrative Penalty Law"
    assert tree.name("law.nothing", "zh") == "law.nothing"
    assert {frozenset(topic.names) for topic in tree.all} == {frozenset({"zh", "en"})}


def test_a_topic_knows_the_topic_above_it():
    assert (Topic("law", {}).parent, Topic("law.penalty", {}).parent) == (None, "law")


@pytest.mark.parametrize(
    "text", ["law = 1", "[law]", "[law]\nzh = 1", '["law.penalty"]\nzh = "法"', "["]
)
def test_what_is_no_topic_tree_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        topics.parse(text)


def test_the_statutes_are_read_with_their_versions():
    listed = statutes.parse((CONTENT / "statutes.toml").read_text("utf-8"))

    assert listed["penalty-law"] == Statute(
        code="penalty-law",
        names={"zh": "行政处罚法", "en": "Administrative Penalty Law"},
        versions=(Version("2021", date(2021, 1, 22), date(2021, 7, 15)),),
        articles=86,
        confidence="A",
    )
    assert {statute.confidence for statute in listed.values()} <= {"A", "A*", "B"}


@pytest.mark.parametrize(
    "text",
    [
        "[a]\nzh = '法'",
        "a = 1",
        "[a]\nzh='法'\nen='Law'\nversions=[{}]",
        "[a]\nzh='法'\nen='Law'\nversions=[{name='1', adopted='x'}]",
    ],
)
def test_what_is_no_statute_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        statutes.parse(text)


@pytest.mark.parametrize(
    ("ref", "citation"),
    [
        ("penalty-law 42", Citation("penalty-law", "42")),
        ("penalty-law 42(1)", Citation("penalty-law", "42", 1)),
        ("criminal-law 287-2", Citation("criminal-law", "287-2")),
        ("by this platform's standard", None),
        ("penalty-law", None),
        ("行政处罚法 42", None),
        ("penalty-law 42 43", None),
    ],
)
def test_a_ref_cites_an_article_or_is_in_words(ref, citation):
    assert cited(ref) == citation


@pytest.mark.parametrize(
    ("article", "has"), [("0", False), ("1", True), ("86", True), ("86-1", True), ("87", False)]
)
def test_a_statute_has_its_articles(article, has):
    assert Statute("penalty-law", {}, articles=86).has(article) is has


def test_a_statute_of_unknown_length_has_any_article():
    assert Statute("criminal-law", {}).has("452")


@pytest.mark.parametrize(
    ("refs", "is_touched"),
    [
        (("penalty-law 42",), True),
        (("penalty-law 42(2)",), True),
        (("tobacco-law 42", "in words"), False),
        (("penalty-law 43",), False),
        (("penalty-law 43", "penalty-law 42"), True),
        ((), False),
    ],
)
def test_a_new_version_touches_what_cites_a_changed_article(refs, is_touched):
    assert touched(Version("2027", changed=("42",)), "penalty-law", refs) is is_touched


def test_the_moves_between_states():
    moves = {(old.value, new.value) for old in State for new in State if may_move(old, new)}

    assert moves == {
        ("draft", "in_review"),
        ("in_review", "draft"),
        ("in_review", "approved"),
        ("approved", "suspended"),
        ("approved", "retired"),
        ("suspended", "approved"),
        ("suspended", "retired"),
    }
    assert set(MOVES) == set(State)
    assert [state.value for state in State if may_be_drawn(state)] == ["approved"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("执法人员应当出示证件", "执法人员应当出示证件", "1"),
        ("执法人员，应当 出示证件！", "执法人员应当出示证件", "1"),
        ("甲乙丙", "丁戊己", "0"),
        ("甲乙丙", "甲乙丁", "1/2"),
        ("", "", "0"),
    ],
)
def test_similarity_is_of_pairs_of_characters(one, other, alike):
    assert similarity(one, other) == Fraction(alike)


def test_each_later_text_is_set_beside_an_earlier_one():
    twins = similar(
        {
            "a": "执法人员应当出示证件",
            "b": "罚款缴纳的期限",
            "c": "执法人员应当出示证件。",
            "d": "！",
            "e": "",
        }
    )

    assert twins == {"c": "a"}


def test_the_prefix_filter_loses_nothing():
    words = ["".join(chr(0x4E00 + (at * step) % 23) for at in range(9)) for step in range(1, 60)]
    texts = {str(at): word for at, word in enumerate(words)}
    limit = Fraction(1, 2)

    twins = similar(texts, limit)

    names = list(texts)
    originals = [name for name in names if name not in twins]
    assert all(similarity(texts[name], texts[other]) >= limit for name, other in twins.items())
    assert all(
        similarity(texts[one], texts[other]) < limit
        for at, one in enumerate(originals)
        for other in originals[:at]
    )


def test_of_six_hundred_stems_few_are_compared_with_one_another():
    texts = {
        str(at): f"检查第{at * 7919 % 99991}家零售店时，{chr(0x4E00 + at)}科执法人员"
        f"{chr(0x5E00 + at % 97)}发现货架上有{at}条卷烟，应当怎样处理？"
        for at in range(600)
    }

    with calls() as counted:
        twins = similar(texts)

    assert twins == {}
    compared = sum(times for code, times in counted.items() if code.co_name == "_is_near")
    assert 0 < compared < math.comb(600, 2) / 3
