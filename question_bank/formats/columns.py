"""The columns of a table of questions: what their headings may be called, and how we call them."""

import re
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import normalize

from question_bank.kinds import TYPES

DEFAULT_OPTIONS = 6
MOST_OPTIONS = 26


class Column(NamedTuple):
    """What a column holds; options, their feedback, worth and pair are counted from 0."""

    name: str
    at: int = 0


@dataclass(frozen=True)
class Words:
    """One thing in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """The word in a language; anything but English is Chinese."""
        return self.en if language.startswith("en") else self.zh


SHEETS: dict[str, Words] = {
    "single": Words("单选", "Single choice"),
    "multiple": Words("多选", "Multiple choice"),
    "true_false": Words("判断", "True or false"),
    "fill_blank": Words("填空", "Fill in the blank"),
    "numeric": Words("数值", "Number"),
    "ordering": Words("排序", "Ordering"),
    "matching": Words("匹配", "Matching"),
    "judgement": Words("情景判断", "Judgement"),
    "short_answer": Words("简答", "Short answer"),
    "case": Words("案例", "Case"),
}
GUIDE = Words("说明", "Instructions")
LISTS = "lists"

HEADINGS: dict[str, Words] = {
    "id": Words("编号", "ID"),
    "case": Words("所属案例", "Case"),
    "type": Words("题型", "Type"),
    "stem": Words("题干", "Stem"),
    "left_title": Words("左栏标题", "Left title"),
    "right_title": Words("右栏标题", "Right title"),
    "answer": Words("答案", "Answer"),
    "tolerance": Words("误差", "Tolerance"),
    "unit": Words("单位", "Unit"),
    "rationale": Words("解析", "Rationale"),
    "difficulty": Words("难度", "Difficulty"),
    "points": Words("分值", "Points"),
    "topic": Words("主题", "Topic"),
    "pool": Words("题库", "Pool"),
    "ref": Words("依据", "Reference"),
    "fact": Words("事实", "Fact"),
    "confidence": Words("可信度", "Confidence"),
    "tags": Words("标签", "Tags"),
    "partial": Words("部分得分", "Partial"),
    "shuffle": Words("乱序", "Shuffle"),
    "time": Words("时间", "Time"),
    "enemies": Words("互斥题", "Enemies"),
    "lang": Words("语言", "Language"),
}
FIELDS = (
    "difficulty", "points", "topic", "pool", "ref", "fact", "confidence", "tags", "partial",
    "shuffle", "time", "enemies", "lang",
)  # fmt: skip
SETTINGS = frozenset({*FIELDS, "type", "case"})

_COUNTED: dict[str, dict[str, Words]] = {
    "option": {
        "": Words("选项{}", "Option {}"),
        "ordering": Words("步骤{}", "Step {}"),
        "matching": Words("左项{}", "Left {}"),
        "short_answer": Words("要点{}", "Point {}"),
    },
    "feedback": {
        "": Words("选项{}反馈", "Feedback {}"),
        "ordering": Words("步骤{}反馈", "Feedback {}"),
    },
    "worth": {
        "": Words("选项{}得分", "Worth {}"),
        "short_answer": Words("要点{}分值", "Worth {}"),
    },
    "pair": {"": Words("右项{}", "Right {}")},
}
_SYNONYMS: dict[str, str] = {
    **{word: name for name, words in {
        "id": "题目编号 题目id",
        "name": "题号 试题编号 试题id",
        "serial": "序号 no no. # 顺序号",
        "case": "案例 案例编号",
        "type": "试题类型 题目类型 类型 题类 questiontype kind",
        "stem": "题目 试题 题目内容 试题内容 试题题干 题目题干 问题 问题内容 题目描述 题干内容"
                " 题目名称 question questiontext",
        "options": "选项 备选项 候选项 备选答案 题目选项 试题选项 选项内容 options choices",
        "answer": "正确答案 标准答案 参考答案 试题答案 题目答案 正确选项 correctanswer"
                  " rightanswer key",
        "rationale": "答案解析 试题解析 题目解析 解释 答案说明 解题思路 explanation",
        "difficulty": "难易度 难易程度 难度系数 试题难度 题目难度 level",
        "points": "分数 试题分数 题目分数 题目分值 试题分值 score marks",
        "topic": "知识点 试题分类 题目分类 分类 章节 所属章节 类别 category",
        "pool": "所属题库 用途",
        "ref": "法律依据 出处 依据条款 法条 法条依据 命题依据 ref source",
        "fact": "事实编号 facts",
        "confidence": "置信度",
        "tags": "关键词 关键字 keywords",
        "partial": "部分分",
        "shuffle": "选项乱序 打乱选项 是否乱序",
        "time": "用时 答题时间 时间(秒) seconds",
        "enemies": "互斥",
        "lang": "lang",
        "tolerance": "允许误差 误差范围",
    }.items() for word in words.split()},
    **{normalize("NFKC", word).lower().replace(" ", ""): name
       for name, words in HEADINGS.items() for word in (words.zh, words.en)},
}  # fmt: skip
_TYPES: dict[str, str] = {
    "单项选择": "single", "单项选择题": "single", "选择题": "single", "不定项选择": "multiple",
    "不定项选择题": "multiple", "不定项": "multiple", "是非": "true_false", "对错题": "true_false",
    "正误题": "true_false", "简述题": "short_answer", "主观题": "short_answer",
    "论述": "short_answer", "问答": "short_answer",
}  # fmt: skip
_COUNTED_HEADING = re.compile(
    r"(?P<what>选项|备选项|备选答案|答案选项|步骤|要点|评分要点|得分点|左项|左|option|choice|step|"
    r"point|left)?(?P<mark>[a-z]|(?<=[^a-z0-9])[0-9]{1,2}|(?<=[a-z])[0-9]{1,2})"
    r"(?P<more>的?(?:反馈|解析|说明)|的?(?:得分|分值|分数|分))?"
)
_OTHER_SIDE = re.compile(r"(?P<what>右项|右|right|pair|feedback|worth)(?P<mark>[a-z]|[0-9]{1,2})")
_BRACKETS = re.compile(r"\([^()]{0,40}\)|\[[^\[\]]{0,40}\]|【[^【】]{0,40}】")


def heading(name: str, language: str) -> str:
    """The heading of a column that stands once."""
    return HEADINGS[name].of(language)


def counted_heading(column: Column, kind: str, language: str) -> str:
    """The heading of an option or of what belongs to it."""
    words = _COUNTED[column.name]
    return words.get(kind, words[""]).of(language).format(letter(column.at))


def letter(index: int) -> str:
    """A for the first."""
    return chr(ord("A") + index)


def column_of(text: str) -> Column | None:
    """What a column of this heading holds, if it is known."""
    plain = _plain(text)
    if name := _SYNONYMS.get(plain):
        return Column(name)
    if match := _OTHER_SIDE.fullmatch(plain):
        name = {"feedback": "feedback", "worth": "worth"}.get(match["what"], "pair")
        return _counted(name, match["mark"])
    if match := _COUNTED_HEADING.fullmatch(plain):
        more = (match["more"] or "").removeprefix("的")
        name = "option" if not more else "worth" if more[0] in "得分" else "feedback"
        return _counted(name, match["mark"])
    return None


def kind_of(text: str) -> str | None:
    """The kind that a word or the title of a sheet names."""
    plain = _plain(text)
    return TYPES.get(plain) or _TYPES.get(plain) or _TITLES.get(plain)


def _counted(name: str, mark: str) -> Column | None:
    index = int(mark) - 1 if mark.isdigit() else ord(mark) - ord("a")
    return Column(name, index) if 0 <= index < MOST_OPTIONS else None


def _plain(text: str) -> str:
    """Without white space, stars and what stands in brackets; full-width letters as plain ones."""
    plain = re.sub(r"\s+", "", normalize("NFKC", text[:100])).lower()
    return _SYNONYMS_IN_BRACKETS.get(plain) or _BRACKETS.sub("", plain).strip("*:").strip()


_SYNONYMS_IN_BRACKETS = {word: word for word in _SYNONYMS if "(" in word}
_TITLES = {_plain(word): kind for kind, words in SHEETS.items() for word in (words.zh, words.en)}
