"""The minutes of a panel as PDF: what was rated, what came of it, who signed. No question text."""

import tomllib
from calendar import month_name
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from exam.documents.markup import plain_line
from exam.documents.typesetting import HERE, WORDS, typeset
from exam.models.standards import Panel, PanelSignature
from exam.queries.blueprints import blueprint_of
from exam.queries.minutes import item_rows
from exam.rules.panel_figures import shown

Words = Mapping[str, Any]
Json = Mapping[str, Any]
MINUTES: Mapping[str, Words] = tomllib.loads(
    (HERE / "minutes_words.toml").read_text(encoding="utf-8")
)


def minutes_pdf(panel: Panel, language: str) -> bytes:
    """The minutes as they were drawn up, with the answers of the judges so far."""
    words = MINUTES[language]
    figures = panel.minutes.figures if panel.minutes else {}
    digest = panel.minutes.digest if panel.minutes else ""
    return typeset(
        "minutes.typ",
        {
            "lang": language,
            "words": dict(words),
            "title": plain_line(panel.title),
            "target": panel.target,
            "facts": _facts(panel, words, language),
            "result": _result(figures, words),
            "judges": _judges(panel, figures, words),
            "items": _items(figures, words, language),
            "digest": digest,
            "pictures": {},
        },
    )


def _facts(panel: Panel, words: Words, language: str) -> list[tuple[str, str]]:
    rule, zone = blueprint_of(panel.blueprint), ZoneInfo(panel.unit.zone)

    def said(at: datetime, who: str) -> str:
        local = at.astimezone(zone)
        return f"{words['date'].format(local, month_name[local.month])}{words['list']}{who}"

    unit = panel.unit.name_en if language == "en" else panel.unit.name
    ends = [
        (words["round"][end.round - 1], said(end.at, end.by.name) + _why(end.reason))
        for end in panel.ends
    ]
    drawn = panel.minutes
    return [
        (words["unit"], plain_line(unit)),
        (words["blueprint"], f"{plain_line(rule.titles[language])} ({rule.code} {rule.version})"),
        (words["convened"], said(panel.at, panel.by.name)),
        *ends,
        *([(words["drawn"], said(drawn.at, drawn.by.name))] if drawn else []),
    ]


def _why(reason: str) -> str:
    return f" ({plain_line(reason)})" if reason else ""


def _result(figures: Json, words: Words) -> dict[str, object]:
    first, last = figures["summaries"]
    if last["cut"] is None:
        return {"cut": "", "facts": [], "notes": [words["too_few"]]}
    before = [words["first_note"].format(_n(first["cut"]), _n(first["spread"]))]
    interval = words["interval_text"].format(_n(last["low"]), _n(last["high"]), last["t"])
    return {
        "cut": f"{_n(last['cut'])}%",
        "facts": [
            (words["interval"], interval),
            (words["spread"], _n(last["spread"])),
            (words["error"], _n(last["error"])),
            (words["judges_count"], words["people"].format(last["judges"])),
        ],
        "notes": [*(before if first["cut"] is not None else []), words["form_note"]],
    }


def _judges(panel: Panel, figures: Json, words: Words) -> list[dict[str, object]]:
    answers = {seat.judge_id: seat.signature for seat in panel.seats}
    return [
        {
            "name": plain_line(each["name"]),
            "unit": plain_line(each["unit"]),
            "notes": _notes(each, words),
            "cells": [
                _n(each["first_cut"]),
                _n(each["cut"]),
                f"{each['changed']['changed']}/{each['changed']['items']}"
                if each["changed"]
                else words["none"],
                each["correlation"] or words["none"],
                _answer(each, answers.get(each["judge"]), words),
            ],
        }
        for each in figures["judges"]
    ]


def _notes(judge: Json, words: Words) -> list[str]:
    flagged = words["list"].join(words["flag"][each] for each in judge["flags"])
    return [words["flags"].format(flagged)] if flagged else []


def _answer(judge: Json, signature: PanelSignature | None, words: Words) -> str:
    if judge["excluded"] is not None:
        return str(words["excluded"].format(plain_line(judge["excluded"])))
    if not judge["counted"]:
        return str(words["not_complete"])
    if signature is None:
        return str(words["waiting"])
    if signature.agreed:
        return str(words["agreed"])
    if signature.by:
        by, why = plain_line(signature.by.name), plain_line(signature.reason)
        return str(words["silent"].format(by, why))
    return str(words["declined"].format(plain_line(signature.reason)))


def _items(figures: Json, words: Words, language: str) -> list[list[str]]:
    kinds = WORDS[language]["kinds"]
    return [
        [
            item["code"]
            + ("" if item["part"] is None else f" ({words['part'].format(item['part'] + 1)})"),
            kinds.get(item["kind"], item["kind"]),
            _n(shown(Fraction(weighed["weight"]))),
            _n(item["first"]),
            _n(item["second"]),
            words["none"] if item["low"] is None else f"{item['low']}–{item['high']}",
        ]
        for item, weighed in zip(item_rows(dict(figures)), figures["items"], strict=True)
    ]


def _n(figure: str | None) -> str:
    """A figure without the zeros that say nothing; a dash for none."""
    return "–" if figure is None else f"{Decimal(figure).normalize():f}"
