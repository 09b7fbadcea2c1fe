"""Questions made up by a seed: of every kind, well formed, in canonical form, about nothing."""

from collections.abc import Callable
from random import Random

HEAD = "---\nlang: zh\ntopic: law.penalty\npool: practice\n---\n\n# 试写的题目\n"
SYLLABLES = (
    "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结"
    "为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜海咸河淡鳞潜羽翔"
)
KINDS = (
    "single", "multiple", "true_false", "fill_blank", "numeric", "ordering", "matching",
    "judgement", "short_answer", "case",
)  # fmt: skip


def made_file(count: int, seed: int, *, first: int = 1) -> str:
    """A file of so many questions in canonical form; their numbers go on from the first."""
    chance = Random(seed)
    texts = [
        _question(chance, f"law-penalty-m{number:05}", KINDS[number % len(KINDS)])
        for number in range(first, first + count)
    ]
    return HEAD + "\n" + "\n".join(texts)


def _question(chance: Random, code: str, kind: str) -> str:
    fields = [f"ref: penalty-law {chance.randint(1, 86)}"]
    if chance.random() < 0.5:
        fields.insert(0, f"difficulty: {chance.choice(['easy', 'hard'])}")
    if kind == "case":
        return _case(chance, code, fields)
    return _alone(chance, f"## {code}", kind, fields, 3)


def _alone(chance: Random, heading: str, kind: str, fields: list[str], level: int) -> str:
    stem, block = _WRITTEN[kind](chance, fields, level)
    ordered = sorted(fields, key=lambda line: _ORDER.index(line.partition(":")[0]))
    parts = ["\n".join([heading, *ordered]), stem, block, f"> {_words(chance, 12, 40)}。"]
    return "\n\n".join(part for part in parts if part) + "\n"


def _case(chance: Random, code: str, fields: list[str]) -> str:
    kinds = chance.sample([kind for kind in KINDS if kind != "case"], 3)
    head = "\n".join([f"## {code}", *sorted([*fields, "type: case"], key=_place)])
    parts = [_alone(chance, f"### p{at}", kind, [], 4) for at, kind in enumerate(kinds, start=1)]
    return "\n".join([f"{head}\n\n{_paragraphs(chance)}\n", *parts])


def _place(line: str) -> int:
    return _ORDER.index(line.partition(":")[0])


def _words(chance: Random, fewest: int, most: int) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(fewest, most)))


def _paragraphs(chance: Random) -> str:
    texts = [f"{_words(chance, 30, 80)}，**{_words(chance, 2, 6)}**。" for _ in range(2)]
    return "\n\n".join(texts)


def _stem(chance: Random) -> str:
    return f"{_words(chance, 18, 50)}，{_words(chance, 6, 20)}？"


def _choices(chance: Random, right: set[int]) -> str:
    lines = []
    for at in range(4):
        lines.append(f"- [{'x' if at in right else ' '}] {_words(chance, 8, 8)}")
        if chance.random() < 0.25:
            lines.append(f"  > {_words(chance, 10, 20)}。")
    return "\n".join(lines)


def _single(chance: Random, fields: list[str], level: int) -> tuple[str, str]:
    return _stem(chance), _choices(chance, {chance.randrange(4)})


def _multiple(chance: Random, fields: list[str], level: int) -> tuple[str, str]:
    return _stem(chance), _choices(chance, set(chance.sample(range(4), chance.randint(2, 3))))


def _true_false(chance: Random, fields: list[str], level: int) -> tuple[str, str]:
    fields.append(f"answer: {chance.choice(['true', 'false'])}")
    return f"{_words(chance, 18, 50)}。", ""


def _fill_blank(chance: Random, fields: list[str], level: int) -> tuple[str, str]:
    gap = f"{{{{{_words(chance, 2, 4)}|{chance.randint(1, 90)}}}}}"
    return f"{_words(chance, 12, 30)}{gap}{_words(chance, 4, 12)}。", ""


def _numeric(chance: Random, fields: list[str], level: int) -> tuple[str, str]:
    fields += [f"answer: {chance.randint(1, 90)}", "unit: 日"]
    return _stem(chance), ""


def _ordering(chance: Random, fields: list[str], level: int) -> tuple[str, str]:
    fields.append("type: ordering")
    return _stem(chance), "\n".join(f"{at}. {_words(chance, 8, 16)}" for at in range(1, 6))


def _matching(chance: Random, fields: list[str], level: int) -> tuple[str, str]:
    fields.append("type: matching")
    rows = [f"| {_words(chance, 4, 8)} | {_words(chance, 8, 16)} |" for _ in range(4)]
    return _stem(chance), "\n".join(["| 情形 | 做法 |", "| --- | --- |", *rows])


def _judgement(chance: Random, fields: list[str], level: int) -> tuple[str, str]:
    fields.append("type: judgement")
    lines = [f"- [{worth}] {_words(chance, 12, 12)}" for worth in chance.sample([3, 2, 0, -1], 4)]
    return _stem(chance), "\n".join(lines)


def _short_answer(chance: Random, fields: list[str], level: int) -> tuple[str, str]:
    fields += ["type: short_answer", "points: 5"]
    lines = [f"- {points}: {_words(chance, 10, 24)}" for points in (2, 3)]
    return _stem(chance), f"{'#' * level} Rubric\n\n" + "\n".join(lines)


_ORDER = ("type", "difficulty", "points", "ref", "answer", "unit")
_WRITTEN: dict[str, Callable[[Random, list[str], int], tuple[str, str]]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "fill_blank": _fill_blank,
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "judgement": _judgement,
    "short_answer": _short_answer,
}
