"""The kinds of question, by name."""

from question_bank.kinds.case import Case
from question_bank.kinds.fill_blank import FillBlank
from question_bank.kinds.judgement import Judgement
from question_bank.kinds.kind import Kind
from question_bank.kinds.matching import Matching
from question_bank.kinds.multiple import Multiple
from question_bank.kinds.numeric import Numeric
from question_bank.kinds.ordering import Ordering
from question_bank.kinds.short_answer import ShortAnswer
from question_bank.kinds.single import Single
from question_bank.kinds.true_false import TrueFalse

_ALONE: tuple[Kind, ...] = (
    TrueFalse(),
    Numeric(),
    Single(),
    Multiple(),
    FillBlank(),
    Ordering(),
    Matching(),
    Judgement(),
    ShortAnswer(),
)

PARTS: dict[str, Kind] = {kind.name: kind for kind in _ALONE}
"""The kinds that a part of a case can be of."""

KINDS: dict[str, Kind] = {**PARTS, "case": Case(PARTS)}
"""In the order in which a question that states no type is tried."""

MARKED_BY_MACHINE = frozenset(name for name, kind in KINDS.items() if not kind.marked_by_people)
"""The kinds whose answers are compared with a key."""

TYPES: dict[str, str] = {
    **{name: name for name in KINDS},
    **{alias: kind.name for kind in KINDS.values() for alias in kind.aliases},
}
"""Every word that a `type` field understands."""
