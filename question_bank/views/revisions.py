"""A revision as it is read: each language as the candidate sees it, with its key and reasons."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from question_bank.kinds.kind import LETTERS
from question_bank.models import Revision
from question_bank.views.comparing import Change, changes
from question_bank.views.findings import TAGS, candidate_view


@dataclass(frozen=True)
class Entry:
    """One option, item or blank of the bank, and what is said to those who chose it."""

    letter: str
    text: Markup
    feedback: Markup | None


@dataclass(frozen=True)
class Side:
    """One language of a revision."""

    language: str
    tag: str
    asked: Markup
    entries: list[Entry]
    rationale: Markup | None
    source: str
    changes: list[Change]


def sides(revision: Revision, before: Revision | None) -> list[Side]:
    """All languages of a revision, Chinese first, compared with an earlier one."""
    languages = sorted(revision.asked, key=lambda language: (language != "zh", language))
    return [_side(revision, language, before) for language in languages]


def _side(revision: Revision, language: str, before: Revision | None) -> Side:
    asked, told = revision.asked[language], revision.told[language]
    source = revision.sources.get(language, "")
    return Side(
        language=language,
        tag=TAGS.get(language, language),
        asked=candidate_view(revision.kind, asked, revision.size, language),
        entries=_entries(asked, told),
        rationale=_stored(told["rationale"]),
        source=source,
        changes=changes(before.sources.get(language, ""), source) if before else [],
    )


def _entries(asked: dict[str, Any], told: dict[str, Any]) -> list[Entry]:
    texts = asked.get("options") or asked.get("items") or []
    feedback = told["feedback"] or [None] * len(texts)
    return [
        Entry(LETTERS[at].upper(), Markup(text), _stored(said))  # noqa: S704 - cleaned when stored
        for at, (text, said) in enumerate(zip(texts, feedback, strict=True))
    ]


def _stored(markup: str | None) -> Markup | None:
    return Markup(markup) if markup else None  # noqa: S704 - cleaned when it was stored
