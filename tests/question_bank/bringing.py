"""A small format of a question a line, and what tests of files from elsewhere begin with."""

from question_bank.formats.apart import Read
from question_bank.formats.bounds import unrecognised
from question_bank.formats.format import Brought, Came, Choice, Damaged, Note, Place
from question_bank.rules.diagnostics import Severity

DEFAULTS = {"topic": "law.penalty", "pool": "practice", "lang": "zh", "difficulty": "medium"}
STEM = "执法人员当场收缴罚款的，应当"
FILE = f"""{STEM}出具专用票据|*出具|不出具|事后补
{STEM}在规定期限内交至所在机关|*二日内|十日内|一月内
"""
PAPER = """一、单项选择题
1．执法人员当场收缴罚款的，应当（　）。
A．出具专用票据　B．不出具票据　C．事后补票据　D．口头告知
答案：A
解析：当场收缴罚款必须出具专用票据。
二、判断题
2．当事人有权陈述和申辩。（√）
"""
LOST = "the colour '%(value)s' has no place with us"


def read_lines(data: bytes, *, name: str, format_name: str = "") -> Read:
    """`stem|*right|wrong|…` a line; `?` is no format, `!` a loss, `@id ` an id, `^` a picture."""
    if data.startswith(b"?"):
        raise Damaged(unrecognised())
    notes, questions, pictures = [], [], {}
    for number, line in enumerate(data.decode().splitlines(), start=1):
        place = Place("line %(line)s", {"line": number})
        if line.startswith("!"):
            notes.append(Note(Severity.WARNING, "QI299", place, LOST, {"value": line[1:]}))
            continue
        if line.startswith("^"):
            pictures["media/a.png"] = bytes.fromhex(line[1:])
            continue
        code, line = line[1:].split(" ", 1) if line.startswith("@") else (None, line)
        stem, *texts = line.split("|")
        choices = tuple(
            Choice(text.removeprefix("*"), is_right=text.startswith("*"), place=place)
            for text in texts
        )
        questions.append(Came("single", stem, place, choices=choices, id=code, name=f"Q{number}"))
    return Read("lines", Brought(tuple(questions), tuple(notes), pictures))
