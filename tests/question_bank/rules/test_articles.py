"""Lists of articles as people type them."""

import pytest

from core.errors import Refused
from question_bank.rules.articles import read_articles

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("42", ("42",)),
        ("42, 44-46, 55-1", ("42", "44", "45", "46", "55-1")),
        ("４２，４４－４６；５５－１", ("42", "44", "45", "46", "55-1")),
        ("44 - 46\n42", ("42", "44", "45", "46")),
        ("44~45、47至48 50到51 和 53–54", ("44", "45", "47", "48", "50", "51", "53", "54")),
        ("第四十二条", ("42",)),
        ("第四十二条之一、第四十二条之二", ("42-1", "42-2")),
        ("第42条之1", ("42-1",)),
        ("第四十四条至第四十六条", ("44", "45", "46")),
        ("四十四至四十六条", ("44", "45", "46")),
        ("第一百零五条及第二百二十五条", ("105", "225")),
        ("第十条 第二十条", ("10", "20")),
        ("42(1), 42 (2)", ("42",)),
        ("第四十二条第一款、第二款", ("42",)),
        ("第一百三十三条之一", ("133-1",)),
        ("43, 42-1, 42, 42", ("42", "42-1", "43")),
        ("", ()),
        (" ,、 ", ()),
    ],
)
def test_what_is_typed_is_understood_as_articles(typed, understood):
    assert read_articles(typed) == understood


@pytest.mark.parametrize(
    "typed",
    ["0", "9999", "forty-two", "42-42", "46至44", "42-1-2", "第款", "第二款", "一一条", "42条-1",
     "55-1至55-3", "42；x", "第四十二条之一至之三", "-5", "42-", "٤٢"],
)  # fmt: skip
def test_what_is_no_article_is_refused_with_its_words(typed):
    with pytest.raises(Refused, match="is no article"):
        read_articles(typed)
