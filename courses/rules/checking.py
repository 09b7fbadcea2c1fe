"""Everything wrong with a module: its text, and its languages beside each other."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from courses.rules.findings import Finding, found
from courses.rules.module_file import ModuleText, line_of

AUTHORITATIVE = "zh"
LANGUAGES = ("zh", "en")
BLOCKS = (
    "objectives", "law", "note", "example", "says", "do", "dont", "casefile", "roleplay", "answer",
)  # fmt: skip
UNCHECKED = frozenset({"A*", "B"})
TO_BE_CHECKED = {"zh": "待对照正式文本核实", "en": "to be checked against the official text"}
ALIKE = ("minutes", "edition", "topics", "refs", "facts", "confidence", "checks")

SHORTEST, LONGEST = 1_200, 2_500
FEWEST_OBJECTIVES, MOST_OBJECTIVES = 3, 5
FEWEST_CHECKS = 5

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_FENCE = re.compile(r"(/{3,})\s*(?:([A-Za-z_]+)\s*(?:\|.*)?)?")
_CITED = re.compile(r"\[(F-[^\]]+)\]|^#{2,6} .*\[([0-9]+\.[0-9][^\]]*)\]\s*$")
_BEFORE_END = re.compile(r"(?:#{2,6}|/{3,} *law *\|).*\[(?:F-|[0-9]+\.[0-9])[^\]]*\]\s*[^\s]")
_NOT_SHOWN = re.compile(r"!\[|</?[A-Za-z][^>]*>")
_EXERCISE = re.compile(r"^(/{4,}) (?:casefile|roleplay)\b.*?^\1\s*$", re.MULTILINE | re.DOTALL)
_OBJECTIVES = re.compile(r"^/{3,} objectives\s*\n(.*?)^/{3,}\s*$", re.MULTILINE | re.DOTALL)


def check(text: ModuleText) -> list[Finding]:
    """All findings about one text whose head is sound, by line."""
    said = [
        *_lines(text),
        *_blocks(text),
        *_objectives(text),
        *_length(text),
        *_waiting(text),
        *_questions(text),
    ]
    return sorted(said, key=lambda each: (each.line, each.code))


def disagreements(texts: Mapping[str, ModuleText]) -> list[Finding]:
    """Where the texts of one module in several languages do not say the same of it."""
    model = texts[AUTHORITATIVE]
    return [
        found("CM114", text.path, line_of(text, name), name=name)
        for language, text in texts.items()
        if language != AUTHORITATIVE
        for name in ALIKE
        if getattr(text, name) != getattr(model, name)
    ]


def _lines(text: ModuleText) -> list[Finding]:
    said = []
    for number, line in enumerate(text.body.split("\n"), start=text.body_line):
        if line.startswith("# "):
            said.append(found("CM109", text.path, number))
        if _NOT_SHOWN.search(line):
            said.append(found("CM110", text.path, number))
        if _BEFORE_END.match(line):
            said.append(found("CM129", text.path, number))
        said += [
            found("CM113", text.path, number, fact=fact)
            for cited in _CITED.finditer(line)
            for fact in re.split(r"[,，、\s]+", cited[1] or cited[2])
            if fact not in text.facts
        ]
    return said


def _blocks(text: ModuleText) -> list[Finding]:
    """Blocks begin with slashes and a name, and end with as many slashes."""
    said: list[Finding] = []
    opened: list[tuple[str, int]] = []
    for number, line in enumerate(text.body.split("\n"), start=text.body_line):
        fence = _FENCE.fullmatch(line.rstrip())
        if fence is None:
            continue
        slashes, name = fence[1], fence[2]
        if name is None:
            opened = opened[:-1] if opened and opened[-1][0] == slashes else opened
        elif name in BLOCKS:
            opened.append((slashes, number))
        else:
            said.append(found("CM111", text.path, number, name=name, allowed=", ".join(BLOCKS)))
    return said + [found("CM112", text.path, number) for _, number in opened]


def _objectives(text: ModuleText) -> list[Finding]:
    count = len(objectives(text.body))
    if count == 0:
        return [found("CM108", text.path, text.body_line)]
    if FEWEST_OBJECTIVES <= count <= MOST_OBJECTIVES:
        return []
    return [found("CM203", text.path, text.body_line, count=count)]


def objectives(body: str) -> Sequence[str]:
    """What the reader can do afterwards, one line each."""
    block = _OBJECTIVES.search(body)
    lines = block[1].split("\n") if block else []
    return [line.removeprefix("- ").strip() for line in lines if line.startswith("- ")]


def _length(text: ModuleText) -> list[Finding]:
    """The lesson without its exercises, in the authoritative language; the others follow it."""
    count = len(_HAN.findall(_EXERCISE.sub("", text.body)))
    if text.language != AUTHORITATIVE or SHORTEST <= count <= LONGEST:
        return []
    return [found("CM201", text.path, text.body_line, count=f"{count:,}")]


def _waiting(text: ModuleText) -> list[Finding]:
    words = TO_BE_CHECKED[text.language]
    if text.confidence not in UNCHECKED or words in text.body:
        return []
    return [found("CM206", text.path, text.body_line, words=words)]


def _questions(text: ModuleText) -> list[Finding]:
    """A question named twice would count twice."""
    named, line = Counter(text.checks), line_of(text, "checks")
    said = [found("CM124", text.path, line, id=each) for each, times in named.items() if times > 1]
    if len(named) < FEWEST_CHECKS:
        said.append(found("CM204", text.path, line, count=len(named)))
    return said
