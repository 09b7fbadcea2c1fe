"""The page of a paper: its frame is rendered once for each language, then filled in."""

import re
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from flask import render_template
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from core.clock import moment
from core.language import current
from exam.queries.attempts import OnRecord, Paper
from exam.queries.news import Word
from exam.views.paper import cells_html, is_given, questions_html

# What stands in the frame for what differs: private characters, and in addresses a plain word.
_private = (chr(0xE010 + at) for at in range(17))
TITLE, PLACE, WHO, PERSON, LEASE, NEWS, LEFT, CLOCK, UNTIL = (next(_private) for _ in range(9))
QUESTIONS, CELLS, ANSWERED, FORM_TOKEN = (next(_private) for _ in range(4))
MESSAGES, SAVED_AT, SHOWN, LOCK = (next(_private) for _ in range(4))
TOKEN = "tokentokentokentokentokentokento"  # noqa: S105 - thirty-two letters, never a real one
PARTS = re.compile(f"([\ue010-\ue020]|{TOKEN})")

_frames: dict[tuple[object, ...], list[bytes]] = {}


def sheet(
    token: str,
    paper: Paper,
    record: OnRecord,
    words: Sequence[Word],
    *,
    only: int | None = None,
) -> bytes:
    """The page of an open paper, with answers and flags on record: whole, or one question only."""
    count = len(paper.slots)
    shown = range(1, count + 1) if only is None else (only,)
    texts = {
        TOKEN: token,
        TITLE: escape(paper.title_en if paper.language == "en" else paper.title),
        PLACE: escape(paper.place),
        WHO: escape(paper.candidate),
        PERSON: str(paper.candidate_id),
        LEASE: str(paper.lease),
        NEWS: str(paper.news),
        LEFT: str(paper.remaining_ms),
        CLOCK: clock_text(paper.remaining_ms),
        UNTIL: time_text(paper.deadline_ms, paper.zone),
        SAVED_AT: time_text(record.saved_ms, paper.zone) if record.saved_ms else "–",
        SHOWN: "" if only is None else str(only),
        LOCK: escape(paper.recovery_key or ""),
        MESSAGES: "".join(_message(word, paper.zone) for word in words),
        ANSWERED: str(sum(is_given(found) for found in record.answers.values())),
        FORM_TOKEN: generate_csrf(),
    }
    values = {mark.encode(): text.encode() for mark, text in texts.items()}
    values[QUESTIONS.encode()] = questions_html(
        paper.slots, paper.language, record.answers, record.flags, shown=shown
    )
    values[CELLS.encode()] = cells_html(count, record.answers, record.flags)
    frame = _frame(token, paper, count, only is not None, bool(words))
    return b"".join(values.get(part, part) for part in frame)


def _frame(
    token: str,
    paper: Paper,
    count: int,
    is_single: bool,  # noqa: FBT001
    has_messages: bool,  # noqa: FBT001
) -> list[bytes]:
    key = (
        *(current(), paper.language, paper.scheme, bool(paper.place), count, is_single),
        *(has_messages, paper.watches_focus, paper.asks_full_screen, paper.zone),
    )
    if key not in _frames:
        marked = replace(
            paper, title=TITLE, title_en=TITLE, candidate=WHO, place=PLACE if paper.place else ""
        )
        page = render_template(
            "exam/paper.html",
            token=TOKEN,
            paper=marked,
            person=PERSON,
            lease=LEASE,
            news=NEWS,
            remaining=LEFT,
            clock=CLOCK,
            until=UNTIL,
            saved_at=SAVED_AT,
            shown=SHOWN,
            is_single=is_single,
            lock=LOCK,
            has_messages=has_messages,
            messages=MESSAGES,
            questions=QUESTIONS,
            cells=CELLS,
            total=count,
            answered=ANSWERED,
            csrf_token=lambda: FORM_TOKEN,
        )
        parts = PARTS.split(page.replace(token, TOKEN))
        _frames[key] = [part.encode() for part in parts]
    return _frames[key]


def _message(word: Word, zone: str) -> Markup:
    at = time_text(word.at_ms, zone)
    return Markup('<li data-message="{}"><time>{}</time> <span>{}</span></li>').format(
        word.id, at, word.text
    )


def time_text(at_ms: int, zone: str) -> str:
    """The hour and minute of a reading of the exam clock."""
    return moment(at_ms).astimezone(ZoneInfo(zone)).strftime("%H:%M")


def clock_text(milliseconds: int) -> str:
    """A duration as minutes and seconds."""
    seconds = max(0, -(-milliseconds // 1000))
    return f"{seconds // 60}:{seconds % 60:02d}"
