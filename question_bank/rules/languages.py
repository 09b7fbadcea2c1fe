"""One question out of the drafts of its languages."""

from collections.abc import Mapping
from typing import NamedTuple

from question_bank.kinds import KINDS
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Answer, Draft
from question_bank.rules.question import Question
from question_bank.rules.statutes import cited

AUTHORITATIVE = "zh"


class Joined(NamedTuple):
    """The question, unless its languages disagree; each finding is about the other language."""

    question: Question | None
    diagnostics: list[Diagnostic]


def joined(drafts: Mapping[str, Draft]) -> Joined:
    """One question with one key; zh is the model, or the first language where zh is missing.

    The drafts are of one id and have no errors of their own.
    """
    languages = sorted(drafts, key=lambda language: (language != AUTHORITATIVE, language))
    first = languages[0]
    disagreements = [
        found("QB142", drafts[other].line, first=first, other=other, name=name)
        for other in languages[1:]
        for name in _differences(drafts[first], drafts[other])
    ]
    if disagreements:
        return Joined(None, disagreements)
    return Joined(_question([(language, drafts[language]) for language in languages]), [])


def _differences(model: Draft, other: Draft) -> list[str]:
    if model.kind != other.kind:
        return ["type"]
    ours, theirs = _compared(model), _compared(other)
    return [name for name, value in ours.items() if theirs.get(name) != value]


def _compared(draft: Draft) -> dict[str, object]:
    """What must be alike; tags and rules in words are in the words of their language."""
    settings = draft.settings
    kind = KINDS[_kind(draft)]
    return {
        "topic": settings.topic,
        "difficulty": settings.difficulty,
        "points": settings.points,
        "ref": [ref for ref in map(cited, refs_of(draft)) if ref],
        "pool": settings.pool,
        "fact": set(settings.facts),
        "confidence": settings.confidence,
        "partial": settings.partial,
        "shuffle": settings.shuffle,
        "time": settings.seconds,
        "enemies": set(settings.enemies),
        **kind.shared(_answer(draft)),
    }


def _question(drafts: list[tuple[str, Draft]]) -> Question:
    model = drafts[0][1]
    settings = model.settings
    kind = KINDS[_kind(model)]
    return Question(
        id=model.id,
        kind=kind.name,
        topic=settings.topic or "",
        pool=settings.pool or "",
        difficulty=settings.difficulty,
        points=settings.points,
        refs=refs_of(model),
        facts=tuple(dict.fromkeys(fact for each in _whole(model) for fact in each.settings.facts)),
        confidence=settings.confidence,
        enemies=settings.enemies,
        partial=settings.partial,
        shuffle=kind.always_shuffled or (settings.shuffle and not kind.keeps_order),
        seconds=_seconds(model),
        tags=settings.tags,
        key=kind.key([_answer(draft) for _, draft in drafts]),
        asked={language: kind.asked(draft.stem, _answer(draft)) for language, draft in drafts},
        told={language: kind.told(draft.rationale, _answer(draft)) for language, draft in drafts},
    )


def refs_of(draft: Draft) -> tuple[str, ...]:
    """What a question rests on, with what the parts of a case rest on, each once."""
    return tuple(dict.fromkeys(ref for each in _whole(draft) for ref in each.settings.refs))


def _whole(draft: Draft) -> tuple[Draft, ...]:
    return (draft, *_answer(draft).parts)


def _seconds(draft: Draft) -> int:
    """The time that is stated, else that of its kind; a case takes as long as its parts."""
    usual = KINDS[_kind(draft)].seconds + sum(map(_seconds, _answer(draft).parts))
    return draft.settings.seconds or usual


def _kind(draft: Draft) -> str:
    if draft.kind is None:
        raise ValueError("a draft with errors cannot be joined")
    return draft.kind


def _answer(draft: Draft) -> Answer:
    if draft.answer is None:
        raise ValueError("a draft with errors cannot be joined")
    return draft.answer
