"""Aiken: a question in one line, lettered options, `ANSWER: B`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.errors import N_
from question_bank.formats.bounds import WHOLE, decoded
from question_bank.formats.format import Brought, Came, Choice, Damaged, Note, Place, Sent
from question_bank.formats.leaving import leaving
from question_bank.formats.papers.lines import cleaned
from question_bank.formats.papers.texts import plain
from question_bank.formats.telling import note, of
from question_bank.rules.document import Draft

_OPTION = re.compile(r"(?P<letter>[A-Z])[.)][ \t]+(?P<text>.*)$")
_ANSWER = re.compile(r"ANSWER:[ \t]*(?P<letter>\S.*)?$", re.IGNORECASE)
_LETTERS = "ABCDEFGHIJ"
_CARRIED = frozenset({"type", "lang", "shuffle"})


@dataclass
class _Open:
    """A question that its ANSWER has not yet closed."""

    place: Place
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str, Place]] = field(default_factory=list)


class Aiken:
    """Single choice in plain text, as Moodle reads it."""

    name = "aiken"
    label = "Aiken"
    suffix = ".txt"
    mimetype = "text/plain; charset=utf-8"
    reads = True
    writes = True

    def recognises(self, name: str, data: bytes) -> bool:
        """A text with lines `A. ` and `ANSWER: A`."""
        if not name.lower().endswith((".txt", ".aiken")):
            return False
        try:
            rows = decoded(data).splitlines()
        except Damaged:
            return False
        answers = [match for row in rows if (match := re.fullmatch(r"ANSWER: [A-Z]\s*", row))]
        return bool(answers) and any(re.match(r"A[.)] ", row) for row in rows)

    def bring(self, data: bytes) -> Brought:
        """The questions; a line that fits nowhere is told."""
        questions: list[Came] = []
        notes: list[Note] = []
        current: _Open | None = None
        for number, row in enumerate(re.split(r"\r\n|[\n\r]", decoded(data)), start=1):
            text = cleaned(row).strip()
            place = Place(N_("line %(line)s"), {"line": number})
            if not text:
                continue
            answer = _ANSWER.match(text)
            if answer and current:
                questions.append(_closed(current, answer["letter"] or "", place, notes))
                current = None
            elif answer:
                notes.append(note("QI190", place, N_("an ANSWER without a question before it")))
            else:
                current = _taken(current or _Open(place), text, place, notes)
        if current:
            notes.append(_unanswered(current.place))
        if not questions:
            mend = N_("end each question with a line such as 'ANSWER: B'")
            raise Damaged(note("QI191", WHOLE, N_("no question with its ANSWER was found"), mend))
        return Brought(tuple(questions), tuple(notes))

    def send(self, drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
        """Every single choice; the others are named and left out."""
        notes: list[Note] = []
        texts: list[str] = []
        for draft in drafts:
            came = leaving(draft)
            if came is None or came.kind != "single":
                message = N_("'%(id)s' is of the type '%(kind)s'; Aiken has single choice alone")
                kind = draft.kind or "?"
                notes.append(note("QI192", of(draft.id), message, id=draft.id, kind=kind))
                continue
            if fault := _fault(came):
                notes.append(fault)
                continue
            notes += _losses(came)
            texts.append(_written(came))
        return Sent("\n".join(texts).encode(), tuple(notes))


def _taken(current: _Open, text: str, place: Place, notes: list[Note]) -> _Open:
    option = _OPTION.match(text)
    expected = _LETTERS[len(current.options) : len(current.options) + 1]
    if option and current.stem and (current.options or option["letter"] == "A"):
        if option["letter"] != expected:
            message = N_("option '%(letter)s' stands where '%(expected)s' is expected")
            letter = option["letter"]
            notes.append(note("QI193", place, message, letter=letter, expected=expected or "—"))
        current.options.append((option["letter"], option["text"].strip(), place))
    elif current.options:
        message = N_("a line that is neither an option nor an ANSWER: '%(text)s'")
        notes.append(note("QI194", place, message, text=text[:40]))
    else:
        current.stem.append(text)
    return current


def _closed(current: _Open, letter: str, place: Place, notes: list[Note]) -> Came:
    wanted = letter.strip().upper()
    if wanted not in [each for each, _, _ in current.options]:
        message = N_("the ANSWER '%(letter)s' names an option that is not there")
        notes.append(note("QI195", place, message, letter=letter))
    choices = [
        Choice(plain(text), is_right=each == wanted, place=at) for each, text, at in current.options
    ]
    stem = "\n\n".join(plain(text) for text in current.stem)
    return Came("single", stem, current.place, choices=tuple(choices))


def _unanswered(place: Place) -> Note:
    mend = N_("end each question with a line such as 'ANSWER: B'")
    return note("QI196", place, N_("the question has no ANSWER"), mend)


def _fault(came: Came) -> Note | None:
    """What a line cannot hold: text of several lines, or one that would be read otherwise."""
    texts = [came.stem, *(choice.text for choice in came.choices)]
    broken = any("\n" in text for text in texts) or any(
        pattern.match(came.stem) for pattern in (_OPTION, _ANSWER)
    )
    if not broken:
        return None
    message = N_("'%(id)s' has a text of several lines, which Aiken cannot hold")
    return note("QI197", of(came.id or ""), message, id=came.id)


def _losses(came: Came) -> Iterator[Note]:
    """Aiken has no place for ids, explanations and fields."""
    lost = ["id", *(name for name in came.fields if name not in _CARRIED)]
    if came.rationale:
        lost.append("rationale")
    if any(choice.feedback for choice in came.choices):
        lost.append("feedback")
    message = N_("'%(id)s': Aiken has no place for %(names)s")
    yield note("QI200", of(came.id or ""), message, id=came.id, names=", ".join(lost))


def _written(came: Came) -> str:
    rows = [came.stem]
    rows += [
        f"{letter}. {choice.text}" for letter, choice in zip(_LETTERS, came.choices, strict=False)
    ]
    right = [
        letter for letter, choice in zip(_LETTERS, came.choices, strict=False) if choice.is_right
    ]
    return "\n".join([*rows, f"ANSWER: {right[0] if right else '?'}", ""])
