"""A revision as it is read: each language as the candidate sees it, with its key and reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from question_bank.models import Remark, Revision
from question_bank.rules.lines import lines_of
from question_bank.views.findings import TAGS, candidate_view
from question_bank.views.keys import Key, key_shown


@dataclass(frozen=True)
class SourceLine:
    """A line of the Markdown, and what was said about it."""

    number: int
    text: str
    remarks: list[Remark]


@dataclass(frozen=True)
class Side:
    """One language of a revision."""

    language: str
    tag: str
    asked: Markup
    told: Key
    lines: list[SourceLine]


def sides(revision: Revision, remarks: Sequence[Remark] = ()) -> list[Side]:
    """All languages of a revision, Chinese first, with what was said about their lines."""
    languages = sorted(revision.asked, key=lambda language: (language != "zh", language))
    return [
        _side(revision, language, [each for each in remarks if each.language == language])
        for language in languages
    ]


def _side(revision: Revision, language: str, remarks: Sequence[Remark]) -> Side:
    asked, told = revision.asked[language], revision.told[language]
    return Side(
        language=language,
        tag=TAGS.get(language, language),
        asked=candidate_view(revision.kind, asked, revision.size, language),
        told=key_shown(asked, told, revision.key),
        lines=[
            SourceLine(number, text, [each for each in remarks if each.line == number])
            for number, text in enumerate(lines_of(revision.sources.get(language, "")), 1)
        ],
    )
