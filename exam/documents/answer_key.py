"""The keys of forms, in the letters of each form, and the rubrics of what people mark."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from core.markdown import plain
from exam.documents.markup import plain_line
from exam.documents.paper import number_text, title_in
from exam.documents.typesetting import WORDS, typeset
from exam.models.sittings import Sitting
from exam.queries.printing import PrintedForm, PrintedSlot
from exam.rules.grading import rounded
from question_bank.kinds import KINDS
from question_bank.kinds.kind import LETTERS

Words = Mapping[str, Any]


def keys_pdf(sitting: Sitting, forms: Sequence[PrintedForm]) -> bytes:
    """A table of right answers for each form, in its language, each from a new page."""
    return typeset(
        "answer_key.typ",
        {
            "forms": [
                {
                    "lang": form.language,
                    "words": WORDS[form.language],
                    "title": title_in(sitting, form.language),
                    "code": form.code,
                    "name": plain_line(form.candidate.name) if form.candidate else "",
                    "rows": [_row(slot, form.language) for slot in form.slots],
                }
                for form in forms
            ],
            "pictures": {},
        },
    )


def _row(slot: PrintedSlot, language: str) -> dict[str, object]:
    words = WORDS[language]
    return {
        "number": str(slot.number),
        "kind": words["kinds"][slot.question.kind],
        "lines": _LINES.get(slot.question.kind, _letters)(slot, language, words),
        "points": number_text(Decimal(slot.points)),
    }


def _right(slot: PrintedSlot) -> object:
    question = slot.question
    return KINDS[question.kind].right(question.key, slot.order)


def _letters(slot: PrintedSlot, language: str, words: Words) -> list[str]:
    """One letter, or several in the order that is right."""
    return [" ".join(str(each).upper() for each in _listed(_right(slot)))]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _truth(slot: PrintedSlot, language: str, words: Words) -> list[str]:
    return [words["true"] if _right(slot) else words["false"]]


def _pairs(slot: PrintedSlot, language: str, words: Words) -> list[str]:
    letters = (str(each).upper() for each in _listed(_right(slot)))
    return ["  ".join(f"{row} {letter}" for row, letter in enumerate(letters, start=1))]


def _blanks(slot: PrintedSlot, language: str, words: Words) -> list[str]:
    return [
        f"({blank}) {words['or'].join(map(plain_line, spellings))}"
        for blank, spellings in enumerate(slot.question.key["blanks"], start=1)
    ]


def _number(slot: PrintedSlot, language: str, words: Words) -> list[str]:
    key = slot.question.key
    tolerance = str(key["tolerance"])
    within = words["tolerance"].format(tolerance) if Decimal(tolerance) else ""
    units = words["list"].join(map(plain_line, key["units"]))
    return [" ".join(part for part in (str(key["number"]), units, within) if part)]


def _earnings(slot: PrintedSlot, language: str, words: Words) -> list[str]:
    """What each option earns of the slot's points, in the order of the form."""
    earns = slot.question.key["earns"]
    shares = (Fraction(earns[index], max(earns)) for index in slot.order)
    said = [
        words["earns"].format(letter, number_text(rounded(share * Fraction(slot.points))))
        for letter, share in zip(LETTERS.upper(), shares, strict=False)
    ]
    return [words["list"].join(said)]


def _rubric(slot: PrintedSlot, language: str, words: Words) -> list[str]:
    told = slot.question.told.get(language) or slot.question.told["zh"]
    lines = zip(slot.question.key["rubric"], told["rubric"], strict=True)
    return [words["rubric_line"].format(points, plain(text)) for points, text in lines]


_LINES: dict[str, Callable[[PrintedSlot, str, Words], list[str]]] = {
    "true_false": _truth,
    "matching": _pairs,
    "fill_blank": _blanks,
    "numeric": _number,
    "judgement": _earnings,
    "short_answer": _rubric,
}
