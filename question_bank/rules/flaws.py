"""The known flaws of item writing (Haladyna, Downing & Rodriguez 2002), as warnings."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from question_bank.kinds.kind import LETTERS
from question_bank.rules.blocks import Item
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Document, Draft, parts_of
from question_bank.rules.similar import similar

_CHOSEN = frozenset({"single", "multiple", "judgement"})
_NEEDS_REF = frozenset({"law", "proc"})
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_MARKUP = re.compile(r"[*_`~]|!?\[([^\]\[]{0,300})\]\([^)]{0,300}\)")
_ALL_OR_NONE = re.compile(
    r"^(?:以上|上述|前述|前面)[^，。]{0,4}(?:都|均|全|皆|各项|三项|所有)[^，。]{0,6}$"
    r"|^(?:以上|上述)[^，。]{0,4}(?:不对|错误|不正确)$"
    r"|\b(?:all|none|both|neither|any) of (?:the|these) (?:above|options|answers|preceding)\b"
    r"|^(?:all|none) of (?:these|them)\W*$",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    r"一律|绝对|永远|从不|从来不|任何情况下|无论如何|毫无例外|百分之百"
    r"|\b(?:always|never|absolutely|in no case|under no circumstances|without exception)\b",
    re.IGNORECASE,
)
_EMPHASISED = re.compile(r"\*\*.+?\*\*|__.+?__|\*[^*]+?\*")
_SENTENCE = re.compile(r"[^。！.!;；]+")
_ASKS = re.compile(r"哪(?!怕)|下列|以下")
_WHICH = re.compile(r"\bwhich\b", re.IGNORECASE)
_NOT = re.compile(
    r"不(?:属于|正确|符合|包括|包含|恰当|妥当|适当|应当|应|可以|能|需要|构成|是|得)|错误的|有误|除外"
)
_NOT_IN_ENGLISH = re.compile(r"\b(?:not|isn't|aren't|incorrect|wrong|except|least)\b")
_WORD = re.compile(r"[A-Za-z]{7,}")
_LONGER = Fraction(3, 2)
_LONGER_BY = {"zh": 6, "other": 15}
_MIXED = 3
_MIXED_BY = {"zh": 12, "other": 40}
_SHARED_CHARACTERS = 4
_COMMON = 3
_FULL_STOP = ("。", ".", "！", "!")
_CLOSING_QUOTES = "”’』」\"'"
_FEWEST_FOR_BALANCE = 12


def flaws(document: Document) -> list[Diagnostic]:
    """What a good item writer would look at again."""
    whole = [each for draft in document.drafts for each in _alone(draft)]
    return [
        *(each for draft in whole for each in _draft(draft)),
        *_clues(whole),
        *_near_duplicates(whole),
        *_balance(whole),
    ]


def _alone(draft: Draft) -> list[Draft]:
    """The question itself, or the parts of a case; none where it could not be cut up."""
    if draft.answer is None:
        return []
    parts = [replace(part, id=f"{draft.id}/{part.id}") for part in parts_of(draft)]
    return parts or [draft]


def _draft(draft: Draft) -> list[Diagnostic]:
    return [
        *_missing(draft),
        *_longest(draft),
        *_all_or_none(draft),
        *_absolute(draft),
        *_negative(draft),
        *_mixed(draft),
    ]


def _missing(draft: Draft) -> list[Diagnostic]:
    topic = draft.settings.topic or ""
    said = [] if draft.rationale else [found("QB201", draft.line)]
    if topic.partition(".")[0] in _NEEDS_REF and not draft.settings.refs:
        said.append(found("QB202", draft.line))
    return said


def _longest(draft: Draft) -> list[Diagnostic]:
    """Half as long again as any other, and by more than a few characters."""
    right, wrong = _right_and_wrong(draft)
    if len(right) != 1 or not wrong:
        return []
    key, other = _length(right[0]), max(map(_length, wrong))
    is_clear = key >= other * _LONGER and key - other >= _LONGER_BY[_script(draft)]
    return [found("QB203", right[0].line)] if is_clear else []


def _all_or_none(draft: Draft) -> list[Diagnostic]:
    return [
        found("QB204", item.line)
        for item in _options(draft)
        if _ALL_OR_NONE.search(_bare(item.text))
    ]


def _absolute(draft: Draft) -> list[Diagnostic]:
    right, wrong = _right_and_wrong(draft)
    if not right or any(_ABSOLUTE.search(item.text) for item in right):
        return []
    matches = [(item, match) for item in wrong if (match := _ABSOLUTE.search(item.text))]
    return [found("QB205", item.line, word=match[0]) for item, match in matches[:1]]


def _negative(draft: Draft) -> list[Diagnostic]:
    """Only where options are shown, and only what asks, not what the scene tells."""
    if not _options(draft):
        return []
    sentences = _SENTENCE.findall(_EMPHASISED.sub("", draft.stem))
    words = (_asked_negatively(sentence) for sentence in sentences)
    return [found("QB206", draft.stem_line, word=word) for word in words if word][:1]


def _asked_negatively(sentence: str) -> str | None:
    asks = _ASKS.search(sentence)
    if asks:
        match = _NOT.search(sentence, asks.end())
        return match[0] if match else None
    which = _WHICH.search(sentence) if "?" in sentence else None
    match = _NOT_IN_ENGLISH.search(sentence.partition(",")[0], which.end()) if which else None
    return match[0] if match else None


def _clues(drafts: Sequence[Draft]) -> list[Diagnostic]:
    """A word that many questions of the file have is its subject, and no clue."""
    found_clues = [clue for draft in drafts if (clue := _clue(draft))]
    stems = [draft.stem.lower() for draft in drafts]
    return [
        found("QB207", line, word=word)
        for line, word in found_clues
        if sum(word in stem for stem in stems) < _COMMON
    ]


def _clue(draft: Draft) -> tuple[int, str] | None:
    right, wrong = _right_and_wrong(draft)
    if len(right) != 1 or not wrong:
        return None
    stem, key = _bare(draft.stem), _bare(right[0].text)
    others = [_bare(item.text).lower() for item in wrong]
    shared = _shared(stem, key) if _script(draft) == "zh" else _shared_words(stem, key)
    clues = (word for word in shared if not any(word in other for other in others))
    return next(((right[0].line, word) for word in clues), None)


def _shared(stem: str, key: str) -> list[str]:
    size = _SHARED_CHARACTERS
    pieces = (key[at : at + size] for at in range(len(key) - size + 1))
    return [piece for piece in pieces if piece in stem and all(map(_CHINESE.match, piece))]


def _shared_words(stem: str, key: str) -> list[str]:
    words = {word.lower() for word in _WORD.findall(stem)}
    return [word for word in _WORD.findall(key.lower()) if word in words]


def _mixed(draft: Draft) -> list[Diagnostic]:
    """One option three times as long as another, or only some that end as sentences do."""
    listed = _options(draft)
    if not listed:
        return []
    lengths = [_length(item) for item in listed]
    is_uneven = (
        max(lengths) >= _MIXED * min(lengths)
        and max(lengths) - min(lengths) >= _MIXED_BY[_script(draft)]
    )
    stops = {_bare(item.text).rstrip(_CLOSING_QUOTES).endswith(_FULL_STOP) for item in listed}
    return [found("QB208", listed[0].line)] if is_uneven or len(stops) > 1 else []


def _near_duplicates(drafts: Sequence[Draft]) -> list[Diagnostic]:
    lines = {draft.id: draft.stem_line for draft in drafts}
    twins = similar({draft.id: _bare(draft.stem) for draft in drafts})
    return [found("QB209", lines[name], other=other) for name, other in twins.items()]


def _balance(drafts: Sequence[Draft]) -> list[Diagnostic]:
    """More at one position than two standard deviations above an even spread."""
    singles = [draft.answer.items for draft in drafts if draft.kind == "single" and draft.answer]
    places = [at for listed in singles for at, item in enumerate(listed) if item.mark == "x"]
    total = len(places)
    if total < _FEWEST_FOR_BALANCE:
        return []
    chance = Fraction(total, sum(map(len, singles)))
    place, count = Counter(places).most_common(1)[0]
    excess = count - total * chance
    if excess <= 0 or excess**2 <= 4 * total * chance * (1 - chance):
        return []
    letter = LETTERS[place].upper() if place < len(LETTERS) else str(place + 1)
    return [found("QB210", drafts[0].line, count=count, total=total, letter=letter)]


def _options(draft: Draft) -> tuple[Item, ...]:
    """The options that a candidate chooses from; none where nothing is chosen."""
    items = draft.answer.items if draft.answer and draft.kind in _CHOSEN else ()
    return tuple(item for item in items if item.mark is not None and item.text)


def _right_and_wrong(draft: Draft) -> tuple[list[Item], list[Item]]:
    listed = _options(draft)
    if draft.kind not in _CHOSEN:
        return [], []
    if draft.kind != "judgement":
        right = [item for item in listed if item.mark == "x"]
    else:
        worths = [int(item.mark) for item in listed if item.mark and item.mark not in " x"]
        best = str(max(worths)) if worths else ""
        right = [item for item in listed if item.mark == best]
    return right, [item for item in listed if item not in right]


def _script(draft: Draft) -> str:
    return "zh" if _CHINESE.search(draft.stem) else "other"


def _length(item: Item) -> int:
    return len(_bare(item.text))


def _bare(text: str) -> str:
    return _MARKUP.sub(r"\1", text).strip()
