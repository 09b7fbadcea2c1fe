"""Out as a table or as GIFT, in again, written as Markdown, and out once more."""

from pathlib import Path

import pytest

from question_bank.formats.composing import composed
from question_bank.formats.excel import Excel
from question_bank.formats.gift import Gift
from question_bank.formats.leaving import leaving
from question_bank.rules.document import Draft
from question_bank.rules.reading import read

pytestmark = pytest.mark.pure
FILES = Path(__file__).parent / "files"
CONTENT = Path(__file__).parents[3] / "question_bank" / "content"
LESS_IN_GIFT = frozenset({"kind-short-1"})


def drafts(path: Path) -> tuple[Draft, ...]:
    return read(path.read_text("utf-8")).drafts


def there_and_back(path: Path, how) -> dict[str, Draft]:
    """The questions as they are stored after a file of another system was brought in."""
    came = how.bring(how.send(drafts(path), {}).data).questions
    return {each.id: read(composed(each, id=each.id, defaults={}).text).drafts[0] for each in came}


def said(draft: Draft) -> object:
    """All that a question says, whatever its head and its fields say by default."""
    return (leaving(draft), draft.stem, draft.answer.items, draft.settings)


def test_every_kind_is_stored_the_same_after_a_workbook():
    path = FILES / "every_kind.md"
    back = there_and_back(path, Excel())

    assert {name: said(draft) for name, draft in back.items()} == {
        draft.id: said(draft) for draft in drafts(path)
    }


def test_what_gift_carries_is_stored_the_same():
    path = FILES / "every_kind.md"
    back = there_and_back(path, Gift())

    went = {draft.id: draft for draft in drafts(path)}
    assert len(back) == 11
    for name in set(back) - LESS_IN_GIFT:
        assert said(back[name]) == said(went[name])


@pytest.mark.parametrize("how", [Excel(), Gift()], ids=["excel", "gift"])
def test_a_second_time_out_is_the_same_as_the_first(how):
    first = drafts(FILES / "every_kind.md")
    back = tuple(there_and_back(FILES / "every_kind.md", how).values())
    again = how.bring(how.send(back, {}).data)

    assert again.questions == how.bring(how.send(first, {}).data).questions


@pytest.mark.parametrize("how", [Excel(), Gift()], ids=["excel", "gift"])
@pytest.mark.parametrize("name", ["zh/law.penalty.md", "en/proc.hearing.md"])
def test_questions_that_ship_are_stored_the_same(how, name):
    """But for rubrics, which GIFT has no place for and says so."""
    back = there_and_back(CONTENT / name, how)

    went = {draft.id: draft for draft in drafts(CONTENT / name)}
    carried = [
        each
        for each in back
        if not (isinstance(how, Gift) and said(went[each])[0].kind == "short_answer")
    ]
    assert carried
    assert {each: said(back[each]) for each in carried} == {
        each: said(went[each]) for each in carried
    }
