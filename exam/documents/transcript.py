"""An officer's transcript: one block a result, in the reader's language."""

from calendar import month_name
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core.clock import milliseconds, moment
from exam.actions.transcripts import Transcript
from exam.documents.markup import plain_line
from exam.documents.paper import number_text, unit_in
from exam.documents.typesetting import WORDS, moment_in, typeset
from exam.queries.own_papers import OwnPaper
from exam.rules.outcome_report import SectionLine, report

SHORT = 16


def transcript_pdf(made: Transcript, *, language: str, house: str) -> bytes:
    """Name and unit, every released result, and how it can be checked."""
    words = WORDS[language]["transcript"]
    unit = made.person.unit
    return typeset(
        "transcript.typ",
        {
            "lang": language,
            "words": words,
            "page": WORDS[language]["page"],
            "number": made.digest[:SHORT],
            "who": [
                (words["name"], plain_line(made.person.name)),
                (words["unit"], unit_in(unit, language)),
                (words["login"], made.person.login),
                (words["made"], moment_in(milliseconds(made.at), unit.zone, language)),
                (words["number"], made.digest[:SHORT]),
            ],
            "results": [_result(each, words, language) for each in reversed(made.papers)],
            "check": words["check"].format(f"{house}/verify.py"),
            "trail": words["trail"].format(made.digest[:SHORT]),
            "pictures": {},
        },
    )


def day_in(at: datetime, zone: str, words: Mapping[str, Any]) -> str:
    """A day in the local time of a unit."""
    local = at.astimezone(ZoneInfo(zone))
    return str(words["day"].format(local, month_name[local.month]))


def _result(own: OwnPaper, words: Mapping[str, Any], language: str) -> dict[str, object]:
    english = language == "en"
    return {
        "title": plain_line(own.title_en if english else own.title),
        "outcome": _outcome(own, words),
        "notes": _notes(own, words),
        "facts": [
            (words["held_by"], plain_line((own.unit_en or own.unit) if english else own.unit)),
            (words["date"], _closed(own, words)),
            *([] if own.is_voided else _marks(own, words)),
            (words["run"], (own.digest or "")[:SHORT]),
        ],
        "sections": [] if own.is_voided else _sections(own, words, language),
    }


def _outcome(own: OwnPaper, words: Mapping[str, Any]) -> str:
    return str(words["voided" if own.is_voided else "passed" if own.passed else "failed"])


def _notes(own: OwnPaper, words: Mapping[str, Any]) -> list[str]:
    notes = [words["void_note"]] if own.is_voided else []
    if own.is_demonstration:
        notes.append(words["demonstration"])
    if own.corrected_at and not own.is_voided:
        notes.append(words["corrected"].format(day_in(own.corrected_at, own.zone, words)))
    return notes


def _closed(own: OwnPaper, words: Mapping[str, Any]) -> str:
    return day_in(moment(own.closed_ms), own.zone, words) if own.closed_ms else ""


def _marks(own: OwnPaper, words: Mapping[str, Any]) -> list[tuple[str, str]]:
    key = "standard" if own.has_standard else "percentage"
    cut, percent = number_text(own.cut), number_text(own.rule.pass_percent)
    score, full = own.score or Decimal(0), own.full or Decimal(0)
    return [
        (words["score"], words["of"].format(number_text(score), number_text(full))),
        (words["pass_mark"], words[key].format(cut, percent)),
    ]


def _sections(own: OwnPaper, words: Mapping[str, Any], language: str) -> list[list[str]]:
    lines = report(own.rule, own.breakdown or {})
    return [_section(each, words, language) for each in lines]


def _section(line: SectionLine, words: Mapping[str, Any], language: str) -> list[str]:
    section = line.section
    name = section.names[language] if section else words["other"]
    floor = section.floor_percent if section else Decimal(0)
    return [
        plain_line(name),
        words["of"].format(number_text(line.whole.earned), number_text(line.whole.full)),
        words["floor"].format(number_text(floor)) if floor else "",
        (words["below"] if line.is_below else words["reached"]) if floor else "",
    ]
