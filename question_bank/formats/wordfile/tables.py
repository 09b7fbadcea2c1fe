"""The tables of a Word file: as lines of a paper where they are a layout, else as Markdown."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from question_bank.formats.format import Place
from question_bank.formats.papers import lettering, marks
from question_bank.formats.papers.lines import BAR, unmarked
from question_bank.formats.wordfile.names import child, children, name, value

_HEADS: dict[str, str] = {
    "题干": "stem", "题目": "stem", "试题": "stem", "试题内容": "stem", "题目内容": "stem",
    "问题": "stem", "题干内容": "stem", "序号": "number", "题号": "number", "编号": "number",
    "答案": "答案", "正确答案": "答案", "参考答案": "答案", "标准答案": "答案", "解析": "解析",
    "答案解析": "解析", "试题解析": "解析", "难度": "难度", "难易度": "难度", "分值": "分值",
    "分数": "分值", "依据": "依据", "法条": "依据", "出处": "依据", "知识点": "知识点",
    "题型": "题型", "主题": "主题", "题库": "题库",
}  # fmt: skip
_OPTION_HEAD = re.compile(r"(?:选项|备选项?|答案)?[ \t]*([A-JＡ-Ｊ])(?:选?项)?$")
_SCORES = frozenset({"得分", "评卷人", "阅卷人", "复核人", "总分", "统分人", "分数", "评阅人"})
_MOST_COLUMNS = 30

Row = tuple[str, Place]


@dataclass(frozen=True)
class Cell:
    """A cell: its rows of text with their places, and how many columns it takes."""

    rows: tuple[Row, ...]
    width: int
    goes_on: bool

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " ".join(text.strip() for text, _ in self.rows if text.strip())


Table = list[list[Cell]]


def read(element: Element, paragraphs: Callable[[Element], list[Row]]) -> Table:
    """The cells of a table, row by row; tables inside cells give their text."""
    return [
        [_cell(cell, paragraphs) for cell in _inside(row, "tc")] for row in _inside(element, "tr")
    ]


def rows(table: Table, place: Place) -> list[Row]:
    """A table as lines of a paper."""
    texts = [[unmarked(cell.text) for cell in line] for line in table]
    if is_of_text(texts):
        return _markdown(table, place)
    if _is_scores(texts):
        return [("　".join(cells), place) for cells in texts]
    if heads := _heads(texts):
        return [row for line in table[1:] for row in _question(line, heads)]
    if _is_answers(texts):
        pairs = zip(texts, table, strict=True)
        return [("|" + "|".join(cells) + "|", _first(line, place)) for cells, line in pairs]
    return [row for line in table for cell in line for row in cell.rows]


def is_of_text(texts: Sequence[Sequence[str]]) -> bool:
    """Whether a table belongs to a text: it is no box of scores, no list, no layout."""
    return len(texts) > 1 and not (
        _is_scores(texts) or _heads(texts) or _is_answers(texts) or _is_layout(texts)
    )


def row(cells: Sequence[str]) -> str:
    """A row in Markdown."""
    return f"| {' | '.join(cells)} |"


def _cell(cell: Element, paragraphs: Callable[[Element], list[Row]]) -> Cell:
    properties = child(cell, "tcPr")
    span = value(child(properties, "gridSpan"))
    merge = child(properties, "vMerge")
    goes_on = merge is not None and value(merge) != "restart"
    width = int(span) if span and re.fullmatch(r"\d{1,2}", span) else 1
    return Cell(tuple(paragraphs(cell)), max(width, 1), goes_on)


def _inside(element: Element, wanted: str) -> list[Element]:
    """Rows and cells, also those that a content control holds."""
    found = []
    for each in element:
        if name(each) == wanted:
            found.append(each)
        elif name(each) == "sdt":
            found += children(child(each, "sdtContent"), wanted)
    return found


def _is_scores(texts: Sequence[Sequence[str]]) -> bool:
    """得分 and 评卷人 with empty cells."""
    words = {re.sub(r"\s", "", text) for line in texts for text in line} - {""}
    ordinals = {word for word in words if re.fullmatch("[一二三四五六七八九十]{1,2}|题号", word)}
    return bool(words & _SCORES) and words <= _SCORES | ordinals


def _is_answers(texts: Sequence[Sequence[str]]) -> bool:
    """Rows 题号 and 答案."""
    firsts = [re.sub(r"\s", "", line[0]) for line in texts if line]
    return len(firsts) > 1 and firsts[0] in ("题号", "序号", "题目") and "答案" in firsts[1]


def _heads(texts: Sequence[Sequence[str]]) -> list[str]:
    """What each column is, where the first row heads a table of questions."""
    if len(texts) < len("甲乙"):
        return []
    heads = [_head(re.sub(r"\s", "", text)) for text in texts[0]]
    return heads if "stem" in heads and "答案" in heads else []


def _head(text: str) -> str:
    option = _OPTION_HEAD.match(text)
    return f"{unmarked(option[1])}．" if option else _HEADS.get(text, "")


def _question(line: Sequence[Cell], heads: Sequence[str]) -> list[Row]:
    """A row of a table of questions as the lines of one."""
    given = [(head, cell) for head, cell in zip(heads, line, strict=False) if cell.text]
    stem = next((cell for head, cell in given if head == "stem"), None)
    if stem is None:
        return []
    numbers = [cell.text for head, cell in given if head == "number"]
    head = f"{numbers[0]}．" if numbers and numbers[0].isdecimal() else ""
    own = "" if marks.number(stem.text) else head
    found = [(f"{own}{text}" if not at else text, place) for at, (text, place) in
             enumerate((text, place) for text, place in stem.rows if text.strip())]  # fmt: skip
    for each, cell in given:
        if each in ("stem", "number", ""):
            continue
        is_option = each.endswith("．")
        begun = "" if is_option and lettering.option_at_start(cell.text) else each
        begun = begun if is_option else f"{begun}："
        full = [(text, place) for text, place in cell.rows if text.strip()]
        found += [(f"{begun}{text}" if not at else text, place) for at, (text, place) in
                  enumerate(full)]  # fmt: skip
    return found


def _is_layout(texts: Sequence[Sequence[str]]) -> bool:
    """Options or questions in cells are only laid out so."""
    first = [text for line in texts for text in line if text]
    begun = sum(1 for text in first if lettering.option_at_start(text))
    numbered = sum(1 for text in first if (found := marks.number(text)) and found.rest)
    return bool(first) and (begun * 2 > len(first) or numbered * 2 > len(first))


def _markdown(table: Table, place: Place) -> list[Row]:
    """Behind bars, so that a row is never taken for a question."""
    width = min(max(sum(cell.width for cell in line) for line in table), _MOST_COLUMNS)
    lines = []
    for line in table:
        cells: list[str] = []
        for cell in line:
            text = "" if cell.goes_on else unmarked(cell.text).replace("|", "\\|")
            cells += [text, *[""] * (cell.width - 1)]
        cells = [*cells, *[""] * width][:width]
        lines.append((f"{BAR} {row(cells)}", _first(line, place)))
    ruled = (f"{BAR} {row(['---'] * width)}", lines[0][1])
    return [lines[0], ruled, *lines[1:]]


def _first(line: Sequence[Cell], place: Place) -> Place:
    return next((at for cell in line for _, at in cell.rows), place)
