"""From a question as it was typed to what it says: its kind first, then its answer."""

import re
from collections.abc import Sequence
from decimal import Decimal

from question_bank.formats.format import Came, Note
from question_bank.formats.papers import answers, choosing, fields, texts, worded, words
from question_bank.formats.papers.lines import unmarked
from question_bank.formats.papers.notes import noted
from question_bank.formats.papers.sheet import Asked, Label, Section, Sheet
from question_bank.formats.papers.work import Work

_TAG = re.compile(r"[【\[（(［][ \t\u3000]*([^】\]）)］]{2,8})[】\]）)］][ \t\u3000]*")
_TAG_AT_END = re.compile(r"[【\[（(［](单选题?|多选题?|判断题?|不定项选择题?)[】\]）)］][。.]?$")
_MANY = 2
_AN_ORDER = 3
_CHOICES = frozenset({"single", "multiple"})


def settled(sheet: Sheet) -> tuple[tuple[Came, ...], list[Note]]:
    """All questions of a paper, and what is to be said about them."""
    questions: list[Came] = []
    notes: list[Note] = []
    for section in sheet.sections:
        came = []
        for asked in section.questions:
            one, said = _settled(asked, sheet.defaults)
            came.append(one)
            notes += said
        questions += came
        notes += _totals(section, came)
    return tuple(questions), notes


def _settled(asked: Asked, defaults: Sequence[Label]) -> tuple[Came, list[Note]]:
    given = [label for label in asked.all("answer") if label.lines]
    explained = [label for label in asked.labels if label.name in ("rationale", "feedback")]
    work = Work(
        asked=asked,
        stem=list(asked.stem),
        answer=given[0] if given else None,
        rationale=[line for label in explained for line in label.lines],
    )
    for other in given[1:]:
        if other.text != work.said:
            work.note("QI174", other.place, first=work.said[:40], other=other.text[:40])
    tagged = _tag(work)
    fields.take(work, [] if asked.parent else defaults)
    came = _built(work, tagged)
    return came, work.notes


def _tag(work: Work) -> str | None:
    """The kind that 题型： or 【单选】 at the head of the stem gives."""
    label = work.asked.first("type")
    stated = words.kind_of_word(texts.one_line(label.lines)) if label else None
    line = work.stem[0] if work.stem else None
    text = "" if line is None or line.is_verbatim else unmarked(line.text)
    match = _TAG.match(text) or _TAG_AT_END.search(text)
    if match is None or line is None or (kind := words.kind_of_word(match[1])) is None:
        return stated
    rest = text[: match.start()] + text[match.end() :]
    work.stem[0:1] = [line.with_text(rest)] if rest else []
    return stated or kind


def _built(work: Work, tagged: str | None) -> Came:
    kind = tagged or work.asked.kind
    if work.asked.parts:
        return _case(work, kind)
    if kind == "judgement":
        return choosing.judged(work)
    if kind == "ordering":
        return choosing.ordered(work)
    if kind == "matching":
        return choosing.matched(work)
    if kind == "fill_blank":
        return worded.filled(work)
    if kind == "short_answer":
        return worded.written(work)
    if kind == "true_false" and (not work.options or choosing.truth_of_options(work)):
        return worded.signed(work)
    if kind == "numeric" and (not work.said or answers.number(work.said)):
        return worded.counted(work)
    if kind in _CHOICES and (work.options or not _has_other_answer(work)):
        return choosing.picked(work, choosing.letters(work), kind)
    return _told_by_answer(work, kind)


def _has_other_answer(work: Work) -> bool:
    """Whether what is given as the answer is no letter, so that options are not merely missing."""
    return bool(worded.sign_in_stem(work)) or (
        bool(work.said) and answers.letters(work.said) is None
    )


def _told_by_answer(work: Work, kind: str | None) -> Came:
    """The kind that options and answer tell, where the paper does not say it or is mistaken."""
    is_stated = kind not in (None, words.CHOICE)
    if work.options and choosing.truth_of_options(work):
        return _taken(work, "true_false", worded.signed(work), is_noted=is_stated)
    if len(work.options) >= _MANY:
        return _chosen(work, is_noted=is_stated)
    if _is_sign(work):
        return _taken(work, "true_false", worded.signed(work), is_noted=is_stated)
    if worded.has_gaps(work) and work.said:
        return _taken(work, "fill_blank", worded.filled(work), is_noted=is_stated)
    if answers.number(work.said):
        return _taken(work, "numeric", worded.counted(work), is_noted=True)
    if work.said:
        return _taken(work, "short_answer", worded.written(work), is_noted=not work.asked.parent)
    work.note("QI176", number=work.asked.name)
    return work.came("short_answer")


def _is_sign(work: Work) -> bool:
    """Whether a sign is given; what says yes and goes on, in a part of a case, is an answer."""
    said = words.truth(work.said)
    if said is None:
        return not work.said and bool(worded.sign_in_stem(work))
    is_scored = any(part.points for part in answers.scored(work.said))
    return not is_scored and not (said[1] and work.asked.parent)


def _chosen(work: Work, *, is_noted: bool) -> Came:
    steps = answers.steps(work.said)
    is_order = len(steps) == len(work.options) >= _AN_ORDER and steps != sorted(steps)
    if is_order and len(set(steps)) == len(steps):
        return _taken(work, "ordering", choosing.ordered(work), is_noted=True)
    right = choosing.letters(work)
    kind = "multiple" if len(right) > 1 else "single"
    return _taken(work, kind, choosing.picked(work, right, kind), is_noted=is_noted)


def _taken(work: Work, kind: str, came: Came, *, is_noted: bool) -> Came:
    if is_noted:
        work.note("QI205", number=work.asked.name, kind=words.NAMES[kind])
    return came


def _case(work: Work, kind: str | None) -> Came:
    if kind != "case":
        work.note("QI217", number=work.asked.name)
    work.fields.pop("points", None)
    parts = []
    for part in work.asked.parts:
        came, notes = _settled(part, ())
        parts.append(came)
        work.notes += notes
    section = work.asked.section
    if (section.each or section.total) and not all("points" in each.fields for each in parts):
        work.note("QI216")
    return work.came("case", parts=parts)


def _totals(section: Section, came: Sequence[Came]) -> list[Note]:
    """Whether the points of the questions are those that the heading promises."""
    if section.place is None or section.total is None or not came:
        return []
    single = [part for each in came for part in (each.parts or (each,))]
    points = [each.fields.get("points", ("",))[0] for each in single]
    if not all(points):
        is_said = any(each.parts for each in came)
        return [] if is_said else [noted("QI216", section.place)]
    total = sum((_decimal(each) for each in points), Decimal(0))
    if total == Decimal(section.total):
        return []
    return [noted("QI209", section.place, total=section.total, sum=f"{total:f}")]


def _decimal(text: str) -> Decimal:
    return Decimal(text) if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", text) else Decimal(0)
