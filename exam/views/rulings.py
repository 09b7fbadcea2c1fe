"""Rulings as pages show them: the question, its key, the corrected one, both side by side."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from accounts.queries import may
from accounts.rules.duties import Right
from core.actor import Actor
from core.language import content_language
from exam.models.sittings import GradingRun
from exam.queries.ruled import Asked, Item, asked_in
from exam.rules.dossier import key_problem
from exam.rules.rulings import BY_A_KEY, RULE_NAMES, Ruling
from exam.views.regrade_choices import name_of
from question_bank.models import Revision
from question_bank.queries.questions import revisions
from question_bank.views.comparing import Texts, compared
from question_bank.views.differing import Difference, differences, key_in_words

GAP = re.compile(r"\{\{\d+\}\}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A ruling as a page shows it; keys and texts are None for whoever may not see them."""

    ruling: Ruling
    name: str
    asked: Asked
    text: str | None
    key: str | None
    correction: Revision | None
    corrected_key: str | None
    settings: Sequence[Difference]
    texts: Sequence[Texts]


def rulings_shown(
    actor: Actor, run: GradingRun, rulings: Iterable[Ruling], asked: dict[Item, Asked] | None
) -> dict[str, Any]:
    """What a page with rulings needs; without `asked` their questions are looked up in the run."""
    several = list(rulings)
    if several and asked is None:
        asked = asked_in(run)
    corrected = revisions({each.by for each in several if each.by is not None})
    problem = key_problem(
        shows_paper=False,
        may_sit=may(actor, Right.SIT_EXAMS),
        reads_bank=may(actor, Right.READ_BANK),
    )
    return {
        "rulings": [
            _shown(
                each,
                (asked or {})[each.revision, each.part],
                corrected.get(each.by or 0),
                shows_keys=problem is None,
            )
            for each in several
        ],
        "hides_keys": problem is not None,
        "rule_names": RULE_NAMES,
        "by_a_key": BY_A_KEY,
        "stem_of": stem_of,
    }


def _shown(ruling: Ruling, asked: Asked, correction: Revision | None, *, shows_keys: bool) -> Shown:
    sees_both = shows_keys and correction is not None
    return Shown(
        ruling=ruling,
        name=name_of(asked.item),
        asked=asked,
        text=stem_of(asked) if shows_keys else None,
        key=_key(asked.revision, asked.part) if shows_keys else None,
        correction=correction,
        corrected_key=_key(correction, asked.part) if sees_both and correction else None,
        settings=differences(asked.revision, correction) if sees_both and correction else [],
        texts=compared(asked.revision.sources, correction.sources)
        if sees_both and correction
        else [],
    )


def stem_of(asked: Asked) -> str:
    """The beginning of what is asked, as plain text in the reader's language."""
    by_language = asked.question.asked
    chosen = by_language.get(content_language()) or by_language["zh"]
    words = Markup(chosen["stem"]).striptags()  # noqa: S704 - all marks are taken out
    return GAP.sub("____", words)


def _key(revision: Revision, part: int | None) -> str:
    question = Asked(revision, part, 0, None, None).question
    return key_in_words(question.kind, question.key, question.size)
