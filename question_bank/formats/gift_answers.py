"""The answers of one GIFT question, by the kind that they make."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from question_bank.formats.carried import Carried
from question_bank.formats.format import Came, Choice, Note
from question_bank.formats.gift_cutting import (
    Answer,
    Chunk,
    Cut,
    alone,
    answers,
    before_first,
    parted,
    shown,
)
from question_bank.formats.gift_notes import short
from question_bank.formats.gift_question import GAP, Reader
from question_bank.formats.gift_texts import Stated, as_plain, stated
from question_bank.formats.leaving import plain_decimal

MISSING_WORD = " ＿＿＿＿ "
_NUMBER = r"([-+]?[0-9]{1,12}(?:\.[0-9]{1,10})?(?:[eE][-+]?[0-9]{1,2})?)"
_NEAR = re.compile(rf"{_NUMBER}(?:\s*:\s*{_NUMBER})?")
_RANGE = re.compile(rf"{_NUMBER}\s*\.\.\s*{_NUMBER}")
_WILD = re.compile(r"(?<!\\)\*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_FULL = Fraction(100)
_MOST_WORTH = 999
_BEST = re.compile(r"[1-9][0-9]{0,2}")
_TRUE = frozenset({"T", "TRUE"})
_FALSE = frozenset({"F", "FALSE"})


class _Weighed(NamedTuple):
    answer: Answer
    share: Fraction


Made = Callable[[Reader], Came | None]


def answered(chunk: Chunk, cut: Cut, carried: Carried) -> tuple[Came | None, list[Note]]:
    """The question that the braces make, without its name; nothing where they make none."""
    reader = Reader(chunk, cut, carried, stated(cut.before).form)
    came = _maker(cut)(reader)
    return came, reader.notes


def _maker(cut: Cut) -> Made:
    inside = (cut.inside or "").strip()
    if not inside:
        return _essay
    if inside.startswith("#"):
        return _numeric
    if inside.partition("#")[0].strip().upper() in _TRUE | _FALSE:
        return _true_false
    if before_first(cut):
        return _nothing
    if any(each.mark == "~" for each in answers(cut)):
        return _options
    return _matching if "->" in inside else _words


def _nothing(reader: Reader) -> None:
    reader.say("QI125", reader.place, text=short(shown(before_first(reader.cut))))


def _essay(reader: Reader) -> Came:
    reader.say("QI228", reader.place)
    stem = reader.stem(MISSING_WORD)
    rubric = "答案完整、正确" if _CHINESE.search(stem) else "The answer is complete and right"
    return Came(
        "short_answer",
        stem,
        reader.place,
        choices=(Choice(rubric, worth="1", place=reader.place),),
        rationale=reader.rationale(),
    )


def _true_false(reader: Reader) -> Came:
    answer, *feedback = parted((reader.cut.inside or "").strip(), 3)
    for each in feedback:
        reader.join(each, reader.place)
    word = "true" if answer.strip().upper() in _TRUE else "false"
    stem = reader.stem(MISSING_WORD)
    return Came("true_false", stem, reader.place, answer=word, rationale=reader.rationale())


def _options(reader: Reader) -> Came:
    given = [_Weighed(each, _share(each)) for each in answers(reader.cut)]
    if any(each.answer.mark == "=" for each in given):
        is_plain = all(each.share in (0, _FULL) for each in given)
        is_plain = is_plain and reader.carried.hints.get("type") != "judgement"
        return _single(reader, given) if is_plain else _judged(reader, given)
    return _multiple(reader, given) if any(each.share for each in given) else _single(reader, given)


def _single(reader: Reader, given: Sequence[_Weighed]) -> Came:
    choices = [_choice(reader, answer, is_right=share == _FULL) for answer, share in given]
    if (count := sum(choice.is_right for choice in choices)) > 1:
        reader.say("QI136", reader.place, count=count)
    return _chosen(reader, "single", choices)


def _judged(reader: Reader, given: Sequence[_Weighed]) -> Came:
    """Options that earn shares of the best: whole numbers in the same proportion."""
    parts = [(share / 100).limit_denominator(1000) for _, share in given]
    best = reader.carried.hints.get("best", "")
    scale = int(best) if _BEST.fullmatch(best) else lcm(*(part.denominator for part in parts))
    if not best:
        reader.say("QI224", reader.place)
    if scale * max(map(abs, parts)) > _MOST_WORTH:
        parts, scale = [share for _, share in given], 1
    choices = [
        _choice(reader, each.answer, worth=str(round(part * scale)))
        for each, part in zip(given, parts, strict=True)
    ]
    return _chosen(reader, "judgement", choices)


def _multiple(reader: Reader, given: Sequence[_Weighed]) -> Came:
    choices = [_choice(reader, answer, is_right=share > 0) for answer, share in given]
    partial, code = _partial([share for _, share in given])
    if code and "partial" not in reader.carried.fields:
        reader.say(code, reader.place)
    return _chosen(reader, "multiple", choices, {"partial": (partial,)})


def _partial(shares: Sequence[Fraction]) -> tuple[str, str | None]:
    """The rule that marks as the shares do, and what is to be said where none does quite."""
    right = {share for share in shares if share > 0}
    wrong = [share for share in shares if share <= 0]
    if len(right) > 1 or len(set(wrong)) > 1:
        return "proportional", "QI225"
    if not wrong or _near(wrong[0], -_FULL / len(wrong)):
        return ("subset" if wrong == [-_FULL] else "proportional"), None
    if wrong[0] == -_FULL:
        return "subset", None
    return "proportional", "QI225" if wrong[0] else "QI232"


def _near(one: Fraction, other: Fraction) -> bool:
    return abs(one - other) < Fraction(1, 100)


def _chosen(
    reader: Reader,
    kind: str,
    choices: Sequence[Choice],
    fields: dict[str, tuple[str, ...]] | None = None,
) -> Came:
    return Came(
        kind,
        reader.stem(MISSING_WORD),
        reader.place,
        choices=tuple(choices),
        rationale=reader.rationale(),
        fields=fields or {},
    )


def _choice(
    reader: Reader, each: Answer, *, is_right: bool = False, worth: str | None = None
) -> Choice:
    place = reader.at(each)
    feedback = reader.text(each.feedback, place) if each.feedback else None
    return Choice(reader.text(each.text, place), is_right, feedback or None, worth, place=place)


def _share(each: Answer) -> Fraction:
    if each.weight is not None:
        return Fraction(each.weight)
    return _FULL if each.mark == "=" else Fraction(0)


def _matching(reader: Reader) -> Came | None:
    pairs = []
    for each in answers(reader.cut):
        place = reader.at(each)
        left, arrow, right = each.text.partition("->")
        reader.join(each.feedback, place)
        other = reader.text(right, place) if reader.form == "markdown" else _plain(reader, right)
        if not arrow:
            reader.say("QI129", place, text=short(shown(each.text)))
            return None
        if left.strip():
            pairs.append(Choice(reader.text(left, place), pair=other, place=place))
        else:
            reader.say("QI229", place, text=short(shown(right)))
    left, bar, right = reader.carried.hints.get("heads", "").partition("|")
    return replace(_chosen(reader, "matching", pairs), heads=(left, right) if bar else None)


def _plain(reader: Reader, text: str) -> str:
    return reader.converted(Stated("plain", text), reader.place)


def _words(reader: Reader) -> Came | None:
    """Accepted answers in words: a blank where the braces stand."""
    spellings = []
    for each in answers(reader.cut):
        place, share = reader.at(each), _share(each)
        reader.join(each.feedback, place)
        text = as_plain(each.text)
        if share < _FULL:
            if text != "*":
                reader.say("QI226", place, text=short(text), weight=plain_share(share))
        elif _WILD.search(text):
            reader.say("QI126", place, text=short(text))
            return None
        else:
            spellings.append(text.replace("\\*", "*"))
    return Came(
        "fill_blank",
        reader.stem(GAP),
        reader.place,
        blanks=(tuple(spellings),),
        rationale=reader.rationale(),
    )


def _numeric(reader: Reader) -> Came | None:
    inside = (reader.cut.inside or "").strip()[1:]
    given = answers(reader.cut) if "=" in inside else [alone(inside, reader.cut.offset)]
    full = []
    for each in given:
        place, share = reader.at(each), _share(each)
        reader.join(each.feedback, place)
        if share == _FULL:
            full.append(each)
        elif as_plain(each.text) != "*":
            text = short(as_plain(each.text))
            reader.say("QI226", place, text=text, weight=plain_share(share))
    if len(full) > 1:
        reader.say("QI128", reader.at(full[1]))
        return None
    text = as_plain(full[0].text) if full else ""
    number = _number(text)
    if number is None:
        reader.say("QI127", reader.place, text=short(text))
        return None
    return Came(
        "numeric",
        reader.stem(MISSING_WORD),
        reader.place,
        answer=plain_decimal(number[0]),
        tolerance=plain_decimal(number[1]) if number[1] else None,
        unit=reader.carried.hints.get("unit"),
        rationale=reader.rationale(),
    )


def _number(text: str) -> tuple[Decimal, Decimal] | None:
    """A number and what it may be off by."""
    if match := _RANGE.fullmatch(text):
        low, high = sorted(map(Decimal, match.groups()))
        return (low + high) / 2, (high - low) / 2
    if match := _NEAR.fullmatch(text):
        return Decimal(match[1]), abs(Decimal(match[2] or 0))
    return None


def plain_share(share: Fraction) -> str:
    """A share of a hundred with five decimals at most."""
    return plain_decimal(Decimal(round(share * 100_000)) / 100_000)
