"""What a list is filtered by, in words, and what there is to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from core.language import content_language
from question_bank.kinds import KINDS
from question_bank.queries import finding
from question_bank.queries.content import statutes, topic_tree
from question_bank.views.searching import Asked

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing that a list is filtered by, and the address of the list without it."""

    label: str
    value: str
    without: Mapping[str, str]


def filters(asked: Asked) -> list[Filter]:
    """What the list is filtered by besides its state, which has links of its own."""
    choices, labels = choices_by_name(), labels_by_name()
    hidden = {"state", "order", "day"}
    return [
        Filter(labels[name], _said(name, value, asked, choices), _without(name, asked))
        for name, value in asked.terms.items()
        if name not in hidden
    ]


def choices_by_name() -> dict[str, Choices]:
    """What may be chosen, by name in the address."""
    language, tree = content_language(), topic_tree()
    return {
        "topic": [(topic.code, tree.name(topic.code, language)) for topic in tree.all],
        "statute": [(code, each.names[language]) for code, each in statutes().items()],
        "kind": [(name, _(kind.label)) for name, kind in KINDS.items()],
        "pool": [("exam", _("Exam pool")), ("practice", _("Practice pool"))],
        "language": [
            ("zh", _("has Chinese")),
            ("en", _("has English")),
            ("no-zh", _("lacks Chinese")),
            ("no-en", _("lacks English")),
        ],
        "difficulty": [("easy", _("Easy")), ("medium", _("Medium")), ("hard", _("Hard"))],
        "confidence": [
            ("A", "A"),
            ("A*", "A*"),
            ("B", "B"),
            ("P", "P"),
            (finding.UNCLEARED, _("not cleared yet")),
        ],
        "used": [
            (finding.NEVER, _("never used")),
            (finding.BEFORE, _("last used before")),
            (finding.SINCE, _("used since")),
        ],
        "order": [
            ("", _("Newest first")),
            (finding.BY_ID, _("By id")),
            (finding.BY_USE, _("Longest unused first")),
            (finding.BY_SHARE, _("Hardest in use first")),
            (finding.BY_DISCRIMINATION, _("Least telling first")),
        ],
    }


def topic_groups() -> list[tuple[str, str, Choices]]:
    """Each topic at the top, by its code and name, with those below it."""
    language, tree = content_language(), topic_tree()
    return [
        (
            root.code,
            tree.name(root.code, language),
            [(each.code, tree.name(each.code, language)) for each in tree.under(root.code)],
        )
        for root in tree.roots()
    ]


def labels_by_name() -> dict[str, str]:
    """What each thing that is looked for is called, by name in the address."""
    return {
        "q": _("Words or id"),
        "topic": _("Topic"),
        "statute": _("Statute"),
        "article": _("Article"),
        "author": _("Author"),
        "kind": _("Kind"),
        "pool": _("Pool"),
        "language": _("Language"),
        "difficulty": _("Difficulty"),
        "tag": _("Tag"),
        "confidence": _("Confidence"),
        "answered": _("Answers at least"),
        "below": _("Mean share below (per cent)"),
        "above": _("Mean share above (per cent)"),
        "apart": _("Discrimination below"),
        "used": _("Use"),
        "day": _("Day, for the use"),
        "picture": _("Picture"),
        "order": _("Order"),
    }


def _said(name: str, value: str, asked: Asked, choices: Mapping[str, Choices]) -> str:
    said = dict(choices.get(name, ())).get(value, value)
    if name == "used" and "day" in asked.terms:
        return f"{said} {asked.terms['day']}"
    return _("has a picture") if name == "picture" else said


def _without(name: str, asked: Asked) -> dict[str, str]:
    return asked.without(name, "day") if name == "used" else asked.without(name)
