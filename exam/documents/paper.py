"""Papers and their answer sheets, to be answered by hand; nothing in them tells a key."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from accounts.models import Unit
from exam.documents.markup import plain_line, tree, tree_with_gaps
from exam.documents.typesetting import WORDS, as_shown, code_to_scan, moment_in, typeset
from exam.models.sittings import Sitting
from exam.queries.printing import PrintedForm, PrintedSlot, pictures_on
from question_bank.kinds.kind import LETTERS

TICKED = frozenset({"single", "multiple", "judgement", "true_false"})
WRITTEN = "short_answer"
FEWEST_LINES, MOST_LINES = 6, 22
LONG_TEXT = 900


def papers_pdf(sitting: Sitting, forms: Sequence[PrintedForm]) -> bytes:
    """Cover, questions and answer sheet of each form, in its language; each from an odd page."""
    demonstrates = bool(sitting.sealing and sitting.sealing.is_demonstration)
    return typeset(
        "paper.typ",
        {
            "forms": [_form(sitting, form, demonstrates=demonstrates) for form in forms],
            "pictures": as_shown(pictures_on(forms)),
        },
    )


def title_in(sitting: Sitting, language: str) -> str:
    """The title of a sitting on one line."""
    return plain_line(sitting.title_en if language == "en" else sitting.title)


def unit_in(unit: Unit, language: str) -> str:
    """A unit's name on one line."""
    return plain_line((unit.name_en or unit.name) if language == "en" else unit.name)


def _form(sitting: Sitting, form: PrintedForm, *, demonstrates: bool) -> dict[str, object]:
    words = WORDS[form.language]
    return {
        "lang": form.language,
        "words": words,
        "title": title_in(sitting, form.language),
        "code": form.code,
        "code_to_scan": code_to_scan(form.code),
        "demonstration": words["demonstration"] if demonstrates else "",
        "who": _who(form, words),
        "facts": _facts(sitting, form, words),
        "is_reserve": form.candidate is None,
        "questions": _questions(form, words),
        **_sheet(form, words),
    }


def _who(form: PrintedForm, words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name, unit and sign-in name, empty on a reserve paper."""
    person = form.candidate
    return [
        (words["name"], plain_line(person.name) if person else ""),
        (words["unit"], unit_in(person.unit, form.language) if person else ""),
        (words["login"], plain_line(person.login) if person else ""),
    ]


def _facts(sitting: Sitting, form: PrintedForm, words: Mapping[str, Any]) -> list[tuple[str, str]]:
    window = (
        moment_in(at_ms, sitting.unit.zone, form.language)
        for at_ms in (sitting.opens_ms, sitting.closes_ms)
    )
    full = sum((Decimal(slot.points) for slot in form.slots), Decimal(0))
    facts = [
        (words["holder"], unit_in(sitting.unit, form.language)),
        (words["place"], plain_line(sitting.place)),
        (words["starts"], words["from_to"].format(*window)),
        (words["time"], words["minutes"].format(form.minutes)),
        (words["questions"], words["count"].format(len(form.slots), number_text(full))),
    ]
    return [(name, value) for name, value in facts if value]


def number_text(number: Decimal) -> str:
    """A decimal without needless noughts."""
    return f"{number.normalize():f}"


def _questions(form: PrintedForm, words: Mapping[str, Any]) -> list[dict[str, object]]:
    last = _last_parts(form.slots)
    return [_question(slot, form.language, words, last.get(slot.number)) for slot in form.slots]


def _last_parts(slots: Sequence[PrintedSlot]) -> dict[int, int]:
    """For each slot that begins a case, the slot that ends it."""
    last: dict[int, int] = {}
    first = 0
    for slot in slots:
        if slot.question.part == 0:
            first = slot.number
        if slot.question.part is not None:
            last[first] = slot.number
    return last


def _question(
    slot: PrintedSlot, language: str, words: Mapping[str, Any], last: int | None
) -> dict[str, object]:
    question = slot.question
    asked = question.asked.get(language) or question.asked["zh"]
    stem = asked["stem"]
    listed = asked.get("options") or asked.get("items") or asked.get("rights") or []
    return {
        "number": words["question"].format(slot.number),
        "kind": question.kind,
        "about": f"{words['kinds'][question.kind]}{words['list']}{_points(slot, words)}",
        "shared": tree(slot.shared) if slot.shared else [],
        "shared_for": _shared_for(slot.number, last, words) if slot.shared else "",
        "stem": tree_with_gaps(stem) if question.kind == "fill_blank" else tree(stem),
        "options": [
            (LETTERS[place].upper(), tree(listed[index]))
            for place, index in enumerate(slot.order)
            if index < len(listed)
        ],
        "rows": [tree(left) for left in asked.get("lefts", [])],
        "heads": [tree(head) for head in asked.get("heads", [])],
        "unit": tree(asked.get("unit", "")),
        "is_long": len(stem) + sum(map(len, listed)) > LONG_TEXT or "<img" in stem,
    }


def _points(slot: PrintedSlot, words: Mapping[str, Any]) -> str:
    return str(words["points"].format(number_text(Decimal(slot.points))))


def _shared_for(first: int, last: int | None, words: Mapping[str, Any]) -> str:
    if last in (None, first):
        return str(words["shared_alone"].format(first))
    return str(words["shared"].format(first, last))


def _sheet(form: PrintedForm, words: Mapping[str, Any]) -> dict[str, object]:
    """What the answer sheet holds: boxes to cross, places to write in, lines to write on."""
    kinds = [(slot, slot.question.kind) for slot in form.slots]
    return {
        "ticks": [(slot.number, _boxes(slot, words)) for slot, kind in kinds if kind in TICKED],
        "writes": [
            _write_in(slot, form.language)
            for slot, kind in kinds
            if kind not in TICKED and kind != WRITTEN
        ],
        "lines": [
            {"number": slot.number, "points": _points(slot, words), "lines": _lines(slot)}
            for slot, kind in kinds
            if kind == WRITTEN
        ],
    }


def _boxes(slot: PrintedSlot, words: Mapping[str, Any]) -> list[str]:
    if slot.question.kind == "true_false":
        return [words["true"], words["false"]]
    return list(LETTERS[: len(slot.order)].upper())


def _write_in(slot: PrintedSlot, language: str) -> dict[str, object]:
    question = slot.question
    asked = question.asked.get(language) or question.asked["zh"]
    return {
        "number": slot.number,
        "kind": question.kind,
        "places": list(map(str, range(1, question.size + 1))),
        "unit": tree(asked.get("unit", "")),
    }


def _lines(slot: PrintedSlot) -> int:
    """Two for each point: who can earn more has more to say."""
    wanted = 4 + 2 * int(Decimal(slot.points))
    return max(FEWEST_LINES, min(wanted, MOST_LINES))
