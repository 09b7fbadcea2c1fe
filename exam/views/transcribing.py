"""Answer sheets typed in, each by two people who do not see what the other typed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.session import current_actor
from core.errors import N_
from exam.actions import transcribing
from exam.models.sittings import Sitting
from exam.queries.answer_sheets import AnswerSheet, sheet_of
from exam.queries.sittings import sitting_to_hold
from exam.rules.agreeing import by_person
from exam.rules.transcribing import Asked, read_all, shown, typed_code
from question_bank.kinds.kind import LETTERS

bp = Blueprint("transcribing", __name__, url_prefix="/sittings/<int:sitting_id>/on-paper/sheets")

GROUPS = (
    (N_("Crosses"), "short", frozenset({"single", "multiple", "judgement", "true_false"})),
    (N_("Written in"), "middle", frozenset({"fill_blank", "numeric", "ordering", "matching"})),
    (N_("Written answers"), "long", frozenset({"short_answer"})),
)
"""As they stand on the answer sheet, with the width of their fields."""


@dataclass(frozen=True, slots=True)
class Line:
    """One slot on the page: its fields as typed so far, and whether they cannot be an answer."""

    slot: int
    kind: str
    last: str
    said: Sequence[str]
    is_wrong: bool


@bp.get("")
def find(sitting_id: int) -> ResponseReturnValue:
    """To the sheet whose number was typed or scanned."""
    code = typed_code(request.args.get("code", ""))
    return redirect(url_for("transcribing.show", sitting_id=sitting_id, code=code))


@bp.get("/<code>")
def show(sitting_id: int, code: str) -> ResponseReturnValue:
    """The fields of one answer sheet, with what I typed so far."""
    actor = current_actor()
    sitting = sitting_to_hold(actor, sitting_id)
    sheet = sheet_of(sitting, code)
    own = by_person(sheet.entries).get(actor.id, {})
    said = {slot: shown(sheet.asked[slot - 1], value) for slot, value in own.items()}
    return _page(sitting, sheet, said)


@bp.post("/<code>/entries")
def create_entry(sitting_id: int, code: str) -> ResponseReturnValue:
    """Note what I read on a sheet."""
    actor = current_actor()
    sitting = sitting_to_hold(actor, sitting_id)
    sheet = sheet_of(sitting, code)
    typed = _typed(sheet)
    readings, wrong = read_all(sheet.asked, typed)
    if wrong:
        return _page(sitting, sheet, typed, wrong), 422
    found = transcribing.enter(sitting_id, sheet.code, readings, actor=actor)
    if found.is_settled:
        flash(_("%(code)s: both agree. The paper is in.", code=sheet.code))
    elif found.people < transcribing.PEOPLE_WANTED:
        flash(_("%(code)s is typed in. Now somebody else types it in.", code=sheet.code))
    else:
        flash(_("%(code)s: the two do not agree on everything.", code=sheet.code), "care")
        return redirect(url_for("transcribing.show", sitting_id=sitting_id, code=code), 303)
    return redirect(url_for("on_paper.show", sitting_id=sitting_id), 303)


def _typed(sheet: AnswerSheet) -> dict[int, list[str]]:
    """What was sent for each slot that the page showed."""
    return {
        slot: [request.form.get(f"s{slot}.{at}", "") for at in range(asked.fields)]
        for slot, asked in enumerate(sheet.asked, start=1)
        if f"s{slot}.0" in request.form
    }


def _page(
    sitting: Sitting,
    sheet: AnswerSheet,
    said: Mapping[int, Sequence[str]],
    wrong: Collection[int] = (),
) -> str:
    found = sheet.comparison
    is_mine = current_actor().id in by_person(sheet.entries)
    is_compared = found.people >= transcribing.PEOPLE_WANTED
    slots = found.open_slots if is_compared else range(1, len(sheet.asked) + 1)
    lines = [_line(slot, sheet.asked[slot - 1], said.get(slot), slot in wrong) for slot in slots]
    return render_template(
        "holding/on_paper_sheet.html",
        sitting=sitting,
        sheet=sheet,
        groups=[
            (name, width, [line for line in lines if line.kind in kinds])
            for name, width, kinds in GROUPS
            if any(line.kind in kinds for line in lines)
        ],
        is_in=sheet.attempt.state != "ready",
        is_compared=is_compared,
        is_mine=is_mine,
        wrong=sorted(wrong),
    )


def _line(slot: int, asked: Asked, said: Sequence[str] | None, is_wrong: bool) -> Line:  # noqa: FBT001
    fields = [*(said or ()), *[""] * asked.fields][: asked.fields]
    last = LETTERS[min(asked.size, len(LETTERS)) - 1].upper()
    return Line(slot, asked.kind, last, fields, is_wrong)
