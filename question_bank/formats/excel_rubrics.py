"""The rubric of a row: columns of its own, or a model answer."""

import re
from dataclasses import replace
from decimal import Decimal

from question_bank.formats.excel_answers import choices_of
from question_bank.formats.excel_row import Row
from question_bank.formats.format import Came, Choice
from question_bank.formats.leaving import plain_decimal
from question_bank.rules.fields import decimal

_WORTH_OF_LINE = re.compile(
    r"(?:[0-9]{1,2}[.．、)）]\s*)?(?P<text>.{1,2000}?)[（(]\s*(?P<worth>[0-9]{1,3}(?:\.[0-9]{1,3})?)\s*分\s*[)）][。；;.]?"
)


def short_answer(row: Row, bare: Came) -> Came:
    """The rubric in its columns; else the model answer, whose lines may say （2分）."""
    choices = choices_of(row, row.entries())
    if not choices and (answer := row.text("answer")):
        choices = _model_answer(row, answer, bare.fields.get("points", ("1",))[0])
    elif answer := row.text("answer"):
        row.say("QI275", "answer", value=answer[:60])
    worths = [decimal(choice.worth or "") for choice in choices]
    total = sum((worth for worth in worths if worth is not None), Decimal(0))
    if None in worths or total == 1 or "points" in bare.fields:
        return replace(bare, choices=choices)
    return replace(bare, choices=choices, fields={**bare.fields, "points": (plain_decimal(total),)})


def _model_answer(row: Row, answer: str, points: str) -> tuple[Choice, ...]:
    place = row.place("answer")
    lines = [line.strip() for line in answer.split("\n") if line.strip()]
    worths = [_WORTH_OF_LINE.fullmatch(line) for line in lines]
    if all(worths):
        return tuple(
            Choice(match["text"].strip(), worth=match["worth"], place=place)
            for match in worths
            if match
        )
    row.say("QI274", "answer")
    return (Choice(answer, worth=points, place=place),)
