"""What changed between two revisions of a question: its settings, and its text word by word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.queries import demand
from accounts.rules.duties import Right
from accounts.session import current_actor
from question_bank.models import Revision
from question_bank.queries import questions
from question_bank.rules.lifecycle import State
from question_bank.rules.wordings import Gap, Row, compare, shortened
from question_bank.views.differing import differences
from question_bank.views.findings import TAGS

bp = Blueprint("comparing", __name__, url_prefix="/bank")
CONTEXT = 2


@dataclass(frozen=True)
class Texts:
    """The text of one language beside its older wording; no rows where it is the same."""

    language: str
    tag: str
    rows: list[Row | Gap]
    is_coarse: bool


@bp.get("/<code>/compare")
def show(code: str) -> ResponseReturnValue:
    """Any two revisions; without a choice, the newest and the one before it."""
    actor = current_actor()
    demand(actor, Right.READ_BANK)
    question = questions.question_of(code)
    demand(actor, Right.READ_BANK, question.unit.path)
    history = questions.history(question)
    after = questions.numbered(history, _asked("to", history[0].number))
    before = questions.numbered(history, _asked("from", max(1, after.number - 1)))
    return render_template(
        "question_bank/compare.html",
        question=question,
        history=history,
        before=before,
        after=after,
        settings=differences(before, after),
        texts=compared(before.sources, after.sources),
    )


def compared(before: Mapping[str, str], after: Mapping[str, str]) -> list[Texts]:
    """Every language that either has, Chinese first: the lines that differ, with two around them.

    A text that was not there is compared as an empty one.
    """
    languages = sorted({*before, *after}, key=lambda language: (language != "zh", language))
    return [_texts(each, before.get(each, ""), after.get(each, "")) for each in languages]


def approved_before(revision: Revision, history: Sequence[Revision]) -> Revision | None:
    """The last revision before this one that was ever approved."""
    return next(
        (
            each
            for each in history
            if each.number < revision.number
            and any(move.after == State.APPROVED for move in each.moves)
        ),
        None,
    )


def _texts(language: str, before: str, after: str) -> Texts:
    found = compare(before.removesuffix("\n"), after.removesuffix("\n"))
    rows = shortened(found.rows, CONTEXT) if found.is_changed else []
    return Texts(language, TAGS.get(language, language), rows, found.is_coarse)


def _asked(name: str, otherwise: int) -> int:
    """The number of a revision as the address says it; words that are none count as nothing."""
    said = request.args.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else otherwise
