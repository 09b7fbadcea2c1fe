"""How one question is set on a paper, line by line."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from question_bank.formats.format import Came, Choice
from question_bank.formats.leaving import FIRST_GAP
from question_bank.formats.papers import gaps, lettering, marks, texts
from question_bank.formats.papers.lines import BAR, typed
from question_bank.formats.papers.words import NAMES, WRITTEN, spoken

_TRUTHS = {"true": "正确", "false": "错误"}
_IN_ONE_LINE = (
    "id", "difficulty", "points", "topic", "pool", "confidence", "partial", "shuffle", "time",
    "lang",
)  # fmt: skip
_IN_LINES = ("ref", "fact", "enemies", "tags")
_LETTERED = frozenset({"single", "multiple", "ordering", "judgement"})
_LONGEST_PLAIN = 4000


class Role(Enum):
    """What a line is, for those who set it in type."""

    TITLE = "title"
    HEADING = "heading"
    STEM = "stem"
    OPTION = "option"
    ANSWER = "answer"
    LABEL = "label"
    BLANK = "blank"


class Line(NamedTuple):
    """A line of a paper."""

    role: Role
    text: str


def question(number: int, came: Came, *, is_strict: bool) -> list[Line]:
    """A question with its number, and what is said about it."""
    head = f"{number}．"
    return [Line(Role.BLANK, ""), *_one(came, head, is_strict=is_strict)]


def _one(came: Came, head: str, *, is_strict: bool) -> Iterator[Line]:
    yield from _text(Role.STEM, head, _stem(came), is_strict=is_strict)
    if came.kind in _LETTERED:
        yield from _options(came.choices, is_strict=is_strict)
    if came.kind == "case":
        yield from _labels(came)
    else:
        yield from _answer(came, is_strict=is_strict)
        if came.rationale:
            yield from _text(Role.ANSWER, "解析：", came.rationale, is_strict=is_strict)
        yield from _labels(came)
    for at, part in enumerate(came.parts, start=1):
        yield from _one(part, f"（{at}）【{NAMES[part.kind]}】", is_strict=is_strict)


def _stem(came: Came) -> str:
    if came.kind != "fill_blank":
        return came.stem
    gapped = gaps.ungapped(came.stem)
    return gapped.translate({FIRST_GAP + at: "____" for at in range(len(came.blanks))})


def _options(choices: Sequence[Choice], *, is_strict: bool) -> Iterator[Line]:
    for letter, choice in zip("ABCDEFGHIJ", choices, strict=False):
        yield from _text(Role.OPTION, f"{letter}．", choice.text, is_strict=is_strict)
        if choice.feedback:
            yield from _text(Role.LABEL, "反馈：", choice.feedback, is_strict=is_strict)


def _answer(came: Came, *, is_strict: bool) -> Iterator[Line]:
    if came.kind == "matching":
        yield from _pairs(came)
    elif came.kind == "short_answer":
        yield Line(Role.ANSWER, "答案：")
        for choice in came.choices:
            yield from _rubric(choice, is_strict=is_strict)
    else:
        yield Line(Role.ANSWER, f"答案：{_key(came)}")
    for name, value in (("tolerance", came.tolerance), ("unit", came.unit)):
        if value is not None:
            yield Line(Role.LABEL, f"{WRITTEN[name]}：{value}")


def _key(came: Came) -> str:
    letters = list(zip("ABCDEFGHIJ", came.choices, strict=False))
    if came.kind == "true_false":
        return _TRUTHS.get(came.answer or "", "")
    if came.kind == "fill_blank":
        return "；".join("/".join(map(gaps.quoted, each)) for each in came.blanks)
    if came.kind == "judgement":
        return "；".join(f"{letter}={choice.worth}" for letter, choice in letters)
    if came.kind == "ordering":
        return "".join(letter for letter, _ in letters)
    if came.kind == "numeric":
        return came.answer or ""
    return "".join(letter for letter, choice in letters if choice.is_right)


def _pairs(came: Came) -> Iterator[Line]:
    if came.heads:
        yield Line(Role.LABEL, f"表头：{_row(*came.heads)}")
    yield Line(Role.ANSWER, "答案：")
    for choice in came.choices:
        row = _row(choice.text, choice.pair or "")
        yield Line(Role.ANSWER, row if _is_free(row) else f"{BAR} {row}")


def _row(left: str, right: str) -> str:
    return f"{_dashed(left)}——{_dashed(right)}"


def _dashed(text: str) -> str:
    return text.replace("——", "\\——")


def _rubric(choice: Choice, *, is_strict: bool) -> Iterator[Line]:
    points = f"（{choice.worth}分）"
    is_short = "\n" not in choice.text and not marks.number(choice.text)
    if is_short and not is_strict and _is_plain(choice.text):
        yield Line(Role.ANSWER, f"{choice.text}{points}")
    else:
        yield from (Line(Role.ANSWER, f"{BAR} {each}".rstrip()) for each in _rows(choice.text))
        yield Line(Role.ANSWER, points)


def _labels(came: Came) -> Iterator[Line]:
    given: Mapping[str, Sequence[str]] = {
        **came.fields,
        **({"id": (came.id,)} if came.id else {}),
    }
    row = [
        f"{WRITTEN[name]}：{spoken(name, given[name][0])}"
        for name in _IN_ONE_LINE
        if given.get(name)
    ]
    if row:
        yield Line(Role.LABEL, "　".join(row))
    for name in _IN_LINES:
        for value in given.get(name, ()):
            yield Line(Role.LABEL, f"{WRITTEN[name]}：{value}")


def _text(role: Role, head: str, text: str, *, is_strict: bool) -> Iterator[Line]:
    """A text behind its mark; behind bars where a line of it would be taken for something else."""
    if not is_strict and _is_plain(text):
        first, *others = [each for each in text.split("\n") if each]
        yield Line(role, f"{head}{first}")
        yield from (Line(role, each) for each in others)
    else:
        yield Line(role, head)
        yield from (
            Line(role, f"{BAR} {each}".rstrip(" ") if not each else f"{BAR} {each}")
            for each in _rows(text)
        )


def _rows(text: str) -> list[str]:
    return text.split("\n")


def _is_plain(text: str) -> bool:
    """Whether the lines of a text read back as the text, and as nothing else."""
    rows = [each for each in text.split("\n") if each]
    if not rows or len(text) > _LONGEST_PLAIN or not all(map(_is_free, rows)):
        return False
    return texts.markdown(typed("\n".join(rows))) == text


def _is_free(row: str) -> bool:
    """Whether a line begins nothing and holds no label."""
    return not (
        row.startswith(BAR)
        or marks.heading(row)
        or marks.number(row)
        or marks.case(row)
        or marks.is_page(row)
        or marks.is_sheet(row)
        or lettering.option_at_start(row)
        or len(lettering.options(row, "A")) > 1
        or any(part.name for part in marks.labelled(row))
    )
