"""What each question type of Moodle is with us."""

from collections.abc import Callable

from core.errors import N_
from question_bank.formats import cloze
from question_bank.formats.format import Came, Choice
from question_bank.formats.html import without_private
from question_bank.formats.leaving import FIRST_GAP
from question_bank.formats.moodle_element import Read, words_in
from question_bank.formats.moodle_shares import (
    choice,
    is_plain_single,
    judgement,
    partial,
    share,
    shuffle,
)
from question_bank.formats.moodle_spellings import accepted, spellings, with_gap
from question_bank.formats.moodle_texts import words
from question_bank.formats.rubrics import lines_of
from question_bank.formats.telling import decimal, number, short


def multichoice(read: Read) -> Came:
    """One right answer, several, or options that each earn their share."""
    answers = read.element.findall("answer")
    shares = [share(answer.get("fraction")) for answer in answers]
    single = words_in(read.element, "single") not in ("false", "0")
    fields = shuffle(read)
    if read.carried.hints.get("type") == "judgement" or (single and not is_plain_single(shares)):
        return judgement(read, answers, shares, fields)
    pairs = zip(answers, shares, strict=True)
    choices = tuple(choice(read, answer, is_right=each > 0) for answer, each in pairs)
    if single:
        return read.came("single", stem=read.stem(), choices=choices, fields=fields)
    return read.came(
        "multiple", stem=read.stem(), choices=choices, fields={**fields, **partial(read, shares)}
    )


def truefalse(read: Read) -> Came:
    """Old files name the answers in their own language; the first is then true."""
    answers = read.element.findall("answer")
    texts = [words(answer).lower() for answer in answers]
    named = set(texts) <= {"true", "false"}
    right = [
        text if named else ("true", "false")[min(at, 1)]
        for at, (text, answer) in enumerate(zip(texts, answers, strict=True))
        if share(answer.get("fraction")) == 1
    ]
    told = [read.markdown(answer.find("feedback")) for answer in answers]
    if any(told):
        read.texts.told(
            "QI2166", N_("feedback on an answer of this kind is joined to the rationale")
        )
    rationale = "\n\n".join(dict.fromkeys(each for each in told if each)) or None
    answer = right[0] if len(right) == 1 else None
    return read.came("true_false", stem=read.stem(), answer=answer, rationale=rationale)


def shortanswer(read: Read) -> Came:
    """A gap that is filled with words; where the text shows none, it stands at its end."""
    words_taken = tuple(spellings(read))
    if words_in(read.element, "usecase") == "1":
        read.texts.told("QI2167", N_("capital and small letters are not told apart here"))
    stem = with_gap(read)
    return read.came("fill_blank", stem=stem, blanks=(words_taken,))


def numerical(read: Read) -> Came:
    """A number; of several accepted ones the first that earns everything."""
    answers = read.element.findall("answer")
    full = [each for each in answers if share(each.get("fraction")) == 1 and words(each) != "*"]
    for each in answers:
        if each not in full[:1]:
            message = N_("another accepted number is left out: %(text)s")
            read.texts.told("QI2168", message, text=short(words(each)))
        if read.markdown(each.find("feedback")):
            read.texts.told("QI2169", N_("feedback on a number is left out"))
    unit, *others = [
        words_in(each, "unit_name") for each in read.element.iterfind("units/unit")
    ] or [""]
    if others:
        read.texts.told(
            "QI2170", N_("other units are left out: %(names)s"), names=", ".join(others)
        )
    answer = _numeral(words(full[0])) if full else None
    tolerance = _numeral(words_in(full[0], "tolerance")) if full else None
    return read.came(
        "numeric",
        stem=read.stem(),
        answer=answer,
        tolerance=None if tolerance in (None, "", "0") else tolerance,
        unit=unit or None,
    )


def matching(read: Read) -> Came:
    """Pairs; a right side without a left one has no place here."""
    choices = []
    for row in read.element.findall("subquestion"):
        left, right = read.markdown(row), words(row.find("answer"))
        if left or not right:
            pair = read.texts.plain(right)
            choices.append(Choice(left, pair=pair, place=read.place))
        else:
            message = N_("the right side '%(text)s' fits nothing, which cannot be carried")
            read.texts.told(
                "QI1161", message, N_("give it a left side, or remove it"), text=short(right)
            )
    if shuffle(read) and "shuffle" not in read.carried.fields:
        read.texts.told("QI2187", N_("the right column is always mixed here"))
    heads = read.carried.hints.get("heads", "").partition("|")
    return read.came(
        "matching",
        stem=read.stem(),
        choices=tuple(choices),
        heads=(heads[0], heads[2]) if heads[1] else None,
        fields={"partial": ("proportional",)},
    )


def essay(read: Read) -> Came:
    """An answer in words; what graders are told is its rubric."""
    told = read.markdown(read.element.find("graderinfo"))
    lines = lines_of(told, read.place)
    if told and not lines:
        message = N_("what graders are told is one line of the rubric for all points")
        read.texts.told("QI2179", message, N_("write what earns which points"))
        points = number(words_in(read.element, "defaultgrade"))
        worth = decimal(points) if points else "1"
        lines = (Choice(told, worth=worth, place=read.place),)
    return read.came("short_answer", stem=read.stem(), choices=lines)


def ordering(read: Read) -> Came:
    """Items in their right order."""
    choices = [
        Choice(read.markdown(each), place=read.place) for each in read.element.findall("answer")
    ]
    if words_in(read.element, "selecttype").upper() in ("RANDOM", "CONTIGUOUS", "1", "2"):
        read.texts.told(
            "QI2171", N_("only some of the items are shown there, and all of them here")
        )
    if words_in(read.element, "gradingtype").upper() not in ("ALL_OR_NOTHING", "-1", ""):
        read.texts.told("QI2172", N_("part marks for some of the order are not carried over"))
    return read.came("ordering", stem=read.stem(), choices=tuple(choices))


def gapped(read: Read) -> Came | None:
    """Gaps in the text, if words are typed into all of them."""
    element = read.element.find("questiontext")
    raw = without_private(words(element))
    if raw != words(element):
        read.texts.told("QI2174", N_("characters of private use are left out"))
    text, gaps = cloze.cut(raw, FIRST_GAP)
    odd = dict.fromkeys(gap.kind for gap in gaps if not gap.is_words)
    if odd or element is None:
        message = N_("gaps of the kind %(kinds)s have no counterpart here, so it cannot be carried")
        read.texts.told("QI1162", message, kinds=", ".join(odd))
        return None
    if any(gap.is_exact for gap in gaps):
        read.texts.told("QI2167", N_("capital and small letters are not told apart here"))
    if len({gap.worth for gap in gaps}) > 1:
        read.texts.told(
            "QI2173", N_("the gaps are worth different points there, and the same here")
        )
    blanks = tuple(tuple(accepted(read, gap)) for gap in gaps)
    stem = read.texts.converted(element, text, element.get("format") or read.usual)
    points = str(sum(gap.worth for gap in gaps))
    fields = {"points": (points,), "partial": ("proportional",)}
    return read.came("fill_blank", stem=stem, blanks=blanks, fields=fields)


def _numeral(text: str) -> str:
    """A number as we write it; anything else as it stands, to be found fault with."""
    value = number(text)
    return text if value is None else decimal(value)


TYPES: dict[str, Callable[[Read], Came | None]] = {
    "multichoice": multichoice,
    "truefalse": truefalse,
    "shortanswer": shortanswer,
    "numerical": numerical,
    "matching": matching,
    "match": matching,
    "essay": essay,
    "ordering": ordering,
    "cloze": gapped,
    "multianswer": gapped,
}
