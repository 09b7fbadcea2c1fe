"""The result sheet to print, set with the fonts that come with the house."""

import json
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pylopdf_fonts_zh_cn
import typst
from flask_babel import gettext as _

from competitions.board import BoardRow, BoardView
from competitions.models import Competition
from competitions.queries.entries import teams_of
from competitions.queries.listing import definition_of
from competitions.rules.definition import Definition
from competitions.rules.phases import BoardPhase
from core.clock import moment
from core.config import ROOT
from core.language import content_language

TEMPLATE = Path(__file__).with_name("standings.typ")
SEAL = ROOT / "app/static/seal.svg"


def standings_pdf(
    competition: Competition, view: BoardView, *, confirmed: Sequence[tuple[str, str]]
) -> bytes:
    """The standings that the board shows; the seal stands on final ones only."""
    definition = definition_of(competition)
    language = content_language()
    is_final = view.phase is BoardPhase.FINAL
    zone = ZoneInfo(competition.unit.zone)
    parts = {"head_judge": _("Head judge"), "supervisor": _("Supervisor")}
    data = {
        "lang": language,
        "title": competition.title_en if language == "en" else competition.title,
        "unit": competition.unit.name_en if language == "en" else competition.unit.name,
        "days": " – ".join(
            f"{moment(at_ms).astimezone(zone):%Y-%m-%d}"
            for at_ms in (competition.starts_ms, competition.ends_ms)
        ),
        "state": _("Final standings") if is_final else _("Provisional, not confirmed"),
        "seal": SEAL.read_text() if is_final else "",
        "columns": [
            _("Rank"),
            _("Name and unit") if definition.show == "name" else _("Start number"),
            *(
                f"{held.titles[language]} {held.weight.normalize():f}%"
                for held in definition.rounds
            ),
            _("Total"),
        ],
        "rows": [_line(row, definition, language) for row in view.rows(0, view.size)],
        "team-columns": [_("Rank"), _("Team"), _("Total")],
        "teams": _teams(competition, view),
        "ranking": _ranking(definition, language),
        "confirmed": [[parts[part], name] for part, name in confirmed] if is_final else [],
        "note": _("Anybody can compute these standings again from the signed bundle."),
    }
    return typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def _line(row: BoardRow, definition: Definition, language: str) -> list[str]:
    unit = row.unit_en if language == "en" else row.unit
    who = f"{row.name}  {unit}" if row.name else _("No. %(number)s", number=row.number)
    place = row.place
    return [
        str(place.rank or "–"),
        who,
        *(_points(place.rounds.get(held.code)) for held in definition.rounds),
        _("disqualified") if place.is_out else _points(place.total if place.has_score else None),
    ]


def _ranking(definition: Definition, language: str) -> str:
    """How places are decided, in one line."""
    said = {"time": _("then the shorter time used"), "earlier": _("then who finished earlier")}
    steps = [
        _("The total is out of 100; equal totals share a place unless a tie-break parts them.")
    ]
    for code in definition.tie_breaks:
        held = definition.round_with(code.removeprefix("round:"))
        steps.append(
            _("first the points of: %(round)s", round=held.titles[language]) if held else said[code]
        )
    return " · ".join(steps)


def _teams(competition: Competition, view: BoardView) -> list[list[str]]:
    """The teams by rank: rank, name, total."""
    places = view.teams
    if not places:
        return []
    names = {each.team.id: each.team.name for each in teams_of(competition.id)}
    return [
        [str(place.rank), names[place.team_id], _points(place.total)]
        for place in places
        if place.team_id in names
    ]


def _points(value: Decimal | None) -> str:
    return "–" if value is None else f"{value.normalize():f}"


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts that come with the house; what the machine has is not looked at."""
    folder = pylopdf_fonts_zh_cn.sans_path().parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
