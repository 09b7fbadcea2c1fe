"""The page of a paper: its frame is rendered once for each language, then filled in."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from flask import render_template
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

from core.language import current
from exam.queries.attempts import Paper
from exam.rules.arrivals import Answer
from exam.views.paper import cells_html, is_given, questions_html

# What stands in the frame for what differs: private characters, and in addresses a plain word.
TITLE, PLACE, WHO, LEASE, LEFT, CLOCK, QUESTIONS, CELLS, ANSWERED, FORM_TOKEN = (
    chr(0xE010 + at) for at in range(10)
)
TOKEN = "tokentokentokentokentokentokento"  # noqa: S105 - thirty-two letters, never a real one
PARTS = re.compile(f"([\ue010-\ue019]|{TOKEN})")

_frames: dict[tuple[object, ...], list[str]] = {}


def sheet(token: str, paper: Paper, answers: Mapping[int, Answer], flags: Collection[int]) -> str:
    """The whole page of an open paper, with answers and flags on record."""
    count = len(paper.slots)
    values = {
        TOKEN: token,
        TITLE: escape(paper.title_en if paper.language == "en" else paper.title),
        PLACE: escape(paper.place),
        WHO: escape(paper.candidate),
        LEASE: str(paper.lease),
        LEFT: str(paper.remaining_ms),
        CLOCK: clock_text(paper.remaining_ms),
        QUESTIONS: "".join(questions_html(paper.slots, paper.language, answers, flags)),
        CELLS: "".join(cells_html(count, answers, flags)),
        ANSWERED: str(sum(is_given(found) for found in answers.values())),
        FORM_TOKEN: generate_csrf(),
    }
    return "".join(values.get(part, part) for part in _frame(token, paper, count))


def _frame(token: str, paper: Paper, count: int) -> list[str]:
    key = (current(), paper.language, paper.scheme, bool(paper.place), count)
    if key not in _frames:
        marked = replace(
            paper, title=TITLE, title_en=TITLE, candidate=WHO, place=PLACE if paper.place else ""
        )
        page = render_template(
            "exam/paper.html",
            token=TOKEN,
            paper=marked,
            lease=LEASE,
            remaining=LEFT,
            clock=CLOCK,
            questions=QUESTIONS,
            cells=CELLS,
            total=count,
            answered=ANSWERED,
            csrf_token=lambda: FORM_TOKEN,
        )
        _frames[key] = PARTS.split(page.replace(token, TOKEN))
    return _frames[key]


def clock_text(milliseconds: int) -> str:
    """A duration as minutes and seconds."""
    seconds = max(0, -(-milliseconds // 1000))
    return f"{seconds // 60}:{seconds % 60:02d}"
