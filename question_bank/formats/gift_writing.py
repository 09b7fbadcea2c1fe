"""GIFT out: what it can carry of our questions, and a note on everything that it cannot."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from question_bank.formats.carried import words
from question_bank.formats.format import Came, Choice, Note, Sent
from question_bank.formats.gift_answers import plain_share
from question_bank.formats.gift_cutting import escaped
from question_bank.formats.gift_notes import of_question, said
from question_bank.formats.gift_question import GAP
from question_bank.formats.leaving import leaving
from question_bank.rules.document import Draft
from question_bank.rules.pictures import mentions

_LOST = ("pool", "difficulty", "points", "ref", "fact", "confidence", "shuffle", "time", "enemies")
_AMBIGUOUS = re.compile(r"\s*[%\[]")
_ESCAPED = r"\\\1"
_BRACKET = re.compile(r"([\[\]])")
_HUNDRED = Fraction(100)
_ARROW = "->"


def write_gift(drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
    """The questions by topic, each under its id; pictures do not go with them."""
    notes: list[Note] = []
    written: list[tuple[str, str]] = []
    for draft in drafts:
        came = leaving(draft)
        code = "QI131" if came is None else _refused(came)
        if came is None or code:
            kind = came.kind if came else ""
            notes.append(said(code or "QI131", of_question(draft.id), id=draft.id, kind=kind))
            continue
        notes += _losses(came, draft.id)
        written.append((came.fields.get("topic", ("",))[0], _question(came, draft.id)))
    return Sent("\n".join(_grouped(written)).encode(), tuple(notes))


def _grouped(written: Sequence[tuple[str, str]]) -> list[str]:
    """A category holds until the next one, so that what has no topic needs one too."""
    lines: list[str] = []
    for topic, questions in groupby(written, key=lambda each: each[0]):
        lines += [f"$CATEGORY: {topic or 'top'}", ""] if topic or lines else []
        lines += [f"{text}\n" for _, text in questions]
    return lines


def _refused(came: Came) -> str | None:
    """Why a question cannot go out at all."""
    if came.kind in ("ordering", "case"):
        return "QI130"
    if came.kind == "fill_blank" and len(came.blanks) != 1:
        return "QI132"
    spellings = [text for blank in came.blanks for text in blank]
    lefts = [choice.text for choice in came.choices if came.kind == "matching"]
    return "QI133" if any(_ARROW in text for text in (*spellings, *lefts)) else None


def _losses(came: Came, name: str) -> list[Note]:
    lost = [each for each in _LOST if each in came.fields] + (["unit"] if came.unit else [])
    texts = [came.stem, came.rationale or "", *(each.text for each in came.choices)]
    texts += [each.feedback or "" for each in came.choices]
    values: list[tuple[bool, str, dict[str, object]]] = [
        (bool(lost), "QI240", {"names": ", ".join(lost)}),
        (any(True for text in texts for _ in mentions(text)), "QI241", {}),
        (came.kind == "multiple" and "partial" not in came.fields, "QI242", {}),
        (came.kind == "short_answer", "QI243", {}),
    ]
    place = of_question(name)
    return [said(code, place, id=name, **more) for holds, code, more in values if holds]


def _question(came: Came, name: str) -> str:
    stem = came.stem
    if came.kind == "fill_blank":
        before, _, after = (escaped(part) for part in stem.partition(GAP))
    else:
        before, after = f"{escaped(stem)} ", ""
    lines = [_comment(came, name), f"::{escaped(name)}::[markdown]{before}{{", *_answers(came)]
    if came.rationale:
        lines.append(f"\t####{escaped(came.rationale)}")
    return "\n".join([*lines, f"}}{after}"])


def _comment(came: Came, name: str) -> str:
    """Moodle takes its id number and tags from a comment; what it has no field for is a tag."""
    fields = {**came.fields, "topic": ()}
    hints: dict[str, str | None] = {"unit": came.unit}
    if came.kind == "multiple":
        fields["partial"] = came.fields.get("partial", ("none",))
    if came.kind == "judgement":
        hints |= {"type": "judgement", "best": str(max(_worths(came)))}
    if came.kind == "matching" and came.heads:
        hints |= {"heads": "|".join(each.replace("|", "/") for each in came.heads)}
    marks = [("id", name), *(("tag", word) for word in words(fields, **hints))]
    written = (f"[{mark}:{_BRACKET.sub(_ESCAPED, value)}]" for mark, value in marks)
    return f"// {' '.join(written)}"


def _answers(came: Came) -> list[str]:
    match came.kind:
        case "true_false":
            return ["\tTRUE" if came.answer == "true" else "\tFALSE"]
        case "numeric":
            return [f"\t#{came.answer}:{came.tolerance or 0}"]
        case "fill_blank":
            return [f"\t={_spelling(text)}" for text in came.blanks[0]]
        case "matching":
            return [
                f"\t={_marked(each.text)} -> {_marked(each.pair or '')}" for each in came.choices
            ]
        case "single":
            return [_option("=" if each.is_right else "~", each) for each in came.choices]
        case "multiple":
            return _multiple(came)
        case "judgement":
            return _judgement(came)
    return []


def _multiple(came: Came) -> list[str]:
    """Every right option earns its share; a wrong one loses all, or its share."""
    right = sum(each.is_right for each in came.choices)
    wrong = len(came.choices) - right
    is_shared = came.fields.get("partial") == ("proportional",)
    loss = _HUNDRED / wrong if is_shared and wrong else _HUNDRED
    shares = [_HUNDRED / right if each.is_right else -loss for each in came.choices]
    return [
        _option(f"~%{plain_share(share)}%", each)
        for share, each in zip(shares, came.choices, strict=True)
    ]


def _judgement(came: Came) -> list[str]:
    """Each option earns its part of what the best one earns."""
    worths = _worths(came)
    best = max(worths)
    shares = [_HUNDRED * worth / best for worth in worths]
    return [
        _option("=" if share == _HUNDRED else f"~%{plain_share(share)}%", each)
        for share, each in zip(shares, came.choices, strict=True)
    ]


def _worths(came: Came) -> list[int]:
    return [int(each.worth or 0) for each in came.choices]


def _option(mark: str, each: Choice) -> str:
    feedback = f"#{_marked(each.feedback)}" if each.feedback else ""
    return f"\t{mark}{_marked(each.text)}{feedback}"


def _marked(text: str) -> str:
    """A text that could be taken for a share or a format's mark states its format."""
    return f"[markdown]{escaped(text)}" if _AMBIGUOUS.match(text) else escaped(text)


def _spelling(text: str) -> str:
    r"""An accepted answer; a star in it is written as `\*`."""
    share = "%100%" if _AMBIGUOUS.match(text) else ""
    return share + escaped(text.replace("*", "\\*"))
