"""A case: one shared text, and parts that are questions of the other kinds."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import cast

from core.errors import N_
from question_bank.kinds import options
from question_bank.kinds.kind import Body, Json, Kind, Parsed, Sent, Unreadable
from question_bank.rules.blocks import Block
from question_bank.rules.diagnostics import Diagnostic, found
from question_bank.rules.document import Answer, Draft

_MOST = 20


class Case:
    """Each part is answered and marked as a question of its own; a case as a whole is neither."""

    name = "case"
    label = N_("Case")
    aliases = frozenset({"案例", "案例题", "案例分析", "案例分析题"})
    seconds = 0
    sample = "### …"
    always_shuffled = False
    keeps_order = True
    has_block = False
    heading: str | None = None
    marked_by_people = True
    partials = frozenset({"none"})

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        """Take the kinds that a part can be of."""
        self.kinds = kinds

    def fits(self, block: Block) -> bool:
        return False

    def recognises(self, blocks: Sequence[Block], answer: str | None) -> bool:
        return False

    def parse(self, body: Body) -> Parsed:
        said = [*options.answer_field(body, self.name), *_faults(body)]
        is_whole = bool(body.parts) and all(part.answer is not None for part in body.parts)
        return Parsed(options.stem_text(body), Answer(parts=body.parts) if is_whole else None, said)

    def write(self, answer: Answer) -> tuple[str, ...]:
        return ()

    def key(self, answers: Sequence[Answer]) -> dict[str, object]:
        """For each part what marks it: its kind, points, rule and key."""
        together = zip(*(answer.parts for answer in answers), strict=True)
        return {"parts": [self._part_key(drafts) for drafts in together]}

    def shared(self, answer: Answer) -> dict[str, object]:
        return {
            "parts": [part.id for part in answer.parts],
            **{
                f"{part.id}: {name}": it for part in answer.parts for name, it in self._shared(part)
            },
        }

    def size(self, key: Json) -> int:
        return len(parts_of(key))

    def asked(self, stem: str, answer: Answer) -> dict[str, object]:
        parts = [
            {"id": part.id, "kind": part.kind, **self._kind(part).asked(part.stem, _answer(part))}
            for part in answer.parts
        ]
        return {"stem": stem, "parts": parts}

    def told(self, rationale: str | None, answer: Answer) -> dict[str, object]:
        parts = [self._kind(part).told(part.rationale, _answer(part)) for part in answer.parts]
        return {"rationale": rationale or None, "feedback": [], "parts": parts}

    def from_form(self, sent: Sent, size: int) -> object:
        return None

    def read(self, value: object, size: int) -> object:
        """Nothing can be read: each part is read by its own kind."""
        if value is None:
            return None
        raise Unreadable("a case is answered part by part")

    def share(self, value: object, key: Json, order: Sequence[int], partial: str) -> Fraction:
        """Nothing is earned but by the parts."""
        return Fraction(0)

    def right(self, key: Json, order: Sequence[int]) -> object:
        return None

    def _kind(self, part: Draft) -> Kind:
        return self.kinds[part.kind or ""]

    def _part_key(self, drafts: Sequence[Draft]) -> dict[str, object]:
        model = drafts[0]
        kind, settings = self._kind(model), model.settings
        key = kind.key([_answer(draft) for draft in drafts])
        return {
            "id": model.id,
            "kind": kind.name,
            "points": f"{settings.points:f}",
            "partial": settings.partial,
            "shuffle": kind.always_shuffled or (settings.shuffle and not kind.keeps_order),
            "seconds": settings.seconds or kind.seconds,
            "size": kind.size(key),
            "key": key,
        }

    def _shared(self, part: Draft) -> list[tuple[str, object]]:
        settings = part.settings
        return [
            ("type", part.kind),
            ("points", settings.points),
            ("partial", settings.partial),
            ("shuffle", settings.shuffle),
            *self._kind(part).shared(_answer(part)).items(),
        ]


def parts_of(key: Json) -> list[Json]:
    """What marks each part of a case, in order."""
    return cast("list[Json]", key["parts"])


def points_of(answer: Answer) -> Decimal:
    """What all parts together are worth."""
    return sum((part.settings.points for part in answer.parts), Decimal(0))


def _answer(part: Draft) -> Answer:
    if part.answer is None:
        raise ValueError("a part with errors has no answer")
    return part.answer


def _faults(body: Body) -> list[Diagnostic]:
    if not body.parts:
        return [found("QB152", body.line)]
    if len(body.parts) > _MOST:
        return [found("QB153", body.line)]
    return []
