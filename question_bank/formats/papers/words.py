"""The words that papers use: for kinds, for labels, for what labels say."""

import re
from collections.abc import Callable, Mapping

from question_bank.kinds import TYPES
from question_bank.rules.fields import allowed, decimal, value_of
from question_bank.rules.keyboard import plain

CHOICE = "choice"
"""Single or multiple, as the answer says."""

_KINDS: tuple[tuple[str, str], ...] = (
    ("情[景境]判断", "judgement"),
    ("单项?选择?|单选", "single"),
    ("多项?选择?|多选|不定项", "multiple"),
    ("判断|是非|对错", "true_false"),
    ("填空", "fill_blank"),
    ("简答|问答|论述|简述|名词解释|辨析", "short_answer"),
    ("案例(?:分析)?|材料分析|材料题|综合分析|事例分析", "case"),
    ("计算|数值", "numeric"),
    ("排序", "ordering"),
    ("匹配|连线|配对|搭配", "matching"),
    ("选择", CHOICE),
)
KIND_WORDS = "|".join(pattern for pattern, _ in _KINDS)
"""A pattern of the words that name a kind."""

_KIND = re.compile("|".join(f"(?P<{name}>{pattern})" for pattern, name in _KINDS))

NAMES: dict[str, str] = {
    "single": "单项选择题",
    "multiple": "多项选择题",
    "true_false": "判断题",
    "fill_blank": "填空题",
    "numeric": "计算题",
    "ordering": "排序题",
    "matching": "匹配题",
    "judgement": "情景判断题",
    "short_answer": "简答题",
    "case": "案例分析题",
}
"""How a paper heads each kind, in the order of a paper."""

LABELS: dict[str, str] = {
    "答案": "answer", "正确答案": "answer", "参考答案": "answer", "标准答案": "answer",
    "正确选项": "answer", "答": "answer", "答案要点": "answer", "参考要点": "answer",
    "答题要点": "answer", "评分标准": "answer", "评分要点": "answer", "answer": "answer",
    "解析": "rationale", "答案解析": "rationale", "试题解析": "rationale", "题目解析": "rationale",
    "解答": "rationale", "解释": "rationale", "点评": "rationale", "解题思路": "rationale",
    "详解": "rationale", "explanation": "rationale", "rationale": "rationale",
    "反馈": "feedback", "难度": "difficulty", "难易度": "difficulty", "难易程度": "difficulty",
    "难度系数": "difficulty", "难度等级": "difficulty", "difficulty": "difficulty",
    "分值": "points", "分数": "points", "本题分值": "points", "题目分值": "points",
    "points": "points", "依据": "ref", "法条": "ref", "法律依据": "ref", "法规依据": "ref",
    "政策依据": "ref", "出题依据": "ref", "命题依据": "ref", "出处": "ref", "条款": "ref",
    "知识点": "tags", "考点": "tags", "考查点": "tags", "考察点": "tags", "标签": "tags",
    "章节": "tags", "所属章节": "tags", "tags": "tags", "主题": "topic", "topic": "topic",
    "编号": "id", "题目编号": "id", "试题编号": "id", "id": "id",
    "题型": "type", "题目类型": "type", "试题类型": "type", "type": "type",
    "题库": "pool", "pool": "pool", "误差": "tolerance", "允许误差": "tolerance",
    "单位": "unit", "部分得分": "partial", "部分分": "partial", "乱序": "shuffle",
    "用时": "time", "答题时间": "time", "建议用时": "time", "时间": "time",
    "互斥题": "enemies", "互斥": "enemies", "事实": "fact", "可信度": "confidence",
    "置信度": "confidence", "语言": "lang", "表头": "heads", "我的答案": "left", "你的答案": "left",
    "您的答案": "left", "考生答案": "left", "用户答案": "left", "学生答案": "left", "得分": "left",
    "本题得分": "left",
}  # fmt: skip

WRITTEN: dict[str, str] = {
    "difficulty": "难度", "points": "分值", "ref": "依据", "tags": "标签", "topic": "主题",
    "id": "编号", "type": "题型", "pool": "题库", "tolerance": "误差", "unit": "单位",
    "partial": "部分得分", "shuffle": "乱序", "time": "用时", "enemies": "互斥题",
    "fact": "事实", "confidence": "可信度", "lang": "语言",
}  # fmt: skip
"""How each field is labelled on a paper that we write."""

