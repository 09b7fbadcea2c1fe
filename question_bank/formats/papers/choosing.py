"""Questions with options: which are right, what each earns, how they are ordered or paired."""

import re

from question_bank.formats.format import Came, Choice
from question_bank.formats.papers import answers, texts, words
from question_bank.formats.papers.lines import in_question, is_marked, unmarked
from question_bank.formats.papers.sheet import Option
from question_bank.formats.papers.work import Work

_TICK = re.compile(r"[ \t\u3000]*[（(\[]?[√✓✔☑][）)\]]?$")
_EMPTY = re.compile(r"[（(][ \t\u3000]*[）)]")
_TRUTHS = 2
_SHOWN = 40


def clear_brackets(work: Work) -> str:
    """The letters that stand in a bracket of the stem, which is empty afterwards."""
    for at in reversed(range(len(work.stem))):
        line = work.stem[at]
        if line.is_verbatim:
            continue
        found = answers.in_brackets(unmarked(line.text))
        if found:
            work.stem[at] = line.with_text(found[1])
            return found[0]
        work.stem[at] = line.with_text(_EMPTY.sub("（　　）", line.text))
    return ""


def letters(work: Work) -> tuple[str, ...]:
    """The letters of the right options, from the answer, the bracket, or how they are marked."""
    inside = clear_brackets(work)
    if work.answer and work.said:
        found = _stated(work)
        if inside and found and set(inside) != set(found):
            work.note_answer("QI174", first="".join(found), other=inside)
        return found
    if inside:
        return tuple(inside)
    return _marked(work)


def picked(work: Work, right: tuple[str, ...], kind: str) -> Came:
    """A single or multiple choice."""
    known = {option.letter for option in work.options}
    for letter in right:
        if letter not in known:
            work.note_answer("QI172", answer=letter)
    choices = [
        work.choice(option, _text(option), is_right=option.letter in right)
        for option in work.options
    ]
    return work.came(kind, choices=choices)


def judged(work: Work) -> Came:
    """Every option with what it earns."""
    worths = answers.worths(work.said)
    tails = {option.letter: answers.worth_at_end(_text(option)) for option in work.options}
    if not worths and any(tails.values()):
        worths = {letter: tail[1] for letter, tail in tails.items() if tail}
    else:
        tails = {}
    best = () if worths else letters(work)
    if best:
        work.note_answer("QI215")
        worths = {option.letter: str(int(option.letter in best)) for option in work.options}
    elif not worths:
        _nothing(work)
    else:
        clear_brackets(work)
    choices = [
        work.choice(
            option,
            tail[0] if (tail := tails.get(option.letter)) else _text(option),
            worth=worths.get(option.letter),
        )
        for option in work.options
    ]
    return work.came("judgement", choices=choices)


def ordered(work: Work) -> Came:
    """The items in the order that the answer gives."""
    inside = "" if work.said else clear_brackets(work)
    said = work.said or inside
    places = [_index(step) for step in answers.steps(said)]
    options = work.options
    if sorted(places) == list(range(len(options))):
        options = [work.options[place] for place in places]
    elif said:
        work.note_answer("QI175", answer=said[:_SHOWN])
    else:
        _nothing(work)
    return work.came("ordering", choices=[work.choice(each, _text(each)) for each in options])


def matched(work: Work) -> Came:
    """Rows with the left and the right of each pair."""
    lefts = [option for option in work.options if option.letter.isdigit()]
    rights = {option.letter: option for option in work.options if not option.letter.isdigit()}
    choices: list[Choice] = []
    if lefts and rights:
        found = answers.pairs(work.said)
        for option in lefts:
            other = rights.get(found.get(option.letter, ""))
            pair = _text(other) if other else None
            choices.append(work.choice(option, _text(option), pair=pair))
    elif work.answer:
        choices = [*_rows(work)]
    if not work.said:
        _nothing(work)
    elif not choices or any(choice.pair is None for choice in choices):
        work.note_answer("QI175", answer=work.said[:_SHOWN])
    return work.came("matching", choices=choices, heads=_heads(work))


def truth_of_options(work: Work) -> dict[str, str]:
    """What A and B mean where the options are only 正确 and 错误."""
    if len(work.options) != _TRUTHS:
        return {}
    said = {option.letter: words.truth(texts.one_line(option.lines)) for option in work.options}
    truths = {letter: each[0] for letter, each in said.items() if each and not each[1]}
    return truths if len(set(truths.values())) == _TRUTHS else {}


def _stated(work: Work) -> tuple[str, ...]:
    said = answers.letters(work.said)
    if said:
        own = [texts.one_line(o.lines) for o in work.options if o.letter in said.letters]
        if said.rest.strip("。．. ") not in ["", *(text.strip("。．. ") for text in own)]:
            work.explain(said.rest)
        return said.letters
    text = work.said.strip("。．. ")
    same = [o.letter for o in work.options if texts.one_line(o.lines).strip("。．. ") == text]
    if not same:
        work.note_answer("QI175", answer=work.said[:_SHOWN])
    return tuple(same[:1])


def _marked(work: Work) -> tuple[str, ...]:
    """Options with a tick, or set off from the others in a Word file."""
    ticked = tuple(o.letter for o in work.options if o.is_ticked or _has_tick(o))
    for option in work.options:
        if ticked and option.lines:
            last = option.lines[-1]
            option.lines[-1] = last.with_text(_TICK.sub("", last.text))
    set_off = tuple(
        o.letter for o in work.options if is_marked("".join(line.text for line in o.lines))
    )
    found = ticked or (set_off if len(set_off) < len(work.options) else ())
    if found:
        work.note("QI208", answer="".join(found))
    else:
        _nothing(work)
    return found


def _has_tick(option: Option) -> bool:
    return bool(option.lines) and bool(_TICK.search(unmarked(option.lines[-1].text)))


def _nothing(work: Work) -> None:
    work.note("QI286", number=work.asked.name)


def _text(option: Option) -> str:
    return texts.markdown(option.lines)


def _index(step: str) -> int:
    return int(step) - 1 if step.isdigit() else ord(step) - ord("A")


def _rows(work: Work) -> list[Choice]:
    rows = []
    for line in work.answer.lines if work.answer else ():
        pair = answers.pair_in(unmarked(line.text))
        place = in_question(line.place, work.asked.name)
        left, right = pair or (line.text, None)
        rows.append(Choice(left, pair=right, place=place))
    return rows


def _heads(work: Work) -> tuple[str, str] | None:
    label = work.asked.first("heads")
    return answers.pair_in(texts.one_line(label.lines)) if label else None
