"""What a button adds to a text."""

import pytest

from question_bank.kinds import KINDS
from question_bank.rules.adding import with_picture
from question_bank.rules.pictures import mentions
from question_bank.rules.reading import read
from tests.question_bank.writing import ZH

pytestmark = pytest.mark.pure
NAME = "media/a.png"


def test_a_picture_comes_to_the_end_of_the_stem():
    longer = with_picture(ZH, NAME)

    assert longer == ZH.replace("几人？\n", f"几人？\n\n![]({NAME})\n")
    assert read(longer).drafts[0].answer == read(ZH).drafts[0].answer


@pytest.mark.parametrize(
    "text",
    [
        "",
        "## q",
        "只有一句话",
        "## q-1\ntopic: law.penalty\n\n题干没有答案",
        "## a\n\n题\n\n## b\n\n题",
    ],
)
def test_where_no_stem_can_be_told_it_comes_to_the_end_and_nothing_is_lost(text):
    longer = with_picture(text, NAME)

    assert longer.replace(f"![]({NAME})", "").split() == text.split()
    assert [each.name for each in mentions(longer)] == [NAME]


def test_every_kind_is_the_same_question_with_the_picture(pytestconfig):
    folder = pytestconfig.rootpath / "app/templates/question_bank/skeletons"
    for kind in KINDS:
        text = (
            (folder / f"{kind}.zh.md")
            .read_text(encoding="utf-8")
            .replace("{{ code }}", "q-1")
            .replace("{{ topic }}", "law.penalty")
            .replace("{{ pool }}", "exam")
            .replace('{{ "{{', "{{")
            .replace('}}" }}', "}}")
        )
        before, after = read(text).drafts[0], read(with_picture(text, NAME)).drafts[0]

        assert (after.kind, after.answer, after.rationale) == (
            before.kind,
            before.answer,
            before.rationale,
        ), kind
        assert after.stem == f"{before.stem}\n\n![]({NAME})", kind
