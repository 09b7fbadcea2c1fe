"""What the kinds that show a list have in common: reading it, writing it, letters."""

from collections.abc import Callable, Sequence
from unicodedata import normalize

from question_bank.kinds.kind import LETTERS, Body, Sent, Unreadable
from question_bank.rules.blocks import Block, Item, Shape, items
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Answer

FEWEST = 2
_MOST = len(LETTERS)
_MARKS: dict[str, frozenset[str | None]] = {
    "- [ ]": frozenset({" ", "x"}),
    "1.": frozenset({None}),
}


def entries(body: Body) -> tuple[Item, ...]:
    """The items of the answer block."""
    return items(body.block) if body.block else ()


def faults(found_items: Sequence[Item], block: Block | None, box: str) -> list[Diagnostic]:
    """What is wrong with a list of options whatever its kind."""
    line = block.line if block else 0
    count = []
    if len(found_items) < FEWEST:
        count = [found("QB117", line)]
    if len(found_items) > _MOST:
        count = [found("QB118", line)]
    return [*count, *_each(found_items, box), *_twice(found_items)]


def answer_field(body: Body, kind: str) -> list[Diagnostic]:
    """An `answer` field beside a list of options says the same thing twice."""
    if body.answer is None:
        return []
    return [found("QB133", body.line, name="answer", value=body.answer, kind=kind)]


def stem_text(body: Body) -> str:
    """The stem as it was written."""
    return "\n".join(line.text for line in body.stem)


def last_tasks(blocks: Sequence[Block]) -> tuple[Item, ...]:
    """The items of the last task list among the blocks, if there is one."""
    tasks = [block for block in blocks if block.shape is Shape.TASKS]
    return items(tasks[-1]) if tasks else ()


def marked(answer: Answer) -> list[int]:
    """The places of the options that are ticked in the file."""
    return [at for at, item in enumerate(answer.items) if item.mark == "x"]


def shown(stem: str, answer: Answer) -> dict[str, object]:
    """The stem and the options, without their boxes."""
    return {"stem": stem, "options": [item.text for item in answer.items]}


def told(rationale: str | None, answer: Answer) -> dict[str, object]:
    """The rationale, and what is said to those who chose an option."""
    return {
        "rationale": rationale or None,
        "feedback": [item.feedback or None for item in answer.items],
    }


def boxed(answer: Answer) -> tuple[str, ...]:
    """The lines of a list of options with their boxes."""
    return bulleted(answer, lambda item: "- " if item.mark is None else f"- [{item.mark}] ")


def bulleted(answer: Answer, begun: Callable[[Item], str]) -> tuple[str, ...]:
    """The lines of a list whose items begin as is said."""
    return tuple(line for item in answer.items for line in _lines(begun(item), 2, item))


def counted(answer: Answer) -> tuple[str, ...]:
    """The lines of a numbered list, counted from 1."""
    return tuple(
        line
        for number, item in enumerate(answer.items, start=1)
        for line in _lines(f"{number}. ", len(f"{number}. "), item)
    )


def sent_one(sent: Sent, field: str = "") -> str | None:
    """The last value that a form sent for a field, if it sent any that is not empty."""
    values = sent.get(field, ())
    return (values[-1] or None) if values else None


def letter(value: object, size: int) -> str:
    """One letter of the form; raises Unreadable for anything else."""
    if not isinstance(value, str) or len(value) != 1 or value not in LETTERS[:size]:
        raise Unreadable("not a letter of this question")
    return value


def letters(value: object, size: int) -> list[str]:
    """Several letters of the form, none twice; raises Unreadable for anything else."""
    if not isinstance(value, list) or len(value) > size:
        raise Unreadable("not a list of letters of this question")
    chosen = [letter(each, size) for each in value]
    if len(set(chosen)) != len(chosen):
        raise Unreadable("a letter stands twice")
    return chosen


def in_bank(chosen: str, order: Sequence[int]) -> int:
    """The index in the bank of what a letter of the form stands for."""
    return order[LETTERS.index(chosen)]


def on_form(index: int, order: Sequence[int]) -> str:
    """The letter on the form of an option of the bank."""
    return LETTERS[list(order).index(index)]


def whole(value: object) -> int:
    """A whole number out of a key."""
    if not isinstance(value, int):
        raise TypeError("a key holds whole numbers here")
    return value


def texts(value: object) -> list[str]:
    """Texts out of a key."""
    if not isinstance(value, list):
        raise TypeError("a key holds a list here")
    return [str(each) for each in value]


def plain_number(text: str) -> str:
    """A number with ASCII digits and point."""
    return normalize("NFKC", text)


def can_be_stored(text: str) -> bool:
    """Whether every database takes the text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= each <= "\udfff" for each in text)


def wholes(value: object) -> list[int]:
    """Whole numbers out of a key."""
    if not isinstance(value, list):
        raise TypeError("a key holds a list here")
    return [whole(each) for each in value]


def _each(found_items: Sequence[Item], box: str) -> list[Diagnostic]:
    wanted = _MARKS.get(box)
    return [
        finding
        for item in found_items
        for finding in (
            None if _is_boxed(item, wanted) else found("QB122", item.line, box=box),
            None if item.text else found("QB121", item.line),
            found("QB123", item.nested_tasks) if item.nested_tasks else None,
        )
        if finding
    ]


def _is_boxed(item: Item, wanted: frozenset[str | None] | None) -> bool:
    if wanted is None:
        return item.mark is not None and item.mark not in (" ", "x")
    return item.mark in wanted


def _twice(found_items: Sequence[Item]) -> list[Diagnostic]:
    first: dict[str, int] = {}
    findings = []
    for item in found_items:
        text = " ".join(item.text.split())
        if text and text in first:
            findings.append(found("QB119", item.line, first=first[text]))
        first.setdefault(text, item.line)
    return findings


def _lines(marker: str, indent: int, item: Item) -> list[str]:
    first, *others = item.text.split("\n")
    feedback = [] if item.feedback is None else item.feedback.split("\n")
    return [
        f"{marker}{first}".rstrip(),
        *(" " * indent + line if line else "" for line in others),
        *(" " * indent + f"> {line}".rstrip(" ") for line in feedback),
    ]
