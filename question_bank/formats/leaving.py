"""A question of ours as another system could have had it: what every writer writes from."""

from collections.abc import Sequence
from decimal import Decimal

from question_bank.formats.format import Came, Choice, Place
from question_bank.kinds import fill_blank
from question_bank.kinds.kind import Kind
from question_bank.rules.blocks import Item
from question_bank.rules.document import Answer, Draft
from question_bank.rules.fields import Field
from question_bank.rules.settings import Difficulty, Settings, difficulty_of

FIRST_GAP = 0xE000
NOWHERE = Place("")
_OWN = frozenset({"type", "answer", "tolerance", "unit"})
_BLANKS: Kind = fill_blank.FillBlank()


def leaving(draft: Draft) -> Came | None:
    """The question with all its settings, or nothing where it could not be cut up."""
    if draft.answer is None or draft.kind is None:
        return None
    return _came(draft, draft.kind, draft.answer, settings_as_fields(draft.settings))


def settings_as_fields(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The settings that differ from what is understood without them, in canonical words."""
    given: dict[str, Sequence[str]] = {
        "lang": [settings.lang],
        "topic": [settings.topic or ""],
        "difficulty": [_difficulty(settings.difficulty)],
        "points": [plain_decimal(settings.points)],
        "ref": settings.refs,
        "pool": [settings.pool or ""],
        "fact": [", ".join(settings.facts)],
        "confidence": [settings.confidence or ""],
        "partial": [settings.partial],
        "shuffle": ["" if settings.shuffle else "no"],
        "time": [str(settings.seconds or "")],
        "enemies": [", ".join(settings.enemies)],
        "tags": [", ".join(settings.tags)],
    }
    default = {"difficulty": "medium", "points": "1", "partial": "none"}
    return {
        name: tuple(values)
        for name, values in given.items()
        if any(values) and values[0] != default.get(name)
    }


def plain_decimal(number: Decimal) -> str:
    """A number without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _difficulty(difficulty: Difficulty) -> str:
    is_label = difficulty_of(difficulty.label) == difficulty
    return difficulty.label if is_label else plain_decimal(difficulty.expected)


def _came(draft: Draft, kind: str, answer: Answer, fields: dict[str, tuple[str, ...]]) -> Came:
    """The parts of a case keep only the fields of their own."""
    stem = draft.stem
    blanks: tuple[tuple[str, ...], ...] = ()
    choices: tuple[Choice, ...] = ()
    number, tolerance, unit = None, None, None
    if kind == "fill_blank":
        stem, blanks = gapped(draft.stem, answer)
    elif kind == "true_false":
        number = answer.items[0].mark
    elif kind == "numeric":
        number, tolerance, unit = (item.text or None for item in answer.items)
        tolerance = None if tolerance == "0" else tolerance
    else:
        choices = tuple(_choice(kind, item) for item in answer.items)
    return Came(
        kind,
        stem,
        NOWHERE,
        choices=choices,
        blanks=blanks,
        heads=_heads(answer),
        answer=number,
        tolerance=tolerance,
        unit=unit,
        rationale=draft.rationale or None,
        fields=fields,
        id=draft.id,
        parts=tuple(
            _came(part, part.kind, part.answer, _own_fields(part.fields))
            for part in answer.parts
            if part.kind and part.answer
        ),
    )


def _heads(answer: Answer) -> tuple[str, str] | None:
    if answer.heads is None or not any(answer.heads):
        return None
    return _out_of_cell(answer.heads[0]), _out_of_cell(answer.heads[1])


def gapped(stem: str, answer: Answer) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """The stem with a character of private use for each blank, and the accepted spellings."""
    asked = str(_BLANKS.asked(stem, answer)["stem"])
    gaps = fill_blank.placed(asked, lambda number: chr(FIRST_GAP + number - 1))
    return gaps, tuple(tuple(fill_blank.accepted(item)) for item in answer.items)


def _choice(kind: str, item: Item) -> Choice:
    is_cell = kind == "matching"
    return Choice(
        _out_of_cell(item.text) if is_cell else item.text,
        is_right=kind in ("single", "multiple") and item.mark == "x",
        feedback=item.feedback or None,
        worth=item.mark if kind in ("judgement", "short_answer") else None,
        pair=_out_of_cell(item.pair or "") if is_cell else None,
    )


def _out_of_cell(text: str) -> str:
    return text.replace("\\|", "|")


def _own_fields(fields: Sequence[Field]) -> dict[str, tuple[str, ...]]:
    own = [each for each in fields if each.name and each.name not in _OWN]
    return {
        each.name: tuple(other.value for other in own if other.name == each.name) for each in own
    }
