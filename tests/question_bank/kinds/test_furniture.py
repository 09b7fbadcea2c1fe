"""What stands beside each kind of question: templates, skeletons, a name, a line of the script."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from question_bank.kinds import KINDS, MARKED_BY_MACHINE
from question_bank.rules.checking import check
from question_bank.rules.diagnostics import CODES, errors
from question_bank.rules.reading import read
from question_bank.rules.statutes import parse as parse_statutes
from question_bank.rules.topics import parse as parse_topics

pytestmark = pytest.mark.pure

TEMPLATES = Path("app/templates")
CONTENT = Path("question_bank/content")
CHINESE = Path("app/translations/zh_Hans/LC_MESSAGES/messages.po")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_every_template(kind):
    wanted = [f"exam/answers/{kind}.html", f"question_bank/keys/{kind}.html"]
    wanted += [f"question_bank/skeletons/{kind}.{language}.md" for language in ("zh", "en")]
    wanted += [] if kind == "case" else [f"exam/review/{kind}.html"]

    assert [name for name in wanted if not (TEMPLATES / name).is_file()] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_a_name_in_chinese(kind):
    with CHINESE.open("rb") as file:
        words = read_po(file)

    assert words.get(KINDS[kind].label).string


@pytest.mark.parametrize("kind", sorted(MARKED_BY_MACHINE))
def test_the_script_of_the_paper_can_read_a_kind(kind):
    script = Path("app/static/js/exam-answers.js").read_text("utf-8")

    assert f"  {kind}: {{" in script or f"KINDS.{kind} =" in script


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_the_editor_begins_with_is_of_its_kind_and_says_what_is_missing(kind, language):
    text = (TEMPLATES / f"question_bank/skeletons/{kind}.{language}.md").read_text("utf-8")
    for name, value in (("code", "law-1"), ("topic", "law.penalty"), ("pool", "exam")):
        text = text.replace(f"{{{{ {name} }}}}", value)
    document = read(text)

    topics = parse_topics((CONTENT / "topics.toml").read_text("utf-8"))
    statutes = parse_statutes((CONTENT / "statutes.toml").read_text("utf-8"))
    found = errors(check(document, topics=topics, statutes=statutes))

    assert [draft.kind for draft in document.drafts] == [kind]
    assert [each.code for each in found if each.code in ("QB106", "QB107", "QB124", "QB125")] == []


def test_every_code_of_the_linter_is_in_the_documented_table():
    text = Path("docs/question-format.md").read_text("utf-8")

    assert [code for code in CODES if f"| {code} |" not in text] == []
