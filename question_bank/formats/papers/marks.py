"""What a line begins with: a heading, a number, a label; and what only fills a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from question_bank.formats.papers.words import KIND_WORDS, LABELS, kind_in, says
from question_bank.rules.keyboard import plain

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NUMERAL = "(?:[一二三四五六七八九十]{1,3}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ])"
_D = "[0-9０-９]"
_SPACE = " \t\u3000"
_HEADING = re.compile(
    rf"(?:第(?P<part>{_NUMERAL})(?:部分|大题)[、．.:：{_SPACE}]*"
    rf"|(?P<ordinal>{_NUMERAL})[{_SPACE}]*[、．.:：][{_SPACE}]*"
    rf"|[（(](?P<inner>{_NUMERAL})[）)][{_SPACE}]*[、．.:：]?[{_SPACE}]*)(?P<title>.{{1,200}})$"
)
_BARE = re.compile(
    rf"(?:{_D}{{1,2}}[{_SPACE}]*[、．.][{_SPACE}]*)?[【\[]?"
    r"(?P<title>(?:情[景境]判断|单项?选择?|多项?选择?|不定项选择?|判断|是非|填空|简答|问答|论述|名词解释"
    r"|案例分析|材料分析|综合分析|案例|计算|排序|匹配|连线|选择)题)[】\]]?"
    rf"[{_SPACE}]*(?:[（(:：](?P<rest>.{{0,200}}))?$"
)
_KIND_TITLE = re.compile(
    rf".{{0,8}}?(?:(?:{KIND_WORDS})(?:选择)?[题型]?){{1,3}}(?:部分|[一二三])?[{_SPACE}]*"
    r"(?:[（(:：，,。【\[]|[共每本满计\d]|$)"
)
_EACH = re.compile(r"每[ \t]*(?:小)?[题空道问][ \t]*(\d{1,3}(?:\.\d{1,2})?)[ \t]*分")
_TIMES = re.compile(
    r"\d{1,3}[ \t]*(?:小?题|道|个)?[ \t]*[×xX*✕][ \t]*(\d{1,3}(?:\.\d{1,2})?)[ \t]*分"
)
_TOTAL = re.compile(r"(?:共|计|满分|本题|=|＝|[（(])[ \t]*(\d{1,3}(?:\.\d{1,2})?)[ \t]*分")
_STATED_TOTAL = re.compile(
    r"(?:共|合计|满分)[ \t]*\d{1,3}(?:\.\d{1,2})?[ \t]*分|题[（(][ \t]*\d{1,3}[ \t]*分[ \t]*[）)]$"
)
_A_BLANK = re.compile(r"每[ \t]*空")
_LONGEST_TITLE = 25
_NUMBER = re.compile(
    rf"(?:第[{_SPACE}]*(?P<word>{_D}{{1,4}})[{_SPACE}]*小?题[{_SPACE}]*[：:．.、]?"
    rf"|[（(][{_SPACE}]*(?P<paren>{_D}{{1,3}})[{_SPACE}]*[）)][{_SPACE}]*[．.、]?"
    rf"|(?P<half>{_D}{{1,3}})[{_SPACE}]*[）)]"
    rf"|(?P<dot>{_D}{{1,4}})[{_SPACE}]*(?:[．、]|[.:：](?!{_D}))"
    rf"|(?P<circle>[{CIRCLED}])[．.、]?)[{_SPACE}]*"
)
_BEFORE_NUMBER = re.compile(
    rf"(?P<bracket>[（(][{_SPACE}]*[^（）()\d]{{0,6}}?[{_SPACE}]*[）)])[{_SPACE}]*(?P<rest>{_D}.*)$"
)
_CASE = re.compile(
    rf"[【\[（(]?(?P<word>案例|材料|情景|情境|背景|资料)[{_SPACE}]*(?P<number>[一二三四五六七八九十0-9０-９]{{1,3}})"
    rf"[】\]）)]?[{_SPACE}]*(?:[:：、．.]|$|[{_SPACE}])[{_SPACE}]*"
)
_LETTER = "[A-JＡ-Ｊ]"
_LABEL_WORDS = "|".join(
    rf"[{_SPACE}]*".join(map(re.escape, word)) for word in sorted(LABELS, key=len, reverse=True)
)
_LABEL = re.compile(
    rf"(?P<open>[（(]?)(?:[【\[〔［][{_SPACE}]*(?P<boxed>{_LABEL_WORDS})[{_SPACE}]*[】\]〕］][{_SPACE}]*[:：]?"
    rf"|(?P<bare>{_LABEL_WORDS})[{_SPACE}]*[:：])[{_SPACE}]*",
    re.IGNORECASE,
)
_ANSWER_ALONE = re.compile(
    rf"^((?:正确|参考)?答案)[{_SPACE}]+({_LETTER}(?:[{_SPACE}、,，]*{_LETTER})*|[√×对错]|正确|错误)$"
)
_LEAF = r"第[ \t]*\d{1,4}[ \t]*页"
_PAGE = re.compile(
    rf"(?:{_LEAF}.{{0,20}}|共[ \t]*\d{{1,4}}[ \t]*页.{{0,20}}"
    rf"|.{{0,40}}{_LEAF}[ \t（(，,/]*共[ \t]*\d{{1,4}}[ \t]*页[ \t）)]*"
    r"|[-–—·~][ \t]*\d{1,4}[ \t]*[-–—·~]|page[ \t]+\d{1,4}.{0,20}|[-=_*—―－＿…·.─━~]{3,})$",
    re.IGNORECASE,
)
_OWN_TITLE = re.compile(r"题目（共\d{1,5}题）")
_SCORES = re.compile(
    r"\|?[ \t\u3000|]*(?=.{0,40}(?:得分|评卷人|总分))"
    r"(?:(?:得分|评卷人|阅卷人|复核人|总分|统分人|题号|[一二三四五六七八九十])"
    r"[ \t\u3000|_:：]*){1,40}$"
)
_SHEET = re.compile(
    r"(?:附[:：]?)?(?:《.{1,40}》.{0,10}|.{0,40}(?:卷|试题|考试|测试|竞赛|题库|练习题?))?[ \t【\[]*"
    r"(?:参考|标准|正确)?答案"
    r"(?:[ \t]*[及与和、][ \t]*(?:评分(?:标准|要点|细则)|解析|评析))?"
    r"(?:部分|页|如下|汇总|一览表?)?[ \t]*[】\]]?[:：]?$"
)


class Heading(NamedTuple):
    """A section: its kind if the words tell it, and its points."""

    title: str
    ordinal: str
    kind: str | None
    each: str | None
    total: str | None
    is_each_blank: bool


class Number(NamedTuple):
    """What a line is numbered with, how, and what follows."""

    number: int
    style: str
    typed: str
    rest: str


@dataclass(frozen=True)
class Labelled:
    """A part of a line: what stands behind a label, or before the first one (no name)."""

    name: str
    text: str
    label: str = ""


def heading(text: str) -> Heading | None:
    """The section that a line begins: 二、多项选择题（每题2分，共20分）."""
    bare = _BARE.match(text)
    if bare:
        return _headed(text, "", kind_in(bare["title"]))
    match = _HEADING.match(text)
    if match is None:
        return None
    title = match["title"]
    ordinal = match["part"] or match["ordinal"] or match["inner"]
    kind = kind_in(title[:_LONGEST_TITLE]) if _names_kind(title) else None
    if kind or _is_title(title):
        return _headed(title, ordinal, kind)
    return None


def number(text: str) -> Number | None:
    """The number that a line begins with."""
    before = _BEFORE_NUMBER.match(text)
    if before and (inner := number(before["rest"])) and inner.rest:
        return inner._replace(rest=f"{before['bracket']}{inner.rest}")
    match = _NUMBER.match(text)
    if match is None or match.lastgroup is None:
        return None
    found = match[match.lastgroup]
    style = "dot" if match.lastgroup == "word" else match.lastgroup
    value = CIRCLED.index(found) + 1 if style == "circle" else int(plain(found))
    return Number(value, style, f"{value}", text[match.end() :].strip())


def case(text: str) -> Number | None:
    """案例一：… begins a case without a number of the paper."""
    match = _CASE.match(text)
    if match is None:
        return None
    typed = plain(match["number"])
    return Number(0, "case", f"{match['word']}{typed}", text[match.end() :].strip())


def labelled(text: str) -> list[Labelled]:
    """A line cut at its labels: 答案：B　难度：易."""
    text = _ANSWER_ALONE.sub(r"\1：\2", text)
    marks = list(_labels(text))
    bounds = [*(start for start, _, _, _ in marks), len(text)]
    parts = [Labelled("", text[: bounds[0]].strip())] if text[: bounds[0]].strip() else []
    for (start, end, name, label), until in zip(marks, bounds[1:], strict=True):
        parts.append(Labelled(name, _closed(text, start, text[end:until].strip()), label))
    return parts


def is_page(text: str) -> bool:
    """Whether a line only fills the page: 第 1 页 共 5 页."""
    return bool(_PAGE.match(text) or _SCORES.match(text))


def is_own_title(text: str) -> bool:
    """Whether a line is the title of a paper that we wrote."""
    return bool(_OWN_TITLE.fullmatch(text))


def is_sheet(text: str) -> bool:
    """Whether a line heads the answers of a whole paper."""
    return bool(_SHEET.match(text))


def _names_kind(title: str) -> bool:
    """A title names its kind and then ends, or counts; prose that only mentions one does not."""
    return bool(_KIND_TITLE.match(title)) and not title.endswith(("？", "?"))


def _is_title(title: str) -> bool:
    if _EACH.search(title) or _TIMES.search(title):
        return True
    return bool(_STATED_TOTAL.search(title)) and len(title) <= 2 * _LONGEST_TITLE


def _headed(title: str, ordinal: str, kind: str | None) -> Heading:
    each = _EACH.search(title) or _TIMES.search(title)
    total = _TOTAL.search(title)
    return Heading(
        title,
        ordinal,
        kind,
        plain(each[1]) if each else None,
        plain(total[1]) if total else None,
        bool(_A_BLANK.search(title)),
    )


def _labels(text: str) -> Iterator[tuple[int, int, str, str]]:
    at = 0
    for match in _LABEL.finditer(text):
        if match.start() < at or not _may_begin(text, match):
            continue
        word = re.sub(r"\s", "", match["boxed"] or match["bare"])
        name = LABELS[word.lower()]
        until = _LABEL.search(text, match.end())
        value = text[match.end() : until.start() if until else len(text)].strip()
        if match["bare"] and not says(name, value):
            continue
        at = match.end()
        yield match.start(), match.end(), name, word


def _closed(text: str, start: int, value: str) -> str:
    """（答案：B）stands in brackets as a whole."""
    return value[:-1].rstrip() if text[start] in "（(" and value.endswith(("）", ")")) else value


def _may_begin(text: str, match: re.Match[str]) -> bool:
    if match.start() == 0 or match["boxed"]:
        return True
    return bool(match["open"]) or text[match.start() - 1] in " \t\u3000。；;）)"
