"""The fields of a question: their names, their order, and what their values mean."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from question_bank.rules.keyboard import plain

ORDER = (
    "lang", "topic", "type", "difficulty", "points", "ref", "pool", "fact", "confidence",
    "answer", "tolerance", "unit", "partial", "shuffle", "time", "enemies", "tags",
)  # fmt: skip

_CHINESE_NAMES = {
    "语言": "lang", "主题": "topic", "题型": "type", "类型": "type", "难度": "difficulty",
    "分值": "points", "分数": "points", "依据": "ref", "题库": "pool", "事实": "fact",
    "可信度": "confidence", "置信度": "confidence", "答案": "answer", "误差": "tolerance",
    "单位": "unit", "部分得分": "partial", "部分分": "partial", "乱序": "shuffle", "时间": "time",
    "用时": "time", "互斥": "enemies", "互斥题": "enemies", "标签": "tags",
}  # fmt: skip
_YES = {"yes": "yes", "true": "yes", "是": "yes", "no": "no", "false": "no", "否": "no"}
_WORDS: dict[str, dict[str, str]] = {
    "difficulty": {
        "易": "easy", "容易": "easy", "简单": "easy", "中": "medium", "中等": "medium",
        "适中": "medium", "难": "hard", "困难": "hard", "较难": "hard",
        "easy": "easy", "medium": "medium", "hard": "hard",
    },
    "pool": {
        "练习": "practice", "练习库": "practice", "practice": "practice",
        "考试": "exam", "考试库": "exam", "exam": "exam",
    },
    "confidence": {"a": "A", "a*": "A*", "b": "B", "p": "P"},
    "partial": {
        "无": "none", "不给分": "none", "none": "none", "按比例": "proportional",
        "proportional": "proportional", "少选得分": "subset", "漏选得分": "subset",
        "subset": "subset", "相邻": "adjacent", "adjacent": "adjacent",
    },
    "shuffle": _YES,
    "answer": {
        "true": "true", "yes": "true", "对": "true", "正确": "true", "是": "true", "真": "true",
        "√": "true", "✓": "true", "✔": "true", "false": "false", "no": "false", "错": "false",
        "错误": "false", "不正确": "false", "否": "false", "假": "false", "×": "false",
        "✗": "false", "✘": "false",
    },
}  # fmt: skip
_LISTS = frozenset({"fact", "enemies", "tags"})
_SEPARATOR = re.compile(r"[,，、;；]")
_FIELD = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z0-9_-]{0,19}|[\u4e00-\u9fff]{1,4})[ \t\u3000]*"
    r"(?P<colon>[:：])(?P<value>.*)$"
)
_DECIMAL = re.compile(r"\d{1,6}(?:\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Field:
    """One field line; a line that is no field has no name."""

    name: str
    value: str
    line: int = field(default=0, compare=False)


class Written(NamedTuple):
    """A field as it was typed, before names and values are made plain."""

    name: str
    colon: str
    value: str


def written(text: str) -> Written | None:
    """The field that a line is, if it has the form of one."""
    match = _FIELD.match(text)
    return Written(match["name"], match["colon"], match["value"].strip()) if match else None


def name_of(name: str) -> str:
    """The English name of a field; an unknown one stays as it is."""
    return _CHINESE_NAMES.get(name) or (name.lower() if name.lower() in ORDER else name)


def is_known(name: str) -> bool:
    """Whether the format knows a field of this name."""
    return name_of(name) in ORDER


def value_of(name: str, value: str, *, types: Mapping[str, str]) -> str:
    """The value in canonical words; one that cannot be understood stays as it is."""
    if name == "ref":
        return re.sub(r"\s+", " ", value)
    if name in _LISTS:
        return ", ".join(listed(value))
    words = types if name == "type" else _WORDS.get(name, {})
    simple = plain(value)
    return words.get(simple.lower(), value if name == "unit" else simple)


def listed(value: str) -> tuple[str, ...]:
    """The entries of a comma-separated value, each once, in their order."""
    entries = (entry.strip() for entry in _SEPARATOR.split(value))
    return tuple(dict.fromkeys(entry for entry in entries if entry))


def in_order(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Known fields in the canonical order, then the others as they came."""
    return tuple(sorted(fields, key=lambda each: _place(each.name)))


def allowed(name: str) -> tuple[str, ...]:
    """The words that a field may hold."""
    words = _WORDS.get(name, {}).values()
    return tuple(dict.fromkeys(words))


def decimal(value: str) -> Decimal | None:
    """A plain decimal without sign or exponent, or nothing."""
    return Decimal(value) if _DECIMAL.fullmatch(value) and value.isascii() else None


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)
