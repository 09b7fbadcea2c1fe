"""Questions without options: signs, gaps, numbers, and answers in words."""

import re
from collections.abc import Sequence
from decimal import Decimal

from question_bank.formats.format import Came, Choice
from question_bank.formats.leaving import plain_decimal
from question_bank.formats.papers import answers, gaps, marks, texts, words
from question_bank.formats.papers.choosing import truth_of_options
from question_bank.formats.papers.lines import Typed, in_question, unmarked
from question_bank.formats.papers.work import Work

_SHOWN = 40
_NUMBERED = re.compile(r"(?:[（(]\d{1,2}[）)]|\d{1,2}[．.、)）]|[①-⑳])[ \t\u3000]*")


def signed(work: Work) -> Came:
    """True or false, from the answer or the bracket of the statement."""
    inside = _sign_in_brackets(work)
    options = truth_of_options(work)
    value: str | None = None
    if work.said:
        value = _signed(work, options)
        said = words.truth(inside) if inside else None
        if value and said and said[0] != value:
            work.note_answer("QI174", first=work.said[:_SHOWN], other=inside)
    elif inside:
        said = words.truth(inside)
        value = said[0] if said else None
    else:
        work.note("QI286", number=work.asked.name)
    return work.came("true_false", answer=value)


def sign_in_stem(work: Work) -> str:
    """The sign that stands in a bracket at an edge of the statement; nothing is changed."""
    for line in reversed(work.stem):
        found = None if line.is_verbatim else answers.truth_in_brackets(unmarked(line.text))
        if found:
            return found[0]
    return ""


def filled(work: Work) -> Came:
    """The gaps of the stem, and what is accepted in each."""
    has_answer = bool(work.said)
    text = texts.markdown(work.stem) if has_answer else texts.with_marks(work.stem)
    found = gaps.gapped(text, has_answer=has_answer)
    stem = unmarked(found.text)
    said = gaps.answers(work.said, found.number) if has_answer else list(found.inside)
    if not said:
        work.note("QI286", number=work.asked.name)
    elif not has_answer:
        work.note("QI219", answer="；".join(said))
    elif len(said) != found.number:
        work.note_answer("QI173", answers=len(said), blanks=found.number)
    for answer in said:
        if gaps.has_or(answer):
            work.note_answer("QI207", answer=answer)
    each = work.asked.section.each
    if each and work.asked.section.is_each_blank and found.number:
        work.fields.setdefault("points", (plain_decimal(Decimal(each) * found.number),))
    padded = [*said, *[""] * found.number][: found.number]
    return work.came("fill_blank", stem=stem, blanks=[*map(gaps.spellings, padded)])


def has_gaps(work: Work) -> bool:
    """Whether the stem has gaps to be filled in words."""
    return bool(gaps.gapped(texts.markdown(work.stem), has_answer=True).number)


def counted(work: Work) -> Came:
    """A number with its tolerance and unit."""
    number = answers.number(work.said)
    tolerance, unit = work.fields.pop("tolerance", ()), work.fields.pop("unit", ())
    if not work.said:
        work.note("QI286", number=work.asked.name)
    return work.came(
        "numeric",
        answer=number.number if number else work.said or None,
        tolerance=tolerance[0] if tolerance else number.tolerance if number else None,
        unit=unit[0] if unit else number.unit if number else None,
    )


def written(work: Work) -> Came:
    """An answer in words: the lines of its rubric, or one line for all of it."""
    lines = work.answer.lines if work.answer else []
    points = work.fields.get("points", ())
    choices = _rubric(work, lines)
    if not lines:
        work.note("QI286", number=work.asked.name)
    elif not choices:
        work.note_answer("QI210")
        place = in_question(lines[0].place, work.asked.name)
        worth = points[0] if points else "1"
        choices = [Choice(texts.markdown(lines), worth=worth, place=place)]
    elif not points:
        total = sum((Decimal(choice.worth or 0) for choice in choices), Decimal(0))
        work.fields["points"] = (plain_decimal(total),)
    return work.came("short_answer", choices=choices)


def _rubric(work: Work, lines: Sequence[Typed]) -> list[Choice]:
    """Each （2分）ends a line of the rubric; what follows the last belongs to it."""
    found: list[Choice] = []
    open_ones: list[Typed] = []
    for line in lines:
        if line.is_verbatim:
            open_ones.append(line)
            continue
        for part in answers.scored(unmarked(line.text)):
            if part.text:
                open_ones.append(line.with_text(_unnumbered(part.text, part.points)))
            if part.points is None:
                continue
            place = in_question((open_ones or [line])[0].place, work.asked.name)
            found.append(Choice(texts.markdown(open_ones), worth=part.points, place=place))
            open_ones = []
    if found and open_ones:
        last = found[-1]
        text = "\n\n".join(filter(None, [last.text, texts.markdown(open_ones)]))
        found[-1] = Choice(text, worth=last.worth, place=last.place)
    return found


def _unnumbered(text: str, points: str | None) -> str:
    """A line of a rubric needs no number of its own."""
    return _NUMBERED.sub("", text, count=1) if points and marks.number(text) else text


def _signed(work: Work, options: dict[str, str]) -> str | None:
    said = answers.letters(work.said) if options else None
    if said and len(said.letters) == 1 and said.letters[0] in options:
        work.explain(said.rest)
        return options[said.letters[0]]
    found = words.truth(work.said)
    if found is None:
        work.note_answer("QI175", answer=work.said[:_SHOWN])
        return None
    work.explain(found[1])
    return found[0]


def _sign_in_brackets(work: Work) -> str:
    """The sign in the statement's bracket; the bracket itself goes, be it empty or not."""
    for at in reversed(range(len(work.stem))):
        line = work.stem[at]
        if line.is_verbatim:
            continue
        text = unmarked(line.text)
        if found := answers.truth_in_brackets(text):
            work.stem[at] = line.with_text(found[1])
            return found[0]
        work.stem[at] = line.with_text(answers.without_empty_bracket(text))
    return ""
