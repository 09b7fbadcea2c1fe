"""The kinds of question, by name."""

from question_bank.kinds.fill_blank import FillBlank
from question_bank.kinds.judgement import Judgement
from question_bank.kinds.kind import Kind
from question_bank.kinds.multiple import Multiple
from question_bank.kinds.ordering import Ordering
from question_bank.kinds.single import Single
from question_bank.kinds.true_false import TrueFalse

_ALL: tuple[Kind, ...] = (
    TrueFalse(),
    Single(),
    Multiple(),
    FillBlank(),
    Ordering(),
    Judgement(),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
"""In the order in which a question that states no type is tried."""

PLANNED = frozenset({"numeric", "matching", "short_answer", "case"})
"""Kinds that the format names and that are not yet written."""

_PLANNED_ALIASES = {
    "数值": "numeric",
    "计算": "numeric",
    "匹配": "matching",
    "连线": "matching",
    "简答": "short_answer",
    "简答题": "short_answer",
    "案例": "case",
    "案例分析": "case",
}

TYPES: dict[str, str] = {
    **{name: name for name in (*KINDS, *PLANNED)},
    **{alias: kind.name for kind in _ALL for alias in kind.aliases},
    **_PLANNED_ALIASES,
}
"""Every word that a `type` field understands."""
