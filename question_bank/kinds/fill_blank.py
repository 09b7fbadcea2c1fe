"""Fill in the blank: {{七|7}} in the stem, `|` between accepted spellings."""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import chain

from core.errors import N_
from question_bank.kinds import options
from question_bank.kinds.kind import Body, Json, Parsed, Sent, Unreadable
from question_bank.rules.blocks import Block, Item, Shape
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Answer
from question_bank.rules.folding import fold
from question_bank.rules.source import Line, numbered

LONGEST = 200
_BLANK = re.compile(r"(?<!\\)\{\{((?:\\[|}]|(?!\}\}|\{\{).)*)\}\}")
_NUMBERED = re.compile(r"(?<!\\)\{\{([0-9]+)\}\}")
_OPEN = re.compile(r"(?<!\\)\{\{")
_TYPED = re.compile(r"[｛{]{2}([^｛{｝}]*)[｝}]{2}")
_BAR = re.compile(r"(?<!\\)\|")


class FillBlank:
    """Every blank right, or a part by the question's rule.

    none: all blanks right earn 1, anything else 0.
    proportional: each of the n blanks earns 1/n; a wrong or empty one earns nothing.
    subset: a wrong one gives 0, an empty one earns nothing; otherwise 1/n for each right one.
    """

    name = "fill_blank"
    label = N_("Fill in the blank")
    aliases = frozenset({"填空", "填空题"})
    seconds = 60
    sample = "{{answer}}"
    always_shuffled = False
    keeps_order = True
    has_block = False
    heading: str | None = None
    marked_by_people = False
    partials = frozenset({"none", "proportional", "subset"})

    def fits(self, block: Block) -> bool:
        return False

    def recognises(self, blocks: Sequence[Block], answer: str | None) -> bool:
        if answer is not None or options.last_tasks(blocks):
            return False
        lines = (
            line.text
            for block in blocks
            if block.shape is not Shape.QUOTE
            for line in block.lines
            if not line.fenced
        )
        return any(_BLANK.search(_plain(text)) for text in lines)

    def parse(self, body: Body) -> Parsed:
        stem = [
            line if line.fenced else line._replace(text=_plain(line.text)) for line in body.stem
        ]
        blanks = tuple(
            Item(text=match[1], line=line.number)
            for line in stem
            if not line.fenced
            for match in _BLANK.finditer(line.text)
        )
        faults = [
            *options.answer_field(body, self.name),
            *_slips(body.stem, stem),
            *_faults(body, stem, blanks),
        ]
        return Parsed("\n".join(line.text for line in stem), Answer(blanks), faults)

    def write(self, answer: Answer) -> tuple[str, ...]:
        return ()

    def key(self, answers: Sequence[Answer]) -> dict[str, object]:
        """The accepted spellings of each blank, over all languages."""
        blanks = zip(*(answer.items for answer in answers), strict=True)
        return {"blanks": [_union([accepted(item) for item in items]) for items in blanks]}

    def shared(self, answer: Answer) -> dict[str, object]:
        return {"blanks": len(answer.items)}

    def size(self, key: Json) -> int:
        return len(_blanks(key))

    def asked(self, stem: str, answer: Answer) -> dict[str, object]:
        """The stem with numbered gaps, {{1}}, {{2}}, in place of the answers."""
        return {"stem": _replaced(stem, _BLANK, lambda number, _: f"{{{{{number}}}}}")}

    def told(self, rationale: str | None, answer: Answer) -> dict[str, object]:
        return {"rationale": rationale or None, "feedback": []}

    def from_form(self, sent: Sent, size: int) -> object:
        typed = [(options.sent_one(sent, f".{blank}") or "").strip() for blank in range(size)]
        return typed if any(typed) else None

    def read(self, value: object, size: int) -> object:
        """One text a blank; nothing but white space in all of them clears."""
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != size:
            raise Unreadable("not one text for each blank")
        return [_text(each) for each in value] if any(map(_text, value)) else None

    def share(self, value: object, key: Json, order: Sequence[int], partial: str) -> Fraction:
        if not isinstance(value, list):
            return Fraction(0)
        blanks = _blanks(key)
        hits = sum(map(_is_right, value, blanks))
        if partial == "proportional":
            return Fraction(hits, len(blanks))
        if partial == "subset":
            filled = sum(1 for each in value if fold(each))
            return Fraction(hits, len(blanks)) if hits == filled else Fraction(0)
        return Fraction(hits == len(blanks))

    def right(self, key: Json, order: Sequence[int]) -> object:
        """The first accepted spelling of each blank."""
        return [accepted_here[0] for accepted_here in _blanks(key)]


def placed(stem: str, gap: Callable[[int], str]) -> str:
    r"""An asked stem with each numbered gap replaced, and \{{ written as it is to be read."""
    replaced = _replaced(stem, _NUMBERED, lambda _, inner: gap(int(inner)))
    return _replaced(replaced, re.compile(r"\\(\{\{)"), lambda _, inner: inner)


def accepted(item: Item) -> list[str]:
    """The accepted spellings of one blank as one language writes them."""
    spellings = (re.sub(r"\\([|}])", r"\1", part).strip() for part in _BAR.split(item.text))
    return list(spellings)


def _replaced(stem: str, pattern: re.Pattern[str], by: Callable[[int, str], str]) -> str:
    """Each match outside fences replaced, given its number and its inside."""
    number = 0

    def one(match: re.Match[str]) -> str:
        nonlocal number
        number += 1
        return by(number, match[1])

    lines = numbered(stem).lines
    return "\n".join(line.text if line.fenced else pattern.sub(one, line.text) for line in lines)


def _plain(text: str) -> str:
    """A blank typed with full-width braces or bars, with plain ones."""
    return _TYPED.sub(lambda match: f"{{{{{match[1].replace('｜', '|')}}}}}", text)


def _slips(before: Sequence[Line], after: Sequence[Line]) -> list[Diagnostic]:
    return [
        found("QB214", new.number, meant=new.text.strip())
        for old, new in zip(before, after, strict=True)
        if old.text != new.text
    ]


def _faults(body: Body, stem: Sequence[Line], blanks: Sequence[Item]) -> list[Diagnostic]:
    tables = [block for block in body.stem_blocks if block.shape is Shape.TABLE]
    in_tables = [
        line for block in tables for line in block.lines if _OPEN.search(_plain(line.text))
    ]
    still_open = [
        line for line in stem if not line.fenced and _OPEN.search(_BLANK.sub("", line.text))
    ]
    return [
        *([] if blanks or still_open else [found("QB128", body.line)]),
        *(found("QB127", item.line) for item in blanks if not all(map(fold, accepted(item)))),
        *(found("QB129", line.number) for line in in_tables),
        *(found("QB130", line.number) for line in still_open),
    ]


def _union(lists: Sequence[Sequence[str]]) -> list[str]:
    spellings: dict[str, str] = {}
    for spelling in chain(*lists):
        spellings.setdefault(fold(spelling), spelling)
    return list(spellings.values())


def _blanks(key: Json) -> list[list[str]]:
    blanks = key["blanks"]
    if not isinstance(blanks, list):
        raise TypeError("a key holds a list here")
    return blanks


def _is_right(value: object, spellings: Sequence[str]) -> bool:
    return isinstance(value, str) and fold(value) in {fold(each) for each in spellings}


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or not options.can_be_stored(value):
        raise Unreadable("not a text of 200 characters at most")
    return value
