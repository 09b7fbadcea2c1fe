"""Where a sentence ends: the same for what changed and for what a reader may mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.lines import lines
from courses.rules.sentence_ends import ends
from courses.rules.sentences import text_of

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    "sentences",
    [
        ["“好。”", "他说。", "再见。"],
        ["（先亮证。）", "再问。"],
        ["什么？！", "好，2.5 克"],
        ["See Art. 55.", "Next.", "“Yes.”", "He went!", "Why?"],
        ["Art. 5 para. Two applies, e.g. Smoke Ltd. Shops."],
        ["1. The first.", "Then Mr. Lin came."],
        ["(2) See i.e. No. 5.", "Art. 7."],
    ],
)
def test_a_sentence_keeps_its_quotation_marks_short_forms_and_numbers(sentences):
    glue = "" if "。" in sentences[0] or "！" in sentences[0] else " "
    page = f"<p>{glue.join(sentences)}</p>"

    marked = [each.text for each in text_of(page).sections["s0"].sentences]
    assert (lines(page), marked) == (sentences, sentences)


def test_what_changed_is_shown_by_halves_of_a_sentence():
    assert lines("<p>再问；后记。First; then go.</p>") == ["再问；", "后记。", "First;", "then go."]


@given(st.text(alphabet='好。！”’） .!?"1(AaNo'))
def test_ends_stand_in_their_order_and_never_before_a_closing_mark(text):
    found = ends(text)

    assert found == sorted(set(found))
    assert [at for at in found if text[at : at + 1] in set("”’）")] == []
