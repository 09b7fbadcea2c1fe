"""Questions as a paper that reads back as what it was written from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from question_bank.formats.bounds import WHOLE
from question_bank.formats.format import Came, Damaged, Note
from question_bank.formats.leaving import leaving, plain_decimal
from question_bank.formats.papers.lines import typed
from question_bank.formats.papers.notes import noted
from question_bank.formats.papers.reading import brought
from question_bank.formats.papers.setting import Line, Role, question
from question_bank.formats.papers.words import NAMES, WRITTEN, spoken
from question_bank.formats.telling import of
from question_bank.rules.citing import counted
from question_bank.rules.document import Draft

_SHARED = ("topic", "pool", "lang", "confidence")
_TITLE = "题目"


@dataclass(frozen=True)
class Paper:
    """The lines of a paper, and what it cannot carry."""

    lines: tuple[Line, ...]
    questions: tuple[Came, ...]
    notes: tuple[Note, ...]

    @property
    def text(self) -> str:
        """The paper as a text file."""
        return "".join(f"{line.text}\n" for line in self.lines)


def written(drafts: Sequence[Draft]) -> Paper:
    """A section for each kind; a question that would read back otherwise is kept line by line."""
    notes: list[Note] = []
    questions: list[Came] = []
    for draft in drafts:
        came = leaving(draft)
        if came is None:
            notes.append(noted("QI178", of(draft.id), id=draft.id))
            continue
        questions.append(_plain(came))
        notes += _losses(questions[-1])
    questions = [_without_losses(came) for came in questions]
    loose = _lines(questions, frozenset())
    strict = _differing(questions, loose)
    lines = _lines(questions, strict) if strict else loose
    broken = _differing(questions, lines) if strict else strict
    if broken:
        notes += [noted("QI179", of(code), id=code) for code in sorted(broken)]
        questions = [came for came in questions if came.id not in broken]
        lines = _lines(questions, strict)
    return Paper(tuple(lines), tuple(questions), tuple(notes))


def said(questions: Iterable[Came]) -> dict[str | None, tuple[object, ...]]:
    """What each question says, by its id, wherever it stands."""
    return {came.id: _said(came) for came in questions}


def without_pictures(pictures: Mapping[str, bytes]) -> list[Note]:
    """A text file holds no pictures."""
    return [noted("QI289", WHOLE, count=len(pictures))] if pictures else []


def _plain(came: Came) -> Came:
    """Chinese is understood on a paper, and a case is worth what its parts are."""
    implied = {"points"} if came.kind == "case" else set()
    fields = {
        name: each
        for name, each in came.fields.items()
        if name not in implied and (name, each) != _CHINESE
    }
    return replace(came, fields=fields)


def _losses(came: Came) -> list[Note]:
    single = came.parts or (came,)
    told = any(
        choice.feedback for one in single if one.kind == "short_answer" for choice in one.choices
    )
    return [noted("QI288", of(came.id or ""), id=came.id)] if told else []


def _without_losses(came: Came) -> Came:
    parts = tuple(_without_losses(part) for part in came.parts)
    if came.kind != "short_answer":
        return replace(came, parts=parts)
    return replace(came, choices=tuple(replace(each, feedback=None) for each in came.choices))


def _lines(questions: Sequence[Came], strict: frozenset[str]) -> list[Line]:
    """Those in `strict` have every text behind a bar."""
    shared = _shared(questions)
    lines = [Line(Role.TITLE, f"{_TITLE}（共{len(questions)}题）")]
    if shared:
        words = (f"{WRITTEN[name]}：{spoken(name, value)}" for name, value in shared.items())
        lines += [Line(Role.LABEL, "　".join(words))]
    number = 0
    for ordinal, (kind, those) in enumerate(_by_kind(questions), start=1):
        each = _each(those)
        lines += [Line(Role.BLANK, ""), Line(Role.HEADING, _heading(ordinal, kind, those, each))]
        for came in those:
            number += 1
            fields = {
                name: values
                for name, values in came.fields.items()
                if name not in shared and not (name == "points" and each)
            }
            is_strict = came.id in strict
            lines += question(number, replace(came, fields=fields), is_strict=is_strict)
    return lines


def _by_kind(questions: Iterable[Came]) -> list[tuple[str, list[Came]]]:
    groups: dict[str, list[Came]] = defaultdict(list)
    for came in questions:
        groups[came.kind].append(came)
    return [(kind, groups[kind]) for kind in NAMES if kind in groups]


def _each(those: Sequence[Came]) -> str | None:
    """The points of every question of a section, where they are the same."""
    points = {came.fields.get("points", ("",)) for came in those}
    (first,) = points if len(points) == 1 else (("",),)
    return first[0] or None


def _heading(ordinal: int, kind: str, those: Sequence[Came], each: str | None) -> str:
    count = len(those)
    if each is None:
        return f"{counted(ordinal)}、{NAMES[kind]}（共{count}题）"
    total = plain_decimal(Decimal(each) * count)
    return f"{counted(ordinal)}、{NAMES[kind]}（每题{each}分，共{total}分）"


def _shared(questions: Sequence[Came]) -> dict[str, str]:
    """What all questions have alike stands once, at the head."""
    shared = {}
    for name in _SHARED:
        values = {came.fields.get(name, ("",)) for came in questions}
        if len(values) == 1 and (value := values.pop()[0]):
            shared[name] = value
    return shared


def _differing(questions: Sequence[Came], lines: Sequence[Line]) -> frozenset[str]:
    """The ids of questions that do not read back as they were."""
    try:
        back = brought(typed("".join(f"{line.text}\n" for line in lines))).questions
    except Damaged:
        back = ()
    there = said(back)
    same = len(there) == len(back) == len(questions)
    return frozenset(
        came.id or "" for came in questions if not same or there.get(came.id) != _said(came)
    )


def _said(came: Came) -> tuple[object, ...]:
    """What a question says, wherever it stands."""
    fields = {
        name: values for name, values in came.fields.items() if name not in ("points", "lang")
    }
    choices = [
        (each.text, each.is_right, each.feedback, each.worth, each.pair) for each in came.choices
    ]
    points = Decimal(came.fields.get("points", ("1",))[0])
    return (
        came.id, came.kind, came.stem, choices, came.blanks, came.heads, came.answer,
        came.tolerance, came.unit, came.rationale, fields, points,
        came.fields.get("lang", ("zh",)), [_said(part) for part in came.parts],
    )  # fmt: skip


_CHINESE = ("lang", ("zh",))
