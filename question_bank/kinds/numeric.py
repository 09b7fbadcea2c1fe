"""A number: `answer: 7` among the fields, with `tolerance` and `unit` if they are wanted."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from unicodedata import normalize

from core.errors import N_
from question_bank.kinds import options
from question_bank.kinds.kind import Body, Json, Parsed, Sent, Unreadable
from question_bank.rules.blocks import Block, Item, Shape
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Answer

LONGEST = 40
_NUMBER = re.compile(r"[-+]?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_TYPED = re.compile(r"([-+]?)([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(\.[0-9]{1,10})?")


class Numeric:
    """A number within the tolerance of the right one earns 1, anything else 0.

    Full-width digits, the minus sign U+2212, commas between thousands and the question's own unit
    behind the number are understood; exponents, fractions and decimal commas are no numbers here.
    """

    name = "numeric"
    label = N_("A number")
    aliases = frozenset({"数值", "数值题", "计算", "计算题"})
    seconds = 90
    sample = "answer: 7"
    always_shuffled = False
    keeps_order = True
    has_block = False
    heading: str | None = None
    marked_by_people = False
    partials = frozenset({"none"})

    def fits(self, block: Block) -> bool:
        return False

    def recognises(self, blocks: Sequence[Block], answer: str | None) -> bool:
        return answer is not None and bool(_NUMBER.fullmatch(answer))

    def parse(self, body: Body) -> Parsed:
        texts = (body.answer or "", body.tolerance or "0", body.unit or "")
        return Parsed(options.stem_text(body), Answer(tuple(map(Item, texts))), _faults(body))

    def write(self, answer: Answer) -> tuple[str, ...]:
        return ()

    def key(self, answers: Sequence[Answer]) -> dict[str, object]:
        """The number, what it may be off by, and the units of all languages."""
        number, tolerance, _ = answers[0].items
        units = dict.fromkeys(answer.items[2].text for answer in answers if answer.items[2].text)
        return {"number": number.text, "tolerance": tolerance.text, "units": list(units)}

    def shared(self, answer: Answer) -> dict[str, object]:
        number, tolerance, _ = answer.items
        return {"answer": Decimal(number.text), "tolerance": Decimal(tolerance.text)}

    def size(self, key: Json) -> int:
        return 1

    def asked(self, stem: str, answer: Answer) -> dict[str, object]:
        return {"stem": stem, "unit": answer.items[2].text}

    def told(self, rationale: str | None, answer: Answer) -> dict[str, object]:
        return {"rationale": rationale or None, "feedback": []}

    def from_form(self, sent: Sent, size: int) -> object:
        return options.sent_one(sent)

    def read(self, value: object, size: int) -> object:
        """What was typed, whether it is a number or not; nothing but white space clears."""
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > LONGEST or not options.can_be_stored(value):
            raise Unreadable("not a text of 40 characters at most")
        return value if value.strip() else None

    def share(self, value: object, key: Json, order: Sequence[int], partial: str) -> Fraction:
        number = typed(value, options.texts(key["units"])) if isinstance(value, str) else None
        if number is None:
            return Fraction(0)
        off = abs(number - Decimal(str(key["number"])))
        return Fraction(off <= Decimal(str(key["tolerance"])))

    def right(self, key: Json, order: Sequence[int]) -> object:
        return key["number"]


def typed(text: str, units: Sequence[str] = ()) -> Decimal | None:
    """The number that somebody typed, or nothing if it is none."""
    plain = normalize("NFKC", text).replace("\u2212", "-").strip()
    for unit in units:
        plain = plain.removesuffix(normalize("NFKC", unit)).rstrip()
    match = _TYPED.fullmatch(plain)
    return Decimal(match[1] + match[2].replace(",", "") + (match[3] or "")) if match else None


def _faults(body: Body) -> list[Diagnostic]:
    tasks = [block for block in body.stem_blocks if block.shape is Shape.TASKS]
    said = [found("QB147", block.line) for block in tasks]
    if body.answer is None:
        said.append(found("QB146", body.line))
    for name, value in (("answer", body.answer), ("tolerance", body.tolerance)):
        if value is not None and not _is_number(name, value):
            allowed = "7, 0.5, -3" if name == "answer" else "0, 0.5"
            said.append(found("QB116", body.line, name=name, value=value, allowed=allowed))
    return said


def _is_number(name: str, value: str) -> bool:
    return bool(_NUMBER.fullmatch(value)) and not (name == "tolerance" and value.startswith("-"))
