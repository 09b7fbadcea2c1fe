"""Blanks in a row: {{七|7}} in the text, or gaps as they are typed and a column of answers."""

import re
from dataclasses import replace

from question_bank.formats.excel_row import Row
from question_bank.formats.format import Came
from question_bank.formats.leaving import FIRST_GAP, gapped
from question_bank.kinds import KINDS
from question_bank.kinds.kind import Body
from question_bank.rules.source import numbered

_ANSWERS = (r"[;；\n]", r"、", r"[,，]", r"\s+")
_GAP = re.compile(
    r"_{2,}|＿+|[（(][\s\u3000_＿]{0,40}[）)]|【[\s\u3000_＿]{0,40}】|［[\s\u3000_＿]{0,40}］"
)
_PRIVATE = re.compile("[\ue000-\uf8ff]")


def has_blank(stem: str) -> bool:
    """Whether a text has a place to fill in."""
    return "{{" in stem or bool(_GAP.search(stem))


def fill_blank(row: Row, bare: Came) -> Came:
    """The question with its blanks; what is wrong with them is an error of its cell."""
    if _PRIVATE.search(bare.stem):
        row.say("QI161")
        return replace(bare, stem=_PRIVATE.sub("\ufffd", bare.stem))
    parsed = KINDS["fill_blank"].parse(Body(1, numbered(bare.stem).lines))
    faults = [each for each in parsed.diagnostics if each.code in ("QB127", "QB130")]
    for each in faults:
        row.say_found(each, "stem")
    if parsed.answer is None or not parsed.answer.items:
        return bare if faults else _typed_blanks(row, bare)
    if answer := row.text("answer"):
        row.say("QI275", "answer", value=answer[:60])
    stem, blanks = gapped(parsed.stem, parsed.answer)
    return replace(bare, stem=stem, blanks=blanks)


def _typed_blanks(row: Row, bare: Came) -> Came:
    """Blanks as they are typed, ____ or （　）, and their answers in a column of their own."""
    gaps = list(_GAP.finditer(bare.stem))
    answer = row.text("answer")
    if not gaps and answer:
        row.say("QI273")
        gaps = list(re.finditer(r"\Z", bare.stem))
    answers = _answers(answer, len(gaps)) if answer else []
    if "/" in answer and "|" not in answer:
        row.say("QI277", "answer", value=answer[:60])
    if len(answers) != len(gaps):
        row.say("QI153", "answer", blanks=len(gaps), answers=len(answers))
        return bare
    pieces, end = [], 0
    for number, gap in enumerate(gaps):
        pieces += [bare.stem[end : gap.start()], chr(FIRST_GAP + number)]
        end = gap.end()
    blanks = tuple(
        tuple(part.strip() for part in re.split(r"[|｜]", each) if part.strip()) for each in answers
    )
    return replace(bare, stem="".join([*pieces, bare.stem[end:]]), blanks=blanks)


def _answers(text: str, count: int) -> list[str]:
    """The answers of so many blanks: by the first mark that gives as many."""
    split = [[part for part in re.split(mark, text) if part.strip()] for mark in _ANSWERS]
    if count == 1 and len(split[0]) == 1:
        return [text]
    return next((parts for parts in split if len(parts) == count), split[0])