_SPOKEN: dict[str, dict[str, str]] = {
    "difficulty": {"easy": "易", "medium": "中", "hard": "难"},
    "pool": {"practice": "练习", "exam": "考试"},
    "shuffle": {"yes": "是", "no": "否"},
    "partial": {
        "none": "无", "proportional": "按比例", "subset": "少选得分", "adjacent": "相邻",
    },
}  # fmt: skip
_MORE_DIFFICULTIES = {"较易": "easy", "较容易": "easy", "一般": "medium", "较困难": "hard"}
_RIGHT = re.compile(r"(?:对|正确|是|√|✓|✔|☑|T|TRUE|Y|YES|V)(?![a-z])", re.IGNORECASE)
_WRONG = re.compile(r"(?:错误|错|不正确|不对|否|×|✗|✘|✕|╳|X|F|FALSE|N|NO)(?![a-z])", re.IGNORECASE)
_SECONDS = re.compile(r"(\d{1,4})\s*秒?")
_POINTS = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s*分?")
_LEFT = re.compile(r"[A-J、,，√×对错 ]*|[\d.]+ ?分?|未作答|空|_+")
"""What people answered and earned in a record of an examination."""

_ID = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_LONGEST_ID = 64
_LONGEST_UNIT = 8
_CODE = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


def kind_in(text: str) -> str | None:
    """The kind that a heading or a tag names; of two the first."""
    match = _KIND.search(text)
    return match.lastgroup if match else None


def kind_of_word(text: str) -> str | None:
    """The kind that the word after 题型 names."""
    word = plain(text).lower()
    return TYPES.get(word) or (kind_in(word) if len(word) <= len("不定项选择题目") else None)


def truth(text: str) -> tuple[str, str] | None:
    """What the sign at the head of a text says, true or false, and what follows it."""
    for pattern, value in ((_WRONG, "false"), (_RIGHT, "true")):
        match = pattern.match(text)
        if match:
            return value, text[match.end() :].lstrip(" \t\u3000。，,；;．.")
    return None


def is_id(text: str) -> bool:
    """Whether a text is an id of ours."""
    return len(text) <= _LONGEST_ID and bool(_ID.fullmatch(text))


def is_topic(text: str) -> bool:
    """Whether a text has the form of a topic's code."""
    return bool(_CODE.fullmatch(text))


def understood(name: str, text: str) -> str:
    """What a label says, in the canonical words of its field."""
    value = plain(text) if name != "ref" else text.strip()
    if name == "difficulty":
        value = _MORE_DIFFICULTIES.get(value, value)
    if name == "time" and (match := _SECONDS.fullmatch(value)):
        return match[1]
    if name == "points" and (match := _POINTS.fullmatch(value)):
        return match[1]
    return value_of(name, value, types=TYPES)


def spoken(name: str, value: str) -> str:
    """A canonical value as a paper says it."""
    return _SPOKEN.get(name, {}).get(value, value)


def says(name: str, text: str) -> bool:
    """Whether a label at the head of a line can be one: a case also begins lines with 时间：."""
    if name not in _SURE:
        return True
    value = understood(name, text)
    return _SURE[name](value)


def _is_number(value: str) -> bool:
    return decimal(value) is not None


_SURE: Mapping[str, Callable[[str], bool]] = {
    "time": lambda value: bool(_SECONDS.fullmatch(value)),
    "left": lambda value: bool(_LEFT.fullmatch(value)),
    "points": _is_number,
    "tolerance": _is_number,
    "unit": lambda value: len(value) <= _LONGEST_UNIT,
    "type": lambda value: kind_of_word(value) is not None,
    "shuffle": lambda value: value in allowed("shuffle"),
    "partial": lambda value: value in allowed("partial"),
    "confidence": lambda value: value in allowed("confidence"),
    "lang": lambda value: value.isascii(),
    "fact": str.isascii,
    "id": str.isascii,
}
